use super::*;
use crate::base64url;
use crate::jose::{CompactJws, PublicKey};
use proptest::prelude::*;
use serde_json::json;

/// RFC 9901, section 5.1: the issuer's part, its key (appendix A.5) and the disclosures.
const RFC_9901: &str = "eyJhbGciOiAiRVMyNTYiLCAidHlwIjogImV4YW1wbGUrc2Qtand0In0.eyJfc2QiOiBbIkNyUWU3UzVrcUJBSHQtbk1ZWGdjNmJkdDJTSDVhVFkxc1VfTS1QZ2tqUEkiLCAiSnpZakg0c3ZsaUgwUjNQeUVNZmVadTZKdDY5dTVxZWhabzdGN0VQWWxTRSIsICJQb3JGYnBLdVZ1Nnh5bUphZ3ZrRnNGWEFiUm9jMkpHbEFVQTJCQTRvN2NJIiwgIlRHZjRvTGJnd2Q1SlFhSHlLVlFaVTlVZEdFMHc1cnREc3JaemZVYW9tTG8iLCAiWFFfM2tQS3QxWHlYN0tBTmtxVlI2eVoyVmE1TnJQSXZQWWJ5TXZSS0JNTSIsICJYekZyendzY002R242Q0pEYzZ2Vks4QmtNbmZHOHZPU0tmcFBJWmRBZmRFIiwgImdiT3NJNEVkcTJ4Mkt3LXc1d1BFemFrb2I5aFYxY1JEMEFUTjNvUUw5Sk0iLCAianN1OXlWdWx3UVFsaEZsTV8zSmx6TWFTRnpnbGhRRzBEcGZheVF3TFVLNCJdLCAiaXNzIjogImh0dHBzOi8vaXNzdWVyLmV4YW1wbGUuY29tIiwgImlhdCI6IDE2ODMwMDAwMDAsICJleHAiOiAxODgzMDAwMDAwLCAic3ViIjogInVzZXJfNDIiLCAibmF0aW9uYWxpdGllcyI6IFt7Ii4uLiI6ICJwRm5kamtaX1ZDem15VGE2VWpsWm8zZGgta284YUlLUWM5RGxHemhhVllvIn0sIHsiLi4uIjogIjdDZjZKa1B1ZHJ5M2xjYndIZ2VaOGtoQXYxVTFPU2xlclAwVmtCSnJXWjAifV0sICJfc2RfYWxnIjogInNoYS0yNTYiLCAiY25mIjogeyJqd2siOiB7Imt0eSI6ICJFQyIsICJjcnYiOiAiUC0yNTYiLCAieCI6ICJUQ0FFUjE5WnZ1M09IRjRqNFc0dmZTVm9ISVAxSUxpbERsczd2Q2VHZW1jIiwgInkiOiAiWnhqaVdXYlpNUUdIVldLVlE0aGJTSWlyc1ZmdWVjQ0U2dDRqVDlGMkhaUSJ9fX0.MczwjBFGtzf-6WMT-hIvYbkb11NrV1WMO-jTijpMPNbswNzZ87wY2uHz-CXo6R04b7jYrpj9mNRAvVssXou1iw";
const FAMILY_NAME: &str = "WyJlbHVWNU9nM2dTTklJOEVZbnN4QV9BIiwgImZhbWlseV9uYW1lIiwgIkRvZSJd";
const GIVEN_NAME: &str = "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9obiJd";
const US: &str = "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIlVTIl0";
const DE: &str = "WyJuUHVvUW5rUkZxM0JJZUFtN0FuWEZBIiwgIkRFIl0";

fn rfc_payload() -> Map<String, Value> {
    let (x, y) =
        ("b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ", "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8");
    let key = PublicKey::from_jwk(&json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y })).unwrap();
    CompactJws::parse(RFC_9901).unwrap().verify(&key).unwrap()
}

fn run(payload: &Map<String, Value>, disclosures: &[&str]) -> Result<Resolved, CredentialError> {
    let disclosures = disclosures.iter().map(|d| Disclosure::parse(d)).collect::<Result<Vec<_>, _>>()?;
    resolve(payload, &disclosures)
}

fn disclosure(value: &Value) -> (String, String) {
    let text = base64url::encode(value.to_string().as_bytes());
    let digest = base64url::sha256(text.as_bytes());
    (text, digest)
}

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else { panic!("not an object") };
    map
}

// RFC 9901 section 5: all of the published spelling counts (its JSON has spaces), and what is withheld is absent.
#[test]
fn rfc_9901_section_5() {
    let resolved = run(&rfc_payload(), &[FAMILY_NAME, US, GIVEN_NAME, DE]).unwrap();
    assert_eq!(resolved.claims["given_name"], json!("John"));
    assert_eq!(resolved.claims["family_name"], json!("Doe"));
    assert_eq!(resolved.claims["nationalities"], json!(["US", "DE"]));
    assert_eq!(resolved.claims.get("email"), None);
    assert_eq!(resolved.claims.get("_sd"), None);
    assert_eq!(resolved.claims.get("_sd_alg"), None);
    let places: Vec<String> = resolved.places.iter().map(ClaimPath::dotted).collect();
    assert_eq!(places, ["family_name", "nationalities.0", "given_name", "nationalities.1"]);
    let only_de = run(&rfc_payload(), &[DE]).unwrap();
    assert_eq!(only_de.claims["nationalities"], json!(["DE"]));
    assert_eq!(run(&rfc_payload(), &[]).unwrap().claims["nationalities"], json!([]));
}

// A disclosure given twice, or one that nobody signed.
#[test]
fn refuses_repeated_and_foreign_disclosures() {
    let foreign = disclosure(&json!(["salt", "admin", true])).0;
    assert_eq!(run(&rfc_payload(), &[US, US]).err(), Some(CredentialError::Disclosure));
    assert_eq!(run(&rfc_payload(), &[US, &foreign]).err(), Some(CredentialError::Disclosure));
}

// Each line is a signed payload that would let one text mean two things.
#[test]
fn refuses_ambiguous_payloads() {
    let (text, digest) = disclosure(&json!(["salt", "name", "A"]));
    let (element, element_digest) = disclosure(&json!(["salt", "A"]));
    let table = [
        (json!({ "_sd": [digest, digest] }), text.as_str()),
        (json!({ "_sd": [digest], "inner": { "_sd": [digest] } }), &text),
        (json!({ "_sd": [digest], "name": "B" }), &text),
        (json!({ "list": [{ "...": digest }] }), &text),
        (json!({ "_sd": [element_digest] }), &element),
        (json!({ "_sd": digest }), &text),
        (json!({ "_sd": [7] }), &text),
        (json!({ "...": digest, "_sd": [digest] }), &text),
        (json!({ "inner": { "_sd_alg": "sha-256" }, "_sd": [digest] }), &text),
    ];
    for (payload, text) in table {
        assert_eq!(
            run(&object(payload.clone()), &[text]).err(),
            Some(CredentialError::Disclosure),
            "{payload}"
        );
    }
    let other = object(json!({ "_sd_alg": "sha-512", "_sd": [digest] }));
    assert_eq!(run(&other, &[&text]).err(), Some(CredentialError::DigestAlgorithm));
}

// Each line is a disclosure that is none.
#[test]
fn refuses_broken_disclosures() {
    let table = [
        json!(["salt"]),
        json!(["salt", "a", 1, 2]),
        json!({ "salt": 1 }),
        json!([1, "a", 1]),
        json!(["salt", 1, 1]),
        json!(["salt", "_sd", []]),
        json!(["salt", "...", "x"]),
        json!([1, 2]),
        json!("salt"),
    ];
    for value in table {
        assert_eq!(
            Disclosure::parse(&disclosure(&value).0).err(),
            Some(CredentialError::Disclosure),
            "{value}"
        );
    }
    assert!(Disclosure::parse("WyJ=").is_err());
}

// Disclosures inside disclosures, to the limit and beyond.
#[test]
fn nested_disclosures_have_a_limit() {
    let nest = |depth: usize| {
        let mut texts = Vec::new();
        let mut value = json!("end");
        for _ in 0..depth {
            let (text, digest) = disclosure(&json!(["salt", "a", value]));
            texts.push(text);
            value = json!({ "_sd": [digest] });
        }
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        run(&object(value), &texts).map(|r| r.claims)
    };
    assert_eq!(nest(2).unwrap(), json!({ "a": { "a": "end" } }));
    assert!(nest(MAX_DEPTH).is_ok());
    assert_eq!(nest(MAX_DEPTH + 1).err(), Some(CredentialError::Disclosure));
}

proptest! {
    // No disclosure text makes the parser panic.
    #[test]
    fn survives_hostile_text(text in "[A-Za-z0-9_=-]{0,80}") {
        let _ = Disclosure::parse(&text);
    }
}
