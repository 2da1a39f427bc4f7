//! Carries out what the policy decides, in the one order that survives a kill at any point.

use super::policy::{DelayStart, MAX_FAILURES, Step, classify, delay_ms};
use crate::database::{self, Database, Slots, Stored};
use crate::error::{UnlockError, VaultError};
use crate::factor::Factors;
use crate::kdf::stretch;
use crate::passcode::Secretive;
use crate::shared::{Attempting, Shared};
use crate::slot::{self, DataKey, Opening, Slot, SlotKind};
use crate::vault::VaultState;
use mien_ports::{ClockReading, DeviceError};

/// What a right secret gives.
pub(crate) struct Opened {
    pub(crate) data_key: DataKey,
    pub(crate) slot: Slot,
}

/// What stands in the file and on the device, and what follows from it.
struct Facts {
    slots: Slots,
    step: Step,
    now: ClockReading,
}

/// Looks at the facts. Writes only the start of a delay that has to start again.
fn look(shared: &Shared) -> Result<Facts, UnlockError> {
    let now = shared.ports.clock.now()?;
    let counter = shared.ports.counter.read()?;
    let (slots, baseline, start) = shared
        .with_database(|database| Ok((database.slots()?, database.baseline()?, database.delay_start()?)))?;
    if slots.wiped {
        return Err(UnlockError::Wiped);
    }
    let header = slots.any_header().ok_or(UnlockError::Damaged)?;
    let baseline =
        baseline.filter(|_| slots.belong_together()).and_then(|bytes| slot::verify_baseline(header, &bytes));
    let step = classify(counter, baseline, start.as_ref(), &now);
    if let Step::Wait { restart: Some(start), .. } = &step {
        shared.with_database(|database| database.store_delay_start(start))?;
    }
    Ok(Facts { slots, step, now })
}

/// The state of the vault, without a try.
pub(crate) fn inspect(shared: &Shared) -> Result<VaultState, VaultError> {
    let facts = match look(shared) {
        Ok(facts) => facts,
        Err(UnlockError::Wiped) => {
            let slots = shared.with_database(Database::slots)?;
            return Ok(VaultState::Wiped { recoverable: slots.recovery.whole().is_some() });
        }
        Err(UnlockError::Damaged) => return Ok(VaultState::Damaged { salvageable: false }),
        Err(UnlockError::Device { source }) => return Err(VaultError::Device { source }),
        Err(UnlockError::Vault { source }) => return Err(source),
        Err(_) => return Err(VaultError::Internal),
    };
    let slots = &facts.slots;
    if facts.step == Step::TamperedOrRestored {
        // Nothing is tidied up in a file that somebody had a hand in.
        return Ok(VaultState::TamperedOrRestored);
    }
    // The last try is spent: whether its key is still there makes no difference.
    if facts.step != Step::Destroy && !knows_its_device(shared, slots)? {
        return Ok(VaultState::TamperedOrRestored);
    }
    let factors = factors(shared, slots)?;
    Ok(match facts.step {
        Step::TamperedOrRestored => VaultState::TamperedOrRestored,
        // The next call that tries destroys it; to the person it is gone already.
        Step::Destroy => VaultState::Wiped { recoverable: factors.recovery },
        _ if factors == Factors::default() => VaultState::Damaged { salvageable: false },
        Step::Wait { failures, remaining_ms, .. } => {
            VaultState::Throttled { remaining_ms, attempts_left: MAX_FAILURES - failures, factors }
        }
        Step::Try { failures, .. } if slots.biometric_invalidated => {
            VaultState::BiometricInvalidated { attempts_left: MAX_FAILURES - failures, factors }
        }
        Step::Try { failures, .. } => VaultState::Locked { attempts_left: MAX_FAILURES - failures, factors },
    })
}

/// Whether the device has the keys of the slots that need one. Missing is missing: a file that was copied here, or a phone
/// whose key store was emptied.
fn knows_its_device(shared: &Shared, slots: &Slots) -> Result<bool, VaultError> {
    for stored in [&slots.passcode, &slots.pattern] {
        if let Some(slot) = stored.whole()
            && !shared.ports.keys.exists(&slot.header.alias())?
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What can open the vault. A biometric slot whose key the platform has thrown away is noted as such.
/// What can open the vault now. Biometrics whose key is gone are marked as invalidated.
pub(crate) fn factors(shared: &Shared, slots: &Slots) -> Result<Factors, VaultError> {
    let biometrics = match slots.biometric.whole() {
        Some(slot) => {
            let alive = shared.ports.keys.exists(&slot.header.alias())?;
            if !alive {
                invalidate_biometrics(shared)?;
            }
            alive
        }
        None => false,
    };
    Ok(Factors {
        passcode: slots.passcode.whole().is_some(),
        pattern: slots.pattern.whole().is_some(),
        biometrics,
        recovery: slots.recovery.whole().is_some(),
    })
}

/// Removes the biometric slot and leaves a mark, so that the app can say why.
pub(crate) fn invalidate_biometrics(shared: &Shared) -> Result<(), VaultError> {
    shared.with_database(|database| database.change_slots(database::invalidate_biometric_slot))
}

/// One try. The order is the protection: counted on the device, then in the file, and only then looked at.
pub(crate) fn attempt(
    shared: &Shared,
    _right: &Attempting<'_>,
    secret: Secretive<'_>,
) -> Result<Opened, UnlockError> {
    let facts = look(shared)?;
    let (failures, counter) = match facts.step {
        Step::TamperedOrRestored => return Err(UnlockError::TamperedOrRestored),
        Step::Destroy => return Err(destroy(shared, &facts.slots)),
        Step::Wait { remaining_ms, .. } => return Err(UnlockError::Throttled { remaining_ms }),
        Step::Try { failures, counter } => (failures, counter),
    };
    let slot = match facts.slots.known(secret.kind) {
        Stored::Whole(slot) => slot,
        Stored::Missing if secret.kind == SlotKind::Passcode => return Err(UnlockError::Damaged),
        Stored::Missing => return Err(UnlockError::NoSuchFactor),
        Stored::Damaged => return Err(UnlockError::Damaged),
    };
    let kdf = slot.header.kdf.ok_or(UnlockError::Damaged)?;
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
    shared.with_database(|database| database.record_attempt(&DelayStart::new(counter, &facts.now)))?;

    let stretched = stretch(secret.bytes, &slot.header.salt, kdf)?;
    let answer = shared.ports.keys.prf(&alias, stretched.for_device())?;
    if answer.len() != 32 {
        return Err(DeviceError::OutOfContract.into());
    }
    match slot.open(&stretched, &answer)? {
        Opening::Opened(data_key) => {
            let baseline = slot::sign_baseline(&data_key, &slot.header.vault_id, counter)?;
            shared.with_database(|database| database.settle(&baseline))?;
            Ok(Opened { data_key, slot: (**slot).clone() })
        }
        Opening::Damaged => Err(UnlockError::Damaged),
        Opening::Wrong if failures + 1 >= MAX_FAILURES => Err(destroy(shared, &facts.slots)),
        Opening::Wrong => Err(UnlockError::WrongPasscode {
            attempts_left: MAX_FAILURES - failures - 1,
            retry_after_ms: delay_ms(failures + 1),
        }),
    }
}

/// Opens with the person's biometrics. Not counted, because the hardware counts; and not forgiving: wrong passcodes of
/// somebody else stay counted, whoever's finger comes in between.
pub(crate) fn open_with_biometrics(
    shared: &Shared,
    _right: &Attempting<'_>,
    prompt: &str,
) -> Result<DataKey, UnlockError> {
    let facts = look(shared)?;
    match facts.step {
        Step::TamperedOrRestored => return Err(UnlockError::TamperedOrRestored),
        Step::Destroy => return Err(destroy(shared, &facts.slots)),
        Step::Wait { .. } | Step::Try { .. } => {}
    }
    let Some(slot) = facts.slots.biometric.whole() else {
        return Err(if facts.slots.biometric_invalidated {
            UnlockError::BiometricInvalidated
        } else {
            UnlockError::NoSuchFactor
        });
    };
    let gone = match shared.ports.keys.biometric_unwrap(&slot.header.alias(), prompt, slot.wrapped()) {
        // What comes back is the proof. Thirty-two bytes that do not open the slot are none.
        Ok(key) => match slot.open(&key)? {
            Some(data_key) => return Ok(data_key),
            None => DeviceError::OutOfContract,
        },
        Err(error) => error,
    };
    match gone {
        DeviceError::KeyMissing | DeviceError::KeyInvalidated | DeviceError::OutOfContract => {
            invalidate_biometrics(shared)?;
            Err(UnlockError::BiometricInvalidated)
        }
        other => Err(other.into()),
    }
}

/// Destroys what can be guessed: the device's keys first, because without them the rows are worth nothing, even in a
/// copy.
fn destroy(shared: &Shared, slots: &Slots) -> UnlockError {
    for header in slots.keyed_headers() {
        // The rows go in any case; a key that could not be deleted opens nothing.
        let _deleted = shared.ports.keys.delete(&header.alias());
    }
    match shared.with_database(Database::wipe_slots) {
        Err(source) => UnlockError::Vault { source },
        Ok(()) => UnlockError::Wiped,
    }
}

/// Deletes the key of an earlier slot that a kill during a change left behind.
pub(crate) fn forget_old_key(shared: &Shared, header: &slot::Header) {
    if header.generation > 1 {
        let old = slot::device_key_alias(header.kind, &header.vault_id, header.generation - 1);
        // Failing leaves a key that opens nothing; the next unlock tries again.
        let _deleted = shared.ports.keys.delete(&old);
    }
}
