//! What was sent to the person: offers, notices, answers.

use super::{from_json, to_json};
use crate::error::VaultError;
use crate::record::{ProfileId, RecordId, Table};
use crate::unlocked::Unlocked;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The most messages of one vault.
pub const MAX_MESSAGES: u32 = 1000;

/// A message. Its text is left out of its `Debug` form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Who sent it, as shown to the person.
    pub sender: String,
    /// The verified domain of the sender, if there was one.
    pub domain: Option<String>,
    /// One line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// When it came, milliseconds since 1970.
    pub received_at_ms: u64,
    /// When it was read, if it was.
    pub read_at_ms: Option<u64>,
}

/// The messages of an unlocked vault.
#[derive(Debug)]
pub struct Inbox<'a> {
    pub(crate) vault: &'a Unlocked,
}

impl Inbox<'_> {
    /// Stores a message and answers its id.
    ///
    /// # Errors
    /// [`VaultError::TooMany`], [`VaultError::TooLarge`], [`VaultError`]; nothing is stored then.
    pub fn add(&self, owner: ProfileId, message: &Message) -> Result<RecordId, VaultError> {
        let (id, body) = (self.vault.new_id()?, to_json(message)?);
        self.vault.transact(1, |batch| {
            if batch.count(Table::Inbox)? >= MAX_MESSAGES {
                return Err(VaultError::TooMany { limit: MAX_MESSAGES });
            }
            batch.put(Table::Inbox, id, owner, &body)
        })?;
        Ok(id)
    }

    /// All messages with their ids, the newest first.
    ///
    /// # Errors
    /// [`VaultError::RecordRefused`] or [`VaultError::RecordsAltered`].
    pub fn list(&self) -> Result<Vec<(RecordId, Message)>, VaultError> {
        let records = self.vault.list(Table::Inbox)?;
        let mut found: Vec<(RecordId, Message)> = records
            .iter()
            .map(|record| Ok((record.id, from_json(&record.body)?)))
            .collect::<Result<_, VaultError>>()?;
        found.sort_by_key(|(id, message)| (std::cmp::Reverse(message.received_at_ms), *id));
        Ok(found)
    }

    /// Notes that a message was read. Answers whether there is one; the first time stays.
    ///
    /// # Errors
    /// [`VaultError`]; it is unchanged then.
    pub fn mark_read(&self, id: RecordId, at_ms: u64) -> Result<bool, VaultError> {
        super::amend(self.vault, Table::Inbox, id, |message: &mut Message| {
            let first = message.read_at_ms.is_none();
            message.read_at_ms.get_or_insert(at_ms);
            first
        })
    }

    /// Deletes a message. Answers whether there was one.
    ///
    /// # Errors
    /// [`VaultError`]; it is still there then.
    pub fn delete(&self, id: RecordId) -> Result<bool, VaultError> {
        self.vault.delete(Table::Inbox, id)
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("received_at_ms", &self.received_at_ms).finish_non_exhaustive()
    }
}
