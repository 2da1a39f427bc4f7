//! Why a credential was not received.

use mien_credential::{CredentialError, JoseError};
use thiserror::Error;

/// Why a step of an issuance failed. Unless the variant says otherwise, the flow has ended: begin with a new offer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IssuanceError {
    /// The text is no credential offer. Say so; never open it.
    #[error("not a credential offer")]
    NotAnOffer,
    /// The offer, or what it points to, uses something that is not supported (another grant, another format). Say
    /// that this offer cannot be used with this app.
    #[error("the offer is not supported")]
    Unsupported,
    /// The issuer is not on the list of trusted issuers. Say that the issuer is not known, do not continue.
    #[error("the issuer is not trusted")]
    UntrustedIssuer,
    /// `document` has a form that is not allowed or contradicts another one. Say that the issuer could not be
    /// verified.
    #[error("a document of the issuer is not acceptable: {document}")]
    Document {
        /// Which document: `offer`, `issuer_metadata`, `server_metadata`, `token`, `nonce` or `credential`.
        document: &'static str,
    },
    /// The server answered with an error that passes (429 or 5xx). The flow stays: send the same request again.
    #[error("the server is unavailable: {status}")]
    Unavailable {
        /// The HTTP status.
        status: u16,
    },
    /// The server answered with something the protocol does not allow here. Say that it failed.
    #[error("an unexpected answer: {status}")]
    UnexpectedAnswer {
        /// The HTTP status.
        status: u16,
    },
    /// A code of this offer's form is needed and was not given. The flow stays: ask for the code.
    #[error("a transaction code is needed")]
    TransactionCodeNeeded,
    /// The code was wrong, or the offer has expired (the standard has one error for both). The flow stays: let the
    /// person type again; after some tries the issuer ends the offer.
    #[error("the transaction code is wrong or the offer has expired")]
    WrongTransactionCode,
    /// The issuer decided not to issue. Say so; trying again does not help.
    #[error("the issuer denied the request")]
    Denied,
    /// The issuer will issue later, which is not supported yet. Say that it takes longer and ends here.
    #[error("the issuer defers the credential")]
    Deferred,
    /// The issuer did not accept the proof of the key, twice. Say that it failed.
    #[error("the proof was not accepted")]
    Proof,
    /// The credential was refused; the reason is inside. Nothing was stored.
    #[error("the credential was refused: {0}")]
    Credential(CredentialError),
    /// The credential is of another type than was promised. Nothing was stored.
    #[error("the credential is of another type")]
    CredentialType,
    /// The device did not sign; the reason is inside. The flow stays: unlock and call the same step again.
    #[error("the device failed: {0}")]
    Key(JoseError),
    /// A call that does not fit the state of the flow: a mistake of the app.
    #[error("out of order")]
    OutOfOrder,
}

impl IssuanceError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAnOffer => "not_an_offer",
            Self::Unsupported => "offer_unsupported",
            Self::UntrustedIssuer => "issuer_untrusted",
            Self::Document { .. } => "issuer_document",
            Self::Unavailable { .. } => "server_unavailable",
            Self::UnexpectedAnswer { .. } => "unexpected_answer",
            Self::TransactionCodeNeeded => "transaction_code_needed",
            Self::WrongTransactionCode => "transaction_code_wrong",
            Self::Denied => "credential_denied",
            Self::Deferred => "credential_deferred",
            Self::Proof => "credential_proof",
            Self::Credential(error) => error.code(),
            Self::CredentialType => "credential_type",
            Self::Key(error) => error.code(),
            Self::OutOfOrder => "out_of_order",
        }
    }
}
