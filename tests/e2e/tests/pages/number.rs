//! Number matching for wallets that know nothing of it: the computer's window, the phone's window, and a wallet of other people's
//! making between them.

use crate::chromium::{Kind, Screen};
use crate::world::{CROSS_DEVICE, World};
use mien_interop::peer::Peer;
use mien_interop::sandbox::{enrol_foreign, foreign_wallet};
use serde_json::{Value, json};

/// A foreign wallet that has its credential.
pub(crate) fn wallet(world: &World) -> Peer {
    let mut wallet = foreign_wallet(&world.sandbox).unwrap();
    enrol_foreign(&world.sandbox, &mut wallet).unwrap();
    wallet
}

/// The wallet scans what the window shows and approves: where it is led to.
pub(crate) fn led(world: &mut World, wallet: &mut Peer, window: &str) -> String {
    let code = world.browser.scan(window);
    let answer = wallet.ask(&json!({ "do": "present", "link": code }).to_string(), "answered: ").unwrap();
    let body: Value = serde_json::from_str(answer.strip_prefix("200 ").unwrap()).unwrap();
    body.get("redirect_uri").and_then(Value::as_str).expect("a page to go on").to_owned()
}

/// A login that waits for its number: the computer's window `a` shows it, the phone's window `p` asks for it.
fn waiting(kind: Kind) -> World {
    let mut world = World::new();
    let mut foreign = wallet(&world);
    world.open_login("a", kind);
    let link = led(&mut world, &mut foreign, "a");
    world.browser.window_on("p", Screen { locale: "en-GB", phone: true, dark: false });
    assert_eq!(world.browser.goto("p", &link), 200);
    world
}

/// What the phone's page has come to.
fn says(world: &mut World, heading: &str) {
    world.browser.wait("p", &format!("h1:text-is(\"{heading}\")"));
}

/// Another number than this.
pub(crate) fn other(number: &str) -> &'static str {
    if number == "47" { "48" } else { "47" }
}

// The number goes from one screen to the other, and the computer goes on by itself.
#[test]
fn the_right_number_logs_in() {
    let mut world = waiting(Kind::Ordinary);
    world.browser.wait("a", "[data-state=\"matching\"] .digits");
    let number = world.browser.text("a", ".digits");
    world.browser.fill("p", "#number", &number);
    world.browser.click("p", "form button:not([name])");
    world.is_inside("a", CROSS_DEVICE);
    says(&mut world, "You are logged in");
}

// Three tries, then it is over on both screens.
#[test]
fn three_wrong_numbers_end_the_login() {
    let mut world = waiting(Kind::Ordinary);
    world.browser.wait("a", "[data-state=\"matching\"] .digits");
    let wrong = other(&world.browser.text("a", ".digits"));
    for left in [2, 1] {
        world.browser.fill("p", "#number", wrong);
        world.browser.click("p", "form button:not([name])");
        world.browser.wait("p", &format!("[data-left=\"{left}\"] #number[aria-invalid=\"true\"]"));
        let problem = world.browser.text("p", "#problem");
        assert!(problem.contains(&format!("Tries left: {left}")), "{problem}");
    }
    world.browser.fill("p", "#number", wrong);
    world.browser.click("p", "form button:not([name])");
    world.browser.wait("a", "[data-state=\"failed\"]");
    says(&mut world, "Not logged in");
}

// No is one press, and both screens say so.
#[test]
fn declining_ends_the_login() {
    let mut world = waiting(Kind::Ordinary);
    world.browser.click("p", "button[name=decline]");
    world.browser.wait("a", "[data-state=\"declined\"]");
    says(&mut world, "Declined");
}

// Fixation: what another window shows does not approve this login, and the phone's link does not carry the login over to a
// browser that did not begin it.
#[test]
fn another_windows_number_does_not_count() {
    let mut world = World::new();
    let mut foreign = wallet(&world);
    world.open_login("a", Kind::Ordinary);
    let link = led(&mut world, &mut foreign, "a");
    world.browser.wait("a", "[data-state=\"matching\"] .digits");
    let own = world.browser.text("a", ".digits");
    // Of a hundred numbers another login may have the same: one that has not is looked for.
    let others = (0..5).find_map(|number| {
        let window = format!("b{number}");
        world.open_login(&window, Kind::Ordinary);
        led(&mut world, &mut foreign, &window);
        world.browser.wait(&window, "[data-state=\"matching\"] .digits");
        let digits = world.browser.text(&window, ".digits");
        (digits != own).then_some((window, digits))
    });
    let (window, number) = others.unwrap();
    world.browser.window_on("p", Screen { locale: "en-GB", phone: true, dark: false });
    world.browser.goto("p", &link);
    world.browser.fill("p", "#number", &number);
    world.browser.click("p", "form button:not([name])");
    world.browser.wait("p", "#number[aria-invalid=\"true\"]");
    for waits in ["a", window.as_str()] {
        world.browser.wait(waits, "[data-state=\"matching\"]");
    }
    world.browser.goto("p", &link.replace("/number?", "/done?"));
    assert!(!world.browser.url("p").starts_with(&world.sandbox.urls().service));
}

// Without JavaScript on either side: a reload shows the number, a button goes on.
#[test]
fn it_works_without_javascript() {
    let mut world = World::new();
    let mut foreign = wallet(&world);
    world.open_login("a", Kind::Plain);
    let link = led(&mut world, &mut foreign, "a");
    world.browser.press("a", "reload");
    let number = world.browser.text("a", "[data-state=\"matching\"] .digits");
    world.browser.window("p", Kind::Plain);
    world.browser.goto("p", &link);
    world.browser.fill("p", "#number", &number);
    world.browser.click("p", "form button:not([name])");
    says(&mut world, "You are logged in");
    world.browser.click("a", "#finish button");
    world.is_inside("a", CROSS_DEVICE);
}
