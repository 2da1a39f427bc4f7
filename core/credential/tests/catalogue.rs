//! The rows of the bad-input catalogue on signed tokens, one test each, by the row's name: a typed error, no panic.
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use mien_credential::jose::{CompactJws, JoseError, NewJwsHeader, PublicKey, sign_compact};
use mien_credential::sd_jwt::Credential;
use mien_credential::x509::TrustAnchors;
use mien_credential::{CertificateError, CredentialError, base64url};
use mien_ports::DeviceError;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};

fn key(n: u8) -> SigningKey {
    SigningKey::from_slice(&[n; 32]).unwrap()
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey::from_sec1(key.verifying_key().to_sec1_point(false).as_bytes()).unwrap()
}

fn sign(key: &SigningKey, input: &str) -> String {
    let signature: Signature = key.sign(input.as_bytes());
    format!("{input}.{}", base64url::encode(&signature.to_bytes()))
}

/// A token of key 7, and its three parts.
fn token() -> (String, [String; 3]) {
    let signer = |message: &[u8]| {
        let signature: Signature = key(7).sign(message);
        Ok::<_, DeviceError>(signature.to_bytes().to_vec())
    };
    let header = NewJwsHeader { typ: "x+jwt", kid: Some("k"), ..NewJwsHeader::default() };
    let text = sign_compact(&header, &json!({ "aud": "us" }), &signer).unwrap();
    let parts: Vec<String> = text.split('.').map(str::to_owned).collect();
    (text, parts.try_into().unwrap())
}

fn judged(text: &str) -> Result<Value, JoseError> {
    CompactJws::parse(text)?.verify(&public(&key(7))).map(Value::Object)
}

fn with_header(header: &Value) -> String {
    let (_, [_, payload, signature]) = token();
    format!("{}.{payload}.{signature}", base64url::encode(header.to_string().as_bytes()))
}

/// A token with this payload, rightly signed.
fn signed(payload: &str) -> String {
    let head = base64url::encode(br#"{"alg":"ES256","typ":"dc+sd-jwt"}"#);
    sign(&key(7), &format!("{head}.{}", base64url::encode(payload.as_bytes())))
}

#[test]
fn j1_no_algorithm_and_no_signature() {
    for algorithm in ["none", "None", "nOnE", "NONE", ""] {
        assert_eq!(
            judged(&with_header(&json!({ "alg": algorithm }))),
            Err(JoseError::Algorithm),
            "{algorithm}"
        );
    }
    let (_, [header, payload, _]) = token();
    assert_eq!(judged(&format!("{header}.{payload}.")), Err(JoseError::Signature));
}

#[test]
fn j2_a_public_key_is_no_secret() {
    let (_, [_, payload, _]) = token();
    let input = format!("{}.{payload}", base64url::encode(br#"{"alg":"HS256","typ":"x+jwt"}"#));
    let secret = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, public(&key(7)).sec1());
    let tag = base64url::encode(ring::hmac::sign(&secret, input.as_bytes()).as_ref());
    assert_eq!(judged(&format!("{input}.{tag}")), Err(JoseError::Algorithm));
}

#[test]
fn j3_keys_are_not_fetched_and_not_taken_from_the_header() {
    for name in ["jku", "x5u"] {
        let header = json!({ "alg": "ES256", name: "https://evil.example/keys" });
        assert_eq!(judged(&with_header(&header)), Err(JoseError::HeaderMember), "{name}");
    }
    // A key in the header may be read by who wants proof of it; the signature is judged by the caller's key.
    let (_, [_, payload, _]) = token();
    let head = json!({ "alg": "ES256", "jwk": public(&key(9)).to_jwk() });
    let text = sign(&key(9), &format!("{}.{payload}", base64url::encode(head.to_string().as_bytes())));
    assert_eq!(judged(&text), Err(JoseError::Signature));
}

#[test]
fn j4_key_names_are_bounded_and_never_looked_up() {
    for kid in [json!("x".repeat(10_240)), json!(""), json!("a\u{0}b"), json!(7), json!(["k"])] {
        assert_eq!(judged(&with_header(&json!({ "alg": "ES256", "kid": kid }))), Err(JoseError::Json));
    }
    for kid in ["../../key", "' OR 1=1 --"] {
        assert_eq!(
            judged(&with_header(&json!({ "alg": "ES256", "kid": kid }))),
            Err(JoseError::Signature),
            "{kid}"
        );
    }
}

#[test]
fn j5_critical_members_are_refused() {
    for critical in [json!(["b64"]), json!(["unknown"]), json!([]), json!(["missing"]), json!("exp")] {
        let header = json!({ "alg": "ES256", "crit": critical });
        assert_eq!(judged(&with_header(&header)), Err(JoseError::HeaderMember), "{critical}");
    }
}

#[test]
fn j6_times_of_another_type_are_not_absent() {
    let judged = |name: &str, value: Value| {
        let mut claims =
            json!({ "iss": "https://i.example", "vct": "v", "cnf": { "jwk": public(&key(9)).to_jwk() } });
        claims[name] = value;
        let credential = Credential::from_storage(&format!("{}~", signed(&claims.to_string())));
        credential.and_then(|credential| credential.check_times(1_000))
    };
    assert_eq!(judged("exp", json!(2_000)), Ok(()));
    for (name, value) in [
        ("exp", json!("2000")),
        ("exp", json!(null)),
        ("exp", json!([2_000])),
        ("exp", json!(-1)),
        ("nbf", json!("1")),
        ("nbf", json!([1])),
    ] {
        assert!(judged(name, value.clone()).is_err(), "{name} {value}");
    }
}

#[test]
fn j7_signatures_have_one_form() {
    let (_, [header, payload, signature]) = token();
    let raw = base64url::decode(&signature).unwrap();
    // The order of the group.
    let n = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
        0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let der = Signature::from_slice(&raw).unwrap().to_der().as_bytes().to_vec();
    let (r, s) = raw.split_at(32);
    for bytes in [
        vec![0; 64],
        [&[0; 32][..], s].concat(),
        [r, &[0; 32]].concat(),
        [&n[..], s].concat(),
        [r, &n].concat(),
        der,
        raw[..63].to_vec(),
        [&raw[..], &[0]].concat(),
        Vec::new(),
    ] {
        let text = format!("{header}.{payload}.{}", base64url::encode(&bytes));
        assert_eq!(judged(&text), Err(JoseError::Signature), "{} bytes", bytes.len());
    }
    assert!(judged(&format!("{header}.{payload}.{signature}")).is_ok());
}

#[test]
fn j8_keys_of_other_curves_and_off_the_curve() {
    let mut jwk = public(&key(7)).to_jwk();
    jwk["crv"] = json!("P-384");
    assert_eq!(PublicKey::from_jwk(&jwk), Err(JoseError::Key));
    assert_eq!(PublicKey::from_sec1(&[0]), Err(JoseError::Key), "the point at infinity");
    let (text, _) = token();
    let jws = CompactJws::parse(&text).unwrap();
    for point in [[&[4][..], &[1; 64]].concat(), [&[4][..], &[0; 64]].concat()] {
        assert_eq!(jws.verify(&PublicKey::from_sec1(&point).unwrap()).err(), Some(JoseError::Signature));
    }
}

#[test]
fn j9_a_token_has_one_spelling() {
    let (text, [header, payload, signature]) = token();
    // The last letter stands for two bits more than there are: they must be zero.
    let mut bent = signature.clone();
    let last = bent.pop().unwrap();
    bent.push(char::from(u8::try_from(last).unwrap() + 1));
    for other in [
        format!("{header}.{payload}"),
        format!("{text}.{payload}"),
        format!("{header}..{signature}"),
        format!(".{payload}.{signature}"),
        format!("{text}="),
        format!("{header}=.{payload}.{signature}"),
        format!("{header}+.{payload}.{signature}"),
        format!("{text}\n"),
        format!(" {text}"),
        format!("{header}.{payload}.{bent}"),
    ] {
        assert!(judged(&other).is_err(), "{other:.40}");
    }
}

#[test]
fn j10_tokens_are_bounded_and_never_unpacked() {
    let (_, [header, _, signature]) = token();
    for long in [
        with_header(&json!({ "alg": "ES256", "typ": "x".repeat(1 << 20) })),
        format!("{header}.{}.{signature}", "A".repeat(10 << 20)),
    ] {
        assert_eq!(judged(&long), Err(JoseError::TooLong));
    }
    assert_eq!(judged(&with_header(&json!({ "alg": "ES256", "zip": "DEF" }))), Err(JoseError::HeaderMember));
}

#[test]
fn j11_no_claim_comes_twice() {
    for payload in [r#"{"aud":"us","aud":"evil"}"#, r#"{"aud":"us","a\u0075d":"evil"}"#, r#"{"aud":"us"}{}"#]
    {
        assert_eq!(judged(&signed(payload)), Err(JoseError::Json), "{payload}");
    }
    assert_eq!(judged(&signed(r#"{"aud":"us"}"#)).unwrap()["aud"], "us");
}

#[test]
fn j12_a_token_for_something_else_is_of_another_type() {
    let (text, _) = token();
    let jws = CompactJws::parse(&text).unwrap();
    for typ in ["kb+jwt", "X+JWT", "x+jwt ", "JWT", ""] {
        assert_eq!(jws.expect_type(typ), Err(JoseError::Type), "{typ}");
    }
    assert!(CompactJws::parse("eyJhbGciOiJFQ0RILUVTIn0..AAAA.AAAA.AAAA").is_err(), "a JWE");
}

// J13, the issuer compared letter by letter, is in the protocols: `weak_servers_are_refused`, `strangers_get_nothing`.
#[test]
fn j14_a_token_of_nobody_we_trust() {
    let text = format!("{}~", signed(r#"{"iss":"https://i.example","vct":"v"}"#));
    let refused = Credential::verify(&text, &TrustAnchors::default(), 1).err();
    assert_eq!(refused, Some(CredentialError::Issuer(CertificateError::Missing)));
}
