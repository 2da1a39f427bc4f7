//! "This wasn't me": what a report ends, and who may report.

use crate::browser::{Browser, Reply};
use crate::helpers::{World, csrf, digits, parameter, scan};
use crate::provider::{redeem_right, userinfo_status};
use crate::wallet::{Bend, Wallet, public, random_key, signer};
use mien_credential::jose::{NewJwsHeader, sign_compact};
use p256::ecdsa::SigningKey;
use serde_json::{Value, json};

/// A report as the phone makes it, then bent.
fn report(
    world: &World,
    wallet: &Wallet,
    key: &SigningKey,
    nonce: &str,
    bend: impl FnOnce(&mut Value),
) -> Reply {
    let uri = format!("{}/report", world.provider());
    let jti = mien_credential::base64url::encode(&random_key().to_bytes());
    let mut claims =
        json!({ "aud": uri, "iat": wallet.now(), "jti": jti, "nonce": nonce, "sign_out": false });
    bend(&mut claims);
    let header =
        NewJwsHeader { typ: "request-report+jwt", jwk: Some(public(key)), ..NewJwsHeader::default() };
    let jwt = sign_compact(&header, &claims, &signer(key)).unwrap();
    wallet.post(&uri, &[("report", &jwt)])
}

/// Logs a browser in to the demo service; answers the nonce of the wallet's request.
fn log_in(world: &World, wallet: &Wallet, browser: &mut Browser) -> String {
    let service = world.service();
    let to_provider = browser.get(&format!("{service}/login")).location().to_owned();
    let login = format!("{}{}", world.provider(), browser.get(&to_provider).location());
    let page = browser.get(&login);
    let request = wallet.request(&scan(&page));
    let typed = digits(browser, &login);
    assert_eq!(wallet.answer(&request, Some(&typed), &Bend::default()).status, 200);
    let back = browser.post(&format!("{login}/finish"), &[("csrf", &csrf(&page))]);
    assert_eq!(browser.get(back.location()).location(), "/");
    request["nonce"].as_str().unwrap().to_owned()
}

fn is_inside(world: &World, browser: &mut Browser) -> bool {
    browser.get(&format!("{}/", world.service())).body.contains("You are logged in as")
}

// The promise of the button: the service's own session is over, also for whoever sits in that browser; another login of the same
// person stays.
#[test]
fn a_report_ends_the_session_of_the_service() {
    let world = World::new();
    let wallet = world.wallet();
    let (mut browser, mut other) = (world.browser(), world.browser());
    let nonce = log_in(&world, &wallet, &mut browser);
    log_in(&world, &wallet, &mut other);
    assert!(is_inside(&world, &mut browser) && is_inside(&world, &mut other));
    let answer = report(&world, &wallet, &wallet.key, &nonce, |_| {});
    assert_eq!((answer.status, answer.json()), (200, json!({ "sessions_ended": 1, "signed_out": false })));
    assert!(!is_inside(&world, &mut browser), "logged out from behind");
    assert!(is_inside(&world, &mut other), "the other login was hers");
    let again = report(&world, &wallet, &wallet.key, &nonce, |_| {});
    assert_eq!(again.json()["sessions_ended"], 0, "twice does no harm");
}

// Tokens and codes of the reported login are worth nothing afterwards, and a login that is under way goes no further.
#[test]
fn a_report_withdraws_codes_and_tokens() {
    let world = World::new();
    let wallet = world.wallet();
    let approve = |browser: &mut Browser| {
        let (login, page) = world.begin(browser);
        let request = wallet.request(&scan(&page));
        let typed = digits(browser, &login);
        assert_eq!(wallet.answer(&request, Some(&typed), &Bend::default()).status, 200);
        (login, page, request["nonce"].as_str().unwrap().to_owned())
    };
    let finish = |browser: &mut Browser, login: &str, page: &Reply| {
        let back = browser.post(&format!("{login}/finish"), &[("csrf", &csrf(page))]);
        parameter(back.location(), "code")
    };
    let ended =
        |nonce: &str| report(&world, &wallet, &wallet.key, nonce, |_| {}).json()["sessions_ended"].clone();

    let mut browser = world.browser();
    let (login, page, nonce) = approve(&mut browser);
    let code = finish(&mut browser, &login, &page).unwrap();
    let token = redeem_right(&world, &code).json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(userinfo_status(&world, &token), 200);
    assert_eq!(ended(&nonce), 1);
    assert_eq!(userinfo_status(&world, &token), 401);

    let (login, page, nonce) = approve(&mut browser);
    let code = finish(&mut browser, &login, &page).unwrap();
    assert_eq!(ended(&nonce), 1);
    assert_eq!(redeem_right(&world, &code).json()["error"], "invalid_grant");

    let (login, page, nonce) = approve(&mut browser);
    assert_eq!(ended(&nonce), 0, "not finished");
    assert_eq!(finish(&mut browser, &login, &page), None, "and never will be");
}

// Only the device that the provider knows may report, and only its own person's logins; each report counts once.
#[test]
fn strangers_cannot_report() {
    let world = World::new();
    let wallet = world.wallet();
    let mut stranger = Wallet::new(world.provider(), &world.state_dir);
    stranger.enrol("Lim Ah Kow", "S7654321A");
    let mut browser = world.browser();
    let nonce = log_in(&world, &wallet, &mut browser);
    assert_eq!(report(&world, &wallet, &random_key(), &nonce, |_| {}).status, 401);
    let other = report(&world, &stranger, &stranger.key, &nonce, |_| {});
    assert_eq!(other.json()["sessions_ended"], 0, "another person's device");
    for (name, value) in [
        ("aud", json!("https://evil.example/report")),
        ("iat", json!(wallet.now() - 301)),
        ("iat", json!(wallet.now() + 301)),
        ("nonce", json!("")),
        ("jti", json!("")),
    ] {
        let bent = report(&world, &wallet, &wallet.key, &nonce, |claims| claims[name] = value.clone());
        assert_eq!(bent.status, 400, "{name} {value}");
    }
    let same = |claims: &mut Value| claims["jti"] = json!("the same");
    assert_eq!(report(&world, &wallet, &wallet.key, "another", same).status, 200);
    assert_eq!(report(&world, &wallet, &wallet.key, &nonce, same).status, 400, "replayed");
    assert_eq!(
        wallet.post(&format!("{}/report", world.provider()), &[("report", "e30.e30.e30")]).status,
        400
    );
    assert!(is_inside(&world, &mut browser));
}

// A phone that was in other hands signs itself out: it can log nobody in any more, nor report.
#[test]
fn a_report_can_sign_the_phone_out() {
    let world = World::new();
    let wallet = world.wallet();
    let mut browser = world.browser();
    let nonce = log_in(&world, &wallet, &mut browser);
    let answer = report(&world, &wallet, &wallet.key, &nonce, |claims| claims["sign_out"] = json!(true));
    assert_eq!(answer.json(), json!({ "sessions_ended": 1, "signed_out": true }));
    let (login, page) = world.begin(&mut browser);
    let request = wallet.request(&scan(&page));
    let typed = digits(&mut browser, &login);
    let refused = wallet.answer(&request, Some(&typed), &Bend::default());
    assert_eq!(refused.json()["error_description"], "device_revoked");
    assert_eq!(report(&world, &wallet, &wallet.key, &nonce, |_| {}).status, 401);
}

// A service must not be logged out by anybody but its provider: no token, a forged one, an ID token, all refused.
#[test]
fn services_are_logged_out_by_their_provider_only() {
    let world = World::new();
    let wallet = world.wallet();
    let mut browser = world.browser();
    log_in(&world, &wallet, &mut browser);
    let (login, page) = world.begin(&mut browser);
    let request = wallet.request(&scan(&page));
    let typed = digits(&mut browser, &login);
    assert_eq!(wallet.answer(&request, Some(&typed), &Bend::default()).status, 200);
    let back = browser.post(&format!("{login}/finish"), &[("csrf", &csrf(&page))]);
    let answer = redeem_right(&world, &parameter(back.location(), "code").unwrap()).json();
    let id_token = answer["id_token"].as_str().unwrap();
    let uri = format!("{}/backchannel-logout", world.service());
    for token in ["", "e30.e30.e30", id_token] {
        assert_eq!(wallet.post(&uri, &[("logout_token", token)]).status, 400);
    }
    assert!(is_inside(&world, &mut browser));
}
