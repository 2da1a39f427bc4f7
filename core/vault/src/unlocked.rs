//! The open vault.

use crate::attempt;
use crate::error::{UnlockError, VaultError};
use crate::passcode::Passcode;
use crate::record::{self, Batch, ProfileId, Record, RecordId, Table};
use crate::repository::{Consents, Credentials, History, Templates};
use crate::shared::Shared;
use crate::slot::DataKey;
use std::fmt;
use std::sync::Arc;

/// A vault that a passcode opened. Records exist only here; dropping it wipes the data key.
pub struct Unlocked {
    pub(crate) shared: Arc<Shared>,
    pub(crate) data_key: DataKey,
}

impl Unlocked {
    /// Locks: wipes the data key. The same as dropping it, with a name.
    pub fn lock(self) {
        drop(self);
    }

    /// Asks for the passcode once more, for what needs the person to be there now. Counted like any other try.
    ///
    /// # Errors
    /// As [`Locked::unlock`](crate::Locked::unlock). After [`UnlockError::Wiped`] lock this vault.
    pub fn verify_passcode(&self, passcode: &Passcode) -> Result<(), UnlockError> {
        let right = self.shared.begin_attempt().ok_or(UnlockError::Busy)?;
        attempt::attempt(&self.shared, &right, passcode)?;
        Ok(())
    }

    /// The face templates.
    pub fn templates(&self) -> Templates<'_> {
        Templates { vault: self }
    }

    /// The credentials.
    pub fn credentials(&self) -> Credentials<'_> {
        Credentials { vault: self }
    }

    /// The consents.
    pub fn consents(&self) -> Consents<'_> {
        Consents { vault: self }
    }

    /// The history.
    pub fn history(&self) -> History<'_> {
        History { vault: self }
    }

    /// A random id for a new record.
    ///
    /// # Errors
    /// [`VaultError::Device`] when the device has no randomness to give.
    pub fn new_id(&self) -> Result<RecordId, VaultError> {
        Ok(RecordId(self.shared.ports.random()?))
    }

    /// Stores a record, replacing the one with the same id, and answers its version.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`], [`VaultError::RecordsAltered`], [`VaultError::Storage`]; nothing is changed then.
    pub fn put(&self, table: Table, id: RecordId, owner: ProfileId, body: &[u8]) -> Result<u64, VaultError> {
        self.transact(1, |batch| batch.put(table, id, owner, body))
    }

    /// One record; `None` when there is none of that id.
    ///
    /// # Errors
    /// [`VaultError::RecordRefused`] when it does not authenticate in its place, [`VaultError::RecordsAltered`].
    pub fn get(&self, table: Table, id: RecordId) -> Result<Option<Record>, VaultError> {
        self.read(|batch| batch.get(table, id))
    }

    /// All records of a table, by id.
    ///
    /// # Errors
    /// [`VaultError::RecordRefused`] when one does not authenticate in its place, [`VaultError::RecordsAltered`].
    pub fn list(&self, table: Table) -> Result<Vec<Record>, VaultError> {
        self.read(|batch| batch.list(table))
    }

    /// Deletes a record and overwrites its place in the file. Answers whether there was one.
    ///
    /// # Errors
    /// [`VaultError::RecordsAltered`], [`VaultError::Storage`]; nothing is changed then.
    pub fn delete(&self, table: Table, id: RecordId) -> Result<bool, VaultError> {
        // A deletion writes no record, but the manifest needs its nonce.
        self.transact(1, |batch| batch.delete(table, id))
    }

    pub(crate) fn transact<T>(
        &self,
        writes: usize,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        record::transact(&self.shared, &self.data_key, writes, work)
    }

    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Batch<'_>) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        record::read(&self.shared, &self.data_key, work)
    }

    pub(crate) fn data_key(&self) -> &DataKey {
        &self.data_key
    }
}

impl fmt::Debug for Unlocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unlocked").finish_non_exhaustive()
    }
}
