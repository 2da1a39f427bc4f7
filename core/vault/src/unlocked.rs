//! The open vault.

use crate::attempt;
use crate::database::Database;
use crate::error::{UnlockError, VaultError};
use crate::factor::{Factor, Factors};
use crate::passcode::{Passcode, Pattern, Secretive};
use crate::record::{self, Batch, ProfileId, Record, RecordId, RecordKeys, Table};
use crate::repository::{Consents, Credentials, History, Inbox, Outbox, People, Templates};
use crate::shared::Shared;
use mien_ports::ClockReading;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How long after the person last proved to be there what needs their presence may be done.
pub const STEP_UP_MS: u64 = 60_000;

/// A vault that was opened. Records exist only here; dropping it wipes the data key.
pub struct Unlocked {
    pub(crate) shared: Arc<Shared>,
    pub(crate) keys: Mutex<Arc<RecordKeys>>,
    proof: Mutex<Proof>,
}

/// When the person last proved to be there, and how.
#[derive(Clone)]
struct Proof {
    factor: Factor,
    at: ClockReading,
}

impl Unlocked {
    pub(crate) fn new(shared: Arc<Shared>, keys: RecordKeys, factor: Factor, at: ClockReading) -> Self {
        Self { shared, keys: Mutex::new(Arc::new(keys)), proof: Mutex::new(Proof { factor, at }) }
    }

    /// Locks: wipes the data key. The same as dropping it, with a name.
    pub fn lock(self) {
        drop(self);
    }

    /// What the person last proved to be there with.
    pub fn factor(&self) -> Factor {
        self.proof().factor
    }

    /// What can open this vault at the moment.
    ///
    /// # Errors
    /// [`VaultError::Device`] when the key store does not answer, [`VaultError::Storage`].
    pub fn factors(&self) -> Result<Factors, VaultError> {
        let slots = self.shared.with_database(Database::slots)?;
        attempt::factors(&self.shared, &slots)
    }

    /// Asks for the passcode once more, for what needs the person to be there now. Counted like any other try.
    ///
    /// # Errors
    /// As [`Locked::unlock`](crate::Locked::unlock). After [`UnlockError::Wiped`] lock this vault.
    pub fn verify_passcode(&self, passcode: &Passcode) -> Result<(), UnlockError> {
        self.verify(passcode.secretive(), Factor::Passcode)
    }

    /// The same with the pattern.
    ///
    /// # Errors
    /// As [`verify_passcode`](Self::verify_passcode), and [`UnlockError::NoSuchFactor`].
    pub fn verify_pattern(&self, pattern: &Pattern) -> Result<(), UnlockError> {
        self.verify(pattern.secretive(), Factor::Pattern)
    }

    /// The same with the person's biometrics; `prompt` is shown by the platform.
    ///
    /// # Errors
    /// As [`Locked::unlock_with_biometrics`](crate::Locked::unlock_with_biometrics).
    pub fn verify_biometrics(&self, prompt: &str) -> Result<(), UnlockError> {
        let right = self.shared.begin_attempt().ok_or(UnlockError::Busy)?;
        let at = self.shared.ports.clock.now()?;
        let data_key = attempt::open_with_biometrics(&self.shared, &right, prompt)?;
        if !self.with_keys(|keys| keys.data_key.bytes() == data_key.bytes()) {
            return Err(UnlockError::Damaged);
        }
        self.proved(Factor::Biometrics, at);
        Ok(())
    }

    fn verify(&self, secret: Secretive<'_>, factor: Factor) -> Result<(), UnlockError> {
        let right = self.shared.begin_attempt().ok_or(UnlockError::Busy)?;
        let at = self.shared.ports.clock.now()?;
        attempt::attempt(&self.shared, &right, secret)?;
        self.proved(factor, at);
        Ok(())
    }

    /// Whether the person proved to be there within [`STEP_UP_MS`], by the clock that counts the time asleep.
    ///
    /// # Errors
    /// [`VaultError::StepUpRequired`] when not: verify the passcode, the pattern or the biometrics, then call again.
    pub fn require_presence(&self) -> Result<(), VaultError> {
        let now = self.shared.ports.clock.now()?;
        let proof = self.proof().clone();
        let passed = now.elapsed_ms.checked_sub(proof.at.elapsed_ms);
        let fresh = now.boot_id == proof.at.boot_id && passed.is_some_and(|passed| passed <= STEP_UP_MS);
        if fresh { Ok(()) } else { Err(VaultError::StepUpRequired) }
    }

    pub(crate) fn proved(&self, factor: Factor, at: ClockReading) {
        *self.proof() = Proof { factor, at };
    }

    fn proof(&self) -> MutexGuard<'_, Proof> {
        self.proof.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The person and their relatives.
    pub fn people(&self) -> People<'_> {
        People { vault: self }
    }

    /// What was sent to the person.
    pub fn inbox(&self) -> Inbox<'_> {
        Inbox { vault: self }
    }

    /// What waits for a network.
    pub fn outbox(&self) -> Outbox<'_> {
        Outbox { vault: self }
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
        record::transact(&self.shared, &self.keys, writes, work)
    }

    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Batch<'_>) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        record::read(&self.shared, &self.keys, work)
    }

    pub(crate) fn with_keys<T>(&self, work: impl FnOnce(&RecordKeys) -> T) -> T {
        let keys = Arc::clone(&self.keys.lock().unwrap_or_else(PoisonError::into_inner));
        work(&keys)
    }
}

impl fmt::Debug for Unlocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unlocked").finish_non_exhaustive()
    }
}
