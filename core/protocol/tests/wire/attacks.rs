//! The classic forgeries of signed requests, each whole: what an attacker who knows everything public would send.

use super::common::{NOW, Party, response};
use super::presentation::{MEDIA, TYPE, begin, object};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mien_credential::base64url;
use mien_credential::{CertificateError, JoseError};
use mien_protocol::presentation::{PresentationError, SeenNonces, Shown};
use rcgen::{CertificateParams, PublicKeyData as _, SigningKey as _};
use ring::hmac;
use serde_json::{Value, json};

/// What the wallet says to `token`, which answers a fetch whose wallet nonce `token` gets.
fn said(honest: &Party, token: impl FnOnce(&str) -> String) -> PresentationError {
    let (fetch, nonce) = begin();
    let answer = response(200, MEDIA, token(&nonce).as_bytes());
    let refusal = fetch.verify(&answer, &honest.anchors, NOW, &mut SeenNonces::new()).unwrap_err();
    assert_eq!(refusal.error.shown(), Shown::NotVerified);
    // Whoever is not proven hears nothing.
    assert!(refusal.report.is_none());
    refusal.error
}

fn input(header: &Value, nonce: &str) -> String {
    let part = |value: &Value| base64url::encode(value.to_string().as_bytes());
    format!("{}.{}", part(header), part(&object(nonce)))
}

fn x5c(party: &Party) -> Value {
    json!([STANDARD.encode(&party.leaf)])
}

/// Signed with the key of `signer`, under whatever header.
fn signed(signer: &Party, header: &Value, nonce: &str) -> String {
    let input = input(header, nonce);
    let der = signer.key.sign(input.as_bytes()).unwrap();
    let raw = mien_credential::jose::normalise_signature(&der).unwrap();
    format!("{input}.{}", base64url::encode(&raw))
}

// `alg: none`, in the spellings that have passed somewhere, with and without a signature.
#[test]
fn alg_none() {
    let honest = Party::new("login.example");
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        for signature in ["", "AAAA"] {
            let header = json!({ "alg": alg, "typ": TYPE, "x5c": x5c(&honest) });
            let error = said(&honest, |nonce| format!("{}.{signature}", input(&header, nonce)));
            assert_eq!(error, PresentationError::Request(JoseError::Algorithm), "{alg}");
        }
    }
}

// HS256 with what everybody knows as the secret: the public key, as point, as SubjectPublicKeyInfo, as certificate.
#[test]
fn hs256_with_the_public_key() {
    let honest = Party::new("login.example");
    let spki = honest.key.subject_public_key_info();
    let secrets = [honest.key.der_bytes().to_vec(), spki, honest.leaf.clone()];
    for secret in secrets {
        let header = json!({ "alg": "HS256", "typ": TYPE, "x5c": x5c(&honest) });
        let error = said(&honest, |nonce| {
            let input = input(&header, nonce);
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), input.as_bytes());
            format!("{input}.{}", base64url::encode(tag.as_ref()))
        });
        assert_eq!(error, PresentationError::Request(JoseError::Algorithm));
    }
}

// A critical header that we do not know, and keys that the header brings along or points to.
#[test]
fn headers_that_bring_rules_or_keys() {
    let honest = Party::new("login.example");
    let base = || json!({ "alg": "ES256", "typ": TYPE, "x5c": x5c(&honest) });
    let with = |name: &str, value: Value| {
        let mut header = base();
        header[name] = value;
        header
    };
    let member = PresentationError::Request(JoseError::HeaderMember);
    for header in [
        with("crit", json!(["exp"])),
        with("crit", json!(["urn:unknown"])),
        with("crit", json!([])),
        with("jku", json!("https://login.example/jwks")),
        with("x5u", json!("https://login.example/cert")),
        with("b64", json!(false)),
        with("zip", json!("DEF")),
    ] {
        assert_eq!(said(&honest, |nonce| signed(&honest, &header, nonce)), member, "{header}");
    }
    // Not one of these reached the network: `verify` takes bytes and has none.
}

// The attacker's key under the honest name: in `jwk`, without a chain, with the honest chain, with a chain of their own.
#[test]
fn foreign_keys() {
    let (honest, attacker) = (Party::new("login.example"), Party::new("login.example"));
    let own = mien_credential::jose::PublicKey::from_sec1(attacker.key.der_bytes()).unwrap().to_jwk();
    let jwk = json!({ "alg": "ES256", "typ": TYPE, "jwk": own });
    let bare = json!({ "alg": "ES256", "typ": TYPE });
    let borrowed = json!({ "alg": "ES256", "typ": TYPE, "x5c": x5c(&honest), "jwk": own });
    let chain = json!({ "alg": "ES256", "typ": TYPE, "x5c": x5c(&attacker) });
    let certificate = PresentationError::Certificate;
    for (header, expected) in [
        (jwk, certificate(CertificateError::Missing)),
        (bare, certificate(CertificateError::Missing)),
        (borrowed, PresentationError::Request(JoseError::Signature)),
        (chain, certificate(CertificateError::Untrusted)),
    ] {
        assert_eq!(said(&honest, |nonce| signed(&attacker, &header, nonce)), expected, "{header}");
    }
}

// A certificate that the attacker has signed themselves, for the honest name.
#[test]
fn self_signed_certificates() {
    let (honest, mut attacker) = (Party::new("login.example"), Party::new("login.example"));
    let mut params = CertificateParams::new(vec!["login.example".to_owned()]).unwrap();
    params.distinguished_name.push(rcgen::DnType::CommonName, "login.example");
    attacker.leaf = params.self_signed(&attacker.key).unwrap().der().to_vec();
    let error = said(&honest, |nonce| attacker.sign(TYPE, &object(nonce)));
    assert_eq!(error, PresentationError::Certificate(CertificateError::SelfSigned));
}

// The right certificate at the wrong time: before it began, after it ended.
#[test]
fn certificates_outside_their_time() {
    let honest = Party::new("login.example");
    for (now, expected) in [(0, CertificateError::Expired), (1 << 37, CertificateError::Expired)] {
        let (fetch, nonce) = begin();
        let mut object = object(&nonce);
        object["iat"] = json!(now);
        object["exp"] = json!(now + 60);
        let answer = response(200, MEDIA, honest.sign(TYPE, &object).as_bytes());
        let refusal = fetch.verify(&answer, &honest.anchors, now, &mut SeenNonces::new()).unwrap_err();
        assert_eq!(refusal.error, PresentationError::Certificate(expected), "{now}");
    }
}
