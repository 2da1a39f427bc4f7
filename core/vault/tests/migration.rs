//! Files of earlier versions, as they were written then, keep opening.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests may fail loudly")]

mod support;

use mien_ports::{DeviceKeys, KeyPurpose};
use mien_vault::{HistoryKind, ProfileId, RecordId, Table, Vault, VaultState};
use std::path::Path;
use support::{Home, RIGHT, locked_with, passcode};

/// Written by the first version: two templates, a credential, a consent, three entries, one wrong try afterwards.
const VERSION_1: &str = "tests/fixtures/vault_v1.db";
/// The alias that version named its device key with.
const ALIAS_1: &str = "vault-b3f6c7d66aa6b4daee2cded036458948-1";

/// The device that the file was made on: its first key and its counter.
fn home_of_version_1() -> Home {
    let home = Home::empty(101);
    home.device.create(ALIAS_1, KeyPurpose::Prf).unwrap();
    home.device.set_counter(Some(3));
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join(VERSION_1);
    std::fs::copy(fixture, home.path()).unwrap();
    home
}

fn assert_everything_is_there(home: &Home) {
    let vault = home.unlock();
    assert_eq!(vault.templates().get(ProfileId::OWNER).unwrap().unwrap().as_slice(), b"a template");
    assert_eq!(vault.templates().get(ProfileId([7; 16])).unwrap().unwrap().as_slice(), b"of a relative");
    assert_eq!(vault.credentials().list().unwrap()[0].text.as_str(), "a credential");
    assert_eq!(vault.consents().list().unwrap()[0].1.purpose, "face-check");
    let history = vault.history().list().unwrap();
    assert_eq!(
        history.iter().map(|(number, entry)| (*number, entry.at_ms)).collect::<Vec<_>>(),
        [(3, 3), (2, 2), (1, 1)]
    );
    assert_eq!(history[0].1.kind, HistoryKind::Login);
}

/// Frozen: the file of version 1 opens, with all that was in it and with the tries that were spent; it is written on, and
/// opens again; the copy that was made of it is gone once it has opened.
#[test]
fn a_file_of_version_1_opens_and_is_migrated() {
    let home = home_of_version_1();
    let copy = home.folder.path().join("vault.db.before-migration");
    let locked = home.open();
    assert_eq!(locked.state(), Ok(locked_with(9)), "one wrong try is remembered");
    assert!(copy.exists(), "kept until the migrated file has opened");
    locked.unlock(&passcode(RIGHT)).unwrap().lock();
    drop(locked);
    assert!(!copy.exists());
    assert_everything_is_there(&home);
    let vault = home.unlock();
    vault.put(Table::Consent, RecordId([1; 16]), ProfileId::OWNER, b"new").unwrap();
    vault.delete(Table::Consent, RecordId([1; 16])).unwrap();
    vault.lock();
    assert_everything_is_there(&home);
    let connection = rusqlite::Connection::open(home.path()).unwrap();
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 2);
}

/// Protects migration as such: a migrated file and a new one have the same schema to the letter.
#[test]
fn a_migrated_file_has_the_schema_of_a_new_one() {
    let schema = |path: &Path| {
        let connection = rusqlite::Connection::open(path).unwrap();
        let sql = "SELECT group_concat(sql, x'0a') FROM (SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid)";
        connection.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap()
    };
    let (old, new) = (home_of_version_1(), Home::with_vault(1));
    drop(old.open());
    assert_eq!(schema(&old.path()), schema(&new.path()));
}

/// Protects records from somebody who edits the old file before it is migrated: the old manifest still speaks.
#[test]
fn an_edited_file_of_version_1_is_found_out() {
    for edit in ["DELETE FROM record WHERE tbl = 'consent';", "UPDATE manifest SET generation = 1;"] {
        let home = home_of_version_1();
        home.edit(edit);
        let error = home.open().unlock(&passcode(RIGHT)).unwrap_err();
        assert_eq!(error.code(), "records_altered", "{edit}");
    }
    let home = home_of_version_1();
    drop(home.open());
    home.edit("UPDATE record SET lookup = x'00' WHERE tbl = 'consent';");
    assert_eq!(home.open().unlock(&passcode(RIGHT)).unwrap_err().code(), "records_altered");
}

/// Protects a full phone: when the copy cannot be made, nothing is migrated and the file stays as it was.
#[cfg(unix)]
#[test]
fn a_migration_that_cannot_make_its_copy_changes_nothing() {
    let home = home_of_version_1();
    std::fs::create_dir(home.folder.path().join("vault.db.before-migration")).unwrap();
    let before = std::fs::read(home.path()).unwrap();
    assert!(Vault::open(&home.path(), support::ports(&home.device)).is_err());
    let version = |bytes: &[u8]| u32::from_be_bytes(bytes[60..64].try_into().unwrap());
    assert_eq!(version(&before), 1);
    assert_eq!(version(&std::fs::read(home.path()).unwrap()), 1);
    std::fs::remove_dir(home.folder.path().join("vault.db.before-migration")).unwrap();
    assert!(!matches!(home.open().state(), Ok(VaultState::Damaged { .. })));
    assert_everything_is_there(&home);
}
