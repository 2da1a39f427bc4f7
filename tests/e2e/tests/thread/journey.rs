//! J1 to J3 on real parts: puppet, engine, vault, QR pixels, TLS, provider, service.

use crate::world::{PASSCODE, World, before_the_camera, seen_by_camera, typed};
use mien::{HistoryKind, HistoryOutcome, LoginError, ScanResult, UnlockError, VaultState};

// Protects the main job: a face is scanned, a person enrolled, a code read from pixels, a browser logged in.
#[test]
fn from_camera_frames_to_a_logged_in_browser() {
    let world = World::new();
    let phone = world.enrolled("phone");
    assert_eq!(phone.identity().unwrap().unwrap().name.as_deref(), Some("Tan Mei Ling"));
    phone.lock();
    assert!(matches!(phone.status().unwrap(), VaultState::Locked { attempts_left: 10, .. }));

    let mut browser = world.browser();
    let (url, page) = world.open_login(&mut browser);
    let text = seen_by_camera(&phone, &page);
    let mut login = phone.start_login(&text).unwrap();

    let prompt = login.prompt().clone();
    assert_eq!(prompt.domain, "localhost");
    assert_eq!(prompt.service_name.unwrap().get("en"), "Harbour Pass e-Service");
    assert_eq!(prompt.claims, ["uid", "name"]);
    assert!(prompt.cross_device && prompt.needs_check);

    // A mistyped number may be corrected; the right one logs in.
    let digits = browser.get(&url).between("<p class=\"digits\">", "</p>");
    let wrong = if digits == "11" { "12" } else { "11" };
    let refused = login.approve(&mut typed(PASSCODE), Some(wrong)).unwrap_err();
    assert_eq!((refused.code(), refused.is_open()), ("wrong_check_digits", true));
    assert_eq!(login.approve(&mut typed(PASSCODE), Some(&digits)).unwrap().return_url, None);

    let csrf = page.between("name=\"csrf\" value=\"", "\"");
    let finish = browser.post(&format!("{url}/finish"), &[("csrf", &csrf)]);
    let callback = browser.get(finish.location());
    let inside = browser.get(&format!("{}{}", world.sandbox.urls().service, callback.location()));
    assert!(inside.body.contains("urn:mien:loa:3:cross-device"), "{}", inside.body);

    let history = phone.history().unwrap();
    let kinds: Vec<_> = history.iter().map(|entry| (entry.kind, entry.outcome)).collect();
    let approved = HistoryOutcome::Approved;
    assert_eq!(kinds, [(HistoryKind::Login, approved), (HistoryKind::Enrolment, approved)]);
    assert_eq!(history[0].party, "Harbour Pass e-Service");
}

// Protects the right to say no: without a passcode, told to the page, and still in the history after the next unlock.
#[test]
fn declining_needs_no_passcode_and_is_remembered() {
    let world = World::new();
    let phone = world.enrolled("phone");
    phone.lock();
    let mut browser = world.browser();
    let (url, page) = world.open_login(&mut browser);
    let mut login = phone.start_login(&seen_by_camera(&phone, &page)).unwrap();
    login.decline().unwrap();
    assert!(matches!(login.decline(), Err(LoginError::Over)));
    assert!(browser.get(&format!("{url}/status")).body.contains("declined"));
    assert!(matches!(phone.history(), Err(UnlockError::Locked)));
    phone.unlock(&mut typed(PASSCODE)).unwrap();
    let history = phone.history().unwrap();
    assert_eq!((history[0].kind, history[0].outcome), (HistoryKind::Login, HistoryOutcome::Declined));
    assert_eq!(history[0].domain.as_deref(), Some("localhost"));
}

// Protects the template: the enrolled face verifies, and only with the vault open.
#[test]
fn the_enrolled_face_verifies() {
    let world = World::new();
    let phone = world.enrolled("phone");
    let mut scan = phone.start_verification(&mien::ScanOptions::default()).unwrap();
    let story = before_the_camera(&mut scan, 8);
    assert_eq!(scan.result(), Some(ScanResult::Passed), "{story}");
    phone.lock();
    assert_eq!(phone.start_verification(&mien::ScanOptions::default()).unwrap_err().code(), "locked");
}
