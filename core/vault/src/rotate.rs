//! A new data key, and a new start from the recovery code.

use crate::attempt;
use crate::change::{header_before, next_header, open_recovery, seal_biometric_slot};
use crate::create::{first_counter, new_data_key, seal_recovery_slot, seal_slot};
use crate::database::{self, Database};
use crate::error::{UnlockError, VaultError};
use crate::factor::Factor;
use crate::kdf::KdfParams;
use crate::passcode::{NewPasscode, Passcode, RecoveryCode};
use crate::record::{self, RecordKeys};
use crate::slot::{self, Header, SlotKind};
use crate::unlocked::Unlocked;
use crate::vault::Locked;
use std::sync::{Arc, PoisonError};

/// What became of the other ways in when the data key was replaced.
#[derive(Debug)]
pub struct Rotated {
    /// The new recovery code, if there was one before; the earlier one is worthless. Show it once.
    pub recovery_code: Option<RecoveryCode>,
    /// Biometrics were on and still are. When they were on and this is `false`, offer to turn them on again.
    pub biometrics: bool,
    /// There was a pattern, and it has to be drawn anew: it is not known here.
    pub pattern_removed: bool,
}

impl Unlocked {
    /// Replaces the data key: every record is sealed anew, and each earlier file opens with nothing that still exists.
    /// For after a phone was out of its owner's hands, or once a year.
    ///
    /// The passcode is tried like any other, counted first. One transaction: killed at any point, the vault is the old one
    /// or the new one, and the passcode opens it. Takes two key derivations and a pass over all records.
    ///
    /// # Errors
    /// As [`Locked::unlock`](crate::Locked::unlock), and [`VaultError::RecordRefused`] inside [`UnlockError::Vault`] when a
    /// record does not open; the old key stays then.
    pub fn rotate(&self, passcode: &Passcode, prompt: &str, kdf: KdfParams) -> Result<Rotated, UnlockError> {
        let right = self.shared.begin_attempt().ok_or(UnlockError::Busy)?;
        let ports = &self.shared.ports;
        let now = ports.clock.now()?;
        let opened = attempt::attempt(&self.shared, &right, passcode.secretive())?;
        self.proved(Factor::Passcode, now);

        let (generation, slots) =
            (self.with_keys(|keys| keys.generation), self.shared.with_database(Database::slots)?);
        let new = RecordKeys {
            data_key: new_data_key(ports)?,
            generation: generation.checked_add(1).ok_or(VaultError::Internal)?,
        };
        // The key that signs the baseline follows from the data key, so every header changes.
        let baseline_key = slot::baseline_public_key(&new.data_key)?;
        let header = |kind, kdf| -> Result<Header, UnlockError> {
            let (before, exists) = header_before(&slots, kind).ok_or(UnlockError::Damaged)?;
            Ok(Header { baseline_key, ..next_header(ports, kind, before, kdf, exists)? })
        };
        let counter = ports.counter.read()?.ok_or(UnlockError::TamperedOrRestored)?;
        let baseline = slot::sign_baseline(&new.data_key, &opened.slot.header.vault_id, counter)?;
        let passcode_slot =
            seal_slot(ports, header(SlotKind::Passcode, Some(kdf))?, passcode.secretive(), &new.data_key)?;
        let biometric_slot = match slots.biometric.whole() {
            Some(_) => {
                seal_biometric_slot(ports, header(SlotKind::Biometric, None)?, prompt, &new.data_key).ok()
            }
            None => None,
        };
        let recovery = match slots.recovery.whole() {
            Some(_) => {
                let code = RecoveryCode::random(ports)?;
                let header = header(SlotKind::Recovery, Some(kdf))?;
                let slot = seal_recovery_slot(ports, header, code.secretive(), &new.data_key)?;
                Some((code, slot))
            }
            None => None,
        };
        let pattern_removed = slots.pattern.whole().is_some();

        let needed = self.shared.with_database(record::nonces_needed)?;
        let nonces = (0..needed).map(|_| ports.random()).collect::<Result<Vec<_>, _>>()?;
        self.shared.with_database(|database| {
            let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
            record::rotate(database, &keys, &new, nonces, |transaction| {
                database::store_slot(transaction, &passcode_slot)?;
                database::store_baseline(transaction, &baseline)?;
                database::remove_slot(transaction, SlotKind::Pattern)?;
                match &biometric_slot {
                    Some(slot) => database::store_biometric_slot(transaction, slot)?,
                    None => database::remove_slot(transaction, SlotKind::Biometric)?,
                }
                match &recovery {
                    Some((_, slot)) => database::store_slot(transaction, slot),
                    None => Ok(()),
                }
            })?;
            *keys = Arc::new(new);
            Ok(())
        })?;
        // The old keys of the device are what the old file would need.
        for header in slots.keyed_headers() {
            let _deleted = ports.keys.delete(&header.alias());
        }
        Ok(Rotated {
            recovery_code: recovery.map(|(code, _)| code),
            biometrics: biometric_slot.is_some(),
            pattern_removed,
        })
    }
}

impl Locked {
    /// Opens the vault with the recovery code and makes it this device's own, under a new passcode: after a forgotten or
    /// destroyed passcode, or with the file on a new phone. Pattern and biometrics have to be set up anew.
    ///
    /// # Errors
    /// [`UnlockError::NoSuchFactor`] without a recovery code, [`UnlockError::WrongRecoveryCode`], [`UnlockError::Device`],
    /// [`UnlockError::Vault`]; nothing is changed then.
    pub fn recover(
        &self,
        code: &RecoveryCode,
        new: &NewPasscode,
        kdf: KdfParams,
    ) -> Result<Unlocked, UnlockError> {
        let _right = self.shared.begin_attempt().ok_or(UnlockError::Busy)?;
        let ports = &self.shared.ports;
        let now = ports.clock.now()?;
        let (slots, data_key) = open_recovery(&self.shared, code)?;
        let keys = self.shared.with_database(|database| record::verify_records(database, data_key))?;
        let recovery = slots.recovery.whole().ok_or(UnlockError::Damaged)?;
        // The next generation after whatever there was, so that no key of a lost phone is ever meant again.
        let (before, exists) = header_before(&slots, SlotKind::Passcode).ok_or(UnlockError::Damaged)?;
        let header = next_header(ports, SlotKind::Passcode, before, Some(kdf), exists)?;
        let counter = first_counter(ports)?;
        let baseline = slot::sign_baseline(&keys.data_key, &recovery.header.vault_id, counter)?;
        let slot = seal_slot(ports, header, new.passcode().secretive(), &keys.data_key)?;
        self.shared.with_database(|database| {
            database.change_slots(|transaction| {
                database::store_slot(transaction, &slot)?;
                database::store_baseline(transaction, &baseline)?;
                database::remove_slot(transaction, SlotKind::Pattern)?;
                database::remove_slot(transaction, SlotKind::Biometric)?;
                database::remove_wiped_mark(transaction)
            })
        })?;
        for header in slots.keyed_headers() {
            if header.alias() != slot.header.alias() {
                let _deleted = ports.keys.delete(&header.alias());
            }
        }
        Ok(Unlocked::new(Arc::clone(&self.shared), keys, Factor::Recovery, now))
    }
}
