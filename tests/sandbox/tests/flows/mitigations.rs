//! What makes a relayed or guessed login harder: limits, browsers that are known, the same device, and showing again that it is
//! you inside a session. The numbers are those of docs/login-security.md.

use crate::browser::{Browser, Reply};
use crate::helpers::{World, csrf, digits, same_device_link, scan};
use crate::wallet::{Bend, Wallet};
use mien_sandbox::RateLimits;
use std::time::Duration;

const NEW: &str = "Nobody has logged in with this browser yet";
const KNOWN: &str = "You have logged in with this browser before";

/// Approves the login at `login` and finishes it: the answer of the last request.
fn log_in(browser: &mut Browser, wallet: &Wallet, login: &str) -> Reply {
    let page = browser.get(login);
    let request = wallet.request(&scan(&page));
    let typed = digits(browser, login);
    assert_eq!(wallet.answer(&request, Some(&typed), &Bend::default()).status, 200);
    browser.post(&format!("{login}/finish"), &[("csrf", &csrf(&page))])
}

/// From a page of the demo service to the login page of the provider.
fn to_login(world: &World, browser: &mut Browser, authorize: &str) -> String {
    format!("{}{}", world.provider(), browser.get(authorize).location())
}

/// Inside the demo service: its page.
fn inside(world: &World, browser: &mut Browser, wallet: &Wallet) -> Reply {
    let authorize = browser.get(&format!("{}/login", world.service())).location().to_owned();
    let login = to_login(world, browser, &authorize);
    let back = log_in(browser, wallet, &login).location().to_owned();
    browser.get(&back);
    browser.get(&format!("{}/", world.service()))
}

/// Presses "Confirm that it is you": the login page that it leads to.
fn confirm(world: &World, browser: &mut Browser, home: &Reply) -> String {
    let token = home.between("name=\"token\" value=\"", "\"");
    let authorize = browser.post(&format!("{}/confirm", world.service()), &[("token", &token)]);
    assert!(authorize.location().contains("prompt=login&max_age=0"), "{}", authorize.location());
    let authorize = authorize.location().to_owned();
    to_login(world, browser, &authorize)
}

// 7. A browser is known once somebody has logged in with it; a cookie that was made up is not, and a known browser is asked for
// the number like any other.
#[test]
fn a_known_browser_is_told_so_and_gains_nothing() {
    let world = World::new();
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let (login, page) = world.begin(&mut browser);
    assert!(page.body.contains(NEW) && !page.body.contains(KNOWN));
    log_in(&mut browser, &wallet, &login);
    let (login, page) = world.begin(&mut browser);
    assert!(page.body.contains(KNOWN) && !page.body.contains(NEW));
    let request = wallet.request(&scan(&page));
    let answer = wallet.answer(&request, None, &Bend::default()).json();
    assert!(answer["redirect_uri"].as_str().unwrap().contains("/number?"), "the number is still needed");
    assert!(browser.get(&login).body.contains("class=\"digits\""));

    let mut stranger = world.browser();
    let forged = format!("__Host-mien-known={}", "A".repeat(43));
    let page = stranger.get(&world.authorize_url(&[]));
    let page = stranger.get_with(&format!("{}{}", world.provider(), page.location()), &[("cookie", &forged)]);
    assert!(!page.body.contains(KNOWN));
    // Half a year later nobody is known.
    world.running().clock().advance(Duration::from_hours(181 * 24));
    assert!(world.begin(&mut browser).1.body.contains(NEW));
}

// 9 and 1. A service that wants the same device or nothing gets no code on its page, and nobody can scan one.
#[test]
fn a_service_may_demand_the_same_device() {
    let world = World::new();
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let begin = |browser: &mut Browser, acr: &str| {
        let reply = browser.get(&world.authorize_url(&[("acr_values", acr)]));
        browser.get(&format!("{}{}", world.provider(), reply.location()))
    };
    let page = begin(&mut browser, "urn:mien:loa:3:same-device");
    assert!(!page.body.contains("<svg") && page.body.contains("on this device"));
    let request = wallet.request(&same_device_link(&page));
    let answer = wallet.answer(&request, None, &Bend::default()).json();
    let done = answer["redirect_uri"].as_str().unwrap();
    assert!(browser.get(done).location().contains("code="));
    // A wish for either, or for a level that nobody knows, is no demand.
    for acr in ["urn:mien:loa:3:cross-device urn:mien:loa:3:same-device", "urn:other", ""] {
        assert!(begin(&mut browser, acr).body.contains("<svg"), "{acr}");
    }
}

// 11. Logins that begin from one address, and answers of one account: what goes beyond waits, and is not lost by it.
#[test]
fn addresses_and_accounts_are_limited() {
    let world = World::limited(RateLimits { logins_per_address: 3, answers_per_account: 1 });
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let (login, page) = world.begin(&mut browser);
    let request = wallet.request(&scan(&page));
    let typed = digits(&mut browser, &login);
    let wrong = if typed == "00" { "01" } else { "00" };
    assert_eq!(wallet.answer(&request, Some(wrong), &Bend::default()).status, 400);
    assert_eq!(wallet.answer(&request, Some(&typed), &Bend::default()).status, 429);
    world.begin(&mut browser);
    world.begin(&mut browser);
    let refused = browser.get(&world.authorize_url(&[]));
    assert_eq!(refused.status, 429);
    assert!(refused.body.contains("Too many logins"));
    // A minute later the same answer counts, if it is still in time.
    world.running().clock().advance(Duration::from_secs(61));
    let later = Bend { age: -61, ..Bend::default() };
    assert_eq!(wallet.answer(&request, Some(&typed), &later).status, 200);
    world.begin(&mut browser);
}

// 15. Inside a session the person confirms that it is them: the session is renewed with the time of it.
#[test]
fn a_person_inside_confirms_that_it_is_them() {
    let world = World::new();
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let home = inside(&world, &mut browser, &wallet);
    assert!(home.body.contains("not yet"));
    let login = confirm(&world, &mut browser, &home);
    let back = log_in(&mut browser, &wallet, &login).location().to_owned();
    assert_eq!(browser.get(&back).location(), "/");
    let home = browser.get(&format!("{}/", world.service()));
    assert!(home.body.contains("You are logged in as Tan Mei Ling") && !home.body.contains("not yet"));
}

// Whoever says no, or somebody else who says yes, changes nothing: still inside, still unconfirmed. And nobody but the page itself
// can ask.
#[test]
fn others_do_not_confirm_in_their_place() {
    let world = World::new();
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let mut other = Wallet::new(world.provider(), &world.state_dir);
    other.enrol("Raj Kumar", "T1234567J");
    let home = inside(&world, &mut browser, &wallet);
    let forged = browser.post(&format!("{}/confirm", world.service()), &[("token", "made up")]);
    assert_eq!(forged.location(), "/");

    let login = confirm(&world, &mut browser, &home);
    let page = browser.get(&login);
    let back = browser.post(&format!("{login}/cancel"), &[("csrf", &csrf(&page))]).location().to_owned();
    assert_eq!(browser.get(&back).location(), "/?notice=unconfirmed");
    let home = browser.get(&format!("{}/?notice=unconfirmed", world.service()));
    assert!(home.body.contains("Tan Mei Ling") && home.body.contains("You were not confirmed"));

    let login = confirm(&world, &mut browser, &home);
    let back = log_in(&mut browser, &other, &login).location().to_owned();
    assert_eq!(browser.get(&back).location(), "/?notice=unconfirmed");
    let home = browser.get(&format!("{}/", world.service()));
    assert!(
        home.body.contains("Tan Mei Ling") && !home.body.contains("Raj") && home.body.contains("not yet")
    );
}
