//! What the locked and the unlocked side of one open vault have in common.

use crate::database::Database;
use crate::error::VaultError;
use crate::ports::VaultPorts;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

pub(crate) struct Shared {
    pub(crate) ports: VaultPorts,
    database: Mutex<Database>,
    attempting: AtomicBool,
}

impl Shared {
    pub(crate) fn new(ports: VaultPorts, database: Database) -> Self {
        Self { ports, database: Mutex::new(database), attempting: AtomicBool::new(false) }
    }

    /// Runs `work` alone on the database. No port may be called inside: a port may block, or call back.
    pub(crate) fn with_database<T>(
        &self,
        work: impl FnOnce(&mut Database) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        // A poisoned lock only means that some thread died; SQLite rolled its transaction back.
        work(&mut self.database.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes the right to make a try. A flag and not a lock, because ports are called while it is held: who comes
    /// second, also from within a port, is told so and does not wait for ever.
    pub(crate) fn begin_attempt(&self) -> Option<Attempting<'_>> {
        let free = self.attempting.compare_exchange(false, true, Ordering::AcqRel, Ordering::Acquire);
        // Lazily: a right that is made and dropped here would free the one that somebody else holds.
        free.is_ok().then(|| Attempting(&self.attempting))
    }

    pub(crate) fn into_database(self) -> Database {
        self.database.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to make a try; given back when dropped.
pub(crate) struct Attempting<'a>(&'a AtomicBool);

impl Drop for Attempting<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}
