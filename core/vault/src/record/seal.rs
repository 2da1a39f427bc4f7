//! One record, sealed.
//!
//! ```text
//! version 1, u8 | key generation u32 | nonce 12 | ciphertext | tag 16
//! plaintext: length u32 | body | zeros up to a multiple of 256
//! ```

use crate::bytes::{Reader, push_field};
use crate::crypto::{self, NONCE_LEN, Secret};
use crate::error::VaultError;
use crate::slot::DataKey;
use zeroize::Zeroizing;

const BLOB_VERSION: u8 = 1;
/// First field of each place. It was the file's schema version when there was one; it stays, so that a migration does not
/// have to open what it carries over.
const PLACE_VERSION: u32 = 1;
const RECORD_LABEL: &[u8] = b"mien/vault/record/v1";
/// Sizes are rounded up to this, so that a name's length cannot be read off a record's.
const BUCKET: usize = 256;

/// The data key, and how often it was replaced: each record says by which one it was sealed.
pub(crate) struct RecordKeys {
    pub(crate) data_key: DataKey,
    pub(crate) generation: u32,
}

/// Where a record belongs: it opens nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place<'a> {
    pub(crate) table: &'a str,
    pub(crate) column: &'a str,
    pub(crate) id: [u8; 16],
    pub(crate) version: u64,
    pub(crate) owner: [u8; 16],
}

impl Place<'_> {
    /// The additional data: each field with its length in front, so that no two places encode alike.
    pub(crate) fn additional_data(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(128);
        push_field(&mut out, b"rec");
        push_field(&mut out, &PLACE_VERSION.to_be_bytes());
        push_field(&mut out, self.table.as_bytes());
        push_field(&mut out, self.column.as_bytes());
        push_field(&mut out, &self.id);
        push_field(&mut out, &self.version.to_be_bytes());
        push_field(&mut out, &self.owner);
        out
    }
}

/// `HKDF(data key, label | table | id | key generation)`: a key per record keeps random nonces far from their limit.
fn record_key(data_key: &DataKey, place: &Place<'_>, generation: u32) -> Result<Secret<32>, VaultError> {
    let mut table = Vec::new();
    push_field(&mut table, place.table.as_bytes());
    crypto::hkdf(&[], data_key.bytes(), &[RECORD_LABEL, &table, &place.id, &generation.to_be_bytes()])
}

pub(crate) fn seal(
    keys: &RecordKeys,
    place: &Place<'_>,
    nonce: [u8; NONCE_LEN],
    body: &[u8],
) -> Result<Vec<u8>, VaultError> {
    let len = u32::try_from(body.len()).map_err(|_| VaultError::Internal)?;
    let padded = (body.len() + 4).next_multiple_of(BUCKET);
    let mut plain = Zeroizing::new(Vec::with_capacity(padded));
    plain.extend_from_slice(&len.to_be_bytes());
    plain.extend_from_slice(body);
    plain.resize(padded, 0);
    let key = record_key(&keys.data_key, place, keys.generation)?;
    let sealed = crypto::seal(&key, nonce, &place.additional_data(), &plain)?;
    let mut blob = vec![BLOB_VERSION];
    blob.extend_from_slice(&keys.generation.to_be_bytes());
    blob.extend_from_slice(&nonce);
    blob.extend_from_slice(&sealed);
    Ok(blob)
}

/// Version and key generation in front of a blob; `None` when it is not a blob of a version that is known.
pub(crate) fn key_generation(blob: &[u8]) -> Option<u32> {
    let mut reader = Reader::new(blob);
    let known = reader.u8()? == BLOB_VERSION;
    let generation = reader.u32()?;
    (known && generation > 0 && reader.rest().len() >= NONCE_LEN + crypto::TAG_LEN).then_some(generation)
}

/// Opens a record in its place; anything else is [`VaultError::RecordRefused`].
pub(crate) fn open(
    keys: &RecordKeys,
    place: &Place<'_>,
    blob: &[u8],
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    #[cfg(feature = "testing")]
    crate::testing::count_opened();
    let mut reader = Reader::new(blob);
    let known = reader.u8() == Some(BLOB_VERSION) && reader.u32() == Some(keys.generation);
    let nonce = reader.take().filter(|_| known).ok_or(VaultError::RecordRefused)?;
    let key = record_key(&keys.data_key, place, keys.generation)?;
    let plain = crypto::open(&key, nonce, &place.additional_data(), reader.rest());
    unpad(&plain.ok_or(VaultError::RecordRefused)?).ok_or(VaultError::RecordRefused)
}

fn unpad(plain: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (len, rest) = plain.split_first_chunk::<4>()?;
    let body = rest.get(..usize::try_from(u32::from_be_bytes(*len)).ok()?)?;
    Some(Zeroizing::new(body.to_vec()))
}

#[cfg(test)]
#[path = "seal_tests.rs"]
mod tests;
