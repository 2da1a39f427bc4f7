//! What waits for a network: captures and answers that could not be sent yet.
//!
//! ```text
//! body: length of the JSON u32 | JSON (purpose, times, tries) | the bytes to be sent
//! ```

use super::{from_json, to_json};
use crate::bytes::Reader;
use crate::error::VaultError;
use crate::record::{ProfileId, Record, RecordId, Table};
use crate::unlocked::Unlocked;
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroizing;

/// The most things that wait at once.
pub const MAX_WAITING: u32 = 64;

/// Something that waits. Its bytes are wiped when dropped, and left out of its `Debug` form.
#[derive(PartialEq, Eq)]
pub struct Waiting {
    /// Its id.
    pub id: RecordId,
    /// Whom it is about.
    pub owner: ProfileId,
    /// What for, as a stable name such as `document-capture`.
    pub purpose: String,
    /// When it was put here, milliseconds since 1970.
    pub since_ms: u64,
    /// How often it was tried.
    pub tries: u32,
    /// Not to be tried before, milliseconds since 1970.
    pub not_before_ms: u64,
    /// What is to be sent.
    pub payload: Zeroizing<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    v: u8,
    purpose: String,
    since_ms: u64,
    tries: u32,
    not_before_ms: u64,
}

/// What waits in an unlocked vault.
#[derive(Debug)]
pub struct Outbox<'a> {
    pub(crate) vault: &'a Unlocked,
}

impl Outbox<'_> {
    /// Puts bytes to wait and answers their id. They are sealed like everything else: a photo of a document that waits for
    /// a network is never a file.
    ///
    /// # Errors
    /// [`VaultError::TooMany`], [`VaultError::TooLarge`], [`VaultError`]; nothing is stored then.
    pub fn add(
        &self,
        owner: ProfileId,
        purpose: &str,
        since_ms: u64,
        payload: &[u8],
    ) -> Result<RecordId, VaultError> {
        let id = self.vault.new_id()?;
        let head = Head { v: 1, purpose: purpose.to_owned(), since_ms, tries: 0, not_before_ms: since_ms };
        let body = body(&head, payload)?;
        self.vault.transact(1, |batch| {
            if batch.count(Table::Outbox)? >= MAX_WAITING {
                return Err(VaultError::TooMany { limit: MAX_WAITING });
            }
            batch.put(Table::Outbox, id, owner, &body)
        })?;
        Ok(id)
    }

    /// Everything that waits, the longest first.
    ///
    /// # Errors
    /// [`VaultError::RecordRefused`] or [`VaultError::RecordsAltered`].
    pub fn list(&self) -> Result<Vec<Waiting>, VaultError> {
        let records = self.vault.list(Table::Outbox)?;
        let mut found = records.iter().map(waiting).collect::<Result<Vec<_>, _>>()?;
        found.sort_by_key(|one| (one.since_ms, one.id));
        Ok(found)
    }

    /// Notes that sending failed, and when to try again. Answers whether it still waits.
    ///
    /// # Errors
    /// [`VaultError`]; it is unchanged then.
    pub fn postpone(&self, id: RecordId, not_before_ms: u64) -> Result<bool, VaultError> {
        self.vault.transact(1, |batch| {
            let Some(record) = batch.get(Table::Outbox, id)? else {
                return Ok(false);
            };
            let one = waiting(&record)?;
            let head = Head {
                v: 1,
                purpose: one.purpose,
                since_ms: one.since_ms,
                tries: one.tries.saturating_add(1),
                not_before_ms,
            };
            batch.put(Table::Outbox, id, record.owner, &body(&head, &one.payload)?)?;
            Ok(true)
        })
    }

    /// It was sent, or nobody wants it any more. Answers whether it waited.
    ///
    /// # Errors
    /// [`VaultError`]; it still waits then.
    pub fn remove(&self, id: RecordId) -> Result<bool, VaultError> {
        self.vault.delete(Table::Outbox, id)
    }
}

fn body(head: &Head, payload: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let json = to_json(head)?;
    let len = u32::try_from(json.len()).map_err(|_| VaultError::Internal)?;
    let mut body = Zeroizing::new(Vec::with_capacity(4 + json.len() + payload.len()));
    body.extend_from_slice(&len.to_be_bytes());
    body.extend_from_slice(&json);
    body.extend_from_slice(payload);
    Ok(body)
}

fn waiting(record: &Record) -> Result<Waiting, VaultError> {
    let mut reader = Reader::new(&record.body);
    let split = reader.u32().and_then(|len| reader.rest().split_at_checked(usize::try_from(len).ok()?));
    let (json, payload) = split.ok_or(VaultError::RecordRefused)?;
    let head: Head = from_json(json)?;
    if head.v != 1 {
        return Err(VaultError::RecordRefused);
    }
    Ok(Waiting {
        id: record.id,
        owner: record.owner,
        purpose: head.purpose,
        since_ms: head.since_ms,
        tries: head.tries,
        not_before_ms: head.not_before_ms,
        payload: Zeroizing::new(payload.to_vec()),
    })
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting").field("id", &self.id).field("tries", &self.tries).finish_non_exhaustive()
    }
}
