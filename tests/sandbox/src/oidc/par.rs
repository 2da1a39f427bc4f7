//! Pushed authorization requests (RFC 9126): of the wallet, with attestation and `DPoP`, and of services, with their secret.

use super::client_auth::authenticated;
use crate::app::{App, Shared};
use crate::enrol::challenge::{Parameters, acceptable, refuse, with_nonce};
use crate::error::SandboxError;
use crate::random;
use crate::wallet::authenticate;
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
    let Some(client) = authenticated(&app, &headers) else {
        return Ok(error(StatusCode::UNAUTHORIZED, "invalid_client", "client authentication failed"));
    };
    let request: Option<super::authorize::Parameters> = form(&body);
    match request.filter(|request| request.is_of(&client.id)) {
        Some(request) => {
            let (uri, expires_in) = push_as(&app, &client.id, &request, None)?;
            Ok(json_answer(StatusCode::CREATED, json!({ "request_uri": uri, "expires_in": expires_in })))
        }
        None => Ok(error(StatusCode::BAD_REQUEST, "invalid_request", "parameters")),
    }
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
