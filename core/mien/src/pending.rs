//! History entries that were written while the vault was locked.
//!
//! Declining must be as easy as approving, so it asks for no passcode; its history entry then has no open vault to go
//! to. Such entries wait in a small file, sealed under a key that only this device's hardware can derive, and move
//! into the vault at the next unlock. The file protects against copying, not against this device itself: it holds who
//! asked, when, and for which claims by name.
//!
//! ```text
//! magic "MIENPND" 7 | version 1 | nonce 12 | AES-256-GCM(JSON list of entries), magic and version as associated data
//! ```

use crate::sealed::{self, Magic, nonce};
use crate::{Ports, UnlockError};
use mien_ports::DeviceError;
use mien_vault::{HistoryEntry, Unlocked};
use ring::aead::{LessSafeKey, NONCE_LEN};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// Alias of the device key that the file is sealed under.
const KEY_ALIAS: &str = "mien.pending";
/// First bytes of the file: name and format version.
const MAGIC: Magic = *b"MIENPND\x01";
/// Entries kept at most; older ones give way.
const CAPACITY: usize = 200;
/// A file larger than this was not written by us.
const MAX_BYTES: u64 = 256 * 1024;

/// The file and who may touch it.
pub(crate) struct Pending {
    path: PathBuf,
    /// One change at a time; no port is called while it is held.
    changing: Mutex<()>,
}

impl Pending {
    pub(crate) const fn new(path: PathBuf) -> Self {
        Self { path, changing: Mutex::new(()) }
    }

    /// Adds one entry.
    ///
    /// A file that does not open (another device's, damaged) is replaced: it holds nothing that is worth a failed
    /// decline.
    pub(crate) fn add(&self, ports: &Ports, entry: HistoryEntry) -> Result<(), DeviceError> {
        let (key, nonce) = (key(ports)?, nonce(ports)?);
        let _turn = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut entries = self.read(&key);
        entries.push(entry);
        let surplus = entries.len().saturating_sub(CAPACITY);
        entries.drain(..surplus);
        self.write(&key, nonce, &entries)
    }

    /// Moves what waits into the open vault. A crash in between repeats entries, never loses them.
    pub(crate) fn move_into(&self, vault: &Unlocked, ports: &Ports) -> Result<(), UnlockError> {
        if !self.path.exists() {
            return Ok(());
        }
        let key = key(ports)?;
        let taken = {
            let _turn = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
            self.read(&key)
        };
        for entry in &taken {
            vault.history().append(entry)?;
        }
        let nonce = nonce(ports)?;
        let _turn = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        // Whatever was added meanwhile stays.
        let rest = self.read(&key).split_off(taken.len());
        let left = if rest.is_empty() { self.remove() } else { self.write(&key, nonce, &rest) };
        Ok(left?)
    }

    /// Deletes the key, then the file.
    pub(crate) fn erase(&self, ports: &Ports) -> Result<(), DeviceError> {
        ports.keys.delete(KEY_ALIAS)?;
        let _turn = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        self.remove()
    }

    fn remove(&self) -> Result<(), DeviceError> {
        sealed::remove(&self.path)
    }

    fn read(&self, key: &LessSafeKey) -> Vec<HistoryEntry> {
        sealed::read(&self.path, MAX_BYTES).and_then(|bytes| open(bytes, key)).unwrap_or_default()
    }

    fn write(
        &self,
        key: &LessSafeKey,
        nonce: [u8; NONCE_LEN],
        entries: &[HistoryEntry],
    ) -> Result<(), DeviceError> {
        sealed::write(&self.path, &seal(key, nonce, entries)?)
    }
}

fn key(ports: &Ports) -> Result<LessSafeKey, DeviceError> {
    sealed::key(ports, KEY_ALIAS, b"mien/pending/v1")
}

fn open(bytes: Vec<u8>, key: &LessSafeKey) -> Option<Vec<HistoryEntry>> {
    serde_json::from_slice(&sealed::open(bytes, key, MAGIC)?).ok()
}

fn seal(key: &LessSafeKey, nonce: [u8; NONCE_LEN], entries: &[HistoryEntry]) -> Result<Vec<u8>, DeviceError> {
    let plain = Zeroizing::new(serde_json::to_vec(entries).map_err(|_| DeviceError::Failed)?);
    sealed::seal(key, MAGIC, nonce, &plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use mien_vault::{HistoryKind, HistoryOutcome};
    use ring::aead::{AES_256_GCM, UnboundKey};

    fn key() -> LessSafeKey {
        LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).unwrap())
    }

    fn entry() -> HistoryEntry {
        HistoryEntry {
            at_ms: 1,
            kind: HistoryKind::Login,
            outcome: HistoryOutcome::Declined,
            party: "p".into(),
            domain: None,
            claims: vec!["uid".into()],
            code: None,
            request: None,
        }
    }

    // Protects entries that wait on a phone while the app is updated: the file of today must open tomorrow.
    #[test]
    fn the_file_is_frozen() {
        let sealed = seal(&key(), [9; NONCE_LEN], &[entry()]).unwrap();
        let digest = ring::digest::digest(&ring::digest::SHA256, &sealed);
        let hex = digest.as_ref().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        assert_eq!(&sealed[..20], b"MIENPND\x01\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09");
        assert_eq!(hex, FROZEN);
        assert_eq!(open(sealed, &key()), Some(vec![entry()]));
    }

    const FROZEN: &str = "49b551e25471ffa08b9da48b0b3459e4ed1592477e3d3fe35bbf6d5d46279b3e";

    // Protects the next decline: any damage, cut or other file is "nothing waits", never a panic.
    #[test]
    fn whatever_is_not_ours_holds_nothing() {
        let sealed = seal(&key(), [9; NONCE_LEN], &[entry()]).unwrap();
        for length in 0..sealed.len() {
            assert_eq!(open(sealed[..length].to_vec(), &key()), None, "cut to {length}");
        }
        for bit in 0..sealed.len() * 8 {
            let mut broken = sealed.clone();
            broken[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(open(broken, &key()), None, "bit {bit}");
        }
    }
}
