//! Files that were copied, restored, edited, damaged, or never ours.

mod support;

use mien_ports::fake::FakeDevice;
use mien_vault::{ProfileId, RecordId, Table, UnlockError, Vault, VaultError, VaultState};
use std::path::Path;
use support::{Home, RIGHT, WRONG, locked_with, passcode, ports};

/// Protects against a stolen backup: with the right passcode, on another device, with or without a counter there.
#[test]
fn a_vault_copied_to_another_device_does_not_open() {
    let home = Home::with_vault(1);
    for counter in [None, Some(1), Some(2)] {
        let thief = Home::empty(2);
        thief.device.set_counter(counter);
        std::fs::copy(home.path(), thief.path()).unwrap();
        let locked = thief.open();
        assert_eq!(locked.state(), Ok(VaultState::TamperedOrRestored), "{counter:?}");
        let error = locked.unlock(&passcode(RIGHT)).unwrap_err();
        assert_eq!(error, UnlockError::TamperedOrRestored, "{counter:?}");
    }
}

/// Protects the limit from a restored file: an older copy has more failures, never fewer.
#[test]
fn a_restored_old_file_is_stricter() {
    let home = Home::with_vault(3);
    let old = std::fs::read(home.path()).unwrap();
    let locked = home.open();
    for _ in 0..3 {
        locked.unlock(&passcode(WRONG)).unwrap_err();
    }
    drop(locked);
    std::fs::write(home.path(), &old).unwrap();
    assert_eq!(home.open().state(), Ok(locked_with(7)), "the count is on the device");
    for _ in 0..3 {
        home.unlock().lock();
    }
    std::fs::write(home.path(), &old).unwrap();
    let left = match home.open().state().unwrap() {
        VaultState::Throttled { attempts_left, remaining_ms, .. } => {
            assert!(remaining_ms > 0);
            attempts_left
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(left, 4, "successes since the copy count against it");
}

/// Protects the limit from a counter that is turned back, or gone.
#[test]
fn a_restored_or_missing_counter_is_tampering() {
    let home = Home::with_vault(4);
    home.unlock().lock();
    for counter in [Some(0), Some(1), None, Some(u64::MAX)] {
        home.device.set_counter(counter);
        let locked = home.open();
        assert_eq!(locked.state(), Ok(VaultState::TamperedOrRestored), "{counter:?}");
        assert_eq!(locked.unlock(&passcode(RIGHT)).unwrap_err(), UnlockError::TamperedOrRestored);
    }
}

/// Protects the baseline: moving it forward by hand, with a fitting CRC, is found out by its signature.
#[test]
fn a_forged_baseline_is_tampering() {
    let home = Home::with_vault(5);
    let other = Home::with_vault(6);
    other.unlock().lock();
    let path = other.path();
    let sql = format!(
        "ATTACH '{}' AS other; DELETE FROM twin WHERE kind = 2;
         INSERT INTO twin SELECT * FROM other.twin WHERE kind = 2;",
        path.display()
    );
    home.edit(&sql);
    assert_eq!(home.open().state(), Ok(VaultState::TamperedOrRestored));
}

/// Protects people from bit rot: any flipped bit in one copy of the slot or the baseline is repaired, costs no try, and
/// the repair is written.
#[test]
fn a_flipped_bit_in_one_copy_is_repaired_and_not_counted() {
    let home = Home::with_vault(7);
    let good = std::fs::read(home.path()).unwrap();
    for (kind, copy, offset) in
        [(1, 0, 0), (1, 1, 60), (1, 0, 130), (1, 1, 219), (1, 0, 223), (2, 0, 0), (2, 1, 70)]
    {
        std::fs::write(home.path(), &good).unwrap();
        // Flips the lowest bit of one byte through its hexadecimal digits.
        home.edit(&format!(
            "UPDATE twin SET bytes = unhex(substr(hex(bytes), 1, {offset} * 2 + 1)
             || substr('1032547698BADCFE', instr('0123456789ABCDEF', substr(hex(bytes), {offset} * 2 + 2, 1)), 1)
             || substr(hex(bytes), {offset} * 2 + 3)) WHERE kind = {kind} AND copy = {copy};"
        ));
        let locked = home.open();
        assert_eq!(locked.state(), Ok(locked_with(10)), "{kind} {copy} {offset}");
        drop(locked);
        let connection = rusqlite::Connection::open(home.path()).unwrap();
        let sql = "SELECT count(DISTINCT bytes) FROM twin WHERE kind = ?1";
        let different: i64 = connection.query_row(sql, [kind], |row| row.get(0)).unwrap();
        assert_eq!(different, 1, "repaired");
    }
    home.unlock().lock();
}

/// Protects people's tries when both copies are broken: damage is said, nothing is counted.
#[test]
fn a_slot_broken_twice_is_damage_and_costs_nothing() {
    let home = Home::with_vault(8);
    home.edit("UPDATE twin SET bytes = zeroblob(224) WHERE kind = 1;");
    let counter = home.device.calls();
    let locked = home.open();
    assert_eq!(locked.state(), Ok(VaultState::Damaged { salvageable: false }));
    assert_eq!(locked.unlock(&passcode(RIGHT)).unwrap_err(), UnlockError::Damaged);
    let log = home.device.call_log().split_off(counter);
    assert!(!log.contains(&mien_ports::fake::Call::RaiseCounter));
}

#[expect(clippy::unwrap_used, reason = "tests may fail loudly")]
fn not_touched(path: &Path, expected: &VaultError) {
    let before = std::fs::read(path).unwrap();
    let error = Vault::open(path, ports(&FakeDevice::new(1))).unwrap_err();
    assert_eq!(error, *expected);
    assert_eq!(std::fs::read(path).unwrap(), before, "byte for byte as it was");
    let beside = std::fs::read_dir(path.parent().unwrap()).unwrap().count();
    assert_eq!(beside, 1, "nothing was put beside it");
}

/// Protects other programs: their database, picture, text or empty file is refused and left exactly as it was.
#[test]
fn another_programs_file_is_not_a_vault_and_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch("PRAGMA application_id = 252006673; CREATE TABLE t (a); INSERT INTO t VALUES (1);")
        .unwrap();
    connection.close().unwrap();
    not_touched(&path, &VaultError::NotAVault);
    let database = std::fs::read(&path).unwrap();
    let mut with_text = database.clone();
    with_text[0] = b'X';
    let files: [&[u8]; 8] = [
        b"",
        b"S",
        b"SQLite format 3\0",
        &database[..99],
        &database[..512],
        &with_text,
        &[0; 4096],
        b"\x89PNG\r\n\x1a\n",
    ];
    for bytes in files {
        std::fs::write(&path, bytes).unwrap();
        not_touched(&path, &VaultError::NotAVault);
    }
}

/// Protects against surprises at the path: a folder, or a link to a real vault.
#[test]
fn folders_and_links_are_not_vaults() {
    let home = Home::with_vault(9);
    let folder = tempfile::tempdir().unwrap();
    let ports = || ports(&home.device);
    assert_eq!(Vault::open(folder.path(), ports()).unwrap_err(), VaultError::NotAVault);
    #[cfg(unix)]
    {
        let link = folder.path().join("link.db");
        std::os::unix::fs::symlink(home.path(), &link).unwrap();
        assert_eq!(Vault::open(&link, ports()).unwrap_err(), VaultError::NotAVault);
    }
}

/// Protects a newer vault from an older app: refused by its version, and left as it was.
#[test]
fn a_newer_vault_is_too_new_and_stays_as_it_was() {
    let home = Home::with_vault(10);
    home.edit("PRAGMA user_version = 3;");
    std::fs::remove_file(home.folder.path().join("vault.db.lock")).unwrap();
    not_touched(&home.path(), &VaultError::VaultTooNew { found: 3 });
}

/// Protects against a hostile schema: a trigger, a view, a table too many, a column renamed, a table missing.
#[test]
fn a_changed_schema_is_damage() {
    for sql in [
        "CREATE TRIGGER t AFTER INSERT ON attempt BEGIN DELETE FROM attempt; END;",
        "CREATE VIEW v AS SELECT * FROM twin;",
        "CREATE TABLE extra (a);",
        "ALTER TABLE attempt RENAME COLUMN wall_ms TO wall;",
        "DROP TABLE delay_start;",
        "CREATE INDEX i ON attempt (wall_ms);",
    ] {
        let home = Home::with_vault(11);
        home.edit(sql);
        assert_eq!(Vault::open(&home.path(), ports(&home.device)).unwrap_err(), VaultError::Damaged, "{sql}");
    }
}

/// Protects the whole file: cut at any page, or with any sampled bit flipped, the vault answers an error or the very
/// same data, and nothing panics.
#[test]
fn a_damaged_file_is_an_error_or_the_same_data() {
    let home = Home::empty(12);
    let id = RecordId([1; 16]);
    let unlocked = home.create();
    unlocked.put(Table::Consent, id, ProfileId::OWNER, b"a body").unwrap();
    unlocked.lock();
    let good = std::fs::read(home.path()).unwrap();
    let counter = mien_ports::MonotonicStore::read(&home.device).unwrap();
    let (mut same, mut refused) = (0, 0);
    let mut check = |bytes: &[u8]| {
        // Each round starts from the same device, or the failed rounds would add up to the limit.
        home.device.set_counter(counter);
        std::fs::write(home.path(), bytes).unwrap();
        let opened = Vault::open(&home.path(), ports(&home.device))
            .map_err(|error| error.code())
            .and_then(|locked| locked.unlock(&passcode(RIGHT)).map_err(|error| error.code()))
            .and_then(|unlocked| unlocked.get(Table::Consent, id).map_err(|error| error.code()));
        match opened {
            Ok(record) => {
                assert_eq!(**record.unwrap().body, *b"a body");
                same += 1;
            }
            Err(_) => refused += 1,
        }
    };
    for len in (0..good.len()).step_by(512) {
        check(&good[..len]);
    }
    // A prime step reaches every page and every bit position.
    for bit in (0..good.len() * 8).step_by(1301) {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        check(&bad);
    }
    check(&good);
    assert!(same > 1 && refused > 1, "{same} the same, {refused} refused");
}
