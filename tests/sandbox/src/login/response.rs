//! The wallet's answer: `direct_post.jwt` (OpenID4VP 1.0 section 8.3.1), or an error.

use super::presentation::{Judgement, judge};
use super::state::{Event, Refusal, State};
use crate::app::{App, Shared};
use crate::keys::decrypt;
use crate::random;
use crate::store::{Answer as Approval, Flow, Transaction};
use crate::web::answer::{Answer, error, json_answer};
use axum::extract::{Form, State as Shares};
use axum::http::StatusCode;
use axum::response::Response;
use mien_credential::jose::JweEnvelope;
use serde::Deserialize;
use serde_json::{Value, json};

/// What a wallet posts.
#[derive(Deserialize)]
pub(crate) struct Posted {
    /// The encrypted answer.
    response: Option<String>,
    /// An OAuth error code, in the clear.
    error: Option<String>,
    state: Option<String>,
}

/// `POST /vp`.
pub(crate) async fn receive(Shares(app): Shares<Shared>, Form(posted): Form<Posted>) -> Answer {
    match (posted.response, posted.error, posted.state) {
        (Some(response), None, _) => answered(&app, &response),
        (None, Some(code), Some(state)) => refused(&app, &code, &state),
        _ => Ok(bad("malformed")),
    }
}

/// The person declined, or the wallet could not go on.
fn refused(app: &App, code: &str, id: &str) -> Answer {
    let declined = code == "access_denied";
    let event = if declined { Event::Decline } else { Event::Fail };
    match app.store.step_transaction(id, app.now_ms(), |_| event, |_| {})? {
        None => Ok(bad("unknown state")),
        Some(Err(_)) => Ok(gone()),
        Some(Ok(transaction)) => {
            app.happened(transaction.progress.state.name(), &transaction.interaction)?;
            Ok(accepted(app, &transaction, None))
        }
    }
}

/// An encrypted answer: found by the name of its key, decrypted, verified, counted.
fn answered(app: &App, response: &str) -> Answer {
    let Ok(envelope) = JweEnvelope::parse(response) else { return Ok(bad("malformed")) };
    let Some(kid) = envelope.kid() else { return Ok(bad("no kid")) };
    let Some(transaction) = app.store.transaction_by_kid(kid)? else { return Ok(bad("unknown kid")) };
    if super::state::expire(transaction.progress, app.now_ms()).state != State::Scanned {
        return Ok(gone());
    }
    let plain =
        decrypt(envelope, &transaction.scalar).and_then(|plain| serde_json::from_slice::<Value>(&plain).ok());
    // What cannot be decrypted may come from anybody and changes nothing.
    let Some(plain) = plain else { return Ok(bad("not decryptable")) };
    if let Some(code) = plain.get("error").and_then(Value::as_str) {
        return refused(app, code, &transaction.id);
    }
    let judgement = judge(app, &transaction, &plain)?;
    let event = match &judgement {
        Judgement::TooOften => return Ok(too_often()),
        Judgement::Approved(_) => Event::Approve,
        Judgement::WithoutDigits(_) => Event::Present,
        Judgement::WrongDigits => Event::WrongDigits,
        Judgement::Refused(_) => Event::Fail,
    };
    let code = match (&judgement, transaction.flow) {
        (Judgement::Approved(_), Flow::SameDevice) | (Judgement::WithoutDigits(_), _) => {
            Some(random::token()?)
        }
        _ => None,
    };
    let approval: Option<Approval> = match &judgement {
        Judgement::Approved(approval) | Judgement::WithoutDigits(approval) => Some(approval.clone()),
        Judgement::WrongDigits | Judgement::Refused(_) | Judgement::TooOften => None,
    };
    let step = app.store.step_transaction(
        &transaction.id,
        app.now_ms(),
        |_| event,
        |found| {
            found.answer = approval;
            found.response_code = code.as_deref().map(random::hash);
        },
    )?;
    let stepped = match step {
        Some(Ok(stepped)) => stepped,
        Some(Err(Refusal::Gone | Refusal::OutOfTurn)) | None => return Ok(gone()),
    };
    if stepped.progress.state != State::Scanned {
        app.happened(stepped.progress.state.name(), &stepped.interaction)?;
    }
    Ok(match judgement {
        Judgement::Approved(_) | Judgement::WithoutDigits(_) => accepted(app, &stepped, code.as_deref()),
        Judgement::Refused(reason) => bad(reason),
        Judgement::WrongDigits => wrong_digits(&stepped),
        Judgement::TooOften => too_often(),
    })
}

/// Accepted. In a same-device login the wallet must open `redirect_uri`, in the browser that began it; in a cross-device login
/// only where the number is still to be typed, in the phone's browser (OpenID4VP 1.0 section 8.2).
fn accepted(app: &App, transaction: &Transaction, code: Option<&str>) -> Response {
    let body = match (transaction.flow, code) {
        (Flow::CrossDevice, Some(code)) => json!({ "redirect_uri": super::number::link(app, code) }),
        (Flow::CrossDevice, None) => json!({}),
        (Flow::SameDevice, Some(code)) => {
            json!({ "redirect_uri": format!("{}/done?response_code={code}", app.base) })
        }
        (Flow::SameDevice, None) => {
            json!({ "redirect_uri": format!("{}/login/{}", app.base, transaction.interaction) })
        }
    };
    json_answer(StatusCode::OK, body)
}

/// The person may try again with the same request while tries are left.
fn wrong_digits(transaction: &Transaction) -> Response {
    let left = super::state::MAX_WRONG_DIGITS.saturating_sub(transaction.progress.wrong_digits);
    json_answer(StatusCode::BAD_REQUEST, json!({ "error": "wrong_check", "tries_left": left }))
}

/// Nothing has changed: the same answer may be sent again in a minute.
fn too_often() -> Response {
    error(StatusCode::TOO_MANY_REQUESTS, "slow_down", "too many answers of this account")
}

fn bad(reason: &str) -> Response {
    error(StatusCode::BAD_REQUEST, "invalid_request", reason)
}

fn gone() -> Response {
    error(StatusCode::GONE, "invalid_request", "used or expired")
}
