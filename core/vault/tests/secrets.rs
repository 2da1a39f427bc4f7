//! Secrets stay where they belong: not in `Debug`, not in errors, not in any file of the vault.

mod support;

use mien_vault::{
    CalendarDate, HistoryEntry, HistoryKind, HistoryOutcome, KnownNumbers, Message, NewCredential, Person,
    ProfileId, Relation, SessionPolicy, VaultSession,
};
use mien_vault::{KdfParams, PinPad, RecordId, Table, UnlockError, VaultError};
use std::fmt::Debug;
use support::{DRAWN, Home, OTHER, RIGHT, new_passcode, new_pattern, passcode, pattern, ports};

const CANARY: &str = "CANARY-Tan-Ah-Kow-S7308294F";

fn encodings() -> Vec<Vec<u8>> {
    let hex = |upper: bool| {
        CANARY.bytes().fold(String::new(), |out, byte| {
            out + &if upper { format!("{byte:02X}") } else { format!("{byte:02x}") }
        })
    };
    let wide = CANARY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    // The canary as base64, without its last, padding-dependent group.
    let base64 = b"Q0FOQVJZLVRhbi1BaC1Lb3ctUzczMDgy".to_vec();
    vec![CANARY.as_bytes().to_vec(), hex(true).into_bytes(), hex(false).into_bytes(), wide, base64]
}

/// Protects personal data at rest: no file of the vault holds a stored text in any usual encoding, neither while it is
/// open nor after it was closed, nor after the record was deleted.
#[test]
fn no_stored_text_is_in_any_file_of_the_vault() {
    let home = Home::empty(1);
    let scan = |when: &str| {
        for file in std::fs::read_dir(home.folder.path()).unwrap() {
            let path = file.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            for needle in encodings() {
                let found = bytes.windows(needle.len()).any(|window| window == needle);
                assert!(!found, "{when}: {}", path.display());
            }
        }
    };
    let vault = home.create();
    let credential =
        NewCredential { text: CANARY, key_alias: CANARY, issuer: CANARY, vct: CANARY, issued_at_ms: 1 };
    let id = vault.credentials().add(ProfileId::OWNER, credential).unwrap();
    vault.templates().set(ProfileId::OWNER, CANARY.as_bytes()).unwrap();
    let entry = HistoryEntry {
        at_ms: 1,
        kind: HistoryKind::Login,
        outcome: HistoryOutcome::Failed,
        party: CANARY.to_owned(),
        domain: Some(CANARY.to_owned()),
        claims: vec![CANARY.to_owned()],
        code: None,
        request: None,
    };
    vault.history().append(&entry).unwrap();
    vault.people().set_owner(&canary_person()).unwrap();
    vault.inbox().add(ProfileId::OWNER, &canary_message()).unwrap();
    vault.outbox().add(ProfileId::OWNER, CANARY, 1, CANARY.as_bytes()).unwrap();
    scan("open");
    vault.credentials().delete(id).unwrap();
    scan("deleted");
    vault.rotate(&passcode(RIGHT), "", KdfParams::least()).unwrap();
    scan("rotated");
    vault.lock();
    scan("closed");
}

fn canary_person() -> Person {
    Person {
        relation: Relation::Owner,
        name: CANARY.to_owned(),
        id_kind: CANARY.to_owned(),
        id_number: CANARY.to_owned(),
        born: None,
    }
}

fn canary_message() -> Message {
    Message {
        sender: CANARY.to_owned(),
        domain: Some(CANARY.to_owned()),
        subject: CANARY.to_owned(),
        text: CANARY.to_owned(),
        received_at_ms: 1,
        read_at_ms: None,
    }
}

/// Protects logs: what the newer types print holds no secret either.
#[test]
fn debug_forms_of_people_codes_and_sessions_hold_no_secret() {
    let home = Home::empty(4);
    let vault = home.create();
    silent(&canary_person());
    silent(&canary_message());
    vault.people().set_owner(&canary_person()).unwrap();
    vault.inbox().add(ProfileId::OWNER, &canary_message()).unwrap();
    vault.outbox().add(ProfileId::OWNER, "purpose", 1, CANARY.as_bytes()).unwrap();
    silent(&vault.people().list());
    silent(&vault.inbox().list());
    silent(&vault.outbox().list());
    let code = vault.make_recovery_code(KdfParams::least()).unwrap();
    assert!(!format!("{code:?}").contains(&code.text()[..4]));
    let export = vault.export(KdfParams::least()).unwrap();
    assert!(!format!("{export:?}").contains(&export.code.text()[..4]));
    let rotated = vault.rotate(&passcode(RIGHT), "", KdfParams::least()).unwrap();
    let text = rotated.recovery_code.as_ref().unwrap().text();
    assert!(!format!("{rotated:?}").contains(&text[..4]));
    for value in [format!("{:?}", pattern(DRAWN)), format!("{:?}", new_pattern(DRAWN))] {
        assert!(!value.contains("51672") && !value.contains("53, 49"), "{value}");
    }
    silent(&VaultSession::new(&home.path(), ports(&home.device), SessionPolicy::default()));
}

fn silent(value: &impl Debug) {
    let text = format!("{value:?}");
    for secret in [CANARY, "271946", "2, 7, 1, 9", "67, 65, 78, 65"] {
        assert!(!text.contains(secret), "{text}");
    }
}

/// Protects logs and crash reports: whatever is printed with `Debug` holds no passcode, no body and no key.
#[test]
fn debug_forms_hold_no_secret() {
    let home = Home::empty(2);
    let mut pad = PinPad::new();
    for digit in RIGHT {
        pad.push(digit).unwrap();
    }
    silent(&pad);
    silent(&passcode(RIGHT));
    silent(&new_passcode(RIGHT));
    silent(&KnownNumbers {
        dates: &[CalendarDate { year: 1919, month: 9, day: 27 }],
        numbers: &[CANARY, "271946"],
    });
    silent(&ports(&home.device));
    let vault = home.create();
    silent(&vault);
    vault.put(Table::Consent, RecordId([1; 16]), ProfileId::OWNER, CANARY.as_bytes()).unwrap();
    silent(&vault.get(Table::Consent, RecordId([1; 16])));
    let credential =
        NewCredential { text: CANARY, key_alias: "k", issuer: CANARY, vct: CANARY, issued_at_ms: 1 };
    silent(&credential);
    vault.credentials().add(ProfileId::OWNER, credential).unwrap();
    silent(&vault.credentials().list());
    silent(&vault.templates());
    silent(&vault.history());
    vault.lock();
    silent(&home.open());
}

/// Protects logs: an error's text is fixed and its code is stable.
#[test]
fn errors_hold_fixed_text_and_stable_codes() {
    let home = Home::with_vault(3);
    let error = home.open().unlock(&passcode(OTHER)).unwrap_err();
    silent(&error);
    assert_eq!((error.to_string().as_str(), error.code()), ("wrong passcode", "wrong_passcode"));
    assert_eq!(UnlockError::from(VaultError::RecordsAltered).code(), "records_altered");
    assert_eq!(
        KdfParams::new(1, 1).unwrap_err().to_string(),
        "the key derivation parameters are out of range"
    );
}
