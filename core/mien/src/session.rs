//! The open vault: for how long, and for whom.

use crate::{Config, Ports, UnlockError, pending};
use mien_ports::{ClockReading, LogLevel};
use mien_vault::{HistoryEntry, NewPasscode, PinPad, Unlocked, Vault, VaultPorts, VaultState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the app can be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// Nobody is enrolled. Offer to enrol.
    NotEnrolled,
    /// Waiting for the passcode.
    Locked {
        /// Tries until everything is destroyed, 1 to 10. Warn at one.
        attempts_left: u32,
    },
    /// Waiting for time to pass. Count down.
    Throttled {
        /// Milliseconds until the next try is accepted.
        remaining_ms: u64,
        /// Tries until everything is destroyed.
        attempts_left: u32,
    },
    /// Open.
    Unlocked,
    /// Destroyed after too many wrong tries. Enrol again.
    Wiped,
    /// A restored backup, a copied file or a counter that was turned back. Enrol again.
    TamperedOrRestored,
    /// The passcode slot is broken. Enrol again.
    Damaged,
}

/// Holds the open vault and forgets it in time.
pub(crate) struct Session {
    open: Mutex<Option<Open>>,
}

struct Open {
    vault: Arc<Unlocked>,
    used: ClockReading,
}

impl Session {
    pub(crate) const fn new() -> Self {
        Self { open: Mutex::new(None) }
    }

    /// The open vault, if there is one and it was used lately.
    pub(crate) fn current(
        &self,
        config: &Config,
        ports: &Ports,
    ) -> Result<Option<Arc<Unlocked>>, UnlockError> {
        // The clock is a port: it is read before the lock is taken.
        let now = ports.clock.now()?;
        let mut open = self.guard();
        if let Some(session) = open.as_mut() {
            let asleep = now.elapsed_ms.checked_sub(session.used.elapsed_ms);
            if now.boot_id == session.used.boot_id && asleep.is_some_and(|ms| ms < config.auto_lock_ms) {
                session.used = now;
                return Ok(Some(Arc::clone(&session.vault)));
            }
        }
        *open = None;
        Ok(None)
    }

    /// Opens the vault with the passcode on the pad, or checks it again when the vault is open. Counted either way.
    pub(crate) fn unlock(
        &self,
        config: &Config,
        ports: &Ports,
        pad: &mut PinPad,
    ) -> Result<Arc<Unlocked>, UnlockError> {
        let passcode = pad.finish()?;
        if let Some(vault) = self.current(config, ports)? {
            // A wrong passcode ends the session: whoever typed it is not whoever opened it.
            return match vault.verify_passcode(&passcode) {
                Ok(()) => Ok(vault),
                Err(error) => {
                    drop(vault);
                    self.close();
                    Err(error.into())
                }
            };
        }
        let locked = Vault::open(&config.vault_path(), vault_ports(ports))?;
        let vault = Arc::new(locked.unlock(&passcode)?);
        self.keep(ports, &vault)?;
        take_in_pending(config, ports, &vault)?;
        Ok(vault)
    }

    /// Makes the vault and keeps it open.
    pub(crate) fn create(
        &self,
        config: &Config,
        ports: &Ports,
        passcode: &NewPasscode,
    ) -> Result<(), UnlockError> {
        let path = config.vault_path();
        let vault = Vault::create(&path, vault_ports(ports), passcode, config.kdf)?;
        self.keep(ports, &Arc::new(vault))
    }

    pub(crate) fn close(&self) {
        let open = self.guard().take();
        // The key is wiped here, after the lock is free.
        drop(open);
    }

    pub(crate) fn status(&self, config: &Config, ports: &Ports) -> Result<Status, UnlockError> {
        if self.current(config, ports)?.is_some() {
            return Ok(Status::Unlocked);
        }
        Ok(match Vault::state(&config.vault_path(), vault_ports(ports))? {
            VaultState::Empty => Status::NotEnrolled,
            VaultState::Locked { attempts_left } => Status::Locked { attempts_left },
            VaultState::Throttled { remaining_ms, attempts_left } => {
                Status::Throttled { remaining_ms, attempts_left }
            }
            VaultState::Wiped => Status::Wiped,
            VaultState::TamperedOrRestored => Status::TamperedOrRestored,
            VaultState::Damaged => Status::Damaged,
        })
    }

    fn keep(&self, ports: &Ports, vault: &Arc<Unlocked>) -> Result<(), UnlockError> {
        let used = ports.clock.now()?;
        *self.guard() = Some(Open { vault: Arc::clone(vault), used });
        Ok(())
    }

    fn guard(&self) -> MutexGuard<'_, Option<Open>> {
        // A panic elsewhere leaves nothing half done in here.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes a history entry: into the open vault, else into the pending file.
pub(crate) fn record(
    session: &Session,
    config: &Config,
    ports: &Ports,
    entry: HistoryEntry,
) -> Result<(), UnlockError> {
    match session.current(config, ports)? {
        Some(vault) => {
            vault.history().append(&entry)?;
        }
        None => pending::add(&config.pending_path(), ports, entry)?,
    }
    Ok(())
}

fn take_in_pending(config: &Config, ports: &Ports, vault: &Unlocked) -> Result<(), UnlockError> {
    let path = config.pending_path();
    let waiting = pending::waiting(&path, ports)?;
    if waiting.is_empty() {
        return Ok(());
    }
    for entry in &waiting {
        vault.history().append(entry)?;
    }
    ports.log(LogLevel::Info, "pending_history_stored");
    Ok(pending::clear(&path)?)
}

fn vault_ports(ports: &Ports) -> VaultPorts {
    VaultPorts {
        keys: Arc::clone(&ports.keys),
        counter: Arc::clone(&ports.counter),
        clock: Arc::clone(&ports.clock),
        entropy: Arc::clone(&ports.entropy),
    }
}
