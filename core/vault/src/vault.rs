//! Opening a vault file.

use crate::attempt;
use crate::database::{self, Database, with_suffix};
use crate::error::{UnlockError, VaultError};
use crate::factor::{Factor, Factors};
use crate::passcode::{Passcode, Pattern, Secretive};
use crate::ports::VaultPorts;
use crate::record::{self, Salvaged};
use crate::shared::Shared;
use crate::slot::DataKey;
use crate::slot::device_key_alias;
use crate::unlocked::Unlocked;
use mien_ports::ClockReading;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Makes and opens vault files.
#[derive(Debug, Clone, Copy)]
pub struct Vault;

/// What a vault can be asked without a passcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultState {
    /// There is no vault yet: enrol.
    Empty,
    /// Waiting for the person.
    Locked {
        /// Tries until the passcode is destroyed, 1 to 10. Warn at one.
        attempts_left: u32,
        /// What can open it.
        factors: Factors,
    },
    /// Waiting for time to pass. Biometrics and the recovery code work meanwhile.
    Throttled {
        /// Milliseconds until the next try is accepted. Count down.
        remaining_ms: u64,
        /// Tries until the passcode is destroyed.
        attempts_left: u32,
        /// What can open it.
        factors: Factors,
    },
    /// Waiting for the passcode, because the platform has invalidated the biometric key (a fingerprint was added, the
    /// screen lock was removed). Say so once, and offer to turn biometrics on again after the unlock.
    BiometricInvalidated {
        /// Tries until the passcode is destroyed.
        attempts_left: u32,
        /// What can open it.
        factors: Factors,
    },
    /// Open. Only a [`VaultSession`](crate::VaultSession) answers this: a file cannot know.
    Unlocked {
        /// When it was opened, milliseconds since boot.
        since_ms: u64,
        /// What opened it, or what the person last proved to be there with.
        factor: Factor,
    },
    /// The passcode was destroyed after too many tries. Ask for the recovery code, or erase and enrol again.
    Wiped {
        /// There is a recovery code.
        recoverable: bool,
    },
    /// A restored backup, a copied file or a counter that was turned back: recover with the code, or erase and enrol again.
    TamperedOrRestored,
    /// The file is broken: offer to save what can be read, or to erase and enrol again.
    Damaged {
        /// The file cannot be read as a whole, but may hold records that can: [`Vault::salvage`], or
        /// [`VaultSession::unlock_salvaging`](crate::VaultSession::unlock_salvaging). Otherwise no slot is left to open it
        /// with.
        salvageable: bool,
    },
}

impl Vault {
    /// Opens an existing vault file, locked. Only one object on the whole device can have it open.
    ///
    /// # Errors
    /// [`VaultError::Empty`], [`VaultError::Busy`], [`VaultError::NotAVault`], [`VaultError::VaultTooNew`] and
    /// [`VaultError::Damaged`]; the file is left as it is.
    pub fn open(path: &Path, ports: VaultPorts) -> Result<Locked, VaultError> {
        Ok(Locked { shared: Arc::new(Shared::new(ports, Database::open(path)?)) })
    }

    /// Opens a damaged vault file, locked, after moving into a new one whatever can still be read. The damaged file stays
    /// beside it as `<file>.damaged-<n>`, for support. Unlock it with [`Locked::unlock_salvaging`].
    ///
    /// # Errors
    /// [`VaultError::Empty`], [`VaultError::Busy`], [`VaultError::NotAVault`]; [`VaultError::Damaged`] when not even a slot
    /// is left, and [`VaultError::Storage`]: nothing was changed then.
    pub fn salvage(path: &Path, ports: VaultPorts) -> Result<Locked, VaultError> {
        Ok(Locked { shared: Arc::new(Shared::new(ports, Database::rebuild(path)?)) })
    }

    /// The state of the vault at this path, also when there is none or a broken one. Opens and closes the file.
    ///
    /// # Errors
    /// As [`Vault::open`] except [`VaultError::Empty`] and [`VaultError::Damaged`].
    pub fn state(path: &Path, ports: VaultPorts) -> Result<VaultState, VaultError> {
        match Self::open(path, ports) {
            Ok(locked) => locked.state(),
            Err(VaultError::Empty) => Ok(VaultState::Empty),
            Err(VaultError::Damaged) => Ok(VaultState::Damaged { salvageable: true }),
            Err(error) => Err(error),
        }
    }

    /// Erases the vault at this path, also one that is damaged beyond opening: the device's keys first, as far as the file
    /// still says which, then the files. An empty place is erased already.
    ///
    /// # Errors
    /// As [`Locked::erase`], and [`VaultError::NotAVault`], [`VaultError::VaultTooNew`]: such a file is left alone.
    pub fn erase(path: &Path, ports: VaultPorts) -> Result<(), VaultError> {
        match Self::open(path, ports.clone()) {
            Ok(locked) => locked.erase(),
            Err(VaultError::Empty) => Ok(()),
            Err(VaultError::Damaged) => match Self::salvage(path, ports) {
                Ok(locked) => locked.erase(),
                // Not even a slot is left, so nobody knows the names of its keys; they open nothing without one.
                Err(VaultError::Damaged | VaultError::Storage) => {
                    let path = database::resolve(path)?;
                    let lock = database::lock(&path)?;
                    remove_files(&path)?;
                    drop(lock);
                    Ok(())
                }
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        }
    }
}

/// The vault's file and whatever may lie beside it.
fn remove_files(path: &Path) -> Result<(), VaultError> {
    let plain = ["", "-wal", "-shm", ".creating", ".creating-journal"].map(str::to_owned);
    let kept = [".before-migration".to_owned()].into_iter().chain(database::rebuild_suffixes());
    for suffix in plain.into_iter().chain(kept).chain([".lock".to_owned()]) {
        database::remove_file(&with_suffix(path, &suffix))?;
    }
    Ok(())
}

/// An open vault file without its data key.
pub struct Locked {
    pub(crate) shared: Arc<Shared>,
}

impl Locked {
    /// What the vault waits for. Costs no try.
    ///
    /// # Errors
    /// [`VaultError::Device`] when counter or clock do not answer, [`VaultError::Storage`].
    pub fn state(&self) -> Result<VaultState, VaultError> {
        attempt::inspect(&self.shared)
    }

    /// Tries a passcode. Takes as long as the key derivation was told to (see [`crate::KdfParams`]): call it off the
    /// main thread.
    ///
    /// The try is counted on the device and in the file before the passcode is looked at; killing the process at any
    /// point leaves it spent or not begun.
    ///
    /// # Errors
    /// [`UnlockError`]; each variant says what the app should do.
    pub fn unlock(&self, passcode: &Passcode) -> Result<Unlocked, UnlockError> {
        self.unlock_with(passcode.secretive(), Factor::Passcode)
    }

    /// Tries a pattern. Counted together with the passcode.
    ///
    /// # Errors
    /// As [`unlock`](Self::unlock), and [`UnlockError::NoSuchFactor`].
    pub fn unlock_with_pattern(&self, pattern: &Pattern) -> Result<Unlocked, UnlockError> {
        self.unlock_with(pattern.secretive(), Factor::Pattern)
    }

    /// Has the platform check the person's biometrics. Blocks until the person or the platform has answered: call it off
    /// the main thread. `prompt` is what the platform shows.
    ///
    /// There is no way to report a success without the key that the hardware unwraps. Not counted, because the hardware
    /// counts; wrong passcodes of before stay counted.
    ///
    /// # Errors
    /// [`UnlockError::BiometricInvalidated`], [`UnlockError::NoSuchFactor`], and [`UnlockError::Device`] for what the
    /// platform answers (cancelled, locked out): the passcode always remains.
    pub fn unlock_with_biometrics(&self, prompt: &str) -> Result<Unlocked, UnlockError> {
        let right = self.shared.begin_attempt().ok_or(UnlockError::Busy)?;
        let now = self.shared.ports.clock.now()?;
        let data_key = attempt::open_with_biometrics(&self.shared, &right, prompt)?;
        self.opened(data_key, Factor::Biometrics, now)
    }

    /// Unlocks what [`Vault::salvage`] opened, or a vault whose records were altered: keeps every record that authenticates
    /// in its place and says how many did not. Copy the file first if you did not come from [`Vault::salvage`].
    ///
    /// Records that somebody put back in an older version cannot be told from the newest ones here.
    ///
    /// # Errors
    /// As [`unlock`](Self::unlock).
    pub fn unlock_salvaging(&self, passcode: &Passcode) -> Result<(Unlocked, Salvaged), UnlockError> {
        let right = self.shared.begin_attempt().ok_or(UnlockError::Busy)?;
        let now = self.shared.ports.clock.now()?;
        let opened = attempt::attempt(&self.shared, &right, passcode.secretive())?;
        let needed = self.shared.with_database(record::nonces_needed)?;
        let random = || self.shared.ports.random();
        let nonces = (0..needed).map(|_| random()).collect::<Result<Vec<_>, _>>()?;
        let (keys, salvaged) =
            self.shared.with_database(|database| record::salvage(database, opened.data_key, nonces))?;
        Ok((Unlocked::new(Arc::clone(&self.shared), keys, Factor::Passcode, now), salvaged))
    }

    fn unlock_with(&self, secret: Secretive<'_>, factor: Factor) -> Result<Unlocked, UnlockError> {
        let right = self.shared.begin_attempt().ok_or(UnlockError::Busy)?;
        let opened = attempt::attempt(&self.shared, &right, secret)?;
        let now = self.shared.ports.clock.now()?;
        let unlocked = self.opened(opened.data_key, factor, now)?;
        attempt::forget_old_key(&self.shared, &opened.slot.header);
        Ok(unlocked)
    }

    fn opened(&self, data_key: DataKey, factor: Factor, now: ClockReading) -> Result<Unlocked, UnlockError> {
        let keys = self.shared.with_database(|database| {
            let keys = record::verify_records(database, data_key)?;
            database::forget_copy(database.path());
            Ok(keys)
        })?;
        Ok(Unlocked::new(Arc::clone(&self.shared), keys, factor, now))
    }

    /// Erases the vault: the device's keys first, then the files, damaged ones and copies too. Keys of credentials are the caller's to delete.
    ///
    /// # Errors
    /// [`VaultError::Busy`] while an [`Unlocked`] of this vault exists, [`VaultError::Device`] when the key could not be
    /// deleted, [`VaultError::Storage`]. Try again: what was deleted stays deleted.
    pub fn erase(self) -> Result<(), VaultError> {
        let shared = Arc::try_unwrap(self.shared).map_err(|_| VaultError::Busy)?;
        let slots = shared.with_database(Database::slots)?;
        for header in slots.keyed_headers() {
            shared.ports.keys.delete(&header.alias())?;
            // What a change that was killed may have left on either side.
            for generation in [header.generation.saturating_sub(1), header.generation.saturating_add(1)] {
                shared.ports.keys.delete(&device_key_alias(header.kind, &header.vault_id, generation))?;
            }
        }
        let database = shared.into_database();
        let path = database.path().to_owned();
        // The lock is held until the files are gone.
        let lock = database.close();
        remove_files(&path)?;
        drop(lock);
        Ok(())
    }
}

impl fmt::Debug for Locked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Locked").finish_non_exhaustive()
    }
}
