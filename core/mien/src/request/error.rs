//! Why a request was not answered.

use crate::{TrustError, UnlockError};
use mien_ports::{DeviceError, TransportError};
use mien_protocol::presentation::{PresentationError, Shown};
use thiserror::Error;

/// Why a login or a presentation did not happen, or a report did not arrive.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LoginError {
    /// The code, the request or the answer was refused. [`PresentationError::shown`] says what to tell the person.
    #[error("the login was refused: {source}")]
    Request {
        /// Why.
        #[from]
        source: PresentationError,
    },
    /// The trust list has run out and no newer one was received: nobody can be verified. Say that, and offer to try again.
    #[error("nobody can be verified: {source}")]
    Trust {
        /// Why.
        #[from]
        source: TrustError,
    },
    /// The trust list does not name the party that asks for what it asks. Say that the page could not be verified. Do not continue.
    #[error("the party that asks is not on the trust list")]
    NotListed,
    /// The network failed. Say so and offer to try again; the request stays as it is.
    #[error("the network failed: {source}")]
    Network {
        /// Why.
        #[from]
        source: TransportError,
    },
    /// The passcode did not open the vault. The request stays: show the reason and let the person try again.
    #[error("not unlocked: {source}")]
    Unlock {
        /// Why.
        #[from]
        source: UnlockError,
    },
    /// No credential on this phone answers the request. Say that the service asks for something this app cannot give.
    #[error("no credential fits")]
    NothingToShow,
    /// The issuer has revoked the credential that answers the request, or suspended it: see
    /// [`Mien::credential_status`](crate::Mien::credential_status). Say so, and offer to set the phone up again.
    #[error("the credential was revoked")]
    Revoked,
    /// The answer was sent but no word came back, and the request is closed now. Say: look at the page, it may be logged
    /// in.
    #[error("it is not known whether the login arrived")]
    Unknown,
    /// The login was decided before, or given up. Scan a new code.
    #[error("the login is over")]
    Over,
    /// This entry of the history cannot be reported: its sender takes no reports, or there is no such entry. Do not offer it;
    /// name the support contacts instead.
    #[error("there is nothing to report it to")]
    NotReportable,
    /// The device failed. Try again once, then say so.
    #[error("the device failed: {source}")]
    Device {
        /// What the device answered.
        #[from]
        source: DeviceError,
    },
}

impl LoginError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Request { source } => source.code(),
            Self::Trust { source } => source.code(),
            Self::NotListed => "requester_not_listed",
            Self::Network { source } => source.code(),
            Self::Unlock { source } => source.code(),
            Self::NothingToShow => "nothing_to_show",
            Self::Revoked => "credential_revoked",
            Self::Unknown => "outcome_unknown",
            Self::Over => "login_over",
            Self::NotReportable => "not_reportable",
            Self::Device { source } => source.code(),
        }
    }

    /// Whether the request waits for another try: show the reason and let the person try again.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Unlock { .. } | Self::Network { .. } | Self::Device { .. } => true,
            Self::Request { source } => {
                matches!(source.shown(), Shown::TypeDigits | Shown::TryAgain | Shown::DeviceReason)
            }
            Self::Trust { .. } | Self::NotListed => false,
            Self::NothingToShow | Self::Revoked | Self::Unknown | Self::Over | Self::NotReportable => false,
        }
    }

    /// What to tell the person, as far as it is about the login itself.
    pub fn shown(&self) -> Shown {
        match self {
            Self::Request { source } => source.shown(),
            Self::Network { .. } | Self::Trust { .. } => Shown::TryAgain,
            Self::NotListed => Shown::NotVerified,
            Self::NothingToShow | Self::Revoked => Shown::NothingToShow,
            Self::Unknown | Self::Over | Self::NotReportable => Shown::LoginFailed,
            Self::Unlock { .. } | Self::Device { .. } => Shown::DeviceReason,
        }
    }
}
