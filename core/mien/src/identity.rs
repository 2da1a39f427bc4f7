//! The credential that says who the person is.

use crate::UnlockError;
use mien_credential::sd_jwt::{ClaimPath, Credential};
use mien_vault::Unlocked;

/// What the app shows of the enrolled person. Show it after unlocking only.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The name, as the issuer has it.
    pub name: Option<String>,
    /// The masked ID number, as the issuer has it.
    pub id_number_masked: Option<String>,
    /// When the credential ends, seconds since 1970.
    pub expires_at: Option<u64>,
}

/// Personal data: prints nothing of it.
impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

pub(crate) fn identity_of(credential: &Credential) -> Identity {
    let text = |name: &str| {
        let found = ClaimPath::name(name).select(credential.claims());
        found.first().and_then(|value| value.as_str()).map(str::to_owned)
    };
    Identity {
        name: text("name"),
        id_number_masked: text("id_number_masked"),
        expires_at: credential.expires_at(),
    }
}

/// The aliases of the holder keys and the credentials bound to them. One that no longer parses is left out: the others
/// stay usable.
pub(crate) fn stored_credentials(vault: &Unlocked) -> Result<Vec<(String, Credential)>, UnlockError> {
    let stored = vault.credentials().list()?;
    let parsed = |text: &str| Credential::from_storage(text).ok();
    Ok(stored.iter().filter_map(|one| Some((one.key_alias.clone(), parsed(&one.text)?))).collect())
}
