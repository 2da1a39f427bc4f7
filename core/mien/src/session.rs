//! The open vault: for how long, and for whom.

use crate::{Config, Ports, UnlockError};
use mien_ports::ClockReading;
use mien_vault::{NewPasscode, PinPad, Unlocked, Vault, VaultError, VaultPorts, VaultState};
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

impl Open {
    fn is_fresh(&self, config: &Config, now: &ClockReading) -> bool {
        let idle = now.elapsed_ms.saturating_sub(self.used.elapsed_ms);
        now.boot_id == self.used.boot_id && idle < config.auto_lock_ms
    }
}

impl Session {
    pub(crate) const fn new() -> Self {
        Self { open: Mutex::new(None) }
    }

    /// The open vault, if there is one and it was used lately. Counts as use.
    pub(crate) fn current(
        &self,
        config: &Config,
        ports: &Ports,
    ) -> Result<Option<Arc<Unlocked>>, UnlockError> {
        // The clock is a port: it is read before the lock is taken.
        let now = ports.clock.now()?;
        let mut open = self.guard();
        if let Some(session) = open.as_mut().filter(|session| session.is_fresh(config, &now)) {
            // Another thread may have read the clock later and been here first.
            session.used.elapsed_ms = session.used.elapsed_ms.max(now.elapsed_ms);
            return Ok(Some(Arc::clone(&session.vault)));
        }
        let stale = open.take();
        drop(open);
        // The key is wiped here, after the lock is free.
        drop(stale);
        Ok(None)
    }

    /// Whether there is an open vault. Looking is no use: a screen that asks again and again keeps nothing open.
    fn is_open(&self, config: &Config, ports: &Ports) -> Result<bool, UnlockError> {
        let now = ports.clock.now()?;
        if self.guard().as_ref().is_some_and(|session| session.is_fresh(config, &now)) {
            return Ok(true);
        }
        self.close();
        Ok(false)
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
        // Read before anything happens: a clock that fails must not leave a vault open that nobody holds.
        let used = ports.clock.now()?;
        let locked = Vault::open(&config.vault_path(), vault_ports(ports))?;
        let vault = Arc::new(locked.unlock(&passcode)?);
        self.keep(used, &vault);
        Ok(vault)
    }

    /// Makes the vault and keeps it open.
    pub(crate) fn create(
        &self,
        config: &Config,
        ports: &Ports,
        passcode: &NewPasscode,
    ) -> Result<(), UnlockError> {
        let used = ports.clock.now()?;
        let vault = Vault::create(&config.vault_path(), vault_ports(ports), passcode, config.kdf)?;
        self.keep(used, &Arc::new(vault));
        Ok(())
    }

    pub(crate) fn close(&self) {
        let open = self.guard().take();
        // The key is wiped here, after the lock is free.
        drop(open);
    }

    pub(crate) fn status(&self, config: &Config, ports: &Ports) -> Result<Status, UnlockError> {
        if self.is_open(config, ports)? {
            return Ok(Status::Unlocked);
        }
        Ok(match Vault::state(&config.vault_path(), vault_ports(ports))? {
            VaultState::Empty => Status::NotEnrolled,
            VaultState::Locked { attempts_left, .. }
            | VaultState::BiometricInvalidated { attempts_left, .. } => Status::Locked { attempts_left },
            VaultState::Throttled { remaining_ms, attempts_left, .. } => {
                Status::Throttled { remaining_ms, attempts_left }
            }
            // A file that was just opened and closed cannot be unlocked.
            VaultState::Unlocked { .. } => Status::Unlocked,
            VaultState::Wiped { .. } => Status::Wiped,
            VaultState::TamperedOrRestored => Status::TamperedOrRestored,
            VaultState::Damaged => Status::Damaged,
        })
    }

    fn keep(&self, used: ClockReading, vault: &Arc<Unlocked>) {
        *self.guard() = Some(Open { vault: Arc::clone(vault), used });
    }

    fn guard(&self) -> MutexGuard<'_, Option<Open>> {
        // A panic elsewhere leaves nothing half done in here.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Erases the vault file and the device's key behind it.
pub(crate) fn erase(config: &Config, ports: &Ports) -> Result<(), UnlockError> {
    match Vault::open(&config.vault_path(), vault_ports(ports)) {
        Ok(locked) => Ok(locked.erase()?),
        Err(VaultError::Empty) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn vault_ports(ports: &Ports) -> VaultPorts {
    VaultPorts {
        keys: Arc::clone(&ports.keys),
        counter: Arc::clone(&ports.counter),
        clock: Arc::clone(&ports.clock),
        entropy: Arc::clone(&ports.entropy),
        // No shell has such a port yet.
        integrity: None,
    }
}
