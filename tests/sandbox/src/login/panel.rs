//! The changing part of the login page.

use super::interaction::{Known, MAX_RENEWALS, launch_url};
use super::state::State;
use super::view::View;
use crate::app::App;
use crate::config::Client;
use crate::store::Flow;
use crate::web::qr::qr_svg;
use crate::web::template::{Markup, Value, render};
use crate::web::text::{Lang, text};

/// The name of the service in the visitor's language.
pub(crate) fn service_name<'a>(known: &'a Known<'_>, lang: Lang) -> &'a str {
    service_name_of(known.client, lang)
}

/// The same where only the registration is at hand.
pub(super) fn service_name_of(client: &Client, lang: Lang) -> &str {
    match lang {
        Lang::En => &client.name_en,
        Lang::ZhHans => &client.name_zh,
    }
}

/// The panel for the state of the page.
pub(crate) fn panel(app: &App, known: &Known<'_>, view: &View, lang: Lang) -> Markup {
    let service = service_name(known, lang);
    let flow = view.leading().map_or(Flow::CrossDevice, |t| t.flow);
    match (view.state(), flow) {
        (State::Shown, _) => shown(app, known, view, lang),
        (State::Scanned, Flow::CrossDevice) => {
            digits(view, lang, ["scanned_status", "scanned_title", "scanned_hint"])
        }
        (State::Matching, _) => digits(view, lang, ["matching_status", "matching_title", "matching_hint"]),
        (State::Scanned, Flow::SameDevice) => render(include_str!("../../pages/panel_same.html"), lang, &[]),
        (State::Approved, flow) => {
            // A same-device login is finished by the link that comes back from the app, never by this page.
            let finish = if flow == Flow::CrossDevice { "yes" } else { "no" };
            let values: [(&str, Value); 2] = [("service", service.into()), ("finish", finish.into())];
            render(include_str!("../../pages/panel_approved.html"), lang, &values)
        }
        (State::Used, _) => ended(known, lang, "used", "used_title", "used_hint", false),
        (State::Declined, _) => ended(known, lang, "declined", "declined_title", "declined_hint", true),
        (State::Failed, _) => ended(known, lang, "failed", "failed_title", "failed_hint", true),
        (State::Expired, _) => ended(known, lang, "expired", "expired_title", "expired_hint", true),
        (State::Cancelled, _) => ended(known, lang, "cancelled", "cancelled_title", "cancelled_hint", true),
    }
}

/// The number, and where it is to be typed: keys of texts for the announcement, the heading and the hint.
fn digits(view: &View, lang: Lang, [status, title, hint]: [&'static str; 3]) -> Markup {
    let digits = view.leading().map(|t| t.digits.clone()).unwrap_or_default();
    render(
        include_str!("../../pages/panel_digits.html"),
        lang,
        &[
            ("state", view.state().name().into()),
            ("status", text(lang, status).replace("{digits}", &digits).into()),
            ("title", text(lang, title).into()),
            ("digits", digits.into()),
            ("hint", text(lang, hint).into()),
        ],
    )
}

fn shown(app: &App, known: &Known<'_>, view: &View, lang: Lang) -> Markup {
    let url = |flow| view.of_flow(flow).map(|t| launch_url(app, &known.interaction, t)).unwrap_or_default();
    let deadline = view.leading().and_then(|t| t.progress.deadline_ms()).unwrap_or_default();
    let renews = known.interaction.renewals < MAX_RENEWALS;
    let page = if view.of_flow(Flow::CrossDevice).is_some() {
        include_str!("../../pages/panel_shown.html")
    } else {
        include_str!("../../pages/panel_link.html")
    };
    render(
        page,
        lang,
        &[
            ("qr", qr_svg(&url(Flow::CrossDevice)).unwrap_or_default().into()),
            ("link", url(Flow::SameDevice).into()),
            ("remaining", (deadline - app.now_ms()).max(0).to_string().into()),
            ("renews", if renews { "yes" } else { "no" }.into()),
            ("note", text(lang, if renews { "renews" } else { "last_code" }).into()),
        ],
    )
}

fn ended(known: &Known<'_>, lang: Lang, state: &str, title: &str, hint: &'static str, again: bool) -> Markup {
    let form = || {
        let values: [(&str, Value); 2] =
            [("uid", known.interaction.uid.as_str().into()), ("csrf", known.csrf.as_str().into())];
        render(include_str!("../../pages/again.html"), lang, &values)
    };
    // The hint may name the service.
    let message = text(lang, hint).replace("{service}", service_name(known, lang));
    render(
        include_str!("../../pages/panel_ended.html"),
        lang,
        &[
            ("state", state.into()),
            ("title", text(lang, title).into()),
            ("message", message.into()),
            ("again", if again { form() } else { Markup::empty() }.into()),
        ],
    )
}
