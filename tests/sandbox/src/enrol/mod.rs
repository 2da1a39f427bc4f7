//! Enrolment: the steps by which somebody registers, or sets a phone up, in the app or in a browser.

mod answers;
pub(crate) mod challenge;
mod conclusion;
mod devices;
mod evidence;
mod inbox;
mod pages;
mod password;
mod people;
mod prompt;
mod registry;
mod robot;
pub(crate) mod session;
mod sms;

pub(crate) use pages::begin as begin_in_browser;

use crate::app::{App, Shared};
use crate::error::SandboxError;
use crate::random::{b64, bytes, digits, hash};
use crate::store::{Account, Enrolment};
use crate::web::url::host;
use axum::Router;
use axum::routing::{get, post};
use mien_identity::{IdNumber, PhoneNumber};
use registry::Person;
use session::{Event, Fresh, Reaction, Session};

/// The routes.
pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/authorize-challenge", post(challenge::challenge))
        .route("/enrol/{id}", get(pages::show).post(pages::answer))
        .route("/enrol/{id}/cancel", post(pages::cancel))
        .route("/wallet/attest", post(crate::wallet::attest))
        .route("/people", get(people::list))
        .route("/people/{at}/portrait.svg", get(people::portrait))
        .route("/people/{at}/devices", get(devices::list).post(devices::revoke))
        .route("/inbox", get(inbox::list))
        .route("/api/inbox", get(inbox::json))
        .route("/terms", get(people::terms))
}

/// The account of somebody in the register; made, with its password and phone, when it is not there yet.
pub(super) fn account_of(app: &App, person: &Person) -> Result<Account, SandboxError> {
    let lookup = app.keys.pseudonym(&["account", person.id_number]);
    let year = person.birth_date.get(..4).and_then(|year| year.parse().ok());
    let account = app.store.account_for(&lookup, person.name, &masked(app, person), year)?;
    if let Some((password, phone)) = person.account
        && app.store.member(&account.uid)?.is_none()
    {
        app.store.set_member(&account.uid, Some(&password::hashed(password)?), phone)?;
    }
    Ok(account)
}

/// The ID number as it is shown.
pub(super) fn masked(app: &App, person: &Person) -> String {
    IdNumber::parse(person.id_number, answers::today(app)).map(|number| number.masked()).unwrap_or_default()
}

/// A phone number as it is shown.
pub(super) fn masked_phone(number: &str) -> String {
    PhoneNumber::parse(number, "SG").map(|number| number.masked()).unwrap_or_default()
}

/// An answer is taken, or the present step entered; messages are sent; the new state is stored.
///
/// `None` when another answer came at the same moment and was first.
pub(super) fn advance(
    app: &App,
    id: &str,
    enrolment: &mut Enrolment,
    event: Option<Event>,
) -> Result<Option<Reaction>, SandboxError> {
    let before: Session = enrolment.session.clone();
    let code = digits(6)?;
    let fresh = Fresh { code_hash: hash(&code), face_nonce: b64(&bytes::<32>()?) };
    let now_ms = app.now_ms();
    let session = &mut enrolment.session;
    let mut reaction = event.map_or_else(Reaction::default, |event| session.apply(event, &fresh, now_ms));
    if reaction.send_to.is_none() {
        let entered = session.enter(&fresh, now_ms);
        reaction.send_to = entered.send_to;
        reaction.problem = reaction.problem.or(entered.problem);
    }
    if *session != before && !app.store.set_session(id, &before, session)? {
        return Ok(None);
    }
    if let Some(phone) = &reaction.send_to {
        let domain = host(&app.base).unwrap_or_default();
        app.store.send_sms(
            now_ms,
            phone,
            &sms::message(&code, domain, enrolment.session.sms_hash.as_deref()),
        )?;
        app.report("sms");
    }
    Ok(Some(reaction))
}
