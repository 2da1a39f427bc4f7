//! People, messages, what waits for a network, a long history, and one's own data to take away.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

mod support;

use mien_vault::{
    CalendarDate, Consent, KdfParams, MAX_HISTORY, MAX_PEOPLE, MAX_WAITING, Message, NewCredential, Person,
    ProfileId, RecoveryCode, Relation, Table, Unlocked, VaultError, open_export,
};
use support::{Home, entry};

fn person(relation: Relation, number: &str) -> Person {
    Person {
        relation,
        name: "Tan Ah Kow".to_owned(),
        id_kind: "nric".to_owned(),
        id_number: number.to_owned(),
        born: Some(CalendarDate { year: 1987, month: 6, day: 5 }),
    }
}

fn credential(vault: &Unlocked, owner: ProfileId) {
    let new = NewCredential { text: "t", key_alias: "k", issuer: "i", vct: "v", issued_at_ms: 1 };
    vault.credentials().add(owner, new).unwrap();
}

/// D15. Protects against two people with one number, whichever way it is typed, and finds them without opening the others.
#[test]
fn a_number_belongs_to_one_person() {
    let home = Home::empty(1);
    let vault = home.create();
    let people = vault.people();
    people.set_owner(&person(Relation::Owner, "S1234567D")).unwrap();
    people.set_owner(&person(Relation::Other, "S1234567D")).unwrap();
    for number in ["S1234567D", "s1234567d", "S 123-4567 D"] {
        assert_eq!(people.add_relative(&person(Relation::Child, number)).unwrap_err(), VaultError::Duplicate);
        assert_eq!(people.find("nric", number).unwrap(), Some(ProfileId::OWNER), "{number}");
    }
    assert_eq!(people.find("passport", "S1234567D").unwrap(), None, "another kind of number");
    let child = people.add_relative(&person(Relation::Owner, "T1234567J")).unwrap();
    assert_eq!(people.get(child).unwrap().unwrap().relation, Relation::Other, "there is one owner");
    assert!(people.update(child, &person(Relation::Child, "T1234567J")).unwrap());
    assert_eq!(
        people.update(child, &person(Relation::Child, "S1234567D")).unwrap_err(),
        VaultError::Duplicate
    );
    assert!(!people.update(ProfileId([9; 16]), &person(Relation::Child, "F1234567N")).unwrap());
    vault.lock();
    let listed = home.unlock().people().list().unwrap();
    let relations: Vec<_> = listed.iter().map(|(_, person)| person.relation).collect();
    assert_eq!(relations, [Relation::Owner, Relation::Child]);
    assert!(listed[1].1 == person(Relation::Child, "T1234567J"));
}

/// Protects a relative's wish: with them goes everything that is about them, and nothing else.
#[test]
fn a_removed_relative_takes_their_records_along() {
    let home = Home::empty(2);
    let vault = home.create();
    let child = vault.people().add_relative(&person(Relation::Child, "T1234567J")).unwrap();
    credential(&vault, child);
    credential(&vault, ProfileId::OWNER);
    vault.templates().set(child, b"template").unwrap();
    vault.outbox().add(child, "capture", 1, b"photo").unwrap();
    assert_eq!(vault.people().remove_relative(child), Ok(4));
    assert_eq!(vault.people().remove_relative(child), Ok(0));
    assert_eq!(vault.people().remove_relative(ProfileId::OWNER), Ok(0), "the owner goes with the vault");
    vault.lock();
    let vault = home.unlock();
    assert_eq!(vault.credentials().list().unwrap().len(), 1);
    assert_eq!((vault.templates().get(child), vault.list(Table::Outbox).unwrap().len()), (Ok(None), 0));
}

/// V10. Protects memory and the screen: there is an end to people, and to what waits.
#[test]
fn there_are_as_many_as_there_may_be() {
    let home = Home::empty(3);
    let vault = home.create();
    for number in 0..MAX_PEOPLE {
        vault.people().add_relative(&person(Relation::Other, &format!("N{number}"))).unwrap();
    }
    let error = vault.people().add_relative(&person(Relation::Other, "one more")).unwrap_err();
    assert_eq!(error, VaultError::TooMany { limit: MAX_PEOPLE });
    for _ in 0..MAX_WAITING {
        vault.outbox().add(ProfileId::OWNER, "capture", 1, b"x").unwrap();
    }
    let error = vault.outbox().add(ProfileId::OWNER, "capture", 1, b"x").unwrap_err();
    assert_eq!(error, VaultError::TooMany { limit: MAX_WAITING });
    let large = vec![0; mien_vault::MAX_BODY_BYTES];
    assert!(vault.outbox().remove(vault.outbox().list().unwrap()[0].id).unwrap());
    let error = vault.outbox().add(ProfileId::OWNER, "capture", 1, &large).unwrap_err();
    assert_eq!(error, VaultError::TooLarge { limit: mien_vault::MAX_BODY_BYTES });
}

/// Protects messages and captures: they come back as they were, in their order, with what happened to them.
#[test]
fn messages_and_captures_come_back() {
    let home = Home::empty(4);
    let vault = home.create();
    let message = |at| Message {
        sender: "Tax office".to_owned(),
        domain: Some("tax.example".to_owned()),
        subject: "Your login".to_owned(),
        text: "It worked.".to_owned(),
        received_at_ms: at,
        read_at_ms: None,
    };
    let (first, _second) = (
        vault.inbox().add(ProfileId::OWNER, &message(1)).unwrap(),
        vault.inbox().add(ProfileId::OWNER, &message(2)).unwrap(),
    );
    assert!(vault.inbox().mark_read(first, 9).unwrap() && vault.inbox().mark_read(first, 10).unwrap());
    let id = vault.outbox().add(ProfileId::OWNER, "document-capture", 5, b"bytes of a photo").unwrap();
    assert!(vault.outbox().postpone(id, 60).unwrap());
    vault.lock();
    let vault = home.unlock();
    let listed = vault.inbox().list().unwrap();
    assert_eq!(listed[0].1, message(2), "the newest first");
    assert_eq!(listed[1].1, Message { read_at_ms: Some(9), ..message(1) }, "the first reading stays");
    let waiting = vault.outbox().list().unwrap();
    assert_eq!((waiting[0].tries, waiting[0].not_before_ms, waiting[0].since_ms), (1, 60, 5));
    assert_eq!(waiting[0].payload.as_slice(), b"bytes of a photo");
    assert!(vault.outbox().remove(id).unwrap() && !vault.outbox().remove(id).unwrap());
    assert!(vault.inbox().delete(first).unwrap() && !vault.inbox().mark_read(first, 1).unwrap());
}

/// Protects the history's screen: pages of any size from any place put together are the list, and each stands on the chain.
#[test]
fn pages_of_the_history_are_the_list() {
    let home = Home::empty(5);
    let vault = home.create();
    assert_eq!(vault.history().page(None, 10), Ok(Vec::new()));
    for at in 1..=23 {
        assert_eq!(vault.history().append(&entry(at)), Ok(at));
    }
    let list = vault.history().list().unwrap();
    assert_eq!(
        list.iter().map(|(number, _)| *number).collect::<Vec<_>>(),
        (1..=23).rev().collect::<Vec<_>>()
    );
    for size in [1, 2, 7, 22, 23, 24, 100] {
        let (mut pages, mut before) = (Vec::new(), None);
        loop {
            let page = vault.history().page(before, size).unwrap();
            assert!(page.len() <= usize::try_from(size).unwrap());
            let Some((lowest, _)) = page.last() else { break };
            before = Some(*lowest);
            pages.extend(page);
        }
        assert_eq!(pages, list, "pages of {size}");
    }
    assert_eq!(vault.history().page(None, 0), Ok(Vec::new()));
    assert_eq!(vault.history().page(Some(1), 5), Ok(Vec::new()));
    assert_eq!(vault.history().page(Some(1000), 1).unwrap()[0].0, 23, "from beyond the end");
}

/// Protects the phone's storage: beyond the limit the oldest entries go, the numbers stay, and the chain holds, also through
/// a new data key.
#[test]
fn a_long_history_drops_its_beginning() {
    let home = Home::empty(6);
    let vault = home.create();
    for at in 1..=MAX_HISTORY + 3 {
        vault.history().append(&entry(at)).unwrap();
    }
    let numbers = |vault: &Unlocked| {
        let list = vault.history().list().unwrap();
        (list.len(), list.first().unwrap().0, list.last().unwrap().0)
    };
    let expected = (usize::try_from(MAX_HISTORY).unwrap(), MAX_HISTORY + 3, 4);
    assert_eq!(numbers(&vault), expected);
    assert_eq!(
        vault.history().page(Some(7), 10).unwrap().iter().map(|(number, _)| *number).collect::<Vec<_>>(),
        [6, 5, 4]
    );
    vault.rotate(&support::passcode(support::RIGHT), "", KdfParams::least()).unwrap();
    assert_eq!(numbers(&vault), expected);
    vault.lock();
    assert_eq!(numbers(&home.unlock()), expected);
}

/// Protects people's right to their data: the export holds what is about them, opens with its code alone, and holds no
/// template and no key. (ISO/IEC 27553: a template never leaves.)
#[test]
fn an_export_holds_ones_own_data_and_no_template() {
    let home = Home::empty(7);
    let vault = home.create();
    vault.people().set_owner(&person(Relation::Owner, "S1234567D")).unwrap();
    vault.templates().set(ProfileId::OWNER, b"TEMPLATE-CANARY").unwrap();
    credential(&vault, ProfileId::OWNER);
    let consent = Consent {
        purpose: "face-check".to_owned(),
        text_version: "1".to_owned(),
        given_at_ms: 6,
        withdrawn_at_ms: None,
    };
    vault.consents().add(ProfileId::OWNER, &consent).unwrap();
    vault.history().append(&entry(1)).unwrap();
    let export = vault.export(KdfParams::least()).unwrap();
    let find = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(!find(&export.bytes, "S1234567D"), "sealed");
    let json = open_export(&export.bytes, &RecoveryCode::parse(&export.code.text()).unwrap()).unwrap();
    for text in ["S1234567D", "1987-06-05", "face-check", "Tax office", "\"credentials\":[{", "\"v\":1"] {
        assert!(find(&json, text), "{text}");
    }
    assert!(!find(&json, "TEMPLATE") && !find(&json, "key_alias"));
    let other = vault.export(KdfParams::least()).unwrap();
    assert_eq!(open_export(&export.bytes, &other.code).unwrap_err(), VaultError::WrongExportCode);
}
