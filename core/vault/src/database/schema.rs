//! The tables. A later version adds a migration, never a second meaning.

use super::Sql;
use crate::error::VaultError;
use rusqlite::Transaction;

/// "MIEN": tells our files from other programs' databases.
pub(super) const APPLICATION_ID: u32 = 0x4D49_454E;
/// `user_version` of the files that this version writes.
pub(super) const SCHEMA_VERSION: u32 = 2;

/// What each version added, the first being version 1. A new file goes through all of them, so that a migrated file and
/// a new one have the same schema to the letter.
///
/// * `twin`: what must survive a flipped bit, each kept twice with a CRC (slot, baseline, mark of a wiped slot).
/// * `attempt`: when tries were made; `delay_start`: when the delay after the latest one began. Both in the clear: they
///   are needed before the vault is open.
/// * `record`: sealed bodies. `manifest`: what all of them together must be. `lookup` (version 2): a keyed hash by which a
///   record can be found without opening the others.
pub(super) const STEPS: [&[&str]; 2] = [&VERSION_1, &VERSION_2];

const VERSION_1: [&str; 5] = [
    "CREATE TABLE twin (kind INTEGER NOT NULL, copy INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (kind, copy)) WITHOUT ROWID, STRICT",
    "CREATE TABLE attempt (counter INTEGER PRIMARY KEY, wall_ms INTEGER NOT NULL, clock_went_back INTEGER NOT NULL) STRICT",
    "CREATE TABLE delay_start (id INTEGER PRIMARY KEY CHECK (id = 1), counter INTEGER NOT NULL, boot_id TEXT NOT NULL, elapsed_ms INTEGER NOT NULL, wall_ms INTEGER NOT NULL) STRICT",
    "CREATE TABLE record (tbl TEXT NOT NULL, id BLOB NOT NULL, version INTEGER NOT NULL, owner BLOB NOT NULL, body BLOB NOT NULL, PRIMARY KEY (tbl, id)) WITHOUT ROWID, STRICT",
    "CREATE TABLE manifest (id INTEGER PRIMARY KEY CHECK (id = 1), generation INTEGER NOT NULL, body BLOB NOT NULL) STRICT",
];

const VERSION_2: [&str; 2] = [
    "ALTER TABLE record ADD COLUMN lookup BLOB",
    "CREATE INDEX record_lookup ON record (tbl, lookup) WHERE lookup IS NOT NULL",
];

/// Exactly what `sqlite_schema` must hold in a file of a version; `None` for a version that never was.
pub(super) fn expected(version: u32) -> Option<Vec<String>> {
    let added = ", lookup BLOB";
    let mut found: Vec<String> = VERSION_1.iter().map(|statement| (*statement).to_owned()).collect();
    match version {
        1 => {}
        2 => {
            for statement in &mut found {
                if statement.starts_with("CREATE TABLE record ") {
                    *statement = statement
                        .replace(", PRIMARY KEY (tbl, id)", &format!("{added}, PRIMARY KEY (tbl, id)"));
                }
            }
            found.extend(VERSION_2.iter().skip(1).map(|statement| (*statement).to_owned()));
        }
        _ => return None,
    }
    Some(found)
}

pub(super) fn create(transaction: &Transaction<'_>) -> Result<(), VaultError> {
    for statement in STEPS.iter().copied().flatten() {
        transaction.execute_batch(statement).sql()?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID).sql()?;
    transaction.pragma_update(None, "user_version", SCHEMA_VERSION).sql()
}
