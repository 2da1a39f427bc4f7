use super::*;
use crate::jose::{NewJwsHeader, sign_compact};
use mien_ports::DeviceError;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::json;

const NOW: u64 = 1_780_272_000;
const ISSUER: &str = "https://login.example";

fn key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).unwrap()
}

fn registered(number: u8, kid: Option<&str>) -> VerificationKey {
    let key = key(number);
    let point = key.verifying_key().to_sec1_point(false);
    let mut jwk = crate::jose::PublicKey::from_sec1(point.as_bytes()).unwrap().to_jwk();
    if let Some(kid) = kid {
        jwk["kid"] = json!(kid);
    }
    VerificationKey::from_jwk(&jwk).unwrap()
}

fn claims() -> Value {
    json!({ "iss": "service", "sub": "service", "aud": ISSUER, "jti": "j-12345678", "iat": NOW, "exp": NOW + 60 })
}

fn signed(claims: &Value, number: u8, typ: &str, kid: Option<&str>) -> String {
    let signer = |message: &[u8]| -> Result<Vec<u8>, DeviceError> {
        let signature: Signature = key(number).sign(message);
        Ok(signature.to_bytes().to_vec())
    };
    sign_compact(&NewJwsHeader { typ, kid, ..NewJwsHeader::default() }, claims, &signer).unwrap()
}

fn judged(token: &str, keys: &[VerificationKey]) -> Result<Accepted, ClientAssertionError> {
    verify(token, &Expected { issuer: ISSUER, client_id: "service", keys, now: NOW })
}

// The one that is right, under both types of the field; and whose it says it is.
#[test]
fn takes_what_fapi_asks_for() {
    for typ in ["JWT", "client-authentication+jwt"] {
        let token = signed(&claims(), 7, typ, None);
        let accepted = Accepted { jti: "j-12345678".to_owned(), expires_at: NOW + 60 };
        assert_eq!(judged(&token, &[registered(7, None)]), Ok(accepted));
        assert_eq!(claimed_client(&token).as_deref(), Ok("service"));
    }
}

// Each line is an assertion by which somebody else would get in, or the client too late, too early or twice.
#[test]
fn refuses_with_the_reason() {
    let table = [
        ("iss", json!("other"), ClientAssertionError::Client),
        ("sub", json!("other"), ClientAssertionError::Client),
        ("sub", Value::Null, ClientAssertionError::Client),
        ("aud", json!("https://other.example"), ClientAssertionError::Audience),
        ("aud", json!("https://login.example/token"), ClientAssertionError::Audience),
        ("aud", json!([ISSUER]), ClientAssertionError::Audience),
        ("aud", json!([ISSUER, "https://other.example"]), ClientAssertionError::Audience),
        ("exp", json!(NOW), ClientAssertionError::Expired),
        ("exp", Value::Null, ClientAssertionError::Expired),
        ("exp", json!("soon"), ClientAssertionError::Expired),
        ("exp", json!(NOW + MAX_LIFETIME + 1), ClientAssertionError::Lifetime),
        ("exp", json!(u64::MAX), ClientAssertionError::Lifetime),
        ("nbf", json!(NOW + 31), ClientAssertionError::NotYetValid),
        ("iat", json!(NOW + 31), ClientAssertionError::NotYetValid),
        ("iat", json!("now"), ClientAssertionError::NotYetValid),
        ("jti", Value::Null, ClientAssertionError::Id),
        ("jti", json!("1234567"), ClientAssertionError::Id),
        ("jti", json!("j".repeat(257)), ClientAssertionError::Id),
    ];
    for (name, value, refused) in table {
        let mut bent = claims();
        bent[name] = value;
        assert_eq!(judged(&signed(&bent, 7, "JWT", None), &[registered(7, None)]), Err(refused), "{bent}");
    }
    let mut ahead = claims();
    ahead["iat"] = json!(NOW + 30);
    ahead["exp"] = json!(NOW + MAX_LIFETIME);
    assert!(judged(&signed(&ahead, 7, "JWT", None), &[registered(7, None)]).is_ok(), "clocks differ");
}

// A token that was signed for something else, by somebody else, or with an endless text.
#[test]
fn refuses_other_tokens_and_keys() {
    let keys = [registered(7, Some("a"))];
    let other = signed(&claims(), 7, "dpop+jwt", None);
    assert_eq!(judged(&other, &keys), Err(JoseError::Type.into()));
    assert_eq!(judged(&signed(&claims(), 8, "JWT", None), &keys), Err(JoseError::Signature.into()));
    assert_eq!(judged(&signed(&claims(), 7, "JWT", Some("b")), &keys), Err(ClientAssertionError::UnknownKey));
    assert_eq!(judged(&signed(&claims(), 7, "JWT", None), &[]), Err(ClientAssertionError::UnknownKey));
    let mut long = claims();
    long["pad"] = json!("x".repeat(MAX_ASSERTION));
    assert_eq!(judged(&signed(&long, 7, "JWT", None), &keys), Err(JoseError::TooLong.into()));
    assert_eq!(claimed_client("a.b.c"), Err(JoseError::Malformed.into()));
}

// While keys are being exchanged two are registered: each of them serves, with an id or without.
#[test]
fn several_keys_serve() {
    let keys = [registered(7, Some("old")), registered(8, Some("new")), registered(9, None)];
    for (number, kid) in [(7, Some("old")), (8, Some("new")), (8, None), (9, Some("new")), (9, None)] {
        assert!(judged(&signed(&claims(), number, "JWT", kid), &keys).is_ok(), "{number} {kid:?}");
    }
    assert_eq!(judged(&signed(&claims(), 7, "JWT", Some("new")), &keys), Err(JoseError::Signature.into()));
}
