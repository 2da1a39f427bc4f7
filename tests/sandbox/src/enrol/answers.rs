//! Looks at an answer: what the state machine is told of it. The same for the app and for the browser.

use super::registry::{PEOPLE, by_number, identify};
use super::session::{Event, FACE_CONSENT, Kind, Subject};
use super::{evidence, password, robot};
use crate::app::App;
use crate::error::SandboxError;
use crate::random::hash;
use crate::store::Enrolment;
use mien_identity::{Date, IdNumber, Name, Password, PasswordContext, PhoneNumber};
use serde_json::Value;

/// For a clock outside the years that are kept.
const FALLBACK: Date = Date::new(2026, 1, 1).unwrap();

/// The day, for birth dates.
pub(crate) fn today(app: &App) -> Date {
    u64::try_from(app.clock.now()).ok().and_then(Date::from_unix_seconds).unwrap_or(FALLBACK)
}

/// The event of an answer to `kind`; `None` when the answer has not the members of one.
pub(crate) fn event(
    app: &App,
    enrolment: &Enrolment,
    kind: Kind,
    answer: &Value,
) -> Result<Option<Event>, SandboxError> {
    let text = |name: &str| answer.get(name).and_then(Value::as_str).filter(|text| text.len() <= 20_000);
    Ok(match kind {
        Kind::ProofOfWork => match text("payload") {
            Some(payload) => Some(Event::Solved(robot::solved(app, payload)?)),
            None => None,
        },
        Kind::SignIn => match text("id_number").zip(text("password")) {
            Some((number, password)) => Some(Event::SignedIn(sign_in(app, number, password)?)),
            None => None,
        },
        Kind::Identify => match text("id_number").zip(text("name")).zip(text("birth_date")) {
            Some(((number, name), born)) => Some(identified(app, identify(number, name, born, today(app)))?),
            None => None,
        },
        Kind::Terms => text("accepted").map(|version| Event::Accepted(version.to_owned())),
        Kind::Details => text("declared").map(|version| Event::Declared(version.to_owned())),
        Kind::NewPassword => match text("password") {
            Some(text) => Some(Event::Password(new_password(enrolment, text, today(app))?)),
            None => None,
        },
        Kind::Phone => text("number").map(|number| {
            Event::Phone(
                PhoneNumber::parse_mobile(number, "SG").ok().map(|number| number.as_e164().to_owned()),
            )
        }),
        Kind::OneTimeCode if answer.get("resend") == Some(&Value::Bool(true)) => Some(Event::Resend),
        Kind::OneTimeCode => {
            let code =
                text("code").filter(|code| code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()));
            Some(Event::Code(code.map_or_else(String::new, hash)))
        }
        Kind::Face if answer.get("again") == Some(&Value::Bool(true)) => Some(Event::AnotherFace),
        Kind::Face => Some(match text("evidence") {
            Some(text) => {
                evidence::look(app, enrolment, text, answer.get("template").and_then(Value::as_str))?
            }
            None => Event::Face { nonce: String::new(), confirmed: false, consent: FACE_CONSENT.to_owned() },
        }),
    })
}

fn identified(app: &App, person: Option<usize>) -> Result<Event, SandboxError> {
    let Some(known) = person.and_then(|at| PEOPLE.get(at)) else { return Ok(Event::Identified(None)) };
    let account = super::account_of(app, known)?;
    let has_account = app.store.member(&account.uid)?.is_some();
    Ok(if has_account { Event::HasAccount } else { Event::Identified(person) })
}

/// Whether number and password belong together: who, and their phone. Wrong passwords make the account rest.
fn sign_in(app: &App, number: &str, password: &str) -> Result<Option<(Subject, String)>, SandboxError> {
    let person = by_number(number, today(app));
    let known = person.and_then(|at| PEOPLE.get(at));
    let (uid, member) = match known {
        Some(person) => {
            let account = super::account_of(app, person)?;
            let member = app.store.member(&account.uid)?;
            (Some(account.uid), member)
        }
        None => (None, None),
    };
    let resting = member.as_ref().is_some_and(|member| member.locked_until_ms > app.now_ms());
    let stored = member.as_ref().and_then(|member| member.password.as_deref());
    let right = password::is_right(stored, password) && !resting;
    if let Some(uid) = uid.filter(|_| !resting) {
        app.store.count_password(&uid, right, app.now_ms())?;
    }
    Ok(person.zip(member).filter(|_| right).map(|(at, member)| (Subject::Person(at), member.phone)))
}

/// The hash of a password that meets the rules: a phone that does not check them must not weaken the account.
fn new_password(enrolment: &Enrolment, text: &str, today: Date) -> Result<Option<String>, SandboxError> {
    let person = match enrolment.session.subject {
        Some(Subject::Person(at)) => PEOPLE.get(at),
        _ => None,
    };
    let number = person.and_then(|person| IdNumber::parse(person.id_number, today).ok());
    let name = person.and_then(|person| Name::parse(person.name).ok());
    let context = PasswordContext { id_number: number.as_ref(), phone: None, name: name.as_ref() };
    match Password::choose(text, text, context) {
        Ok(password) => Ok(Some(password::hashed(password.as_str())?)),
        Err(_) => Ok(None),
    }
}
