//! Whether issuers still stand by the credentials, across the boundary.

use crate::app::Mien;
use crate::errors::UnlockError;
use crate::ports::DeviceError;

/// What the issuer says of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Standing {
    /// Good, as of then.
    Valid,
    /// Revoked for good. Say so, and offer to set the phone up again.
    Revoked,
    /// Not to be used now; may become valid again.
    Suspended,
    /// Nobody could be asked yet. Say "not checked yet", never "valid".
    Unknown,
    /// The issuer publishes no status for it: only its own end counts.
    NotPublished,
}

/// The standing of one credential, with the age of the answer.
#[derive(Debug, Clone, uniffi::Record)]
pub struct CredentialStatus {
    /// The credential's type (`vct`).
    pub vct: String,
    /// Its issuer's identifier.
    pub issuer: String,
    /// What the issuer's list says.
    pub standing: Standing,
    /// When the list was made, seconds since 1970: show "as of 09:40". Nothing when there is no list.
    pub as_of: Option<u64>,
    /// How old the list is, in seconds.
    pub age_s: Option<u64>,
    /// Whether a newer list should be fetched before relying on it. After `refresh_status` still true: the network failed.
    pub due: bool,
}

/// What `Mien.refresh_due` has done.
#[derive(Debug, Clone, Copy, uniffi::Record)]
pub struct Refreshed {
    /// Another trust list counts from now on.
    pub has_new_trust_list: bool,
    /// How many status lists were fetched anew.
    pub status_lists: u32,
    /// How many fetches failed. Above zero: try again when there is a network.
    pub failed: u32,
}

#[uniffi::export]
impl Mien {
    /// Fetches what is due of the trust list and of the status lists that are kept; the vault may be shut. Call it when the app
    /// comes to the foreground and from a job once a day, on a thread that no login waits for. Blocks for the network.
    pub fn refresh_due(&self) -> Result<Refreshed, DeviceError> {
        let mien::Refreshed { has_new_trust_list, status_lists, failed } = self.0.refresh_due()?;
        Ok(Refreshed { has_new_trust_list, status_lists, failed })
    }

    /// Whether the issuers still stand by the credentials on this phone, from the lists that are kept: show the age of the answer. The
    /// vault must be open.
    pub fn credential_status(&self) -> Result<Vec<CredentialStatus>, UnlockError> {
        Ok(self.0.credential_status()?.into_iter().map(Into::into).collect())
    }

    /// The same after fetching the lists that are due. Call it in the background after an unlock. Blocks for the network.
    pub fn refresh_status(&self) -> Result<Vec<CredentialStatus>, UnlockError> {
        Ok(self.0.refresh_status()?.into_iter().map(Into::into).collect())
    }
}

impl From<mien::CredentialStatus> for CredentialStatus {
    fn from(status: mien::CredentialStatus) -> Self {
        Self {
            vct: status.vct,
            issuer: status.issuer,
            standing: match status.standing {
                mien::Standing::Valid => Standing::Valid,
                mien::Standing::Revoked => Standing::Revoked,
                mien::Standing::Suspended => Standing::Suspended,
                mien::Standing::Unknown => Standing::Unknown,
                mien::Standing::NotPublished => Standing::NotPublished,
            },
            as_of: status.as_of,
            age_s: status.age_s,
            due: status.due,
        }
    }
}
