//! JOSE, certificates and credentials. Besides not panicking, none may be forged: what is accepted was signed, encrypted
//! or certified as it is, by the seeds' keys.

use super::world::{ANCHORS, LEAF, NOW, public};
use mien_credential::client_assertion::{self, ClientAssertionError, Expected};
use mien_credential::jose::{CompactJws, EncryptionKey, JweEnvelope, PublicKey, VerificationKey};
use mien_credential::sd_jwt::Credential;
use mien_credential::status_list::StatusReference;
use mien_credential::{CertificateError, CredentialError, JoseError, json};
use mien_fuzz::{Shape, Target, Verdict};
use serde_json::json;
use std::collections::HashSet;
use std::sync::LazyLock;

const JOSE_WORDS: &[&str] = &[
    "alg", "ES256", "none", "HS256", "typ", "kid", "x5c", "jwk", "crit", "b64", "zip", "jku", "enc",
    "A256GCM", "epk", "apu", "apv", "ECDH-ES", "kty", "EC", "crv", "P-256", "x", "y", "d", "use", "key_ops",
];
const CLAIM_WORDS: &[&str] = &[
    "_sd",
    "_sd_alg",
    "sha-256",
    "...",
    "cnf",
    "jwk",
    "exp",
    "nbf",
    "iat",
    "vct",
    "iss",
    "status",
    "status_list",
    "idx",
    "uri",
    "uid",
    "address",
    "alg",
    "typ",
    "dc+sd-jwt",
    "x5c",
];

const ASSERTION_WORDS: &[&str] = &[
    "alg",
    "ES256",
    "PS256",
    "EdDSA",
    "none",
    "kid",
    "typ",
    "JWT",
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "service",
    "https://login.example",
];

pub(super) const TARGETS: &[Target] = &[
    Target {
        name: "jws",
        corpus: "tests/fuzz/corpus/jws",
        shape: Shape::Compact,
        words: JOSE_WORDS,
        run: jws,
    },
    Target {
        name: "jwe",
        corpus: "tests/fuzz/corpus/jwe",
        shape: Shape::Compact,
        words: JOSE_WORDS,
        run: jwe,
    },
    Target { name: "jwk", corpus: "tests/fuzz/corpus/jwk", shape: Shape::Json, words: JOSE_WORDS, run: jwk },
    Target {
        name: "sd-jwt",
        corpus: "tests/fuzz/corpus/sd-jwt",
        shape: Shape::Compact,
        words: CLAIM_WORDS,
        run: sd_jwt,
    },
    Target {
        name: "x509-chain",
        corpus: "tests/fuzz/corpus/x509-chain",
        shape: Shape::Bytes,
        words: &["login.example", "\u{6}\u{3}U\u{1d}"],
        run: chain,
    },
    Target {
        name: "client-assertion",
        corpus: "tests/fuzz/corpus/client-assertion",
        shape: Shape::Compact,
        words: ASSERTION_WORDS,
        run: client_assertion,
    },
];

/// What stands before the signatures in a corpus: everything that was ever signed.
fn signed(target: &str) -> HashSet<String> {
    let target = TARGETS.iter().find(|known| known.name == target).unwrap();
    let corpus = target.read_corpus().unwrap().into_values().map(|bytes| String::from_utf8(bytes).unwrap());
    corpus.filter_map(|text| Some(text.split('~').next()?.rsplit_once('.')?.0.to_owned())).collect()
}

fn jws(input: &[u8]) -> Verdict {
    static SIGNED: LazyLock<HashSet<String>> = LazyLock::new(|| signed("jws"));
    let text = std::str::from_utf8(input).map_err(|_| "not_text")?;
    let jws = CompactJws::parse(text).map_err(JoseError::code)?;
    jws.verify(&public(7)).map_err(JoseError::code)?;
    assert!(text.rsplit_once('.').is_some_and(|(input, _)| SIGNED.contains(input)), "forged: {text}");
    Ok(())
}

fn jwe(input: &[u8]) -> Verdict {
    let text = std::str::from_utf8(input).map_err(|_| "not_text")?;
    let envelope = JweEnvelope::parse(text).map_err(JoseError::code)?;
    let point = p256::PublicKey::from_sec1_bytes(envelope.ephemeral_key().sec1()).map_err(|_| "off_curve")?;
    let secret = p256::SecretKey::from_slice(&[9; 32]).unwrap();
    let shared = p256::ecdh::diffie_hellman(secret.to_nonzero_scalar(), point.as_affine());
    let content = envelope.open(shared.raw_secret_bytes()).map_err(JoseError::code)?;
    assert_eq!(*content, br#"{"state":"s-1"}"#, "forged: {text}");
    Ok(())
}

fn jwk(input: &[u8]) -> Verdict {
    let value = json::parse(input).map_err(|_| "json")?;
    let chosen = EncryptionKey::choose(&json!({ "keys": [value] }));
    let key = PublicKey::from_jwk(&value).map_err(JoseError::code)?;
    assert_eq!(PublicKey::from_jwk(&key.to_jwk()), Ok(key));
    assert!(value.get("d").is_none(), "a private key was taken");
    assert!(chosen.is_none_or(|chosen| chosen.key == key));
    Ok(())
}

/// What is accepted was signed, and its identifier can be kept.
fn client_assertion(input: &[u8]) -> Verdict {
    static SIGNED: LazyLock<HashSet<String>> = LazyLock::new(|| signed("client-assertion"));
    static KEYS: LazyLock<Vec<VerificationKey>> = LazyLock::new(|| {
        VerificationKey::all(&json::parse(include_bytes!("../../../fixtures/client-jwks.json")).unwrap())
    });
    let text = std::str::from_utf8(input).map_err(|_| "not_text")?;
    let claimed = client_assertion::claimed_client(text).map_err(ClientAssertionError::code)?;
    let expected = Expected { issuer: "https://login.example", client_id: "service", keys: &KEYS, now: NOW };
    let accepted = client_assertion::verify(text, &expected).map_err(ClientAssertionError::code)?;
    assert!(text.rsplit_once('.').is_some_and(|(input, _)| SIGNED.contains(input)), "forged: {text}");
    assert_eq!((claimed.as_str(), accepted.jti.as_str()), ("service", "j-12345678"));
    Ok(())
}

fn sd_jwt(input: &[u8]) -> Verdict {
    static SIGNED: LazyLock<HashSet<String>> = LazyLock::new(|| signed("sd-jwt"));
    let text = std::str::from_utf8(input).map_err(|_| "not_text")?;
    // Without the signature first: so the disclosures behind it are reached by everything that is mutated.
    if let Ok(stored) = Credential::from_storage(text) {
        assert_eq!(stored.as_str(), text);
        assert!(stored.claims().get("_sd").is_none() && stored.claims().get("_sd_alg").is_none());
        let _ = (StatusReference::of(stored.claims()), stored.check_times(NOW), stored.expires_at());
    }
    let credential = Credential::verify(text, &ANCHORS, NOW).map_err(CredentialError::code)?;
    let issued = text.split('~').next().and_then(|jwt| jwt.rsplit_once('.')).map(|(input, _)| input);
    assert!(issued.is_some_and(|input| SIGNED.contains(input)), "forged: {text}");
    assert_eq!(credential.holder_key(), &public(10));
    Ok(())
}

/// Certificates, each behind its length in two bytes.
fn chain(input: &[u8]) -> Verdict {
    static LEAVES: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
        let below = split(include_bytes!("../../../corpus/x509-chain/ok-intermediate"));
        [LEAF.to_vec(), below.into_iter().next().unwrap()]
    });
    let chain = split(input);
    let certificate = ANCHORS.verify(&chain, NOW).map_err(CertificateError::code)?;
    assert!(chain.first().is_some_and(|leaf| LEAVES.contains(leaf)), "forged");
    assert!(certificate.is_for("login.example") && !certificate.is_for("evil.example"));
    Ok(())
}

fn split(mut input: &[u8]) -> Vec<Vec<u8>> {
    let mut chain = Vec::new();
    while let [high, low, rest @ ..] = input {
        let length = usize::from(*high) << 8 | usize::from(*low);
        let (one, more) = rest.split_at(length.min(rest.len()));
        chain.push(one.to_vec());
        input = more;
    }
    chain
}
