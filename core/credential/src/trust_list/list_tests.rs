//! The reader of trust lists against a frozen list, against everything else, and against older ones.

use super::super::TYPE;
use super::*;
use crate::base64url;
use crate::jose::{NewJwsHeader, sign_compact};
use crate::x509::CertificateError;
use mien_ports::DeviceError;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use proptest::prelude::*;
use serde_json::json;

/// Made by another program (Python's `cryptography`): version 7, one verifier, one issuer, from 2026-06-01 for 30 days.
const FROZEN: &str = concat!(
    "eyJhbGciOiJFUzI1NiIsInR5cCI6InRydXN0LWxpc3Qrand0In0.eyJ2ZXJzaW9uIjo3LCJpYXQiOjE3ODAyNzIwMDAsImV4cCI6MTc4",
    "Mjg2NDAwMCwidmVyaWZpZXJzIjpbeyJuYW1lIjp7ImVuIjoiSGFyYm91ciBQYXNzIiwiemgtSGFucyI6Iua4r-a5vumAmuihjCJ9LCJw",
    "dXJwb3NlIjp7ImVuIjoiVG8gbG9nIHBlb3BsZSBpbiJ9LCJwdXJwb3NlcyI6WyJsb2dpbiIsInByZXNlbnRhdGlvbiJdLCJob3N0cyI6",
    "WyJsb2dpbi5leGFtcGxlIiwic2hvcC5leGFtcGxlIl0sIng1YyI6WyJNSUlCTWpDQjJhQURBZ0VDQWdFQk1Bb0dDQ3FHU000OUJBTUNN",
    "Qll4RkRBU0JnTlZCQU1NQzBaeWIzcGxiaUJ5YjI5ME1DQVhEVEkyTURFd01UQXdNREF3TUZvWUR6SXdOVFl3TVRBeE1EQXdNREF3V2pB",
    "V01SUXdFZ1lEVlFRRERBdEdjbTk2Wlc0Z2NtOXZkREJaTUJNR0J5cUdTTTQ5QWdFR0NDcUdTTTQ5QXdFSEEwSUFCRDdSRTdlSU8weFpC",
    "amczbmJEQ0hOb1dkQzdRSlZCSXYwTXprZE4wdkNIUmtKa2dtc3pFeUtJa3lFT3ZwUFRHaWdrTkJOcGVtSW5hNHZqdS9PZ3FOMENqRmpB",
    "VU1CSUdBMVVkRXdFQi93UUlNQVlCQWY4Q0FRQXdDZ1lJS29aSXpqMEVBd0lEU0FBd1JRSWhBTEdmcEFPZHBEaWY5SXZtTEM5MXVaTVZE",
    "Z1pDSGl2QkVjZmFtbUo1YXdWTUFpQmY4ZmdoeklyTzA2K05sanB6T0FIdEVWemc4TjYzaUg3bjNOa1VJNXJuZWc9PSJdfV0sImlzc3Vl",
    "cnMiOlt7Im5hbWUiOnsiZW4iOiJPZmZpY2UifSwiaG9zdHMiOlsiaXNzdWVyLmV4YW1wbGUiXSwieDVjIjpbIk1JSUJNakNCMmFBREFn",
    "RUNBZ0VCTUFvR0NDcUdTTTQ5QkFNQ01CWXhGREFTQmdOVkJBTU1DMFp5YjNwbGJpQnliMjkwTUNBWERUSTJNREV3TVRBd01EQXdNRm9Z",
    "RHpJd05UWXdNVEF4TURBd01EQXdXakFXTVJRd0VnWURWUVFEREF0R2NtOTZaVzRnY205dmREQlpNQk1HQnlxR1NNNDlBZ0VHQ0NxR1NN",
    "NDlBd0VIQTBJQUJEN1JFN2VJTzB4WkJqZzNuYkRDSE5vV2RDN1FKVkJJdjBNemtkTjB2Q0hSa0prZ21zekV5S0lreUVPdnBQVEdpZ2tO",
    "Qk5wZW1JbmE0dmp1L09ncU4wQ2pGakFVTUJJR0ExVWRFd0VCL3dRSU1BWUJBZjhDQVFBd0NnWUlLb1pJemowRUF3SURTQUF3UlFJaEFM",
    "R2ZwQU9kcERpZjlJdm1MQzkxdVpNVkRnWkNIaXZCRWNmYW1tSjVhd1ZNQWlCZjhmZ2h6SXJPMDYrTmxqcHpPQUh0RVZ6ZzhONjNpSDdu",
    "M05rVUk1cm5lZz09Il19XX0.FUbPteow9AbbV0qRxFOEK0BBJ6RQIpBUMxBCxsg5zjt0kZKyaHgtiLcKMEodOT5VOYkD7sxtlUIiw9ZS",
    "MetcAQ",
);
const FROM: u64 = 1_780_272_000;

fn pinned() -> PublicKey {
    let jwk = json!({ "kty": "EC", "crv": "P-256", "x": "jlM7b6C_e0YluzBmfAH7YH75-LioD-9bMAYocDGHsqM",
        "y": "c-sdveAzGDZtBp-DpvWQAFPHNjPLBBshxV4ahsH0ALQ" });
    PublicKey::from_jwk(&jwk).unwrap()
}

/// The key behind [`pinned`].
fn signed(typ: &str, payload: &Value) -> String {
    let mut scalar = [0; 32];
    scalar[31] = 7;
    let key = SigningKey::from_slice(&scalar).unwrap();
    let signer = |message: &[u8]| {
        let signature: Signature = key.sign(message);
        Ok::<_, DeviceError>(signature.to_bytes().to_vec())
    };
    sign_compact(&NewJwsHeader { typ, ..NewJwsHeader::default() }, payload, &signer).unwrap()
}

fn payload() -> Value {
    let body = FROZEN.split('.').nth(1).unwrap();
    serde_json::from_slice(&base64url::decode(body).unwrap()).unwrap()
}

fn with(edit: impl FnOnce(&mut Value)) -> Result<TrustList, TrustListError> {
    let mut payload = payload();
    edit(&mut payload);
    TrustList::verify(&signed(TYPE, &payload), &pinned())
}

// Protects lists that are out there: what was signed then is read tomorrow, to the last member.
#[test]
fn the_frozen_list_is_read() {
    let list = TrustList::verify(FROZEN, &pinned()).unwrap();
    assert_eq!((list.version(), list.expires_at(), list.as_str()), (7, FROM + 2_592_000, FROZEN));
    let verifier = &list.verifiers[0];
    assert_eq!(verifier.name["zh-Hans"], "港湾通行");
    assert_eq!(verifier.purpose["en"], "To log people in");
    assert_eq!(verifier.purposes, [Purpose::Login, Purpose::Presentation]);
    assert_eq!(verifier.hosts, ["login.example", "shop.example"]);
    assert_eq!(list.issuer_hosts(), ["issuer.example"]);
    assert!(list.knows_host("shop.example") && !list.knows_host("example"));
}

// Protects everything that rests on the list: one bit of it, another key, another type, and it is nobody's.
#[test]
fn only_the_pinned_key_counts() {
    let body = FROZEN.len() - 40;
    for at in [40, 300, body] {
        let mut bent = FROZEN.as_bytes().to_vec();
        bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
        let bent = String::from_utf8(bent).unwrap();
        assert!(matches!(TrustList::verify(&bent, &pinned()), Err(TrustListError::Jose(_))), "{at}");
    }
    let other = SigningKey::from_slice(&[9; 32]).unwrap();
    let other = PublicKey::from_sec1(other.verifying_key().to_sec1_point(false).as_bytes()).unwrap();
    assert!(matches!(TrustList::verify(FROZEN, &other), Err(TrustListError::Jose(_))));
    let list = TrustList::verify(&signed("statuslist+jwt", &payload()), &pinned());
    assert!(matches!(list, Err(TrustListError::Jose(_))));
}

// Each line is a list that two readers could take for two things, or that holds something this one does not know.
#[test]
fn refuses_what_it_does_not_know() {
    let member = |edit: &dyn Fn(&mut Value)| match with(edit) {
        Err(TrustListError::Member { member }) => member,
        other => panic!("{other:?}"),
    };
    assert_eq!(member(&|p| p["crit"] = json!(true)), "unknown");
    assert_eq!(member(&|p| p["verifiers"][0]["only_before"] = json!(1)), "unknown");
    assert_eq!(member(&|p| p["issuers"][0]["purposes"] = json!(["login"])), "unknown");
    assert_eq!(member(&|p| p["version"] = json!("7")), "version");
    assert_eq!(member(&|p| p["exp"] = json!(-1)), "exp");
    assert_eq!(member(&|p| p["verifiers"] = json!({})), "verifiers");
    assert_eq!(member(&|p| p["verifiers"][0]["purposes"] = json!([])), "purposes");
    assert_eq!(member(&|p| p["verifiers"][0]["purposes"] = json!(["pay"])), "purposes");
    for hosts in [json!([]), json!(["A.example"]), json!(["a.example:443"]), json!(["*"]), json!("a.example")]
    {
        assert_eq!(member(&|p| p["verifiers"][0]["hosts"] = hosts.clone()), "hosts");
    }
    assert_eq!(member(&|p| p["verifiers"][0]["name"] = json!({})), "name");
    assert_eq!(member(&|p| p["verifiers"][0]["x5c"] = json!(["not base64!"])), "x5c");
    let broken = with(|p| p["issuers"][0]["x5c"] = json!(["AAAA"]));
    assert_eq!(broken.unwrap_err(), TrustListError::Certificate(CertificateError::Anchor));
}

// Protects against a verifier that was taken off and wants to be back: only a greater number takes the place of a list.
#[test]
fn an_older_list_is_not_taken() {
    let version = |number: u64| with(|p| p["version"] = json!(number)).unwrap();
    assert_eq!(version(8).supersede(&version(7)).unwrap().version(), 8);
    assert_eq!(version(6).supersede(&version(7)).unwrap_err(), TrustListError::Rollback);
    assert!(version(7).supersede(&version(7)).is_ok(), "the very same");
    let other = with(|p| p["exp"] = json!(FROM + 1)).unwrap();
    assert_eq!(other.supersede(&version(7)).unwrap_err(), TrustListError::Rollback);
}

// Five minutes of clock difference, and not a second more.
#[test]
fn times() {
    let list = TrustList::verify(FROZEN, &pinned()).unwrap();
    let end = list.expires_at();
    assert_eq!(list.check_times(end + 299), Ok(()));
    assert_eq!(list.check_times(end + 300), Err(TrustListError::Expired));
    assert_eq!(list.check_times(FROM - 300), Ok(()));
    assert_eq!(list.check_times(FROM - 301), Err(TrustListError::NotYetValid));
}

proptest! {
    // No text makes the reader panic, also under the pinned signature.
    #[test]
    fn survives_hostile_text(text in "\\PC{0,80}", name in "[a-z0-9]{0,8}", number in any::<i64>()) {
        prop_assert!(TrustList::verify(&text, &pinned()).is_err());
        let _ = with(|p| p[&name] = json!(number));
        let _ = with(|p| p["verifiers"][0][&name] = json!([text]));
    }
}
