//! The wallet's answer: decrypted, verified, and asked of the issuer's status list.

use super::super::Service;
use super::asks::{Ask, Stage, What};
use super::request::client_id;
use crate::app::VCT;
use crate::keys::decrypt;
use crate::random::{hash, token};
use crate::store::Flow;
use crate::web::answer::{Answer, error, json_answer};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use mien_credential::jose::JweEnvelope;
use mien_credential::sd_jwt::verify::{Expected, verify_presentation};
use mien_credential::status_list::{MAX_TOKEN, MEDIA_TYPE, Status, StatusList, StatusReference};
use mien_credential::x509::TrustAnchors;
use mien_credential::{CertificateError, CredentialError, StatusListError};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// How far the key binding's `iat` may be from now, in seconds.
const MAX_AGE: u64 = 60;
/// What every credential shows, whoever asks: not what the person has disclosed.
const ALWAYS_VISIBLE: [&str; 6] = ["iss", "vct", "iat", "exp", "cnf", "status"];

#[derive(Deserialize)]
pub(super) struct Posted {
    response: Option<String>,
    error: Option<String>,
    state: Option<String>,
}

/// `POST /check/vp`.
pub(super) async fn receive(State(service): State<Arc<Service>>, Form(posted): Form<Posted>) -> Answer {
    let now_ms = service.app.now_ms();
    let Some(response) = posted.response else {
        let (Some(_), Some(id)) = (posted.error, posted.state) else { return Ok(bad("malformed")) };
        return Ok(settle(&service, &id, Stage::Declined)
            .map_or_else(gone, |_| json_answer(StatusCode::OK, json!({}))));
    };
    let found = JweEnvelope::parse(&response).ok().and_then(|envelope| {
        let ask = service.asks.find(now_ms, |ask| envelope.kid() == Some(&ask.kid))?;
        Some((decrypt(envelope, &ask.scalar)?, ask))
    });
    // What cannot be decrypted may come from anybody and changes nothing.
    let Some((plain, ask)) = found else { return Ok(bad("not decryptable")) };
    let (worker, asked) = (Arc::clone(&service), ask.clone());
    let judged = tokio::task::spawn_blocking(move || judge(&worker, &asked, &plain)).await;
    let stage = match judged.unwrap_or(Err("server_error")) {
        Ok(disclosed) => Stage::Answered(disclosed),
        Err(reason) => Stage::Refused(reason),
    };
    let reason = if let Stage::Refused(reason) = stage { Some(reason) } else { None };
    let code = token()?;
    let settled = service.asks.change(&ask.id, now_ms, |ask| {
        let open = ask.stage == Stage::Scanned;
        if open {
            ask.awaits = (ask.flow == Flow::SameDevice && reason.is_none()).then(|| hash(&code));
            ask.stage = stage;
        }
        open
    });
    Ok(match (settled, reason) {
        (None, _) => gone(),
        (Some(_), Some(reason)) => bad(reason),
        (Some(ask), None) => accepted(&service, &ask, &code),
    })
}

fn settle(service: &Service, id: &str, stage: Stage) -> Option<Ask> {
    service.asks.change(id, service.app.now_ms(), |ask| {
        let open = ask.stage == Stage::Scanned;
        if open {
            ask.stage = stage;
        }
        open
    })
}

/// On the device of the page the wallet has to bring the browser back.
fn accepted(service: &Service, ask: &Ask, code: &str) -> Response {
    let body = match ask.flow {
        Flow::CrossDevice => json!({}),
        Flow::SameDevice => {
            json!({ "redirect_uri": format!("{}/check/done?response_code={code}", service.app.service) })
        }
    };
    json_answer(StatusCode::OK, body)
}

/// The disclosed claims of an answer that is right in everything, or why it is not. Blocks for the issuer's status list.
fn judge(service: &Service, ask: &Ask, plain: &[u8]) -> Result<Vec<(String, String)>, &'static str> {
    let plain: Value = serde_json::from_slice(plain).map_err(|_| "malformed")?;
    if plain.get("state").and_then(Value::as_str) != Some(&ask.id) {
        return Err("state");
    }
    let presentations = plain.get("vp_token").and_then(|token| token.get("id")).and_then(Value::as_array);
    let Some([Value::String(presentation)]) = presentations.map(Vec::as_slice) else {
        return Err("vp_token");
    };
    let issuers = TrustAnchors::from_der([&service.app.issuer_root]).map_err(CertificateError::code)?;
    let now = u64::try_from(service.app.clock.now()).unwrap_or_default();
    let audience = client_id(service);
    let expected =
        Expected { issuers: &issuers, nonce: &ask.nonce, audience: &audience, now, max_age: MAX_AGE };
    let verified = verify_presentation(presentation, &expected).map_err(CredentialError::code)?;
    let answers = match ask.what {
        What::Adult => verified.claims.pointer("/age_equal_or_over/18") == Some(&Value::Bool(true)),
        What::Name => verified.claims.get("name").is_some_and(Value::is_string),
    };
    if verified.vct != VCT || !answers {
        return Err("claims");
    }
    match status(service, &issuers, &verified.claims, now)? {
        Status::Valid => Ok(disclosed(&verified.claims)),
        Status::Invalid => Err("revoked"),
        Status::Suspended | Status::Other(_) => Err("not_valid_now"),
    }
}

/// What the issuer's list says of the credential now. A credential without a status is not taken: its issuer promises one.
fn status(
    service: &Service,
    issuers: &TrustAnchors,
    claims: &Value,
    now: u64,
) -> Result<Status, &'static str> {
    let reference = StatusReference::of(claims).map_err(StatusListError::code)?.ok_or("status_missing")?;
    // The issuer's own host, and no other: anything else would let a credential choose who vouches for it.
    if !reference.uri().starts_with(&format!("{}/", service.app.base)) {
        return Err("status_host");
    }
    let answer = service.app.outgoing.get(reference.uri()).header("accept", MEDIA_TYPE).call();
    let mut answer = answer.ok().filter(|answer| answer.status().is_success()).ok_or("status_unreachable")?;
    let limit = u64::try_from(MAX_TOKEN).unwrap_or(u64::MAX);
    let token =
        answer.body_mut().with_config().limit(limit).read_to_string().map_err(|_| "status_unreachable")?;
    let list = StatusList::verify(&token, reference.uri(), issuers, now).map_err(StatusListError::code)?;
    Ok(list.check(&reference, now, now).map_err(StatusListError::code)?.status)
}

/// The claims that only this answer has shown.
fn disclosed(claims: &Value) -> Vec<(String, String)> {
    let members = claims.as_object().into_iter().flatten();
    members
        .filter(|(name, _)| !ALWAYS_VISIBLE.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect()
}

fn bad(reason: &str) -> Response {
    error(StatusCode::BAD_REQUEST, "invalid_request", reason)
}

fn gone() -> Response {
    error(StatusCode::GONE, "invalid_request", "used or expired")
}
