//! Pushed authorization requests (RFC 9126): of the wallet, with attestation and `DPoP`, and of services, with their
//! secret or key.

use super::client_auth::{Credentials, authenticated, refuse_client};
use crate::app::{App, Shared};
use crate::enrol::challenge::{Parameters, acceptable, refuse, with_nonce};
use crate::error::SandboxError;
use crate::random;
use crate::wallet::{Dpop, Refused, authenticate};
use crate::web::answer::{Answer, error, json_answer};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde_json::json;

/// FAPI 2.0: below ten minutes. Long enough for a browser to open.
const LIFETIME_S: i64 = 60;
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// `POST /par`.
pub(crate) async fn par(State(app): State<Shared>, headers: HeaderMap, body: Bytes) -> Answer {
    if headers.contains_key("oauth-client-attestation") {
        return wallet(&app, &headers, &body);
    }
    service(&app, &headers, &body)
}

fn service(app: &App, headers: &HeaderMap, body: &[u8]) -> Answer {
    let bad = || error(StatusCode::BAD_REQUEST, "invalid_request", "parameters");
    let Some(credentials) = form::<Credentials>(body) else { return Ok(bad()) };
    let client = match authenticated(app, headers, &credentials)? {
        Ok(client) => client,
        Err(refused) => return Ok(refuse_client(headers, refused)),
    };
    let request: Option<super::authorize::Parameters> = form(body);
    let Some(mut request) = request.filter(|request| request.is_of(&client.id)) else { return Ok(bad()) };
    let thumbprint = match Dpop::of(headers, "/par").map(|proof| proof.verify(app, headers)).transpose()? {
        Some(Ok(key)) => Some(key.thumbprint()),
        Some(Err(refused)) => return Ok(refuse(app, refused)),
        None => None,
    };
    if !request.bind(thumbprint) {
        return Ok(refuse(app, Refused("invalid_dpop_proof", "another key than dpop_jkt")));
    }
    let (uri, expires_in) = push_as(app, &client.id, &request, None)?;
    let mut answer =
        json_answer(StatusCode::CREATED, json!({ "request_uri": uri, "expires_in": expires_in }));
    with_nonce(app, &mut answer);
    Ok(answer)
}

fn wallet(app: &App, headers: &HeaderMap, body: &[u8]) -> Answer {
    let key = match authenticate(app, headers, "/par")? {
        Ok(key) => key,
        Err(refused) => return Ok(refuse(app, refused)),
    };
    let bad = |reason| error(StatusCode::BAD_REQUEST, "invalid_request", reason);
    let Some(request) = form::<Parameters>(body) else { return Ok(bad("parameters")) };
    if let Err(reason) = acceptable(&request, &key) {
        return Ok(bad(reason));
    }
    let (uri, expires_in) = push(app, &request, Some(&key.thumbprint()))?;
    let mut answer =
        json_answer(StatusCode::CREATED, json!({ "request_uri": uri, "expires_in": expires_in }));
    with_nonce(app, &mut answer);
    Ok(answer)
}

/// Keeps the wallet's request: its `request_uri` and the seconds that it lives.
pub(crate) fn push(
    app: &App,
    request: &Parameters,
    jkt: Option<&str>,
) -> Result<(String, i64), SandboxError> {
    push_as(app, crate::wallet::CLIENT_ID, request, jkt)
}

fn push_as(
    app: &App,
    client_id: &str,
    request: &impl Serialize,
    jkt: Option<&str>,
) -> Result<(String, i64), SandboxError> {
    let uri = format!("{PREFIX}{}", random::token()?);
    // Strings and nothing: always serialises.
    let body = serde_json::to_string(request).unwrap_or_default();
    app.store.push_request(&uri, client_id, jkt, &body, app.now_ms() + LIFETIME_S * 1000)?;
    Ok((uri, LIFETIME_S))
}

/// The parameters of a form. A name that comes twice, or that may not be pushed (RFC 9126, section 2.1), is refused.
fn form<T: serde::de::DeserializeOwned>(body: &[u8]) -> Option<T> {
    let text = std::str::from_utf8(body).ok()?;
    let mut members = serde_json::Map::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (crate::web::url::decode(name)?, crate::web::url::decode(value)?);
        if name == "request_uri" || members.insert(name, json!(value)).is_some() {
            return None;
        }
    }
    serde_json::from_value(members.into()).ok()
}
