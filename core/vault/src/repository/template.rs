//! Face templates.

use crate::error::VaultError;
use crate::record::{ProfileId, RecordId, Table};
use crate::unlocked::Unlocked;
use zeroize::Zeroizing;

/// The face templates of an unlocked vault: one per profile. There is no export; they leave the vault only to be
/// compared.
#[derive(Debug)]
pub struct Templates<'a> {
    pub(crate) vault: &'a Unlocked,
}

impl Templates<'_> {
    /// Stores a template, in the face crate's own format, and replaces the profile's earlier one.
    ///
    /// # Errors
    /// [`VaultError`]; the earlier one is kept then.
    pub fn set(&self, profile: ProfileId, template: &[u8]) -> Result<(), VaultError> {
        self.vault.put(Table::Template, RecordId(profile.0), profile, template)?;
        Ok(())
    }

    /// The profile's template; `None` when none was stored.
    ///
    /// # Errors
    /// [`VaultError::RecordRefused`] or [`VaultError::RecordsAltered`]: scan again to make a new one.
    pub fn get(&self, profile: ProfileId) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        Ok(self.vault.get(Table::Template, RecordId(profile.0))?.map(|record| record.body))
    }

    /// Deletes the profile's template, as a withdrawn consent asks for. Answers whether there was one.
    ///
    /// # Errors
    /// [`VaultError`]; it is still there then.
    pub fn delete(&self, profile: ProfileId) -> Result<bool, VaultError> {
        self.vault.delete(Table::Template, RecordId(profile.0))
    }
}
