//! The answers with a token, a nonce and a credential: the same for every grant.

use super::metadata::IssuerMetadata;
use super::wire::{self, Wanted};
use super::{IssuanceError, IssuerTrust};
use mien_credential::jose::DeviceSigner;
use mien_credential::sd_jwt::Credential;
use mien_credential::{CredentialError, json};
use mien_ports::HttpResponse;
use serde_json::Value;
use zeroize::Zeroizing;

const MAX_TOKEN: usize = 8 * 1024;

/// The access token, which must be of the type that the grant is bound to, and what to ask for with it.
pub(crate) fn token(
    response: &HttpResponse,
    token_type: &str,
    configuration_id: &str,
) -> Result<(Zeroizing<String>, Wanted), IssuanceError> {
    let broken = || IssuanceError::Document { document: "token" };
    let token = wire::object(response, "token")?;
    let text = |name: &str| token.get(name).and_then(Value::as_str);
    let access_token = text("access_token").filter(|t| json::is_plain(t, MAX_TOKEN) && t.is_ascii());
    let access_token = Zeroizing::new(access_token.ok_or_else(broken)?.to_owned());
    // A token that anybody may use where one was promised that only this device can: never accepted for the other.
    if !text("token_type").is_some_and(|t| t.eq_ignore_ascii_case(token_type)) {
        return Err(IssuanceError::Unsupported);
    }
    let wanted = wanted(token.get("authorization_details"), configuration_id).ok_or_else(broken)?;
    Ok((access_token, wanted))
}

/// The credential to ask for: if the token came with identifiers, one of them must be used.
fn wanted(details: Option<&Value>, configuration_id: &str) -> Option<Wanted> {
    let Some(details) = details else { return Some(Wanted::Configuration(configuration_id.to_owned())) };
    let is_ours =
        |d: &&Value| d.get("credential_configuration_id").and_then(Value::as_str) == Some(configuration_id);
    let detail = details.as_array()?.iter().find(is_ours)?;
    let first = detail.get("credential_identifiers")?.as_array()?.first()?;
    first.as_str().map(|id| Wanted::Identifier(id.to_owned()))
}

/// The nonce for a proof.
pub(crate) fn nonce(response: &HttpResponse) -> Result<String, IssuanceError> {
    let answer = wire::object(response, "nonce")?;
    let nonce = answer.get("c_nonce").and_then(Value::as_str).filter(|n| json::is_plain(n, MAX_TOKEN));
    nonce.map(str::to_owned).ok_or(IssuanceError::Document { document: "nonce" })
}

/// A credential that is the issuer's, of the promised type, and bound to our key.
pub(crate) struct Received {
    pub(crate) credential: Credential,
    pub(crate) notification_id: Option<String>,
}

/// Why there is none.
pub(crate) enum Answered {
    /// The nonce is too old: with a new one it may work.
    StaleNonce,
    /// For good.
    Error(IssuanceError),
}

impl From<IssuanceError> for Answered {
    fn from(error: IssuanceError) -> Self {
        Self::Error(error)
    }
}

impl From<Answered> for IssuanceError {
    fn from(answered: Answered) -> Self {
        match answered {
            Answered::StaleNonce => Self::Proof,
            Answered::Error(error) => error,
        }
    }
}

/// Reads and verifies.
pub(crate) fn credential(
    response: &HttpResponse,
    issuer: &IssuerMetadata,
    trust: &IssuerTrust,
    key: &DeviceSigner<'_>,
    now: u64,
) -> Result<Received, Answered> {
    if let Some(error) = wire::oauth_error(response) {
        return Err(match error.as_str() {
            "invalid_nonce" => Answered::StaleNonce,
            "invalid_proof" => IssuanceError::Proof.into(),
            "credential_request_denied" => IssuanceError::Denied.into(),
            _ => IssuanceError::UnexpectedAnswer { status: response.status }.into(),
        });
    }
    let answer = wire::object(response, "credential")?;
    if answer.contains_key("transaction_id") {
        return Err(IssuanceError::Deferred.into());
    }
    let broken = IssuanceError::Document { document: "credential" };
    let list = answer.get("credentials").and_then(Value::as_array).ok_or(broken.clone())?;
    let [entry] = list.as_slice() else { return Err(broken.into()) };
    let text = entry.get("credential").and_then(Value::as_str).ok_or(broken)?;
    let credential = Credential::verify(text, &trust.anchors, now).map_err(IssuanceError::Credential)?;
    if credential.vct() != issuer.vct {
        return Err(IssuanceError::CredentialType.into());
    }
    if *credential.holder_key() != key.public_key().map_err(IssuanceError::Key)? {
        return Err(IssuanceError::Credential(CredentialError::HolderKey).into());
    }
    let notification_id = answer.get("notification_id").and_then(Value::as_str).map(str::to_owned);
    Ok(Received { credential, notification_id })
}

#[cfg(test)]
#[path = "answers_tests.rs"]
mod tests;
