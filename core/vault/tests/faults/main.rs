//! Each operation of the disk fails once, in each way that disks fail, during each thing that the vault does. Afterwards the
//! vault is the old one or the new one, never between, and what was answered was a typed error.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

mod disk;
#[path = "../support/mod.rs"]
mod support;

use disk::DiskFault;
use mien_vault::{KdfParams, ProfileId, RecordId, Table, UnlockError, Vault, VaultError};
use std::sync::{Mutex, PoisonError};
use support::{DRAWN, Home, OTHER, RIGHT, WRONG, entry, new_passcode, new_pattern, passcode, ports};

/// There is one disk: one test at a time.
static DISK: Mutex<()> = Mutex::new(());

const LEAST: KdfParams = KdfParams::least();
const ID: RecordId = RecordId([1; 16]);
const FAULTS: [DiskFault; 4] = [DiskFault::Error, DiskFault::Full, DiskFault::Torn, DiskFault::PowerCut];

fn base(seed: u64) -> Home {
    let home = Home::empty(seed);
    let vault = home.create();
    vault.put(Table::Template, ID, ProfileId::OWNER, b"old").unwrap();
    vault.history().append(&entry(1)).unwrap();
    vault.lock();
    home
}

/// What is done, from opening the file on. The answer is whether it was done.
type Work = fn(&Home) -> Result<(), UnlockError>;

fn open(home: &Home) -> Result<mien_vault::Locked, VaultError> {
    Vault::open(&home.path(), ports(&home.device))
}

/// Runs `work` with every fault at every operation, and `check` after each with whether it said that it was done.
fn at_every_operation(name: &str, work: Work, check: impl Fn(&Home, bool)) {
    let _one = DISK.lock().unwrap_or_else(PoisonError::into_inner);
    mien_vault::testing::remember_stretched();
    disk::plan(None);
    let home = base(31);
    disk::plan(None);
    work(&home).unwrap();
    let operations = disk::operations();
    disk::plan(None);
    check(&home, true);
    assert!(operations > 10, "{name}: {operations}");
    let mut failed = 0;
    for number in 0..operations {
        for fault in FAULTS {
            disk::plan(None);
            let home = base(31);
            disk::plan(Some((number, fault)));
            let answer = work(&home);
            disk::restore(u64::try_from(number).unwrap() * 31 + 7);
            failed += usize::from(answer.is_err());
            if let Err(error) = answer {
                let known = ["vault_storage", "vault_damaged", "vault_busy", "wrong_passcode"];
                assert!(known.contains(&error.code()), "{name} {number} {fault:?}: {error:?}");
            }
            check(&home, answer.is_ok());
        }
    }
    println!(
        "{name}: {operations} operations of the disk, {failed} of {} runs failed",
        operations * FAULTS.len()
    );
    assert!(failed > 0);
}

/// The passcode that opens the vault; exactly one of the two has to.
fn opens_with(home: &Home) -> [u8; 6] {
    let locked = home.open();
    let (old, new) = (locked.unlock(&passcode(RIGHT)).is_ok(), locked.unlock(&passcode(OTHER)).is_ok());
    assert!(old != new, "old {old}, new {new}");
    let which = if old { RIGHT } else { OTHER };
    let vault = locked.unlock(&passcode(which)).unwrap();
    assert!(vault.get(Table::Template, ID).unwrap().is_some());
    assert!(!vault.history().list().unwrap().is_empty());
    which
}

/// Protects the count: whatever the disk does during a wrong try, the device has counted it if it was made.
#[test]
fn a_wrong_try() {
    at_every_operation(
        "wrong try",
        |home| match open(home)?.unlock(&passcode(WRONG)) {
            Err(UnlockError::WrongPasscode { .. }) => Ok(()),
            Err(error) => Err(error),
            Ok(_) => panic!("opened with a wrong passcode"),
        },
        |home, done| {
            let counter = mien_ports::MonotonicStore::read(&home.device).unwrap().unwrap();
            let asked =
                home.device.call_log().iter().filter(|call| **call == mien_ports::fake::Call::Prf).count();
            // Two questions when the vault was made.
            assert!(counter > u64::try_from(asked).unwrap() - 2, "{counter} {asked}");
            assert!(!done || counter == 2, "{counter}");
            assert_eq!(opens_with(home), RIGHT);
        },
    );
}

/// Protects the ordinary unlock.
#[test]
fn a_right_try() {
    at_every_operation(
        "right try",
        |home| open(home)?.unlock(&passcode(RIGHT)).map(drop),
        |home, _| assert_eq!(opens_with(home), RIGHT),
    );
}

/// Protects a change of passcode: exactly one of the two opens the vault, and the new one if it was said to be done.
#[test]
fn a_change_of_passcode() {
    at_every_operation(
        "change",
        |home| {
            let vault = open(home)?.unlock(&passcode(RIGHT))?;
            vault.change_passcode(&passcode(RIGHT), &new_passcode(OTHER), LEAST)
        },
        |home, done| {
            let which = opens_with(home);
            assert!(!done || which == OTHER);
        },
    );
}

/// Protects a rotation of the data key.
#[test]
fn a_rotation() {
    at_every_operation(
        "rotation",
        |home| {
            let vault = open(home)?.unlock(&passcode(RIGHT))?;
            vault.rotate(&passcode(RIGHT), "", LEAST).map(drop)
        },
        |home, _| assert_eq!(opens_with(home), RIGHT),
    );
}

/// Protects records: the old body or the new one, and the new one if it was said to be done.
#[test]
fn a_write() {
    at_every_operation(
        "write",
        |home| {
            let vault = open(home)?.unlock(&passcode(RIGHT))?;
            vault.put(Table::Template, ID, ProfileId::OWNER, b"new")?;
            Ok(())
        },
        |home, done| {
            let vault = home.unlock();
            let body = vault.get(Table::Template, ID).unwrap().unwrap().body;
            assert!(**body == *b"new" || (!done && **body == *b"old"), "{done} {body:?}");
        },
    );
}

/// Protects the history and the slots beside it.
#[test]
fn an_entry_and_a_pattern() {
    at_every_operation(
        "entry and pattern",
        |home| {
            let vault = open(home)?.unlock(&passcode(RIGHT))?;
            vault.history().append(&entry(1))?;
            vault.set_pattern(&new_pattern(DRAWN), LEAST)
        },
        |home, done| {
            let vault = home.unlock();
            let entries = vault.history().list().unwrap().len();
            assert!(entries == 2 || (!done && entries == 1), "{done} {entries}");
        },
    );
}

/// Protects enrolment: no vault, or a whole one.
#[test]
fn making_a_vault() {
    let _one = DISK.lock().unwrap_or_else(PoisonError::into_inner);
    mien_vault::testing::remember_stretched();
    let create =
        |home: &Home| Vault::create(&home.path(), ports(&home.device), &new_passcode(RIGHT), LEAST).map(drop);
    disk::plan(None);
    create(&Home::empty(32)).unwrap();
    let operations = disk::operations();
    for number in 0..operations {
        for fault in FAULTS {
            let home = Home::empty(32);
            disk::plan(Some((number, fault)));
            let made = create(&home);
            disk::restore(1);
            if made.is_err() {
                assert_eq!(open(&home).unwrap_err(), VaultError::Empty, "{number} {fault:?}");
                create(&home).unwrap();
            }
            home.unlock().lock();
        }
    }
}

/// Protects a file of version 1: migrated or not, it opens with all that was in it.
#[test]
fn a_migration() {
    use mien_ports::{DeviceKeys, KeyPurpose};
    let _one = DISK.lock().unwrap_or_else(PoisonError::into_inner);
    mien_vault::testing::remember_stretched();
    let old = || {
        let home = Home::empty(101);
        home.device.create("vault-b3f6c7d66aa6b4daee2cded036458948-1", KeyPurpose::Prf).unwrap();
        home.device.set_counter(Some(3));
        let fixture = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vault_v1.db");
        std::fs::copy(fixture, home.path()).unwrap();
        home
    };
    disk::plan(None);
    open(&old()).unwrap();
    let operations = disk::operations();
    for number in 0..operations {
        for fault in FAULTS {
            let home = old();
            disk::plan(Some((number, fault)));
            drop(open(&home));
            disk::restore(u64::try_from(number).unwrap());
            let vault = home.unlock();
            assert_eq!(vault.history().list().unwrap().len(), 3, "{number} {fault:?}");
            assert_eq!(vault.credentials().list().unwrap().len(), 1, "{number} {fault:?}");
        }
    }
    println!("migration: {operations} operations of the disk");
}
