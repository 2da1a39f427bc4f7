use super::*;
use crate::jose::CompactJws;
use serde_json::json;

/// Made by `jose` 6.2.17 on Node: the modulus, and a token under it.
const MODULUS: &str = "siNTYbcLq-4rR-qwu5WvejyxdxH9nJ7nGPq4YZy1sWGw709Q8MJx5hfaliPtsqIMj6PoXALQtI_tUuJnOpWyypK7507NEtKUOwj6a0MHIlMSAl\
    rU1s0SstDRNvypLvvCav1nEVChlFqo3fEwtXfdemTa718nw8VtQEU8haEwXQxcxacLphNv7gFBfElDfrpbDalUjKxR2msMnr4-tY4p-\
    u_epTTarzsaXCghRAZAkubQD8OL4dpDqF3i5LUTRRg7A-7Ys2NFQu8RRouqbhZHsnoSD_mueu_bVmi9Hk4-\
    WC4LO9Q34WSGiJX60Erh8A9VzyE7FFc3-anjLj_3PLKa3Q";
const PS256: &str = "eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiJzZXJ2aWNlIiwic3ViIjoic2VydmljZSIsImF1ZCI6Imh0dHBzOi8vbG9naW4uZXhhbXBsZSIsImp0a\
    SI6ImotMTIzNDU2NzgiLCJpYXQiOjE3ODAyNzIwMDAsImV4cCI6MTc4MDI3MjA2MH0.ajDCneDCe2ANTxpfP-YvEEPnEr31XhVMz-\
    g4LddAo9BOVAdf1xMOhipG5tsJj1gLCQg53-\
    FxeQh3gzcXn0JdHoYoSzDM65tZmxA3jSNS8KcusfEjhtNI0pvR9erB7XtMd1hW7LimcDCCzUgLvHEIwIo-\
    GLnhL-3iIdboklFhg0xCVh9SeeS8xerY5OEmu81X_eGW-\
    _xI3KN1JdBWVvFHbD_OhfNEZLwySTBzWK7ebcNmasnJQJ1PTfDfKXoD5king0BjdTFUDDvXJgSULY92AkKKPwCaYE-ukWN3Ng91KYfheZiOfP-\
    LgCarWHBMBGg8IukC0A7kit58xsU2rb_cag";

/// RFC 8037, appendix A.2 and A.4: the key and the token, whose payload is plain text.
const RFC_8037: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
const RFC_8037_A4: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6d\
                           WbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

fn rsa() -> Value {
    json!({ "kty": "RSA", "n": MODULUS, "e": "AQAB" })
}

fn okp() -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "x": RFC_8037 })
}

fn ec() -> Value {
    let (x, y) =
        ("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
    json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y })
}

// A token of another library, and the same with one bit turned.
#[test]
fn ps256_of_another_library() {
    let key = VerificationKey::from_jwk(&rsa()).unwrap();
    assert_eq!(CompactJws::parse_fapi(PS256).unwrap().verify_with(&key).unwrap()["sub"], "service");
    let (input, signature) = PS256.rsplit_once('.').unwrap();
    let first = if signature.starts_with('A') { "B" } else { "A" };
    let turned = format!("{input}.{first}{}", signature.get(1..).unwrap());
    assert_eq!(CompactJws::parse_fapi(&turned).unwrap().verify_with(&key), Err(JoseError::Signature));
}

// The published Ed25519 token: its signature is right, its payload is no JSON object.
#[test]
fn rfc_8037_appendix_a4() {
    let key = VerificationKey::from_jwk(&okp()).unwrap();
    assert_eq!(CompactJws::parse_fapi(RFC_8037_A4).unwrap().verify_with(&key), Err(JoseError::Json));
    let turned = RFC_8037_A4.replacen("hgyY", "hgyZ", 1);
    assert_eq!(CompactJws::parse_fapi(&turned).unwrap().verify_with(&key), Err(JoseError::Signature));
}

// Wallets, verifiers and issuers speak ES256 only, and no key is used with another algorithm than its own.
#[test]
fn algorithms_do_not_mix() {
    for token in [PS256, RFC_8037_A4] {
        assert_eq!(CompactJws::parse(token).map(|_| ()), Err(JoseError::Algorithm));
        let jws = CompactJws::parse_fapi(token).unwrap();
        assert_eq!(jws.verify(&PublicKey::from_jwk(&ec()).unwrap()), Err(JoseError::Algorithm));
        assert_eq!(jws.verify_with(&VerificationKey::from_jwk(&ec()).unwrap()), Err(JoseError::Algorithm));
    }
    for name in ["none", "HS256", "RS256", "PS384", "ES384", "es256", "eddsa", ""] {
        assert_eq!(SignatureAlgorithm::from_name(name), None, "{name}");
    }
    assert!(SignatureAlgorithm::NAMES.iter().all(|name| SignatureAlgorithm::from_name(name).is_some()));
}

// Each line is a key that nobody may authenticate with.
#[test]
fn refuses_other_keys() {
    let short = crate::base64url::encode(&[0xff; 255]);
    let long = crate::base64url::encode(&[0xff; 513]);
    let padded = crate::base64url::encode(&[&[0], [0xff; 256].as_slice()].concat());
    let table: [(Value, &str, Value); 15] = [
        (rsa(), "e", json!("Aw")),
        (rsa(), "n", json!(short)),
        (rsa(), "n", json!(long)),
        (rsa(), "n", json!(padded)),
        (rsa(), "d", json!("AA")),
        (rsa(), "alg", json!("RS256")),
        (rsa(), "use", json!("enc")),
        (okp(), "crv", json!("X25519")),
        (okp(), "x", json!("AA")),
        (okp(), "d", json!("AA")),
        (okp(), "alg", json!("ES256")),
        (okp(), "kid", json!("")),
        (ec(), "crv", json!("P-384")),
        (ec(), "use", json!("enc")),
        (json!({ "kty": "oct", "k": "AAAA" }), "alg", json!("HS256")),
    ];
    for (mut jwk, name, value) in table {
        jwk[name] = value;
        assert_eq!(VerificationKey::from_jwk(&jwk), Err(JoseError::Key), "{jwk}");
    }
}

// Sets have keys for other things, too; and nobody registers a thousand of them.
#[test]
fn a_set_gives_its_usable_keys() {
    let set = json!({ "keys": [{ "kty": "oct" }, 3, rsa(), okp(), ec()] });
    let found: Vec<_> = VerificationKey::all(&set).iter().map(VerificationKey::algorithm).collect();
    assert_eq!(found, [SignatureAlgorithm::Ps256, SignatureAlgorithm::EdDsa, SignatureAlgorithm::Es256]);
    assert!(VerificationKey::all(&json!({})).is_empty());
    assert_eq!(VerificationKey::all(&json!({ "keys": vec![ec(); 100] })).len(), 16);
}
