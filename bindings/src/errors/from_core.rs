//! The core's errors as those of the surface: one line for each.

use super::{EnrolmentError, LoginError, OpenError, PasscodeError, PatternError, ScanError, UnlockError};

impl From<mien::OpenError> for OpenError {
    fn from(error: mien::OpenError) -> Self {
        Self::Configuration { code: error.code().to_owned() }
    }
}

impl From<mien::PasscodeError> for PasscodeError {
    fn from(error: mien::PasscodeError) -> Self {
        match error {
            mien::PasscodeError::NotADigit => Self::NotADigit,
            mien::PasscodeError::TooShort { .. } => Self::TooShort,
            mien::PasscodeError::Mismatch => Self::Mismatch,
            other => Self::Weak { reason: other.code().to_owned() },
        }
    }
}

impl From<mien::PatternError> for PatternError {
    fn from(error: mien::PatternError) -> Self {
        match error {
            mien::PatternError::NotADot => Self::NotADot,
            other => Self::Refused { reason: other.code().to_owned() },
        }
    }
}

impl From<mien::UnlockError> for UnlockError {
    fn from(error: mien::UnlockError) -> Self {
        use mien::VaultUnlockError as Vault;
        match error {
            mien::UnlockError::Passcode { source: mien::PasscodeError::TooShort { .. } }
            | mien::UnlockError::Pattern { source: mien::PatternError::TooShort { .. } } => Self::Incomplete,
            mien::UnlockError::Passcode { .. }
            | mien::UnlockError::Pattern { .. }
            | mien::UnlockError::Refused { source: Vault::SamePasscode } => {
                Self::NotAccepted { reason: error.code().to_owned() }
            }
            mien::UnlockError::RecoveryCode { .. }
            | mien::UnlockError::Refused { source: Vault::WrongRecoveryCode } => Self::WrongRecoveryCode,
            mien::UnlockError::NotEnrolled => Self::NotEnrolled,
            mien::UnlockError::Locked => Self::Locked,
            mien::UnlockError::Refused { source: Vault::WrongPasscode { attempts_left, retry_after_ms } } => {
                Self::WrongPasscode { attempts_left, retry_after_ms }
            }
            mien::UnlockError::Refused { source: Vault::Throttled { remaining_ms } } => {
                Self::Throttled { remaining_ms }
            }
            mien::UnlockError::Refused { source: Vault::Wiped } => Self::Wiped,
            mien::UnlockError::Refused { source: Vault::TamperedOrRestored } => Self::TamperedOrRestored,
            mien::UnlockError::Refused {
                source:
                    Vault::Damaged
                    | Vault::Vault { source: mien::VaultError::Damaged | mien::VaultError::RecordsAltered },
            } => Self::Damaged,
            mien::UnlockError::Refused { source: Vault::NoSuchFactor } => Self::NoSuchFactor,
            mien::UnlockError::Refused { source: Vault::BiometricInvalidated } => Self::BiometricInvalidated,
            mien::UnlockError::Refused { source: Vault::Device { source: mien::DeviceError::Cancelled } } => {
                Self::Cancelled
            }
            mien::UnlockError::Refused {
                source:
                    Vault::Device { source: mien::DeviceError::LockedOut | mien::DeviceError::NotAuthenticated },
            } => Self::BiometricsRefused,
            mien::UnlockError::Refused {
                source: Vault::Vault { source: mien::VaultError::StepUpRequired },
            } => Self::StepUpRequired,
            mien::UnlockError::Refused {
                source: Vault::Vault { source: mien::VaultError::SuspectDevice },
            } => Self::SuspectDevice,
            other => Self::Failed { code: other.code().to_owned() },
        }
    }
}

impl From<mien::ScanError> for ScanError {
    fn from(error: mien::ScanError) -> Self {
        match error {
            mien::ScanError::Vault { source: mien::UnlockError::Locked } => Self::Locked,
            other => Self::Failed { code: other.code().to_owned() },
        }
    }
}

impl From<crate::frame::FrameError> for ScanError {
    fn from(error: crate::frame::FrameError) -> Self {
        let crate::frame::FrameError::Geometry { code } = error;
        Self::Frame { code }
    }
}

impl From<mien::EnrolmentError> for EnrolmentError {
    fn from(error: mien::EnrolmentError) -> Self {
        use mien::IssuanceError as Issuance;
        let code = error.code().to_owned();
        match error {
            mien::EnrolmentError::Network { .. }
            | mien::EnrolmentError::Issuance { source: Issuance::Unavailable { .. } } => {
                Self::Network { code }
            }
            mien::EnrolmentError::Issuance { source } => match source {
                Issuance::NotAnOffer | Issuance::Unsupported => Self::NotAnOffer { code },
                Issuance::UntrustedIssuer
                | Issuance::Document { .. }
                | Issuance::Credential(_)
                | Issuance::CredentialType => Self::NotVerified { code },
                Issuance::TransactionCodeNeeded | Issuance::WrongTransactionCode => Self::WrongCode,
                _ => Self::Failed { code },
            },
            mien::EnrolmentError::Passcode { .. } => Self::Passcode { reason: code },
            mien::EnrolmentError::StepMissing { step } => Self::StepMissing { step: step.to_owned() },
            mien::EnrolmentError::AlreadyEnrolled => Self::AlreadyEnrolled,
            _ => Self::Failed { code },
        }
    }
}

impl From<mien::LoginError> for LoginError {
    fn from(error: mien::LoginError) -> Self {
        use mien::{PresentationError, Shown};
        let code = error.code().to_owned();
        match &error {
            mien::LoginError::Unlock { source } => return (*source).into(),
            mien::LoginError::Unknown => return Self::OutcomeUnknown,
            mien::LoginError::Request { source: PresentationError::NotOurCode { host } } => {
                return Self::NotALoginCode { host: host.clone(), code };
            }
            _ => {}
        }
        match error.shown() {
            Shown::NotALoginCode => Self::NotALoginCode { host: None, code },
            Shown::CodeExpired => Self::CodeExpired { code },
            Shown::NotVerified => Self::NotVerified { code },
            Shown::TryAgain => Self::Network { code },
            Shown::NothingToShow => Self::NothingToShow,
            Shown::TypeDigits => Self::CheckDigits { code },
            Shown::DeviceReason => Self::Device { code },
            _ => Self::Failed { code },
        }
    }
}

impl From<mien::UnlockError> for LoginError {
    fn from(error: mien::UnlockError) -> Self {
        match UnlockError::from(error) {
            UnlockError::WrongPasscode { attempts_left, retry_after_ms } => {
                Self::WrongPasscode { attempts_left, retry_after_ms }
            }
            UnlockError::Throttled { remaining_ms } => Self::Throttled { remaining_ms },
            other @ (UnlockError::Cancelled
            | UnlockError::BiometricsRefused
            | UnlockError::BiometricInvalidated
            | UnlockError::NoSuchFactor) => Self::Biometrics { code: other.to_string() },
            other => Self::VaultShut { code: other.to_string() },
        }
    }
}
