//! Reading and writing records in one transaction, with the manifest checked before and written after.

use super::manifest;
use super::seal::{self, Place};
use super::{MAX_BODY_BYTES, ProfileId, Record, RecordId, Table};
use crate::crypto::NONCE_LEN;
use crate::database::Sql;
use crate::database::rows::{self, Row};
use crate::error::VaultError;
use crate::shared::Shared;
use crate::slot::DataKey;
use rusqlite::Transaction;

const COLUMN: &str = "body";

/// The records inside one transaction.
pub(crate) struct Batch<'a> {
    transaction: &'a Transaction<'a>,
    data_key: &'a DataKey,
    /// Version of whatever is written here: the manifest's next generation, so no version is ever used twice.
    version: u64,
    nonces: Vec<[u8; NONCE_LEN]>,
    changed: bool,
}

impl Batch<'_> {
    pub(crate) fn get(&self, table: Table, id: RecordId) -> Result<Option<Record>, VaultError> {
        let row = rows::read(self.transaction, table.name(), &id.0)?;
        row.map(|row| self.opened(table, &row)).transpose()
    }

    pub(crate) fn list(&self, table: Table) -> Result<Vec<Record>, VaultError> {
        rows::read_all(self.transaction, table.name())?.iter().map(|row| self.opened(table, row)).collect()
    }

    pub(crate) fn put(
        &mut self,
        table: Table,
        id: RecordId,
        owner: ProfileId,
        body: &[u8],
    ) -> Result<u64, VaultError> {
        if body.len() > MAX_BODY_BYTES {
            return Err(VaultError::TooLarge { limit: MAX_BODY_BYTES });
        }
        // More writes than nonces were drawn for would be a bug of this crate.
        let nonce = self.nonces.pop().ok_or(VaultError::Internal)?;
        let place =
            Place { table: table.name(), column: COLUMN, id: id.0, version: self.version, owner: owner.0 };
        let body = seal::seal(self.data_key, &place, nonce, body)?;
        let row = Row { id: id.0, version: self.version, owner: owner.0, body };
        rows::write(self.transaction, table.name(), &row)?;
        self.changed = true;
        Ok(self.version)
    }

    pub(crate) fn delete(&mut self, table: Table, id: RecordId) -> Result<bool, VaultError> {
        let deleted = rows::delete(self.transaction, table.name(), &id.0)?;
        self.changed |= deleted;
        Ok(deleted)
    }

    fn opened(&self, table: Table, row: &Row) -> Result<Record, VaultError> {
        let place =
            Place { table: table.name(), column: COLUMN, id: row.id, version: row.version, owner: row.owner };
        let body = seal::open(self.data_key, &place, &row.body)?;
        Ok(Record { id: RecordId(row.id), version: row.version, owner: ProfileId(row.owner), body })
    }
}

/// Runs `work` in one transaction that may write up to `writes` records.
///
/// The nonces are drawn first: the random source is a port, and no port is called inside a transaction.
pub(crate) fn transact<T>(
    shared: &Shared,
    data_key: &DataKey,
    writes: usize,
    work: impl FnOnce(&mut Batch<'_>) -> Result<T, VaultError>,
) -> Result<T, VaultError> {
    let manifest_nonce = if writes > 0 { Some(shared.ports.random()?) } else { None };
    let nonces = (0..writes).map(|_| shared.ports.random()).collect::<Result<Vec<_>, _>>()?;
    shared.with_database(|database| {
        let seen = database.seen_generation;
        let transaction = database.begin()?;
        let generation = manifest::verify(&transaction, data_key, seen)?;
        let version = generation + 1;
        let mut batch = Batch { transaction: &transaction, data_key, version, nonces, changed: false };
        let answer = work(&mut batch)?;
        let changed = batch.changed;
        if changed {
            manifest::store(&transaction, data_key, version, manifest_nonce.ok_or(VaultError::Internal)?)?;
            transaction.commit().sql()?;
            database.seen_generation = Some(version);
        }
        Ok(answer)
    })
}

/// Runs `work` without writing.
pub(crate) fn read<T>(
    shared: &Shared,
    data_key: &DataKey,
    work: impl FnOnce(&Batch<'_>) -> Result<T, VaultError>,
) -> Result<T, VaultError> {
    transact(shared, data_key, 0, |batch| work(batch))
}
