//! Opening a vault file.

use crate::attempt;
use crate::database::{Database, SlotState, with_suffix};
use crate::error::{UnlockError, VaultError};
use crate::passcode::Passcode;
use crate::ports::VaultPorts;
use crate::shared::Shared;
use crate::unlocked::Unlocked;
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
    /// Waiting for the passcode.
    Locked {
        /// Tries until the slot is destroyed, 1 to 10. Warn at one.
        attempts_left: u32,
    },
    /// Waiting for time to pass.
    Throttled {
        /// Milliseconds until the next try is accepted.
        remaining_ms: u64,
        /// Tries until the slot is destroyed.
        attempts_left: u32,
    },
    /// The passcode slot was destroyed after too many tries: erase and enrol again.
    Wiped,
    /// A restored backup, a copied file or a counter that was turned back: erase and enrol again.
    TamperedOrRestored,
    /// The passcode slot is broken: erase and enrol again.
    Damaged,
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

    /// The state of the vault at this path, also when there is none. Opens and closes the file.
    ///
    /// # Errors
    /// As [`Vault::open`] except [`VaultError::Empty`].
    pub fn state(path: &Path, ports: VaultPorts) -> Result<VaultState, VaultError> {
        match Self::open(path, ports) {
            Ok(locked) => locked.state(),
            Err(VaultError::Empty) => Ok(VaultState::Empty),
            Err(error) => Err(error),
        }
    }
}

/// An open vault file without its data key.
pub struct Locked {
    shared: Arc<Shared>,
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
        let right = self.shared.begin_attempt().ok_or(UnlockError::Busy)?;
        let opened = attempt::attempt(&self.shared, &right, passcode)?;
        self.shared.with_database(|database| database.verify_records(&opened.data_key))?;
        attempt::forget_old_key(&self.shared, &opened.slot);
        Ok(Unlocked { shared: Arc::clone(&self.shared), data_key: opened.data_key })
    }

    /// Erases the vault: the device's key first, then the files. Keys of credentials are the caller's to delete.
    ///
    /// # Errors
    /// [`VaultError::Busy`] while an [`Unlocked`] of this vault exists, [`VaultError::Device`] when the key could not be
    /// deleted, [`VaultError::Storage`]. Try again: what was deleted stays deleted.
    pub fn erase(self) -> Result<(), VaultError> {
        let shared = Arc::try_unwrap(self.shared).map_err(|_| VaultError::Busy)?;
        let slot = shared.with_database(Database::slot)?;
        if let SlotState::Whole(slot) = slot {
            shared.ports.keys.delete(&slot.header.alias())?;
        }
        let database = shared.into_database();
        let path = database.path().to_owned();
        // The lock is held until the files are gone.
        let lock = database.close();
        for suffix in ["", "-wal", "-shm", ".creating", ".lock"] {
            match std::fs::remove_file(with_suffix(&path, suffix)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(VaultError::Storage);
                }
                _ => {}
            }
        }
        drop(lock);
        Ok(())
    }
}

impl fmt::Debug for Locked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Locked").finish_non_exhaustive()
    }
}
