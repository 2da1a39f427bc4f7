//! Signing through the device, and the two spellings of an ECDSA signature.

use super::JoseError;
use mien_ports::{DeviceError, DeviceKeys};

const HALF: usize = 32;
const RAW: usize = 2 * HALF;

/// Something that signs with ES256. A closure `Fn(&[u8]) -> Result<Vec<u8>, DeviceError>` is one.
pub trait Signer {
    /// A signature over `message` (the signer hashes it with SHA-256), as ASN.1 DER or as the 64 bytes `r | s`.
    ///
    /// # Errors
    /// A [`DeviceError`]: what the device said instead of signing.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, DeviceError>;
}

impl<F: Fn(&[u8]) -> Result<Vec<u8>, DeviceError>> Signer for F {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, DeviceError> {
        self(message)
    }
}

/// A key of the device, by alias.
#[derive(Clone, Copy)]
pub struct DeviceSigner<'a> {
    keys: &'a dyn DeviceKeys,
    alias: &'a str,
}

impl<'a> DeviceSigner<'a> {
    /// The key under `alias`. It must be a signing key.
    pub fn new(keys: &'a dyn DeviceKeys, alias: &'a str) -> Self {
        Self { keys, alias }
    }

    /// Its public half.
    ///
    /// # Errors
    /// [`JoseError::Device`], or [`JoseError::Key`] when the device answers with something that is no P-256 point.
    pub fn public_key(&self) -> Result<super::PublicKey, JoseError> {
        super::PublicKey::from_sec1(&self.keys.public_key(self.alias)?)
    }
}

impl Signer for DeviceSigner<'_> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, DeviceError> {
        self.keys.sign(self.alias, message)
    }
}

/// Brings a signature into the form of JOSE: 64 bytes, `r | s`.
///
/// Android and the Secure Enclave return ASN.1 DER (`SEQUENCE { INTEGER r, INTEGER s }`), which is 8 to 72 bytes long
/// and can be exactly 64 bytes long: a 64-byte input is taken as DER when it is well-formed DER, because 64 random
/// bytes are that with a probability below 2^-40.
///
/// # Errors
/// [`DeviceError::OutOfContract`] when it is neither form. The DER must be canonical; high and low `s` are both fine.
pub fn normalise_signature(signature: &[u8]) -> Result<[u8; RAW], DeviceError> {
    from_der(signature)
        .or_else(|| signature.try_into().ok())
        .filter(|raw| raw.chunks(HALF).all(|half| half.iter().any(|b| *b != 0)))
        .ok_or(DeviceError::OutOfContract)
}

fn from_der(der: &[u8]) -> Option<[u8; RAW]> {
    // Two 33-byte integers make 70 bytes: every length is one byte below 0x80.
    let [0x30, length, body @ ..] = der else { return None };
    if usize::from(*length) != body.len() || body.len() > 70 {
        return None;
    }
    let (r, rest) = integer(body)?;
    let (s, rest) = integer(rest)?;
    if !rest.is_empty() {
        return None;
    }
    let mut raw = [0; RAW];
    let (left, right) = raw.split_at_mut(HALF);
    left.copy_from_slice(&r);
    right.copy_from_slice(&s);
    Some(raw)
}

/// One positive INTEGER of at most 256 bits in its only canonical spelling, and what follows it.
fn integer(der: &[u8]) -> Option<([u8; HALF], &[u8])> {
    let [0x02, length, rest @ ..] = der else { return None };
    let (value, rest) = rest.split_at_checked(usize::from(*length))?;
    let magnitude = match value {
        [0, next @ ..] if next.first().is_some_and(|b| *b >= 0x80) => next,
        [first, ..] if (1..0x80).contains(first) => value,
        _ => return None,
    };
    let mut out = [0; HALF];
    let start = HALF.checked_sub(magnitude.len())?;
    out.get_mut(start..)?.copy_from_slice(magnitude);
    Some((out, rest))
}

#[cfg(test)]
#[path = "signature_tests.rs"]
mod tests;
