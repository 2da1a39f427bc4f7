//! A person's own data, to take away: everything that is about them and readable, sealed under a code of its own.
//!
//! ```text
//! "MIEN" 4 | format u16, 1 | kind u8, 'X' | key derivation u8, 1 | memory KiB u32 | passes u32 | lanes u32 | salt 16 |
//! nonce 12 | ciphertext | tag 16          the first 36 bytes are the additional data; the plaintext is JSON
//! ```
//! Face templates are left out: they are worth nothing outside, and nobody should be able to carry one away.

use crate::bytes::Reader;
use crate::crypto::{self, NONCE_LEN, Secret, TAG_LEN};
use crate::error::VaultError;
use crate::kdf::{KdfParams, stretch};
use crate::passcode::RecoveryCode;
use crate::unlocked::Unlocked;
use serde_json::{Value, json};
use std::fmt;
use zeroize::Zeroizing;

const HEADER_LEN: usize = 36;
const PREFIX: [u8; 8] = [b'M', b'I', b'E', b'N', 0, 1, b'X', 1];
const LANES: u32 = 1;
const LABEL: &[u8] = b"mien/vault/export/v1";
/// No export of a vault is larger; a larger one is not ours.
const MAX_LEN: usize = 64 * 1024 * 1024;

/// A person's data, sealed, and the code that opens it.
pub struct Export {
    /// To be saved or shared as a file.
    pub bytes: Vec<u8>,
    /// To be shown once and written down: the file is worth nothing without it.
    pub code: RecoveryCode,
}

impl Unlocked {
    /// Everything that is stored about the person and their relatives: people, credentials, consents, history, messages. No
    /// templates, no keys. Sealed under a new code.
    ///
    /// # Errors
    /// [`VaultError::StepUpRequired`] when the person was not there lately; [`VaultError`].
    pub fn export(&self, kdf: KdfParams) -> Result<Export, VaultError> {
        self.require_presence()?;
        let ports = &self.shared.ports;
        let code = RecoveryCode::random(ports)?;
        let (salt, nonce) = (ports.random()?, ports.random()?);
        let bytes = seal(&code, &salt, nonce, kdf, &self.own_data()?)?;
        Ok(Export { bytes, code })
    }

    fn own_data(&self) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let id = |bytes: [u8; 16]| format!("{:032x}", u128::from_be_bytes(bytes));
        let people = self.people().list()?;
        let people: Vec<Value> = people
            .iter()
            .map(|(profile, person)| {
                let born = person.born.map(|day| format!("{:04}-{:02}-{:02}", day.year, day.month, day.day));
                json!({ "profile": id(profile.0), "relation": person.relation, "name": person.name,
                    "id_kind": person.id_kind, "id_number": person.id_number, "born": born })
            })
            .collect();
        let credentials = self.credentials().list()?;
        let credentials: Vec<Value> = credentials
            .iter()
            .map(|one| {
                json!({ "profile": id(one.owner.0), "issuer": one.issuer, "type": one.vct,
                    "issued_at_ms": one.issued_at_ms, "text": one.text.as_str() })
            })
            .collect();
        let consents: Vec<Value> =
            self.consents().list()?.iter().map(|(_, consent)| json!(consent)).collect();
        let history: Vec<Value> = self.history().list()?.iter().map(|(_, entry)| json!(entry)).collect();
        let inbox: Vec<Value> = self.inbox().list()?.iter().map(|(_, message)| json!(message)).collect();
        let all = json!({ "v": 1, "people": people, "credentials": credentials, "consents": consents,
            "history": history, "inbox": inbox });
        serde_json::to_vec(&all).map(Zeroizing::new).map_err(|_| VaultError::Internal)
    }
}

/// Opens an export: JSON, as it was when it was made.
///
/// # Errors
/// [`VaultError::NotAnExport`] when the bytes are none or were changed, [`VaultError::WrongExportCode`].
pub fn open_export(bytes: &[u8], code: &RecoveryCode) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let parts = Parts::read(bytes).ok_or(VaultError::NotAnExport)?;
    let key = derive(code, &parts.salt, parts.kdf)?;
    crypto::open(&key, parts.nonce, parts.header, parts.sealed).ok_or(VaultError::WrongExportCode)
}

struct Parts<'a> {
    header: &'a [u8],
    kdf: KdfParams,
    salt: [u8; 16],
    nonce: [u8; NONCE_LEN],
    sealed: &'a [u8],
}

impl<'a> Parts<'a> {
    /// `None` when any field is out of its bounds; nothing is allocated or derived before.
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (header, _) = bytes.split_at_checked(HEADER_LEN).filter(|_| bytes.len() <= MAX_LEN)?;
        let mut reader = Reader::new(bytes);
        let prefix: [u8; PREFIX.len()] = reader.take()?;
        let kdf = KdfParams::new(reader.u32()?, reader.u32()?).ok()?;
        let lanes = reader.u32()?;
        let (salt, nonce) = (reader.take()?, reader.take()?);
        let sealed = reader.rest();
        let ours = prefix == PREFIX && lanes == LANES && sealed.len() >= TAG_LEN;
        ours.then_some(Self { header, kdf, salt, nonce, sealed })
    }
}

fn seal(
    code: &RecoveryCode,
    salt: &[u8; 16],
    nonce: [u8; NONCE_LEN],
    kdf: KdfParams,
    plain: &[u8],
) -> Result<Vec<u8>, VaultError> {
    let numbers = [kdf.memory_kib(), kdf.passes(), LANES].map(u32::to_be_bytes).concat();
    let mut out = [&PREFIX[..], &numbers, salt].concat();
    let sealed = crypto::seal(&derive(code, salt, kdf)?, nonce, &out, plain)?;
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&sealed);
    Ok(out)
}

fn derive(code: &RecoveryCode, salt: &[u8; 16], kdf: KdfParams) -> Result<Secret<32>, VaultError> {
    let stretched = stretch(code.bytes(), salt, kdf)?;
    let both = Zeroizing::new([stretched.for_device(), stretched.kept()].concat());
    crypto::hkdf(salt, &both, &[LABEL])
}

/// Runs the parser of exports. Answers whether it accepted.
#[cfg(feature = "testing")]
pub(crate) fn parse_for_tests(bytes: &[u8]) -> bool {
    Parts::read(bytes).is_some()
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Export").field("len", &self.bytes.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> (Vec<u8>, RecoveryCode) {
        let code = RecoveryCode::parse(crate::passcode::CODE_FOR_TESTS).unwrap();
        (seal(&code, &[0x5a; 16], [7; 12], KdfParams::least(), b"{}").unwrap(), code)
    }

    /// Frozen: header, key derivation and sealing of an export that somebody keeps for years.
    #[test]
    fn the_export_is_frozen() {
        let (bytes, code) = sealed();
        assert_eq!(
            crate::test_support::hex(&bytes),
            "4d49454e0001580100004c0000000001000000015a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a0707070707070707070707071c09ca831965935bcfc61380b3c623d58aa4"
        );
        assert_eq!(**open_export(&bytes, &code).unwrap(), *b"{}");
    }

    /// Protects a person's data on its way: every bit counts, every length but the right one is refused, another code does
    /// not open it, and a forged header cannot ask for 4 GiB.
    #[test]
    fn a_changed_export_is_refused() {
        let (good, code) = sealed();
        #[cfg(feature = "testing")]
        crate::testing::remember_stretched();
        for bit in (0..good.len() * 8).filter(|bit| !(64..128).contains(bit)) {
            let mut bad = good.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(open_export(&bad, &code).is_err(), "bit {bit}");
        }
        for len in 0..good.len() {
            assert!(open_export(&good[..len], &code).is_err(), "length {len}");
        }
        for memory in [0, 19_455, 262_145, u32::MAX] {
            let mut bad = good.clone();
            bad[8..12].copy_from_slice(&memory.to_be_bytes());
            assert_eq!(open_export(&bad, &code).unwrap_err(), VaultError::NotAnExport);
        }
        let other = RecoveryCode::parse(crate::passcode::OTHER_CODE_FOR_TESTS).unwrap();
        assert_eq!(open_export(&good, &other).unwrap_err(), VaultError::WrongExportCode);
    }
}
