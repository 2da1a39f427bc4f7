//! The errors of the surface: few, with named fields, without personal data. Kotlin prints every field.

use thiserror::Error;

/// Why Mien could not be opened: a fault of the app's build or configuration.
#[derive(Debug, Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum OpenError {
    /// See the code.
    #[error("{code}")]
    Configuration {
        /// A stable name.
        code: String,
    },
}

/// Why digits are not a passcode.
#[derive(Debug, Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum PasscodeError {
    /// A key that is not a digit from 0 to 9.
    #[error("not_a_digit")]
    NotADigit,
    /// Fewer than six digits. Keep the button off until there are six.
    #[error("passcode_too_short")]
    TooShort,
    /// The second typing differs from the first. Ask for both again.
    #[error("passcodes_differ")]
    Mismatch,
    /// Too easy to guess. Say why, and ask for another.
    #[error("{reason}")]
    Weak {
        /// Which rule it breaks, as a stable name; the app holds the words.
        reason: String,
    },
}

/// Why dots are not a pattern.
#[derive(Debug, Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum PatternError {
    /// A dot that is not on the grid, 0 to 8: a fault of the calling code.
    #[error("not_a_dot")]
    NotADot,
    /// Fewer than six dots, too plain or too common. Say why, and ask for another.
    #[error("{reason}")]
    Refused {
        /// Which rule it breaks, as a stable name; the app holds the words.
        reason: String,
    },
}

/// Why the vault was not opened, or what opens it not changed.
#[derive(Debug, Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum UnlockError {
    /// Fewer than six digits or dots. Keep the button off until there are six.
    #[error("incomplete")]
    Incomplete,
    /// The new passcode or pattern is too easy, or the two typings differ. Say why, and ask for both again.
    #[error("{reason}")]
    NotAccepted {
        /// A stable name; the app holds the words.
        reason: String,
    },
    /// Wrong; the try is spent. Say how many are left, and warn at one.
    #[error("wrong_passcode")]
    WrongPasscode {
        /// Tries until everything is destroyed.
        attempts_left: u32,
        /// Milliseconds until the next try is accepted.
        retry_after_ms: u64,
    },
    /// Too many wrong tries: this one was not looked at. Count down, then ask again.
    #[error("throttled")]
    Throttled {
        /// Milliseconds until the next try is accepted.
        remaining_ms: u64,
    },
    /// Destroyed after too many wrong tries. Enrol again.
    #[error("wiped")]
    Wiped,
    /// A restored backup, a copied file or a counter that was turned back. Enrol again.
    #[error("tampered_or_restored")]
    TamperedOrRestored,
    /// Nobody is enrolled. Offer to enrol.
    #[error("not_enrolled")]
    NotEnrolled,
    /// The vault is locked. Ask for the passcode first.
    #[error("locked")]
    Locked,
    /// The person has to prove again that they are there: ask for the passcode, then call again.
    #[error("step_up_required")]
    StepUpRequired,
    /// The vault's file is broken. See `Mien.status`; offer to repair it.
    #[error("damaged")]
    Damaged,
    /// This way in is not set up. Do not offer it.
    #[error("no_such_factor")]
    NoSuchFactor,
    /// The phone has invalidated the biometric key: fingerprints or faces were changed. Ask for the passcode, say why, and
    /// offer to turn biometrics on again.
    #[error("biometric_invalidated")]
    BiometricInvalidated,
    /// The phone refuses biometrics for now, or did not recognise the person. Ask for the passcode.
    #[error("biometrics_refused")]
    BiometricsRefused,
    /// The person cancelled the phone's prompt. Stay where you are; no message is needed.
    #[error("cancelled")]
    Cancelled,
    /// The text is no recovery code of this vault. Ask to compare it with the paper. Not counted.
    #[error("wrong_recovery_code")]
    WrongRecoveryCode,
    /// The phone looks taken over (root, debugger): no new key is put into it. Say so.
    #[error("suspect_device")]
    SuspectDevice,
    /// The vault or the device failed. Try again once, then say so.
    #[error("{code}")]
    Failed {
        /// A stable name.
        code: String,
    },
}

/// Why a scan could not start or a frame was not taken.
#[derive(Debug, Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum ScanError {
    /// The frame's geometry and its buffers do not belong together: a fault of the calling code. Fix the caller.
    #[error("{code}")]
    Frame {
        /// What is wrong, as a stable name.
        code: String,
    },
    /// The vault is locked. Only verification needs it.
    #[error("locked")]
    Locked,
    /// The models or the device failed.
    #[error("{code}")]
    Failed {
        /// A stable name.
        code: String,
    },
}

/// Why an enrolment did not go on.
#[derive(Debug, Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum EnrolmentError {
    /// The text is no offer that this app can follow. Say so; never open it.
    #[error("{code}")]
    NotAnOffer {
        /// A stable name.
        code: String,
    },
    /// The issuer is not known or could not be verified. Do not continue.
    #[error("{code}")]
    NotVerified {
        /// A stable name.
        code: String,
    },
    /// The code from the SMS is missing or wrong, or has run out. Let the person type it again.
    #[error("wrong_code")]
    WrongCode,
    /// The network failed or the issuer is busy. Call the same step again: nothing is lost.
    #[error("{code}")]
    Network {
        /// A stable name.
        code: String,
    },
    /// The passcode was not accepted. Show the reason and ask for both again.
    #[error("{reason}")]
    Passcode {
        /// A stable name.
        reason: String,
    },
    /// A step is missing before this one.
    #[error("step_missing")]
    StepMissing {
        /// `scan` or `passcode`.
        step: String,
    },
    /// Somebody is enrolled on this phone already.
    #[error("already_enrolled")]
    AlreadyEnrolled,
    /// Another call on this enrolment is still running.
    #[error("busy")]
    Busy,
    /// The issuer, the vault or the device failed. Say so.
    #[error("{code}")]
    Failed {
        /// A stable name.
        code: String,
    },
}

/// Why a login did not happen. Each variant is one text for the person.
#[derive(Debug, Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum LoginError {
    /// "Not a login code"; with the host if it was a web address. Never open it.
    #[error("{code}")]
    NotALoginCode {
        /// The host of a web address.
        host: Option<String>,
        /// A stable name.
        code: String,
    },
    /// "Code expired, refresh the page."
    #[error("{code}")]
    CodeExpired {
        /// A stable name.
        code: String,
    },
    /// "This page could not be verified. Do not continue."
    #[error("{code}")]
    NotVerified {
        /// A stable name.
        code: String,
    },
    /// "Type the two digits shown on the page." The request waits.
    #[error("{code}")]
    CheckDigits {
        /// `check_digits` when they are missing, `wrong_check_digits` when they are not the page's.
        code: String,
    },
    /// "The service asks for something that is not in this app."
    #[error("nothing_to_show")]
    NothingToShow,
    /// The network failed or the service is busy. Offer to try again.
    #[error("{code}")]
    Network {
        /// A stable name.
        code: String,
    },
    /// The passcode is wrong; the request waits. Say how many tries are left.
    #[error("wrong_passcode")]
    WrongPasscode {
        /// Tries until everything is destroyed.
        attempts_left: u32,
        /// Milliseconds until the next try is accepted.
        retry_after_ms: u64,
    },
    /// Too many wrong tries. Count down, then ask again.
    #[error("throttled")]
    Throttled {
        /// Milliseconds until the next try is accepted.
        remaining_ms: u64,
    },
    /// Not by biometrics this time: `cancelled`, `biometrics_refused`, `biometric_invalidated` or `no_such_factor`. The
    /// request waits: ask for the passcode.
    #[error("{code}")]
    Biometrics {
        /// A stable name; `cancelled` needs no message.
        code: String,
    },
    /// The vault cannot be opened any more: see `Mien.status`.
    #[error("{code}")]
    VaultShut {
        /// A stable name.
        code: String,
    },
    /// The phone's key did not sign: cancelled by the person, or busy. The request waits: try again, or decline.
    #[error("{code}")]
    Device {
        /// A stable name; `cancelled` needs no message.
        code: String,
    },
    /// "Look at the page: it may be logged in." The answer was sent and no word came back.
    #[error("outcome_unknown")]
    OutcomeUnknown,
    /// "The login failed. Scan a new code."
    #[error("{code}")]
    Failed {
        /// A stable name.
        code: String,
    },
    /// Another call on this login is still running.
    #[error("busy")]
    Busy,
}

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
