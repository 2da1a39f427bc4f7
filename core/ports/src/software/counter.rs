//! The counter as a file.

use super::file;
use crate::{DeviceError, MonotonicStore};
use ring::digest::{SHA256, digest};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

const VALUE_LEN: usize = 8;
const CHECK_LEN: usize = 8;

/// A counter in one file of 16 bytes: the value, big-endian, and the start of its SHA-256.
///
/// Put the file outside the folder that is backed up: who can write it can turn it back. The check catches damage, not
/// an attacker.
#[derive(Debug)]
pub struct FileCounter {
    path: PathBuf,
    raising: Mutex<()>,
}

impl FileCounter {
    /// A counter at this path; the folder must exist, the file need not.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), raising: Mutex::new(()) }
    }
}

impl MonotonicStore for FileCounter {
    fn read(&self) -> Result<Option<u64>, DeviceError> {
        let Some(bytes) = file::read(&self.path)? else {
            return Ok(None);
        };
        let (value, check) = bytes.split_first_chunk::<VALUE_LEN>().ok_or(DeviceError::Storage)?;
        let value = u64::from_be_bytes(*value);
        if check == checksum(value) { Ok(Some(value)) } else { Err(DeviceError::Storage) }
    }

    fn raise_to(&self, value: u64) -> Result<(), DeviceError> {
        let _raising = self.raising.lock().unwrap_or_else(PoisonError::into_inner);
        if self.read()?.is_some_and(|current| current >= value) {
            return Ok(());
        }
        let mut bytes = value.to_be_bytes().to_vec();
        bytes.extend_from_slice(&checksum(value));
        file::write_atomic(&self.path, &bytes)
    }
}

fn checksum(value: u64) -> [u8; CHECK_LEN] {
    let mut message = b"mien/counter/v1".to_vec();
    message.extend_from_slice(&value.to_be_bytes());
    let mut check = [0; CHECK_LEN];
    for (to, from) in check.iter_mut().zip(digest(&SHA256, &message).as_ref()) {
        *to = *from;
    }
    check
}
