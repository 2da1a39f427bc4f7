//! Bad input: each gets a typed error and loses nothing. One test each, by name.

use crate::world::{PASSCODE, World, models, seen_by_camera, typed};
use mien::face::{FaceModels, Frame, FrameInfo, PixelFormat, Plane, Rotation};
use mien::{LoginError, PresentationError, Shown, UnlockError, VaultError, VaultState, VaultUnlockError};
use std::time::Duration;

/// After each refusal the phone still works: it is locked with all its tries, and opens.
fn nothing_lost(phone: &mien::Mien) {
    phone.lock();
    assert!(matches!(phone.status().unwrap(), VaultState::Locked { attempts_left: 10, .. }));
    phone.unlock(&mut typed(PASSCODE)).unwrap();
    assert!(phone.identity().unwrap().is_some());
}

#[test]
fn broken_frame_geometry_is_refused_before_a_byte_is_read() {
    let info =
        FrameInfo { width: 640, height: 480, rotation: Rotation::None, mirrored: false, captured_at: 0 };
    let short = vec![0; 640 * 479];
    let plane = |row_stride| Plane { data: &short, row_stride, pixel_stride: 1 };
    for stride in [0, 639, 640, usize::MAX] {
        let error = Frame::new(info, PixelFormat::Grey, &[plane(stride)]).unwrap_err();
        assert!(!error.code().is_empty());
    }
}

#[test]
fn a_wrong_model_file_is_refused_by_its_hash() {
    let read = |name: &str| {
        let mut bytes = std::fs::read(models().join(name))?;
        if name == "facemesh_468.onnx" {
            bytes[1000] ^= 1;
        }
        Ok(bytes)
    };
    assert_eq!(FaceModels::load(&read).unwrap_err().code(), "model_hash_mismatch");
}

#[test]
fn an_unknown_code_is_not_ours() {
    let world = World::new();
    let phone = world.enrolled("phone");
    let error = phone.start_login("https://shop.example/sale").err().unwrap();
    assert_eq!(error.shown(), Shown::NotALoginCode);
    nothing_lost(&phone);
}

#[test]
fn a_forged_request_is_not_shown() {
    // Signed by somebody whom the phone does not trust: another sandbox's root is pinned.
    let (world, other) = (World::new(), World::new());
    let root = std::fs::read_to_string(other.sandbox.state_dir().join("verifier-root.pem")).unwrap();
    let phone = world.phone_trusting("phone", &root);
    let (_, page) = world.open_login(&mut world.browser());
    let error = phone.start_login(&seen_by_camera(&phone, &page)).err().unwrap();
    assert_eq!(error.shown(), Shown::NotVerified);
    assert_eq!(phone.status().unwrap(), VaultState::Empty);
}

#[test]
fn an_expired_request_says_so() {
    let world = World::new();
    let phone = world.enrolled("phone");
    let (_, page) = world.open_login(&mut world.browser());
    world.sandbox.clock().advance(Duration::from_secs(61));
    let error = phone.start_login(&seen_by_camera(&phone, &page)).err().unwrap();
    assert_eq!(error.shown(), Shown::CodeExpired);
    nothing_lost(&phone);
}

#[test]
fn a_replayed_request_is_refused() {
    let world = World::new();
    let phone = world.enrolled("phone");
    let (_, page) = world.open_login(&mut world.browser());
    let first = phone.start_login(&seen_by_camera(&phone, &page)).unwrap();
    let second = phone.start_login(&seen_by_camera(&phone, &page)).err().unwrap();
    assert!(matches!(
        second,
        LoginError::Request { source: PresentationError::AlreadyUsed | PresentationError::Expired }
    ));
    assert_eq!(second.shown(), Shown::CodeExpired);
    drop(first);
    nothing_lost(&phone);
}

#[test]
fn a_wrong_passcode_costs_one_try_and_the_request_waits() {
    let world = World::new();
    let phone = world.enrolled("phone");
    phone.lock();
    let mut browser = world.browser();
    let (url, page) = world.open_login(&mut browser);
    let mut login = phone.start_login(&seen_by_camera(&phone, &page)).unwrap();
    let digits = browser.get(&url).between("<p class=\"digits\">", "</p>");
    let error = login.approve(&mut typed([9, 0, 4, 1, 7, 3]), Some(&digits)).unwrap_err();
    assert!(error.is_open());
    let LoginError::Unlock { source: UnlockError::Refused { source } } = error else { panic!("{error}") };
    assert_eq!(source, VaultUnlockError::WrongPasscode { attempts_left: 9, retry_after_ms: 0 });
    login.approve(&mut typed(PASSCODE), Some(&digits)).unwrap();
    nothing_lost(&phone);
}

#[test]
fn another_programs_database_is_not_a_vault_and_stays_as_it_is() {
    let world = World::new();
    let phone = world.phone("phone");
    let path = world.vault_file("phone");
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute_batch(
            "PRAGMA application_id = 7; CREATE TABLE notes (text); INSERT INTO notes VALUES ('mine');",
        )
        .unwrap();
    drop(other);
    let before = std::fs::read(&path).unwrap();
    let error = phone.unlock(&mut typed(PASSCODE)).unwrap_err();
    let refused = VaultUnlockError::Vault { source: VaultError::NotAVault };
    assert_eq!(error, UnlockError::Refused { source: refused });
    assert_eq!(std::fs::read(&path).unwrap(), before);
}
