//! Why a JOSE object was refused or could not be made.

use mien_ports::DeviceError;
use thiserror::Error;

/// Why a token was refused or could not be made. Except for [`Device`](Self::Device), show "this could not be
/// verified" and go no further: trying again with the same text never helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum JoseError {
    /// The text is longer than any honest token. Refuse the message.
    #[error("the token is too long")]
    TooLong,
    /// Not the compact form: wrong number of parts, or a part that is not base64url. Refuse the message.
    #[error("not a compact token")]
    Malformed,
    /// Header or payload is not acceptable JSON. Refuse the message.
    #[error("not acceptable JSON")]
    Json,
    /// The header has a member that is not on the list (`crit`, `jku`, `x5u`, ...). Refuse the message.
    #[error("the header has a member that is not accepted")]
    HeaderMember,
    /// The algorithm is not ES256, or not ECDH-ES with A128GCM or A256GCM. Refuse the message.
    #[error("the algorithm is not accepted")]
    Algorithm,
    /// The `typ` is not the one that this place requires: a token made for something else. Refuse the message.
    #[error("the token is of another type")]
    Type,
    /// A key is not a public P-256 key or not a point on the curve. Refuse the message.
    #[error("the key is not acceptable")]
    Key,
    /// The signature is wrong. Refuse the message.
    #[error("the signature is wrong")]
    Signature,
    /// The ciphertext was changed or made for another key. Refuse the message.
    #[error("decryption failed")]
    Decryption,
    /// The device did not sign or had no randomness; its reason is inside. Act on that reason.
    #[error("the device failed: {0}")]
    Device(#[from] DeviceError),
}

impl JoseError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLong => "jose_too_long",
            Self::Malformed => "jose_malformed",
            Self::Json => "jose_json",
            Self::HeaderMember => "jose_header_member",
            Self::Algorithm => "jose_algorithm",
            Self::Type => "jose_type",
            Self::Key => "jose_key",
            Self::Signature => "jose_signature",
            Self::Decryption => "jose_decryption",
            Self::Device(error) => error.code(),
        }
    }
}
