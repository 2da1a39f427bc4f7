//! Enrolment as a provider would meet it, and every way in which it must not end in a stored credential. The same over TLS,
//! with a provider that checks everything, is in the sandbox's tests.
use super::common::{NOW, OneKey, Party, VCT, json_response, payload, response};
use mien_ports::{HttpRequest, HttpResponse, SystemEntropy};
use mien_protocol::Device;
use mien_protocol::enrolment::{
    Answer, Enrolment, EnrolmentError, Interaction, Provider, Purpose, Refusal, Step,
};
use mien_protocol::issuance::{IssuanceError, IssuerTrust};
use proptest::prelude::*;
use serde_json::{Value, json};
use zeroize::Zeroizing;

const BASE: &str = "https://issuer.example";

pub(super) struct World {
    issuer: Party,
    instance: OneKey,
    holder: OneKey,
    entropy: SystemEntropy,
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            issuer: Party::new("issuer.example"),
            instance: OneKey::new(),
            holder: OneKey::new(),
            entropy: SystemEntropy::new(),
        }
    }

    pub(super) fn device(&self) -> Device<'_> {
        Device {
            instance: self.instance.signer(),
            holder: self.holder.signer(),
            entropy: &self.entropy,
            now: NOW,
        }
    }

    fn trust(&self) -> IssuerTrust {
        IssuerTrust {
            anchors: self.issuer.anchors.clone(),
            hosts: vec!["issuer.example".into(), "wallet.example".into()],
        }
    }

    pub(super) fn begin(&self, provider: Provider) -> Result<(Enrolment, Step), EnrolmentError> {
        Enrolment::begin(provider, Purpose::SetUp, self.trust(), &self.device())
    }

    /// A flow whose first request to the challenge endpoint, or pushed request, is on its way.
    pub(super) fn at_first(
        &self,
        edit: impl Fn(&mut Value),
    ) -> Result<(Enrolment, HttpRequest), EnrolmentError> {
        let (mut flow, step) = self.begin(provider())?;
        assert_eq!(sent(Ok(step)).url, format!("{BASE}/.well-known/openid-credential-issuer"));
        let step = flow.respond(&ok(&issuer_metadata()), &self.device())?;
        assert_eq!(sent(Ok(step)).url, format!("{BASE}/.well-known/oauth-authorization-server"));
        let mut metadata = server_metadata();
        edit(&mut metadata);
        let step = flow.respond(&ok(&metadata), &self.device())?;
        assert_eq!(sent(Ok(step)).url, "https://wallet.example/attest");
        let step = flow.respond(&ok(&json!({ "client_attestation": "a.b.c" })), &self.device())?;
        Ok((flow, sent(Ok(step))))
    }

    pub(super) fn respond(
        &self,
        flow: &mut Enrolment,
        answer: &HttpResponse,
    ) -> Result<Step, EnrolmentError> {
        flow.respond(answer, &self.device())
    }

    pub(super) fn credential(&self) -> Value {
        json!({ "credentials": [{ "credential": self.issuer.issue(VCT, &self.holder.public()) }], "notification_id": "n" })
    }
}

pub(super) fn provider() -> Provider {
    Provider {
        issuer: BASE.into(),
        configuration_id: "identity".into(),
        attestation_endpoint: "https://wallet.example/attest".into(),
        client_id: "wallet".into(),
        redirect_uri: "https://app.example/back".into(),
        sms_hash: None,
        browser_only: false,
    }
}

pub(super) fn issuer_metadata() -> Value {
    json!({ "credential_issuer": BASE, "credential_endpoint": format!("{BASE}/credential"), "nonce_endpoint": format!("{BASE}/nonce"),
        "notification_endpoint": format!("{BASE}/notification"), "display": [{ "name": "Test" }],
        "credential_configurations_supported": { "identity": { "format": "dc+sd-jwt", "vct": VCT } } })
}

pub(super) fn server_metadata() -> Value {
    json!({ "issuer": BASE, "token_endpoint": format!("{BASE}/token"), "authorization_endpoint": format!("{BASE}/authorize"),
        "authorization_challenge_endpoint": format!("{BASE}/challenge"), "pushed_authorization_request_endpoint": format!("{BASE}/par"),
        "code_challenge_methods_supported": ["S256"], "dpop_signing_alg_values_supported": ["ES256"],
        "authorization_response_iss_parameter_supported": true })
}

pub(super) fn sign_in(step: u64) -> HttpResponse {
    json_response(
        403,
        &json!({ "error": "insufficient_authorization", "auth_session": "s-1", "step": step,
        "interaction_type_required": "urn:mien:ia:sign_in" }),
    )
}

fn answer() -> Answer {
    Answer::SignIn {
        id_number: Zeroizing::new("S1234567D".into()),
        password: Zeroizing::new("pass word".into()),
    }
}

fn ok(body: &Value) -> HttpResponse {
    json_response(200, body)
}

fn error(code: &str) -> HttpResponse {
    json_response(400, &json!({ "error": code }))
}

fn sent(step: Result<Step, EnrolmentError>) -> HttpRequest {
    match step.unwrap() {
        Step::Send(request) => request,
        other => panic!("not a request: {other:?}"),
    }
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> &'a str {
    request.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

fn form(request: &HttpRequest) -> String {
    String::from_utf8(request.body.clone()).unwrap()
}

// The whole leg, with what each request proves.
#[test]
fn receives_a_credential() {
    let world = World::new();
    let (mut flow, first) = world.at_first(|_| {}).unwrap();
    let body = form(&first);
    assert!(
        body.contains("code_challenge_method=S256")
            && body.contains("dpop_jkt=")
            && !body.contains("prompt=")
    );
    let proof = payload(header(&first, "dpop"));
    assert_eq!((&proof["htm"], &proof["htu"]), (&json!("POST"), &json!(format!("{BASE}/challenge"))));
    let pop = payload(header(&first, "oauth-client-attestation-pop"));
    assert_eq!((&pop["iss"], &pop["aud"]), (&json!("wallet"), &json!(BASE)));
    assert_eq!(header(&first, "oauth-client-attestation"), "a.b.c");

    let Step::Interact(prompt) = world.respond(&mut flow, &sign_in(1)).unwrap() else { panic!("no step") };
    assert_eq!(prompt.interaction, Interaction::SignIn);
    let request = sent(flow.answer(&answer(), &world.device()));
    assert!(form(&request).starts_with("auth_session=s-1&client_id=wallet&step=1&interaction_response=%7B"));
    let token = sent(world.respond(&mut flow, &ok(&json!({ "authorization_code": "c-1" }))));
    assert!(form(&token).contains("code=c-1") && form(&token).contains("code_verifier="));
    let nonce = sent(world.respond(&mut flow, &ok(&json!({ "access_token": "at-1", "token_type": "DPoP" }))));
    assert_eq!((nonce.url.as_str(), header(&nonce, "dpop")), ("https://issuer.example/nonce", ""));
    let request = sent(world.respond(&mut flow, &ok(&json!({ "c_nonce": "cn-1" }))));
    assert_eq!(header(&request, "authorization"), "DPoP at-1");
    assert_eq!(payload(header(&request, "dpop"))["ath"], mien_credential::base64url::sha256(b"at-1"));
    // The key of the installation is never the key of the credential.
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(payload(body.pointer("/proofs/jwt/0").unwrap().as_str().unwrap())["nonce"], "cn-1");
    let Step::Issued(issued) = world.respond(&mut flow, &ok(&world.credential())).unwrap() else {
        panic!("not issued")
    };
    assert_eq!(issued.credential.holder_key(), &world.holder.public());
    assert_eq!(header(&issued.accepted.unwrap(), "authorization"), "DPoP at-1");
    assert!(!format!("{flow:?}").contains("at-1"));
}

// Nothing that the person typed is in what is kept; what is kept is enough to ask where the enrolment stands.
#[test]
fn what_is_saved_holds_no_answer() {
    let world = World::new();
    let (mut flow, _) = world.at_first(|_| {}).unwrap();
    world.respond(&mut flow, &sign_in(1)).unwrap();
    flow.answer(&answer(), &world.device()).unwrap();
    let saved = String::from_utf8(flow.save().to_vec()).unwrap();
    assert!(saved.contains("s-1") && !saved.contains("S1234567D") && !saved.contains("pass word"));
    for (from, to) in [
        ("\"version\":1", "\"version\":2"),
        ("set_up", "other"),
        ("\"verifier\":\"", "\"verifier\":\"\\u0000"),
    ] {
        let bent = saved.replacen(from, to, 1);
        let refused = Enrolment::resume(bent.as_bytes(), world.trust(), &world.device()).err();
        assert_eq!(refused, Some(EnrolmentError::SessionOver), "{to}");
    }
    // Kept by an app whose list of trusted hosts has changed since.
    let trust = IssuerTrust { hosts: vec!["wallet.example".into()], ..world.trust() };
    let refused = Enrolment::resume(saved.as_bytes(), trust, &world.device()).err();
    assert_eq!(refused, Some(IssuanceError::UntrustedIssuer.into()));
}

// The server may want other nonces and a fresh attestation, a few times and not for ever; the answer is not lost by it.
#[test]
fn nonces_are_repeated_a_few_times() {
    let world = World::new();
    let (mut flow, _) = world.at_first(|_| {}).unwrap();
    world.respond(&mut flow, &sign_in(1)).unwrap();
    flow.answer(&answer(), &world.device()).unwrap();
    let mut wants = error("use_dpop_nonce");
    wants.headers.push(("dpop-nonce".into(), "d-1".into()));
    assert_eq!(payload(header(&sent(world.respond(&mut flow, &wants)), "dpop"))["nonce"], "d-1");
    let mut wants = error("use_attestation_challenge");
    wants.headers.push(("oauth-client-attestation-challenge".into(), "c-1".into()));
    let request = sent(world.respond(&mut flow, &wants));
    assert_eq!(payload(header(&request, "oauth-client-attestation-pop"))["challenge"], "c-1");
    assert_eq!(
        sent(world.respond(&mut flow, &error("use_fresh_attestation"))).url,
        "https://wallet.example/attest"
    );
    let request = sent(world.respond(&mut flow, &ok(&json!({ "client_attestation": "d.e.f" }))));
    assert_eq!(header(&request, "oauth-client-attestation"), "d.e.f");
    assert!(form(&request).contains("interaction_response"));
    for _ in 0..3 {
        sent(world.respond(&mut flow, &error("use_dpop_nonce")));
    }
    assert_eq!(world.respond(&mut flow, &error("use_dpop_nonce")).err(), Some(EnrolmentError::Client));
}

// A code or token that became useless while the app was away is replaced through the session, once.
#[test]
fn a_lost_code_is_replaced_once() {
    let world = World::new();
    let (mut flow, _) = world.at_first(|_| {}).unwrap();
    world.respond(&mut flow, &sign_in(1)).unwrap();
    flow.answer(&answer(), &world.device()).unwrap();
    let code = ok(&json!({ "authorization_code": "c-1" }));
    world.respond(&mut flow, &code).unwrap();
    let again = sent(world.respond(&mut flow, &error("invalid_grant")));
    assert_eq!(form(&again), "auth_session=s-1&client_id=wallet");
    world.respond(&mut flow, &code).unwrap();
    assert_eq!(world.respond(&mut flow, &error("invalid_grant")).err(), Some(EnrolmentError::SessionOver));
}

// Each line is a server that would leave the flow without a protection, or lead it to a stranger.
#[test]
fn weak_servers_are_refused() {
    let world = World::new();
    let unsupported = IssuanceError::Unsupported;
    let document = IssuanceError::Document { document: "server_metadata" };
    for (name, value, refusal) in [
        ("code_challenge_methods_supported", json!(["plain"]), unsupported.clone()),
        ("code_challenge_methods_supported", json!(null), unsupported.clone()),
        ("dpop_signing_alg_values_supported", json!(["HS256", "none"]), unsupported),
        ("issuer", json!("https://other.example"), document.clone()),
        ("token_endpoint", json!(null), document.clone()),
        ("token_endpoint", json!("http://issuer.example/token"), document),
        ("token_endpoint", json!("https://evil.example/token"), IssuanceError::UntrustedIssuer),
        ("authorization_challenge_endpoint", json!("https://evil.example/c"), IssuanceError::UntrustedIssuer),
        (
            "pushed_authorization_request_endpoint",
            json!("https://evil.example/p"),
            IssuanceError::UntrustedIssuer,
        ),
    ] {
        let refused = world.at_first(|metadata| metadata[name] = value.clone()).err();
        assert_eq!(refused, Some(refusal.into()), "{name} {value}");
    }
    // Without the challenge endpoint there is the browser, but only where the answer names its sender.
    let browser = |named: bool| {
        world.at_first(|metadata| {
            metadata.as_object_mut().unwrap().remove("authorization_challenge_endpoint");
            metadata["authorization_response_iss_parameter_supported"] = json!(named);
        })
    };
    assert_eq!(browser(true).unwrap().1.url, format!("{BASE}/par"));
    assert_eq!(browser(false).err(), Some(IssuanceError::Unsupported.into()));
    for (name, url) in [
        ("issuer", "https://evil.example"),
        ("attestation", "https://evil.example/a"),
        ("issuer", "http://issuer.example"),
    ] {
        let mut bent = provider();
        *(if name == "issuer" { &mut bent.issuer } else { &mut bent.attestation_endpoint }) = url.to_owned();
        assert_eq!(world.begin(bent).err(), Some(IssuanceError::UntrustedIssuer.into()), "{url}");
    }
}

// What the provider may answer to a step, and what the app hears.
#[test]
fn answers_are_sorted() {
    let world = World::new();
    let run = |answer: &HttpResponse| {
        let (mut flow, _) = world.at_first(|_| {}).unwrap();
        world.respond(&mut flow, answer).err()
    };
    let denied = |reason: &str| json_response(400, &json!({ "error": "access_denied", "reason": reason }));
    for (reason, refusal) in [
        ("too_many_tries", Refusal::TooManyTries),
        ("not_eligible", Refusal::NotEligible),
        ("face", Refusal::Face),
        ("x", Refusal::Other),
    ] {
        assert_eq!(run(&denied(reason)), Some(EnrolmentError::Refused { reason: refusal }));
    }
    assert_eq!(run(&error("invalid_session")), Some(EnrolmentError::SessionOver));
    assert_eq!(run(&error("invalid_client_attestation")), Some(EnrolmentError::Client));
    let unknown = json!({ "error": "insufficient_authorization", "auth_session": "s", "step": 1, "interaction_type_required": "urn:x" });
    assert_eq!(run(&json_response(403, &unknown)), Some(EnrolmentError::UnknownInteraction));
    let broken = Some(IssuanceError::Document { document: "challenge" }.into());
    assert_eq!(run(&response(403, "text/html", b"<h1>Forbidden</h1>")), broken);
    assert_eq!(run(&ok(&json!({ "authorization_code": 7 }))), broken);
    assert_eq!(
        run(&response(302, "text/html", b"{}")),
        Some(IssuanceError::UnexpectedAnswer { status: 302 }.into())
    );
    let busy = run(&json_response(503, &json!({}))).unwrap();
    assert!(busy.is_open());
    // A bearer token where one bound to this phone was promised is not taken.
    let (mut flow, _) = world.at_first(|_| {}).unwrap();
    world.respond(&mut flow, &ok(&json!({ "authorization_code": "c" }))).unwrap();
    let bearer = ok(&json!({ "access_token": "at", "token_type": "Bearer" }));
    assert_eq!(world.respond(&mut flow, &bearer).err(), Some(IssuanceError::Unsupported.into()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    // Whatever answers come in whatever order: no credential without a code, a token and a proof, and always one that is ours;
    // nothing is ever sent anywhere but to the two trusted hosts.
    #[test]
    fn random_answers_never_skip_a_step(answers in proptest::collection::vec((0u8..4, 0usize..10), 8..24)) {
        let world = World::new();
        let (mut flow, step) = world.begin(provider()).unwrap();
        let mut urls = vec![sent(Ok(step)).url];
        let mut stage = 0;
        for (luck, other) in answers {
            let choice = if luck > 0 { stage % 8 } else { other };
            let step = match choice {
                0 => world.respond(&mut flow, &ok(&issuer_metadata())),
                1 => world.respond(&mut flow, &ok(&server_metadata())),
                2 => world.respond(&mut flow, &ok(&json!({ "client_attestation": "a.b.c" }))),
                3 => {
                    let asked = world.respond(&mut flow, &sign_in(1));
                    asked.and_then(|_| flow.answer(&answer(), &world.device()))
                }
                4 => world.respond(&mut flow, &ok(&json!({ "authorization_code": "c" }))),
                5 => world.respond(&mut flow, &ok(&json!({ "access_token": "at", "token_type": "DPoP" }))),
                6 => world.respond(&mut flow, &ok(&json!({ "c_nonce": "cn" }))),
                7 => world.respond(&mut flow, &ok(&world.credential())),
                8 => world.respond(&mut flow, &error("use_dpop_nonce")),
                _ => world.respond(&mut flow, &json_response(500, &json!({}))),
            };
            stage += usize::from(step.is_ok());
            match step {
                Ok(Step::Issued(issued)) => {
                    let went = |end: &str| urls.iter().any(|url| url.ends_with(end));
                    prop_assert!(went("/challenge") && went("/token") && went("/credential"));
                    prop_assert_eq!(issued.credential.holder_key(), &world.holder.public());
                }
                Ok(Step::Send(request)) => urls.push(request.url),
                Ok(_) | Err(_) => {}
            }
        }
        prop_assert!(urls.iter().all(|url| url.starts_with(BASE) || url.starts_with("https://wallet.example/")));
    }
}
