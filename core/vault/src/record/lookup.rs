//! Finding a record without opening the others: a keyed hash of what it is looked up by.
//!
//! ```text
//! HMAC-SHA256(HKDF(data key, label), table | value), its first 16 bytes
//! ```
//! Who has the file alone learns from it only that two records of one table have the same value, which the tables that
//! use it refuse.

use super::{RecordKeys, Table};
use crate::bytes::push_field;
use crate::crypto;
use crate::database::rows::Row;
use crate::error::VaultError;
use crate::repository::lookup_value;
use ring::hmac;

const LABEL: &[u8] = b"mien/vault/blind-index/v1";
const LOOKUP_LEN: usize = 16;

/// The hash of a value in a table.
pub(crate) fn lookup(keys: &RecordKeys, table: Table, value: &[u8]) -> Result<Vec<u8>, VaultError> {
    let key = crypto::hkdf::<32>(&[], keys.data_key.bytes(), &[LABEL])?;
    let mut message = zeroize::Zeroizing::new(Vec::new());
    push_field(&mut message, table.name().as_bytes());
    push_field(&mut message, value);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.bytes()), &message);
    Ok(tag.as_ref().iter().copied().take(LOOKUP_LEN).collect())
}

/// The hash under a new data key, from the opened body.
pub(super) fn renewed(
    row: &Row,
    table: Table,
    old: &RecordKeys,
    new: &RecordKeys,
    body: &[u8],
) -> Result<Option<Vec<u8>>, VaultError> {
    let Some(before) = &row.lookup else {
        return Ok(None);
    };
    let value = lookup_value(table, body)?.ok_or(VaultError::RecordRefused)?;
    if lookup(old, table, &value)? != *before {
        return Err(VaultError::RecordRefused);
    }
    lookup(new, table, &value).map(Some)
}
