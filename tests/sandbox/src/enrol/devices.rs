//! The phones of an account, what was agreed to, and how one is signed out. Anybody may do it here; a real provider asks for a
//! login first.

use super::account_of;
use super::registry::PEOPLE;
use crate::app::Shared;
use crate::store::Device;
use crate::web::answer::{Answer, see_other};
use crate::web::page::Page;
use crate::web::template::{Markup, render};
use crate::web::text::text;
use crate::web::visitor::Visitor;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use mien_identity::Date;
use serde::Deserialize;

/// `GET /people/{at}/devices`.
pub(super) async fn list(State(app): State<Shared>, Path(at): Path<usize>, visitor: Visitor) -> Answer {
    let Some(person) = PEOPLE.get(at) else {
        return Ok(Page::notice(StatusCode::NOT_FOUND, "problem_page", "not_found", &visitor).show(&visitor));
    };
    let account = account_of(&app, person)?;
    let mut rows = Markup::empty();
    for device in app.store.devices(&account.uid)? {
        rows.push(&row(&device, at, &visitor));
    }
    if rows == Markup::empty() {
        rows = render(include_str!("../../pages/device_none.html"), visitor.lang, &[]);
    }
    let mut consents = Markup::empty();
    for (purpose, version, at_ms) in app.store.consents(&account.uid)? {
        let name = match purpose.as_str() {
            "terms" => "terms_title",
            "face-check" => "consent_face",
            _ => "consent_declaration",
        };
        let value = format!("{version}, {}", day(at_ms));
        let values = [("label", text(visitor.lang, name).into()), ("value", value.into())];
        consents.push(&render(include_str!("../../pages/row.html"), visitor.lang, &values));
    }
    let values = [("name", person.name.into()), ("rows", rows.into()), ("consents", consents.into())];
    let body = render(include_str!("../../pages/devices.html"), visitor.lang, &values);
    Ok(Page::provider("devices_page", body).show(&visitor))
}

fn row(device: &Device, at: usize, visitor: &Visitor) -> Markup {
    // The beginning of the key's thumbprint: enough to tell two phones apart.
    let key: String = device.holder.chars().take(8).collect();
    let values = [
        ("at", at.to_string().into()),
        ("holder", device.holder.as_str().into()),
        ("key", key.into()),
        ("day", day(device.issued_ms).into()),
    ];
    let template = if device.revoked {
        include_str!("../../pages/device_out.html")
    } else {
        include_str!("../../pages/device_in.html")
    };
    render(template, visitor.lang, &values)
}

fn day(at_ms: i64) -> String {
    let date = u64::try_from(at_ms / 1000).ok().and_then(Date::from_unix_seconds);
    date.map_or_else(String::new, |date| format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()))
}

#[derive(Deserialize)]
pub(super) struct Revoke {
    holder: String,
}

/// `POST /people/{at}/devices`.
pub(super) async fn revoke(
    State(app): State<Shared>,
    Path(at): Path<usize>,
    Form(wish): Form<Revoke>,
) -> Answer {
    if let Some(person) = PEOPLE.get(at) {
        let account = account_of(&app, person)?;
        if app.store.revoke_device(&account.uid, &wish.holder)? {
            app.report("revoked");
        }
    }
    Ok(see_other(&format!("/people/{at}/devices")))
}
