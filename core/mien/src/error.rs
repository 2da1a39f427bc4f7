//! Why Mien did not open, and why the vault did not.

use mien_credential::{CertificateError, TrustListError};
use mien_ports::DeviceError;
use mien_vault::{PasscodeError, PatternError, RecoveryCodeError, VaultError};
use thiserror::Error;

/// Why [`Mien`](crate::Mien) could not be opened: a fault of the app's build or of its configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The data folder is missing and cannot be made.
    #[error("the data folder cannot be used")]
    DataFolder,
    /// A pinned root is not a certificate.
    #[error("a pinned root is not usable: {source}")]
    Trust {
        /// Why.
        #[from]
        source: CertificateError,
    },
    /// The pinned key of the trust list is not a P-256 JWK.
    #[error("the key of the trust list is not usable")]
    TrustKey,
    /// The trust list of the build is not one that the pinned key has signed.
    #[error("the trust list is not usable: {source}")]
    TrustList {
        /// Why.
        #[from]
        source: TrustListError,
    },
}

impl OpenError {
    /// A stable name for logs and for the foreign side.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::DataFolder => "data_folder",
            Self::Trust { source } => source.code(),
            Self::TrustKey => "trust_key",
            Self::TrustList { source } => source.code(),
        }
    }
}

/// Why the vault was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UnlockError {
    /// The digits are no passcode, or none to choose. Keep the button off until there are six; say why a new one was not
    /// accepted.
    #[error("the passcode was not accepted")]
    Passcode {
        /// Why.
        #[from]
        source: PasscodeError,
    },
    /// The dots are no pattern, or none to choose. Say why, and ask again.
    #[error("the pattern was not accepted")]
    Pattern {
        /// Why.
        #[from]
        source: PatternError,
    },
    /// The text is no recovery code. Ask to compare it with the paper. Nothing was tried.
    #[error("not a recovery code")]
    RecoveryCode {
        /// Why.
        #[from]
        source: RecoveryCodeError,
    },
    /// The vault said no; each variant inside says what the app should do.
    #[error("the vault stays shut: {source}")]
    Refused {
        /// Why.
        source: mien_vault::UnlockError,
    },
    /// Nobody is enrolled on this phone. Offer to enrol.
    #[error("nobody is enrolled")]
    NotEnrolled,
    /// The vault is locked. Ask for the passcode first.
    #[error("the vault is locked")]
    Locked,
}

impl UnlockError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Passcode { source } => source.code(),
            Self::Pattern { source } => source.code(),
            Self::RecoveryCode { source } => source.code(),
            Self::Refused { source } => source.code(),
            Self::NotEnrolled => "not_enrolled",
            Self::Locked => "locked",
        }
    }
}

impl From<VaultError> for UnlockError {
    fn from(source: VaultError) -> Self {
        match source {
            VaultError::Empty => Self::NotEnrolled,
            VaultError::Locked => Self::Locked,
            source => Self::Refused { source: source.into() },
        }
    }
}

impl From<mien_vault::UnlockError> for UnlockError {
    fn from(source: mien_vault::UnlockError) -> Self {
        match source {
            mien_vault::UnlockError::Vault { source } => source.into(),
            source => Self::Refused { source },
        }
    }
}

impl From<DeviceError> for UnlockError {
    fn from(source: DeviceError) -> Self {
        Self::Refused { source: source.into() }
    }
}
