//! History entries that were written while the vault was locked.
//!
//! Declining must be as easy as approving, so it asks for no passcode; its history entry then has no open vault to go
//! to. Such entries wait in a small file, sealed under a key that only this device's hardware can derive, and move
//! into the vault at the next unlock. The file protects against copying, not against this device itself: it holds
//! domains and times, nothing else.

use crate::Ports;
use mien_ports::{DeviceError, KeyPurpose};
use mien_vault::HistoryEntry;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use std::fs;
use std::io::Write;
use std::path::Path;

/// Alias of the device key that the file is sealed under.
const KEY_ALIAS: &str = "mien.pending";
/// First bytes of the file: name and format version.
const MAGIC: &[u8; 8] = b"MIENPND\x01";
/// Entries kept at most; older ones give way.
const CAPACITY: usize = 200;
/// A file larger than this was not written by us.
const MAX_BYTES: u64 = 256 * 1024;

/// Adds one entry to the file.
///
/// A file that does not open (another device's, damaged) is replaced: it holds nothing that is worth a failed decline.
pub(crate) fn add(path: &Path, ports: &Ports, entry: HistoryEntry) -> Result<(), DeviceError> {
    let key = key(ports)?;
    let mut entries = read(path, &key);
    entries.push(entry);
    let surplus = entries.len().saturating_sub(CAPACITY);
    entries.drain(..surplus);
    write(path, ports, &key, &entries)
}

/// The waiting entries, oldest first. The file stays until [`clear`]: a crash in between repeats entries, never
/// loses them.
pub(crate) fn waiting(path: &Path, ports: &Ports) -> Result<Vec<HistoryEntry>, DeviceError> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    Ok(read(path, &key(ports)?))
}

/// Removes the file after its entries were stored.
pub(crate) fn clear(path: &Path) -> Result<(), DeviceError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(DeviceError::Storage),
        _ => Ok(()),
    }
}

fn key(ports: &Ports) -> Result<LessSafeKey, DeviceError> {
    if !ports.keys.exists(KEY_ALIAS)? {
        ports.keys.create(KEY_ALIAS, KeyPurpose::Prf)?;
    }
    let secret = ports.keys.prf(KEY_ALIAS, b"mien/pending/v1")?;
    let key = UnboundKey::new(&AES_256_GCM, &secret).map_err(|_| DeviceError::OutOfContract)?;
    Ok(LessSafeKey::new(key))
}

fn read(path: &Path, key: &LessSafeKey) -> Vec<HistoryEntry> {
    let small = fs::symlink_metadata(path).is_ok_and(|m| m.is_file() && m.len() <= MAX_BYTES);
    let Some(bytes) = small.then(|| fs::read(path).ok()).flatten() else { return Vec::new() };
    open(&bytes, key).unwrap_or_default()
}

fn open(bytes: &[u8], key: &LessSafeKey) -> Option<Vec<HistoryEntry>> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let (nonce, sealed) = rest.split_at_checked(NONCE_LEN)?;
    let mut sealed = sealed.to_vec();
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let plain = key.open_in_place(nonce, Aad::from(MAGIC), &mut sealed).ok()?;
    serde_json::from_slice(plain).ok()
}

fn write(path: &Path, ports: &Ports, key: &LessSafeKey, entries: &[HistoryEntry]) -> Result<(), DeviceError> {
    let mut nonce = [0u8; NONCE_LEN];
    ports.entropy.fill(&mut nonce)?;
    let mut sealed = serde_json::to_vec(entries).map_err(|_| DeviceError::Failed)?;
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(MAGIC), &mut sealed)
        .map_err(|_| DeviceError::Failed)?;
    let temporary = path.with_extension("tmp");
    let stored = fs::File::create(&temporary).and_then(|mut file| {
        file.write_all(MAGIC)?;
        file.write_all(&nonce)?;
        file.write_all(&sealed)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    });
    stored.map_err(|_| DeviceError::Storage)
}
