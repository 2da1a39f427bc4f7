//! Why an enrolment at a provider did not go on.

use crate::UnlockError;
use crate::scan::ScanError;
use mien_identity::{IdNumberError, NameError, PasswordError, PhoneError};
use mien_ports::{DeviceError, TransportError};
use mien_protocol::enrolment::EnrolmentError as FlowError;
use mien_vault::{PasscodeError, VaultError};
use thiserror::Error;

/// Why a step did not work. [`is_open`](Self::is_open) says whether the enrolment goes on.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AccountError {
    /// The provider, or its answer; the variant inside says what to tell the person.
    #[error("the exchange failed: {source}")]
    Flow {
        /// Why.
        #[from]
        source: FlowError,
    },
    /// The network failed. Say so and offer [`retry`](crate::AccountEnrolment::retry): nothing that was typed is lost.
    #[error("the network failed: {source}")]
    Network {
        /// Why.
        #[from]
        source: TransportError,
    },
    /// The ID number is not one. Nothing was sent: show it at the field.
    #[error("not an ID number: {source}")]
    IdNumber {
        /// What is wrong.
        #[from]
        source: IdNumberError,
    },
    /// The name is not one. Nothing was sent: show it at the field.
    #[error("not a name: {source}")]
    Name {
        /// What is wrong.
        #[from]
        source: NameError,
    },
    /// The phone number is not one. Nothing was sent: show it at the field.
    #[error("not a phone number: {source}")]
    Phone {
        /// What is wrong.
        #[from]
        source: PhoneError,
    },
    /// The new password does not do. Nothing was sent: show the rules.
    #[error("the password was not accepted: {source}")]
    Password {
        /// What is wrong.
        #[from]
        source: PasswordError,
    },
    /// There is no code in what was typed or pasted. Nothing was sent, no try was used.
    #[error("not a code")]
    NoCode,
    /// The check was stopped, or its task has no solution. Offer to try again.
    #[error("the check was not finished")]
    Stopped,
    /// A call that is not an answer to the step that waits, or a scan that did not pass: a mistake of the app.
    #[error("this is not the step that waits")]
    StepMissing,
    /// Somebody is enrolled on this phone already, or was: see [`Mien::status`](crate::Mien::status).
    #[error("there is an enrolment already")]
    AlreadyEnrolled,
    /// The passcode was not accepted. Show the reason and ask for both again.
    #[error("the passcode was not accepted: {source}")]
    Passcode {
        /// Why.
        #[from]
        source: PasscodeError,
    },
    /// The scan could not start.
    #[error("the scan cannot start: {source}")]
    Scan {
        /// Why.
        #[from]
        source: ScanError,
    },
    /// The device failed. Try again once, then say so.
    #[error("the device failed: {source}")]
    Device {
        /// What the device answered.
        #[from]
        source: DeviceError,
    },
    /// Storing failed. Free some space, then call the same step again.
    #[error("storing failed: {source}")]
    Store {
        /// Why.
        #[from]
        source: crate::EnrolmentError,
    },
}

impl From<UnlockError> for AccountError {
    fn from(error: UnlockError) -> Self {
        crate::EnrolmentError::from(error).into()
    }
}

impl From<VaultError> for AccountError {
    fn from(error: VaultError) -> Self {
        crate::EnrolmentError::from(error).into()
    }
}

impl AccountError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Flow { source } => source.code(),
            Self::Network { source } => source.code(),
            Self::IdNumber { source } => source.code(),
            Self::Name { source } => source.code(),
            Self::Phone { source } => source.code(),
            Self::Password { source } => source.code(),
            Self::NoCode => "no_code",
            Self::Stopped => "stopped",
            Self::StepMissing => "step_missing",
            Self::AlreadyEnrolled => "already_enrolled",
            Self::Passcode { source } => source.code(),
            Self::Scan { source } => source.code(),
            Self::Device { source } => source.code(),
            Self::Store { source } => source.code(),
        }
    }

    /// Whether the enrolment goes on: the same step can be tried again. Otherwise everything that was begun has been deleted
    /// from this phone.
    pub const fn is_open(&self) -> bool {
        match self {
            Self::Flow { source } => source.is_open(),
            Self::AlreadyEnrolled => false,
            _ => true,
        }
    }
}
