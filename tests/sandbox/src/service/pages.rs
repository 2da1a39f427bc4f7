//! The service's pages.

use super::Service;
use super::sessions::{COOKIE, Confirmation, LIFETIME_S, Session, Visit};
use crate::random::{same, token};
use crate::web::answer::{Answer, see_other};
use crate::web::cookies::{cookie, set_cookie};
use crate::web::page::Page;
use crate::web::template::{Markup, render};
use crate::web::text::text;
use crate::web::visitor::Visitor;
use axum::extract::{Form, Query, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
pub(crate) struct HomeQuery {
    notice: Option<String>,
}

/// `GET /`.
pub(crate) async fn home(
    State(service): State<Arc<Service>>,
    Query(query): Query<HomeQuery>,
    headers: HeaderMap,
    visitor: Visitor,
) -> Response {
    let now = service.app.clock.now();
    let secret = cookie(&headers, COOKIE).unwrap_or_default();
    if let Some(Session::Inside(visit)) = service.sessions.get(&secret, now) {
        let unconfirmed = query.notice.as_deref() == Some("unconfirmed");
        return inside(&service, &visit, unconfirmed, &secret, &visitor);
    }
    let message = match query.notice.as_deref() {
        Some("out") => Some("service_out_notice"),
        Some("declined") => Some("service_declined"),
        Some("failed") => Some("service_failed"),
        _ => None,
    };
    let notice = message.map_or_else(Markup::empty, |key| notice(key, &visitor));
    let body =
        render(include_str!("../../pages/service_home.html"), visitor.lang, &[("notice", notice.into())]);
    Page::service("service_page", body).show(&visitor)
}

fn notice(key: &str, visitor: &Visitor) -> Markup {
    let values = [("message", text(visitor.lang, key).into())];
    render(include_str!("../../pages/service_notice.html"), visitor.lang, &values)
}

fn inside(service: &Service, visit: &Visit, unconfirmed: bool, secret: &str, visitor: &Visitor) -> Response {
    let confirmed = visit.confirmed.map_or_else(|| text(visitor.lang, "service_never").to_owned(), utc);
    let notice = if unconfirmed { notice("service_unconfirmed", visitor) } else { Markup::empty() };
    let body = render(
        include_str!("../../pages/service_inside.html"),
        visitor.lang,
        &[
            ("name", visit.name.as_str().into()),
            ("sub", visit.sub.as_str().into()),
            ("acr", visit.acr.as_str().into()),
            ("amr", visit.amr.as_str().into()),
            ("time", utc(visit.auth_time).into()),
            ("confirmed", confirmed.into()),
            ("notice", notice.into()),
            ("confirm_token", service.app.keys.form_token(secret, "confirm").into()),
            ("csrf", service.app.keys.form_token(secret, "logout").into()),
        ],
    );
    // The confirmation goes on at the provider.
    Page { form_action: Some(service.app.base.clone()), ..Page::service("service_page", body) }.show(visitor)
}

/// `GET /login`: to the provider.
pub(crate) async fn login(State(service): State<Arc<Service>>) -> Answer {
    to_provider(service, None).await
}

#[derive(Deserialize)]
pub(crate) struct ConfirmForm {
    token: String,
}

/// `POST /confirm`: before something that matters, whoever is inside shows again that it is them. The session comes first and the
/// login second, so that a stranger's code leads into no session of theirs.
pub(crate) async fn confirm(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    Form(form): Form<ConfirmForm>,
) -> Answer {
    let now = service.app.clock.now();
    let secret = cookie(&headers, COOKIE).unwrap_or_default();
    match service.sessions.get(&secret, now) {
        Some(Session::Inside(visit))
            if same(&form.token, &service.app.keys.form_token(&secret, "confirm")) =>
        {
            service.sessions.take(&secret, now);
            to_provider(service, Some(Confirmation { visit, since: now })).await
        }
        _ => Ok(see_other("/")),
    }
}

async fn to_provider(service: Arc<Service>, confirms: Option<Confirmation>) -> Answer {
    let (secret, state, nonce, verifier) = (token()?, token()?, token()?, token()?);
    let again = confirms.is_some();
    let pending =
        Session::Pending { state: state.clone(), nonce: nonce.clone(), verifier: verifier.clone(), confirms };
    service.sessions.put(&secret, service.app.clock.now(), pending);
    let worker = Arc::clone(&service);
    let url = tokio::task::spawn_blocking(move || {
        worker.relying_party.authorization_url(&state, &nonce, &verifier, again)
    })
    .await;
    let Ok(Some(url)) = url else { return Ok(see_other("/?notice=failed")) };
    Ok(with_session(see_other(&url), &secret))
}

#[derive(Deserialize)]
pub(crate) struct Callback {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// `GET /callback`: back from the provider.
pub(crate) async fn callback(
    State(service): State<Arc<Service>>,
    Query(back): Query<Callback>,
    headers: HeaderMap,
) -> Answer {
    let now = service.app.clock.now();
    let secret = cookie(&headers, COOKIE).unwrap_or_default();
    let pending = match service.sessions.get(&secret, now) {
        Some(Session::Pending { state, .. }) if same(&state, back.state.as_deref().unwrap_or_default()) => {
            service.sessions.take(&secret, now)
        }
        _ => None,
    };
    let Some(Session::Pending { nonce, verifier, confirms, .. }) = pending else {
        return Ok(see_other("/?notice=failed"));
    };
    let visit = match (back.code, service.relying_party.is_issuer(back.iss.as_deref())) {
        (Some(code), true) => {
            let worker = Arc::clone(&service);
            let exchange = move || worker.relying_party.exchange(&code, &nonce, &verifier, now);
            tokio::task::spawn_blocking(exchange).await.ok().flatten()
        }
        _ => None,
    };
    let declined = back.error.as_deref() == Some("access_denied");
    let (inside, place) = match (confirms, visit) {
        (None, None) => return Ok(see_other(if declined { "/?notice=declined" } else { "/?notice=failed" })),
        (None, Some(visit)) => (visit, "/"),
        (Some(asked), Some(visit)) if visit.sub == asked.visit.sub && visit.auth_time >= asked.since => {
            (Visit { confirmed: Some(visit.auth_time), ..visit }, "/")
        }
        // Whoever was inside stays inside, unconfirmed: also when somebody else approved.
        (Some(asked), _) => (asked.visit, "/?notice=unconfirmed"),
    };
    // A new secret, so that nobody who knew the one before the login shares the session.
    let secret = token()?;
    service.sessions.put(&secret, now, Session::Inside(inside));
    Ok(with_session(see_other(place), &secret))
}

#[derive(Deserialize)]
pub(crate) struct LogoutForm {
    csrf: String,
}

/// `POST /logout`.
pub(crate) async fn logout(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    Form(form): Form<LogoutForm>,
) -> Response {
    let secret = cookie(&headers, COOKIE).unwrap_or_default();
    if same(&form.csrf, &service.app.keys.form_token(&secret, "logout")) {
        service.sessions.take(&secret, service.app.clock.now());
    }
    see_other("/?notice=out")
}

fn with_session(mut response: Response, secret: &str) -> Response {
    if let Some(cookie) = set_cookie(COOKIE, secret, LIFETIME_S) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// `2026-11-22 05:00` in UTC (civil from days, Howard Hinnant's algorithm).
fn utc(seconds: i64) -> String {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}", rest / 3_600, rest % 3_600 / 60)
}

#[cfg(test)]
mod tests {
    use super::utc;

    // Protects the time on the page, leap day and epoch included.
    #[test]
    fn known_instants() {
        assert_eq!(utc(0), "1970-01-01 00:00");
        assert_eq!(utc(951_782_399), "2000-02-28 23:59");
        assert_eq!(utc(951_782_400), "2000-02-29 00:00");
        assert_eq!(utc(1_795_301_670), "2026-11-21 22:54");
    }
}
