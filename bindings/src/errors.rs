//! The errors of the surface: few, with named fields, without personal data. Kotlin prints every field.

mod from_core;

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
