//! What goes wrong: too late, twice, closed, gone back.

use crate::chromium::Kind;
use crate::world::{CROSS_DEVICE, World};
use mien_protocol::presentation::PresentationError;
use std::time::Duration;

fn expired(world: &World, code: &str) -> bool {
    let error = world.wallet.scan(code).unwrap_err();
    matches!(
        error.downcast_ref::<PresentationError>(),
        Some(PresentationError::Expired | PresentationError::AlreadyUsed)
    )
}

/// A minute passes, on the page and at the provider.
fn minute(world: &mut World, window: &str) {
    world.sandbox.clock().advance(Duration::from_secs(61));
    world.browser.forward(window, 61_000);
}

/// The code that has taken the place of `old`.
fn another_code(world: &mut World, window: &str, old: &str) -> String {
    // Each try is a screenshot: far longer than the page needs.
    let mut tries = (0..50).map(|_| world.browser.scan(window));
    tries.find(|code| code != old).expect("another code")
}

// A code lives a minute, then the page has another one, five times; after that the person asks for one. Old codes are
// dead for whoever has photographed them.
#[test]
fn codes_renew_themselves_and_then_wait_for_the_person() {
    let mut world = World::new();
    world.open_login("a", Kind::Clocked);
    let mut seen = vec![world.browser.scan("a")];
    for renewal in 1..=5 {
        minute(&mut world, "a");
        world.reported("shown");
        // The fifth renewal is the last: the page says that it will not renew again.
        let renews = if renewal == 5 { "no" } else { "yes" };
        world.browser.wait("a", &format!("[data-state=\"shown\"][data-renews=\"{renews}\"] svg"));
        let code = another_code(&mut world, "a", seen.last().unwrap());
        assert!(!seen.contains(&code), "a code came back");
        seen.push(code);
    }
    assert!(expired(&world, &seen[0]) && expired(&world, &seen[4]));
    minute(&mut world, "a");
    world.browser.wait("a", "[data-state=\"expired\"]");
    assert!(expired(&world, &seen[5]));
    world.browser.click("a", "[data-state=\"expired\"] button");
    world.browser.wait("a", "[data-state=\"shown\"] svg");
    let asked_for = world.browser.scan("a");
    assert!(!seen.contains(&asked_for), "a code came back");
}

// Who scans and then takes two minutes finds an end, not a login; the page says so by itself.
#[test]
fn an_approval_that_comes_too_late_is_refused() {
    let mut world = World::new();
    world.open_login("a", Kind::Ordinary);
    let request = world.scan("a");
    world.browser.wait("a", ".digits");
    let digits = world.browser.text("a", ".digits");
    world.sandbox.clock().advance(Duration::from_secs(121));
    world.browser.wait("a", "[data-state=\"expired\"]");
    let late = world.wallet.approve_scanned(&request, Some(&digits)).unwrap();
    assert_eq!(late.result, Err(PresentationError::Expired));
}

// A second phone that reads the same screen gets nothing and disturbs nobody.
#[test]
fn a_second_scan_is_refused_and_the_first_goes_on() {
    let mut world = World::new();
    world.open_login("a", Kind::Ordinary);
    let code = world.browser.scan("a");
    let request = world.wallet.scan(&code).unwrap();
    assert!(expired(&world, &code));
    world.approve("a", &request);
    world.is_inside("a", CROSS_DEVICE);
}

// A relayed code dies with the page that it was taken from: nobody can finish it any more.
#[test]
fn a_closed_tab_ends_its_login() {
    let mut world = World::new();
    world.open_login("a", Kind::Ordinary);
    let code = world.browser.scan("a");
    world.browser.press("a", "close");
    world.reported("cancelled");
    assert!(expired(&world, &code));
}

// Back and forth in the history neither logs in twice nor loses the login.
#[test]
fn the_back_button_repeats_nothing() {
    let mut world = World::new();
    world.open_login("a", Kind::Ordinary);
    let login = world.browser.url("a");
    // Back to the service and into the login again before anything was scanned.
    world.browser.press("a", "back");
    world.browser.click("a", "a.button[href=\"/login\"]");
    world.browser.wait("a", "[data-state=\"shown\"] svg");
    assert_ne!(world.browser.url("a"), login, "another login, not the first one again");
    let request = world.scan("a");
    world.approve("a", &request);
    world.is_inside("a", CROSS_DEVICE);
    // Back from inside: the page of the finished login has nothing to finish.
    world.browser.press("a", "back");
    world.browser.wait("a", "[data-state]");
    let state = world.browser.attribute("a", "[data-state]", "data-state");
    assert!(["used", "shown"].contains(&state.as_str()), "{state}");
    let service = world.sandbox.urls().service.clone();
    world.browser.goto("a", &service);
    world.is_inside("a", CROSS_DEVICE);
}
