//! Why an enrolment did not go on.

use crate::issuance::IssuanceError;
use mien_credential::JoseError;
use thiserror::Error;

/// Why the provider ended the enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// Too many wrong passwords or codes. Say when to try again; offer the provider's help.
    TooManyTries,
    /// The person is not known, or may not be enrolled this way. Lead to the provider's help.
    NotEligible,
    /// The face check was not passed, for good. Lead to a check by a person.
    Face,
    /// Something else.
    Other,
}

/// Why a step of an enrolment failed. Unless the variant says otherwise, the flow has ended: begin a new one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EnrolmentError {
    /// A document of the provider, the credential, or a key failed; the variant inside says what to do, and whether the
    /// flow stays.
    #[error("the issuance failed: {0}")]
    Issuance(#[from] IssuanceError),
    /// The provider said no. Say so with the reason.
    #[error("the provider refused")]
    Refused {
        /// Why.
        reason: Refusal,
    },
    /// The provider does not know this enrolment any more: it took too long, or it was ended elsewhere. Begin again; say that
    /// nothing was stored.
    #[error("the enrolment has expired at the provider")]
    SessionOver,
    /// The provider asks for a step that this app does not know. Offer to update the app, or the browser.
    #[error("the provider asks for an unknown step")]
    UnknownInteraction,
    /// The provider does not accept this app: its attestation was refused, twice. Offer to update the app; on a changed phone
    /// say that it cannot be used.
    #[error("the app was not accepted")]
    Client,
    /// What came back from the browser is not the answer to our request: another issuer, another state. Nothing was sent;
    /// begin again and say that the answer did not fit.
    #[error("the answer from the browser does not fit")]
    Redirect,
}

impl EnrolmentError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Issuance(error) => error.code(),
            Self::Refused { reason: Refusal::TooManyTries } => "enrolment_too_many_tries",
            Self::Refused { reason: Refusal::NotEligible } => "enrolment_not_eligible",
            Self::Refused { reason: Refusal::Face } => "enrolment_face_refused",
            Self::Refused { reason: Refusal::Other } => "enrolment_refused",
            Self::SessionOver => "enrolment_session_over",
            Self::UnknownInteraction => "enrolment_unknown_step",
            Self::Client => "enrolment_client_refused",
            Self::Redirect => "enrolment_redirect",
        }
    }

    /// Whether the flow goes on: the same step can be tried again.
    pub const fn is_open(&self) -> bool {
        matches!(
            self,
            Self::Issuance(
                IssuanceError::Unavailable { .. } | IssuanceError::Key(_) | IssuanceError::OutOfOrder
            )
        )
    }
}

impl From<JoseError> for EnrolmentError {
    fn from(error: JoseError) -> Self {
        Self::Issuance(IssuanceError::Key(error))
    }
}
