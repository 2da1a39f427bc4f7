//! The requests of an issuance, and the errors in the answers.

use super::IssuanceError;
use super::offer::{Offer, PRE_AUTHORIZED};
use crate::form;
use crate::url::HttpsUrl;
use mien_credential::jose::{DeviceSigner, NewJwsHeader, sign_compact};
use mien_credential::json;
use mien_ports::{HttpMethod, HttpRequest, HttpResponse};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The `typ` of a proof of possession.
const PROOF_TYPE: &str = "openid4vci-proof+jwt";
pub(crate) const MAX_DOCUMENT: usize = 256 * 1024;
const MAX_CREDENTIAL: usize = 1024 * 1024;

/// Fetches a JSON document.
pub(crate) fn get(url: &HttpsUrl) -> HttpRequest {
    request(HttpMethod::Get, url, MAX_DOCUMENT, None, Vec::new())
}

/// Redeems the pre-authorized code.
pub(super) fn token(url: &HttpsUrl, offer: &Offer, tx_code: Option<&str>) -> HttpRequest {
    let mut pairs = vec![("grant_type", PRE_AUTHORIZED), ("pre-authorized_code", offer.code.as_str())];
    pairs.extend(tx_code.map(|code| ("tx_code", code)));
    post_form(url, &pairs)
}

/// Asks for a fresh nonce.
pub(crate) fn nonce(url: &HttpsUrl) -> HttpRequest {
    request(HttpMethod::Post, url, MAX_DOCUMENT, None, Vec::new())
}

/// Which credential: by the identifier that came with the token, or by its configuration.
#[derive(Debug, Clone)]
pub(crate) enum Wanted {
    Identifier(String),
    Configuration(String),
}

/// Asks for the credential with one proof.
pub(super) fn credential(url: &HttpsUrl, access_token: &str, wanted: &Wanted, proof: &str) -> HttpRequest {
    bearer(access_token, credential_request(url, wanted, proof))
}

/// The request for a credential, without its access token.
pub(crate) fn credential_request(url: &HttpsUrl, wanted: &Wanted, proof: &str) -> HttpRequest {
    let (member, value) = match wanted {
        Wanted::Identifier(id) => ("credential_identifier", id),
        Wanted::Configuration(id) => ("credential_configuration_id", id),
    };
    let body = BTreeMap::from([(member, json!(value)), ("proofs", json!({ "jwt": [proof] }))]);
    post_json(url, MAX_CREDENTIAL, &body)
}

/// Tells the issuer what became of the credential.
pub(super) fn notification(url: &HttpsUrl, access_token: &str, id: &str, event: &str) -> HttpRequest {
    bearer(access_token, notification_request(url, id, event))
}

/// The word to the issuer, without its access token.
pub(crate) fn notification_request(url: &HttpsUrl, id: &str, event: &str) -> HttpRequest {
    post_json(url, MAX_DOCUMENT, &BTreeMap::from([("event", json!(event)), ("notification_id", json!(id))]))
}

/// Posts a form.
pub(crate) fn post_form(url: &HttpsUrl, pairs: &[(&str, &str)]) -> HttpRequest {
    request(HttpMethod::Post, url, MAX_DOCUMENT, Some(form::CONTENT_TYPE), form::encode(pairs).into_bytes())
}

/// Signs the proof that we hold the key which the credential shall be bound to (OpenID4VCI 1.0, appendix F.1).
pub(crate) fn proof(
    issuer: &HttpsUrl,
    nonce: Option<&str>,
    now: u64,
    key: &DeviceSigner<'_>,
) -> Result<String, IssuanceError> {
    let public = key.public_key().map_err(IssuanceError::Key)?;
    let mut payload = BTreeMap::from([("aud", json!(issuer.as_str())), ("iat", json!(now))]);
    payload.extend(nonce.map(|nonce| ("nonce", json!(nonce))));
    let header = NewJwsHeader { typ: PROOF_TYPE, jwk: Some(public), ..NewJwsHeader::default() };
    sign_compact(&header, &payload, key).map_err(IssuanceError::Key)
}

/// Posts JSON.
pub(crate) fn post_json(url: &HttpsUrl, max: usize, body: &BTreeMap<&str, Value>) -> HttpRequest {
    let body = serde_json::to_vec(body).unwrap_or_default();
    request(HttpMethod::Post, url, max, Some("application/json"), body)
}

fn bearer(token: &str, mut request: HttpRequest) -> HttpRequest {
    request.headers.push(("authorization".to_owned(), format!("Bearer {token}")));
    request
}

fn request(
    method: HttpMethod,
    url: &HttpsUrl,
    max: usize,
    content: Option<&str>,
    body: Vec<u8>,
) -> HttpRequest {
    let mut headers = vec![("accept".to_owned(), "application/json".to_owned())];
    headers.extend(content.map(|c| ("content-type".to_owned(), c.to_owned())));
    HttpRequest { method, url: url.as_str().to_owned(), headers, body, max_response_bytes: max }
}

/// The body of a successful answer, which must be JSON by its own account where it says what it is: a file that somebody
/// could put on a trusted host is served as something else.
pub(crate) fn document<'a>(
    response: &'a HttpResponse,
    document: &'static str,
) -> Result<&'a [u8], IssuanceError> {
    success(response)?;
    if is_json(response) { Ok(&response.body) } else { Err(IssuanceError::Document { document }) }
}

/// The JSON object of a successful answer.
pub(crate) fn object(
    response: &HttpResponse,
    document: &'static str,
) -> Result<Map<String, Value>, IssuanceError> {
    let body = self::document(response, document)?;
    json::parse_object(body).map_err(|_| IssuanceError::Document { document })
}

/// Whether an answer may be read as JSON: it says so, or says nothing.
pub(crate) fn is_json(response: &HttpResponse) -> bool {
    let Some(media_type) = response.header("content-type") else { return true };
    let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media_type == "application/json"
        || (media_type.starts_with("application/") && media_type.ends_with("+json"))
}

/// Sorts statuses that no step treats itself.
pub(crate) fn success(response: &HttpResponse) -> Result<(), IssuanceError> {
    match response.status {
        200..=299 => Ok(()),
        status @ (429 | 500..=599) => Err(IssuanceError::Unavailable { status }),
        status => Err(IssuanceError::UnexpectedAnswer { status }),
    }
}

/// The `error` of a 4xx answer.
pub(crate) fn oauth_error(response: &HttpResponse) -> Option<String> {
    let failed = (400..=499).contains(&response.status) && response.status != 429;
    let body = failed.then(|| json::parse_object(&response.body).ok()).flatten()?;
    body.get("error")?.as_str().map(str::to_owned)
}
