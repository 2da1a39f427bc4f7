//! The ports of a [`FakeDevice`].

use super::FakeDevice;
use super::state::{Call, Fault, Key, Material, State};
use crate::{
    ClockReading, DeviceClock, DeviceError, DeviceKeys, Entropy, HttpRequest, HttpResponse, Integrity,
    IntegritySignals, KeyPurpose, LogLevel, LogSink, MonotonicStore, SecurityLevel, Transport,
    TransportError,
};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use std::sync::{MutexGuard, PoisonError};
use zeroize::Zeroizing;

impl FakeDevice {
    /// Counts the call, does it, and lets the planned fault have its way.
    fn call<T>(
        &self,
        call: Call,
        real: impl FnOnce(&mut State) -> Result<T, DeviceError>,
        lie: impl FnOnce(&mut State) -> Result<T, DeviceError>,
    ) -> Result<T, DeviceError> {
        let mut state = self.state();
        let fault = state.faults.get(&state.calls.len()).copied();
        state.calls.push(call);
        match fault {
            None => real(&mut state),
            Some(Fault::Lie) => {
                state.lie_len = 32;
                lie(&mut state)
            }
            Some(Fault::LieBytes(len)) => {
                state.lie_len = len;
                lie(&mut state)
            }
            Some(Fault::Hang) => {
                state.hanging = true;
                let mut state = self
                    .released
                    .wait_while(state, |state| state.hanging)
                    .unwrap_or_else(PoisonError::into_inner);
                real(&mut state)
            }
            Some(Fault::Reenter) => {
                drop(state);
                let reenter = self.reenter.lock().unwrap_or_else(PoisonError::into_inner).clone();
                if let Some(reenter) = reenter {
                    reenter();
                }
                real(&mut self.state())
            }
            Some(Fault::ErrorBefore(error)) => Err(error),
            Some(Fault::ErrorAfter(error)) => real(&mut state).and(Err(error)),
            Some(Fault::DieBefore) => die(state),
            Some(Fault::DieAfter) => {
                drop(real(&mut state));
                die(state)
            }
        }
    }
}

/// Unwinds without the panic message, after letting go of the device.
fn die<T>(state: MutexGuard<'_, State>) -> T {
    drop(state);
    std::panic::resume_unwind(Box::new("the fake device died as planned"))
}

fn key<'a>(state: &'a State, alias: &str) -> Result<&'a Material, DeviceError> {
    let key = state.keys.get(alias).ok_or(DeviceError::KeyMissing)?;
    if key.valid { Ok(&key.material) } else { Err(DeviceError::KeyInvalidated) }
}

fn signing<'a>(state: &'a State, alias: &str) -> Result<&'a EcdsaKeyPair, DeviceError> {
    match key(state, alias)? {
        Material::Signing(pair) => Ok(pair),
        _ => Err(DeviceError::Unsupported),
    }
}

fn prf(state: &State, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, DeviceError> {
    match key(state, alias)? {
        Material::Prf(key) => Ok(Zeroizing::new(hmac::sign(key, input).as_ref().to_vec())),
        _ => Err(DeviceError::Unsupported),
    }
}

/// A toy cipher, good enough for a device that exists in a test: a keystream from the nonce, and a tag.
fn keystream(key: &[u8; 32], nonce: &[u8]) -> (hmac::Tag, hmac::Key) {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    (hmac::sign(&key, nonce), key)
}

fn mask(bytes: &[u8], stream: &hmac::Tag) -> Vec<u8> {
    bytes.iter().zip(stream.as_ref()).map(|(byte, mask)| byte ^ mask).collect()
}

fn wrap(state: &mut State, alias: &str, secret: &[u8]) -> Result<Vec<u8>, DeviceError> {
    let Material::Biometric(bytes) = *key(state, alias)? else {
        return Err(DeviceError::Unsupported);
    };
    state.person?;
    if secret.len() != 32 {
        return Err(DeviceError::OutOfContract);
    }
    state.filled += 1;
    let nonce = state.stream("nonce", state.filled);
    let (stream, tag_key) = keystream(&bytes, &nonce);
    let mut out = nonce.to_vec();
    out.extend_from_slice(&mask(secret, &stream));
    out.extend_from_slice(hmac::sign(&tag_key, &out).as_ref());
    Ok(out)
}

fn unwrap(state: &State, alias: &str, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, DeviceError> {
    let Material::Biometric(bytes) = key(state, alias)? else {
        return Err(DeviceError::Unsupported);
    };
    state.person?;
    let (body, tag) = wrapped.split_at_checked(64).ok_or(DeviceError::OutOfContract)?;
    let (nonce, masked) = body.split_at(32);
    let (stream, tag_key) = keystream(bytes, nonce);
    hmac::verify(&tag_key, body, tag).map_err(|_| DeviceError::OutOfContract)?;
    Ok(Zeroizing::new(mask(masked, &stream)))
}

fn sign(state: &State, alias: &str, message: &[u8]) -> Result<Vec<u8>, DeviceError> {
    let signature = signing(state, alias)?.sign(&SystemRandom::new(), message);
    Ok(signature.map_err(|_| DeviceError::Failed)?.as_ref().to_vec())
}

fn create(state: &mut State, alias: &str, purpose: KeyPurpose) -> Result<(), DeviceError> {
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.';
    if !(1..=64).contains(&alias.len()) || !alias.bytes().all(allowed) {
        return Err(DeviceError::Unsupported);
    }
    if state.keys.contains_key(alias) {
        return Err(DeviceError::Storage);
    }
    state.made_keys += 1;
    let material = match purpose {
        KeyPurpose::Prf => {
            let bytes = Zeroizing::new(state.stream("prf key", state.made_keys));
            Material::Prf(hmac::Key::new(hmac::HMAC_SHA256, bytes.as_ref()))
        }
        KeyPurpose::Biometric => Material::Biometric(state.stream("biometric key", state.made_keys)),
        KeyPurpose::Sign => {
            let random = SystemRandom::new();
            let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random)
                .map_err(|_| DeviceError::Unavailable)?;
            let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random)
                .map_err(|_| DeviceError::Failed)?;
            Material::Signing(pair)
        }
    };
    state.keys.insert(alias.to_owned(), Key { material, valid: true });
    Ok(())
}

impl DeviceKeys for FakeDevice {
    fn security_level(&self) -> Result<SecurityLevel, DeviceError> {
        let level = |_: &mut State| Ok(SecurityLevel::Software);
        self.call(Call::SecurityLevel, level, level)
    }

    fn create(&self, alias: &str, purpose: KeyPurpose) -> Result<(), DeviceError> {
        self.call(Call::CreateKey, |state| create(state, alias, purpose), |_| Ok(()))
    }

    fn exists(&self, alias: &str) -> Result<bool, DeviceError> {
        let real = |state: &mut State| Ok(state.keys.contains_key(alias));
        self.call(Call::KeyExists, real, |state| Ok(!state.keys.contains_key(alias)))
    }

    fn delete(&self, alias: &str) -> Result<(), DeviceError> {
        let real = |state: &mut State| {
            state.keys.remove(alias);
            Ok(())
        };
        self.call(Call::DeleteKey, real, |_| Ok(()))
    }

    fn public_key(&self, alias: &str) -> Result<Vec<u8>, DeviceError> {
        let real = |state: &mut State| Ok(signing(state, alias)?.public_key().as_ref().to_vec());
        self.call(Call::PublicKey, real, |_| Ok(vec![4; 65]))
    }

    fn sign(&self, alias: &str, message: &[u8]) -> Result<Vec<u8>, DeviceError> {
        self.call(Call::Sign, |state| sign(state, alias, message), |_| Ok(vec![1; 64]))
    }

    fn prf(&self, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, DeviceError> {
        let lie = |state: &mut State| Ok(Zeroizing::new(vec![0; state.lie_len]));
        self.call(Call::Prf, |state| prf(state, alias, input), lie)
    }

    fn biometric_wrap(&self, alias: &str, _prompt: &str, secret: &[u8]) -> Result<Vec<u8>, DeviceError> {
        let lie = |state: &mut State| Ok(vec![0; state.lie_len]);
        self.call(Call::BiometricWrap, |state| wrap(state, alias, secret), lie)
    }

    fn biometric_unwrap(
        &self,
        alias: &str,
        _prompt: &str,
        wrapped: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, DeviceError> {
        let lie = |state: &mut State| Ok(Zeroizing::new(vec![0; state.lie_len]));
        self.call(Call::BiometricUnwrap, |state| unwrap(state, alias, wrapped), lie)
    }
}

impl MonotonicStore for FakeDevice {
    fn read(&self) -> Result<Option<u64>, DeviceError> {
        let lie = |state: &mut State| Ok(state.counter.map(|value| value.saturating_sub(1)));
        self.call(Call::ReadCounter, |state| Ok(state.counter), lie)
    }

    fn raise_to(&self, value: u64) -> Result<(), DeviceError> {
        let real = |state: &mut State| {
            state.counter = Some(state.counter.map_or(value, |current| current.max(value)));
            Ok(())
        };
        self.call(Call::RaiseCounter, real, |_| Ok(()))
    }
}

impl DeviceClock for FakeDevice {
    fn now(&self) -> Result<ClockReading, DeviceError> {
        let reading = |state: &State| ClockReading {
            wall_ms: state.wall_ms,
            elapsed_ms: state.elapsed_ms,
            boot_id: state.boot_id.clone(),
        };
        let lie = |state: &mut State| Ok(ClockReading { wall_ms: 0, elapsed_ms: 0, ..reading(state) });
        self.call(Call::Now, |state| Ok(reading(state)), lie)
    }
}

impl Entropy for FakeDevice {
    fn fill(&self, out: &mut [u8]) -> Result<(), DeviceError> {
        let target = std::cell::RefCell::new(out);
        let real = |state: &mut State| {
            for chunk in target.borrow_mut().chunks_mut(32) {
                state.filled += 1;
                let block = Zeroizing::new(state.stream("entropy", state.filled));
                for (to, from) in chunk.iter_mut().zip(block.iter()) {
                    *to = *from;
                }
            }
            Ok(())
        };
        let lie = |_: &mut State| {
            target.borrow_mut().fill(0);
            Ok(())
        };
        self.call(Call::Fill, real, lie)
    }
}

impl Transport for FakeDevice {
    fn send(&self, _request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let real = |state: &mut State| Ok(state.answers.pop_front().unwrap_or(Err(TransportError::Offline)));
        let lie =
            |_: &mut State| Ok(Ok(HttpResponse { status: 200, headers: Vec::new(), body: vec![0xff; 16] }));
        self.call(Call::Send, real, lie).unwrap_or(Err(TransportError::Failed))
    }
}

impl Integrity for FakeDevice {
    fn signals(&self) -> Result<Option<IntegritySignals>, DeviceError> {
        self.call(Call::Signals, |state| Ok(state.signals), |_| Ok(None))
    }
}

impl LogSink for FakeDevice {
    fn log(&self, level: LogLevel, line: &str) {
        self.state().lines.push((level, line.to_owned()));
    }
}
