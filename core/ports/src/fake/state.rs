//! What a [`FakeDevice`](super::FakeDevice) is made of.

use crate::{DeviceError, HttpResponse, IntegritySignals, LogLevel, TransportError};
use ring::hmac;
use ring::signature::EcdsaKeyPair;
use std::collections::{BTreeMap, VecDeque};

/// What goes wrong at a call. *Before* means that the call had no effect, *after* that it had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Answers this error and does nothing.
    ErrorBefore(DeviceError),
    /// Does it and then answers this error.
    ErrorAfter(DeviceError),
    /// The process dies before the call has an effect: unwinds, quietly. Catch it with `catch_unwind`.
    DieBefore,
    /// The process dies after the call had its effect.
    DieAfter,
    /// Says yes and does nothing, or answers something that is wrong: another key's output, a lower counter, a clock
    /// that ran backwards, random bytes that are all zero.
    Lie,
    /// Answers this many zero bytes where bytes are the answer; elsewhere the same as [`Fault::Lie`].
    LieBytes(usize),
    /// Blocks until [`FakeDevice::release`](super::FakeDevice::release), then does it.
    Hang,
    /// Calls what [`FakeDevice::on_reenter`](super::FakeDevice::on_reenter) was given, then does it.
    Reenter,
}

/// The port calls that are counted and logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// `DeviceKeys::security_level`
    SecurityLevel,
    /// `DeviceKeys::create`
    CreateKey,
    /// `DeviceKeys::exists`
    KeyExists,
    /// `DeviceKeys::delete`
    DeleteKey,
    /// `DeviceKeys::public_key`
    PublicKey,
    /// `DeviceKeys::sign`
    Sign,
    /// `DeviceKeys::prf`
    Prf,
    /// `DeviceKeys::biometric_wrap`
    BiometricWrap,
    /// `DeviceKeys::biometric_unwrap`
    BiometricUnwrap,
    /// `MonotonicStore::read`
    ReadCounter,
    /// `MonotonicStore::raise_to`
    RaiseCounter,
    /// `DeviceClock::now`
    Now,
    /// `Entropy::fill`
    Fill,
    /// `Transport::send`
    Send,
    /// `Integrity::signals`
    Signals,
}

pub(super) enum Material {
    Signing(EcdsaKeyPair),
    Prf(hmac::Key),
    Biometric([u8; 32]),
}

pub(super) struct Key {
    pub(super) material: Material,
    pub(super) valid: bool,
}

pub(super) struct State {
    pub(super) seed: u64,
    pub(super) made_keys: u64,
    pub(super) filled: u64,
    pub(super) boots: u64,
    pub(super) keys: BTreeMap<String, Key>,
    pub(super) counter: Option<u64>,
    pub(super) wall_ms: u64,
    pub(super) elapsed_ms: u64,
    pub(super) boot_id: String,
    pub(super) calls: Vec<Call>,
    pub(super) faults: BTreeMap<usize, Fault>,
    pub(super) answers: VecDeque<Result<HttpResponse, TransportError>>,
    pub(super) lines: Vec<(LogLevel, String)>,
    /// What the person in front of the biometric prompt does.
    pub(super) person: Result<(), DeviceError>,
    pub(super) signals: Option<IntegritySignals>,
    pub(super) lie_len: usize,
    pub(super) hanging: bool,
}

impl State {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            seed,
            made_keys: 0,
            filled: 0,
            boots: 1,
            keys: BTreeMap::new(),
            counter: None,
            // 2026-01-01T00:00:00Z, a minute after boot.
            wall_ms: 1_767_225_600_000,
            elapsed_ms: 60_000,
            boot_id: "boot-1".to_owned(),
            calls: Vec::new(),
            faults: BTreeMap::new(),
            answers: VecDeque::new(),
            lines: Vec::new(),
            person: Ok(()),
            signals: None,
            lie_len: 32,
            hanging: false,
        }
    }

    /// 32 bytes that follow from the seed, a purpose and a number.
    pub(super) fn stream(&self, purpose: &str, number: u64) -> [u8; 32] {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.seed.to_be_bytes());
        let mut context = hmac::Context::with_key(&key);
        context.update(purpose.as_bytes());
        context.update(&number.to_be_bytes());
        let mut block = [0; 32];
        for (to, from) in block.iter_mut().zip(context.sign().as_ref()) {
            *to = *from;
        }
        block
    }
}
