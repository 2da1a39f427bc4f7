//! The end of a login: the browser that began it gets the authorization code, once.

use super::interaction::{Known, Stranger, current, known, known_by_form};
use super::pages::stranger;
use super::state::Event;
use crate::app::{App, Shared};
use crate::error::SandboxError;
use crate::random::{hash, token};
use crate::store::{AuthorizationCode, Flow, Interaction, NewSession, Transaction};
use crate::web::answer::{Answer, see_other};
use crate::web::cookies::set_cookie;
use crate::web::url::with_query;
use crate::web::visitor::{KNOWN_COOKIE, Visitor};
use axum::extract::{Form, Path, Query, State as Shares};
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use serde::Deserialize;

/// How long an authorization code lives.
const CODE_MS: i64 = 60_000;
/// How long a browser is known: half a year without a login makes it a stranger again.
const KNOWN_S: u32 = 15_552_000;

#[derive(Deserialize)]
pub(crate) struct PageForm {
    csrf: String,
}

#[derive(Deserialize)]
pub(crate) struct Return {
    response_code: String,
}

/// `POST /login/{uid}/finish`: the page of a cross-device login, with its cookie and its form token.
pub(crate) async fn finish(
    Shares(app): Shares<Shared>,
    Path(uid): Path<String>,
    visitor: Visitor,
    Form(form): Form<PageForm>,
) -> Answer {
    let known = match known_by_form(&app, &uid, &visitor, &form.csrf)? {
        Ok(known) => known,
        Err(reason) => return Ok(stranger(&reason, &visitor)),
    };
    let view = current(&app, &uid)?;
    let Some(code) = view.of_flow(Flow::CrossDevice) else { return Ok(stranger(&Stranger::Gone, &visitor)) };
    match take(&app, code)? {
        Some(done) => remembered(&app, &visitor, see_other(&success(&app, &known, &done)?)),
        // Not approved yet or not any more: the page says which.
        None => Ok(see_other(&format!("/login/{uid}"))),
    }
}

/// `GET /done`: the way back from the app on the same device. Needs the one-time code **and** the browser's cookie:
/// without the cookie it would finish a login that somebody else began.
pub(crate) async fn done(
    Shares(app): Shares<Shared>,
    Query(back): Query<Return>,
    visitor: Visitor,
) -> Answer {
    let found = app.store.transaction_by_response_code(&hash(&back.response_code))?;
    let Some(transaction) = found.filter(|found| found.flow == Flow::SameDevice) else {
        return Ok(stranger(&Stranger::Gone, &visitor));
    };
    let known = match known(&app, &transaction.interaction, &visitor)? {
        Ok(known) => known,
        Err(reason) => return Ok(stranger(&reason, &visitor)),
    };
    match take(&app, &transaction)? {
        Some(done) => remembered(&app, &visitor, see_other(&success(&app, &known, &done)?)),
        None => Ok(stranger(&Stranger::Gone, &visitor)),
    }
}

/// `POST /login/{uid}/cancel`: back to the service with `access_denied`.
pub(crate) async fn cancel(
    Shares(app): Shares<Shared>,
    Path(uid): Path<String>,
    visitor: Visitor,
    Form(form): Form<PageForm>,
) -> Answer {
    let known = match known_by_form(&app, &uid, &visitor, &form.csrf)? {
        Ok(known) => known,
        Err(reason) => return Ok(stranger(&reason, &visitor)),
    };
    for flow in [Flow::CrossDevice, Flow::SameDevice] {
        if let Some(transaction) = current(&app, &uid)?.of_flow(flow) {
            let _ = app.store.step_transaction(&transaction.id, app.now_ms(), |_| Event::Cancel, |_| {})?;
        }
    }
    app.happened("cancelled", &uid)?;
    Ok(see_other(&failure(&app.base, &known.interaction, "access_denied")))
}

/// The answer with a cookie by which the next login page knows this browser. A new one each time, so that a copy is of use
/// until the person logs in again, and at most to make a page sound more familiar.
fn remembered(app: &App, visitor: &Visitor, mut response: Response) -> Answer {
    let known = token()?;
    app.store.remember_browser(&hash(&known), app.now_ms() + i64::from(KNOWN_S) * 1000)?;
    if let Some(old) = &visitor.known {
        app.store.remember_browser(&hash(old), app.now_ms())?;
    }
    if let Some(cookie) = set_cookie(KNOWN_COOKIE, &known, KNOWN_S) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Compare and set: `approved` to `used`, for one caller only.
fn take(app: &App, transaction: &Transaction) -> Result<Option<Transaction>, SandboxError> {
    let step = app.store.step_transaction(&transaction.id, app.now_ms(), |_| Event::Finish, |_| {})?;
    Ok(step.and_then(Result::ok))
}

/// The redirect with an authorization code.
fn success(app: &App, known: &Known<'_>, transaction: &Transaction) -> Result<String, SandboxError> {
    let interaction = &known.interaction;
    let Some(answer) = &transaction.answer else {
        return Ok(failure(&app.base, interaction, "server_error"));
    };
    let code = token()?;
    app.store.add_code(
        &code,
        &AuthorizationCode {
            client_id: interaction.client_id.clone(),
            redirect_uri: interaction.redirect_uri.clone(),
            nonce: interaction.nonce.clone(),
            challenge: interaction.challenge.clone(),
            scope: interaction.scope.clone(),
            uid: answer.uid.clone(),
            auth_time: answer.auth_time,
            acr: transaction.flow.acr().to_owned(),
            amr: answer.amr.clone(),
            expires_ms: app.now_ms() + CODE_MS,
        },
    )?;
    // A request that came with a proof gets a code that is of use with that key only (RFC 9449, section 10).
    if let Some(thumbprint) = app.store.bound_to(&interaction.uid)? {
        app.store.bind(&code, &thumbprint, app.now_ms() + CODE_MS)?;
    }
    let session = NewSession {
        nonce: &transaction.nonce,
        code: &code,
        client_id: &interaction.client_id,
        uid: &answer.uid,
    };
    app.store.add_session(&token()?, &session, app.now_ms())?;
    app.happened("used", &interaction.uid)?;
    let state = interaction.state.as_deref();
    Ok(with_query(
        &interaction.redirect_uri,
        &[("code", Some(&code)), ("state", state), ("iss", Some(&app.base))],
    ))
}

/// The redirect with an error.
fn failure(issuer: &str, interaction: &Interaction, error: &str) -> String {
    let state = interaction.state.as_deref();
    with_query(&interaction.redirect_uri, &[("error", Some(error)), ("state", state), ("iss", Some(issuer))])
}
