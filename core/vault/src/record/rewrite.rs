//! What goes through every record: a new data key, and saving what still authenticates.

use super::manifest::{self, Seen};
use super::seal::{self, Place, RecordKeys};
use super::{Batch, Table};
use crate::crypto::NONCE_LEN;
use crate::database::{Database, Sql, rows};
use crate::error::VaultError;
use crate::repository::rechain;
use crate::slot::DataKey;
use rusqlite::Transaction;
use std::collections::VecDeque;

/// What was saved of a damaged vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Salvaged {
    /// Records that authenticated, each in its own place.
    pub kept: usize,
    /// Records that did not. They are still in the damaged file, which is kept beside the vault.
    pub lost: usize,
}

fn place<'a>(table: &'a str, row: &rows::Row) -> Place<'a> {
    Place { table, column: super::COLUMN, id: row.id, version: row.version, owner: row.owner }
}

/// How many nonces a rewrite needs: one for each record, two for the history's head and the manifest.
pub(crate) fn nonces_needed(database: &mut Database) -> Result<usize, VaultError> {
    let transaction = database.begin()?;
    let mut rows = 0;
    for table in Table::ALL {
        rows += usize::try_from(rows::count(&transaction, table.name())?).unwrap_or(usize::MAX);
    }
    // The chain of the history is written again after the records themselves.
    let history = rows::count(&transaction, Table::History.name())?;
    Ok(rows + usize::try_from(history).unwrap_or(usize::MAX) + 3)
}

/// Seals every record with a new data key. The manifest was checked by whoever calls.
fn reseal(
    transaction: &Transaction<'_>,
    old: &RecordKeys,
    new: &RecordKeys,
    nonces: &mut VecDeque<[u8; NONCE_LEN]>,
) -> Result<(), VaultError> {
    for table in Table::ALL {
        for mut row in rows::read_all(transaction, table.name())? {
            let body = seal::open(old, &place(table.name(), &row), &row.body)?;
            let nonce = nonces.pop_front().ok_or(VaultError::Internal)?;
            row.body = seal::seal(new, &place(table.name(), &row), nonce, &body)?;
            row.lookup = super::lookup::renewed(&row, table, old, new, &body)?;
            rows::write(transaction, table.name(), &row)?;
        }
    }
    Ok(())
}

/// Everything that a rewrite with a new data key changes, in one transaction: records, history, manifest, and whatever
/// `slots` puts into the slots.
pub(crate) fn rotate(
    database: &mut Database,
    old: &RecordKeys,
    new: &RecordKeys,
    nonces: Vec<[u8; NONCE_LEN]>,
    slots: impl FnOnce(&Transaction<'_>) -> Result<(), VaultError>,
) -> Result<(), VaultError> {
    let seen = database.seen.ok_or(VaultError::Internal)?;
    let mut nonces = VecDeque::from(nonces);
    let transaction = database.begin()?;
    manifest::verify_unchanged(&transaction, old, seen)?;
    reseal(&transaction, old, new, &mut nonces)?;
    let seen = finish(&transaction, new, seen.generation + 1, nonces)?;
    slots(&transaction)?;
    transaction.commit().sql()?;
    database.seen = Some(seen);
    // What was sealed with the old key leaves the log and the free pages, too.
    database.checkpoint()
}

/// Chains the history anew and writes the manifest.
fn finish(
    transaction: &Transaction<'_>,
    keys: &RecordKeys,
    version: u64,
    mut nonces: VecDeque<[u8; NONCE_LEN]>,
) -> Result<Seen, VaultError> {
    let manifest_nonce = nonces.pop_front().ok_or(VaultError::Internal)?;
    let unchecked = Seen { generation: version, sum: super::sum::RowSum::default() };
    let mut batch = Batch::new(transaction, keys, unchecked, nonces.into())?;
    rechain(&mut batch)?;
    manifest::renew(transaction, keys, version, manifest_nonce)
}

/// Deletes what does not authenticate in its place, chains the history anew and writes a manifest of what is left. The
/// file was copied before: see `database/rebuild.rs`.
pub(crate) fn salvage(
    database: &mut Database,
    data_key: DataKey,
    nonces: Vec<[u8; NONCE_LEN]>,
) -> Result<(RecordKeys, Salvaged), VaultError> {
    let transaction = database.begin()?;
    let manifest = rows::read_manifest(&transaction)?;
    // Without a manifest that can be read, the key generation is the one that most records name.
    let generation = match manifest.as_ref().and_then(|(_, body)| seal::key_generation(body)) {
        Some(generation) => generation,
        None => most_named_generation(&transaction)?,
    };
    let keys = RecordKeys { data_key, generation };
    let mut salvaged = Salvaged { kept: 0, lost: 0 };
    let mut version = manifest.map_or(0, |(generation, _)| generation);
    for table in Table::ALL {
        for row in rows::read_all(&transaction, table.name())? {
            if seal::open(&keys, &place(table.name(), &row), &row.body).is_ok() {
                salvaged.kept += 1;
                version = version.max(row.version);
            } else {
                salvaged.lost += 1;
                rows::delete(&transaction, table.name(), &row.id)?;
            }
        }
    }
    let seen = finish(&transaction, &keys, version + 1, nonces.into())?;
    transaction.commit().sql()?;
    database.seen = Some(seen);
    Ok((keys, salvaged))
}

fn most_named_generation(transaction: &Transaction<'_>) -> Result<u32, VaultError> {
    let mut named = std::collections::BTreeMap::<u32, usize>::new();
    for table in Table::ALL {
        for row in rows::read_all(transaction, table.name())? {
            if let Some(generation) = seal::key_generation(&row.body) {
                *named.entry(generation).or_default() += 1;
            }
        }
    }
    Ok(named.into_iter().max_by_key(|(_, count)| *count).map_or(1, |(generation, _)| generation))
}
