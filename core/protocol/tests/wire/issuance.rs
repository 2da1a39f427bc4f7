//! The issuance leg as an issuer would meet it, and every way in which it must not end in a stored credential.
use super::common::{NOW, OneKey, Party, VCT, json_response, payload};
use mien_credential::CredentialError;
use mien_ports::{DeviceError, HttpRequest, HttpResponse};
use mien_protocol::issuance::{Issuance, IssuanceError, IssuerTrust, Step};
use proptest::prelude::*;
use serde_json::{Value, json};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";
pub(super) const LINK: &str =
    "openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fissuer.example%2Foffer";

pub(super) fn trust(issuer: &Party) -> IssuerTrust {
    IssuerTrust { anchors: issuer.anchors.clone(), hosts: vec!["issuer.example".to_owned()] }
}

pub(super) fn offer() -> Value {
    json!({ "credential_issuer": "https://issuer.example", "credential_configuration_ids": ["identity"],
        "grants": { GRANT: { "pre-authorized_code": "code-1", "tx_code": { "length": 6, "input_mode": "numeric" } } } })
}

pub(super) fn issuer_metadata() -> Value {
    json!({ "credential_issuer": "https://issuer.example", "credential_endpoint": "https://issuer.example/credential",
        "nonce_endpoint": "https://issuer.example/nonce", "notification_endpoint": "https://issuer.example/notification",
        "display": [{ "name": "Test issuer" }],
        "credential_configurations_supported": { "identity": { "format": "dc+sd-jwt", "vct": VCT,
            "proof_types_supported": { "jwt": { "proof_signing_alg_values_supported": ["ES256"] } } } } })
}

pub(super) fn server_metadata() -> Value {
    json!({ "issuer": "https://issuer.example", "token_endpoint": "https://issuer.example/token" })
}

pub(super) fn token() -> Value {
    json!({ "access_token": "at-1", "token_type": "Bearer" })
}

pub(super) fn credential(issuer: &Party, key: &OneKey) -> Value {
    json!({ "credentials": [{ "credential": issuer.issue(VCT, &key.public()) }], "notification_id": "n-1" })
}

fn sent(step: Result<Step, IssuanceError>) -> HttpRequest {
    match step.unwrap() {
        Step::Send(request) => request,
        other => panic!("not a request: {other:?}"),
    }
}

fn ok(body: &Value) -> HttpResponse {
    json_response(200, body)
}

/// A flow that waits for the answer to the token request, accepted with the code 123456.
pub(super) fn at_token(issuer: &Party, key: &OneKey) -> Issuance {
    let (mut flow, step) = Issuance::begin(LINK, trust(issuer)).unwrap();
    assert_eq!(sent(Ok(step)).url, "https://issuer.example/offer");
    let request = sent(flow.respond(&ok(&offer()), &key.signer(), NOW));
    assert_eq!(request.url, "https://issuer.example/.well-known/openid-credential-issuer");
    let request = sent(flow.respond(&ok(&issuer_metadata()), &key.signer(), NOW));
    assert_eq!(request.url, "https://issuer.example/.well-known/oauth-authorization-server");
    let Step::Confirm(offered) = flow.respond(&ok(&server_metadata()), &key.signer(), NOW).unwrap() else {
        panic!("the person was not asked")
    };
    assert_eq!(
        (offered.issuer_domain.as_str(), offered.issuer_name.as_deref()),
        ("issuer.example", Some("Test issuer"))
    );
    assert_eq!(flow.accept(None).err(), Some(IssuanceError::TransactionCodeNeeded));
    assert_eq!(flow.accept(Some("12")).err(), Some(IssuanceError::TransactionCodeNeeded));
    let request = sent(flow.accept(Some("123456")));
    let form = String::from_utf8(request.body).unwrap();
    assert_eq!(
        form,
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Apre-authorized_code&pre-authorized_code=code-1&tx_code=123456"
    );
    flow
}

/// A flow that waits for the answer to the credential request, and that request.
pub(super) fn at_credential(issuer: &Party, key: &OneKey) -> (Issuance, HttpRequest) {
    let mut flow = at_token(issuer, key);
    assert_eq!(sent(flow.respond(&ok(&token()), &key.signer(), NOW)).url, "https://issuer.example/nonce");
    let request = sent(flow.respond(&ok(&json!({ "c_nonce": "cn-1" })), &key.signer(), NOW));
    (flow, request)
}

fn proof(request: &HttpRequest) -> Value {
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    payload(body.pointer("/proofs/jwt/0").unwrap().as_str().unwrap())
}

// The whole leg, with what is sent at each step.
#[test]
fn receives_a_credential() {
    let (issuer, key) = (Party::new("issuer.example"), OneKey::new());
    let (mut flow, request) = at_credential(&issuer, &key);
    assert!(request.headers.contains(&("authorization".to_owned(), "Bearer at-1".to_owned())));
    assert_eq!(proof(&request), json!({ "aud": "https://issuer.example", "iat": NOW, "nonce": "cn-1" }));
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(body.get("credential_configuration_id"), Some(&json!("identity")));
    let Step::Issued(done) = flow.respond(&ok(&credential(&issuer, &key)), &key.signer(), NOW).unwrap()
    else {
        panic!("not issued")
    };
    assert_eq!(done.credential.vct(), VCT);
    let note: Value = serde_json::from_slice(&done.accepted.unwrap().body).unwrap();
    assert_eq!(note, json!({ "event": "credential_accepted", "notification_id": "n-1" }));
    let again = flow.respond(&ok(&credential(&issuer, &key)), &key.signer(), NOW);
    assert_eq!(again.err(), Some(IssuanceError::OutOfOrder));
}

// A stale nonce is replaced once, not for ever.
#[test]
fn invalid_nonce_is_retried_once() {
    let (issuer, key) = (Party::new("issuer.example"), OneKey::new());
    let (mut flow, _) = at_credential(&issuer, &key);
    let stale = json_response(400, &json!({ "error": "invalid_nonce" }));
    assert_eq!(sent(flow.respond(&stale, &key.signer(), NOW)).url, "https://issuer.example/nonce");
    let request = sent(flow.respond(&ok(&json!({ "c_nonce": "cn-2" })), &key.signer(), NOW));
    assert_eq!(proof(&request)["nonce"], json!("cn-2"));
    assert_eq!(flow.respond(&stale, &key.signer(), NOW).err(), Some(IssuanceError::Proof));
}

// A wrong code lets the person type again; a cancelled unlock lets them unlock again; a busy server changes nothing.
#[test]
fn what_passes_does_not_end_the_flow() {
    let (issuer, key) = (Party::new("issuer.example"), OneKey::new());
    let mut flow = at_token(&issuer, &key);
    let wrong = json_response(400, &json!({ "error": "invalid_grant" }));
    assert_eq!(flow.respond(&wrong, &key.signer(), NOW).err(), Some(IssuanceError::WrongTransactionCode));
    sent(flow.accept(Some("654321")));
    let busy = flow.respond(&json_response(503, &json!({})), &key.signer(), NOW);
    assert_eq!(busy.err(), Some(IssuanceError::Unavailable { status: 503 }));
    sent(flow.respond(&ok(&token()), &key.signer(), NOW));
    let key = key.refusing(DeviceError::Cancelled);
    let cancelled = flow.respond(&ok(&json!({ "c_nonce": "cn-1" })), &key.signer(), NOW).err().unwrap();
    assert_eq!(cancelled.code(), "cancelled");
    let key = key.willing();
    assert_eq!(proof(&sent(flow.sign_again(&key.signer(), NOW)))["nonce"], json!("cn-1"));
    assert!(matches!(flow.respond(&ok(&credential(&issuer, &key)), &key.signer(), NOW), Ok(Step::Issued(_))));
}

// The last gate: a credential that is not ours, of another type, or of another issuer is never handed out.
#[test]
fn foreign_credentials_are_refused() {
    let (issuer, key) = (Party::new("issuer.example"), OneKey::new());
    let run = |body: &Value| {
        let (mut flow, _) = at_credential(&issuer, &key);
        flow.respond(&ok(body), &key.signer(), NOW).err().unwrap()
    };
    let with = |text: String| json!({ "credentials": [{ "credential": text }] });
    let holder = IssuanceError::Credential(CredentialError::HolderKey);
    assert_eq!(run(&with(issuer.issue(VCT, &OneKey::new().public()))), holder);
    assert_eq!(run(&with(issuer.issue("urn:other", &key.public()))), IssuanceError::CredentialType);
    let stranger = Party::new("issuer.example");
    assert_eq!(run(&with(stranger.issue(VCT, &key.public()))).code(), "certificate_untrusted");
    assert_eq!(run(&with("x".to_owned())).code(), "credential_malformed");
    assert_eq!(run(&json!({ "transaction_id": "t", "interval": 5 })), IssuanceError::Deferred);
    assert_eq!(run(&json!({ "credentials": [] })), IssuanceError::Document { document: "credential" });
}

// Nothing is sent to a host that is not on the list, wherever its name turns up.
#[test]
fn strangers_get_nothing() {
    let (issuer, key) = (Party::new("issuer.example"), OneKey::new());
    let link = "openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fevil.example%2Foffer";
    assert_eq!(Issuance::begin(link, trust(&issuer)).err(), Some(IssuanceError::UntrustedIssuer));
    let edit = |name: &str, url: &str| {
        let mut metadata = issuer_metadata();
        metadata[name] = json!(url);
        metadata
    };
    for (name, url, code) in [
        ("credential_endpoint", "https://evil.example/c", "issuer_untrusted"),
        ("nonce_endpoint", "https://evil.example/n", "issuer_untrusted"),
        ("credential_endpoint", "http://issuer.example/c", "issuer_document"),
        ("credential_issuer", "https://other.example", "issuer_document"),
    ] {
        let (mut flow, _) = Issuance::begin(LINK, trust(&issuer)).unwrap();
        sent(flow.respond(&ok(&offer()), &key.signer(), NOW));
        let error = flow.respond(&ok(&edit(name, url)), &key.signer(), NOW).err().unwrap();
        assert_eq!(error.code(), code, "{name} {url}");
    }
    let mut servers = issuer_metadata();
    servers["authorization_servers"] = json!(["https://evil.example"]);
    let (mut flow, _) = Issuance::begin(LINK, trust(&issuer)).unwrap();
    sent(flow.respond(&ok(&offer()), &key.signer(), NOW));
    assert_eq!(flow.respond(&ok(&servers), &key.signer(), NOW).err(), Some(IssuanceError::UntrustedIssuer));
}

// Secrets of the flow do not show in logs.
#[test]
fn debug_shows_no_token() {
    let (issuer, key) = (Party::new("issuer.example"), OneKey::new());
    let (flow, request) = at_credential(&issuer, &key);
    let shown = format!("{flow:?} {request:?}");
    assert!(!shown.contains("at-1") && !shown.contains("code-1"), "{shown}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    // Whatever answers come in whatever order, a credential comes out only after the person agreed and a proof was
    // signed, and it is always ours. Three of four answers are the ones that are due, so that runs go deep.
    #[test]
    fn random_answers_never_skip_a_step(answers in proptest::collection::vec((0u8..4, 0usize..9), 7..20)) {
        let (issuer, key) = (Party::new("issuer.example"), OneKey::new());
        let (mut flow, _) = Issuance::begin(LINK, trust(&issuer)).unwrap();
        let (mut accepted, mut proved, mut stage) = (false, false, 0);
        for (luck, other) in answers {
            let choice = if luck > 0 { stage % 7 } else { other };
            let answer = match choice {
                0 => ok(&offer()),
                1 => ok(&issuer_metadata()),
                2 => ok(&server_metadata()),
                3 => {
                    let agreed = flow.accept(Some("123456")).is_ok();
                    accepted |= agreed;
                    stage += usize::from(agreed);
                    continue;
                }
                4 => ok(&token()),
                5 => ok(&json!({ "c_nonce": "cn" })),
                6 => ok(&credential(&issuer, &key)),
                7 => json_response(400, &json!({ "error": "invalid_nonce" })),
                _ => json_response(500, &json!({})),
            };
            let step = flow.respond(&answer, &key.signer(), NOW);
            stage += usize::from(step.is_ok());
            match step {
                Ok(Step::Issued(done)) => {
                    prop_assert!(accepted && proved);
                    prop_assert_eq!(done.credential.holder_key(), &key.public());
                }
                Ok(Step::Send(request)) => proved |= request.url.ends_with("/credential"),
                Ok(Step::Confirm(_)) | Err(_) => {}
            }
        }
    }
}
