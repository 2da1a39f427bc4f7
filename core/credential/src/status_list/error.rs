//! Why a status could not be told.

use crate::jose::JoseError;
use crate::x509::CertificateError;
use thiserror::Error;

/// Why a status list, or a reference to one, was refused. In every case the status is **unknown**: neither valid nor
/// revoked. Say so, or use an older answer with its age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StatusListError {
    /// The credential names no list in a form that is understood. Treat it as one without a status, or refuse it
    /// where a status is required.
    #[error("the reference to a status list is not acceptable")]
    Reference,
    /// The token was refused; the reason is inside. Fetch it again later.
    #[error("{0}")]
    Jose(#[from] JoseError),
    /// The certificate of who signed the list was refused; the reason is inside. Do not use the list.
    #[error("{0}")]
    Issuer(#[from] CertificateError),
    /// A claim of the token is missing or of the wrong kind. Do not use the list.
    #[error("a claim of the status list is not acceptable")]
    Claim,
    /// The token is about another list than the one that was asked for. Do not use it: it may hide a revocation.
    #[error("another status list")]
    OtherList,
    /// The token says that it was issued in the future. Check the device's clock.
    #[error("the status list is not valid yet")]
    NotYetValid,
    /// The token has expired. Fetch a new one.
    #[error("the status list has expired")]
    Expired,
    /// The compressed list cannot be read, or is larger than any honest one. Do not use it.
    #[error("the list cannot be read")]
    Encoding,
    /// The list is shorter than the credential's index. Refuse the credential: one of the two was made up.
    #[error("the index is outside the list")]
    OutOfRange,
}

impl StatusListError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reference => "status_reference",
            Self::Jose(error) => error.code(),
            Self::Issuer(error) => error.code(),
            Self::Claim => "status_claim",
            Self::OtherList => "status_other_list",
            Self::NotYetValid => "status_not_yet_valid",
            Self::Expired => "status_expired",
            Self::Encoding => "status_encoding",
            Self::OutOfRange => "status_out_of_range",
        }
    }
}
