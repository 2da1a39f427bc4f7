//! One disclosure: a salt, a name (for object members) and a value, as base64url of a JSON array.

use super::CredentialError;
use crate::{base64url, json};
use serde_json::Value;

/// A disclosure exactly as received, with what it says.
#[derive(Clone)]
pub(super) struct Disclosure {
    /// The received text: digests are over this spelling, never over a rewritten one.
    pub(super) text: String,
    /// base64url of the SHA-256 of the text.
    pub(super) digest: String,
    /// The member's name; `None` for an array element.
    pub(super) name: Option<String>,
    /// The value, which may hold digests of further disclosures.
    pub(super) value: Value,
}

impl Disclosure {
    pub(super) fn parse(text: &str) -> Result<Self, CredentialError> {
        let bytes = base64url::decode(text).ok_or(CredentialError::Disclosure)?;
        let Ok(Value::Array(parts)) = json::parse(&bytes) else { return Err(CredentialError::Disclosure) };
        let (name, value) = match <[Value; 3]>::try_from(parts) {
            // `_sd` and `...` would let a disclosure pose as the mechanism itself (RFC 9901, section 7.1).
            Ok([Value::String(_), Value::String(name), value]) if name != "_sd" && name != "..." => {
                (Some(name), value)
            }
            Ok(_) => return Err(CredentialError::Disclosure),
            Err(parts) => match <[Value; 2]>::try_from(parts) {
                Ok([Value::String(_), value]) => (None, value),
                _ => return Err(CredentialError::Disclosure),
            },
        };
        Ok(Self { text: text.to_owned(), digest: base64url::sha256(text.as_bytes()), name, value })
    }
}
