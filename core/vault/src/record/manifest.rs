//! The sealed list of all records: shows rows that were deleted, brought back or exchanged.
//!
//! ```text
//! plaintext: generation u64 | number of records u64 | SHA-256(label | table, id, version, owner, tag of each, sorted)
//! ```
//! Sealed like a record in table `manifest`, id zero, version = generation.

use super::seal::{self, Place};
use crate::bytes::push_field;
use crate::crypto::{NONCE_LEN, sha256};
use crate::database::{Database, rows};
use crate::error::VaultError;
use crate::slot::DataKey;
use rusqlite::Transaction;

const LABEL: &[u8] = b"mien/vault/manifest/v1";

fn place(generation: u64) -> Place<'static> {
    Place { table: "manifest", column: "body", id: [0; 16], version: generation, owner: [0; 16] }
}

fn plaintext(transaction: &Transaction<'_>, generation: u64) -> Result<Vec<u8>, VaultError> {
    let tags = rows::tags(transaction)?;
    let mut list = Vec::new();
    for row in &tags {
        push_field(&mut list, row.table.as_bytes());
        push_field(&mut list, &row.id);
        push_field(&mut list, &row.version.to_be_bytes());
        push_field(&mut list, &row.owner);
        push_field(&mut list, &row.tag);
    }
    let count = u64::try_from(tags.len()).map_err(|_| VaultError::Internal)?;
    Ok([&generation.to_be_bytes()[..], &count.to_be_bytes(), &sha256(&[LABEL, &list])].concat())
}

/// Checks the manifest against the rows and answers its generation.
pub(super) fn verify(
    transaction: &Transaction<'_>,
    data_key: &DataKey,
    seen: Option<u64>,
) -> Result<u64, VaultError> {
    let (generation, body) = rows::read_manifest(transaction)?.ok_or(VaultError::RecordsAltered)?;
    if seen.is_some_and(|seen| seen != generation) {
        return Err(VaultError::RecordsAltered);
    }
    let listed = match seal::open(data_key, &place(generation), &body) {
        Err(VaultError::RecordRefused) => return Err(VaultError::RecordsAltered),
        other => other?,
    };
    if *listed == plaintext(transaction, generation)? {
        Ok(generation)
    } else {
        Err(VaultError::RecordsAltered)
    }
}

pub(super) fn store(
    transaction: &Transaction<'_>,
    data_key: &DataKey,
    generation: u64,
    nonce: [u8; NONCE_LEN],
) -> Result<(), VaultError> {
    let body = seal::seal(data_key, &place(generation), nonce, &plaintext(transaction, generation)?)?;
    rows::write_manifest(transaction, generation, &body)
}

/// The manifest of a vault without records.
pub(crate) fn store_first(
    transaction: &Transaction<'_>,
    data_key: &DataKey,
    nonce: [u8; NONCE_LEN],
) -> Result<(), VaultError> {
    store(transaction, data_key, 1, nonce)
}

impl Database {
    /// Checks the manifest once, after unlocking.
    pub(crate) fn verify_records(&mut self, data_key: &DataKey) -> Result<(), VaultError> {
        let seen = self.seen_generation;
        let transaction = self.begin()?;
        let generation = verify(&transaction, data_key, seen)?;
        drop(transaction);
        self.seen_generation = Some(generation);
        Ok(())
    }
}
