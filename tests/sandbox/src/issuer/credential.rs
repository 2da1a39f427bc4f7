//! The nonce, credential and notification endpoints (OpenID4VCI 1.0 sections 7, 8 and 11).

use super::proof::{Refused, holder_key};
use super::status;
use crate::app::{App, CREDENTIAL, Shared, VCT};
use crate::error::SandboxError;
use crate::oidc::access::{no_token, token};
use crate::random;
use crate::store::Account;
use crate::web::answer::{Answer, error, json_answer};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use mien_credential::jose::PublicKey;
use mien_credential::sd_jwt::issue::CredentialBuilder;
use mien_identity::Date;
use mien_ports::SystemEntropy;
use serde::Deserialize;
use serde_json::json;

const NONCE_S: i64 = 300;
/// 90 days.
const CREDENTIAL_S: i64 = 90 * 86_400;

/// `POST /nonce`.
pub(crate) async fn nonce(State(app): State<Shared>) -> Answer {
    let nonce = random::token()?;
    app.store.add_nonce(&nonce, app.now_ms() + NONCE_S * 1000)?;
    Ok(json_answer(StatusCode::OK, json!({ "c_nonce": nonce })))
}

#[derive(Deserialize)]
pub(crate) struct Wanted {
    credential_configuration_id: Option<String>,
    credential_identifier: Option<String>,
    proofs: Option<Proofs>,
}

#[derive(Deserialize)]
struct Proofs {
    #[serde(default)]
    jwt: Vec<String>,
}

/// `POST /credential`.
pub(crate) async fn credential(
    State(app): State<Shared>,
    headers: HeaderMap,
    Json(wanted): Json<Wanted>,
) -> Answer {
    let token = match token(&app, &headers, ("POST", "/credential"), "credential")? {
        Ok(token) => token,
        Err(response) => return Ok(response),
    };
    let Some(account) = app.store.account(&token.uid)? else { return Ok(no_token()) };
    if wanted.credential_identifier.is_some() {
        // Token answers carry no credential identifiers.
        return Ok(bad("unknown_credential_identifier", "credential_identifier"));
    }
    match wanted.credential_configuration_id.as_deref() {
        Some(CREDENTIAL) => {}
        Some(_) => return Ok(bad("unknown_credential_configuration", "credential_configuration_id")),
        None => return Ok(bad("invalid_credential_request", "credential_configuration_id")),
    }
    let proofs = wanted.proofs.map(|proofs| proofs.jwt).unwrap_or_default();
    let [proof] = proofs.as_slice() else {
        return Ok(bad("invalid_proof", "exactly one jwt proof is needed"));
    };
    let holder = match holder_key(&app, proof)? {
        Ok(holder) => holder,
        Err(Refused(code, reason)) => return Ok(bad(code, reason)),
    };
    let id = random::token()?;
    let credential = issue(&app, &account, &holder, &id)?;
    let expires_ms = app.now_ms() + CREDENTIAL_S * 1000;
    app.store.add_credential(&id, &account.uid, &holder.thumbprint(), app.now_ms(), expires_ms)?;
    app.store.audit(app.now_ms(), "issued", &account.uid)?;
    app.report("issued");
    let body = json!({ "credentials": [{ "credential": credential }], "notification_id": id });
    Ok(json_answer(StatusCode::OK, body))
}

/// The identity credential. Every claim about the person is selectively disclosable.
fn issue(app: &App, account: &Account, holder: &PublicKey, id: &str) -> Result<String, SandboxError> {
    let now = app.clock.now();
    let seconds = |time: i64| u64::try_from(time).unwrap_or_default();
    let mut builder =
        CredentialBuilder::new(&app.base, VCT, holder, seconds(now), seconds(now + CREDENTIAL_S))
            .visible("status", status::claim(app, id)?)
            .disclosable("uid", json!(account.uid));
    // An account that was registered by phone alone has neither.
    for (claim, value) in [("name", &account.name), ("id_number_masked", &account.id_number_masked)] {
        if !value.is_empty() {
            builder = builder.disclosable(claim, json!(value));
        }
    }
    if let Some(year) = account.birth_year {
        builder = builder.disclosable("birth_year", json!(year));
        builder = builder.disclosable("age_equal_or_over", json!({ "18": is_over(18, year, now) }));
    }
    let key = &app.keys.credentials;
    builder.sign(key.chain(), key, &SystemEntropy::new()).map_err(|_| SandboxError::Certificates)
}

/// Whether somebody born in `year` has certainly had that birthday by `now`: only the year is known here.
fn is_over(age: i64, year: i64, now: i64) -> bool {
    let this_year =
        u64::try_from(now).ok().and_then(Date::from_unix_seconds).map_or(0, |date| i64::from(date.year()));
    this_year - year > age
}

#[derive(Deserialize)]
pub(crate) struct Notice {
    notification_id: String,
    event: String,
}

/// `POST /notification`. Idempotent.
pub(crate) async fn notification(
    State(app): State<Shared>,
    headers: HeaderMap,
    Json(notice): Json<Notice>,
) -> Answer {
    if let Err(response) = token(&app, &headers, ("POST", "/notification"), "credential")? {
        return Ok(response);
    }
    if !["credential_accepted", "credential_failure", "credential_deleted"].contains(&notice.event.as_str()) {
        return Ok(bad("invalid_notification_request", "event"));
    }
    if app.store.note_event(&notice.notification_id, &notice.event)? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Ok(bad("invalid_notification_id", "notification_id"))
    }
}

fn bad(code: &str, description: &str) -> Response {
    error(StatusCode::BAD_REQUEST, code, description)
}
