//! Typed views of the records.

mod consent;
mod credential;
mod history;
mod template;

pub use consent::{Consent, Consents};
pub use credential::{Credentials, NewCredential, StoredCredential};
pub use history::{History, HistoryEntry, HistoryKind, HistoryOutcome};
pub use template::Templates;

use crate::error::VaultError;
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
