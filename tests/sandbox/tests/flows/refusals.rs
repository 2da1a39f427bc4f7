//! Logins that must not succeed.

use crate::helpers::{World, csrf, digits, parameter, same_device_link, scan};
use crate::wallet::{Bend, Wallet};
use std::time::Duration;

fn state(world: &World, browser: &mut crate::browser::Browser, login: &str) -> String {
    assert!(login.starts_with(world.provider()));
    browser.get(&format!("{login}/status")).json()["state"].as_str().unwrap().to_owned()
}

// Every way of bending the answer is refused, ends the transaction, and gives the browser nothing.
#[test]
fn bent_answers_are_refused() {
    let world = World::new();
    let wallet = world.wallet();
    let bends = [
        ("forged signature", Bend { forged: true, ..Bend::default() }),
        ("nonce", Bend { nonce: Some("another".into()), ..Bend::default() }),
        ("audience", Bend { audience: Some("x509_san_dns:evil.example".into()), ..Bend::default() }),
        ("state", Bend { state: Some("another".into()), ..Bend::default() }),
        ("old key binding", Bend { age: 70, ..Bend::default() }),
        ("key binding of the future", Bend { age: -70, ..Bend::default() }),
        ("missing claim", Bend { only: Some("uid"), ..Bend::default() }),
        ("missing identifier", Bend { only: Some("name"), ..Bend::default() }),
    ];
    for (what, bend) in bends {
        let mut browser = world.browser();
        let (login, page) = world.begin(&mut browser);
        let request = wallet.request(&scan(&page));
        let typed = digits(&mut browser, &login);
        assert_eq!(wallet.answer(&request, Some(&typed), &bend).status, 400, "{what}");
        assert_eq!(state(&world, &mut browser, &login), "failed", "{what}");
        assert_eq!(wallet.answer(&request, Some(&typed), &Bend::default()).status, 410, "{what}");
        let back = browser.post(&format!("{login}/finish"), &[("csrf", &csrf(&page))]);
        assert!(back.location().starts_with("/login/"), "{what}");
    }
}

// A request object is for one wallet: replaying the request_uri gives 410, an invented one 404.
#[test]
fn a_request_is_given_out_once() {
    let world = World::new();
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let (_, page) = world.begin(&mut browser);
    let launch = scan(&page);
    wallet.request(&launch);
    let uri = parameter(&launch, "request_uri").unwrap();
    assert_eq!(wallet.fetch(&uri, "replayed").status, 410);
    assert_eq!(wallet.fetch(&format!("{}/r/unknown", world.provider()), "x").status, 404);
}

// Blind approval: the wrong digits are counted, the third ends it; missing digits count as wrong.
#[test]
fn three_wrong_digits_end_the_login() {
    let world = World::new();
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let (login, page) = world.begin(&mut browser);
    let request = wallet.request(&scan(&page));
    let right = digits(&mut browser, &login);
    let wrong = if right == "00" { "01" } else { "00" };
    for (typed, left) in [(Some(wrong), 2), (Some(""), 1), (Some(wrong), 0)] {
        let answer = wallet.answer(&request, typed, &Bend::default());
        assert_eq!(answer.status, 400);
        let body = answer.json();
        assert_eq!((&body["error"], &body["tries_left"]), (&"wrong_check".into(), &left.into()));
    }
    assert_eq!(wallet.answer(&request, Some(&right), &Bend::default()).status, 410);
    assert_eq!(state(&world, &mut browser, &login), "failed");
}

// One wrong try does not cost the login.
#[test]
fn digits_may_be_corrected() {
    let world = World::new();
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let (login, page) = world.begin(&mut browser);
    let request = wallet.request(&scan(&page));
    let right = digits(&mut browser, &login);
    assert_eq!(wallet.answer(&request, Some("xx"), &Bend::default()).status, 400);
    assert_eq!(wallet.answer(&request, Some(&right), &Bend::default()).status, 200);
}

// Declining is as easy as approving, final, and shared with nobody but the page; the service hears `access_denied`.
#[test]
fn a_declined_login_tells_the_page_and_the_service() {
    let world = World::new();
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let (login, page) = world.begin(&mut browser);
    let request = wallet.request(&scan(&page));
    assert_eq!(wallet.decline(&request).status, 200);
    assert_eq!(state(&world, &mut browser, &login), "declined");
    assert!(browser.get(&login).body.contains("Declined on your phone"));
    assert_eq!(wallet.answer(&request, Some("00"), &Bend::default()).status, 410);
    assert_eq!(wallet.decline(&request).status, 410);
    let back = browser.post(&format!("{login}/cancel"), &[("csrf", &csrf(&page))]);
    assert_eq!(parameter(back.location(), "error").unwrap(), "access_denied");
}

// The three times of the protocol, each one second too late.
#[test]
fn everything_expires() {
    let world = World::new();
    let clock = world.running().clock().clone();
    let mut wallet = world.wallet();
    let mut browser = world.browser();
    let advance = |wallet: &mut Wallet, seconds: u64| {
        clock.advance(Duration::from_secs(seconds));
        wallet.skew += i64::try_from(seconds).unwrap();
    };
    let (login, page) = world.begin(&mut browser);
    advance(&mut wallet, 61);
    let launch = scan(&page);
    assert_eq!(wallet.fetch(&parameter(&launch, "request_uri").unwrap(), "late").status, 410);
    assert_eq!(state(&world, &mut browser, &login), "expired");

    let page = browser.get(&login);
    assert_ne!(scan(&page), launch, "the page has a new code");
    let request = wallet.request(&scan(&page));
    let typed = digits(&mut browser, &login);
    advance(&mut wallet, 121);
    assert_eq!(wallet.answer(&request, Some(&typed), &Bend::default()).status, 410);

    let page = browser.get(&login);
    let request = wallet.request(&scan(&page));
    let typed = digits(&mut browser, &login);
    assert_eq!(wallet.answer(&request, Some(&typed), &Bend::default()).status, 200);
    advance(&mut wallet, 31);
    let back = browser.post(&format!("{login}/finish"), &[("csrf", &csrf(&page))]);
    assert!(back.location().starts_with("/login/"));
    advance(&mut wallet, 1_800);
    assert_eq!(browser.get(&login).status, 410);
}

// A lost phone: after sign-out, or when a new phone has taken over, the old credential logs nobody in.
#[test]
fn a_revoked_device_is_refused() {
    let world = World::new();
    let mut old = Wallet::new(world.provider(), &world.state_dir);
    let uid = old.enrol("Tan Mei Ling", "S1234567D");
    let mut new = Wallet::new(world.provider(), &world.state_dir);
    assert_eq!(new.enrol("Tan Mei Ling", "s1234567d"), uid, "the same person");
    let attempt = |wallet: &Wallet| {
        let mut browser = world.browser();
        let (login, page) = world.begin(&mut browser);
        let request = wallet.request(&scan(&page));
        let typed = digits(&mut browser, &login);
        wallet.answer(&request, Some(&typed), &Bend::default())
    };
    assert_eq!(attempt(&old).json()["error_description"], "device_revoked");
    assert_eq!(attempt(&new).status, 200);
    assert_eq!(world.running().revoke_devices(&uid).unwrap(), 1);
    assert_eq!(attempt(&new).json()["error_description"], "device_revoked");
}

// Session fixation: a login is finished only in the browser that began it, with the token of its own page.
#[test]
fn another_browser_cannot_finish() {
    let world = World::new();
    let (wallet, mut browser, mut thief) = (world.wallet(), world.browser(), world.browser());
    let (login, page) = world.begin(&mut browser);
    let (_, thiefs_page) = world.begin(&mut thief);
    let request = wallet.request(&scan(&page));
    let typed = digits(&mut browser, &login);
    assert_eq!(wallet.answer(&request, Some(&typed), &Bend::default()).status, 200);
    for path in ["", "/panel", "/status", "/events"] {
        assert_eq!(thief.get(&format!("{login}{path}")).status, 403, "{path}");
    }
    assert_eq!(thief.post(&format!("{login}/finish"), &[("csrf", &csrf(&page))]).status, 403);
    assert_eq!(browser.post(&format!("{login}/finish"), &[("csrf", &csrf(&thiefs_page))]).status, 403);
    let finish = [("csrf", csrf(&page))];
    let finish: Vec<(&str, &str)> = finish.iter().map(|(k, v)| (*k, v.as_str())).collect();
    assert!(parameter(browser.post(&format!("{login}/finish"), &finish).location(), "code").is_some());
    assert!(
        parameter(browser.post(&format!("{login}/finish"), &finish).location(), "code").is_none(),
        "once"
    );
}

// Codes renew themselves five times; then the person has to ask. Old codes die when a new one is shown.
#[test]
fn renewals_are_counted() {
    let world = World::new();
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let (login, page) = world.begin(&mut browser);
    let csrf = csrf(&page);
    let mut last = scan(&page);
    for _ in 0..5 {
        let panel = browser.post(&format!("{login}/renew"), &[("csrf", &csrf), ("auto", "yes")]);
        assert_eq!(wallet.fetch(&parameter(&last, "request_uri").unwrap(), "old").status, 410);
        assert_ne!(scan(&panel), last);
        last = scan(&panel);
    }
    let panel = browser.post(&format!("{login}/renew"), &[("csrf", &csrf), ("auto", "yes")]);
    assert_eq!(scan(&panel), last, "no sixth");
    assert!(panel.body.contains("data-renews=\"no\""));
    assert_eq!(browser.post(&format!("{login}/renew"), &[("csrf", &csrf)]).status, 303);
    assert_ne!(scan(&browser.get(&login)), last);
}

// Hostile answers: no decryption oracle, no state change, no crash.
#[test]
fn hostile_answers_change_nothing() {
    let world = World::new();
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let (login, page) = world.begin(&mut browser);
    wallet.request(&same_device_link(&page));
    let url = format!("{}/vp", world.provider());
    let long = "A".repeat(200_000);
    for body in ["", "....", "e30.", "eyJraWQiOiJ4In0....", "eyJhbGciOiJub25lIn0.e30.", "\u{0}", "{\"a\":1}"]
    {
        assert_eq!(wallet.post(&url, &[("response", body)]).status, 400, "{body}");
    }
    assert!(!wallet.accepts(&url, &format!("response={long}")), "a body beyond the limit");
    assert_eq!(wallet.post(&url, &[("error", "access_denied"), ("state", "unknown")]).status, 400);
    assert_eq!(wallet.post(&url, &[]).status, 400);
    assert_eq!(state(&world, &mut browser, &login), "scanned");
}
