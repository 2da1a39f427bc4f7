//! The login as it should go, and without JavaScript.

use crate::chromium::Kind;
use crate::world::{CROSS_DEVICE, World};

/// Code read from the screen's pixels, "scanned" and the number without a reload, inside.
fn logs_in_without_a_reload(kind: Kind) {
    let mut world = World::new();
    world.open_login("a", kind);
    world.browser.press("a", "mark");
    let request = world.scan("a");
    assert_eq!(request.service().unwrap().name.get("en"), "Harbour Pass e-Service");
    world.browser.wait("a", "[data-state=\"scanned\"]");
    assert_eq!(world.browser.text("a", ".digits").len(), 2);
    assert!(world.browser.is_marked("a"), "the page was loaded again");
    world.approve("a", &request);
    world.is_inside("a", CROSS_DEVICE);
}

// Protects the main job.
#[test]
fn a_person_scans_the_screen_and_is_inside() {
    logs_in_without_a_reload(Kind::Ordinary);
}

// Protects whoever sits behind a proxy that breaks event streams: the page asks, and follows all the same.
#[test]
fn without_event_streams_the_page_asks() {
    logs_in_without_a_reload(Kind::Polling);
}

// Protects whoever switched scripts off: the page says to reload, the number is there then, a button leads on.
#[test]
fn a_browser_without_javascript_logs_in() {
    let mut world = World::new();
    world.open_login("a", Kind::Plain);
    let request = world.scan("a");
    world.browser.press("a", "reload");
    world.approve("a", &request);
    world.browser.click("a", "#finish button");
    world.is_inside("a", CROSS_DEVICE);
}

// "No" is seen at once, and a new code is one button away.
#[test]
fn a_declined_login_is_seen_and_can_be_begun_again() {
    let mut world = World::new();
    world.open_login("a", Kind::Ordinary);
    world.browser.press("a", "mark");
    let request = world.scan("a");
    assert!(!world.wallet.decline_scanned(request).unwrap().result.unwrap().approved);
    world.browser.wait("a", "[data-state=\"declined\"]");
    assert!(world.browser.is_marked("a"), "the page was loaded again");
    world.browser.click("a", "[data-state=\"declined\"] button");
    world.browser.wait("a", "[data-state=\"shown\"] svg");
    let request = world.scan("a");
    world.approve("a", &request);
    world.is_inside("a", CROSS_DEVICE);
}

// Two windows of one browser are two logins: each shows its own number, and approving one leaves the other alone.
#[test]
fn two_windows_are_two_logins() {
    let mut world = World::new();
    world.open_login("a", Kind::Ordinary);
    world.browser.beside("b", "a");
    world.press_login("b");
    assert_ne!(world.browser.scan("a"), world.browser.scan("b"));
    let (first, second) = (world.scan("a"), world.scan("b"));
    world.approve("b", &second);
    world.is_inside("b", CROSS_DEVICE);
    assert_eq!(world.browser.attribute("a", "[data-state]", "data-state"), "scanned");
    world.approve("a", &first);
    world.is_inside("a", CROSS_DEVICE);
}
