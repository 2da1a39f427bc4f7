//! Tries: counted before they are made, delayed, limited.

mod support;

use mien_ports::DeviceError;
use mien_ports::fake::{Call, Fault};
use mien_vault::{KdfParams, UnlockError, Vault, VaultError, VaultState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use support::{Home, OTHER, PASSCODE, RIGHT, WRONG, locked_with, new_passcode, passcode, ports};

/// Protects the ordinary day: made, locked, opened with the right passcode, refused with a wrong one.
#[test]
fn the_right_passcode_opens_and_a_wrong_one_says_how_many_are_left() {
    let home = Home::with_vault(1);
    let locked = home.open();
    assert_eq!(locked.state(), Ok(locked_with(10)));
    let error = locked.unlock(&passcode(WRONG)).unwrap_err();
    assert_eq!(error, UnlockError::WrongPasscode { attempts_left: 9, retry_after_ms: 0 });
    assert_eq!(locked.state(), Ok(locked_with(9)));
    locked.unlock(&passcode(RIGHT)).unwrap().lock();
    assert_eq!(locked.state(), Ok(locked_with(10)), "success forgives");
}

/// Protects the state before enrolment, and the vault that is there from being overwritten.
#[test]
fn a_missing_vault_is_empty_and_an_existing_one_is_not_replaced() {
    let home = Home::empty(2);
    assert_eq!(Vault::state(&home.path(), ports(&home.device)), Ok(VaultState::Empty));
    assert!(matches!(Vault::open(&home.path(), ports(&home.device)), Err(VaultError::Empty)));
    home.create().lock();
    let again = Vault::create(&home.path(), ports(&home.device), &new_passcode(OTHER), KdfParams::least());
    assert_eq!(again.unwrap_err(), VaultError::AlreadyExists);
    home.unlock().lock();
}

/// Protects the limit: the tenth wrong passcode destroys the slot and its key; nothing opens it afterwards, and the
/// delays in between are the documented ones.
#[test]
fn ten_wrong_passcodes_destroy_the_slot() {
    let home = Home::with_vault(3);
    assert_eq!(home.device.aliases().len(), 1);
    let locked = home.open();
    let mut waits = Vec::new();
    for left in (1..=9).rev() {
        if let Ok(VaultState::Throttled { remaining_ms, attempts_left, .. }) = locked.state() {
            assert_eq!(attempts_left, left + 1);
            let early = locked.unlock(&passcode(RIGHT)).unwrap_err();
            assert_eq!(early, UnlockError::Throttled { remaining_ms }, "also the right one has to wait");
            home.device.advance(remaining_ms - 1);
            assert_eq!(
                locked.unlock(&passcode(RIGHT)).unwrap_err(),
                UnlockError::Throttled { remaining_ms: 1 }
            );
            home.device.advance(1);
        }
        match locked.unlock(&passcode(WRONG)).unwrap_err() {
            UnlockError::WrongPasscode { attempts_left, retry_after_ms } => {
                assert_eq!(attempts_left, left);
                waits.push(retry_after_ms / 1000);
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(waits, [0, 0, 0, 30, 60, 300, 900, 3600, 3600]);
    home.device.advance(3_600_000);
    assert_eq!(locked.unlock(&passcode(WRONG)).unwrap_err(), UnlockError::Wiped);
    assert_eq!(locked.state(), Ok(VaultState::Wiped { recoverable: false }));
    assert_eq!(locked.unlock(&passcode(RIGHT)).unwrap_err(), UnlockError::Wiped);
    assert_eq!(home.device.aliases(), Vec::<String>::new(), "the key went with it");
    drop(locked);
    assert_eq!(home.open().state(), Ok(VaultState::Wiped { recoverable: false }), "also after a restart");
}

/// Protects the delay: setting the clock forward or back does not shorten it; a reboot starts it again in full.
#[test]
fn the_clock_does_not_skip_a_delay_and_a_reboot_restarts_it() {
    let home = Home::with_vault(4);
    let locked = home.open();
    for _ in 0..4 {
        locked.unlock(&passcode(WRONG)).unwrap_err();
    }
    let waiting =
        |remaining_ms| Ok(VaultState::Throttled { remaining_ms, attempts_left: 6, factors: PASSCODE });
    assert_eq!(locked.state(), waiting(30_000));
    for wall in [0, 1, 4_000_000_000_000, u64::MAX] {
        home.device.set_wall(wall);
        assert_eq!(locked.state(), waiting(30_000), "wall clock {wall}");
    }
    home.device.set_wall(1_767_225_600_000);
    home.device.advance(20_000);
    assert_eq!(locked.state(), waiting(10_000));
    home.device.reboot();
    assert_eq!(locked.state(), waiting(30_000));
    home.device.advance(29_999);
    assert_eq!(locked.state(), waiting(1));
    home.device.advance(1);
    locked.unlock(&passcode(RIGHT)).unwrap();
}

/// Protects the count from every kill and every failure: whatever goes wrong at whichever port call of a wrong try,
/// the try is spent or nothing happened; the vault is never open, and the passcode is never looked at uncounted.
#[test]
fn a_wrong_try_is_counted_before_it_is_made_whatever_fails() {
    let dry_run = Home::with_vault(5);
    let locked = dry_run.open();
    let first = dry_run.device.calls();
    locked.unlock(&passcode(WRONG)).unwrap_err();
    let calls = dry_run.device.call_log().split_off(first);
    assert_eq!(
        calls,
        [Call::Now, Call::ReadCounter, Call::KeyExists, Call::RaiseCounter, Call::ReadCounter, Call::Prf]
    );
    let storage = DeviceError::Storage;
    let faults = [
        Fault::DieBefore,
        Fault::DieAfter,
        Fault::ErrorBefore(storage),
        Fault::ErrorAfter(storage),
        Fault::Lie,
    ];
    for (number, call) in calls.iter().enumerate() {
        for fault in faults {
            let home = Home::with_vault(5);
            let before = home.device.calls();
            home.device.fault_at(before + number, fault);
            let locked = home.open();
            let tried = catch_unwind(AssertUnwindSafe(|| locked.unlock(&passcode(WRONG)).is_ok()));
            assert!(!matches!(tried, Ok(true)), "opened with a wrong passcode: {call:?} {fault:?}");
            let asked_the_key = home.device.call_log()[before..].contains(&Call::Prf);
            home.device.clear_faults();
            drop(locked);
            let left = match home.open().state().unwrap() {
                VaultState::Locked { attempts_left, .. } => attempts_left,
                other => panic!("{call:?} {fault:?}: {other:?}"),
            };
            assert!(left == 9 || left == 10, "{call:?} {fault:?}: {left}");
            assert!(!asked_the_key || left == 9, "{call:?} {fault:?}: a try that was not counted");
            home.unlock().lock();
        }
    }
}

/// Protects the same with the right passcode: a session exists only if the try was counted; afterwards the vault still
/// opens.
#[test]
fn a_right_try_under_faults_never_opens_uncounted() {
    for number in 0..6 {
        for fault in [Fault::DieBefore, Fault::DieAfter, Fault::ErrorBefore(DeviceError::Failed), Fault::Lie]
        {
            let home = Home::with_vault(6);
            home.device.fault_at(home.device.calls() + number, fault);
            let before = home.device.calls();
            let locked = home.open();
            let opened = catch_unwind(AssertUnwindSafe(|| locked.unlock(&passcode(RIGHT)).is_ok()));
            if matches!(opened, Ok(true)) {
                let log = &home.device.call_log()[before..];
                let raised = log.iter().position(|call| *call == Call::RaiseCounter).unwrap();
                assert!(raised < log.iter().position(|call| *call == Call::Prf).unwrap());
            }
            home.device.clear_faults();
            drop(locked);
            home.unlock().lock();
        }
    }
}

/// Protects against a store that says yes and does nothing: then no try is made at all.
#[test]
fn a_counter_that_does_not_rise_stops_the_try() {
    let home = Home::with_vault(7);
    home.device.fault_at(home.device.calls() + 3, Fault::Lie);
    let error = home.open().unlock(&passcode(RIGHT)).unwrap_err();
    assert_eq!(error, UnlockError::Device { source: DeviceError::OutOfContract });
    assert_ne!(home.device.call_log().last(), Some(&Call::Prf));
}

/// Protects enrolment: a fault at any port call leaves no vault or a whole one, and it can be made again.
#[test]
fn creating_a_vault_under_faults_leaves_none_or_a_whole_one() {
    let dry_run = Home::with_vault(8);
    let calls = dry_run.device.calls();
    for number in 0..calls {
        for fault in [Fault::DieBefore, Fault::DieAfter, Fault::ErrorAfter(DeviceError::Failed)] {
            let home = Home::empty(8);
            home.device.fault_at(number, fault);
            let create = || {
                Vault::create(&home.path(), ports(&home.device), &new_passcode(RIGHT), KdfParams::least())
                    .is_ok()
            };
            let made = catch_unwind(AssertUnwindSafe(create));
            home.device.clear_faults();
            if made.is_err() || matches!(made, Ok(false)) {
                assert_eq!(Vault::state(&home.path(), ports(&home.device)), Ok(VaultState::Empty));
                assert!(create());
            }
            home.unlock().lock();
        }
    }
}

/// Protects a change of passcode: killed or failing anywhere, exactly one of the two opens the vault afterwards.
#[test]
fn a_change_of_passcode_under_faults_leaves_exactly_one_that_opens() {
    let dry_run = Home::with_vault(9);
    let unlocked = dry_run.unlock();
    let first = dry_run.device.calls();
    unlocked.change_passcode(&passcode(RIGHT), &new_passcode(OTHER), KdfParams::least()).unwrap();
    let calls = dry_run.device.calls() - first;
    for number in 0..calls {
        for fault in [Fault::DieBefore, Fault::DieAfter, Fault::ErrorBefore(DeviceError::Failed)] {
            let home = Home::with_vault(9);
            let unlocked = home.unlock();
            home.device.fault_at(home.device.calls() + number, fault);
            let change =
                || unlocked.change_passcode(&passcode(RIGHT), &new_passcode(OTHER), KdfParams::least());
            let changed = catch_unwind(AssertUnwindSafe(|| change().is_ok()));
            home.device.clear_faults();
            drop(unlocked);
            let locked = home.open();
            let old = locked.unlock(&passcode(RIGHT)).is_ok();
            let new = locked.unlock(&passcode(OTHER)).is_ok();
            assert!(old != new, "call {number} {fault:?}: old {old}, new {new}");
            assert!(!matches!(changed, Ok(true)) || new, "call {number} {fault:?}");
        }
    }
}

/// Protects the change itself: the old passcode is needed, the new one must differ, and the old key is gone.
#[test]
fn a_changed_passcode_replaces_the_old_one_and_its_key() {
    let home = Home::with_vault(10);
    let unlocked = home.unlock();
    let before = home.device.aliases();
    let wrong = unlocked.change_passcode(&passcode(WRONG), &new_passcode(OTHER), KdfParams::least());
    assert_eq!(wrong, Err(UnlockError::WrongPasscode { attempts_left: 9, retry_after_ms: 0 }));
    let same = unlocked.change_passcode(&passcode(RIGHT), &new_passcode(RIGHT), KdfParams::least());
    assert_eq!(same, Err(UnlockError::SamePasscode));
    unlocked.change_passcode(&passcode(RIGHT), &new_passcode(OTHER), KdfParams::least()).unwrap();
    let after = home.device.aliases();
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_ne!(before, after);
    drop(unlocked);
    let locked = home.open();
    assert!(matches!(locked.unlock(&passcode(RIGHT)), Err(UnlockError::WrongPasscode { .. })));
    locked.unlock(&passcode(OTHER)).unwrap().verify_passcode(&passcode(OTHER)).unwrap();
}

/// Protects the last try from being had twice: a second object cannot open the same file.
#[test]
fn a_vault_is_open_once() {
    let home = Home::with_vault(11);
    let locked = home.open();
    assert!(matches!(Vault::open(&home.path(), ports(&home.device)), Err(VaultError::Busy)));
    let unlocked = locked.unlock(&passcode(RIGHT)).unwrap();
    drop(locked);
    assert!(matches!(Vault::open(&home.path(), ports(&home.device)), Err(VaultError::Busy)));
    unlocked.lock();
    home.open();
}

/// Protects "delete everything": key and files are gone, and a new vault can be made.
#[test]
fn erasing_removes_key_and_files() {
    let home = Home::with_vault(12);
    home.open().erase().unwrap();
    assert_eq!(home.device.aliases(), Vec::<String>::new());
    assert_eq!(std::fs::read_dir(home.folder.path()).unwrap().count(), 0);
    home.create().lock();
}
