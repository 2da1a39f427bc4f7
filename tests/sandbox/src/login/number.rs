//! Number matching for wallets that know nothing of it: their answer leads to a page on the phone, where the person types the
//! number that the login page shows. Only then is the login approved.

use super::interaction::Stranger;
use super::pages::stranger;
use super::panel::service_name_of;
use super::state::{Event, MAX_WRONG_DIGITS, State, expire};
use crate::app::{App, Shared};
use crate::random::{hash, same};
use crate::store::{Flow, Transaction};
use crate::web::answer::{Answer, see_other};
use crate::web::page::Page;
use crate::web::template::{Value, render};
use crate::web::url::host;
use crate::web::visitor::Visitor;
use axum::extract::{Form, Query, State as Shares};
use axum::http::StatusCode;
use serde::Deserialize;

pub(super) const PATH: &str = "/number";

/// The code is the page's whole secret: only the wallet that has answered knows it, and it ends with the login.
#[derive(Deserialize)]
pub(crate) struct Place {
    response_code: String,
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    response_code: String,
    #[serde(default)]
    number: String,
    decline: Option<String>,
}

/// Where the wallet leads to.
pub(super) fn link(app: &App, response_code: &str) -> String {
    format!("{}{PATH}?response_code={response_code}", app.base)
}

/// `GET /number`.
pub(crate) async fn page(
    Shares(app): Shares<Shared>,
    Query(place): Query<Place>,
    visitor: Visitor,
) -> Answer {
    let Some(transaction) = found(&app, &place.response_code)? else {
        return Ok(stranger(&Stranger::Gone, &visitor));
    };
    let end = match transaction.progress.state {
        State::Matching => return form(&app, &transaction, &place.response_code, &visitor),
        State::Approved | State::Used => (StatusCode::OK, "number_done_page", "number_done"),
        State::Declined => (StatusCode::OK, "number_declined_page", "number_declined"),
        State::Failed => (StatusCode::FORBIDDEN, "number_failed_page", "number_failed"),
        State::Shown | State::Scanned | State::Expired | State::Cancelled => {
            return Ok(stranger(&Stranger::Gone, &visitor));
        }
    };
    Ok(Page::notice(end.0, end.1, end.2, &visitor).show(&visitor))
}

/// `POST /number`: the number, or no. What came of it is on the page itself, so that nothing is sent twice by going back.
pub(crate) async fn typed(Shares(app): Shares<Shared>, visitor: Visitor, Form(typed): Form<Typed>) -> Answer {
    let Some(transaction) = found(&app, &typed.response_code)? else {
        return Ok(stranger(&Stranger::Gone, &visitor));
    };
    let event = match &typed.decline {
        Some(_) => Event::Decline,
        None if same(typed.number.trim(), &transaction.digits) => Event::Match,
        None => Event::WrongDigits,
    };
    // Only here: the same events mean something else in a wallet's answer.
    if transaction.progress.state == State::Matching
        && let Some(Ok(stepped)) =
            app.store.step_transaction(&transaction.id, app.now_ms(), |_| event, |_| {})?
        && stepped.progress.state != State::Matching
    {
        app.happened(stepped.progress.state.name(), &stepped.interaction)?;
    }
    Ok(see_other(&format!("{PATH}?response_code={}", typed.response_code)))
}

/// As time leaves it.
fn found(app: &App, response_code: &str) -> Result<Option<Transaction>, crate::error::SandboxError> {
    let found = app.store.transaction_by_response_code(&hash(response_code))?;
    Ok(found.filter(|found| found.flow == Flow::CrossDevice).map(|mut found| {
        found.progress = expire(found.progress, app.now_ms());
        found
    }))
}

fn form(app: &App, transaction: &Transaction, response_code: &str, visitor: &Visitor) -> Answer {
    let gone = || Ok(stranger(&Stranger::Gone, visitor));
    let Some(interaction) = app.store.interaction(&transaction.interaction)? else { return gone() };
    let Some(client) = app.client(&interaction.client_id) else { return gone() };
    let wrong = transaction.progress.wrong_digits;
    let left = MAX_WRONG_DIGITS.saturating_sub(wrong).to_string();
    let problem = if wrong == 0 {
        render(include_str!("../../pages/enrol_no_problem.html"), visitor.lang, &[])
    } else {
        let message = crate::web::text::text(visitor.lang, "number_wrong").replace("{left}", &left);
        render(include_str!("../../pages/enrol_problem.html"), visitor.lang, &[("message", message.into())])
    };
    let values: [(&str, Value); 7] = [
        ("service", service_name_of(client, visitor.lang).into()),
        ("domain", host(&interaction.redirect_uri).unwrap_or_default().into()),
        ("browser", interaction.agent.as_str().into()),
        ("left", left.into()),
        ("problem", problem.into()),
        ("invalid", if wrong == 0 { "false" } else { "true" }.into()),
        ("code", response_code.into()),
    ];
    let body = render(include_str!("../../pages/number.html"), visitor.lang, &values);
    Ok(Page::provider("number_page", body).show(visitor))
}
