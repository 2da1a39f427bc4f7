//! The history against a list, whatever is done to it and to its file.

mod support;

use mien_vault::{HistoryEntry, HistoryKind, HistoryOutcome, RequestReference, VaultError, testing};
use proptest::prelude::*;
use rusqlite::Connection;
use support::Home;

/// What somebody does with a history.
#[derive(Debug, Clone)]
enum Act {
    Append(HistoryEntry),
    Page { before: Option<u64>, limit: u32 },
    LockAndUnlock,
}

fn entry() -> impl Strategy<Value = HistoryEntry> {
    let kind = prop::sample::select(vec![
        HistoryKind::Login,
        HistoryKind::Issuance,
        HistoryKind::ConsentGiven,
        HistoryKind::Recovered,
    ]);
    let outcome = prop::sample::select(vec![
        HistoryOutcome::Approved,
        HistoryOutcome::Declined,
        HistoryOutcome::Expired,
        HistoryOutcome::Failed,
    ]);
    let words = (prop::option::of("[a-z]{1,20}"), prop::option::of("[A-Za-z0-9_-]{1,43}"));
    let rest = ("\\PC{0,40}", words, prop::collection::vec("\\PC{0,9}", 0..4));
    (any::<u64>(), kind, outcome, rest).prop_map(|(at_ms, kind, outcome, (party, words, claims))| {
        let (domain, nonce) = words;
        let request = nonce.map(|nonce| RequestReference {
            report_uri: format!("https://id.example.org/report/{nonce}"),
            key_alias: domain.clone(),
            nonce,
        });
        let code = domain.clone().filter(|_| outcome == HistoryOutcome::Failed);
        HistoryEntry { at_ms, kind, outcome, party, domain, claims, code, request }
    })
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        5 => entry().prop_map(Act::Append),
        4 => (prop::option::of(0_u64..30), 0_u32..12).prop_map(|(before, limit)| Act::Page { before, limit }),
        1 => Just(Act::LockAndUnlock),
    ]
}

/// What somebody with the file but without the key may do to the history.
const FORGERIES: [&str; 6] = [
    "DELETE FROM record WHERE tbl = 'history' AND id = ?1",
    "DELETE FROM record WHERE tbl = 'history' AND id >= ?1",
    "DELETE FROM record WHERE tbl = 'history' AND id <= ?1 AND id <> zeroblob(16)",
    "UPDATE record SET body = (SELECT body FROM record WHERE tbl = 'history' AND id <> ?1 LIMIT 1) WHERE tbl = 'history' AND id = ?1",
    "UPDATE record SET body = CAST(body || x'00' AS BLOB) WHERE tbl = 'history' AND id = ?1",
    "UPDATE record SET id = x'000000000000000000000000000003e7' WHERE tbl = 'history' AND id = ?1",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 100, ..ProptestConfig::default() })]

    // Protects "every request is in the history": what was added is there, in its order, in every page, after every unlocking,
    // and nothing else is.
    #[test]
    fn the_history_is_the_list_of_what_was_added(acts in prop::collection::vec(act(), 1..40), seed: u64) {
        testing::remember_stretched();
        let home = Home::empty(seed);
        let mut vault = home.create();
        let mut model: Vec<(u64, HistoryEntry)> = Vec::new();
        for act in acts {
            match act {
                Act::Append(entry) => {
                    let number = u64::try_from(model.len()).unwrap() + 1;
                    prop_assert_eq!(vault.history().append(&entry), Ok(number));
                    model.insert(0, (number, entry));
                }
                Act::Page { before, limit } => {
                    let from_there = model.iter().filter(|(number, _)| before.is_none_or(|before| *number < before));
                    let expected: Vec<_> = from_there.take(limit as usize).cloned().collect();
                    prop_assert_eq!(vault.history().page(before, limit), Ok(expected));
                }
                Act::LockAndUnlock => {
                    vault.lock();
                    vault = home.unlock();
                }
            }
        }
        prop_assert_eq!(vault.history().list(), Ok(model));
    }

    // Protects against a history that somebody cleaned: what was done to the file is noticed, or changed nothing.
    #[test]
    fn a_forged_history_is_noticed(
        count in 2_u64..8,
        which in 0_u64..9,
        forgery in prop::sample::select(FORGERIES.to_vec()),
        seed: u64,
    ) {
        testing::remember_stretched();
        let home = Home::empty(seed);
        let vault = home.create();
        for at in 1..=count {
            vault.history().append(&support::entry(at)).unwrap();
        }
        let honest = vault.history().list().unwrap();
        vault.lock();
        let id = u128::from(which.min(count)).to_be_bytes();
        let rows = Connection::open(home.path()).unwrap().execute(forgery, [&id[..]]).unwrap();
        let found = home.open().unlock(&support::passcode(support::RIGHT)).map(|vault| vault.history().list());
        match found {
            Ok(Ok(list)) => prop_assert!(list == honest && rows == 0, "{forgery}: {rows} rows"),
            Ok(Err(error)) => prop_assert_eq!(error, VaultError::RecordsAltered),
            // The vault as a whole is refused.
            Err(_) => prop_assert!(rows > 0),
        }
    }
}
