//! Attacks on an enrolment, each refused with its reason. What is stolen here is what a thief could see: a request on its way,
//! a code in a log, a link in a history.

use crate::browser::form;
use crate::helpers::World;
use crate::phone::{Phone, tan};
use crate::wallet::{public, random_key, signer};
use mien_credential::base64url;
use mien_credential::jose::{NewJwsHeader, sign_compact};
use mien_ports::{HttpRequest, HttpResponse};
use mien_protocol::enrolment::{Enrolment, EnrolmentError, Purpose, Step};
use serde_json::{Value, json};
use std::time::Duration;

fn error(response: &HttpResponse) -> (u16, String, String) {
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    let of = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (response.status, of("error"), of("error_description"))
}

fn refused(code: &str, reason: &str) -> (u16, String, String) {
    (400, code.to_owned(), reason.to_owned())
}

fn with(request: &HttpRequest, name: &str, value: &str) -> HttpRequest {
    let mut request = request.clone();
    request.headers.retain(|(known, _)| known != name);
    if !value.is_empty() {
        request.headers.push((name.to_owned(), value.to_owned()));
    }
    request
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> &'a str {
    request.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap()
}

/// A flow at its first step, and a request of it that was signed and not sent yet: it asks where the enrolment stands.
fn signed(phone: &Phone) -> (Enrolment, HttpRequest) {
    let (mut flow, step) = phone.begin(Purpose::SetUp);
    let Step::Interact(prompt) = step else { panic!("no step") };
    let Step::Send(request) =
        flow.answer(&phone.right(&prompt.interaction, &tan()), &phone.device()).unwrap()
    else {
        panic!("no request")
    };
    (flow, request)
}

/// The payload of a JWS, and the same token with another payload or header, signed by a key of the thief's.
fn forged(jws: &str, typ: &str, jwk: bool, edit: impl FnOnce(&mut Value)) -> String {
    let payload = base64url::decode(jws.split('.').nth(1).unwrap()).unwrap();
    let mut payload: Value = serde_json::from_slice(&payload).unwrap();
    edit(&mut payload);
    let key = random_key();
    let header = NewJwsHeader { typ, jwk: jwk.then(|| public(&key)), ..NewJwsHeader::default() };
    sign_compact(&header, &payload, &signer(&key)).unwrap()
}

/// The same token with another `alg` in its header and the signature that goes with it.
fn with_algorithm(jws: &str, algorithm: &str, signature: &str) -> String {
    let (head, rest) = jws.split_once('.').unwrap();
    let payload = rest.split_once('.').unwrap().0;
    let mut head: Value = serde_json::from_slice(&base64url::decode(head).unwrap()).unwrap();
    head["alg"] = json!(algorithm);
    format!("{}.{payload}.{signature}", base64url::encode(head.to_string().as_bytes()))
}

#[test]
fn a_stolen_dpop_proof_is_refused() {
    let world = World::new();
    let phone = Phone::new(&world, "phone");
    let (_, request) = signed(&phone);
    let proof = header(&request, "dpop").to_owned();
    // To another endpoint, and with the other method.
    let elsewhere = HttpRequest { url: format!("{}/token", world.provider()), ..request.clone() };
    let token = HttpRequest { body: b"grant_type=authorization_code".to_vec(), ..elsewhere };
    assert_eq!(error(&phone.send(&token)), refused("invalid_dpop_proof", "htu"));
    // Beside the thief's own attestation.
    let thief = Phone::new(&world, "thief");
    let (_, his) = signed(&thief);
    let reason = "another key than the attested one";
    assert_eq!(error(&phone.send(&with(&his, "dpop", &proof))), refused("invalid_dpop_proof", reason));
    // That was the proof's one arrival: even the request it was made for comes too late.
    assert_eq!(error(&phone.send(&request)), refused("invalid_dpop_proof", "jti was used before"));
    // Without one, with two, with one that the thief signed himself.
    let one = "one DPoP header is needed";
    assert_eq!(error(&phone.send(&with(&his, "dpop", ""))), refused("invalid_dpop_proof", one));
    let (_, fresh) = signed(&thief);
    let mut two = fresh.clone();
    two.headers.push(("dpop".into(), proof.clone()));
    assert_eq!(error(&phone.send(&two)), refused("invalid_dpop_proof", one));
    let own = forged(&proof, "dpop+jwt", true, |_| {});
    assert_eq!(error(&phone.send(&with(&fresh, "dpop", &own))), refused("invalid_dpop_proof", reason));
}

#[test]
fn a_dpop_proof_made_ahead_is_refused() {
    let world = World::new();
    let phone = Phone::new(&world, "phone");
    let (_, request) = signed(&phone);
    world.running().clock().advance(Duration::from_secs(100));
    // Its time is nearly right, but its nonce is not of now.
    assert_eq!(error(&phone.send(&request)).1, "use_dpop_nonce");
    world.running().clock().advance(Duration::from_secs(30));
    assert_eq!(error(&phone.send(&request)), refused("invalid_dpop_proof", "iat"));
}

#[test]
fn no_other_algorithm_is_accepted() {
    let world = World::new();
    let phone = Phone::new(&world, "phone");
    let (_, request) = signed(&phone);
    for (name, code) in [
        ("dpop", "invalid_dpop_proof"),
        ("oauth-client-attestation", "invalid_client_attestation"),
        ("oauth-client-attestation-pop", "invalid_client_attestation"),
    ] {
        let jws = header(&request, name).to_owned();
        let mac = {
            // HS256 with the public key as the secret.
            let key = public(&random_key());
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key.sec1());
            base64url::encode(ring::hmac::sign(&key, jws.rsplit_once('.').unwrap().0.as_bytes()).as_ref())
        };
        for (algorithm, signature) in [("none", ""), ("None", ""), ("HS256", mac.as_str()), ("RS256", "AAAA")]
        {
            let bent = with(&request, name, &with_algorithm(&jws, algorithm, signature));
            let found = error(&phone.send(&bent));
            assert_eq!((found.0, found.1.as_str()), (400, code), "{name} {algorithm}");
        }
    }
}

#[test]
fn attestations_are_checked() {
    let world = World::new();
    let phone = Phone::new(&world, "phone");
    let (_, request) = signed(&phone);
    let (attestation, pop) = ("oauth-client-attestation", "oauth-client-attestation-pop");
    let genuine = header(&request, attestation).to_owned();
    let proof = header(&request, pop).to_owned();
    let own = forged(&genuine, "oauth-client-attestation+jwt", false, |_| {});
    let send = |name: &str, value: &str| error(&phone.send(&with(&request, name, value)));
    let bad = |reason: &str| refused("invalid_client_attestation", reason);
    assert_eq!(send(attestation, &own), bad("signature"), "by nobody's wallet provider");
    assert_eq!(send(attestation, &proof), bad("typ"), "another kind of token");
    assert_eq!(
        send(pop, &forged(&proof, "oauth-client-attestation-pop+jwt", false, |_| {})),
        bad("signature of the proof")
    );
    assert_eq!(send(pop, ""), bad("one attestation and one proof are needed"));
    // The thief has a genuine attestation of his own phone, and shows a proof that was made for another server, or for us
    // by another client.
    let thief = Phone::new(&world, "thief");
    for (name, value) in [
        ("aud", json!("https://other.example")),
        ("iss", json!("another-wallet")),
        ("aud", json!([world.provider()])),
    ] {
        let claims = json!({ "iss": "mien-wallet", "aud": world.provider(), "iat": thief.device().now, "jti": "0123456789" });
        let mut claims = claims;
        claims[name] = value;
        let header = NewJwsHeader { typ: "oauth-client-attestation-pop+jwt", ..NewJwsHeader::default() };
        let (_, his) = signed(&thief);
        let bent = sign_compact(&header, &claims, &thief.device().instance).unwrap();
        assert_eq!(error(&thief.send(&with(&his, pop, &bent))), bad("iss or aud of the proof"), "{name}");
    }
}

#[test]
fn an_expired_attestation_is_refused_and_replaced_by_the_wallet() {
    let world = World::new();
    let mut phone = Phone::new(&world, "phone");
    let (mut flow, _) = phone.begin(Purpose::SetUp);
    let prompt = flow.prompt().unwrap().clone();
    world.running().clock().advance(Duration::from_hours(24));
    phone.skew = 86_400;
    let Step::Send(request) =
        flow.answer(&phone.right(&prompt.interaction, &tan()), &phone.device()).unwrap()
    else {
        panic!("no request")
    };
    let response = phone.send(&request);
    assert_eq!(error(&response), refused("use_fresh_attestation", "the attestation has expired"));
    // The wallet gets a fresh one by itself. (By now the enrolment is too old: that is what it hears.)
    let step = flow.respond(&response, &phone.device()).unwrap();
    let Step::Send(request) = &step else { panic!("{step:?}") };
    assert!(request.url.ends_with("/wallet/attest"));
    assert_eq!(phone.drive(&mut flow, step).err(), Some(EnrolmentError::SessionOver));
}

/// A flow whose code is on its way to the token endpoint.
fn at_token(phone: &Phone) -> (Enrolment, HttpRequest) {
    let (mut flow, step) = phone.begin(Purpose::SetUp);
    let (step, _) = phone.until(&mut flow, step, &tan(), "details");
    let Step::Interact(prompt) = step else { panic!("no step") };
    let Step::Send(request) =
        flow.answer(&phone.right(&prompt.interaction, &tan()), &phone.device()).unwrap()
    else {
        panic!("no request")
    };
    let Step::Send(token) = flow.respond(&phone.send(&request), &phone.device()).unwrap() else {
        panic!("no request")
    };
    assert!(token.url.ends_with("/token"));
    (flow, token)
}

fn parameter(body: &[u8], name: &str) -> String {
    let body = std::str::from_utf8(body).unwrap();
    body.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).unwrap().to_owned()
}

#[test]
fn an_injected_code_is_refused() {
    let world = World::new();
    let (victim, thief) = (Phone::new(&world, "victim"), Phone::new(&world, "thief"));
    let (mut flow, token) = at_token(&victim);
    let stolen = parameter(&token.body, "code");
    // The thief redeems the victim's code with his own phone.
    let (_, his) = at_token(&thief);
    let own = parameter(&his.body, "code");
    let body = String::from_utf8(his.body.clone()).unwrap().replace(&own, &stolen);
    let answer = thief.send(&HttpRequest { body: body.into_bytes(), ..his });
    assert_eq!(error(&answer), refused("invalid_grant", "code is bound to another key"));
    // The victim's phone is made to redeem the thief's code: it would be enrolled as the thief.
    let body = String::from_utf8(token.body.clone()).unwrap().replace(&stolen, &own);
    let answer = victim.send(&HttpRequest { body: body.into_bytes(), ..token });
    assert_eq!(error(&answer), refused("invalid_grant", "code is bound to another key"));
    // None of it has used the victim's code up.
    let step = flow.again(&victim.device()).unwrap();
    assert!(matches!(victim.drive(&mut flow, step).unwrap(), Step::Issued(_)));
}

#[test]
fn a_code_needs_its_verifier_and_serves_once() {
    let world = World::new();
    let phone = Phone::new(&world, "phone");
    let (flow, token) = at_token(&phone);
    let verifier = parameter(&token.body, "code_verifier");
    let body = String::from_utf8(token.body.clone()).unwrap().replace(&verifier, &"A".repeat(43));
    let bent = HttpRequest { body: body.into_bytes(), ..token };
    assert_eq!(error(&phone.send(&bent)), refused("invalid_grant", "code_verifier does not match"));
    let Step::Send(again) = flow.again(&phone.device()).unwrap() else { panic!("no request") };
    assert_eq!(error(&phone.send(&again)), refused("invalid_grant", "code was used before"));
}

#[test]
fn a_stolen_token_is_of_no_use() {
    let world = World::new();
    let phone = Phone::new(&world, "phone");
    let (mut flow, token) = at_token(&phone);
    let answer = phone.send(&token);
    let access: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(access["token_type"], "DPoP");
    let access = access["access_token"].as_str().unwrap().to_owned();
    let Step::Send(nonce) = flow.respond(&answer, &phone.device()).unwrap() else { panic!("no request") };
    let Step::Send(request) = flow.respond(&phone.send(&nonce), &phone.device()).unwrap() else {
        panic!("no request")
    };
    assert!(request.url.ends_with("/credential"));
    // As a bearer token, without a proof; with the thief's proof; with a proof for another token.
    let bearer = with(&with(&request, "dpop", ""), "authorization", &format!("Bearer {access}"));
    assert_eq!(error(&phone.send(&bearer)).0, 401);
    let bare = with(&request, "dpop", "");
    assert_eq!(error(&phone.send(&bare)).1, "invalid_dpop_proof");
    let proof = header(&request, "dpop").to_owned();
    let own = forged(&proof, "dpop+jwt", true, |_| {});
    let found = error(&phone.send(&with(&request, "dpop", &own)));
    assert_eq!((found.0, found.1.as_str(), found.2.as_str()), (401, "invalid_token", "bound to another key"));
    let other =
        forged(&proof, "dpop+jwt", true, |claims| claims["ath"] = json!(base64url::sha256(b"another")));
    assert_eq!(error(&phone.send(&with(&request, "dpop", &other))).2, "ath");
    // The phone itself gets its credential with it, once its proof is one that nobody has shown.
    let step = flow.again(&phone.device()).unwrap();
    assert!(matches!(phone.drive(&mut flow, step).unwrap(), Step::Issued(_)));
}

#[test]
fn a_pushed_request_serves_once() {
    let world = World::new();
    let mut phone = Phone::new(&world, "phone");
    phone.provider.browser_only = true;
    let link = || match phone.begin(Purpose::SetUp).1 {
        Step::Browser { url } => url,
        step => panic!("{step:?}"),
    };
    let mut browser = world.browser();
    let first = link();
    assert_eq!(browser.get(&first).status, 303);
    let again = browser.get(&first);
    assert_eq!((again.status, again.body.contains("used before or is too old")), (400, true));
    // By another client; after its minute; and not one that was made up.
    let other = link().replace("client_id=mien-wallet", "client_id=by-hand");
    assert_eq!(browser.get(&other).status, 400);
    let late = link();
    world.running().clock().advance(Duration::from_secs(61));
    assert_eq!(browser.get(&late).status, 400);
    assert_eq!(browser.get(&late.replace("request_uri%3A", "request_uri%3Ax")).status, 400);
    // Another browser that has learned the address of the page sees nothing of it.
    let page = format!("{}{}", world.provider(), browser.get(&link()).location());
    assert_eq!((browser.get(&page).status, world.browser().get(&page).status), (200, 410));
}

#[test]
fn pushed_requests_of_services_need_their_secret_and_serve_once() {
    let world = World::new();
    let mut browser = world.browser();
    let query = world.authorize_url(&[]).split_once('?').unwrap().1.to_owned();
    let url = format!("{}/par", world.provider());
    let push = |authorization: &str, body: &str| {
        let agent = crate::browser::agent(&world.state_dir);
        let request = agent.post(&url).header("authorization", authorization);
        crate::browser::reply(request.content_type("application/x-www-form-urlencoded").send(body).unwrap())
    };
    let basic = |secret: &str| {
        let pair = form(&[("", secret)]).trim_start_matches('=').to_owned();
        let pair = format!("by%2Dhand:{pair}");
        format!("Basic {}", base64url::encode_standard(pair.as_bytes()))
    };
    let right = basic("a secret with: ünusual characters");
    assert_eq!(push(&basic("guess"), &query).status, 401);
    assert_eq!(
        push(&right, &format!("{query}&request_uri=x")).status,
        400,
        "never a request within a request"
    );
    assert_eq!(push(&right, &format!("{query}&state=second")).status, 400, "no name twice");
    let pushed = push(&right, &query);
    assert_eq!(pushed.status, 201, "{}", pushed.body);
    let uri = pushed.json()["request_uri"].as_str().unwrap().to_owned();
    let link = format!(
        "{}/authorize?{}",
        world.provider(),
        form(&[("client_id", "by-hand"), ("request_uri", &uri)])
    );
    assert!(browser.get(&link).location().starts_with("/login/"));
    assert_eq!(browser.get(&link).status, 400);
}

#[test]
fn requests_that_promise_nothing_are_refused() {
    let world = World::new();
    let phone = Phone::new(&world, "phone");
    // The first request of an enrolment, bent one parameter at a time and signed anew each time.
    let (mut flow, step) =
        Enrolment::begin(phone.provider.clone(), Purpose::SetUp, phone.trust(), &phone.device()).unwrap();
    let mut step = Some(step);
    let first = loop {
        let Some(Step::Send(request)) = step else { panic!("no request") };
        let response = phone.send(&request);
        if request.url.ends_with("/authorize-challenge") {
            assert_eq!(error(&response).1, "use_dpop_nonce");
            let Ok(Step::Send(_)) = flow.respond(&response, &phone.device()) else { panic!("no request") };
            break request;
        }
        step = Some(flow.respond(&response, &phone.device()).unwrap());
    };
    let body = String::from_utf8(first.body).unwrap();
    for (name, value, code, reason) in [
        ("response_type", "token", "invalid_request", "response_type"),
        ("client_id", "other", "invalid_request", "client_id"),
        ("redirect_uri", "https://evil.example/cb", "invalid_request", "redirect_uri"),
        ("code_challenge_method", "plain", "invalid_request", "code_challenge"),
        ("dpop_jkt", "AAAA", "invalid_request", "dpop_jkt"),
        ("authorization_details", "[]", "invalid_request", "authorization_details"),
        (
            "interaction_types_supported",
            "urn:other",
            "missing_interaction_type",
            "urn:mien:ia:* or redirect_to_web",
        ),
        ("interaction_types_supported", "redirect_to_web", "redirect_to_web", ""),
    ] {
        let Step::Send(request) = flow.again(&phone.device()).unwrap() else { panic!("no request") };
        let pairs: Vec<String> =
            body.split('&')
                .map(|pair| {
                    if pair.starts_with(&format!("{name}=")) {
                        form(&[(name, value)])
                    } else {
                        pair.to_owned()
                    }
                })
                .collect();
        let response = phone.send(&HttpRequest { body: pairs.join("&").into_bytes(), ..request });
        let found = error(&response);
        assert_eq!((found.1.as_str(), found.2.as_str()), (code, reason), "{name}");
    }
}
