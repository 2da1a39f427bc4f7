//! A new data key: everything is sealed anew, at once or not at all.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

mod support;

use mien_ports::DeviceError;
use mien_ports::fake::Fault;
use mien_vault::{
    KdfParams, Person, ProfileId, RecordId, Relation, Table, UnlockError, Unlocked, VaultState,
};
use support::{DRAWN, Home, OTHER, RIGHT, WRONG, entry, new_passcode, new_pattern, passcode, pattern};

const LEAST: KdfParams = KdfParams::least();

fn fill(vault: &Unlocked) {
    vault.put(Table::Consent, RecordId([1; 16]), ProfileId::OWNER, b"a body").unwrap();
    let person = Person {
        relation: Relation::Owner,
        name: "Tan Ah Kow".to_owned(),
        id_kind: "nric".to_owned(),
        id_number: "S1234567D".to_owned(),
        born: None,
    };
    vault.people().set_owner(&person).unwrap();
    for at_ms in 1..=5 {
        vault.history().append(&entry(at_ms)).unwrap();
    }
}

fn assert_full(vault: &Unlocked) {
    assert_eq!(**vault.get(Table::Consent, RecordId([1; 16])).unwrap().unwrap().body, *b"a body");
    assert_eq!(vault.people().find("nric", "s1234567d").unwrap(), Some(ProfileId::OWNER));
    let numbers: Vec<u64> = vault.history().list().unwrap().iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [5, 4, 3, 2, 1]);
}

/// Protects a phone that was out of its owner's hands: after a rotation the same passcode opens the same records, the data
/// key is another one, and the file of before opens nothing any more, on the very same device.
#[test]
fn a_rotation_keeps_the_records_and_kills_the_old_file() {
    let home = Home::empty(1);
    let vault = home.create();
    fill(&vault);
    vault.set_pattern(&new_pattern(DRAWN), LEAST).unwrap();
    vault.enable_biometrics("Open").unwrap();
    let old_code = vault.make_recovery_code(LEAST).unwrap();
    let before = mien_vault::testing::data_key(&vault);
    vault.lock();
    let old_file = std::fs::read(home.path()).unwrap();

    let vault = home.unlock();
    let wrong = vault.rotate(&passcode(WRONG), "Open", LEAST).unwrap_err();
    assert!(matches!(wrong, UnlockError::WrongPasscode { .. }));
    let rotated = vault.rotate(&passcode(RIGHT), "Open", LEAST).unwrap();
    assert!(rotated.biometrics && rotated.pattern_removed);
    assert_ne!(mien_vault::testing::data_key(&vault), before);
    assert_full(&vault);
    vault.put(Table::Consent, RecordId([2; 16]), ProfileId::OWNER, b"after").unwrap();
    vault.lock();

    let locked = home.open();
    assert_full(&locked.unlock_with_biometrics("Open").unwrap());
    assert_eq!(locked.unlock_with_pattern(&pattern(DRAWN)).unwrap_err(), UnlockError::NoSuchFactor);
    assert_full(&locked.unlock(&passcode(RIGHT)).unwrap());
    let error = locked.recover(&old_code, &new_passcode(OTHER), LEAST).unwrap_err();
    assert_eq!(error, UnlockError::WrongRecoveryCode);
    assert_full(&locked.recover(&rotated.recovery_code.unwrap(), &new_passcode(OTHER), LEAST).unwrap());
    drop(locked);

    std::fs::write(home.path(), old_file).unwrap();
    let locked = home.open();
    assert_eq!(locked.state(), Ok(VaultState::TamperedOrRestored));
    locked.unlock(&passcode(RIGHT)).unwrap_err();
}

/// Protects a rotation from a device that fails or dies at any call: the passcode opens the records afterwards, with the
/// old key or the new one.
#[test]
fn a_rotation_under_faults_is_done_or_not_begun() {
    mien_vault::testing::remember_stretched();
    let dry_run = Home::empty(2);
    let vault = dry_run.create();
    fill(&vault);
    let first = dry_run.device.calls();
    vault.rotate(&passcode(RIGHT), "Open", LEAST).unwrap();
    let calls = dry_run.device.calls() - first;
    assert!(calls > 15, "{calls}");
    for number in 0..calls {
        for fault in [Fault::DieBefore, Fault::DieAfter, Fault::ErrorBefore(DeviceError::Failed)] {
            let home = Home::empty(2);
            let vault = home.create();
            fill(&vault);
            home.device.fault_at(home.device.calls() + number, fault);
            let rotate = || vault.rotate(&passcode(RIGHT), "Open", LEAST).is_ok();
            let rotated = std::panic::catch_unwind(std::panic::AssertUnwindSafe(rotate));
            home.device.clear_faults();
            drop((rotated, vault));
            assert_full(&home.unlock());
        }
    }
}

/// Protects a vault with history that was cut at its beginning: the numbers stay through a rotation.
#[test]
fn a_second_rotation_works_like_the_first() {
    let home = Home::empty(3);
    let vault = home.create();
    fill(&vault);
    for _ in 0..3 {
        vault.rotate(&passcode(RIGHT), "Open", LEAST).unwrap();
    }
    vault.change_passcode(&passcode(RIGHT), &new_passcode(OTHER), LEAST).unwrap();
    vault.lock();
    assert_full(&home.open().unlock(&passcode(OTHER)).unwrap());
    assert_eq!(home.device.aliases().len(), 1);
}
