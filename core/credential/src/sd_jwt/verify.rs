//! Checking presentations: for the sandbox and for tests, not for phones (RFC 9901, section 7.3).

use super::credential::{check_times, parse_disclosures, read_issuer_jwt, split};
use super::resolve::resolve;
use super::{CredentialError, KB_TYPE};
use crate::base64url;
use crate::jose::{CompactJws, PublicKey};
use crate::x509::TrustAnchors;
use serde_json::{Map, Value};

/// What a presentation must fit.
#[derive(Debug, Clone)]
pub struct Expected<'a> {
    /// The issuers that are trusted.
    pub issuers: &'a TrustAnchors,
    /// The nonce of the request.
    pub nonce: &'a str,
    /// The verifier's own full client identifier.
    pub audience: &'a str,
    /// Now, in seconds since 1970.
    pub now: u64,
    /// How far the key binding's `iat` may be from `now`, in seconds, either way.
    pub max_age: u64,
}

/// A presentation whose signatures, times and key binding are right.
#[derive(Debug, Clone)]
pub struct VerifiedPresentation {
    /// The credential type.
    pub vct: String,
    /// The disclosed claims.
    pub claims: Value,
    /// The key that the credential is bound to and that signed the key binding.
    pub holder: PublicKey,
    /// The claims of the key binding.
    pub key_binding: Map<String, Value>,
}

/// Verifies `text` (`issuer-jwt~disclosure~...~kb-jwt`).
///
/// # Errors
/// A [`CredentialError`]; nothing of the presentation may be used.
pub fn verify_presentation(
    text: &str,
    expected: &Expected<'_>,
) -> Result<VerifiedPresentation, CredentialError> {
    let (issuer_jwt, _) = split(text)?;
    let (presented, kb) = text.rsplit_once('~').ok_or(CredentialError::Malformed)?;
    let disclosures = presented.get(issuer_jwt.len()..).and_then(|d| d.strip_prefix('~')).unwrap_or_default();
    let disclosures = parse_disclosures(disclosures)?;
    let (payload, vct, holder) = read_issuer_jwt(issuer_jwt, |jws| {
        let certificate = expected.issuers.verify(&jws.header().x5c, expected.now)?;
        Ok(jws.verify(certificate.key())?)
    })?;
    let claims = resolve(&payload, &disclosures)?.claims;
    check_times(&claims, expected.now)?;

    let jws = CompactJws::parse(kb)?;
    jws.expect_type(KB_TYPE)?;
    let key_binding = jws.verify(&holder)?;
    let hash = base64url::sha256(format!("{presented}~").as_bytes());
    let is = |name: &str, value: &str| key_binding.get(name).and_then(Value::as_str) == Some(value);
    let fresh = key_binding
        .get("iat")
        .and_then(Value::as_u64)
        .is_some_and(|iat| iat.abs_diff(expected.now) <= expected.max_age);
    if !(is("nonce", expected.nonce) && is("aud", expected.audience) && is("sd_hash", &hash) && fresh) {
        return Err(CredentialError::KeyBinding);
    }
    Ok(VerifiedPresentation { vct, claims, holder, key_binding })
}
