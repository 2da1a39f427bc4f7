//! Why a trust list was not taken.

use crate::jose::JoseError;
use crate::x509::CertificateError;
use thiserror::Error;

/// Why a trust list was refused. In every case the list that was there before stays in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TrustListError {
    /// The token was refused, or the pinned key did not sign it; the reason is inside. Fetch it again later; if it stays, the deployment
    /// has made a mistake or somebody is in between.
    #[error("{0}")]
    Jose(#[from] JoseError),
    /// A certificate in the list cannot be read. A mistake of the deployment.
    #[error("{0}")]
    Certificate(#[from] CertificateError),
    /// `member` is missing, unknown or has a value that is not allowed. The list is of a later format, or a mistake of the deployment.
    #[error("a member of the trust list is not acceptable: {member}")]
    Member {
        /// The name of the member, or `unknown`.
        member: &'static str,
    },
    /// The list is older than the one in use, or has its number and says something else. Somebody may want a verifier back that was
    /// taken off. Keep the one in use.
    #[error("an older trust list")]
    Rollback,
    /// The list has run out. Fetch a new one; until then nobody is trusted.
    #[error("the trust list has expired")]
    Expired,
    /// The list says that it was issued in the future. Check the device's clock.
    #[error("the trust list is not valid yet")]
    NotYetValid,
}

impl TrustListError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Jose(error) => error.code(),
            Self::Certificate(error) => error.code(),
            Self::Member { .. } => "trust_list_member",
            Self::Rollback => "trust_list_rollback",
            Self::Expired => "trust_list_expired",
            Self::NotYetValid => "trust_list_not_yet_valid",
        }
    }
}
