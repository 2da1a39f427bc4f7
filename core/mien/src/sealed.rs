//! Small files that only this device opens: sealed under a key that its hardware derives, replaced as a whole.
//!
//! ```text
//! magic 8 | nonce 12 | AES-256-GCM(plain text), magic as associated data
//! ```
//!
//! They protect against copying, not against this device itself.

use crate::Ports;
use mien_ports::{DeviceError, KeyPurpose};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use std::fs;
use std::io::Write;
use std::path::Path;
use zeroize::Zeroizing;

/// Name of a kind of file and version of its form.
pub(crate) type Magic = [u8; 8];

/// The key behind `alias`, made at the first use, for files of one kind.
pub(crate) fn key(ports: &Ports, alias: &str, label: &[u8]) -> Result<LessSafeKey, DeviceError> {
    if !ports.keys.exists(alias)? {
        ports.keys.create(alias, KeyPurpose::Prf)?;
    }
    let secret = ports.keys.prf(alias, label)?;
    let key = UnboundKey::new(&AES_256_GCM, &secret).map_err(|_| DeviceError::OutOfContract)?;
    Ok(LessSafeKey::new(key))
}

/// A nonce for one sealing.
pub(crate) fn nonce(ports: &Ports) -> Result<[u8; NONCE_LEN], DeviceError> {
    let mut nonce = [0; NONCE_LEN];
    ports.entropy.fill(&mut nonce)?;
    Ok(nonce)
}

/// The bytes of a file.
pub(crate) fn seal(
    key: &LessSafeKey,
    magic: Magic,
    nonce: [u8; NONCE_LEN],
    plain: &[u8],
) -> Result<Vec<u8>, DeviceError> {
    // Room for the tag, so that the text is not copied when it grows.
    let mut sealed = Vec::with_capacity(plain.len() + AES_256_GCM.tag_len());
    sealed.extend_from_slice(plain);
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(magic), &mut sealed)
        .map_err(|_| DeviceError::Failed)?;
    Ok([&magic[..], &nonce, &sealed].concat())
}

/// The plain text; `None` for a file that is not ours, not whole or not of this device.
pub(crate) fn open(mut bytes: Vec<u8>, key: &LessSafeKey, magic: Magic) -> Option<Zeroizing<Vec<u8>>> {
    let (head, sealed) = bytes.split_at_mut_checked(magic.len() + NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(head.strip_prefix(&magic)?).ok()?;
    let plain = key.open_in_place(nonce, Aad::from(magic), sealed).ok()?;
    let out = Zeroizing::new(plain.to_vec());
    zeroize::Zeroize::zeroize(plain);
    Some(out)
}

/// The bytes of a plain file of at most `max` bytes.
pub(crate) fn read(path: &Path, max: u64) -> Option<Vec<u8>> {
    let small = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() <= max);
    small.then(|| fs::read(path).ok()).flatten()
}

/// Replaces the file as a whole: after a crash there is the old one or the new one.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), DeviceError> {
    let temporary = path.with_extension("tmp");
    let stored = fs::File::create(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    });
    stored.map_err(|_| DeviceError::Storage)
}

/// Deletes the file; one that is not there is deleted already.
pub(crate) fn remove(path: &Path) -> Result<(), DeviceError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(DeviceError::Storage),
        _ => Ok(()),
    }
}
