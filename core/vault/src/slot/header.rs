//! The slot's header: everything that is not secret, in one fixed layout.
//!
//! ```text
//! offset  bytes  field
//!      0      4  "MIEN"
//!      4      2  format, 1
//!      6      1  kind of slot, 1 = passcode, 2 = biometric, 3 = recovery, 4 = pattern
//!      7      1  key derivation, 1 = Argon2id version 1.3, 0 = none (biometric)
//!      8      4  generation of the slot, from 1
//!     12     16  vault id
//!     28      4  Argon2id memory in KiB; zero without key derivation, like the three fields that follow
//!     32      4  Argon2id passes
//!     36      4  Argon2id lanes, 1
//!     40     16  salt
//!     56     32  SHA-256 of the alias of the device's key; zero without one (recovery)
//!     88      1  kind of the device's answer, 0 = none, 1 = `DeviceKeys::prf`, 2 = `DeviceKeys::biometric_unwrap`
//!     89     32  Ed25519 public key that signs the baseline
//!    121      7  zero
//! ```
//! Numbers are big-endian. The 128 bytes are the additional data of the sealed data key, and their hash goes into its
//! key: no field can be exchanged without the right passcode failing.

use crate::bytes::Reader;
use crate::crypto::sha256;
use crate::kdf::KdfParams;

pub(crate) const HEADER_LEN: usize = 128;

const MAGIC: [u8; 4] = *b"MIEN";
const FORMAT: u16 = 1;
const KDF_NONE: u8 = 0;
const KDF_ARGON2ID: u8 = 1;
const LANES: u32 = 1;
const PADDING: [u8; 7] = [0; 7];

/// What opens a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SlotKind {
    Passcode,
    Biometric,
    Recovery,
    Pattern,
}

impl SlotKind {
    const fn number(self) -> u8 {
        match self {
            Self::Passcode => 1,
            Self::Biometric => 2,
            Self::Recovery => 3,
            Self::Pattern => 4,
        }
    }

    fn from_number(number: u8) -> Option<Self> {
        [Self::Passcode, Self::Biometric, Self::Recovery, Self::Pattern]
            .into_iter()
            .find(|kind| kind.number() == number)
    }

    /// Part of each slot's key derivation: what was sealed for one kind opens as no other.
    pub(super) const fn label(self) -> &'static [u8] {
        match self {
            Self::Passcode => b"mien/vault/passcode-slot/v1",
            Self::Biometric => b"mien/vault/biometric-slot/v1",
            Self::Recovery => b"mien/vault/recovery-slot/v1",
            Self::Pattern => b"mien/vault/pattern-slot/v1",
        }
    }

    const fn device_answer(self) -> u8 {
        match self {
            Self::Recovery => 0,
            Self::Passcode | Self::Pattern => 1,
            Self::Biometric => 2,
        }
    }

    const fn alias_suffix(self) -> &'static str {
        match self {
            Self::Passcode | Self::Recovery => "",
            Self::Biometric => "-b",
            Self::Pattern => "-p",
        }
    }
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) kind: SlotKind,
    pub(crate) generation: u32,
    pub(crate) vault_id: [u8; 16],
    /// `None` for the biometric slot alone.
    pub(crate) kdf: Option<KdfParams>,
    pub(crate) salt: [u8; 16],
    pub(crate) baseline_key: [u8; 32],
}

/// The alias of the device's key of one slot: a new one for each generation, so that an old slot dies with its key.
pub(crate) fn device_key_alias(kind: SlotKind, vault_id: &[u8; 16], generation: u32) -> String {
    format!("vault-{:032x}-{generation}{}", u128::from_be_bytes(*vault_id), kind.alias_suffix())
}

impl Header {
    pub(crate) fn alias(&self) -> String {
        device_key_alias(self.kind, &self.vault_id, self.generation)
    }

    pub(crate) fn encode(&self) -> [u8; HEADER_LEN] {
        let alias_hash = match self.kind {
            SlotKind::Recovery => [0; 32],
            _ => sha256(&[self.alias().as_bytes()]),
        };
        let (algorithm, memory, passes, lanes) = match self.kdf {
            Some(kdf) => (KDF_ARGON2ID, kdf.memory_kib(), kdf.passes(), LANES),
            None => (KDF_NONE, 0, 0, 0),
        };
        let fields: [&[u8]; 13] = [
            &MAGIC,
            &FORMAT.to_be_bytes(),
            &[self.kind.number(), algorithm],
            &self.generation.to_be_bytes(),
            &self.vault_id,
            &memory.to_be_bytes(),
            &passes.to_be_bytes(),
            &lanes.to_be_bytes(),
            &self.salt,
            &alias_hash,
            &[self.kind.device_answer()],
            &self.baseline_key,
            &PADDING,
        ];
        let mut out = [0; HEADER_LEN];
        for (to, from) in out.iter_mut().zip(fields.into_iter().flatten()) {
            *to = *from;
        }
        out
    }

    /// Reads a header. Whatever this version would not write is refused: there is exactly one encoding.
    pub(crate) fn decode(bytes: &[u8; HEADER_LEN]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        if reader.take()? != MAGIC || reader.take()? != FORMAT.to_be_bytes() {
            return None;
        }
        let kind = SlotKind::from_number(reader.u8()?)?;
        let algorithm = reader.u8()?;
        let generation = reader.u32()?;
        let vault_id = reader.take()?;
        let (memory, passes, _lanes) = (reader.u32()?, reader.u32()?, reader.u32()?);
        let kdf = match (kind, algorithm) {
            (SlotKind::Biometric, KDF_NONE) => None,
            (SlotKind::Biometric, _) => return None,
            (_, KDF_ARGON2ID) => Some(KdfParams::new(memory, passes).ok()?),
            _ => return None,
        };
        let salt = reader.take()?;
        let _alias_hash: [u8; 32] = reader.take()?;
        let _device_answer = reader.u8()?;
        // What was skipped over is checked by encoding again.
        let header = Self { kind, generation, vault_id, kdf, salt, baseline_key: reader.take()? };
        (generation > 0 && header.encode() == *bytes).then_some(header)
    }
}
