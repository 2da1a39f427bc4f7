//! Changing the passcode.

use crate::attempt;
use crate::create::seal_slot;
use crate::error::{UnlockError, VaultError};
use crate::kdf::KdfParams;
use crate::passcode::{NewPasscode, Passcode};
use crate::slot::Header;
use crate::unlocked::Unlocked;

impl Unlocked {
    /// Changes the passcode: a new slot under a new key of the device; the records stay as they are.
    ///
    /// The old passcode is tried like any other, counted first. Killed at any point, exactly one of the two opens the
    /// vault afterwards.
    ///
    /// # Errors
    /// [`UnlockError::SamePasscode`], or as [`Locked::unlock`](crate::Locked::unlock); the old passcode stays then.
    pub fn change_passcode(
        &self,
        old: &Passcode,
        new: &NewPasscode,
        kdf: KdfParams,
    ) -> Result<(), UnlockError> {
        let right = self.shared.begin_attempt().ok_or(UnlockError::Busy)?;
        let opened = attempt::attempt(&self.shared, &right, old)?;
        if old.matches(new.passcode()) {
            return Err(UnlockError::SamePasscode);
        }
        let ports = &self.shared.ports;
        let before = opened.slot.header;
        let generation = before.generation.checked_add(1).ok_or(VaultError::Internal)?;
        let header = Header { generation, kdf, salt: ports.random()?, ..before.clone() };
        let slot = seal_slot(ports, header, new.passcode(), &opened.data_key)?;
        self.shared.with_database(|database| database.replace_slot(&slot))?;
        attempt::forget_old_key(&self.shared, &slot);
        Ok(())
    }
}
