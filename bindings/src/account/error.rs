//! Why a step of the account's journey did not work.

use crate::identity::{IdNumberProblem, NameProblem, PasswordRule, PhoneProblem};
use thiserror::Error;

/// Why a step did not work. Until `Ended`, the enrolment goes on: ask `view` what to show.
#[derive(Debug, Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum AccountError {
    /// The ID number is not one. Nothing was sent: show it at the field.
    #[error("id_number")]
    IdNumber {
        /// What is wrong.
        problem: IdNumberProblem,
    },
    /// The name is not one. Nothing was sent: show it at the field.
    #[error("name")]
    Name {
        /// What is wrong.
        problem: NameProblem,
    },
    /// There is no such day. Nothing was sent: show it at the field.
    #[error("birth_date")]
    BirthDate,
    /// The phone number is not one, or the two differ. Nothing was sent: show it at the field.
    #[error("phone")]
    Phone {
        /// What is wrong.
        problem: PhoneProblem,
    },
    /// The new password does not meet all rules. Nothing was sent: show which.
    #[error("password_rules")]
    Password {
        /// Which.
        unmet: Vec<PasswordRule>,
    },
    /// The second time another password was typed. Ask for both again.
    #[error("passwords_differ")]
    PasswordsDiffer,
    /// There is no code in what was typed or pasted. Nothing was sent, no try was used.
    #[error("no_code")]
    NoCode,
    /// The "not a robot" check was stopped, or its task has no solution. Offer to try again.
    #[error("stopped")]
    Stopped,
    /// The scan could not start: a model is missing or the device failed.
    #[error("{code}")]
    Scan {
        /// A stable name.
        code: String,
    },
    /// The network failed or the provider is busy: the step is `Interrupted`. Offer `retry`: nothing that was typed is lost.
    #[error("{code}")]
    Network {
        /// A stable name.
        code: String,
    },
    /// The passcode was not accepted. Show the reason and ask for both again.
    #[error("{reason}")]
    Passcode {
        /// Which rule it breaks, as a stable name; `passcodes_differ`, `passcode_too_short`.
        reason: String,
    },
    /// What came back from the browser is not the answer to this enrolment. Nothing was sent; the right one may still come.
    #[error("browser_answer")]
    BrowserAnswer,
    /// The enrolment is over, and nothing of it is on this phone any more. Say why, and offer to begin again.
    #[error("{code}")]
    Ended {
        /// What to tell the person.
        why: AccountEnd,
        /// A stable name for the log.
        code: String,
    },
    /// Somebody is enrolled on this phone already, or was: see `Mien.status`.
    #[error("already_enrolled")]
    AlreadyEnrolled,
    /// Not an answer to the step that waits, or a scan that did not pass: a mistake of the app. Ask `view`.
    #[error("step_missing")]
    StepMissing,
    /// Another call on this enrolment is still running.
    #[error("busy")]
    Busy,
    /// The device or the storage failed. Free some space; try the same step again once, then say so.
    #[error("{code}")]
    Failed {
        /// A stable name.
        code: String,
    },
}

/// Why an enrolment is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum AccountEnd {
    /// Too many wrong passwords or codes. Say so; offer the provider's help.
    TooManyTries,
    /// The person is not known, or may not be enrolled this way. Lead to the provider's help.
    NotEligible,
    /// The face was not confirmed, for good. Lead to a check by a person.
    Face,
    /// It took too long, or was ended elsewhere. Begin again; say that nothing was stored.
    Expired,
    /// The provider asks for a step that this app does not know, or does not accept the app. Offer to update it.
    UpdateNeeded,
    /// The provider could not be verified. Do not continue.
    NotVerified,
    /// The provider said no without a reason, or failed.
    Refused,
}

impl From<mien::AccountError> for AccountError {
    fn from(error: mien::AccountError) -> Self {
        use mien::AccountError as E;
        let code = error.code().to_owned();
        match error {
            E::Flow { source } => flow(&source, code),
            E::Network { .. } => Self::Network { code },
            E::IdNumber { source } => Self::IdNumber { problem: source.into() },
            E::Name { source } => Self::Name { problem: source.into() },
            E::Phone { source } => Self::Phone { problem: source.into() },
            E::Password { source: mien::identifiers::PasswordError::Rules { unmet } } => {
                Self::Password { unmet: unmet.into_iter().map(Into::into).collect() }
            }
            E::Password { .. } => Self::PasswordsDiffer,
            E::NoCode => Self::NoCode,
            E::Stopped => Self::Stopped,
            E::StepMissing => Self::StepMissing,
            E::AlreadyEnrolled => Self::AlreadyEnrolled,
            E::Passcode { .. } => Self::Passcode { reason: code },
            E::Scan { .. } => Self::Scan { code },
            _ => Self::Failed { code },
        }
    }
}

impl From<mien::DeviceError> for AccountError {
    fn from(error: mien::DeviceError) -> Self {
        mien::AccountError::from(error).into()
    }
}

fn flow(error: &mien::AccountFlowError, code: String) -> AccountError {
    use mien::{AccountFlowError as E, IssuanceError as I, Refusal};
    let why = match error {
        E::Redirect => return AccountError::BrowserAnswer,
        E::Issuance(I::Unavailable { .. }) => return AccountError::Network { code },
        E::Issuance(I::Key(_)) => return AccountError::Failed { code },
        E::Issuance(I::OutOfOrder) => return AccountError::StepMissing,
        E::Refused { reason: Refusal::TooManyTries } => AccountEnd::TooManyTries,
        E::Refused { reason: Refusal::NotEligible } => AccountEnd::NotEligible,
        E::Refused { reason: Refusal::Face } => AccountEnd::Face,
        E::SessionOver => AccountEnd::Expired,
        E::UnknownInteraction | E::Client => AccountEnd::UpdateNeeded,
        E::Issuance(
            I::NotAnOffer
            | I::Unsupported
            | I::UntrustedIssuer
            | I::Document { .. }
            | I::Credential(_)
            | I::CredentialType,
        ) => AccountEnd::NotVerified,
        _ => AccountEnd::Refused,
    };
    AccountError::Ended { why, code }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects the screens: what ends the enrolment, and only that, says so.
    #[test]
    fn what_ends_it_is_told_from_what_can_be_mended() {
        use mien::{AccountFlowError as E, Refusal};
        let all = [
            E::Refused { reason: Refusal::TooManyTries },
            E::Refused { reason: Refusal::NotEligible },
            E::Refused { reason: Refusal::Face },
            E::Refused { reason: Refusal::Other },
            E::SessionOver,
            E::UnknownInteraction,
            E::Client,
            E::Issuance(mien::IssuanceError::OutOfOrder),
            E::Issuance(mien::IssuanceError::UntrustedIssuer),
            E::Issuance(mien::IssuanceError::CredentialType),
        ];
        for error in all {
            let is_open = error.is_open();
            let shown = AccountError::from(mien::AccountError::from(error.clone()));
            assert_eq!(is_open, !matches!(shown, AccountError::Ended { .. }), "{error:?}");
        }
    }
}
