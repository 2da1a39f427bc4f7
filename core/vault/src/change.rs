//! Changing what opens the vault: a new passcode, a pattern, biometrics, a recovery code.

use crate::attempt;
use crate::create::{seal_recovery_slot, seal_slot};
use crate::crypto::Secret;
use crate::database::{self, Slots, Stored};
use crate::error::{UnlockError, VaultError};
use crate::factor::Factor;
use crate::kdf::KdfParams;
use crate::passcode::{NewPasscode, NewPattern, Passcode, RecoveryCode, Secretive};
use crate::ports::VaultPorts;
use crate::shared::Shared;
use crate::slot::{self, BiometricSlot, DataKey, Header, Slot, SlotKind, WRAPPING_KEY_LEN, WrappingKey};
use crate::unlocked::Unlocked;
use mien_ports::{DeviceError, KeyPurpose};

impl Unlocked {
    /// Changes the passcode: a new slot under a new key of the device; the records stay as they are, and so do the other
    /// ways in.
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
        let now = self.shared.ports.clock.now()?;
        let opened = attempt::attempt(&self.shared, &right, old.secretive())?;
        self.proved(Factor::Passcode, now);
        if old.matches(new.passcode()) {
            return Err(UnlockError::SamePasscode);
        }
        let header =
            next_header(&self.shared.ports, SlotKind::Passcode, &opened.slot.header, Some(kdf), true)?;
        self.put_known_slot(header, new.passcode().secretive(), &opened.data_key)
    }

    /// Sets a new passcode without the old one, for somebody who forgot it and has just proved to be there with their
    /// biometrics or their pattern. Have them prove who they are, too, before you call this.
    ///
    /// # Errors
    /// [`VaultError::StepUpRequired`] inside [`UnlockError::Vault`] when the last proof is a passcode or too long ago; the
    /// old passcode stays then.
    pub fn replace_forgotten_passcode(&self, new: &NewPasscode, kdf: KdfParams) -> Result<(), UnlockError> {
        self.require_presence()?;
        if !matches!(self.factor(), Factor::Biometrics | Factor::Pattern) {
            return Err(VaultError::StepUpRequired.into());
        }
        let _right = self.shared.begin_attempt().ok_or(UnlockError::Busy)?;
        let header = self.next_header(SlotKind::Passcode, Some(kdf))?;
        let data_key = self.data_key_copy();
        self.put_known_slot(header, new.passcode().secretive(), &data_key)
    }

    /// Adds a pattern, or replaces it. Tries of pattern and passcode are counted together.
    ///
    /// # Errors
    /// [`VaultError::StepUpRequired`] inside [`UnlockError::Vault`] when the person was not there lately; the earlier
    /// pattern stays then.
    pub fn set_pattern(&self, new: &NewPattern, kdf: KdfParams) -> Result<(), UnlockError> {
        self.require_presence()?;
        let _right = self.shared.begin_attempt().ok_or(UnlockError::Busy)?;
        let header = self.next_header(SlotKind::Pattern, Some(kdf))?;
        let data_key = self.data_key_copy();
        self.put_known_slot(header, new.pattern().secretive(), &data_key)
    }

    /// Removes the pattern. Succeeds when there is none.
    ///
    /// # Errors
    /// [`UnlockError::Vault`], [`UnlockError::Busy`]; it still opens the vault then.
    pub fn remove_pattern(&self) -> Result<(), UnlockError> {
        self.remove(SlotKind::Pattern)
    }

    /// Turns biometrics on: a key in the device's hardware that only the biometrics as they are enrolled now can use.
    /// `prompt` is what the platform shows if it asks for the person already here.
    ///
    /// # Errors
    /// [`VaultError::StepUpRequired`] or [`VaultError::SuspectDevice`] inside [`UnlockError::Vault`], and
    /// [`UnlockError::Device`]: [`DeviceError::Unsupported`] on a device without them.
    pub fn enable_biometrics(&self, prompt: &str) -> Result<(), UnlockError> {
        self.require_presence()?;
        let ports = &self.shared.ports;
        ports.require_sound_device()?;
        let _right = self.shared.begin_attempt().ok_or(UnlockError::Busy)?;
        let header = self.next_header(SlotKind::Biometric, None)?;
        let data_key = self.data_key_copy();
        let slot = seal_biometric_slot(ports, header, prompt, &data_key)?;
        let alias = slot.header.alias();
        let stored = self.shared.with_database(|database| {
            database.change_slots(|transaction| database::store_biometric_slot(transaction, &slot))
        });
        if let Err(error) = stored {
            // A key without a slot opens nothing; failing to delete it is not worth another error.
            let _deleted = ports.keys.delete(&alias);
            return Err(error.into());
        }
        attempt::forget_old_key(&self.shared, &slot.header);
        Ok(())
    }

    /// Turns biometrics off, and settles [`VaultState::BiometricInvalidated`](crate::VaultState::BiometricInvalidated).
    ///
    /// # Errors
    /// [`UnlockError::Vault`], [`UnlockError::Busy`].
    pub fn disable_biometrics(&self) -> Result<(), UnlockError> {
        self.remove(SlotKind::Biometric)
    }

    /// Makes a recovery code, or replaces it: an earlier one no longer opens this vault. Show it once and have it written
    /// down. A file of before with the earlier code stays openable by whoever has both.
    ///
    /// # Errors
    /// [`VaultError::StepUpRequired`] inside [`UnlockError::Vault`] when the person was not there lately.
    pub fn make_recovery_code(&self, kdf: KdfParams) -> Result<RecoveryCode, UnlockError> {
        let code = self.new_recovery_code()?;
        self.set_recovery_code(&code, kdf)?;
        Ok(code)
    }

    /// A code that opens nothing yet: to be written down first, and then [set](Self::set_recovery_code).
    ///
    /// # Errors
    /// [`VaultError::Device`] without randomness.
    pub fn new_recovery_code(&self) -> Result<RecoveryCode, VaultError> {
        RecoveryCode::random(&self.shared.ports)
    }

    /// Makes this code the vault's, in the place of the one before.
    ///
    /// # Errors
    /// As [`make_recovery_code`](Self::make_recovery_code); the code before stays then.
    pub fn set_recovery_code(&self, code: &RecoveryCode, kdf: KdfParams) -> Result<(), UnlockError> {
        self.require_presence()?;
        let _right = self.shared.begin_attempt().ok_or(UnlockError::Busy)?;
        let header = self.next_header(SlotKind::Recovery, Some(kdf))?;
        let data_key = self.data_key_copy();
        let slot = seal_recovery_slot(&self.shared.ports, header, code.secretive(), &data_key)?;
        self.shared.with_database(|database| {
            database.change_slots(|transaction| database::store_slot(transaction, &slot))
        })?;
        Ok(())
    }

    /// Makes the recovery code worthless. Succeeds when there is none.
    ///
    /// # Errors
    /// [`UnlockError::Vault`], [`UnlockError::Busy`].
    pub fn remove_recovery_code(&self) -> Result<(), UnlockError> {
        self.remove(SlotKind::Recovery)
    }

    fn put_known_slot(
        &self,
        header: Header,
        secret: Secretive<'_>,
        data_key: &DataKey,
    ) -> Result<(), UnlockError> {
        let slot = seal_slot(&self.shared.ports, header, secret, data_key)?;
        self.shared.with_database(|database| {
            database.change_slots(|transaction| database::store_slot(transaction, &slot))
        })?;
        attempt::forget_old_key(&self.shared, &slot.header);
        Ok(())
    }

    /// The key first: without it the rows are worth nothing, whatever happens to them.
    fn remove(&self, kind: SlotKind) -> Result<(), UnlockError> {
        let _right = self.shared.begin_attempt().ok_or(UnlockError::Busy)?;
        let slots = self.shared.with_database(crate::database::Database::slots)?;
        let keyed = slots.keyed_headers().find(|header| header.kind == kind);
        if let Some(header) = keyed {
            self.shared.ports.keys.delete(&header.alias())?;
        }
        self.shared.with_database(|database| {
            database.change_slots(|transaction| database::remove_slot(transaction, kind))
        })?;
        Ok(())
    }

    fn next_header(&self, kind: SlotKind, kdf: Option<KdfParams>) -> Result<Header, VaultError> {
        let slots = self.shared.with_database(crate::database::Database::slots)?;
        let (before, exists) = header_before(&slots, kind).ok_or(VaultError::Damaged)?;
        next_header(&self.shared.ports, kind, before, kdf, exists)
    }

    /// A copy for the time of one sealing: no port may be called while the keys are borrowed.
    pub(crate) fn data_key_copy(&self) -> DataKey {
        self.with_keys(|keys| {
            let mut copy = Secret::zeroed();
            *copy.bytes_mut() = *keys.data_key.bytes();
            copy
        })
    }
}

/// The header that a new slot of this kind follows: the one of its own kind, or any other. The flag says which.
pub(crate) fn header_before(slots: &Slots, kind: SlotKind) -> Option<(&Header, bool)> {
    let own = match kind {
        SlotKind::Biometric => slots.biometric.whole().map(|slot| &slot.header),
        _ => slots.known(kind).whole().map(|slot| &slot.header),
    };
    own.map(|header| (header, true)).or_else(|| slots.any_header().map(|header| (header, false)))
}

/// The header of a slot's successor: a new salt and, where there was one, the next generation.
pub(crate) fn next_header(
    ports: &VaultPorts,
    kind: SlotKind,
    before: &Header,
    kdf: Option<KdfParams>,
    exists: bool,
) -> Result<Header, VaultError> {
    let last = if exists { before.generation } else { 0 };
    let generation = last.checked_add(1).ok_or(VaultError::Internal)?;
    Ok(Header { kind, generation, kdf, salt: ports.random()?, ..before.clone() })
}

/// Makes the hardware's key, has it wrap a new wrapping key, and seals the data key under that one.
pub(crate) fn seal_biometric_slot(
    ports: &VaultPorts,
    header: Header,
    prompt: &str,
    data_key: &DataKey,
) -> Result<BiometricSlot, UnlockError> {
    let alias = header.alias();
    let nonce = ports.random()?;
    let mut key = WrappingKey::zeroed();
    ports.entropy.fill(key.bytes_mut())?;
    ports.keys.delete(&alias)?;
    ports.keys.create(&alias, KeyPurpose::Biometric)?;
    let sealed = ports.keys.biometric_wrap(&alias, prompt, key.bytes()).map_err(UnlockError::from).and_then(
        |wrapped| {
            // A device that hands the key back as it is would put it into the file.
            let shown = wrapped.windows(WRAPPING_KEY_LEN).any(|window| window == key.bytes());
            let slot = BiometricSlot::seal(header, &key, wrapped, nonce, data_key)?;
            slot.filter(|_| !shown).ok_or_else(|| DeviceError::OutOfContract.into())
        },
    );
    if sealed.is_err() {
        let _deleted = ports.keys.delete(&alias);
    }
    sealed
}

/// Opens the recovery slot. Not counted: 128 bits are not guessed.
pub(crate) fn open_recovery(shared: &Shared, code: &RecoveryCode) -> Result<(Slots, DataKey), UnlockError> {
    let slots = shared.with_database(crate::database::Database::slots)?;
    let opened = match &slots.recovery {
        Stored::Missing => return Err(UnlockError::NoSuchFactor),
        Stored::Damaged => return Err(UnlockError::Damaged),
        Stored::Whole(slot) => open_recovery_slot(slot, code)?,
    };
    Ok((slots, opened))
}

fn open_recovery_slot(slot: &Slot, code: &RecoveryCode) -> Result<DataKey, UnlockError> {
    let kdf = slot.header.kdf.ok_or(UnlockError::Damaged)?;
    let stretched = crate::kdf::stretch(code.bytes(), &slot.header.salt, kdf)?;
    match slot.open(&stretched, stretched.for_device())? {
        slot::Opening::Opened(data_key) => Ok(data_key),
        slot::Opening::Wrong => Err(UnlockError::WrongRecoveryCode),
        slot::Opening::Damaged => Err(UnlockError::Damaged),
    }
}
