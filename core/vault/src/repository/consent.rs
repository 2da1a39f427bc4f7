//! Consents: given, shown, withdrawn.

use super::{from_json, to_json};
use crate::error::VaultError;
use crate::record::{ProfileId, RecordId, Table};
use crate::unlocked::Unlocked;
use serde::{Deserialize, Serialize};

/// One consent of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// What for, as a stable name such as `face-check`.
    pub purpose: String,
    /// Version of the text that was shown.
    pub text_version: String,
    /// When it was given, milliseconds since 1970.
    pub given_at_ms: u64,
    /// When it was withdrawn, if it was.
    pub withdrawn_at_ms: Option<u64>,
}

/// The consents of an unlocked vault.
#[derive(Debug)]
pub struct Consents<'a> {
    pub(crate) vault: &'a Unlocked,
}

impl Consents<'_> {
    /// Stores a consent that was given, and answers its id.
    ///
    /// # Errors
    /// [`VaultError`]; nothing is stored then.
    pub fn add(&self, owner: ProfileId, consent: &Consent) -> Result<RecordId, VaultError> {
        let id = self.vault.new_id()?;
        self.vault.put(Table::Consent, id, owner, &to_json(consent)?)?;
        Ok(id)
    }

    /// All consents with their ids, the oldest first.
    ///
    /// # Errors
    /// [`VaultError::RecordRefused`] or [`VaultError::RecordsAltered`].
    pub fn list(&self) -> Result<Vec<(RecordId, Consent)>, VaultError> {
        let records = self.vault.list(Table::Consent)?;
        let mut found: Vec<(RecordId, Consent)> = records
            .iter()
            .map(|record| Ok((record.id, from_json(&record.body)?)))
            .collect::<Result<_, VaultError>>()?;
        found.sort_by_key(|(id, consent)| (consent.given_at_ms, *id));
        Ok(found)
    }

    /// Notes that a consent was withdrawn. Answers whether there was one; the first withdrawal stays.
    ///
    /// # Errors
    /// [`VaultError`]; it is unchanged then.
    pub fn withdraw(&self, id: RecordId, at_ms: u64) -> Result<bool, VaultError> {
        super::amend(self.vault, Table::Consent, id, |consent: &mut Consent| {
            let first = consent.withdrawn_at_ms.is_none();
            consent.withdrawn_at_ms.get_or_insert(at_ms);
            first
        })
    }
}
