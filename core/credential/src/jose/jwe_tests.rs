use super::*;
use mien_ports::SystemEntropy;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use p256::{PublicKey as P256Public, SecretKey};
use proptest::prelude::*;
use serde_json::json;

/// OpenID4VP 1.0, section 8.3: an encrypted answer and the private key that the specification prints with it.
const OPENID4VP: &str = "eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTEyOEdDTSIsImtpZCI6ImFjIiwiZXBrIjp7Imt0eSI6IkVDIiwieCI6Im5ubVZwbTNWM2\
                         piaGNhZlFhUkJrU1ZOSGx3Wkh3dC05ck9wSnVmeVlJdWsiLCJ5IjoicjRmakRxd0p5czlxVU9QLV9iM21SNVNaRy0tQ3dPMm1pYzVW\
                         U05UWU45ZyIsImNydiI6IlAtMjU2In19..uAYcHRUSSn2X0WPX.yVzlGSYG4qbg0bq18JcUiDRw56yVnbKR8E7S7YlEtzT00RqE3Pw\
                         5oTpUG3hdLN4taHZ9gC1kwak8JOnJgQ.1wR024_3-qtAlx1oFIUpQQ";
const OPENID4VP_D: &str = "Et-3ce0omz8_TuZ96Df9lp0GAaaDoUnDe6X-CRO7Aww";

fn secret() -> SecretKey {
    SecretKey::from_slice(&base64url::decode(OPENID4VP_D).unwrap()).unwrap()
}

fn recipient() -> EncryptionKey {
    let point = secret().public_key().to_sec1_point(false);
    EncryptionKey { key: PublicKey::from_sec1(point.as_bytes()).unwrap(), kid: Some("ac".to_owned()) }
}

/// The receiver's half of the agreement, by another library.
fn shared(epk: &PublicKey) -> Vec<u8> {
    let public = P256Public::from_sec1_bytes(epk.sec1()).unwrap();
    p256::ecdh::diffie_hellman(secret().to_nonzero_scalar(), public.as_affine()).raw_secret_bytes().to_vec()
}

fn open(text: &str) -> Result<Vec<u8>, JoseError> {
    let envelope = JweEnvelope::parse(text)?;
    let z = shared(envelope.ephemeral_key());
    envelope.open(&z).map(|plain| plain.to_vec())
}

// Somebody else's ciphertext opens: key agreement, KDF, additional data and tag are all right.
#[test]
fn openid4vp_section_8_3() {
    let envelope = JweEnvelope::parse(OPENID4VP).unwrap();
    assert_eq!(envelope.kid(), Some("ac"));
    let plain: Value = serde_json::from_slice(&open(OPENID4VP).unwrap()).unwrap();
    assert!(plain.get("vp_token").is_some());
}

// What we encrypt with ring opens with another library's key agreement, with both ciphers.
#[test]
fn round_trip_with_an_independent_agreement() {
    for enc in [ContentEncryption::A128Gcm, ContentEncryption::A256Gcm] {
        let text = encrypt(b"answer", &recipient(), enc, &SystemEntropy::new()).unwrap();
        assert_eq!(open(&text).unwrap(), b"answer");
        let again = encrypt(b"answer", &recipient(), enc, &SystemEntropy::new()).unwrap();
        assert_ne!(text, again, "every answer has a fresh key");
    }
}

// Frozen: the bytes that leave the phone, for fixed inputs; ciphertext and tag computed with another library.
#[test]
fn emitted_bytes_frozen() {
    let key = recipient();
    let text =
        seal(b"{}", &[1; 32], &key.key, key.kid.as_deref(), ContentEncryption::A256Gcm, [2; 12]).unwrap();
    let parts: Vec<&str> = text.split('.').collect();
    let header = r#"{"alg":"ECDH-ES","enc":"A256GCM","kid":"ac","epk":{"crv":"P-256","kty":"EC","x":"YO4epjifD-KWeq1sL2tNmm36BhXnkJ0He-WqMYrp9Fk","y":"Hekpm0zfK7C-YccH5iBjcIXgf6YdUvNUac_0At55Okk"}}"#;
    assert_eq!(base64url::decode(parts[0]).unwrap(), header.as_bytes());
    assert_eq!(parts[1..], ["", "AgICAgICAgICAgIC", "8vU", "FMXz1nDyV-55D9-vK1yGhg"]);
}

// Every part is under the tag; a wrong secret opens nothing.
#[test]
fn refuses_changes() {
    let text = encrypt(b"answer", &recipient(), ContentEncryption::A256Gcm, &SystemEntropy::new()).unwrap();
    let envelope = JweEnvelope::parse(&text).unwrap();
    assert_eq!(envelope.open(&[0; 32]).err(), Some(JoseError::Decryption));
    let parts: Vec<String> = text.split('.').map(str::to_owned).collect();
    for index in [2, 3, 4] {
        let mut changed = parts.clone();
        let other = if changed[index].starts_with('A') { "B" } else { "A" };
        changed[index].replace_range(..1, other);
        assert_eq!(open(&changed.join(".")), Err(JoseError::Decryption), "part {index}");
    }
}

// Each line is an envelope that must not be opened.
#[test]
fn refuses_other_envelopes() {
    type Edit = fn(&mut Value);
    let epk = recipient().key.to_jwk();
    let with = |edit: &dyn Fn(&mut Value)| {
        let mut header = json!({ "alg": "ECDH-ES", "enc": "A256GCM", "epk": epk });
        edit(&mut header);
        format!(
            "{}..AgICAgICAgICAgIC.AA.{}",
            base64url::encode(header.to_string().as_bytes()),
            "A".repeat(22)
        )
    };
    let table: [(Edit, JoseError); 8] = [
        (|h| h["alg"] = json!("ECDH-ES+A256KW"), JoseError::Algorithm),
        (|h| h["alg"] = json!("dir"), JoseError::Algorithm),
        (|h| h["enc"] = json!("A128CBC-HS256"), JoseError::Algorithm),
        (|h| h["zip"] = json!("DEF"), JoseError::HeaderMember),
        (|h| h["crit"] = json!(["zip"]), JoseError::HeaderMember),
        (|h| h["epk"] = json!({ "kty": "OKP" }), JoseError::Key),
        (|h| h["apu"] = json!("="), JoseError::Malformed),
        (|h| h["kid"] = json!(7), JoseError::Json),
    ];
    for (edit, error) in table {
        assert_eq!(JweEnvelope::parse(&with(&edit)).err(), Some(error), "{}", with(&edit));
    }
    assert!(JweEnvelope::parse(&with(&|_| {})).is_ok());
    for text in
        ["", "....", "a.b.c.d.e", &with(&|_| {}).replace("..", ".AA."), &format!("{}.x", with(&|_| {}))]
    {
        assert!(JweEnvelope::parse(text).is_err(), "{text}");
    }
}

// A point off the curve is not a recipient: encrypting to it could leak the ephemeral key.
#[test]
fn refuses_points_off_the_curve() {
    let mut point = recipient().key.sec1().to_vec();
    point[64] ^= 1;
    let key = EncryptionKey { key: PublicKey::from_sec1(&point).unwrap(), kid: None };
    let result = encrypt(b"answer", &key, ContentEncryption::A256Gcm, &SystemEntropy::new());
    assert_eq!(result, Err(JoseError::Key));
}

proptest! {
    // No text makes the parser panic.
    #[test]
    fn survives_hostile_text(text in "[A-Za-z0-9_.~=-]{0,160}") {
        let _ = JweEnvelope::parse(&text);
    }
}
