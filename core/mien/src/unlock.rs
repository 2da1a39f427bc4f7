//! The ways into the vault: which there are, trying one, changing them.

use crate::{Mien, UnlockError, account};
use mien_ports::{DeviceError, LogLevel, SecurityLevel};
use mien_vault::{
    CalendarDate, Factors, KdfParams, KnownNumbers, NewPasscode, NewPattern, PatternPad, PinPad,
    RecoveryCode, Rotated, Salvaged, Unlocked, VaultError, VaultState, WeakPasscode,
};
use std::sync::Arc;

/// What a passcode may cost on this device, when [`Config::kdf`](crate::Config::kdf) leaves it to be measured.
const UNLOCK_MS: u64 = 700;
/// The most memory that measuring takes, in KiB.
const MEMORY_KIB: u32 = 131_072;

impl Mien {
    /// What the app is in. Looking is no use: a screen that asks again and again keeps nothing open.
    ///
    /// # Errors
    /// [`UnlockError::Refused`] when the vault file or a port does not answer.
    pub fn status(&self) -> Result<VaultState, UnlockError> {
        Ok(self.session.state()?)
    }

    /// Whether the device's counter of tries is there and cannot be read any more: its file or its keys were taken away, one without
    /// the other. Nothing opens then and nothing new begins, which is meant: a counter that could be made anew would count nothing. Ask
    /// when [`status`](Self::status) fails or finds nobody, and say that the app's data have to be cleared in the device's settings.
    pub fn is_counter_lost(&self) -> bool {
        matches!(self.ports().counter.read(), Err(DeviceError::Storage | DeviceError::OutOfContract))
    }

    /// Where the keys of this device live. Show it as it is.
    ///
    /// # Errors
    /// [`UnlockError::Refused`] when the key store does not answer.
    pub fn security_level(&self) -> Result<SecurityLevel, UnlockError> {
        Ok(self.ports().keys.security_level()?)
    }

    /// What opens the vault at the moment, for the settings. The vault must be open.
    ///
    /// # Errors
    /// [`UnlockError::Locked`]
    pub fn factors(&self) -> Result<Factors, UnlockError> {
        Ok(self.vault()?.factors()?)
    }

    /// Unlocks with the passcode on the pad, which is emptied; verifies it again when the vault is open, and a wrong one
    /// locks it then. Counted before it is tried.
    ///
    /// # Errors
    /// [`UnlockError`]; each variant says what the app should do.
    pub fn unlock(&self, pad: &mut PinPad) -> Result<(), UnlockError> {
        self.enter_with_passcode(pad).map(drop)
    }

    /// The same with the pattern on the grid, which is emptied. Counted together with the passcode.
    ///
    /// # Errors
    /// [`UnlockError`]
    pub fn unlock_with_pattern(&self, pad: &mut PatternPad) -> Result<(), UnlockError> {
        self.enter_with_pattern(pad).map(drop)
    }

    /// The same with the platform's biometrics; `prompt` is what it shows. Blocks until the person has answered.
    ///
    /// # Errors
    /// [`UnlockError`]: whatever it is, the passcode remains.
    pub fn unlock_with_biometrics(&self, prompt: &str) -> Result<(), UnlockError> {
        self.enter_with_biometrics(prompt).map(drop)
    }

    /// Opens the vault with the recovery code and sets a new passcode, typed twice: after a forgotten or destroyed one, or
    /// with the vault's file on a new phone. Pattern and biometrics have to be set up anew.
    ///
    /// # Errors
    /// [`UnlockError::Passcode`] with the reason, or [`UnlockError::Refused`]; nothing is changed then.
    pub fn recover(
        &self,
        code: &RecoveryCode,
        first: &mut PinPad,
        again: &mut PinPad,
    ) -> Result<(), UnlockError> {
        let new = choose(first, again, &Known::default())?;
        let vault = self.session.recover(code, &new, self.kdf())?;
        self.opened(&vault);
        Ok(())
    }

    /// Opens a damaged vault with the passcode and keeps every record that authenticates: the way on after
    /// [`VaultState::Damaged`] that is salvageable. The damaged file stays beside the new one.
    ///
    /// # Errors
    /// As [`unlock`](Self::unlock). After a wrong passcode call it again.
    pub fn repair(&self, pad: &mut PinPad) -> Result<Salvaged, UnlockError> {
        let (vault, salvaged) = self.session.unlock_salvaging(&pad.finish()?)?;
        self.opened(&vault);
        Ok(salvaged)
    }

    /// Why the six digits on the pad are too easy, if they are: for a live hint while a passcode is changed or chosen after a
    /// recovery. The pad is emptied. The numbers in the vault are among what is too easy, as long as it is open.
    ///
    /// # Errors
    /// [`UnlockError::Passcode`] when there are fewer than six digits.
    pub fn weakness(&self, pad: &mut PinPad) -> Result<Option<WeakPasscode>, UnlockError> {
        let passcode = pad.finish()?;
        let known = self.vault_if_open()?.map_or_else(|| Ok(Known::default()), |vault| Known::of(&vault))?;
        Ok(known.with(|numbers| NewPasscode::weakness(&passcode, &numbers)))
    }

    /// Changes the passcode; all three pads are emptied. The old one is tried like any other, counted first.
    ///
    /// # Errors
    /// [`UnlockError::Passcode`] with the reason, or [`UnlockError::Refused`]; the old passcode stays then.
    pub fn change_passcode(
        &self,
        old: &mut PinPad,
        first: &mut PinPad,
        again: &mut PinPad,
    ) -> Result<(), UnlockError> {
        let vault = self.vault()?;
        let old = old.finish()?;
        let new = choose(first, again, &Known::of(&vault)?)?;
        Ok(vault.change_passcode(&old, &new, self.kdf())?)
    }

    /// Sets a new passcode, typed twice, without the old one: for somebody who forgot it and has just opened the vault with
    /// their biometrics or their pattern.
    ///
    /// # Errors
    /// [`VaultError::StepUpRequired`] inside [`UnlockError::Refused`] when the last proof is a passcode or too long ago.
    pub fn replace_forgotten_passcode(
        &self,
        first: &mut PinPad,
        again: &mut PinPad,
    ) -> Result<(), UnlockError> {
        let vault = self.vault()?;
        let new = choose(first, again, &Known::of(&vault)?)?;
        Ok(vault.replace_forgotten_passcode(&new, self.kdf())?)
    }

    /// Adds a pattern, drawn twice, or replaces it. Both grids are emptied.
    ///
    /// # Errors
    /// [`UnlockError::Pattern`] with the reason, [`VaultError::StepUpRequired`] inside [`UnlockError::Refused`]: ask for the
    /// passcode, then call again.
    pub fn set_pattern(&self, first: &mut PatternPad, again: &mut PatternPad) -> Result<(), UnlockError> {
        let new = NewPattern::choose(first.finish()?, &again.finish()?)?;
        Ok(self.vault()?.set_pattern(&new, self.kdf())?)
    }

    /// Removes the pattern. Succeeds when there is none.
    ///
    /// # Errors
    /// [`UnlockError`]; it still opens the vault then.
    pub fn remove_pattern(&self) -> Result<(), UnlockError> {
        Ok(self.vault()?.remove_pattern()?)
    }

    /// Turns biometrics on, or on again after the platform invalidated them. `prompt` is what the platform shows if it asks
    /// for the person already here.
    ///
    /// # Errors
    /// [`VaultError::StepUpRequired`] inside [`UnlockError::Refused`]: ask for the passcode, then call again;
    /// [`DeviceError::Unsupported`](mien_ports::DeviceError::Unsupported) on a device without them.
    pub fn enable_biometrics(&self, prompt: &str) -> Result<(), UnlockError> {
        Ok(self.vault()?.enable_biometrics(prompt)?)
    }

    /// Turns biometrics off.
    ///
    /// # Errors
    /// [`UnlockError`]; they still open the vault then.
    pub fn disable_biometrics(&self) -> Result<(), UnlockError> {
        Ok(self.vault()?.disable_biometrics()?)
    }

    /// A code that opens nothing yet: show it, have it written down, and hand it to
    /// [`set_recovery_code`](Self::set_recovery_code). The vault must be open.
    ///
    /// # Errors
    /// [`UnlockError::Locked`]
    pub fn new_recovery_code(&self) -> Result<RecoveryCode, UnlockError> {
        Ok(self.vault()?.new_recovery_code()?)
    }

    /// Makes this the recovery code, in the place of the one before.
    ///
    /// # Errors
    /// [`VaultError::StepUpRequired`] inside [`UnlockError::Refused`]: ask for the passcode, then call again. The code before stays
    /// until then.
    pub fn set_recovery_code(&self, code: &RecoveryCode) -> Result<(), UnlockError> {
        Ok(self.vault()?.set_recovery_code(code, self.kdf())?)
    }

    /// Makes the recovery code worthless. Succeeds when there is none.
    ///
    /// # Errors
    /// [`UnlockError`]; it still opens the vault then.
    pub fn remove_recovery_code(&self) -> Result<(), UnlockError> {
        Ok(self.vault()?.remove_recovery_code()?)
    }

    /// Replaces the vault's data key, so that no earlier copy of its file opens with anything that still exists: for after the
    /// phone was out of its owner's hands, or once a year. The passcode is tried like any other, counted first; `prompt` is
    /// what the platform shows if it asks for the person. A pattern has to be drawn anew, and a recovery code is replaced.
    ///
    /// # Errors
    /// [`UnlockError`]; nothing is changed then.
    pub fn renew_keys(&self, pad: &mut PinPad, prompt: &str) -> Result<Rotated, UnlockError> {
        Ok(self.vault()?.rotate(&pad.finish()?, prompt, self.kdf())?)
    }

    /// Locks at once: the vault's key is wiped. Call it when the app leaves the foreground.
    pub fn lock(&self) {
        self.session.lock();
    }

    pub(crate) fn enter_with_passcode(&self, pad: &mut PinPad) -> Result<Arc<Unlocked>, UnlockError> {
        let vault = self.session.unlock(&pad.finish()?)?;
        self.opened(&vault);
        Ok(vault)
    }

    pub(crate) fn enter_with_pattern(&self, pad: &mut PatternPad) -> Result<Arc<Unlocked>, UnlockError> {
        let vault = self.session.unlock_with_pattern(&pad.finish()?)?;
        self.opened(&vault);
        Ok(vault)
    }

    pub(crate) fn enter_with_biometrics(&self, prompt: &str) -> Result<Arc<Unlocked>, UnlockError> {
        let vault = self.session.unlock_with_biometrics(prompt)?;
        self.opened(&vault);
        Ok(vault)
    }

    pub(crate) fn create_vault(&self, passcode: &NewPasscode) -> Result<(), UnlockError> {
        Ok(self.session.create(passcode, self.kdf()).map(drop)?)
    }

    /// The open vault. Counts as use.
    pub(crate) fn vault(&self) -> Result<Arc<Unlocked>, UnlockError> {
        Ok(self.session.current()?)
    }

    /// The same, or none while it is locked.
    pub(crate) fn vault_if_open(&self) -> Result<Option<Arc<Unlocked>>, UnlockError> {
        match self.session.current() {
            Ok(vault) => Ok(Some(vault)),
            Err(VaultError::Locked) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// What waits may wait longer: it must not keep the person out.
    fn opened(&self, vault: &Unlocked) {
        if let Err(error) = self.pending.move_into(vault, self.ports()) {
            self.ports().log(LogLevel::Warn, error.code());
        }
        if let Err(error) = account::complete(self, vault) {
            self.ports().log(LogLevel::Warn, error.code());
        }
    }

    fn kdf(&self) -> KdfParams {
        self.config.kdf.unwrap_or_else(|| {
            KdfParams::calibrate(&*self.ports().clock, UNLOCK_MS, MEMORY_KIB).unwrap_or_default()
        })
    }
}

fn choose(first: &mut PinPad, again: &mut PinPad, known: &Known) -> Result<NewPasscode, UnlockError> {
    let (first, again) = (first.finish()?, again.finish()?);
    Ok(known.with(|numbers| NewPasscode::choose(first, &again, &numbers))?)
}

/// What a thief of the phone may know about the people of the vault. Their numbers are wiped with it.
#[derive(Default)]
struct Known {
    dates: Vec<CalendarDate>,
    numbers: Vec<zeroize::Zeroizing<String>>,
}

impl Known {
    fn of(vault: &Unlocked) -> Result<Self, UnlockError> {
        let mut known = Self::default();
        for (_, person) in vault.people().list()? {
            known.dates.extend(person.born);
            known.numbers.push(zeroize::Zeroizing::new(person.id_number.clone()));
        }
        Ok(known)
    }

    fn with<T>(&self, work: impl FnOnce(KnownNumbers<'_>) -> T) -> T {
        let numbers: Vec<&str> = self.numbers.iter().map(|number| number.as_str()).collect();
        work(KnownNumbers { dates: &self.dates, numbers: &numbers })
    }
}

#[cfg(test)]
#[path = "unlock_tests.rs"]
mod tests;
