//! Records: bound to their place, listed by the manifest, chained in the history.

mod support;

use mien_ports::fake::{Call, FakeDevice};
use mien_vault::{
    Consent, KdfParams, MAX_BODY_BYTES, NewCredential, ProfileId, RecordId, Table, UnlockError, Vault,
    VaultError,
};
use support::{Home, RIGHT, entry, new_passcode, passcode, ports};

const RELATIVE: ProfileId = ProfileId([7; 16]);

fn credential(text: &str, issued_at_ms: u64) -> NewCredential<'_> {
    NewCredential {
        text,
        key_alias: "holder-1",
        issuer: "https://issuer.example",
        vct: "urn:mien:identity:1",
        issued_at_ms,
    }
}

/// Protects everyday use: each repository gives back what was stored, also after locking.
#[test]
fn repositories_give_back_what_was_stored() {
    let home = Home::empty(1);
    let vault = home.create();
    vault.templates().set(ProfileId::OWNER, b"first").unwrap();
    vault.templates().set(ProfileId::OWNER, b"second").unwrap();
    vault.templates().set(RELATIVE, b"relative").unwrap();
    let late = vault.credentials().add(ProfileId::OWNER, credential("late", 2)).unwrap();
    let early = vault.credentials().add(RELATIVE, credential("early", 1)).unwrap();
    let consent = Consent {
        purpose: "face-check".to_owned(),
        text_version: "1".to_owned(),
        given_at_ms: 5,
        withdrawn_at_ms: None,
    };
    let given = vault.consents().add(ProfileId::OWNER, &consent).unwrap();
    assert_eq!((1..=3).map(|at| vault.history().append(&entry(at)).unwrap()).collect::<Vec<_>>(), [1, 2, 3]);
    vault.lock();

    let vault = home.unlock();
    assert_eq!(vault.templates().get(ProfileId::OWNER).unwrap().unwrap().as_slice(), b"second");
    assert_eq!(vault.templates().get(RELATIVE).unwrap().unwrap().as_slice(), b"relative");
    let stored = vault.credentials().list().unwrap();
    assert_eq!(
        stored.iter().map(|one| (one.id, one.text.as_str())).collect::<Vec<_>>(),
        [(early, "early"), (late, "late")]
    );
    assert_eq!(stored[0].owner, RELATIVE);
    assert_eq!(vault.credentials().get(late).unwrap().unwrap().key_alias, "holder-1");
    assert!(vault.credentials().delete(early).unwrap());
    assert!(!vault.credentials().delete(early).unwrap());
    assert!(vault.consents().withdraw(given, 9).unwrap());
    assert!(vault.consents().withdraw(given, 11).unwrap());
    assert_eq!(vault.consents().list().unwrap(), [(given, Consent { withdrawn_at_ms: Some(9), ..consent })]);
    assert!(vault.templates().delete(RELATIVE).unwrap());
    assert_eq!(vault.templates().get(RELATIVE), Ok(None));
    let history = vault.history().list().unwrap();
    assert_eq!(history, [(3, entry(3)), (2, entry(2)), (1, entry(1))]);
}

/// Protects memory and the file: a body above the limit is refused and nothing changes.
#[test]
fn a_body_above_the_limit_is_refused() {
    let vault = Home::empty(2);
    let vault = vault.create();
    let id = RecordId([1; 16]);
    let largest = vec![7; MAX_BODY_BYTES];
    vault.put(Table::Template, id, ProfileId::OWNER, &largest).unwrap();
    let error = vault.put(Table::Template, id, ProfileId::OWNER, &[&largest[..], &[7]].concat()).unwrap_err();
    assert_eq!(error, VaultError::TooLarge { limit: MAX_BODY_BYTES });
    assert_eq!(*vault.get(Table::Template, id).unwrap().unwrap().body, largest);
}

/// Protects records from an editor of the file: deleted, exchanged, brought back, moved to another table, re-owned or
/// replaced by an older version, each edit is found out when the vault is opened.
#[test]
fn edits_of_the_record_table_are_found_out() {
    let edits = [
        "DELETE FROM record WHERE id = x'01010101010101010101010101010101';",
        "DELETE FROM record;",
        "UPDATE record SET id = x'03030303030303030303030303030303' WHERE id = x'01010101010101010101010101010101';",
        "UPDATE record SET body = (SELECT body FROM record WHERE id = x'02020202020202020202020202020202');",
        "UPDATE record SET tbl = 'template' WHERE id = x'01010101010101010101010101010101';",
        "UPDATE record SET owner = x'07070707070707070707070707070707' WHERE id = x'01010101010101010101010101010101';",
        "UPDATE record SET version = version + 1;",
        "INSERT INTO record SELECT 'consent', x'04040404040404040404040404040404', version, owner, body, lookup FROM record LIMIT 1;",
        "UPDATE record SET lookup = x'00' WHERE id = x'01010101010101010101010101010101';",
        "DELETE FROM manifest;",
        "UPDATE manifest SET generation = generation - 1;",
        "UPDATE manifest SET body = zeroblob(length(body));",
    ];
    for edit in edits {
        let home = Home::empty(3);
        let vault = home.create();
        vault.put(Table::Consent, RecordId([1; 16]), ProfileId::OWNER, b"one").unwrap();
        vault.put(Table::Consent, RecordId([2; 16]), ProfileId::OWNER, b"two").unwrap();
        vault.lock();
        home.edit(edit);
        let error = home.open().unlock(&passcode(RIGHT)).unwrap_err();
        assert_eq!(error, UnlockError::Vault { source: VaultError::RecordsAltered }, "{edit}");
    }
}

/// Protects against the newest record being replaced by its own past: row and manifest of before, put back together,
/// open only with the counter of before.
#[test]
fn an_older_row_put_back_alone_is_found_out() {
    let home = Home::empty(4);
    let id = RecordId([1; 16]);
    let vault = home.create();
    vault.put(Table::Consent, id, ProfileId::OWNER, b"old").unwrap();
    vault.lock();
    let old = home.folder.path().join("old.db");
    std::fs::copy(home.path(), &old).unwrap();
    let vault = home.unlock();
    vault.put(Table::Consent, id, ProfileId::OWNER, b"new").unwrap();
    vault.lock();
    home.edit(&format!(
        "ATTACH '{}' AS old; DELETE FROM record; INSERT INTO record SELECT * FROM old.record;",
        old.display()
    ));
    let error = home.open().unlock(&passcode(RIGHT)).unwrap_err();
    assert_eq!(error, UnlockError::Vault { source: VaultError::RecordsAltered });
}

/// Protects one broken record from taking the others along: it is refused by itself.
#[test]
fn a_record_with_a_flipped_bit_is_refused_and_the_others_stay() {
    let home = Home::empty(5);
    let vault = home.create();
    vault.put(Table::Consent, RecordId([1; 16]), ProfileId::OWNER, b"one").unwrap();
    vault.put(Table::Consent, RecordId([2; 16]), ProfileId::OWNER, b"two").unwrap();
    vault.lock();
    // In the ciphertext; the tag, which the manifest lists, stays.
    home.edit(
        "UPDATE record SET body = unhex(substr(hex(body), 1, 100) || CASE substr(hex(body), 101, 1) WHEN '0' THEN '1'
         ELSE '0' END || substr(hex(body), 102)) WHERE id = x'01010101010101010101010101010101';",
    );
    let vault = home.unlock();
    assert_eq!(vault.get(Table::Consent, RecordId([1; 16])), Err(VaultError::RecordRefused));
    assert_eq!(**vault.get(Table::Consent, RecordId([2; 16])).unwrap().unwrap().body, *b"two");
    assert_eq!(vault.list(Table::Consent), Err(VaultError::RecordRefused));
}

/// Protects the ports' promise: no port is called inside a transaction. A random source that comes back and uses the
/// vault from within its own call gets an answer, not a deadlock.
#[test]
fn a_port_may_call_back_into_the_vault() {
    use mien_ports::{DeviceError, Entropy};
    use std::sync::{Arc, Mutex, Weak};

    struct CallsBack {
        device: FakeDevice,
        vault: Mutex<Weak<mien_vault::Unlocked>>,
    }
    impl Entropy for CallsBack {
        fn fill(&self, out: &mut [u8]) -> Result<(), DeviceError> {
            if let Some(vault) = self.vault.lock().unwrap().upgrade() {
                assert_eq!(vault.list(Table::Consent).unwrap().len(), 0);
            }
            self.device.fill(out)
        }
    }
    let home = Home::empty(6);
    let entropy = Arc::new(CallsBack { device: home.device.clone(), vault: Mutex::new(Weak::new()) });
    let ports = mien_vault::VaultPorts { entropy: entropy.clone(), ..ports(&home.device) };
    let vault =
        Arc::new(Vault::create(&home.path(), ports, &new_passcode(RIGHT), KdfParams::least()).unwrap());
    *entropy.vault.lock().unwrap() = Arc::downgrade(&vault);
    vault.put(Table::Template, RecordId([1; 16]), ProfileId::OWNER, b"x").unwrap();
    assert_eq!(home.device.call_log().last(), Some(&Call::Fill));
}
