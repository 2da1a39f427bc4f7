//! The key-binding JWT: proof that the presenter has the credential's key, for one verifier and one request.

use super::CredentialError;
use crate::base64url;
use crate::jose::{NewJwsHeader, Signer, sign_compact};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The `typ` of a key-binding JWT.
pub const KB_TYPE: &str = "kb+jwt";

/// What the device signs beside the disclosed claims.
#[derive(Debug, Clone)]
pub struct KeyBinding<'a> {
    /// The verifier's nonce, as received.
    pub nonce: &'a str,
    /// The verifier's full client identifier, prefix included.
    pub audience: &'a str,
    /// Now, in seconds since 1970.
    pub issued_at: u64,
    /// Further claims, for example the digits that were typed. They must not repeat `iat`, `aud`, `nonce` or
    /// `sd_hash`; those win.
    pub extra: BTreeMap<String, Value>,
}

/// Signs the key binding over `presented` (`issuer-jwt~disclosure~...~`).
pub(super) fn bind(
    presented: &str,
    binding: &KeyBinding<'_>,
    signer: &dyn Signer,
) -> Result<String, CredentialError> {
    // A BTreeMap, so that the bytes are the same whatever features serde_json was built with.
    let mut payload = binding.extra.clone();
    payload.insert("iat".to_owned(), json!(binding.issued_at));
    payload.insert("aud".to_owned(), json!(binding.audience));
    payload.insert("nonce".to_owned(), json!(binding.nonce));
    payload.insert("sd_hash".to_owned(), json!(base64url::sha256(presented.as_bytes())));
    let header = NewJwsHeader { typ: KB_TYPE, ..NewJwsHeader::default() };
    Ok(sign_compact(&header, &payload, signer)?)
}
