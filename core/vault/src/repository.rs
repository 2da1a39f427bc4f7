//! Typed views of the records.

mod consent;
mod credential;
mod history;
mod inbox;
mod outbox;
mod person;
mod template;

pub use consent::{Consent, Consents};
pub use credential::{Credentials, NewCredential, StoredCredential};
pub(crate) use history::rechain;
pub use history::{History, HistoryEntry, HistoryKind, HistoryOutcome, MAX_HISTORY, RequestReference};
pub use inbox::{Inbox, MAX_MESSAGES, Message};
pub use outbox::{MAX_WAITING, Outbox, Waiting};
pub use person::{MAX_PEOPLE, People, Person, Relation};
pub use template::Templates;

use crate::error::VaultError;
use crate::record::{RecordId, Table};
use crate::unlocked::Unlocked;
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

/// Bodies are JSON with a version field; a later version reads the earlier ones.
fn to_json(value: &impl Serialize) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    serde_json::to_vec(value).map(Zeroizing::new).map_err(|_| VaultError::Internal)
}

fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, VaultError> {
    serde_json::from_slice(body).map_err(|_| VaultError::RecordRefused)
}

/// Changes a record in place. `change` answers whether it changed anything; the answer is whether there was a record.
fn amend<T: Serialize + DeserializeOwned>(
    vault: &Unlocked,
    table: Table,
    id: RecordId,
    change: impl FnOnce(&mut T) -> bool,
) -> Result<bool, VaultError> {
    vault.transact(1, |batch| {
        let Some(record) = batch.get(table, id)? else {
            return Ok(false);
        };
        let mut value: T = from_json(&record.body)?;
        if change(&mut value) {
            batch.put(table, id, record.owner, &to_json(&value)?)?;
        }
        Ok(true)
    })
}

/// What a stored record is found by, for tables that have such a thing.
pub(crate) fn lookup_value(table: Table, body: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
    match table {
        Table::Person => person::identifier_of(body).map(Some),
        _ => Ok(None),
    }
}
