//! Client authentication with `private_key_jwt` (RFC 7523 section 3, OpenID Connect Core 1.0 section 9), as the FAPI 2.0
//! Security Profile narrows it: for authorization servers and tests, not for phones.

use crate::jose::{CompactJws, JoseError, VerificationKey};
use crate::json;
use serde_json::{Map, Value};
use std::ops::RangeInclusive;
use thiserror::Error;

/// The `client_assertion_type` of these tokens.
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How long after now an assertion may still be good, in seconds. Clients make them for one request.
pub const MAX_LIFETIME: u64 = 300;
/// How far a client's clock may be ahead, in seconds (FAPI 2.0 section 5.3.2.1: ten are to be taken, sixty are too many).
const AHEAD: u64 = 30;
/// An assertion is a few hundred bytes; RSA makes it longer.
const MAX_ASSERTION: usize = 8 * 1024;
const JTI: RangeInclusive<usize> = 8..=256;
const MAX_CLIENT_ID: usize = 256;

/// What an assertion must fit.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The authorization server's issuer identifier: the only audience that is taken, as a string by itself.
    pub issuer: &'a str,
    /// The client that the assertion is of.
    pub client_id: &'a str,
    /// The keys that this client has registered.
    pub keys: &'a [VerificationKey],
    /// Now, in seconds since 1970.
    pub now: u64,
}

/// A verified assertion: remember `jti` of this client until `expires_at`, and refuse it a second time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The assertion's identifier.
    pub jti: String,
    /// When it may be forgotten, in seconds since 1970.
    pub expires_at: u64,
}

/// Why an assertion was refused. Answer `invalid_client`; the client has to be put right by whoever runs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ClientAssertionError {
    /// It is no acceptable token, or its signature is wrong.
    #[error(transparent)]
    Jose(#[from] JoseError),
    /// None of the client's keys fits the algorithm and the key id.
    #[error("no registered key fits")]
    UnknownKey,
    /// `iss` and `sub` are not both the client.
    #[error("iss or sub is not the client")]
    Client,
    /// `aud` is not the issuer identifier by itself: an assertion made for somebody else, or for several.
    #[error("aud is not the issuer")]
    Audience,
    /// `exp` is missing or has passed.
    #[error("the assertion has expired")]
    Expired,
    /// `exp` is further ahead than [`MAX_LIFETIME`].
    #[error("the assertion is valid for too long")]
    Lifetime,
    /// `nbf` or `iat` lies ahead, or is no number.
    #[error("the assertion is not valid yet")]
    NotYetValid,
    /// `jti` is missing, or not of 8 to 256 plain characters.
    #[error("jti is missing")]
    Id,
}

impl ClientAssertionError {
    /// A stable name for logs and answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Jose(error) => error.code(),
            Self::UnknownKey => "assertion_unknown_key",
            Self::Client => "assertion_client",
            Self::Audience => "assertion_audience",
            Self::Expired => "assertion_expired",
            Self::Lifetime => "assertion_lifetime",
            Self::NotYetValid => "assertion_not_yet_valid",
            Self::Id => "assertion_jti",
        }
    }
}

/// The client that an assertion says it is of, to find its keys. It is only a claim until [`verify`] has succeeded.
///
/// # Errors
/// [`ClientAssertionError::Jose`] for text that is no acceptable token, [`ClientAssertionError::Client`] without a `sub`.
pub fn claimed_client(assertion: &str) -> Result<String, ClientAssertionError> {
    let claims = parse(assertion)?.read_payload()?;
    let sub = claims.get("sub").and_then(Value::as_str);
    let sub = sub.filter(|sub| json::is_plain(sub, MAX_CLIENT_ID)).ok_or(ClientAssertionError::Client)?;
    Ok(sub.to_owned())
}

/// Verifies an assertion. What is left to the caller is to take each [`Accepted::jti`] once.
///
/// # Errors
/// A [`ClientAssertionError`]; the client is not authenticated.
pub fn verify(assertion: &str, expected: &Expected<'_>) -> Result<Accepted, ClientAssertionError> {
    let claims = signed_claims(&parse(assertion)?, expected.keys)?;
    let is = |name: &str, value: &str| claims.get(name).and_then(Value::as_str) == Some(value);
    if !is("iss", expected.client_id) || !is("sub", expected.client_id) {
        return Err(ClientAssertionError::Client);
    }
    if !is("aud", expected.issuer) {
        return Err(ClientAssertionError::Audience);
    }
    let expires_at = claims.get("exp").and_then(Value::as_u64).filter(|exp| *exp > expected.now);
    let expires_at = expires_at.ok_or(ClientAssertionError::Expired)?;
    if expires_at - expected.now > MAX_LIFETIME {
        return Err(ClientAssertionError::Lifetime);
    }
    let latest = expected.now.saturating_add(AHEAD);
    let passed = |claim: &Value| claim.as_u64().is_some_and(|time| time <= latest);
    if !["nbf", "iat"].into_iter().filter_map(|name| claims.get(name)).all(passed) {
        return Err(ClientAssertionError::NotYetValid);
    }
    let jti = claims.get("jti").and_then(Value::as_str);
    let jti = jti.filter(|jti| JTI.contains(&jti.len()) && json::is_plain(jti, *JTI.end()));
    Ok(Accepted { jti: jti.ok_or(ClientAssertionError::Id)?.to_owned(), expires_at })
}

/// The two types that these tokens have in the field; a token made for something else has another one.
fn parse(assertion: &str) -> Result<CompactJws<'_>, ClientAssertionError> {
    if assertion.len() > MAX_ASSERTION {
        return Err(JoseError::TooLong.into());
    }
    let jws = CompactJws::parse_fapi(assertion)?;
    match jws.header().typ.as_deref() {
        None | Some("JWT" | "client-authentication+jwt") => Ok(jws),
        Some(_) => Err(JoseError::Type.into()),
    }
}

fn signed_claims(
    jws: &CompactJws<'_>,
    keys: &[VerificationKey],
) -> Result<Map<String, Value>, ClientAssertionError> {
    let named = jws.header().kid.as_deref();
    // A key without an id may be meant by any; of several keys of one algorithm the signature decides.
    let meant = |key: &&VerificationKey| named.is_none() || key.kid().is_none() || key.kid() == named;
    let mut refused = ClientAssertionError::UnknownKey;
    for key in keys.iter().filter(meant) {
        match jws.verify_with(key) {
            Ok(claims) => return Ok(claims),
            Err(JoseError::Algorithm) => {}
            Err(error) => refused = error.into(),
        }
    }
    Err(refused)
}

#[cfg(test)]
#[path = "client_assertion_tests.rs"]
mod tests;
