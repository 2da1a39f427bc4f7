//! The biometric slot: the device's hardware wraps a key, and that key wraps the data key.
//!
//! ```text
//! header 128 | nonce 12 | sealed data key 32 + tag 16 | length u16 | what the device wrapped, 32 to 1,024 bytes
//! ```
//! What crosses the language boundary is a key made for this slot alone; the data key never does. The slot stands on its
//! own: it knows nothing of the passcode, and the passcode slot knows nothing of it.

use super::{DEK_LEN, DataKey, HEADER_LEN, Header, SlotKind, data_key_from};
use crate::bytes::Reader;
use crate::crypto::{self, NONCE_LEN, Secret, TAG_LEN};
use crate::error::VaultError;

pub(crate) const WRAPPING_KEY_LEN: usize = 32;
const MIN_WRAPPED: usize = 32;
const MAX_WRAPPED: usize = 1024;

/// What the hardware keeps: random, for one slot.
pub(crate) type WrappingKey = Secret<WRAPPING_KEY_LEN>;

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct BiometricSlot {
    pub(crate) header: Header,
    nonce: [u8; NONCE_LEN],
    sealed: [u8; DEK_LEN + TAG_LEN],
    wrapped: Vec<u8>,
}

impl BiometricSlot {
    /// Seals the data key under a wrapping key that the device has wrapped as `wrapped`. `None` when the device's bytes are
    /// not of a length that it may answer.
    pub(crate) fn seal(
        header: Header,
        key: &WrappingKey,
        wrapped: Vec<u8>,
        nonce: [u8; NONCE_LEN],
        data_key: &DataKey,
    ) -> Result<Option<Self>, VaultError> {
        if !(MIN_WRAPPED..=MAX_WRAPPED).contains(&wrapped.len()) {
            return Ok(None);
        }
        let kek = derive(&header, key)?;
        let sealed = crypto::seal(&kek, nonce, &header.encode(), data_key.bytes())?;
        let sealed = sealed.try_into().map_err(|_| VaultError::Internal)?;
        Ok(Some(Self { header, nonce, sealed, wrapped }))
    }

    /// The data key, or `None` when these 32 bytes are not what the device had wrapped.
    pub(crate) fn open(&self, key: &[u8]) -> Result<Option<DataKey>, VaultError> {
        let mut wrapping = WrappingKey::zeroed();
        if key.len() != WRAPPING_KEY_LEN {
            return Ok(None);
        }
        wrapping.bytes_mut().copy_from_slice(key);
        let kek = derive(&self.header, &wrapping)?;
        let plain = crypto::open(&kek, self.nonce, &self.header.encode(), &self.sealed);
        Ok(plain.and_then(|plain| data_key_from(&plain)))
    }

    /// What the device is to unwrap.
    pub(crate) fn wrapped(&self) -> &[u8] {
        &self.wrapped
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        // Checked when sealed and when read: it fits.
        let len = u16::try_from(self.wrapped.len()).unwrap_or(0);
        let mut out = self.header.encode().to_vec();
        out.extend_from_slice(&self.nonce);
        out.extend_from_slice(&self.sealed);
        out.extend_from_slice(&len.to_be_bytes());
        out.extend_from_slice(&self.wrapped);
        out
    }

    /// Reads a slot; `None` when any field is out of its bounds.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let header = Header::decode(&reader.take::<HEADER_LEN>()?)?;
        let (nonce, sealed) = (reader.take()?, reader.take()?);
        let len = usize::from(u16::from_be_bytes(reader.take()?));
        let wrapped = reader.rest();
        let whole = header.kind == SlotKind::Biometric
            && wrapped.len() == len
            && (MIN_WRAPPED..=MAX_WRAPPED).contains(&len);
        whole.then(|| Self { header, nonce, sealed, wrapped: wrapped.to_vec() })
    }
}

fn derive(header: &Header, key: &WrappingKey) -> Result<Secret<32>, VaultError> {
    let digest = crypto::sha256(&[&header.encode()]);
    crypto::hkdf(&header.salt, key.bytes(), &[header.kind.label(), &digest])
}
