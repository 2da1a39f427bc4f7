//! Damaged files: what still authenticates is saved, nothing is deleted.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

mod support;

use mien_vault::{ProfileId, RecordId, Salvaged, Table, Vault, VaultError};
use std::path::PathBuf;
use support::{Home, RIGHT, WRONG, entry, passcode, ports};

/// Sixty records with a body each that fills most of a page, so that pages hold few of them; and six entries.
fn filled(seed: u64) -> Home {
    let home = Home::empty(seed);
    let vault = home.create();
    for number in 0..60 {
        vault.put(Table::Template, RecordId([number; 16]), ProfileId::OWNER, &[number; 1500]).unwrap();
    }
    for at in 1..=6 {
        vault.history().append(&entry(at)).unwrap();
    }
    vault.lock();
    home
}

fn damaged_files(home: &Home) -> Vec<PathBuf> {
    let files = std::fs::read_dir(home.folder.path()).unwrap().map(|file| file.unwrap().path());
    files.filter(|path| path.to_str().unwrap().contains(".damaged-")).collect()
}

/// Protects people from a broken page: the file is refused, the rest of its records is saved, the lost ones are counted, the
/// damaged file stays beside it byte for byte, and the vault works on.
#[test]
fn what_still_authenticates_is_saved_from_broken_pages() {
    let mut lost_somewhere = 0;
    for page in 8..20 {
        let home = filled(1);
        let mut bytes = std::fs::read(home.path()).unwrap();
        bytes[page * 4096..page * 4096 + 2000].fill(0xa5);
        std::fs::write(home.path(), &bytes).unwrap();
        let refused = Vault::open(&home.path(), ports(&home.device)).map(drop);
        if refused.is_ok() {
            // The page held nothing whose structure could break; the records show it.
            assert!(home.open().unlock(&passcode(RIGHT)).is_err() || page > 0);
        }
        let locked = Vault::salvage(&home.path(), ports(&home.device)).unwrap();
        let kept_file = damaged_files(&home);
        assert_eq!(std::fs::read(&kept_file[0]).unwrap(), bytes, "page {page}: not as it was");
        let (vault, salvaged) = locked.unlock_salvaging(&passcode(RIGHT)).unwrap();
        assert!(salvaged.kept > 30, "page {page}: {salvaged:?}");
        let listed = vault.list(Table::Template).unwrap();
        assert!(listed.iter().all(|record| *record.body == vec![record.id.0[0]; 1500]));
        lost_somewhere += 60 - listed.len();
        vault.history().append(&entry(9)).unwrap();
        vault.lock();
        drop(locked);
        let vault = home.unlock();
        assert_eq!(vault.list(Table::Template).unwrap().len(), listed.len());
        assert!(!vault.history().list().unwrap().is_empty());
    }
    assert!(lost_somewhere > 0, "no page that was broken held a record");
}

/// Protects the rest from one altered record: it is left out, the others stay, and the history is chained anew.
#[test]
fn altered_records_are_left_out_and_the_rest_stays() {
    let home = filled(2);
    home.edit(
        "UPDATE record SET body = zeroblob(length(body)) WHERE id = x'07070707070707070707070707070707';
         DELETE FROM record WHERE tbl = 'history' AND id = x'00000000000000000000000000000003'; DELETE FROM manifest;",
    );
    assert_eq!(home.open().unlock(&passcode(RIGHT)).unwrap_err().code(), "records_altered");
    let (vault, salvaged) = home.open().unlock_salvaging(&passcode(RIGHT)).unwrap();
    // Sixty, six entries and their head, less the two.
    assert_eq!(salvaged, Salvaged { kept: 65, lost: 1 });
    assert_eq!(vault.get(Table::Template, RecordId([7; 16])), Ok(None));
    let history: Vec<u64> = vault.history().list().unwrap().iter().map(|(_, entry)| entry.at_ms).collect();
    assert_eq!(history, [6, 5, 4, 2, 1]);
    vault.lock();
    assert_eq!(home.unlock().list(Table::Template).unwrap().len(), 59);
}

/// Protects the limit: saving is no way around the count, and needs the passcode.
#[test]
fn salvaging_is_counted_like_any_try() {
    let home = filled(3);
    let error = home.open().unlock_salvaging(&passcode(WRONG)).unwrap_err();
    assert_eq!(error.code(), "wrong_passcode");
    assert_eq!(home.open().state(), Ok(support::locked_with(9)));
    let locked = Vault::salvage(&home.path(), ports(&home.device)).unwrap();
    assert_eq!(locked.state(), Ok(support::locked_with(9)), "also in the new file");
}

/// Protects every damaged file: the ninth is refused, so none is ever overwritten; a file that is no vault is not touched.
#[test]
fn damaged_files_are_never_overwritten() {
    let home = filled(4);
    for number in 1..=8 {
        drop(Vault::salvage(&home.path(), ports(&home.device)).unwrap());
        assert_eq!(damaged_files(&home).len(), number);
    }
    assert_eq!(Vault::salvage(&home.path(), ports(&home.device)).unwrap_err(), VaultError::Storage);
    home.unlock().lock();
    home.open().erase().unwrap();
    assert_eq!(std::fs::read_dir(home.folder.path()).unwrap().count(), 0, "erased with the vault");

    let other = Home::empty(5);
    std::fs::write(other.path(), b"a text").unwrap();
    assert_eq!(Vault::salvage(&other.path(), ports(&other.device)).unwrap_err(), VaultError::NotAVault);
    assert_eq!(std::fs::read(other.path()).unwrap(), b"a text");
    let empty = Home::empty(6);
    assert_eq!(Vault::salvage(&empty.path(), ports(&empty.device)).unwrap_err(), VaultError::Empty);
}

/// Protects who has lost too much: without a slot nothing could be opened, so nothing is changed.
#[test]
fn a_file_without_slots_is_left_as_it_is() {
    let home = filled(7);
    home.edit("DELETE FROM twin;");
    let before = std::fs::read(home.path()).unwrap();
    assert_eq!(Vault::salvage(&home.path(), ports(&home.device)).unwrap_err(), VaultError::Damaged);
    assert_eq!(std::fs::read(home.path()).unwrap(), before);
    assert_eq!(damaged_files(&home), Vec::<PathBuf>::new());
}
