//! Every way in which a request must be refused.

use super::common::{NOW, Party, response};
use super::presentation::{MEDIA, TYPE, begin, context, object, verify, with_context};
use mien_credential::{CertificateError, JoseError};
use mien_ports::{HttpResponse, SystemEntropy};
use mien_protocol::presentation::{LoginCode, PresentationError, SeenNonces, Shown};
use proptest::prelude::*;
use serde_json::{Value, json};

fn refused(party: &Party, edit: impl FnOnce(&mut Value)) -> (PresentationError, Option<String>) {
    let Err(refusal) = verify(party, edit) else { panic!("accepted") };
    (refusal.error, refusal.report.map(|r| String::from_utf8(r.body).unwrap()))
}

// The table of hostile requests: each is signed by the right party and must still be refused, with its own reason,
// and the verifier is told only what it may know.
#[test]
fn refuses_hostile_requests() {
    type Edit = fn(&mut Value);
    let party = Party::new("login.example");
    let member = |member: &'static str| PresentationError::Member { member };
    let table: [(Edit, PresentationError, bool); 25] = [
        (|o| o["client_id"] = json!("x509_san_dns:other.example"), PresentationError::Identity, false),
        (|o| o["client_id"] = json!(7), PresentationError::Identity, false),
        (|o| o["response_uri"] = json!("https://evil.example/vp"), PresentationError::Identity, false),
        (
            |o| o["response_uri"] = json!("https://login.example.evil.example/vp"),
            PresentationError::Identity,
            false,
        ),
        (|o| o["response_uri"] = json!("http://login.example/vp"), member("response_uri"), false),
        (|o| o["state"] = json!("a\nb"), member("state"), false),
        (|o| o["wallet_nonce"] = json!("stale"), PresentationError::WalletNonce, false),
        (|o| drop(o.as_object_mut().unwrap().remove("wallet_nonce")), PresentationError::WalletNonce, false),
        (|o| o["response_type"] = json!("vp_token id_token"), member("response_type"), true),
        (|o| o["response_mode"] = json!("direct_post"), member("response_mode"), true),
        (|o| o["redirect_uri"] = json!("https://login.example/"), member("redirect_uri"), true),
        (|o| o["request_uri"] = json!("https://login.example/"), member("request_uri"), true),
        (
            |o| o["transaction_data"] = json!(["eyJ0eXBlIjoicGF5In0"]),
            PresentationError::TransactionData,
            true,
        ),
        (|o| o["aud"] = json!("https://other.example"), member("aud"), true),
        (|o| drop(o.as_object_mut().unwrap().remove("exp")), member("exp"), true),
        (|o| o["exp"] = json!(NOW - 60), PresentationError::Expired, false),
        (|o| o["exp"] = json!(NOW + 3600), member("exp"), true),
        (|o| o["exp"] = json!("soon"), member("exp"), true),
        (|o| o["iat"] = json!(NOW + 120), member("iat"), true),
        (|o| o["nonce"] = json!("short"), member("nonce"), true),
        (|o| o["nonce"] = json!("with spaces in the nonce"), member("nonce"), true),
        (|o| o["dcql_query"] = json!(null), member("dcql_query"), true),
        (
            |o| o["dcql_query"]["credentials"][0]["format"] = json!("mso_mdoc"),
            PresentationError::Format,
            true,
        ),
        (|o| o["client_metadata"]["jwks"] = json!({ "keys": [] }), member("client_metadata"), true),
        (|o| o["verifier_info"] = json!("x"), member("verifier_info"), true),
    ];
    for (index, (edit, error, reported)) in table.into_iter().enumerate() {
        let (found, report) = refused(&party, edit);
        assert_eq!((found, report.is_some()), (error, reported), "line {index}");
        assert!(report.is_none_or(|r| r.starts_with("error=") && r.ends_with("&state=s-1")), "line {index}");
    }
}

// Who signed, as what, and what came over the wire.
#[test]
fn refuses_hostile_envelopes() {
    let (party, stranger) = (Party::new("login.example"), Party::new("login.example"));
    let other = Party::new("other.example");
    let run = |signer: &Party, typ: &str, trusted: &Party| {
        let (fetch, nonce) = begin();
        let answer = response(200, MEDIA, signer.sign(typ, &object(&nonce)).as_bytes());
        fetch.verify(&answer, &trusted.anchors, NOW, &mut SeenNonces::new()).err().map(|r| r.error)
    };
    assert_eq!(run(&party, TYPE, &party), None);
    assert_eq!(run(&party, "JWT", &party), Some(PresentationError::Request(JoseError::Type)));
    let untrusted = PresentationError::Certificate(CertificateError::Untrusted);
    assert_eq!(run(&stranger, TYPE, &party), Some(untrusted));
    assert_eq!(run(&other, TYPE, &other), Some(PresentationError::Identity));

    let answer = |answer: &HttpResponse| {
        begin().0.verify(answer, &party.anchors, NOW, &mut SeenNonces::new()).unwrap_err().error
    };
    assert_eq!(answer(&response(404, MEDIA, b"")), PresentationError::Expired);
    assert_eq!(answer(&response(410, MEDIA, b"")), PresentationError::AlreadyUsed);
    assert_eq!(answer(&response(503, MEDIA, b"")), PresentationError::Unavailable { status: 503 });
    assert_eq!(answer(&response(302, MEDIA, b"")), PresentationError::UnexpectedAnswer { status: 302 });
    assert_eq!(answer(&response(200, "text/html", b"")), PresentationError::UnexpectedAnswer { status: 200 });
    assert_eq!(answer(&response(200, MEDIA, b"\xff")), PresentationError::Request(JoseError::Malformed));
    assert_eq!(answer(&response(200, MEDIA, b"a.b.c")).shown(), Shown::NotVerified);
}

// The service's name must be said by the same party, for this request, now.
#[test]
fn refuses_foreign_service_contexts() {
    type Edit = fn(&mut Value);
    let party = Party::new("login.example");
    let edits: [Edit; 9] = [
        |c| c["client_id"] = json!("x509_san_dns:other.example"),
        |c| c["nonce"] = json!("another"),
        |c| c["exp"] = json!(NOW - 3600),
        |c| c["exp"] = json!(NOW + 86_400),
        |c| c["name"] = json!({ "en": "Bank\u{202e}knab" }),
        |c| c["name"] = json!({}),
        |c| c["domain"] = json!("evil.example/path"),
        |c| c["flow"] = json!("no_device"),
        |c| c["browser"] = json!("x\ny"),
    ];
    for (index, edit) in edits.into_iter().enumerate() {
        let error = with_context(&party, edit).err().map(|r| r.error);
        assert_eq!(error, Some(PresentationError::ServiceContext), "line {index}");
    }
    let foreign = Party::new("login.example").sign("rp-context+jwt", &context(|_| {}));
    let error =
        refused(&party, |o| o["verifier_info"] = json!([{ "format": "rp-context+jwt", "data": foreign }])).0;
    assert_eq!(error, PresentationError::ServiceContext);
}

// A request that was verified once is not verified again.
#[test]
fn replay_is_noticed() {
    let party = Party::new("login.example");
    let mut seen = SeenNonces::new();
    let mut run = || {
        let (fetch, nonce) = begin();
        let answer = response(200, MEDIA, party.sign(TYPE, &object(&nonce)).as_bytes());
        fetch.verify(&answer, &party.anchors, NOW, &mut seen).err().map(|r| r.error)
    };
    assert_eq!(run(), None);
    assert_eq!(run(), Some(PresentationError::AlreadyUsed));
}

// x509_hash: the name comes from the certificate, and the answer goes to that name only.
#[test]
fn hash_identifiers() {
    let party = Party::new("login.example");
    let hash = mien_credential::base64url::sha256(&party.leaf);
    let run = |hash: &str, response_uri: &str| {
        let code =
            format!("openid4vp://?client_id=x509_hash%3A{hash}&request_uri=https%3A%2F%2Fcdn.example%2Fr");
        let fetch = LoginCode::parse(&code).unwrap().request(&SystemEntropy::new()).unwrap().1;
        let mut object = object("unused");
        object["client_id"] = json!(format!("x509_hash:{hash}"));
        object["response_uri"] = json!(response_uri);
        let answer = response(200, MEDIA, party.sign(TYPE, &object).as_bytes());
        let result = fetch.verify(&answer, &party.anchors, NOW, &mut SeenNonces::new());
        result.map(|v| v.domain().to_owned()).map_err(|r| r.error)
    };
    assert_eq!(run(&hash, "https://login.example/vp"), Ok("login.example".to_owned()));
    assert_eq!(run(&hash, "https://evil.example/vp"), Err(PresentationError::Identity));
    let other = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
    assert_eq!(run(other, "https://login.example/vp"), Err(PresentationError::Identity));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    // Whatever comes back, only the honest answer leads to a request that can be approved: the type that has
    // `approve` comes out of `verify` alone.
    #[test]
    fn nothing_but_the_honest_answer_can_be_approved(
        trusted in prop::bool::weighted(0.8),
        flip in prop::option::weighted(0.5, 0usize..4000),
        status in prop_oneof![6 => Just(200u16), 1 => Just(201), 1 => Just(302), 1 => Just(404), 1 => Just(500)],
    ) {
        let (party, stranger) = (Party::new("login.example"), Party::new("login.example"));
        let code = "openid4vp://?client_id=x509_san_dns%3Alogin.example&request_uri=https%3A%2F%2Flogin.example%2Fr";
        let (_, fetch) = LoginCode::parse(code).unwrap().request(&SystemEntropy::new()).unwrap();
        let signer = if trusted { &party } else { &stranger };
        let mut bytes = signer.sign(TYPE, &object("none")).into_bytes();
        let before = bytes.clone();
        if let Some(index) = flip {
            let index = index % bytes.len();
            bytes[index] ^= 1;
        }
        let changed = before != bytes;
        let result = fetch.verify(&response(status, MEDIA, &bytes), &party.anchors, NOW, &mut SeenNonces::new());
        prop_assert_eq!(result.is_ok(), trusted && !changed && status == 200);
    }
}
