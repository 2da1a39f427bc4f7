//! What all records together must be: shows rows that were deleted, brought back or exchanged.
//!
//! ```text
//! plaintext: 2 u8 | generation u64 | number of records u64 | sum of the rows' keyed hashes (record/sum.rs) 32
//! ```
//! Sealed like a record in table `manifest`, id zero, version = generation. It is checked against every row when the vault
//! is unlocked; from then on it is carried along with each change. Files of version 1 hold `generation u64 | number u64 |
//! SHA-256(label | table, id, version, owner, tag of each row, sorted)`: read, and replaced by the next change.

use super::seal::{self, Place, RecordKeys};
use super::sum::{RowKey, RowSum};
use crate::bytes::push_field;
use crate::crypto::{NONCE_LEN, sha256};
use crate::database::{Database, rows};
use crate::error::VaultError;
use crate::slot::DataKey;
use rusqlite::Transaction;

const LIST_LABEL: &[u8] = b"mien/vault/manifest/v1";
const FORMAT: u8 = 2;
const VERSION_1_LEN: usize = 48;

/// The manifest that this process last saw or wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(super) generation: u64,
    pub(super) sum: RowSum,
}

fn place(generation: u64) -> Place<'static> {
    Place { table: "manifest", column: "body", id: [0; 16], version: generation, owner: [0; 16] }
}

fn plaintext(seen: Seen) -> Vec<u8> {
    let (generation, count) = (seen.generation.to_be_bytes(), seen.sum.count.to_be_bytes());
    [&[FORMAT][..], &generation, &count, &seen.sum.bytes()].concat()
}

/// As version 1 wrote it.
fn plaintext_1(transaction: &Transaction<'_>, generation: u64) -> Result<Vec<u8>, VaultError> {
    let (mut list, mut count) = (Vec::new(), 0_u64);
    rows::each_tag(transaction, |row| {
        count += 1;
        push_field(&mut list, row.table.as_bytes());
        push_field(&mut list, &row.id);
        push_field(&mut list, &row.version.to_be_bytes());
        push_field(&mut list, &row.owner);
        push_field(&mut list, &row.tag);
        // There was no such column.
        if row.lookup.is_some() { Err(VaultError::RecordsAltered) } else { Ok(()) }
    })?;
    Ok([&generation.to_be_bytes()[..], &count.to_be_bytes(), &sha256(&[LIST_LABEL, &list])].concat())
}

/// Checks that nobody wrote since the manifest was last seen. Costs the same however many records there are.
pub(super) fn verify_unchanged(
    transaction: &Transaction<'_>,
    keys: &RecordKeys,
    seen: Seen,
) -> Result<(), VaultError> {
    let (generation, body) = rows::read_manifest(transaction)?.ok_or(VaultError::RecordsAltered)?;
    let listed = opened(keys, generation, &body)?;
    let same = listed.len() == VERSION_1_LEN || **listed == plaintext(seen);
    if generation == seen.generation && same { Ok(()) } else { Err(VaultError::RecordsAltered) }
}

fn opened(
    keys: &RecordKeys,
    generation: u64,
    body: &[u8],
) -> Result<zeroize::Zeroizing<Vec<u8>>, VaultError> {
    seal::open(keys, &place(generation), body).map_err(|error| match error {
        VaultError::RecordRefused => VaultError::RecordsAltered,
        other => other,
    })
}

/// Adds up all rows that are there.
fn sum_of_rows(transaction: &Transaction<'_>, keys: &RecordKeys) -> Result<RowSum, VaultError> {
    let key = RowKey::new(&keys.data_key)?;
    let mut sum = RowSum::default();
    rows::each_tag(transaction, |row| {
        sum.add(&key, row);
        Ok(())
    })?;
    Ok(sum)
}

pub(super) fn store(
    transaction: &Transaction<'_>,
    keys: &RecordKeys,
    seen: Seen,
    nonce: [u8; NONCE_LEN],
) -> Result<(), VaultError> {
    let body = seal::seal(keys, &place(seen.generation), nonce, &plaintext(seen))?;
    rows::write_manifest(transaction, seen.generation, &body)
}

/// The manifest of a vault without records.
pub(crate) fn store_first(
    transaction: &Transaction<'_>,
    keys: &RecordKeys,
    nonce: [u8; NONCE_LEN],
) -> Result<(), VaultError> {
    store(transaction, keys, Seen { generation: 1, sum: RowSum::default() }, nonce)
}

/// Checks the manifest against every row, once after unlocking. Answers the keys: which generation they are stands in
/// front of the manifest, and under another one it would not open.
pub(crate) fn verify_records(database: &mut Database, data_key: DataKey) -> Result<RecordKeys, VaultError> {
    let before = database.seen;
    let transaction = database.begin()?;
    let (generation, body) = rows::read_manifest(&transaction)?.ok_or(VaultError::RecordsAltered)?;
    let key_generation = seal::key_generation(&body).ok_or(VaultError::RecordsAltered)?;
    let keys = RecordKeys { data_key, generation: key_generation };
    let listed = opened(&keys, generation, &body)?;
    let seen = Seen { generation, sum: sum_of_rows(&transaction, &keys)? };
    let expected =
        if listed.len() == VERSION_1_LEN { plaintext_1(&transaction, generation)? } else { plaintext(seen) };
    drop(transaction);
    if **listed != expected || before.is_some_and(|before| before != seen) {
        return Err(VaultError::RecordsAltered);
    }
    database.seen = Some(seen);
    Ok(keys)
}

/// Writes the manifest of the rows as they are, for those who have just rewritten all of them.
pub(super) fn renew(
    transaction: &Transaction<'_>,
    keys: &RecordKeys,
    generation: u64,
    nonce: [u8; NONCE_LEN],
) -> Result<Seen, VaultError> {
    let seen = Seen { generation, sum: sum_of_rows(transaction, keys)? };
    store(transaction, keys, seen, nonce)?;
    Ok(seen)
}
