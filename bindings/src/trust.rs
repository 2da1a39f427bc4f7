//! The trust list, across the boundary.

use crate::app::Mien;
use thiserror::Error;

/// Why the trust list was not replaced. The one before stays in use.
#[derive(Debug, Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum TrustError {
    /// The list was refused: not signed with the pinned key, older than the one in use, or run out.
    #[error("{code}")]
    Refused {
        /// A stable name.
        code: String,
    },
    /// The list was not received. Try again later.
    #[error("{code}")]
    Network {
        /// A stable name.
        code: String,
    },
    /// The phone failed to keep it, or there is no list in the configuration.
    #[error("{code}")]
    Failed {
        /// A stable name.
        code: String,
    },
}

impl From<mien::TrustError> for TrustError {
    fn from(error: mien::TrustError) -> Self {
        let code = error.code().to_owned();
        match error {
            mien::TrustError::Refused { .. } => Self::Refused { code },
            mien::TrustError::Network { .. } => Self::Network { code },
            _ => Self::Failed { code },
        }
    }
}

#[uniffi::export]
impl Mien {
    /// Takes a newer trust list, signed with the pinned key, and answers its number. It is kept, and counts from now on.
    pub fn update_trust_list(&self, list: String) -> Result<u64, TrustError> {
        Ok(self.0.update_trust_list(&list)?)
    }

    /// The same from the address of the configuration. Call it in the background, once a day. Blocks for the network.
    pub fn refresh_trust_list(&self) -> Result<u64, TrustError> {
        Ok(self.0.refresh_trust_list()?)
    }
}
