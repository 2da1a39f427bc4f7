//! The app on the device that shows the page.

use crate::chromium::Kind;
use crate::world::{SAME_DEVICE, World};

/// The person presses the button, approves in the app, and the app sends the browser back: to where.
fn approve_on_this_device(world: &mut World, window: &str) -> String {
    let link = world.browser.attribute(window, "a.button[href*=\"/q?\"]", "href");
    let request = world.wallet.scan(&link).unwrap();
    assert!(!request.needs_check_digits(), "there is no other screen to read a number from");
    let outcome = world.wallet.approve_scanned(&request, None).unwrap();
    outcome.result.unwrap().redirect_uri.unwrap()
}

// Protects the round trip: link, app, and back into the browser that began.
#[test]
fn the_app_on_this_device_leads_back_into_the_service() {
    let mut world = World::new();
    world.open_login("a", Kind::Ordinary);
    let back = approve_on_this_device(&mut world, "a");
    world.browser.beside("b", "a");
    world.browser.goto("b", &back);
    world.is_inside("b", SAME_DEVICE);
}

// Session fixation: a link that somebody else began finishes nothing in this browser, and nothing in theirs either.
#[test]
fn a_login_that_began_elsewhere_is_not_finished_here() {
    let mut world = World::new();
    world.open_login("attacker", Kind::Ordinary);
    let back = approve_on_this_device(&mut world, "attacker");
    world.browser.window("victim", Kind::Ordinary);
    assert_eq!(world.browser.goto("victim", &back), 403);
    // The attacker's page saw the approval, and does not go on by itself.
    world.browser.wait("attacker", "[data-state=\"approved\"][data-finish=\"no\"]");
    let service = world.sandbox.urls().service.clone();
    for window in ["attacker", "victim"] {
        world.browser.goto(window, &service);
        world.browser.wait(window, "a.button[href=\"/login\"]");
    }
}

// The way back works once.
#[test]
fn the_way_back_is_used_up() {
    let mut world = World::new();
    world.open_login("a", Kind::Ordinary);
    let back = approve_on_this_device(&mut world, "a");
    world.browser.goto("a", &back);
    world.is_inside("a", SAME_DEVICE);
    world.browser.beside("b", "a");
    assert_eq!(world.browser.goto("b", &back), 410);
}
