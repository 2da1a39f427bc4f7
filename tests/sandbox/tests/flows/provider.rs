//! The provider as a service sees it.

use crate::browser::{Browser, Reply, agent, form, reply};
use crate::helpers::{REDIRECT, VERIFIER, World, csrf, digits, parameter, scan};
use crate::wallet::{Bend, Wallet};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mien_credential::jose::{CompactJws, PublicKey};
use mien_sandbox::CheckPolicy;
use std::time::Duration;

/// A whole login by hand; gives the authorization code.
fn code(world: &World, wallet: &Wallet) -> String {
    let mut browser = world.browser();
    let (login, page) = world.begin(&mut browser);
    let request = wallet.request(&scan(&page));
    let typed = digits(&mut browser, &login);
    assert_eq!(wallet.answer(&request, Some(&typed), &Bend::default()).status, 200);
    let back = browser.post(&format!("{login}/finish"), &[("csrf", &csrf(&page))]);
    parameter(back.location(), "code").unwrap()
}

fn redeem(world: &World, secret: &str, pairs: &[(&str, &str)]) -> Reply {
    let basic = STANDARD.encode(format!("by-hand:{secret}"));
    let request = agent(&world.state_dir)
        .post(format!("{}/token", world.provider()))
        .header("authorization", format!("Basic {basic}"))
        .content_type("application/x-www-form-urlencoded");
    reply(request.send(form(pairs)).unwrap())
}

/// Percent-encoded as RFC 6749 2.3.1 wants it.
const SECRET: &str = "a+secret+with%3A+%C3%BCnusual+characters";

fn right(code: &str) -> Vec<(&str, &str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ]
}

fn with<'a>(mut pairs: Vec<(&'a str, &'a str)>, name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    pairs.retain(|(known, _)| *known != name);
    pairs.push((name, value));
    pairs
}

/// Redeems a code as the service that it is for.
pub(crate) fn redeem_right(world: &World, code: &str) -> Reply {
    redeem(world, SECRET, &right(code))
}

/// What userinfo says to a token.
pub(crate) fn userinfo_status(world: &World, token: &str) -> u16 {
    userinfo(world, token).status
}

fn userinfo(world: &World, token: &str) -> Reply {
    let request = agent(&world.state_dir).get(format!("{}/userinfo", world.provider()));
    reply(request.header("authorization", format!("Bearer {token}")).call().unwrap())
}

// What a service relies on: a signed ID token about this login, for this client, with the level that was reached.
#[test]
fn the_id_token_says_who_when_and_how() {
    let world = World::new();
    let wallet = world.wallet();
    let answer = redeem(&world, SECRET, &right(&code(&world, &wallet)));
    assert_eq!((answer.status, answer.headers["cache-control"].as_str()), (200, "no-store"));
    let answer = answer.json();
    let jwks = wallet.get(&format!("{}/jwks", world.provider())).json();
    let signed = CompactJws::parse(answer["id_token"].as_str().unwrap()).unwrap();
    assert_eq!(signed.header().kid.as_deref(), jwks["keys"][0]["kid"].as_str());
    let claims = signed.verify(&PublicKey::from_jwk(&jwks["keys"][0]).unwrap()).unwrap();
    assert_eq!(claims["iss"], world.provider());
    assert_eq!((&claims["aud"], &claims["nonce"]), (&"by-hand".into(), &"n-1".into()));
    assert_eq!(claims["acr"], "urn:mien:loa:3:cross-device");
    assert_eq!(
        claims["amr"],
        serde_json::json!(["swk", "pin", "user", "mfa"]),
        "unknown methods are left out"
    );
    assert!(claims["auth_time"].as_u64().unwrap().abs_diff(wallet.now()) <= 5);
    assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 300);
    let sub = claims["sub"].as_str().unwrap();
    assert_ne!(sub, wallet.credential.as_ref().unwrap().claims()["uid"], "pairwise");
    let info = userinfo(&world, answer["access_token"].as_str().unwrap()).json();
    assert_eq!((info["sub"].as_str().unwrap(), &info["name"]), (sub, &"Tan Mei Ling".into()));
    assert_eq!(userinfo(&world, "invented").status, 401);
}

// The subject is stable for a service over logins and restarts, and differs between services.
#[test]
fn subjects_are_stable_and_state_is_kept() {
    let mut world = World::new();
    let subject = |world: &World, wallet: &Wallet| {
        let answer = redeem(world, SECRET, &right(&code(world, wallet))).json();
        userinfo(world, answer["access_token"].as_str().unwrap()).json()["sub"].clone()
    };
    let first = subject(&world, &world.wallet());
    let roots = ["ca.pem", "verifier-root.pem", "issuer-root.pem"];
    let read = |world: &World| roots.map(|file| std::fs::read(world.state_dir.join(file)).unwrap());
    let before = read(&world);
    world.start(CheckPolicy::Required);
    assert_eq!(read(&world), before, "roots are kept");
    assert_eq!(subject(&world, &world.wallet()), first);
}

// A stolen or repeated code is worth nothing, and a repeated one withdraws what was issued for it.
#[test]
fn codes_are_bound_and_used_once() {
    let world = World::new();
    let wallet = world.wallet();
    let refused = |pairs: &[(&str, &str)], error: &str| {
        let answer = redeem(&world, SECRET, pairs);
        assert_eq!((answer.status, answer.json()["error"].as_str().unwrap()), (400, error));
    };
    let used = code(&world, &wallet);
    let token = redeem(&world, SECRET, &right(&used)).json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(userinfo(&world, &token).status, 200);
    refused(&right(&used), "invalid_grant");
    assert_eq!(userinfo(&world, &token).status, 401, "withdrawn");

    refused(&with(right(&code(&world, &wallet)), "code_verifier", &"x".repeat(43)), "invalid_grant");
    refused(
        &with(right(&code(&world, &wallet)), "redirect_uri", "https://service.example/other"),
        "invalid_grant",
    );
    refused(&right("invented"), "invalid_grant");
    refused(&[("grant_type", "password")], "unsupported_grant_type");
    refused(&[("grant_type", "authorization_code")], "invalid_request");
    let late = code(&world, &wallet);
    world.running().clock().advance(Duration::from_secs(61));
    refused(&right(&late), "invalid_grant");
    assert_eq!(redeem(&world, "wrong", &right("x")).status, 401);
}

// No open redirector: an unregistered address gets a page, never a redirect.
#[test]
fn unregistered_addresses_are_not_redirected_to() {
    let world = World::new();
    let mut browser = world.browser();
    for (name, value) in [
        ("redirect_uri", "https://service.example/cb/"),
        ("redirect_uri", "https://service.example/cb?x=1"),
        ("redirect_uri", "https://evil.example/cb"),
        ("client_id", "unknown"),
    ] {
        let answer = browser.get(&world.authorize_url(&[(name, value)]));
        assert_eq!(answer.status, 400, "{name} {value}");
        assert!(!answer.headers.contains_key("location"));
    }
}

// Incorrect requests of a registered service go back to it with the error, its state and our issuer.
#[test]
fn incorrect_requests_go_back_with_an_error() {
    let world = World::new();
    let mut browser: Browser = world.browser();
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "profile", "invalid_scope"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("prompt", "none", "login_required"),
        ("request", "eyJ", "request_not_supported"),
    ] {
        let answer = browser.get(&world.authorize_url(&[(name, value)]));
        let to = answer.location();
        assert!(to.starts_with(&format!("{REDIRECT}?")), "{to}");
        assert_eq!(parameter(to, "error").as_deref(), Some(error), "{name} {value}");
        assert_eq!(parameter(to, "state").as_deref(), Some("st&te"));
        assert_eq!(parameter(to, "iss").as_deref(), Some(world.provider()));
    }
}
