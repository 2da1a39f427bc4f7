//! The end of a login: the browser that began it gets the authorization code, once.

use super::interaction::{Known, Stranger, current, known, known_by_form};
use super::pages::stranger;
use super::state::Event;
use crate::app::{App, Shared};
use crate::error::SandboxError;
use crate::random::{hash, token};
use crate::store::{AuthorizationCode, Flow, Interaction, NewSession, Transaction};
use crate::web::answer::{Answer, see_other};
use crate::web::url::with_query;
use crate::web::visitor::Visitor;
use axum::extract::{Form, Path, Query, State as Shares};
use serde::Deserialize;

/// How long an authorization code lives.
const CODE_MS: i64 = 60_000;

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
        Some(done) => Ok(see_other(&success(&app, &known, &done)?)),
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
    let Some(transaction) = app.store.transaction_by_response_code(&hash(&back.response_code))? else {
        return Ok(stranger(&Stranger::Gone, &visitor));
    };
    let known = match known(&app, &transaction.interaction, &visitor)? {
        Ok(known) => known,
        Err(reason) => return Ok(stranger(&reason, &visitor)),
    };
    match take(&app, &transaction)? {
        Some(done) => Ok(see_other(&success(&app, &known, &done)?)),
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
