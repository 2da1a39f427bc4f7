//! The slot's header: everything that is not secret, in one fixed layout.
//!
//! ```text
//! offset  bytes  field
//!      0      4  "MIEN"
//!      4      2  format, 1
//!      6      1  kind of slot, 1 = passcode
//!      7      1  key derivation, 1 = Argon2id version 1.3
//!      8      4  generation of the slot, from 1
//!     12     16  vault id
//!     28      4  Argon2id memory in KiB
//!     32      4  Argon2id passes
//!     36      4  Argon2id lanes, 1
//!     40     16  salt
//!     56     32  SHA-256 of the alias of the device's key
//!     88      1  kind of the device's answer, 1 = `DeviceKeys::prf`
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
const KIND_PASSCODE: u8 = 1;
const KDF_ARGON2ID: u8 = 1;
const LANES: u32 = 1;
const PRF_DEVICE: u8 = 1;
const PADDING: [u8; 7] = [0; 7];

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) generation: u32,
    pub(crate) vault_id: [u8; 16],
    pub(crate) kdf: KdfParams,
    pub(crate) salt: [u8; 16],
    pub(crate) baseline_key: [u8; 32],
}

/// The alias of the device's key of one slot: a new one for each generation, so that an old slot dies with its key.
pub(crate) fn device_key_alias(vault_id: &[u8; 16], generation: u32) -> String {
    format!("vault-{:032x}-{generation}", u128::from_be_bytes(*vault_id))
}

impl Header {
    pub(crate) fn alias(&self) -> String {
        device_key_alias(&self.vault_id, self.generation)
    }

    pub(crate) fn encode(&self) -> [u8; HEADER_LEN] {
        let alias_hash = sha256(&[self.alias().as_bytes()]);
        let fields: [&[u8]; 13] = [
            &MAGIC,
            &FORMAT.to_be_bytes(),
            &[KIND_PASSCODE, KDF_ARGON2ID],
            &self.generation.to_be_bytes(),
            &self.vault_id,
            &self.kdf.memory_kib().to_be_bytes(),
            &self.kdf.passes().to_be_bytes(),
            &LANES.to_be_bytes(),
            &self.salt,
            &alias_hash,
            &[PRF_DEVICE],
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
        let known = reader.take()? == MAGIC
            && reader.take()? == FORMAT.to_be_bytes()
            && reader.u8()? == KIND_PASSCODE
            && reader.u8()? == KDF_ARGON2ID;
        if !known {
            return None;
        }
        let generation = reader.u32()?;
        let vault_id = reader.take()?;
        let kdf = KdfParams::new(reader.u32()?, reader.u32()?).ok()?;
        if reader.u32()? != LANES {
            return None;
        }
        let salt = reader.take()?;
        let _alias_hash: [u8; 32] = reader.take()?;
        let _prf_kind = reader.u8()?;
        let header = Self { generation, vault_id, kdf, salt, baseline_key: reader.take()? };
        (generation > 0 && header.encode() == *bytes).then_some(header)
    }
}
