//! Reading and writing records in one transaction, with the manifest checked before and written after.

use super::lookup::lookup;
use super::manifest::{self, Seen};
use super::seal::{self, Place, RecordKeys};
use super::sum::RowKey;
use super::{COLUMN, MAX_BODY_BYTES, ProfileId, Record, RecordId, Table};
use crate::crypto::NONCE_LEN;
use crate::database::Sql;
use crate::database::rows::{self, Row};
use crate::error::VaultError;
use crate::shared::Shared;
use rusqlite::Transaction;
use std::sync::{Arc, Mutex, PoisonError};

/// The records inside one transaction.
pub(crate) struct Batch<'a> {
    transaction: &'a Transaction<'a>,
    pub(crate) keys: &'a RecordKeys,
    row_key: RowKey,
    /// The manifest as it will be. Its generation is the version of whatever is written here: no version is used twice.
    next: Seen,
    nonces: Vec<[u8; NONCE_LEN]>,
    changed: bool,
}

impl<'a> Batch<'a> {
    pub(super) fn new(
        transaction: &'a Transaction<'a>,
        keys: &'a RecordKeys,
        next: Seen,
        nonces: Vec<[u8; NONCE_LEN]>,
    ) -> Result<Self, VaultError> {
        let row_key = RowKey::new(&keys.data_key)?;
        Ok(Self { transaction, keys, row_key, next, nonces, changed: false })
    }

    pub(crate) fn get(&self, table: Table, id: RecordId) -> Result<Option<Record>, VaultError> {
        let row = rows::read(self.transaction, table.name(), &id.0)?;
        row.map(|row| self.opened(table, &row)).transpose()
    }

    pub(crate) fn list(&self, table: Table) -> Result<Vec<Record>, VaultError> {
        rows::read_all(self.transaction, table.name())?.iter().map(|row| self.opened(table, row)).collect()
    }

    /// Up to `limit` records whose ids are at most `newest`, from there downwards.
    pub(crate) fn list_down(
        &self,
        table: Table,
        newest: RecordId,
        limit: u32,
    ) -> Result<Vec<Record>, VaultError> {
        let found = rows::read_down(self.transaction, table.name(), &newest.0, limit)?;
        found.iter().map(|row| self.opened(table, row)).collect()
    }

    /// The records that were stored with this value to be found by.
    pub(crate) fn find(&self, table: Table, value: &[u8]) -> Result<Vec<Record>, VaultError> {
        let hash = lookup(self.keys, table, value)?;
        let found = rows::read_by_lookup(self.transaction, table.name(), &hash)?;
        found.iter().map(|row| self.opened(table, row)).collect()
    }

    pub(crate) fn count(&self, table: Table) -> Result<u32, VaultError> {
        rows::count(self.transaction, table.name())
    }

    pub(crate) fn put(
        &mut self,
        table: Table,
        id: RecordId,
        owner: ProfileId,
        body: &[u8],
    ) -> Result<u64, VaultError> {
        self.put_found_by(table, id, owner, body, None)
    }

    /// Stores a record, with a value that it can be found by.
    pub(crate) fn put_found_by(
        &mut self,
        table: Table,
        id: RecordId,
        owner: ProfileId,
        body: &[u8],
        value: Option<&[u8]>,
    ) -> Result<u64, VaultError> {
        if body.len() > MAX_BODY_BYTES {
            return Err(VaultError::TooLarge { limit: MAX_BODY_BYTES });
        }
        // More writes than nonces were drawn for would be a bug of this crate.
        let nonce = self.nonces.pop().ok_or(VaultError::Internal)?;
        let version = self.next.generation;
        let place = Place { table: table.name(), column: COLUMN, id: id.0, version, owner: owner.0 };
        let body = seal::seal(self.keys, &place, nonce, body)?;
        let lookup = value.map(|value| lookup(self.keys, table, value)).transpose()?;
        self.uncount(table, id)?;
        let row = Row { id: id.0, version, owner: owner.0, body, lookup };
        rows::write(self.transaction, table.name(), &row)?;
        let tag = rows::tag(self.transaction, table.name(), &id.0)?.ok_or(VaultError::Internal)?;
        self.next.sum.add(&self.row_key, &tag);
        self.changed = true;
        Ok(version)
    }

    pub(crate) fn delete(&mut self, table: Table, id: RecordId) -> Result<bool, VaultError> {
        self.delete_by_name(table.name(), id)
    }

    /// Deletes every record of one owner and answers how many there were.
    pub(crate) fn delete_owned(&mut self, owner: ProfileId) -> Result<usize, VaultError> {
        let theirs = rows::owned_by(self.transaction, &owner.0)?;
        for (table, id) in &theirs {
            self.delete_by_name(table, RecordId(*id))?;
        }
        Ok(theirs.len())
    }

    fn delete_by_name(&mut self, table: &str, id: RecordId) -> Result<bool, VaultError> {
        self.uncount_by_name(table, id)?;
        let deleted = rows::delete(self.transaction, table, &id.0)?;
        self.changed |= deleted;
        Ok(deleted)
    }

    /// Takes what is stored under an id out of the manifest's sum.
    fn uncount(&mut self, table: Table, id: RecordId) -> Result<(), VaultError> {
        self.uncount_by_name(table.name(), id)
    }

    fn uncount_by_name(&mut self, table: &str, id: RecordId) -> Result<(), VaultError> {
        if let Some(tag) = rows::tag(self.transaction, table, &id.0)? {
            self.next.sum.subtract(&self.row_key, &tag);
        }
        Ok(())
    }

    fn opened(&self, table: Table, row: &Row) -> Result<Record, VaultError> {
        let place =
            Place { table: table.name(), column: COLUMN, id: row.id, version: row.version, owner: row.owner };
        let body = seal::open(self.keys, &place, &row.body)?;
        Ok(Record { id: RecordId(row.id), version: row.version, owner: ProfileId(row.owner), body })
    }
}

/// Runs `work` in one transaction that may write up to `writes` records.
///
/// The nonces are drawn first: the random source is a port, and no port is called inside a transaction. The keys are
/// looked at under the database's lock, because a rotation exchanges them under it.
pub(crate) fn transact<T>(
    shared: &Shared,
    keys: &Mutex<Arc<RecordKeys>>,
    writes: usize,
    work: impl FnOnce(&mut Batch<'_>) -> Result<T, VaultError>,
) -> Result<T, VaultError> {
    let manifest_nonce = if writes > 0 { Some(shared.ports.random()?) } else { None };
    let nonces = (0..writes).map(|_| shared.ports.random()).collect::<Result<Vec<_>, _>>()?;
    shared.with_database(|database| {
        let keys = Arc::clone(&keys.lock().unwrap_or_else(PoisonError::into_inner));
        let seen = database.seen.ok_or(VaultError::Internal)?;
        let transaction = database.begin()?;
        manifest::verify_unchanged(&transaction, &keys, seen)?;
        let next = Seen { generation: seen.generation + 1, ..seen };
        let mut batch = Batch::new(&transaction, &keys, next, nonces)?;
        let answer = work(&mut batch)?;
        let (changed, next) = (batch.changed, batch.next);
        if changed {
            manifest::store(&transaction, &keys, next, manifest_nonce.ok_or(VaultError::Internal)?)?;
            transaction.commit().sql()?;
            database.seen = Some(next);
        }
        Ok(answer)
    })
}

/// Runs `work` without writing.
pub(crate) fn read<T>(
    shared: &Shared,
    keys: &Mutex<Arc<RecordKeys>>,
    work: impl FnOnce(&Batch<'_>) -> Result<T, VaultError>,
) -> Result<T, VaultError> {
    transact(shared, keys, 0, |batch| work(batch))
}
