//! The whole unlock as one state machine: what an app holds.

use crate::error::{UnlockError, VaultError};
use crate::kdf::KdfParams;
use crate::passcode::{NewPasscode, Passcode, Pattern, RecoveryCode};
use crate::ports::VaultPorts;
use crate::record::Salvaged;
use crate::unlocked::Unlocked;
use crate::vault::{Locked, Vault, VaultState};
use mien_ports::ClockReading;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// For how long a vault stays open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionPolicy {
    /// Milliseconds without use after which the vault locks. The time asleep counts.
    pub auto_lock_ms: u64,
    /// Milliseconds in the background after which the vault is locked on return. Zero locks at once.
    pub background_ms: u64,
}

impl Default for SessionPolicy {
    /// Two minutes without use; at once in the background.
    fn default() -> Self {
        Self { auto_lock_ms: 120_000, background_ms: 0 }
    }
}

/// How far wall clock and elapsed time may drift apart between two calls. More means that somebody set the clock, or that
/// one of the two is not what it says: the session ends, which costs one unlock.
const CLOCK_TOLERANCE_MS: u64 = 5 * 60 * 1000;

/// One vault at one path: empty, locked, throttled, open, wiped, tampered with or damaged. All methods may be called from any
/// thread; those that derive a key or show a prompt block, so call them off the main thread.
pub struct VaultSession {
    path: PathBuf,
    ports: VaultPorts,
    policy: SessionPolicy,
    open: Mutex<Option<Open>>,
}

struct Open {
    vault: Arc<Unlocked>,
    since_ms: u64,
    used: ClockReading,
    background: Option<u64>,
}

/// Whether a session that was used at one reading is over at the next. Pure; every doubt ends it.
fn is_over(policy: SessionPolicy, used: &ClockReading, background: Option<u64>, now: &ClockReading) -> bool {
    let Some(idle) = now.elapsed_ms.checked_sub(used.elapsed_ms) else {
        return true;
    };
    let away = background.map(|since| now.elapsed_ms.saturating_sub(since));
    let drift = now.wall_ms.abs_diff(used.wall_ms.saturating_add(idle));
    now.boot_id.is_empty()
        || now.boot_id != used.boot_id
        || idle >= policy.auto_lock_ms
        || away.is_some_and(|away| away >= policy.background_ms)
        || drift > CLOCK_TOLERANCE_MS
}

impl VaultSession {
    /// A session for the vault at this path. Opens nothing yet.
    pub fn new(path: &Path, ports: VaultPorts, policy: SessionPolicy) -> Self {
        Self { path: path.to_owned(), ports, policy, open: Mutex::new(None) }
    }

    /// What the vault is in. Looking is no use: a screen that asks again and again keeps nothing open.
    ///
    /// # Errors
    /// [`VaultError::Device`] when a port does not answer, [`VaultError`] for what is wrong with the file.
    pub fn state(&self) -> Result<VaultState, VaultError> {
        let now = self.ports.clock.now()?;
        if let Some(open) = self.fresh(&now).as_ref() {
            return Ok(VaultState::Unlocked { since_ms: open.since_ms, factor: open.vault.factor() });
        }
        Vault::state(&self.path, self.ports.clone())
    }

    /// The open vault. Counts as use. Do not keep it: ask for it each time, or it outlives the lock.
    ///
    /// # Errors
    /// [`VaultError::Locked`] when it is not open or has just locked itself, [`VaultError::Device`] when the clock does not
    /// answer.
    pub fn current(&self) -> Result<Arc<Unlocked>, VaultError> {
        let now = self.ports.clock.now()?;
        let mut open = self.fresh(&now);
        let open = open.as_mut().ok_or(VaultError::Locked)?;
        // Another thread may have read the clock later and been here first.
        if open.used.elapsed_ms < now.elapsed_ms {
            open.used = now;
        }
        Ok(Arc::clone(&open.vault))
    }

    /// Makes the vault and opens it. See [`Vault::create`].
    ///
    /// # Errors
    /// As [`Vault::create`], and [`VaultError::SuspectDevice`].
    pub fn create(&self, passcode: &NewPasscode, kdf: KdfParams) -> Result<Arc<Unlocked>, VaultError> {
        self.ports.require_sound_device()?;
        let now = self.ports.clock.now()?;
        let vault = Vault::create(&self.path, self.ports.clone(), passcode, kdf)?;
        Ok(self.keep(vault, now))
    }

    /// Opens the vault with the passcode, or verifies it again when the vault is open; a wrong one ends the session then,
    /// because whoever typed it is not whoever opened it. Counted either way.
    ///
    /// # Errors
    /// [`UnlockError`]; each variant says what the app should do.
    pub fn unlock(&self, passcode: &Passcode) -> Result<Arc<Unlocked>, UnlockError> {
        self.enter(|locked| locked.unlock(passcode), |vault| vault.verify_passcode(passcode))
    }

    /// The same with the pattern.
    ///
    /// # Errors
    /// [`UnlockError`]
    pub fn unlock_with_pattern(&self, pattern: &Pattern) -> Result<Arc<Unlocked>, UnlockError> {
        self.enter(|locked| locked.unlock_with_pattern(pattern), |vault| vault.verify_pattern(pattern))
    }

    /// The same with the platform's biometrics; `prompt` is what it shows.
    ///
    /// # Errors
    /// [`UnlockError`]
    pub fn unlock_with_biometrics(&self, prompt: &str) -> Result<Arc<Unlocked>, UnlockError> {
        self.enter(|locked| locked.unlock_with_biometrics(prompt), |vault| vault.verify_biometrics(prompt))
    }

    /// Opens the vault with the recovery code and sets a new passcode. See [`Locked::recover`].
    ///
    /// # Errors
    /// As [`Locked::recover`].
    pub fn recover(
        &self,
        code: &RecoveryCode,
        new: &NewPasscode,
        kdf: KdfParams,
    ) -> Result<Arc<Unlocked>, UnlockError> {
        self.lock();
        self.enter(|locked| locked.recover(code, new, kdf), |_| Err(UnlockError::Busy))
    }

    /// Opens a damaged vault and keeps every record that authenticates: after [`VaultState::Damaged`] that is salvageable,
    /// and after [`VaultError::Damaged`] or [`VaultError::RecordsAltered`] from an unlock. The damaged file stays beside the
    /// new one. Call it again after a wrong passcode.
    ///
    /// # Errors
    /// As [`Vault::salvage`] and [`Locked::unlock_salvaging`].
    pub fn unlock_salvaging(&self, passcode: &Passcode) -> Result<(Arc<Unlocked>, Salvaged), UnlockError> {
        self.lock();
        let now = self.ports.clock.now()?;
        let locked = match Vault::open(&self.path, self.ports.clone()) {
            Err(VaultError::Damaged) => Vault::salvage(&self.path, self.ports.clone())?,
            opened => opened?,
        };
        let (vault, salvaged) = locked.unlock_salvaging(passcode)?;
        Ok((self.keep(vault, now), salvaged))
    }

    fn enter(
        &self,
        open: impl FnOnce(&Locked) -> Result<Unlocked, UnlockError>,
        again: impl FnOnce(&Unlocked) -> Result<(), UnlockError>,
    ) -> Result<Arc<Unlocked>, UnlockError> {
        match self.current() {
            Ok(vault) => {
                if let Err(error) = again(&vault) {
                    drop(vault);
                    // Cancelling a prompt proves nothing against whoever is there.
                    if !matches!(error, UnlockError::Device { .. } | UnlockError::Busy) {
                        self.lock();
                    }
                    return Err(error);
                }
                Ok(vault)
            }
            Err(VaultError::Locked) => {
                // Read before anything happens: a clock that fails must not leave a vault open that nobody holds.
                let now = self.ports.clock.now()?;
                let locked = Vault::open(&self.path, self.ports.clone())?;
                let vault = open(&locked)?;
                Ok(self.keep(vault, now))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Locks at once: the data key is wiped and the file closed, as soon as nobody uses the vault any more.
    pub fn lock(&self) {
        let open = self.guard().take();
        // The key is wiped here, after the lock is free.
        drop(open);
    }

    /// The app leaves the foreground, or the screen goes dark. Locks at once, or after the policy's time on return.
    ///
    /// # Errors
    /// [`VaultError::Device`] when the clock does not answer; the vault is locked then.
    pub fn background(&self) -> Result<(), VaultError> {
        if self.policy.background_ms == 0 {
            self.lock();
            return Ok(());
        }
        match self.ports.clock.now() {
            Ok(now) => {
                if let Some(open) = self.guard().as_mut() {
                    open.background.get_or_insert(now.elapsed_ms);
                }
                Ok(())
            }
            Err(error) => {
                self.lock();
                Err(error.into())
            }
        }
    }

    /// The app is back. Answers whether the vault is still open.
    ///
    /// # Errors
    /// [`VaultError::Device`] when the clock does not answer; the vault is locked then.
    pub fn foreground(&self) -> Result<bool, VaultError> {
        let Ok(now) = self.ports.clock.now() else {
            self.lock();
            return Err(mien_ports::DeviceError::Unavailable.into());
        };
        let mut open = self.fresh(&now);
        Ok(open.as_mut().is_some_and(|open| {
            open.background = None;
            true
        }))
    }

    /// Locks, and erases everything. See [`Vault::erase`].
    ///
    /// # Errors
    /// As [`Vault::erase`].
    pub fn erase(&self) -> Result<(), VaultError> {
        self.lock();
        Vault::erase(&self.path, self.ports.clone())
    }

    fn keep(&self, vault: Unlocked, now: ClockReading) -> Arc<Unlocked> {
        let vault = Arc::new(vault);
        let open = Open { vault: Arc::clone(&vault), since_ms: now.elapsed_ms, used: now, background: None };
        let before = self.guard().replace(open);
        drop(before);
        vault
    }

    /// The open session, or none when it is over. What is over is dropped only after the guard, so `None` is put in its
    /// place here and the key is wiped by the caller's return.
    fn fresh(&self, now: &ClockReading) -> MutexGuard<'_, Option<Open>> {
        let mut guard = self.guard();
        let over = guard.as_ref().is_some_and(|open| {
            // A reading from before the last one was taken by another thread; it says nothing about now.
            let raced = now.boot_id == open.used.boot_id
                && now.elapsed_ms < open.used.elapsed_ms
                && open.used.elapsed_ms - now.elapsed_ms < 1000
                && now.wall_ms <= open.used.wall_ms;
            !raced && is_over(self.policy, &open.used, open.background, now)
        });
        if over {
            *guard = None;
        }
        guard
    }

    fn guard(&self) -> MutexGuard<'_, Option<Open>> {
        // A panic elsewhere leaves nothing half done in here.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for VaultSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VaultSession").finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
