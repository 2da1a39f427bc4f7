//! The login page, its panel, and the page behind the QR code.

use super::interaction::{Known, MAX_RENEWALS, Stranger, codes, current, known, known_by_form, new_codes};
use super::panel::{panel as draw, service_name};
use super::state::State;
use super::view::View;
use crate::app::{App, Shared};
use crate::web::answer::{Answer, json_answer, see_other};
use crate::web::page::Page;
use crate::web::template::{Markup, render};
use crate::web::text::{Lang, text};
use crate::web::url::{host, origin};
use crate::web::visitor::Visitor;
use axum::extract::{Form, Path, Query, RawQuery, State as Shares};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::json;

/// The answer to somebody who did not begin this login here.
pub(crate) fn stranger(reason: &Stranger, visitor: &Visitor) -> Response {
    match reason {
        Stranger::Gone => Page::notice(StatusCode::GONE, "gone_page", "gone", visitor),
        Stranger::OtherBrowser => {
            Page::notice(StatusCode::FORBIDDEN, "other_browser_page", "other_browser", visitor)
        }
    }
    .show(visitor)
}

#[derive(Deserialize)]
pub(crate) struct LoginQuery {
    prefix: Option<String>,
}

/// `GET /login/{uid}`.
pub(crate) async fn login(
    Shares(app): Shares<Shared>,
    Path(uid): Path<String>,
    Query(query): Query<LoginQuery>,
    visitor: Visitor,
) -> Answer {
    let mut known = match known(&app, &uid, &visitor)? {
        Ok(known) => known,
        Err(reason) => return Ok(stranger(&reason, &visitor)),
    };
    if let Some(prefix) = &query.prefix {
        let hash_prefix = prefix == "x509_hash";
        if known.interaction.hash_prefix != hash_prefix {
            app.store.set_hash_prefix(&uid, hash_prefix)?;
            known.interaction.hash_prefix = hash_prefix;
            new_codes(&app, &uid)?;
        }
    }
    let view = codes(&app, &uid)?;
    login_page(&app, &known, &view, &visitor)
}

fn login_page(app: &App, known: &Known<'_>, view: &View, visitor: &Visitor) -> Answer {
    let lang = visitor.lang;
    let used_before = app.store.is_familiar(&known.interaction.uid)?;
    let browser = text(lang, if used_before { "browser_known" } else { "browser_new" });
    let purpose = match lang {
        Lang::En => &known.client.purpose_en,
        Lang::ZhHans => &known.client.purpose_zh,
    };
    let body = render(
        include_str!("../../pages/login.html"),
        lang,
        &[
            ("service", service_name(known, lang).into()),
            ("purpose", purpose.as_str().into()),
            ("browser", browser.into()),
            ("uid", known.interaction.uid.as_str().into()),
            ("csrf", known.csrf.as_str().into()),
            ("domain", host(&app.base).unwrap_or_default().into()),
            ("panel", draw(app, known, view, lang).into()),
        ],
    );
    let form_action = origin(&known.interaction.redirect_uri).map(str::to_owned);
    Ok(Page { form_action, ..Page::provider("login_page", body) }.show(visitor))
}

/// `GET /login/{uid}/panel`: the panel alone, for the page's script.
pub(crate) async fn panel(Shares(app): Shares<Shared>, Path(uid): Path<String>, visitor: Visitor) -> Answer {
    match known(&app, &uid, &visitor)? {
        Ok(known) => Ok(fragment(draw(&app, &known, &current(&app, &uid)?, visitor.lang))),
        Err(reason) => Ok(stranger(&reason, &visitor)),
    }
}

/// `GET /login/{uid}/status`: the state, for pages without an event stream.
pub(crate) async fn status(Shares(app): Shares<Shared>, Path(uid): Path<String>, visitor: Visitor) -> Answer {
    match known(&app, &uid, &visitor)? {
        Ok(_) => Ok(json_answer(StatusCode::OK, json!({ "state": current(&app, &uid)?.state().name() }))),
        Err(reason) => Ok(stranger(&reason, &visitor)),
    }
}

#[derive(Deserialize)]
pub(crate) struct RenewForm {
    csrf: String,
    /// Sent by the page's script: answer with the panel, and count.
    auto: Option<String>,
}

/// `POST /login/{uid}/renew`: a new code. The page asks by itself five times, then the person does.
pub(crate) async fn renew(
    Shares(app): Shares<Shared>,
    Path(uid): Path<String>,
    visitor: Visitor,
    Form(form): Form<RenewForm>,
) -> Answer {
    let mut known = match known_by_form(&app, &uid, &visitor, &form.csrf)? {
        Ok(known) => known,
        Err(reason) => return Ok(stranger(&reason, &visitor)),
    };
    let automatic = form.auto.is_some();
    let renewals = known.interaction.renewals;
    // A phone that is at work is not disturbed by the page's own timer.
    let busy = matches!(
        current(&app, &uid)?.state(),
        State::Scanned | State::Matching | State::Approved | State::Used
    );
    if !automatic || (renewals < MAX_RENEWALS && !busy) {
        known.interaction.renewals = if automatic { renewals + 1 } else { 0 };
        app.store.set_renewals(&uid, known.interaction.renewals)?;
        new_codes(&app, &uid)?;
    }
    if !automatic {
        return Ok(see_other(&format!("/login/{uid}")));
    }
    Ok(fragment(draw(&app, &known, &current(&app, &uid)?, visitor.lang)))
}

/// `GET /q`: what a phone without the app shows for the QR code.
pub(crate) async fn landing(RawQuery(query): RawQuery, visitor: Visitor) -> Response {
    // The parameters go on as they came, into a link and escaped there; nothing is read from them.
    let link = format!("openid4vp://?{}", query.unwrap_or_default());
    let body = render(include_str!("../../pages/landing.html"), visitor.lang, &[("link", link.into())]);
    Page::provider("landing_page", body).show(&visitor)
}

fn fragment(markup: Markup) -> Response {
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], markup.into_string()).into_response()
}
