//! What is kept of an enrolment while it goes on, in a sealed file: it survives the end of the app at every step.

use crate::sealed::{self, Magic};
use crate::{Mien, Ports};
use mien_credential::base64url;
use mien_ports::DeviceError;
use mien_vault::Consent;
use serde::{Deserialize, Serialize};
use std::path::Path;
use zeroize::{Zeroize, Zeroizing};

/// Alias of the device key that the file is sealed under.
const KEY_ALIAS: &str = "mien.enrolment";
const LABEL: &[u8] = b"mien/enrolment/v1";
/// First bytes of the file: name and format version.
const MAGIC: Magic = *b"MIENENR\x01";
/// A file larger than this was not written by us.
const MAX_BYTES: u64 = 256 * 1024;

/// The parts. Bytes are base64url, so that the whole is JSON.
#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Saved {
    /// The protocol's own state.
    pub(super) flow: String,
    /// The key that the credential is, or will be, bound to.
    pub(super) holder: String,
    /// What was agreed to.
    pub(super) consents: Vec<Consent>,
    /// The template of a scan that passed.
    pub(super) template: Option<String>,
    /// Numbers that the passcode must not be made of.
    pub(super) numbers: Vec<String>,
    /// The credential, once it is here.
    pub(super) credential: Option<String>,
    /// Who issued it.
    pub(super) issuer_name: Option<String>,
    pub(super) domain: String,
    /// The nonce that the last scan was begun for: none serves twice. Left out while there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) scanned: Option<String>,
}

impl Drop for Saved {
    fn drop(&mut self) {
        self.flow.zeroize();
        self.template.zeroize();
        self.numbers.zeroize();
    }
}

impl Saved {
    pub(super) fn known_numbers(&self) -> Vec<&str> {
        self.numbers.iter().map(String::as_str).collect()
    }

    pub(super) fn flow_bytes(&self) -> Option<Zeroizing<Vec<u8>>> {
        base64url::decode(&self.flow).map(Zeroizing::new)
    }

    pub(super) fn write(&self, mien: &Mien) -> Result<(), DeviceError> {
        let ports = mien.ports();
        let bytes = seal(self, &sealed::key(ports, KEY_ALIAS, LABEL)?, sealed::nonce(ports)?)?;
        sealed::write(&mien.config().account_path(), &bytes)
    }

    /// What was kept; `None` when there is nothing, or nothing of ours.
    pub(super) fn read(mien: &Mien) -> Result<Option<Self>, DeviceError> {
        let Some(bytes) = sealed::read(&mien.config().account_path(), MAX_BYTES) else { return Ok(None) };
        Ok(open(bytes, &sealed::key(mien.ports(), KEY_ALIAS, LABEL)?))
    }
}

/// Deletes the key, then the file.
pub(super) fn delete(ports: &Ports, path: &Path) -> Result<(), DeviceError> {
    ports.keys.delete(KEY_ALIAS)?;
    sealed::remove(path)
}

fn seal(saved: &Saved, key: &ring::aead::LessSafeKey, nonce: [u8; 12]) -> Result<Vec<u8>, DeviceError> {
    let plain = Zeroizing::new(serde_json::to_vec(saved).map_err(|_| DeviceError::Failed)?);
    sealed::seal(key, MAGIC, nonce, &plain)
}

fn open(bytes: Vec<u8>, key: &ring::aead::LessSafeKey) -> Option<Saved> {
    serde_json::from_slice(&sealed::open(bytes, key, MAGIC)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::aead::{AES_256_GCM, LessSafeKey, UnboundKey};

    fn key() -> LessSafeKey {
        LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).unwrap())
    }

    fn saved() -> Saved {
        let consent = Consent {
            purpose: "terms".into(),
            text_version: "1".into(),
            given_at_ms: 1,
            withdrawn_at_ms: None,
        };
        Saved {
            flow: "AA".into(),
            holder: "mien.holder.1".into(),
            consents: vec![consent],
            template: Some("AA".into()),
            numbers: vec!["S1234567D".into()],
            credential: None,
            issuer_name: Some("Sandbox".into()),
            domain: "localhost".into(),
            scanned: None,
        }
    }

    // Protects an enrolment that waits on a phone while the app is updated: the file of today must open tomorrow.
    #[test]
    fn the_file_is_frozen() {
        let sealed = seal(&saved(), &key(), [9; 12]).unwrap();
        assert_eq!(&sealed[..20], b"MIENENR\x01\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09");
        assert_eq!(base64url::sha256(&sealed), FROZEN);
        assert_eq!(open(sealed, &key()).unwrap().holder, "mien.holder.1");
    }

    const FROZEN: &str = "ne4wYLtl9RfA8A2Z6LVopxwJw4Ui8PiRTrdMKF-9Lbs";

    // Protects the start of the app: any damage, cut or other file is "nothing was begun", never a panic.
    #[test]
    fn whatever_is_not_ours_holds_nothing() {
        let sealed = seal(&saved(), &key(), [9; 12]).unwrap();
        for length in 0..sealed.len() {
            assert!(open(sealed[..length].to_vec(), &key()).is_none(), "cut to {length}");
        }
        for bit in 0..sealed.len() * 8 {
            let mut broken = sealed.clone();
            broken[bit / 8] ^= 1 << (bit % 8);
            assert!(open(broken, &key()).is_none(), "bit {bit}");
        }
    }
}
