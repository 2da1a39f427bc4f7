//! Restored files, exchanged rows, foreign logs: what an editor of the phone's storage could try.

mod support;

use mien_ports::fake::FakeDevice;
use mien_vault::{ProfileId, RecordId, Table, UnlockError, Vault, VaultError, VaultState};
use std::path::Path;
use support::{Home, RIGHT, WRONG, passcode, ports};

/// Restores of every combination, at every moment: what was saved, and what is put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Restored {
    Vault,
    Counter,
    Both,
    OtherDevice,
    DeletedKeys,
    Reinstalled,
}

/// Protects the limit from every restore (rollback suite): the old file, the old counter, both, another device, deleted keys,
/// a new installation; before anything, after a success, after five failures. Never more tries than before, never an unlock
/// with a wrong passcode, never one without the device.
#[test]
fn no_restore_gives_more_tries_or_opens() {
    use mien_ports::{DeviceKeys, MonotonicStore};
    let all = [
        Restored::Vault,
        Restored::Counter,
        Restored::Both,
        Restored::OtherDevice,
        Restored::DeletedKeys,
        Restored::Reinstalled,
    ];
    mien_vault::testing::remember_stretched();
    let tries_left = |home: &Home| match Vault::state(&home.path(), ports(&home.device)) {
        Ok(
            VaultState::Locked { attempts_left, .. }
            | VaultState::Throttled { attempts_left, .. }
            | VaultState::BiometricInvalidated { attempts_left, .. },
        ) => attempts_left,
        Ok(
            VaultState::Wiped { .. }
            | VaultState::TamperedOrRestored
            | VaultState::Damaged { .. }
            | VaultState::Empty,
        ) => 0,
        other => panic!("{other:?}"),
    };
    for restored in all {
        for failures in [0, 1, 5] {
            let home = Home::with_vault(50);
            let (old_file, old_counter) = (std::fs::read(home.path()).unwrap(), home.device.read().unwrap());
            home.unlock().lock();
            let locked = home.open();
            for _ in 0..failures {
                home.device.advance(3_600_000);
                locked.unlock(&passcode(WRONG)).unwrap_err();
            }
            drop(locked);
            let before = tries_left(&home);
            assert_eq!(before, 10 - failures);
            let mut home = home;
            match restored {
                Restored::Vault => std::fs::write(home.path(), &old_file).unwrap(),
                Restored::Counter => home.device.set_counter(old_counter),
                Restored::Both => {
                    // The one restore that is not noticed (README, limits) is that of a moment; here the moment is before the
                    // failures, on a desktop. On a phone the counter lives where no restore reaches.
                    std::fs::write(home.path(), &old_file).unwrap();
                    home.device.set_counter(old_counter);
                }
                Restored::OtherDevice => {
                    let other = FakeDevice::new(51);
                    other.set_counter(home.device.read().unwrap());
                    home.device = other;
                }
                Restored::DeletedKeys => {
                    for alias in home.device.aliases() {
                        DeviceKeys::delete(&home.device, &alias).unwrap();
                    }
                }
                Restored::Reinstalled => std::fs::remove_file(home.path()).unwrap(),
            }
            let after = tries_left(&home);
            if restored != Restored::Both {
                assert!(after <= before, "{restored:?} after {failures}: {before} to {after}");
            }
            home.device.advance(3_600_000);
            let opened = Vault::open(&home.path(), ports(&home.device))
                .ok()
                .map(|locked| locked.unlock(&passcode(WRONG)).is_ok());
            assert_ne!(opened, Some(true), "{restored:?}");
            if matches!(restored, Restored::OtherDevice | Restored::DeletedKeys | Restored::Counter) {
                let locked = home.open();
                assert!(locked.unlock(&passcode(RIGHT)).is_err(), "{restored:?} after {failures}");
            }
        }
    }
}

/// V1. Protects the app from whatever lies at the path, special files included.
#[cfg(unix)]
#[test]
fn v1_special_files_are_not_vaults() {
    let folder = tempfile::tempdir().unwrap();
    let fifo = folder.path().join("fifo");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status().unwrap();
    assert!(made.success());
    for path in [fifo.as_path(), Path::new("/dev/zero"), Path::new("/dev/null")] {
        let error = Vault::open(path, ports(&FakeDevice::new(1))).unwrap_err();
        assert_eq!(error, VaultError::NotAVault, "{}", path.display());
    }
}

/// V4. Protects each record's place: any two sealed bodies exchanged, whatever their tables, are found out.
#[test]
fn v4_exchanged_bodies_are_found_out() {
    let home = Home::empty(52);
    let vault = home.create();
    for number in 1..=2 {
        vault.put(Table::Consent, RecordId([number; 16]), ProfileId::OWNER, &[number; 8]).unwrap();
        vault.put(Table::Template, RecordId([number; 16]), ProfileId([number; 16]), &[number; 8]).unwrap();
    }
    vault.lock();
    let good = std::fs::read(home.path()).unwrap();
    let counter = mien_ports::MonotonicStore::read(&home.device).unwrap();
    let rows = [("consent", "01"), ("consent", "02"), ("template", "01"), ("template", "02")]
        .map(|(table, byte)| format!("tbl = '{table}' AND id = x'{}'", byte.repeat(16)));
    for (index, one) in rows.iter().enumerate() {
        for other in &rows[index + 1..] {
            std::fs::write(home.path(), &good).unwrap();
            home.device.set_counter(counter);
            home.edit(&format!(
                "CREATE TEMP TABLE t AS SELECT (SELECT body FROM record WHERE {one}) a, (SELECT body FROM record WHERE {other}) b;
                 UPDATE record SET body = (SELECT b FROM t) WHERE {one}; UPDATE record SET body = (SELECT a FROM t) WHERE {other};"
            ));
            let error = home.open().unlock(&passcode(RIGHT)).unwrap_err();
            assert_eq!(error.code(), "records_altered", "{one} and {other}");
        }
    }
}

/// V6. Protects against logs of other databases: a log that is not this file's, cut or full of noise, changes nothing.
#[test]
fn v6_a_foreign_or_broken_log_changes_nothing() {
    let home = Home::empty(53);
    let vault = home.create();
    vault.put(Table::Consent, RecordId([1; 16]), ProfileId::OWNER, b"a body").unwrap();
    let log = home.folder.path().join("vault.db-wal");
    let real = std::fs::read(&log).unwrap();
    assert!(real.len() > 32, "the log is in use while the vault is open");
    vault.lock();
    let other = Home::empty(54);
    let unlocked = other.create();
    unlocked.put(Table::Consent, RecordId([1; 16]), ProfileId::OWNER, b"another").unwrap();
    let foreign = std::fs::read(other.folder.path().join("vault.db-wal")).unwrap();
    unlocked.lock();
    let good = std::fs::read(home.path()).unwrap();
    let noise: Vec<u8> = (0..9000_u32).map(|number| (number * 7919 % 251) as u8).collect();
    for bytes in [&b""[..], &real[..31], &real[..real.len() / 2], &noise, &foreign[..40], &[0; 4096]] {
        std::fs::write(home.path(), &good).unwrap();
        std::fs::write(&log, bytes).unwrap();
        let found = Vault::open(&home.path(), ports(&home.device))
            .map_err(UnlockError::from)
            .and_then(|locked| locked.unlock(&passcode(RIGHT)))
            .and_then(|vault| Ok(vault.get(Table::Consent, RecordId([1; 16]))?));
        if let Ok(record) = found {
            assert_eq!(**record.unwrap().body, *b"a body", "{} bytes", bytes.len());
        }
        let _removed = std::fs::remove_file(&log);
        let _removed = std::fs::remove_file(home.folder.path().join("vault.db-shm"));
    }
}

/// Bitwarden 2023 and its like: the files of one device, copied whole to another, do not open there with the right passcode.
#[test]
fn vault_copied_to_other_device_cannot_open() {
    let home = Home::with_vault(55);
    let thief = Home::empty(56);
    for file in std::fs::read_dir(home.folder.path()).unwrap() {
        let path = file.unwrap().path();
        std::fs::copy(&path, thief.folder.path().join(path.file_name().unwrap())).unwrap();
    }
    thief.device.set_counter(mien_ports::MonotonicStore::read(&home.device).unwrap());
    assert_eq!(thief.open().unlock(&passcode(RIGHT)).unwrap_err(), UnlockError::TamperedOrRestored);
}
