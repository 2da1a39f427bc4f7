//! Why a credential or presentation was refused.

use crate::jose::JoseError;
use crate::x509::CertificateError;
use thiserror::Error;

/// Why a credential was refused or could not be presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CredentialError {
    /// The text is not an SD-JWT, or larger than any honest one. Refuse it.
    #[error("not an SD-JWT")]
    Malformed,
    /// The signed part was refused, or the device did not sign; the reason is inside. For a device reason act on it,
    /// else refuse the credential.
    #[error("{0}")]
    Jose(#[from] JoseError),
    /// The issuer's certificate was refused; the reason is inside. Refuse the credential.
    #[error("{0}")]
    Issuer(#[from] CertificateError),
    /// `_sd_alg` names a hash that is not spoken. Refuse the credential.
    #[error("the digest algorithm is not accepted")]
    DigestAlgorithm,
    /// A disclosure is broken, repeated, belongs to nothing or overwrites a claim. Refuse the credential.
    #[error("a disclosure is not acceptable")]
    Disclosure,
    /// A claim that every credential must have (`vct`, `cnf`) is missing or of the wrong kind. Refuse the credential.
    #[error("a required claim is missing")]
    RequiredClaim,
    /// The credential is not valid yet. Check the device's clock; then treat it as refused.
    #[error("not valid yet")]
    NotYetValid,
    /// The credential has expired. Offer to renew it.
    #[error("expired")]
    Expired,
    /// A claim that was asked for is not in the credential. Choose another credential or decline.
    #[error("there is no such claim")]
    NoSuchClaim,
    /// The key of the device is not the one the credential is bound to. Enrol again on this device.
    #[error("bound to another key")]
    HolderKey,
    /// The key binding has the wrong nonce, audience, digest or age (verifiers only). Refuse the presentation.
    #[error("the key binding does not fit")]
    KeyBinding,
}

impl CredentialError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "credential_malformed",
            Self::Jose(error) => error.code(),
            Self::Issuer(error) => error.code(),
            Self::DigestAlgorithm => "credential_digest_algorithm",
            Self::Disclosure => "credential_disclosure",
            Self::RequiredClaim => "credential_required_claim",
            Self::NotYetValid => "credential_not_yet_valid",
            Self::Expired => "credential_expired",
            Self::NoSuchClaim => "credential_no_such_claim",
            Self::HolderKey => "credential_holder_key",
            Self::KeyBinding => "credential_key_binding",
        }
    }
}
