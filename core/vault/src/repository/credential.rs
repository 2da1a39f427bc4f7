//! Credentials of the person.

use super::{from_json, to_json};
use crate::error::VaultError;
use crate::record::{ProfileId, Record, RecordId, Table};
use crate::unlocked::Unlocked;
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::{Zeroize, Zeroizing};

/// A credential to be stored.
#[derive(Clone, Copy)]
pub struct NewCredential<'a> {
    /// The credential as its issuer sent it (SD-JWT VC in compact form).
    pub text: &'a str,
    /// Alias of the device's key that it is bound to.
    pub key_alias: &'a str,
    /// Who issued it: the issuer's identifier.
    pub issuer: &'a str,
    /// Its type.
    pub vct: &'a str,
    /// When it was issued, milliseconds since 1970.
    pub issued_at_ms: u64,
}

/// A stored credential. Its text is wiped when dropped, and left out of its `Debug` form.
#[derive(PartialEq, Eq)]
pub struct StoredCredential {
    /// Its id.
    pub id: RecordId,
    /// Whom it is about.
    pub owner: ProfileId,
    /// The credential as its issuer sent it.
    pub text: Zeroizing<String>,
    /// Alias of the device's key that it is bound to.
    pub key_alias: String,
    /// Who issued it.
    pub issuer: String,
    /// Its type.
    pub vct: String,
    /// When it was issued, milliseconds since 1970.
    pub issued_at_ms: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    v: u8,
    text: String,
    key_alias: String,
    issuer: String,
    vct: String,
    issued_at_ms: u64,
}

impl Drop for Body {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

/// The credentials of an unlocked vault.
#[derive(Debug)]
pub struct Credentials<'a> {
    pub(crate) vault: &'a Unlocked,
}

impl Credentials<'_> {
    /// Stores a credential and answers its id.
    ///
    /// # Errors
    /// [`VaultError`]; nothing is stored then.
    pub fn add(&self, owner: ProfileId, credential: NewCredential<'_>) -> Result<RecordId, VaultError> {
        let body = Body {
            v: 1,
            text: credential.text.to_owned(),
            key_alias: credential.key_alias.to_owned(),
            issuer: credential.issuer.to_owned(),
            vct: credential.vct.to_owned(),
            issued_at_ms: credential.issued_at_ms,
        };
        let id = self.vault.new_id()?;
        self.vault.put(Table::Credential, id, owner, &to_json(&body)?)?;
        Ok(id)
    }

    /// All credentials, the oldest first.
    ///
    /// # Errors
    /// [`VaultError::RecordRefused`] or [`VaultError::RecordsAltered`].
    pub fn list(&self) -> Result<Vec<StoredCredential>, VaultError> {
        let records = self.vault.list(Table::Credential)?;
        let mut found = records.iter().map(stored).collect::<Result<Vec<_>, _>>()?;
        found.sort_by_key(|credential| (credential.issued_at_ms, credential.id));
        Ok(found)
    }

    /// One credential; `None` when there is none of that id.
    ///
    /// # Errors
    /// [`VaultError::RecordRefused`] or [`VaultError::RecordsAltered`].
    pub fn get(&self, id: RecordId) -> Result<Option<StoredCredential>, VaultError> {
        self.vault.get(Table::Credential, id)?.as_ref().map(stored).transpose()
    }

    /// Deletes a credential; its key is the caller's to delete. Answers whether there was one.
    ///
    /// # Errors
    /// [`VaultError`]; it is still there then.
    pub fn delete(&self, id: RecordId) -> Result<bool, VaultError> {
        self.vault.delete(Table::Credential, id)
    }
}

fn stored(record: &Record) -> Result<StoredCredential, VaultError> {
    let mut body: Body = from_json(&record.body)?;
    if body.v != 1 {
        return Err(VaultError::RecordRefused);
    }
    Ok(StoredCredential {
        id: record.id,
        owner: record.owner,
        text: Zeroizing::new(std::mem::take(&mut body.text)),
        key_alias: std::mem::take(&mut body.key_alias),
        issuer: std::mem::take(&mut body.issuer),
        vct: std::mem::take(&mut body.vct),
        issued_at_ms: body.issued_at_ms,
    })
}

impl fmt::Debug for NewCredential<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewCredential").finish_non_exhaustive()
    }
}

impl fmt::Debug for StoredCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredCredential").field("id", &self.id).finish_non_exhaustive()
    }
}
