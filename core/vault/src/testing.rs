//! For this crate's own tests and campaigns, never for an app: a build with optimisation refuses the feature.

use crate::crypto::Secret;
use crate::kdf::KdfParams;
use crate::unlocked::Unlocked;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

#[cfg(not(debug_assertions))]
compile_error!("the feature `testing` keeps secrets in memory; it is for tests and never for a release");

static REMEMBERING: AtomicBool = AtomicBool::new(false);
static REMEMBERED: Mutex<Option<HashMap<Vec<u8>, [u8; 64]>>> = Mutex::new(None);

/// From now on Argon2id is computed once per input and looked up afterwards: same results, so that campaigns of a hundred
/// thousand operations test the vault and not Argon2.
pub fn remember_stretched() {
    REMEMBERING.store(true, Ordering::Relaxed);
}

/// The data key, so that a test can look for it in the memory of another process.
pub fn data_key(vault: &Unlocked) -> [u8; 32] {
    vault.with_keys(|keys| *keys.data_key.bytes())
}

/// Runs the parser of slots of what a person knows. Answers whether it accepted.
pub fn parse_slot(bytes: &[u8]) -> bool {
    crate::slot::Slot::decode(bytes).is_some_and(|slot| slot.encode() == bytes)
}

/// Runs the parser of biometric slots. Answers whether it accepted.
pub fn parse_biometric_slot(bytes: &[u8]) -> bool {
    crate::slot::BiometricSlot::decode(bytes).is_some_and(|slot| slot.encode() == bytes)
}

/// Runs the parser of records, of which the manifest is one. Answers whether it accepted.
pub fn parse_record(bytes: &[u8]) -> bool {
    crate::record::parse_for_tests(bytes)
}

fn key(secret: &[u8], salt: &[u8; 16], params: KdfParams) -> Vec<u8> {
    [&salt[..], &params.memory_kib().to_be_bytes(), &params.passes().to_be_bytes(), secret].concat()
}

pub(crate) fn remembered(secret: &[u8], salt: &[u8; 16], params: KdfParams) -> Option<Secret<64>> {
    if !REMEMBERING.load(Ordering::Relaxed) {
        return None;
    }
    let remembered = REMEMBERED.lock().unwrap_or_else(PoisonError::into_inner);
    let found = remembered.as_ref()?.get(&key(secret, salt, params))?;
    let mut out = Secret::zeroed();
    *out.bytes_mut() = *found;
    Some(out)
}

pub(crate) fn remember(secret: &[u8], salt: &[u8; 16], params: KdfParams, out: &Secret<64>) {
    if REMEMBERING.load(Ordering::Relaxed) {
        let mut remembered = REMEMBERED.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.get_or_insert_default().insert(key(secret, salt, params), *out.bytes());
    }
}

/// Runs the parser of exports. Answers whether it accepted.
pub fn parse_export(bytes: &[u8]) -> bool {
    crate::export::parse_for_tests(bytes)
}

/// Ends [`remember_stretched`] and forgets what was remembered.
pub fn forget_stretched() {
    REMEMBERING.store(false, Ordering::Relaxed);
    *REMEMBERED.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

/// A slot whose key derivation is done, to measure what comes after it.
#[derive(Debug)]
pub struct TestSlot(crate::slot::TestSlot);

impl TestSlot {
    /// Opens it with what the device answered; says whether it opened.
    pub fn try_answer(&self, answer: &[u8; 32]) -> bool {
        self.0.opens(answer)
    }
}

/// A slot, the answer that opens it, and two that do not.
pub fn slot_and_answers() -> (TestSlot, [u8; 32], [[u8; 32]; 2]) {
    let right = [0x42; 32];
    (TestSlot(crate::slot::TestSlot::new(&right)), right, [[0x43; 32], [0; 32]])
}

static OPENED: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

pub(crate) fn count_opened() {
    OPENED.fetch_add(1, Ordering::Relaxed);
}

/// How many records this process has opened so far, manifests included: work that can be counted where time cannot be
/// trusted.
pub fn records_opened() -> u64 {
    OPENED.load(Ordering::Relaxed)
}
