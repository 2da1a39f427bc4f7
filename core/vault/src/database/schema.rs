//! The tables. Version 1; a later version adds a migration, never a second meaning.

use super::Sql;
use crate::error::VaultError;
use rusqlite::Transaction;

/// "MIEN": tells our files from other programs' databases.
pub(super) const APPLICATION_ID: u32 = 0x4D49_454E;
/// `user_version` of the file, and part of the place that each record is bound to.
pub(crate) const SCHEMA_VERSION: u32 = 1;

/// Exactly what `sqlite_schema` must hold.
///
/// * `twin`: what must survive a flipped bit, each kept twice with a CRC (slot, baseline, mark of a wiped slot).
/// * `attempt`: when tries were made; `delay_start`: when the delay after the latest one began. Both in the clear: they
///   are needed before the vault is open.
/// * `record`: sealed bodies. `manifest`: the sealed list of them.
pub(super) const STATEMENTS: [&str; 5] = [
    "CREATE TABLE twin (kind INTEGER NOT NULL, copy INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (kind, copy)) WITHOUT ROWID, STRICT",
    "CREATE TABLE attempt (counter INTEGER PRIMARY KEY, wall_ms INTEGER NOT NULL, clock_went_back INTEGER NOT NULL) STRICT",
    "CREATE TABLE delay_start (id INTEGER PRIMARY KEY CHECK (id = 1), counter INTEGER NOT NULL, boot_id TEXT NOT NULL, elapsed_ms INTEGER NOT NULL, wall_ms INTEGER NOT NULL) STRICT",
    "CREATE TABLE record (tbl TEXT NOT NULL, id BLOB NOT NULL, version INTEGER NOT NULL, owner BLOB NOT NULL, body BLOB NOT NULL, PRIMARY KEY (tbl, id)) WITHOUT ROWID, STRICT",
    "CREATE TABLE manifest (id INTEGER PRIMARY KEY CHECK (id = 1), generation INTEGER NOT NULL, body BLOB NOT NULL) STRICT",
];

pub(super) fn create(transaction: &Transaction<'_>) -> Result<(), VaultError> {
    for statement in STATEMENTS {
        transaction.execute_batch(statement).sql()?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID).sql()?;
    transaction.pragma_update(None, "user_version", SCHEMA_VERSION).sql()
}
