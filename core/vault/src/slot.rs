//! The slots of what a person knows: how a passcode, a pattern or a recovery code opens the data key.
//!
//! Passcode and pattern open it only together with a key of this device; the recovery code is long enough to do without.
//!
//! ```text
//! header 128 | commitment 32 | nonce 12 | sealed data key 32 + tag 16      = 220 bytes, kept twice, each with a CRC
//! ```

mod biometric;
mod header;

pub(crate) use biometric::{BiometricSlot, WRAPPING_KEY_LEN, WrappingKey};
pub(crate) use header::{HEADER_LEN, Header, SlotKind, device_key_alias};

use crate::bytes::Reader;
use crate::crypto::{self, NONCE_LEN, Secret, TAG_LEN};
use crate::error::VaultError;
use crate::kdf::Stretched;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use subtle::ConstantTimeEq;

const COMMIT_LEN: usize = 32;
const DEK_LEN: usize = 32;
pub(crate) const SLOT_LEN: usize = HEADER_LEN + COMMIT_LEN + NONCE_LEN + DEK_LEN + TAG_LEN;

const BASELINE_KEY_LABEL: &[u8] = b"mien/vault/baseline-sign/v1";
const BASELINE_LABEL: &[u8] = b"mien/vault/baseline/v1";

/// The key that seals all records.
pub(crate) type DataKey = Secret<DEK_LEN>;

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) header: Header,
    commit: [u8; COMMIT_LEN],
    nonce: [u8; NONCE_LEN],
    wrapped: [u8; DEK_LEN + TAG_LEN],
}

/// What trying a secret on a slot can show.
pub(crate) enum Opening {
    Opened(DataKey),
    Wrong,
    /// The secret is right (the commitment says so), but the data key does not open.
    Damaged,
}

impl Slot {
    /// Seals the data key under what a passcode and the device's key gave.
    pub(crate) fn seal(
        header: Header,
        stretched: &Stretched,
        device: &[u8],
        nonce: [u8; NONCE_LEN],
        data_key: &DataKey,
    ) -> Result<Self, VaultError> {
        let (kek, commit) = derive(&header, stretched, device)?;
        let sealed = crypto::seal(&kek, nonce, &header.encode(), data_key.bytes())?;
        let wrapped = sealed.try_into().map_err(|_| VaultError::Internal)?;
        Ok(Self { header, commit: *commit.bytes(), nonce, wrapped })
    }

    /// Tries what a passcode and the device's key gave.
    pub(crate) fn open(&self, stretched: &Stretched, device: &[u8]) -> Result<Opening, VaultError> {
        let (kek, commit) = derive(&self.header, stretched, device)?;
        if !bool::from(self.commit.ct_eq(commit.bytes())) {
            return Ok(Opening::Wrong);
        }
        let Some(plain) = crypto::open(&kek, self.nonce, &self.header.encode(), &self.wrapped) else {
            return Ok(Opening::Damaged);
        };
        Ok(data_key_from(&plain).map_or(Opening::Damaged, Opening::Opened))
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(SLOT_LEN);
        out.extend_from_slice(&self.header.encode());
        out.extend_from_slice(&self.commit);
        out.extend_from_slice(&self.nonce);
        out.extend_from_slice(&self.wrapped);
        out
    }

    /// Reads a slot; `None` when any field is out of its bounds. Allocates nothing.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let header = Header::decode(&reader.take()?)?;
        let slot = Self { header, commit: reader.take()?, nonce: reader.take()?, wrapped: reader.take()? };
        (reader.rest().is_empty() && slot.header.kind != SlotKind::Biometric).then_some(slot)
    }
}

fn data_key_from(plain: &[u8]) -> Option<DataKey> {
    let mut data_key = Secret::zeroed();
    if plain.len() != DEK_LEN {
        return None;
    }
    data_key.bytes_mut().copy_from_slice(plain);
    Some(data_key)
}

/// `HKDF-SHA256(salt, kept half | device's answer, label | SHA-256(header))`: key and commitment.
///
/// AES-GCM does not commit to its key, so the second half does: it tells a wrong passcode from a broken slot.
fn derive(
    header: &Header,
    stretched: &Stretched,
    device: &[u8],
) -> Result<(Secret<32>, Secret<COMMIT_LEN>), VaultError> {
    let mut ikm = Secret::<64>::zeroed();
    let (kept, answered) = ikm.bytes_mut().split_at_mut(32);
    if device.len() != answered.len() {
        return Err(VaultError::Internal);
    }
    kept.copy_from_slice(stretched.kept());
    answered.copy_from_slice(device);
    let digest = crypto::sha256(&[&header.encode()]);
    let okm = crypto::hkdf::<64>(&header.salt, ikm.bytes(), &[header.kind.label(), &digest])?;
    let (mut kek, mut commit) = (Secret::zeroed(), Secret::zeroed());
    let (first, second) = okm.bytes().split_at(32);
    kek.bytes_mut().copy_from_slice(first);
    commit.bytes_mut().copy_from_slice(second);
    Ok((kek, commit))
}

/// The key that signs the baseline: it exists only while the vault is open.
pub(crate) fn baseline_key(data_key: &DataKey) -> Result<Ed25519KeyPair, VaultError> {
    let seed = crypto::hkdf::<32>(&[], data_key.bytes(), &[BASELINE_KEY_LABEL])?;
    Ed25519KeyPair::from_seed_unchecked(seed.bytes()).map_err(|_| VaultError::Internal)
}

pub(crate) fn baseline_public_key(data_key: &DataKey) -> Result<[u8; 32], VaultError> {
    baseline_key(data_key)?.public_key().as_ref().try_into().map_err(|_| VaultError::Internal)
}

/// The counter value up to which every try is settled, signed: `value 8 | signature 64`.
pub(crate) fn sign_baseline(
    data_key: &DataKey,
    vault_id: &[u8; 16],
    value: u64,
) -> Result<Vec<u8>, VaultError> {
    let mut out = value.to_be_bytes().to_vec();
    out.extend_from_slice(baseline_key(data_key)?.sign(&baseline_message(vault_id, value)).as_ref());
    Ok(out)
}

/// The signed value, or `None` when the signature is not by the vault of this header.
pub(crate) fn verify_baseline(header: &Header, bytes: &[u8]) -> Option<u64> {
    let mut reader = Reader::new(bytes);
    let value = reader.u64()?;
    let message = baseline_message(&header.vault_id, value);
    UnparsedPublicKey::new(&ED25519, header.baseline_key).verify(&message, reader.rest()).ok()?;
    Some(value)
}

fn baseline_message(vault_id: &[u8; 16], value: u64) -> Vec<u8> {
    [BASELINE_LABEL, vault_id, &value.to_be_bytes()].concat()
}

/// A slot behind its key derivation, for measurements.
#[cfg(feature = "testing")]
pub(crate) struct TestSlot(Slot, Stretched);

#[cfg(feature = "testing")]
impl TestSlot {
    pub(crate) fn new(answer: &[u8; 32]) -> Self {
        let (data_key, stretched) = (Secret::zeroed(), Stretched::from_bytes([7; 64]));
        let header = Header {
            kind: SlotKind::Passcode,
            generation: 1,
            vault_id: [1; 16],
            kdf: Some(crate::kdf::KdfParams::least()),
            salt: [2; 16],
            baseline_key: [3; 32],
        };
        let nothing = Slot { header: header.clone(), commit: [0; 32], nonce: [0; 12], wrapped: [0; 48] };
        let sealed = Slot::seal(header, &stretched, answer, [0; NONCE_LEN], &data_key);
        Self(sealed.unwrap_or(nothing), stretched)
    }

    pub(crate) fn opens(&self, answer: &[u8; 32]) -> bool {
        matches!(self.0.open(&self.1, answer), Ok(Opening::Opened(_)))
    }
}

#[cfg(feature = "testing")]
impl std::fmt::Debug for TestSlot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TestSlot(..)")
    }
}

#[cfg(test)]
mod tests;
