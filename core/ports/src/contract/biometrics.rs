use super::{answer, rule};
use crate::{DeviceError, DeviceKeys, KeyPurpose};
use std::fmt;

const BIOMETRIC: &str = "contract-biometric.1";
const OTHER: &str = "contract-biometric.2";
const PROMPT: &str = "Contract";

/// The person in front of the device while [`check_biometrics`] runs: over a fake of the platform's class these are three
/// lines, on a phone in the hand they are a wait for the tester.
pub struct Person<'a> {
    /// From now on the person puts the right finger on the sensor.
    pub approve: &'a dyn Fn(),
    /// From now on the person presses cancel.
    pub cancel: &'a dyn Fn(),
    /// The person adds a fingerprint to the phone.
    pub enrol_another: &'a dyn Fn(),
}

impl fmt::Debug for Person<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person").finish_non_exhaustive()
    }
}

/// Checks the biometric half of an implementation of [`DeviceKeys`].
///
/// # Errors
/// The rule that was broken.
pub fn check_biometrics(keys: &dyn DeviceKeys, person: &Person<'_>) -> Result<(), String> {
    for alias in [BIOMETRIC, OTHER] {
        answer(keys.delete(alias), "deleting a key that may not be there succeeds")?;
    }
    let checked = check(keys, person);
    for alias in [BIOMETRIC, OTHER] {
        answer(keys.delete(alias), "a biometric key can be deleted")?;
        rule(keys.exists(alias) == Ok(false), "a deleted biometric key is gone")?;
    }
    checked
}

fn check(keys: &dyn DeviceKeys, person: &Person<'_>) -> Result<(), String> {
    let secret = [0xb1; 32];
    let open = |alias: &str, wrapped: &[u8]| keys.biometric_unwrap(alias, PROMPT, wrapped);
    (person.approve)();
    rule(
        keys.biometric_wrap(BIOMETRIC, PROMPT, &secret) == Err(DeviceError::KeyMissing),
        "wrapping with no key is key_missing",
    )?;
    rule(open(BIOMETRIC, &[1; 96]) == Err(DeviceError::KeyMissing), "unwrapping with no key is key_missing")?;
    for alias in [BIOMETRIC, OTHER] {
        answer(keys.create(alias, KeyPurpose::Biometric), "a biometric key can be made")?;
        rule(keys.exists(alias) == Ok(true), "a biometric key that was made exists")?;
    }
    rule(keys.prf(BIOMETRIC, b"m") == Err(DeviceError::Unsupported), "a biometric key is no PRF key")?;
    let wrapped = answer(keys.biometric_wrap(BIOMETRIC, PROMPT, &secret), "32 bytes can be wrapped")?;
    rule((32..=1024).contains(&wrapped.len()), "wrapped bytes are 32 to 1,024 long")?;
    rule(!wrapped.windows(8).any(|window| window == [0xb1; 8]), "wrapped bytes hide the secret")?;
    let opened = answer(open(BIOMETRIC, &wrapped), "wrapped bytes come back")?;
    rule(opened.as_slice() == secret, "what comes back is what was wrapped")?;
    rule(open(OTHER, &wrapped).is_err(), "another key does not open them")?;
    let mut bent = wrapped.clone();
    if let Some(byte) = bent.last_mut() {
        *byte ^= 1;
    }
    rule(open(BIOMETRIC, &bent).is_err(), "bent bytes do not open")?;
    rule(open(BIOMETRIC, &[]).is_err(), "no bytes do not open")?;
    (person.cancel)();
    rule(open(BIOMETRIC, &wrapped) == Err(DeviceError::Cancelled), "a cancelled prompt is cancelled")?;
    (person.approve)();
    let again = answer(open(BIOMETRIC, &wrapped), "after a cancelled prompt the next one works")?;
    rule(again.as_slice() == secret, "what comes back is what was wrapped")?;
    (person.enrol_another)();
    rule(
        open(BIOMETRIC, &wrapped) == Err(DeviceError::KeyInvalidated),
        "a changed set of fingerprints invalidates the key",
    )
}
