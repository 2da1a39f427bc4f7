//! Why a login did not happen, and what the person is told.

use mien_credential::{CertificateError, CredentialError, JoseError};
use mien_ports::HttpRequest;
use thiserror::Error;

/// Why a step of a presentation failed. [`shown`](Self::shown) says what to tell the person.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PresentationError {
    /// The text is no login code. If `host` is there the text was a web address: show the host, never open it.
    #[error("not a login code")]
    NotOurCode {
        /// The host of a web address.
        host: Option<String>,
    },
    /// It looks like a login code but parameters are missing, doubled or malformed. Say that it is not a login code.
    #[error("a broken login code")]
    BrokenCode,
    /// The kind of client identifier is not supported, or the request is unsigned. Say that the page could not be
    /// verified.
    #[error("the client identifier is not supported")]
    UnsupportedClient,
    /// `request_uri_method` has another value than `get` and `post`. Say that the page could not be verified.
    #[error("the request method is not supported")]
    UnsupportedMethod,
    /// The request is gone (404), its time is over, or the answer came too late. Say "code expired, refresh the page".
    #[error("the code has expired")]
    Expired,
    /// The request was fetched before (410), or its nonce was. Say "code expired, refresh the page".
    #[error("the code was already used")]
    AlreadyUsed,
    /// The server answered with an error that passes (429 or 5xx). Offer to try again.
    #[error("the server is unavailable: {status}")]
    Unavailable {
        /// The HTTP status.
        status: u16,
    },
    /// The server answered with something else than the protocol allows, for example a redirect. Say that the page
    /// could not be verified.
    #[error("an unexpected answer: {status}")]
    UnexpectedAnswer {
        /// The HTTP status.
        status: u16,
    },
    /// The request's signature, type or form was refused. Say that the page could not be verified, do not continue.
    #[error("the request was refused: {0}")]
    Request(#[from] JoseError),
    /// The request's certificate was refused. Say that the page could not be verified, do not continue. For
    /// [`CertificateError::Expired`] add: check the date of this phone.
    #[error("the requester's certificate was refused: {0}")]
    Certificate(#[from] CertificateError),
    /// The certificate is for somebody else than the request says. Say that the page could not be verified.
    #[error("the requester is not who it says")]
    Identity,
    /// The answer to our request is not the answer to *our* request (`wallet_nonce`). Say that the page could not be
    /// verified.
    #[error("the request was not made for this phone")]
    WalletNonce,
    /// `member` of the request is missing or has a value that is not allowed. Say that the page could not be
    /// verified.
    #[error("a member of the request is not acceptable: {member}")]
    Member {
        /// The name of the member in the standard.
        member: &'static str,
    },
    /// The request wants a transaction confirmed that this app cannot show. Say that the page could not be verified.
    #[error("unknown transaction data")]
    TransactionData,
    /// The request asks for a credential format that this app does not hold. Say that the service asks for something
    /// this app cannot give.
    #[error("the credential format is not supported")]
    Format,
    /// The description of the service is broken or was made for another request. Say that the page could not be
    /// verified.
    #[error("the service description does not fit the request")]
    ServiceContext,
    /// Two digits are needed and were not given, or are no digits. Ask for the two digits on the page.
    #[error("the two digits are needed")]
    CheckDigits,
    /// The two digits are not the page's. The request stays: let the person type them again.
    #[error("the two digits are wrong")]
    WrongCheckDigits {
        /// How often they may still be typed, at least 1.
        tries_left: u32,
    },
    /// The credential could not be presented; the reason is inside. A device reason is acted upon (cancelled: stay),
    /// others mean that no credential fits.
    #[error("the credential cannot be presented: {0}")]
    Credential(CredentialError),
    /// The answer could not be encrypted; the reason is inside. Say that the page could not be verified.
    #[error("the answer could not be encrypted: {0}")]
    Encryption(JoseError),
    /// The verifier refused the answer. Say that the login failed and offer to scan a new code.
    #[error("refused by the verifier: {status}")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
}

/// What the person is told: the few texts that a shell needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shown {
    /// "Not a login code", with the host if it was a web address.
    NotALoginCode,
    /// "Code expired, refresh the page."
    CodeExpired,
    /// "This page could not be verified. Do not continue."
    NotVerified,
    /// "The service did not answer. Try again."
    TryAgain,
    /// "The service asks for something that is not in this app."
    NothingToShow,
    /// "Type the two digits shown on the page."
    TypeDigits,
    /// Whatever the device's reason calls for: nothing when cancelled, else "unlock failed".
    DeviceReason,
    /// "The login failed. Scan a new code."
    LoginFailed,
}

impl PresentationError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotOurCode { .. } => "unsupported_qr",
            Self::BrokenCode => "broken_code",
            Self::UnsupportedClient => "unsupported_client",
            Self::UnsupportedMethod => "unsupported_method",
            Self::Expired => "code_expired",
            Self::AlreadyUsed => "code_already_used",
            Self::Unavailable { .. } => "server_unavailable",
            Self::UnexpectedAnswer { .. } => "unexpected_answer",
            Self::Request(error) | Self::Encryption(error) => error.code(),
            Self::Certificate(error) => error.code(),
            Self::Identity => "requester_identity",
            Self::WalletNonce => "wallet_nonce",
            Self::Member { .. } => "request_member",
            Self::TransactionData => "transaction_data",
            Self::Format => "credential_format",
            Self::ServiceContext => "service_context",
            Self::CheckDigits => "check_digits",
            Self::WrongCheckDigits { .. } => "wrong_check_digits",
            Self::Credential(error) => error.code(),
            Self::Refused { .. } => "refused_by_verifier",
        }
    }

    /// What to tell the person.
    pub const fn shown(&self) -> Shown {
        match self {
            Self::NotOurCode { .. } | Self::BrokenCode => Shown::NotALoginCode,
            Self::Expired | Self::AlreadyUsed => Shown::CodeExpired,
            Self::Unavailable { .. } => Shown::TryAgain,
            Self::CheckDigits | Self::WrongCheckDigits { .. } => Shown::TypeDigits,
            Self::Credential(CredentialError::Jose(JoseError::Device(_)))
            | Self::Encryption(JoseError::Device(_)) => Shown::DeviceReason,
            Self::Format | Self::Credential(_) => Shown::NothingToShow,
            Self::Refused { .. } => Shown::LoginFailed,
            _ => Shown::NotVerified,
        }
    }

    /// The OAuth error code that the verifier may be told; `None` when it must learn nothing.
    pub(super) const fn wire(&self) -> Option<&'static str> {
        match self {
            Self::Member { .. } | Self::ServiceContext => Some("invalid_request"),
            Self::TransactionData => Some("invalid_transaction_data"),
            Self::Format => Some("vp_formats_not_supported"),
            _ => None,
        }
    }
}

/// A request that was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub error: PresentationError,
    /// What to post to the verifier, so that its page does not wait in vain. Present only when it is proven who the
    /// verifier is; its answer does not matter.
    pub report: Option<Box<HttpRequest>>,
    /// The verified domain of the verifier, for the history; `None` while it is not proven who asks.
    pub domain: Option<String>,
}

impl From<PresentationError> for Refusal {
    fn from(error: PresentationError) -> Self {
        Self { error, report: None, domain: None }
    }
}
