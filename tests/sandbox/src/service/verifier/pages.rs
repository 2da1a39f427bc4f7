//! The pages of the check: the question, its code, and what came of it.

use super::super::Service;
use super::asks::{Ask, Stage, What};
use super::request::launch_url;
use crate::random::{hash, same, token};
use crate::store::Flow;
use crate::web::answer::{Answer, json_answer, see_other};
use crate::web::cookies::set_cookie;
use crate::web::page::{Page, Theme};
use crate::web::qr::qr_svg;
use crate::web::template::{Markup, render};
use crate::web::text::text;
use crate::web::visitor::{BROWSER_COOKIE, Visitor};
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// As long as an answer can be looked at.
const BROWSER_S: u32 = 86_400;

/// `GET /check`.
pub(super) async fn choose(visitor: Visitor) -> Response {
    let body = render(include_str!("../../../pages/check.html"), visitor.lang, &[]);
    Page::service("check_page", body).show(&visitor)
}

#[derive(Deserialize)]
pub(super) struct Wish {
    what: String,
}

/// `POST /check`. Begins a question; there is nothing that a forged form could take.
pub(super) async fn begin(
    State(service): State<Arc<Service>>,
    visitor: Visitor,
    Form(wish): Form<Wish>,
) -> Answer {
    let Some(what) = What::from_form(&wish.what) else { return Ok(see_other("/check")) };
    let browser = match visitor.browser {
        Some(browser) => browser,
        None => token()?,
    };
    let page = service.asks.begin(what, &hash(&browser), service.app.now_ms())?;
    let mut response = see_other(&format!("/check/{page}"));
    if let Some(cookie) = set_cookie(BROWSER_COOKIE, &browser, BROWSER_S) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The questions of a page if this browser asked for it, the one that has come furthest first.
fn known(service: &Service, page: &str, visitor: &Visitor) -> Option<Vec<Ask>> {
    let mut asks = service.asks.of_page(page, service.app.now_ms());
    let browser = hash(visitor.browser.as_deref().unwrap_or_default());
    asks.sort_by_key(|ask| match ask.stage {
        Stage::Answered(_) => 0,
        Stage::Refused(_) | Stage::Declined => 1,
        Stage::Scanned => 2,
        Stage::Shown => 3,
    });
    (!asks.is_empty() && asks.iter().all(|ask| same(&ask.browser, &browser))).then_some(asks)
}

/// What the page says of itself. An answer whose browser has not come back is not there yet.
fn stage(ask: &Ask) -> &Stage {
    if ask.awaits.is_some() { &Stage::Scanned } else { &ask.stage }
}

/// `GET /check/{page}`.
pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Path(page): Path<String>,
    visitor: Visitor,
) -> Response {
    let Some(asks) = known(&service, &page, &visitor) else { return gone(&visitor) };
    let Some(leading) = asks.first() else { return gone(&visitor) };
    let lang = visitor.lang;
    let panel = match stage(leading) {
        Stage::Shown => {
            let url = |flow| {
                let ask = asks.iter().find(|ask| ask.flow == flow);
                ask.map(|ask| launch_url(&service, ask)).unwrap_or_default()
            };
            let values = [
                ("qr", qr_svg(&url(Flow::CrossDevice)).unwrap_or_default().into()),
                ("link", url(Flow::SameDevice).into()),
            ];
            render(include_str!("../../../pages/check_code.html"), lang, &values)
        }
        Stage::Scanned => message("check_scanned", &visitor),
        Stage::Answered(claims) => answered(leading.what, claims, &visitor),
        Stage::Refused(reason) => {
            let values = [("reason", (*reason).into())];
            render(include_str!("../../../pages/check_refused.html"), lang, &values)
        }
        Stage::Declined => message("check_declined", &visitor),
    };
    let title = text(lang, title_of(leading.what));
    let values = [
        ("title", title.into()),
        ("page", page.as_str().into()),
        ("state", stage(leading).name().into()),
        ("panel", panel.into()),
    ];
    let body = render(include_str!("../../../pages/check_page.html"), lang, &values);
    Page::service("check_page", body).show(&visitor)
}

const fn title_of(what: What) -> &'static str {
    match what {
        What::Adult => "check_adult",
        What::Name => "check_name",
    }
}

fn message(key: &'static str, visitor: &Visitor) -> Markup {
    let values = [("message", text(visitor.lang, key).into())];
    render(include_str!("../../../pages/service_notice.html"), visitor.lang, &values)
}

fn answered(what: What, claims: &[(String, String)], visitor: &Visitor) -> Markup {
    let mut rows = Markup::empty();
    for (name, value) in claims {
        let values = [("label", name.as_str().into()), ("value", value.as_str().into())];
        rows.push(&render(include_str!("../../../pages/row.html"), visitor.lang, &values));
    }
    let done = match what {
        What::Adult => "check_is_adult",
        What::Name => "check_has_name",
    };
    let values = [("done", text(visitor.lang, done).into()), ("rows", rows.into())];
    render(include_str!("../../../pages/check_answered.html"), visitor.lang, &values)
}

/// `GET /check/{page}/status`, for the page's script.
pub(super) async fn status(
    State(service): State<Arc<Service>>,
    Path(page): Path<String>,
    visitor: Visitor,
) -> Response {
    match known(&service, &page, &visitor).and_then(|asks| asks.into_iter().next()) {
        Some(ask) => json_answer(StatusCode::OK, json!({ "state": stage(&ask).name() })),
        None => json_answer(StatusCode::OK, json!({ "state": "gone" })),
    }
}

#[derive(Deserialize)]
pub(super) struct Return {
    response_code: String,
}

/// `GET /check/done`: the phone's browser is back. Needs the one-time code **and** the cookie of the browser that asked.
pub(super) async fn done(
    State(service): State<Arc<Service>>,
    Query(back): Query<Return>,
    visitor: Visitor,
) -> Response {
    let (code, now_ms) = (hash(&back.response_code), service.app.now_ms());
    let browser = hash(visitor.browser.as_deref().unwrap_or_default());
    let found = service.asks.find(now_ms, |ask| ask.awaits.as_deref() == Some(&code));
    let Some(ask) = found.filter(|ask| same(&ask.browser, &browser)) else { return gone(&visitor) };
    let back = service.asks.change(&ask.id, now_ms, |ask| ask.awaits.take().is_some());
    back.map_or_else(|| gone(&visitor), |ask| see_other(&format!("/check/{}", ask.page)))
}

fn gone(visitor: &Visitor) -> Response {
    let page = Page::notice(StatusCode::GONE, "check_page", "check_gone", visitor);
    Page { theme: Theme::Service, ..page }.show(visitor)
}
