use super::*;
use mien_ports::DeviceError;
use proptest::prelude::*;
use serde_json::json;

/// RFC 7515, appendix A.3: the token and its key.
const RFC_7515_A3: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS\
                           9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTU\
                           JqPP3-Kg6NU1Q";

fn rfc_key() -> PublicKey {
    let (x, y) =
        ("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
    PublicKey::from_jwk(&json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y })).unwrap()
}

fn token(header: &str, payload: &str) -> String {
    format!("{}.{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()), "AAAA")
}

fn parse(header: &str) -> Result<JwsHeader, JoseError> {
    CompactJws::parse(&token(header, "{}")).map(|jws| jws.header().clone())
}

// A published token of others, and the same with one bit turned.
#[test]
fn rfc_7515_appendix_a3() {
    let payload = CompactJws::parse(RFC_7515_A3).unwrap().verify(&rfc_key()).unwrap();
    assert_eq!(payload["iss"], json!("joe"));
    let changed = RFC_7515_A3.replacen("DtEh", "DtEi", 1);
    assert_eq!(CompactJws::parse(&changed).unwrap().verify(&rfc_key()), Err(JoseError::Signature));
    let changed = RFC_7515_A3.replacen("eyJpc3MiOiJqb2Ui", "eyJpc3MiOiJqb2Ej", 1);
    assert_eq!(CompactJws::parse(&changed).unwrap().verify(&rfc_key()), Err(JoseError::Signature));
}

// RFC 7638, section 3.1: the digest of the members in lexical order (an RSA key, written out here).
#[test]
fn rfc_7638_section_3_1() {
    let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknj\
             hMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5\
             hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
    let members = format!(r#"{{"e":"AQAB","kty":"RSA","n":"{n}"}}"#);
    assert_eq!(base64url::sha256(members.as_bytes()), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

// Each line is a header that made some library do something stupid.
#[test]
fn refuses_headers_off_the_list() {
    let table = [
        (r#"{"alg":"none"}"#, JoseError::Algorithm),
        (r#"{"alg":"HS256"}"#, JoseError::Algorithm),
        (r#"{"alg":"es256"}"#, JoseError::Algorithm),
        (r#"{"typ":"JWT"}"#, JoseError::Algorithm),
        (r#"{"alg":"ES256","alg":"none"}"#, JoseError::Json),
        (r#"{"alg":"ES256","crit":["exp"],"exp":1}"#, JoseError::HeaderMember),
        (r#"{"alg":"ES256","jku":"https://a.example"}"#, JoseError::HeaderMember),
        (r#"{"alg":"ES256","x5u":"https://a.example"}"#, JoseError::HeaderMember),
        (r#"{"alg":"ES256","b64":false}"#, JoseError::HeaderMember),
        (r#"{"alg":"ES256","typ":7}"#, JoseError::Json),
        (r#"{"alg":"ES256","kid":""}"#, JoseError::Json),
        (r#"{"alg":"ES256","x5c":[]}"#, JoseError::Json),
        (r#"{"alg":"ES256","x5c":["A_"]}"#, JoseError::Malformed),
        (r#"{"alg":"ES256","x5c":["","","","","",""]}"#, JoseError::Json),
        (r#"{"alg":"ES256","jwk":{"kty":"oct","k":"AA"}}"#, JoseError::Key),
        ("[]", JoseError::Json),
    ];
    for (header, error) in table {
        assert_eq!(parse(header), Err(error), "{header}");
    }
    assert!(parse(r#"{"alg":"ES256","typ":"JWT","kid":"1","cty":"x","x5t#S256":"y"}"#).is_ok());
}

// Each line is text that is not exactly three parts of base64url.
#[test]
fn refuses_other_forms() {
    let good = token(r#"{"alg":"ES256"}"#, "{}");
    for text in
        ["", ".", "..", "a.b", "a.b.c.d", &good.replace('.', ""), &format!("{good}="), &format!("{good}.x")]
    {
        assert!(CompactJws::parse(text).is_err(), "{text}");
    }
    assert_eq!(CompactJws::parse(&"a".repeat(MAX_JWS + 1)).err(), Some(JoseError::TooLong));
}

// A token for one purpose must not pass for another.
#[test]
fn type_must_match() {
    let text = token(r#"{"alg":"ES256","typ":"kb+jwt"}"#, "{}");
    let jws = CompactJws::parse(&text).unwrap();
    assert_eq!(jws.expect_type("kb+jwt"), Ok(()));
    assert_eq!(jws.expect_type("dc+sd-jwt"), Err(JoseError::Type));
}

// Frozen: the bytes that the device signs. A change here changes what every verifier receives.
#[test]
fn emitted_bytes_frozen() {
    let signer = |_: &[u8]| Ok::<_, DeviceError>(vec![7; 64]);
    let header = NewJwsHeader { typ: "kb+jwt", kid: Some("k"), jwk: Some(rfc_key()), x5c: &[vec![1, 2, 3]] };
    let token = sign_compact(&header, &json!({ "a": 1 }), &signer).unwrap();
    let (header, rest) = token.split_once('.').unwrap();
    let expected = r#"{"alg":"ES256","typ":"kb+jwt","kid":"k","jwk":{"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},"x5c":["AQID"]}"#;
    assert_eq!(String::from_utf8(base64url::decode(header).unwrap()).unwrap(), expected);
    assert_eq!(rest, format!("eyJhIjoxfQ.{}", base64url::encode(&[7; 64])));
}

// What the device says instead of signing arrives unchanged: "cancelled" is not "wrong".
#[test]
fn device_reasons_pass_through() {
    let cancelled = |_: &[u8]| Err::<Vec<u8>, _>(DeviceError::Cancelled);
    let result = sign_compact(&NewJwsHeader::default(), &json!({}), &cancelled);
    assert_eq!(result, Err(JoseError::Device(DeviceError::Cancelled)));
    let nonsense = |_: &[u8]| Ok::<_, DeviceError>(vec![1; 63]);
    let result = sign_compact(&NewJwsHeader::default(), &json!({}), &nonsense);
    assert_eq!(result, Err(JoseError::Device(DeviceError::OutOfContract)));
}

proptest! {
    // No text makes the parser panic, and none verifies by chance.
    #[test]
    fn survives_hostile_text(text in "[A-Za-z0-9_.~=-]{0,120}") {
        if let Ok(jws) = CompactJws::parse(&text) {
            prop_assert!(jws.verify(&rfc_key()).is_err());
        }
    }

    // Nor does any header.
    #[test]
    fn survives_hostile_headers(header in "\\{(\"(alg|typ|x5c|jwk|kid)\":(\"ES256\"|1|\\[\"AA==\"\\]|\\{\\}|null),?){0,4}\\}") {
        let _ = parse(&header);
    }
}
