//! The presentation leg as a verifier would meet it.

use super::common::{Encryption, NOW, OneKey, Party, VCT, response};
use mien_credential::jose::CompactJws;
use mien_credential::sd_jwt::Credential;
use mien_credential::sd_jwt::verify::{Expected, verify_presentation};
use mien_ports::{DeviceError, SystemEntropy};
use mien_protocol::presentation::{
    Approval, CHECK_CLAIM, LoginCode, LoginFlow, PresentationError, Refusal, Report, RequestFetch,
    SeenNonces, Shown, VerifiedRequest,
};
use serde_json::{Value, json};

const CLIENT: &str = "x509_san_dns:login.example";
pub(crate) const MEDIA: &str = "application/oauth-authz-req+jwt";
pub(crate) const TYPE: &str = "oauth-authz-req+jwt";

pub(crate) fn begin() -> (RequestFetch, String) {
    let code = "https://login.example/q?client_id=x509_san_dns%3Alogin.example&request_uri=https%3A%2F%2Flogin.example%2Fr\
                &request_uri_method=post";
    let (request, fetch) = LoginCode::parse(code).unwrap().request(&SystemEntropy::new()).unwrap();
    let body = String::from_utf8(request.body).unwrap();
    let nonce = body.strip_prefix("wallet_nonce=").unwrap().split('&').next().unwrap().to_owned();
    (fetch, nonce)
}

pub(crate) fn object(wallet_nonce: &str) -> Value {
    json!({
        "client_id": CLIENT, "response_type": "vp_token", "response_mode": "direct_post.jwt",
        "response_uri": "https://login.example/vp", "nonce": "n-0123456789abcdef", "state": "s-1",
        "wallet_nonce": wallet_nonce, "iat": NOW, "exp": NOW + 60, "aud": "https://self-issued.me/v2",
        "dcql_query": { "credentials": [{ "id": "id", "format": "dc+sd-jwt", "meta": { "vct_values": [VCT] },
            "claims": [{ "path": ["uid"] }] }] },
        "client_metadata": { "jwks": Encryption::new().jwks(), "encrypted_response_enc_values_supported": ["A256GCM"] },
    })
}

pub(crate) fn context(edit: impl FnOnce(&mut Value)) -> Value {
    let mut context = json!({
        "client_id": CLIENT, "nonce": "n-0123456789abcdef", "exp": NOW + 60, "name": { "en": "Manpower e-Service" },
        "domain": "eservice.example", "purpose": { "en": "Log in", "zh-Hans": "登录" }, "flow": "cross_device",
        "browser": "Chromium on Linux", "started_at": NOW - 5,
    });
    edit(&mut context);
    context
}

pub(crate) fn verify(party: &Party, edit: impl FnOnce(&mut Value)) -> Result<VerifiedRequest, Refusal> {
    let (fetch, nonce) = begin();
    let mut object = object(&nonce);
    edit(&mut object);
    let answer = response(200, MEDIA, party.sign(TYPE, &object).as_bytes());
    fetch.verify(&answer, &party.anchors, NOW, &mut SeenNonces::new())
}

pub(crate) fn with_context(party: &Party, edit: impl FnOnce(&mut Value)) -> Result<VerifiedRequest, Refusal> {
    let data = party.sign("rp-context+jwt", &context(edit));
    verify(party, |o| {
        o["verifier_info"] =
            json!([{ "format": "x", "data": {} }, { "format": "rp-context+jwt", "data": data }]);
    })
}

fn held(issuer: &Party, key: &OneKey) -> Vec<Credential> {
    let other = issuer.issue("urn:other", &key.public());
    let text = issuer.issue(VCT, &key.public());
    [other, text].iter().map(|t| Credential::verify(t, &issuer.anchors, NOW).unwrap()).collect()
}

// The whole leg: what is shown, what is sent, and that the verifier finds it right.
#[test]
fn approve() {
    let (party, issuer, key) = (Party::new("login.example"), Party::new("issuer.example"), OneKey::new());
    let verified = with_context(&party, |_| {}).unwrap();
    let service = verified.service().unwrap();
    assert_eq!((verified.domain(), service.domain.as_str()), ("login.example", "eservice.example"));
    assert_eq!((service.name.get("zh-Hans"), service.purpose.get("zh-Hans")), ("Manpower e-Service", "登录"));
    assert_eq!(
        (service.flow, service.browser.as_deref()),
        (Some(LoginFlow::CrossDevice), Some("Chromium on Linux"))
    );
    let held = held(&issuer, &key);
    let candidates = verified.candidates(&held, NOW);
    assert_eq!(candidates.len(), 1);
    assert_eq!(candidates[0].shared()[0].1, [&json!("U1")]);
    assert!(verified.candidates(&held, NOW + 100_000).is_empty(), "expired credentials answer nothing");

    let approval = Approval { check_digits: Some("47") };
    let (request, submission) =
        verified.approve(&candidates[0], &approval, &key.signer(), &SystemEntropy::new(), NOW).unwrap();
    assert_eq!(request.url, "https://login.example/vp");
    let answer = Encryption::new().open(&request.body);
    assert_eq!(answer["state"], json!("s-1"));
    let expected = Expected {
        issuers: &issuer.anchors,
        nonce: "n-0123456789abcdef",
        audience: CLIENT,
        now: NOW,
        max_age: 60,
    };
    let presentation = verify_presentation(answer["vp_token"]["id"][0].as_str().unwrap(), &expected).unwrap();
    assert_eq!(presentation.claims["uid"], json!("U1"));
    assert_eq!(presentation.claims.get("name"), None);
    assert_eq!(presentation.key_binding[CHECK_CLAIM], json!("47"));
    let finished = submission.finish(&response(200, "application/json", b"{}")).unwrap();
    assert!(finished.approved);
}

// The digits are mandatory when the page is on another device, and are digits.
#[test]
fn digits() {
    let (party, issuer, key) = (Party::new("login.example"), Party::new("issuer.example"), OneKey::new());
    let held = held(&issuer, &key);
    let check = |verified: &VerifiedRequest, check_digits: Option<&str>| {
        let candidates = verified.candidates(&held, NOW);
        let approval = Approval { check_digits };
        verified.approve(&candidates[0], &approval, &key.signer(), &SystemEntropy::new(), NOW).err()
    };
    let cross = with_context(&party, |_| {}).unwrap();
    assert!(cross.needs_check_digits());
    for digits in [None, Some(""), Some("4"), Some("478"), Some("4x"), Some("４７")] {
        assert_eq!(check(&cross, digits), Some(PresentationError::CheckDigits), "{digits:?}");
    }
    assert_eq!(check(&cross, Some("07")), None);
    let same = with_context(&party, |c| c["flow"] = json!("same_device")).unwrap();
    assert!(!same.needs_check_digits());
    assert_eq!(check(&same, None), None);
}

// A person who cancels the fingerprint prompt stays where they are and can approve again.
#[test]
fn cancelled_unlock_can_be_repeated() {
    let (party, issuer) = (Party::new("login.example"), Party::new("issuer.example"));
    let key = OneKey::new().refusing(DeviceError::Cancelled);
    let held = held(&issuer, &key);
    let verified = verify(&party, |_| {}).unwrap();
    let candidates = verified.candidates(&held, NOW);
    let approve = |key: &OneKey| {
        verified
            .approve(&candidates[0], &Approval::default(), &key.signer(), &SystemEntropy::new(), NOW)
            .err()
    };
    let error = approve(&key).unwrap();
    assert_eq!((error.shown(), error.code()), (Shown::DeviceReason, "cancelled"));
    assert_eq!(approve(&key.willing()), None);
}

// "No" is sent in the clear with the state, and says nothing else.
#[test]
fn decline() {
    let (request, submission) = verify(&Party::new("login.example"), |_| {}).unwrap().decline();
    assert_eq!(String::from_utf8(request.body).unwrap(), "error=access_denied&state=s-1");
    assert!(!submission.finish(&response(200, "application/json", b"{}")).unwrap().approved);
}

// A verifier that asks for itself: no flow, no digits, its own name, and a context for another domain is refused.
#[test]
fn a_verifier_of_its_own() {
    let party = Party::new("login.example");
    let own = |c: &mut Value| {
        c["domain"] = json!("login.example");
        c.as_object_mut().unwrap().remove("flow");
    };
    let verified = with_context(&party, own).unwrap();
    assert!(!verified.is_login() && !verified.needs_check_digits());
    assert!(verify(&party, |_| {}).is_ok_and(|bare| !bare.is_login()));
    assert!(with_context(&party, |_| {}).unwrap().is_login());
    let borrowed = with_context(&party, |c| {
        own(c);
        c["domain"] = json!("bank.example");
    });
    assert_eq!(borrowed.unwrap_err().error, PresentationError::ServiceContext);
    for flow in [json!("both"), json!(null), json!(7)] {
        assert_eq!(
            with_context(&party, |c| c["flow"] = flow).unwrap_err().error,
            PresentationError::ServiceContext
        );
    }
}

// "This wasn't me": the report goes to the host that got the answer, signed with the holder's key, and names the request only.
#[test]
fn a_report_is_signed_and_goes_home() {
    let (party, key) = (Party::new("login.example"), OneKey::new());
    let uri = "https://login.example/report";
    let verified = with_context(&party, |c| c["report_uri"] = json!(uri)).unwrap();
    let report_uri = verified.service().unwrap().report_uri.as_deref().unwrap();
    let report = Report { report_uri, nonce: verified.nonce(), sign_out: true };
    let request = report.request(&key.signer(), &SystemEntropy::new(), NOW).unwrap();
    assert_eq!(request.url, uri);
    let body = String::from_utf8(request.body).unwrap();
    let jwt = body.strip_prefix("report=").unwrap();
    let jws = CompactJws::parse(jwt).unwrap();
    jws.expect_type("request-report+jwt").unwrap();
    assert_eq!(jws.header().jwk, Some(key.public()));
    let mut claims = jws.verify(&key.public()).unwrap();
    assert!(claims.remove("jti").unwrap().as_str().unwrap().len() >= 20);
    assert_eq!(
        Value::Object(claims),
        json!({ "aud": uri, "iat": NOW, "nonce": "n-0123456789abcdef", "sign_out": true })
    );
    for other in ["https://evil.example/report", "http://login.example/report", "report", ""] {
        let refused = with_context(&party, |c| c["report_uri"] = json!(other)).unwrap_err();
        assert_eq!(refused.error, PresentationError::ServiceContext, "{other}");
    }
}

// Requests as the peers send them: without `aud`, with `iss`, with a name in the metadata.
#[test]
fn tolerates_what_the_standard_tolerates() {
    let party = Party::new("login.example");
    assert!(
        verify(&party, |o| {
            o.as_object_mut().unwrap().remove("aud");
        })
        .is_ok()
    );
    assert!(verify(&party, |o| o["iss"] = json!(CLIENT)).is_ok());
    assert!(verify(&party, |o| o["client_metadata"]["client_name"] = json!("X")).is_ok());
    assert!(verify(&party, |o| o["verifier_info"] = json!([{ "format": "unknown", "data": "x" }])).is_ok());
    assert!(
        verify(&party, |o| {
            o.as_object_mut().unwrap().remove("state");
        })
        .is_ok()
    );
}
