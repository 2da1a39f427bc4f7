//! Carries out what the policy decides, in the one order that survives a kill at any point.

use super::policy::{DelayStart, MAX_FAILURES, Step, classify, delay_ms};
use crate::database::{Database, SlotState};
use crate::error::{UnlockError, VaultError};
use crate::kdf::stretch;
use crate::passcode::Passcode;
use crate::shared::{Attempting, Shared};
use crate::slot::{self, DataKey, Opening, Slot};
use crate::vault::VaultState;
use mien_ports::{ClockReading, DeviceError};

/// What a right passcode gives.
pub(crate) struct Opened {
    pub(crate) data_key: DataKey,
    pub(crate) slot: Slot,
}

/// Looks at the facts. Writes only the start of a delay that has to start again.
fn look(shared: &Shared) -> Result<(Slot, Step, ClockReading), UnlockError> {
    let now = shared.ports.clock.now()?;
    let counter = shared.ports.counter.read()?;
    let (slot, baseline, start) = shared
        .with_database(|database| Ok((database.slot()?, database.baseline()?, database.delay_start()?)))?;
    let slot = match slot {
        SlotState::Whole(slot) => *slot,
        SlotState::Wiped => return Err(UnlockError::Wiped),
        SlotState::Damaged => return Err(UnlockError::Damaged),
    };
    let baseline = baseline.and_then(|bytes| slot::verify_baseline(&slot.header, &bytes));
    let step = classify(counter, baseline, start.as_ref(), &now);
    if let Step::Wait { restart: Some(start), .. } = &step {
        shared.with_database(|database| database.store_delay_start(start))?;
    }
    Ok((slot, step, now))
}

/// The state of the vault, without a try.
pub(crate) fn inspect(shared: &Shared) -> Result<VaultState, VaultError> {
    match look(shared) {
        // The last try is spent: whether its key is still there makes no difference.
        Ok((slot, step, _))
            if step != Step::Destroy && !shared.ports.keys.exists(&slot.header.alias())? =>
        {
            Ok(VaultState::TamperedOrRestored)
        }
        Ok((_, step, _)) => Ok(match step {
            Step::TamperedOrRestored => VaultState::TamperedOrRestored,
            // The next call that tries destroys it; to the person it is gone already.
            Step::Destroy => VaultState::Wiped,
            Step::Wait { failures, remaining_ms, .. } => {
                VaultState::Throttled { remaining_ms, attempts_left: MAX_FAILURES - failures }
            }
            Step::Try { failures, .. } => VaultState::Locked { attempts_left: MAX_FAILURES - failures },
        }),
        Err(UnlockError::Wiped) => Ok(VaultState::Wiped),
        Err(UnlockError::Damaged) => Ok(VaultState::Damaged),
        Err(UnlockError::Device { source }) => Err(VaultError::Device { source }),
        Err(UnlockError::Vault { source }) => Err(source),
        Err(_) => Err(VaultError::Internal),
    }
}

/// One try. The order is the protection: counted on the device, then in the file, and only then looked at.
pub(crate) fn attempt(
    shared: &Shared,
    _right: &Attempting<'_>,
    passcode: &Passcode,
) -> Result<Opened, UnlockError> {
    let (slot, step, now) = look(shared)?;
    let (failures, counter) = match step {
        Step::TamperedOrRestored => return Err(UnlockError::TamperedOrRestored),
        Step::Destroy => return Err(destroy(shared, &slot)),
        Step::Wait { remaining_ms, .. } => return Err(UnlockError::Throttled { remaining_ms }),
        Step::Try { failures, counter } => (failures, counter),
    };
    let alias = slot.header.alias();
    if !shared.ports.keys.exists(&alias)? {
        // Copied to another device, or restored without its keys: no try is spent on what cannot open.
        return Err(UnlockError::TamperedOrRestored);
    }
    shared.ports.counter.raise_to(counter)?;
    // A store that says yes and does nothing would make tries free.
    if shared.ports.counter.read()? != Some(counter) {
        return Err(DeviceError::OutOfContract.into());
    }
    shared.with_database(|database| database.record_attempt(&DelayStart::new(counter, &now)))?;

    let stretched = stretch(passcode, &slot.header.salt, slot.header.kdf)?;
    let answer = shared.ports.keys.prf(&alias, stretched.for_device())?;
    if answer.len() != 32 {
        return Err(DeviceError::OutOfContract.into());
    }
    match slot.open(&stretched, &answer)? {
        Opening::Opened(data_key) => {
            let baseline = slot::sign_baseline(&data_key, &slot.header.vault_id, counter)?;
            shared.with_database(|database| database.settle(&baseline))?;
            Ok(Opened { data_key, slot })
        }
        Opening::Damaged => Err(UnlockError::Damaged),
        Opening::WrongPasscode if failures + 1 >= MAX_FAILURES => Err(destroy(shared, &slot)),
        Opening::WrongPasscode => Err(UnlockError::WrongPasscode {
            attempts_left: MAX_FAILURES - failures - 1,
            retry_after_ms: delay_ms(failures + 1),
        }),
    }
}

/// Destroys the slot: the device's key first, because without it the rows are worth nothing, even in a copy.
fn destroy(shared: &Shared, slot: &Slot) -> UnlockError {
    let key = shared.ports.keys.delete(&slot.header.alias());
    match (shared.with_database(Database::wipe_slot), key) {
        (Err(source), _) => UnlockError::Vault { source },
        // The rows are gone, so the slot is; a key that could not be deleted opens nothing.
        (Ok(()), _) => UnlockError::Wiped,
    }
}

/// Deletes the key of an earlier slot that a kill during a change of passcode left behind.
pub(crate) fn forget_old_key(shared: &Shared, slot: &Slot) {
    if slot.header.generation > 1 {
        let old = slot::device_key_alias(&slot.header.vault_id, slot.header.generation - 1);
        // Failing leaves a key that opens nothing; the next unlock tries again.
        let _deleted = shared.ports.keys.delete(&old);
    }
}
