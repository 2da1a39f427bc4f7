//! Services under the FAPI 2.0 Security Profile: keys instead of secrets, pushed requests, tokens bound to a key.

use crate::browser::{Reply, agent, form, reply};
use crate::helpers::{CHALLENGE, REDIRECT, VERIFIER, World, csrf, digits, parameter, scan};
use crate::wallet::Bend;
use mien_credential::base64url;
use mien_credential::client_assertion::TYPE;
use mien_credential::jose::{NewJwsHeader, PublicKey, sign_compact};
use mien_ports::DeviceError;
use mien_sandbox::{Authentication, Client};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use std::cell::Cell;

/// The keys of the service, of another registered one, and of nobody's.
const OWN: u8 = 7;
const NEIGHBOUR: u8 = 8;
const STRANGER: u8 = 9;
/// Keys of `DPoP` proofs.
const PROOF: u8 = 21;
const THIEF: u8 = 22;

fn key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).unwrap()
}

fn public(number: u8) -> PublicKey {
    PublicKey::from_sec1(key(number).verifying_key().to_sec1_point(false).as_bytes()).unwrap()
}

fn signed(header: &NewJwsHeader<'_>, claims: &Value, number: u8) -> String {
    let signer = |message: &[u8]| -> Result<Vec<u8>, DeviceError> {
        let signature: Signature = key(number).sign(message);
        Ok(signature.to_bytes().to_vec())
    };
    sign_compact(header, claims, &signer).unwrap()
}

fn service(id: &str, number: u8) -> Client {
    Client {
        id: id.to_owned(),
        authentication: Authentication::PrivateKeyJwt { jwks: json!({ "keys": [public(number).to_jwk()] }) },
        dpop_bound_access_tokens: true,
        require_pushed_authorization_requests: true,
        redirect_uris: vec![REDIRECT.to_owned()],
        name_en: "Bank".to_owned(),
        name_zh: "银行".to_owned(),
        purpose_en: "To test".to_owned(),
        purpose_zh: "测试".to_owned(),
        backchannel_logout_uri: None,
    }
}

struct Bank {
    world: World,
    counter: Cell<u32>,
}

/// One request: what is wrong with it, if anything.
#[derive(Clone)]
struct Post<'a> {
    path: &'a str,
    pairs: Vec<(&'a str, &'a str)>,
    assertion: Option<String>,
    proof: Option<String>,
}

impl Bank {
    fn new() -> Self {
        let clients = vec![service("bank", OWN), service("neighbour", NEIGHBOUR)];
        Self { world: World::serving(clients), counter: Cell::new(0) }
    }

    fn jti(&self) -> String {
        self.counter.set(self.counter.get() + 1);
        format!("identifier-{}", self.counter.get())
    }

    fn now(&self) -> i64 {
        self.world.running().clock().now()
    }

    fn claims(&self) -> Value {
        json!({ "iss": "bank", "sub": "bank", "aud": self.world.provider(), "jti": self.jti(),
            "iat": self.now(), "exp": self.now() + 60 })
    }

    fn assertion(&self) -> String {
        signed(&NewJwsHeader { typ: "JWT", ..NewJwsHeader::default() }, &self.claims(), OWN)
    }

    /// A proof with the server's present nonce, which an answer without one tells.
    fn proof(&self, method: &str, path: &str, token: Option<&str>, number: u8) -> String {
        let made = |nonce: Option<&str>| {
            let mut claims = json!({ "htm": method, "htu": format!("{}{path}", self.world.provider()),
                "iat": self.now(), "jti": self.jti() });
            for (name, value) in [("nonce", nonce.map(str::to_owned)), ("ath", token.map(hashed))] {
                if let Some(value) = value {
                    claims[name] = json!(value);
                }
            }
            let header =
                NewJwsHeader { typ: "dpop+jwt", jwk: Some(public(number)), ..NewJwsHeader::default() };
            signed(&header, &claims, number)
        };
        let asked = Post { path: "/par", pairs: pushed(), assertion: Some(self.assertion()), proof: None };
        let nonce = self.send(&asked).headers["dpop-nonce"].clone();
        made(Some(&nonce))
    }

    fn send(&self, post: &Post<'_>) -> Reply {
        let mut pairs = post.pairs.clone();
        if let Some(assertion) = &post.assertion {
            pairs.extend([("client_assertion_type", TYPE), ("client_assertion", assertion.as_str())]);
        }
        let mut request = agent(&self.world.state_dir)
            .post(format!("{}{}", self.world.provider(), post.path))
            .content_type("application/x-www-form-urlencoded");
        if let Some(proof) = &post.proof {
            request = request.header("dpop", proof.as_str());
        }
        reply(request.send(form(&pairs)).unwrap())
    }

    fn push(&self, assertion: String) -> Reply {
        self.send(&Post { path: "/par", pairs: pushed(), assertion: Some(assertion), proof: None })
    }

    /// A whole login whose pushed request came with this proof's key; gives the code.
    fn code(&self, proof: Option<u8>) -> String {
        let wallet = self.world.wallet();
        let proof = proof.map(|number| self.proof("POST", "/par", None, number));
        let post = Post { path: "/par", pairs: pushed(), assertion: Some(self.assertion()), proof };
        let answer = self.send(&post);
        assert_eq!(answer.status, 201, "{}", answer.body);
        let uri = answer.json()["request_uri"].as_str().unwrap().to_owned();
        let mut browser = self.world.browser();
        let query = form(&[("client_id", "bank"), ("request_uri", &uri)]);
        let to = browser.get(&format!("{}/authorize?{query}", self.world.provider()));
        let login = format!("{}{}", self.world.provider(), to.location());
        let page = browser.get(&login);
        let request = wallet.request(&scan(&page));
        let typed = digits(&mut browser, &login);
        assert_eq!(wallet.answer(&request, Some(&typed), &Bend::default()).status, 200);
        let back = browser.post(&format!("{login}/finish"), &[("csrf", &csrf(&page))]);
        parameter(back.location(), "code").unwrap()
    }

    fn redeem(&self, code: &str, proof: Option<String>) -> Reply {
        let pairs = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ];
        self.send(&Post { path: "/token", pairs, assertion: Some(self.assertion()), proof })
    }

    fn userinfo(&self, scheme: &str, token: &str, proof: Option<&str>) -> Reply {
        let mut request = agent(&self.world.state_dir).get(format!("{}/userinfo", self.world.provider()));
        request = request.header("authorization", format!("{scheme} {token}"));
        if let Some(proof) = proof {
            request = request.header("dpop", proof);
        }
        reply(request.call().unwrap())
    }
}

fn hashed(token: &str) -> String {
    base64url::sha256(token.as_bytes())
}

fn pushed() -> Vec<(&'static str, &'static str)> {
    vec![
        ("client_id", "bank"),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]
}

fn refusal(reply: &Reply) -> (u16, String, String) {
    let body = reply.json();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (reply.status, text("error"), text("error_description"))
}

fn refused(status: u16, error: &str, reason: &str) -> (u16, String, String) {
    (status, error.to_owned(), reason.to_owned())
}

// A service under the profile logs somebody in, and what it gets is of use with its key only.
#[test]
fn a_service_with_a_key_gets_a_bound_token() {
    let bank = Bank::new();
    let code = bank.code(Some(PROOF));
    let answer = bank.redeem(&code, Some(bank.proof("POST", "/token", None, PROOF)));
    assert_eq!((answer.status, answer.json()["token_type"].as_str()), (200, Some("DPoP")), "{}", answer.body);
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    let proof = bank.proof("GET", "/userinfo", Some(&token), PROOF);
    let person = bank.userinfo("DPoP", &token, Some(&proof));
    assert_eq!((person.status, person.json()["name"].as_str()), (200, Some("Tan Mei Ling")));
    // The same proof a second time, another key's, another method's, another token's, none; and as a plain bearer token.
    let reason =
        |reply: &Reply| (reply.status, reply.json()["error_description"].as_str().unwrap().to_owned());
    let with = |proof: &str| reason(&bank.userinfo("DPoP", &token, Some(proof)));
    assert_eq!(with(&proof), (401, "jti was used before".to_owned()));
    let thief = bank.proof("GET", "/userinfo", Some(&token), THIEF);
    assert_eq!(with(&thief), (401, "bound to another key".to_owned()));
    assert_eq!(with(&bank.proof("POST", "/userinfo", Some(&token), PROOF)), (401, "htm".to_owned()));
    assert_eq!(with(&bank.proof("GET", "/token", Some(&token), PROOF)), (401, "htu".to_owned()));
    assert_eq!(with(&bank.proof("GET", "/userinfo", Some("other"), PROOF)), (401, "ath".to_owned()));
    assert_eq!(bank.userinfo("DPoP", &token, None).status, 401);
    assert_eq!(bank.userinfo("Bearer", &token, None).status, 401);
}

// The key, and not the secret, is who the service is: each line is somebody else, or the right one at the wrong time.
#[test]
fn assertions_are_refused_with_the_reason() {
    let bank = Bank::new();
    assert_eq!(bank.push(bank.assertion()).status, 201);
    let jwt = NewJwsHeader { typ: "JWT", ..NewJwsHeader::default() };
    let bent = |name: &str, value: Value| {
        let mut claims = bank.claims();
        claims[name] = value;
        signed(&jwt, &claims, OWN)
    };
    let endpoint = format!("{}/token", bank.world.provider());
    let issuer = json!([bank.world.provider()]);
    let unsigned = |alg: &str, mac: fn(&[u8]) -> Vec<u8>| {
        let head = base64url::encode(json!({ "alg": alg }).to_string().as_bytes());
        let input = format!("{head}.{}", base64url::encode(bank.claims().to_string().as_bytes()));
        format!("{input}.{}", base64url::encode(&mac(input.as_bytes())))
    };
    let with_public_key = |input: &[u8]| {
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, public(OWN).sec1());
        ring::hmac::sign(&key, input).as_ref().to_vec()
    };
    let table = [
        (bent("aud", json!(endpoint)), "assertion_audience"),
        (bent("aud", issuer), "assertion_audience"),
        (bent("aud", json!("https://other.example")), "assertion_audience"),
        (bent("exp", json!(bank.now() - 1)), "assertion_expired"),
        (bent("exp", json!(bank.now() + 3_600)), "assertion_lifetime"),
        (bent("nbf", json!(bank.now() + 120)), "assertion_not_yet_valid"),
        (bent("jti", Value::Null), "assertion_jti"),
        (bent("iss", json!("neighbour")), "assertion_client"),
        (bent("sub", json!("neighbour")), "client_id of another client"),
        (signed(&jwt, &bank.claims(), NEIGHBOUR), "jose_signature"),
        (signed(&jwt, &bank.claims(), STRANGER), "jose_signature"),
        (signed(&NewJwsHeader { typ: "dpop+jwt", ..jwt.clone() }, &bank.claims(), OWN), "jose_type"),
        (unsigned("none", |_| Vec::new()), "jose_algorithm"),
        (unsigned("HS256", with_public_key), "jose_algorithm"),
        ("eyJ".to_owned(), "jose_malformed"),
    ];
    for (assertion, reason) in table {
        assert_eq!(refusal(&bank.push(assertion)), refused(401, "invalid_client", reason));
    }
    let once = bank.assertion();
    assert_eq!(bank.push(once.clone()).status, 201);
    assert_eq!(refusal(&bank.push(once)), refused(401, "invalid_client", "jti was used before"));
}

// One method of authentication, the one that is registered, and named rightly.
#[test]
fn methods_do_not_mix() {
    let bank = Bank::new();
    let url = format!("{}/par", bank.world.provider());
    let send = |basic: &str, body: String| {
        let request = agent(&bank.world.state_dir).post(&url);
        let basic = format!("Basic {}", base64url::encode_standard(basic.as_bytes()));
        let request =
            request.header("authorization", basic).content_type("application/x-www-form-urlencoded");
        reply(request.send(body).unwrap())
    };
    let with = |pairs: &[(&str, &str)]| form(&[pushed().as_slice(), pairs].concat());
    let assertion = bank.assertion();
    let both = send(
        "by%2Dhand:a+secret",
        with(&[("client_assertion_type", TYPE), ("client_assertion", &assertion)]),
    );
    assert_eq!(refusal(&both), refused(401, "invalid_client", "two methods of authentication"));
    // Whoever has a key has no secret: neither an empty one nor the text of the key.
    for secret in ["", &public(OWN).to_jwk().to_string().replace('"', "%22")] {
        assert_eq!(send(&format!("bank:{secret}"), with(&[])).status, 401);
    }
    let wrong = Post {
        path: "/par",
        pairs: [pushed(), vec![("client_assertion_type", "urn:other"), ("client_assertion", &assertion)]]
            .concat(),
        assertion: None,
        proof: None,
    };
    assert_eq!(refusal(&bank.send(&wrong)), refused(401, "invalid_client", "client_assertion_type"));
    // Twice the same name is no request, at either endpoint.
    let twice = Post { assertion: Some(bank.assertion()), ..wrong.clone() };
    assert_eq!(bank.send(&twice).status, 400);
    let twice = Post {
        path: "/token",
        pairs: [vec![("grant_type", "authorization_code")], wrong.pairs].concat(),
        ..twice
    };
    assert!((400..=422).contains(&bank.send(&twice).status));
}

// A code that was stolen together with everything else in the address bar is nothing without the key.
#[test]
fn a_code_is_bound_to_the_key_of_its_request() {
    let bank = Bank::new();
    let code = bank.code(Some(PROOF));
    let bound = refused(400, "invalid_grant", "code is bound to another key");
    assert_eq!(refusal(&bank.redeem(&code, Some(bank.proof("POST", "/token", None, THIEF)))), bound);
    let none = refused(400, "invalid_dpop_proof", "one DPoP header is needed");
    assert_eq!(refusal(&bank.redeem(&code, None)), none);
    // A proof that was seen: at the token endpoint, where it was used, and at another one.
    let proof = bank.proof("POST", "/token", None, PROOF);
    assert_eq!(bank.redeem("invented", Some(proof.clone())).status, 400);
    let replayed = refused(400, "invalid_dpop_proof", "jti was used before");
    assert_eq!(refusal(&bank.redeem(&code, Some(proof))), replayed);
    let elsewhere = bank.proof("POST", "/par", None, PROOF);
    let other = refused(400, "invalid_dpop_proof", "htu");
    assert_eq!(refusal(&bank.redeem(&code, Some(elsewhere))), other);
    // None of that has used it up.
    assert_eq!(bank.redeem(&code, Some(bank.proof("POST", "/token", None, PROOF))).status, 200);
}

// `dpop_jkt` says the same as a proof with the pushed request; two that differ are no request.
#[test]
fn a_request_names_one_key() {
    let bank = Bank::new();
    let thumbprint = public(THIEF).thumbprint();
    let pairs = [pushed(), vec![("dpop_jkt", thumbprint.as_str())]].concat();
    let proof = Some(bank.proof("POST", "/par", None, PROOF));
    let post = Post { path: "/par", pairs, assertion: Some(bank.assertion()), proof };
    let other = refused(400, "invalid_dpop_proof", "another key than dpop_jkt");
    assert_eq!(refusal(&bank.send(&post)), other);
    let proof = Some(bank.proof("POST", "/par", None, THIEF));
    let post = Post { assertion: Some(bank.assertion()), proof, ..post };
    assert_eq!(bank.send(&post).status, 201);
}

// The profile's requests are pushed; the address bar is nobody's.
#[test]
fn requests_must_be_pushed() {
    let bank = Bank::new();
    let url = bank.world.authorize_url(&[("client_id", "bank")]);
    let to = bank.world.browser().get(&url);
    assert_eq!(parameter(to.location(), "error").as_deref(), Some("invalid_request"));
    let metadata = reply(
        agent(&bank.world.state_dir)
            .get(format!("{}/.well-known/openid-configuration", bank.world.provider()))
            .call()
            .unwrap(),
    );
    let metadata = metadata.json();
    assert!(
        metadata["token_endpoint_auth_methods_supported"]
            .as_array()
            .unwrap()
            .contains(&"private_key_jwt".into())
    );
    let algorithms = json!(["ES256", "PS256", "EdDSA", "Ed25519"]);
    assert_eq!(metadata["token_endpoint_auth_signing_alg_values_supported"], algorithms);
    assert_eq!(metadata["dpop_signing_alg_values_supported"], json!(["ES256"]));
}
