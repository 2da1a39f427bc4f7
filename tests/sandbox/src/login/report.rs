//! "This wasn't me": a phone reports a request that was not its person's. The login's session ends, here and at the service.

use super::state::Event;
use crate::app::{App, Shared};
use crate::error::SandboxError;
use crate::oidc::logout::tell_services;
use crate::web::answer::{Answer, error, json_answer, unauthorised};
use axum::extract::{Form, State as Shares};
use axum::http::StatusCode;
use mien_credential::jose::{CompactJws, PublicKey};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The path of [`receive`].
pub(crate) const PATH: &str = "/report";
const TYPE: &str = "request-report+jwt";
/// How far a report's `iat` may be from now, in seconds.
const MAX_AGE_S: u64 = 300;
const MAX_AGE_MS: i64 = 300_000;

#[derive(Deserialize)]
pub(crate) struct Posted {
    report: String,
}

/// `POST /report`.
pub(crate) async fn receive(Shares(app): Shares<Shared>, Form(posted): Form<Posted>) -> Answer {
    let (holder, claims) = match verified(&app, &posted.report) {
        Ok(verified) => verified,
        Err(reason) => return Ok(error(StatusCode::BAD_REQUEST, "invalid_request", reason)),
    };
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let Some(uid) = app.store.account_of_device(&holder.thumbprint())? else {
        return Ok(unauthorised("DPoP", "invalid_token", "unknown or signed out"));
    };
    if !app.store.once("report", text("jti"), app.now_ms(), app.now_ms() + 2 * MAX_AGE_MS)? {
        return Ok(error(StatusCode::BAD_REQUEST, "invalid_request", "jti"));
    }
    let nonce = text("nonce");
    stop(&app, nonce)?;
    let ended = app.store.end_sessions(nonce, &uid)?;
    let signed_out = claims.get("sign_out").and_then(Value::as_bool) == Some(true)
        && app.store.revoke_device(&uid, &holder.thumbprint())?;
    app.store.audit(app.now_ms(), "reported", &uid)?;
    app.report("reported");
    let body = json!({ "sessions_ended": ended.len(), "signed_out": signed_out });
    tell_services(&app, ended).await;
    Ok(json_answer(StatusCode::OK, body))
}

/// A login that is still under way goes no further.
fn stop(app: &App, nonce: &str) -> Result<(), SandboxError> {
    if let Some(transaction) = app.store.transaction_by_nonce(nonce)?
        && let Some(Ok(stopped)) =
            app.store.step_transaction(&transaction.id, app.now_ms(), |_| Event::Cancel, |_| {})?
    {
        app.happened(stopped.progress.state.name(), &stopped.interaction)?;
    }
    Ok(())
}

/// The key that has signed a fresh report for this address, and the report.
fn verified(app: &App, report: &str) -> Result<(PublicKey, Map<String, Value>), &'static str> {
    let jws = CompactJws::parse(report).map_err(|_| "malformed")?;
    jws.expect_type(TYPE).map_err(|_| "typ")?;
    let key = jws.header().jwk.ok_or("jwk")?;
    let claims = jws.verify(&key).map_err(|_| "signature")?;
    if claims.get("aud").and_then(Value::as_str) != Some(&format!("{}{PATH}", app.base)) {
        return Err("aud");
    }
    let now = u64::try_from(app.clock.now()).unwrap_or_default();
    let fresh = claims.get("iat").and_then(Value::as_u64).is_some_and(|iat| iat.abs_diff(now) <= MAX_AGE_S);
    if !fresh {
        return Err("iat");
    }
    let filled = |name: &str| claims.get(name).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    if filled("nonce") && filled("jti") { Ok((key, claims)) } else { Err("nonce") }
}
