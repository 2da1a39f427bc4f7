//! The steps as the challenge endpoint describes them.

use super::registry::PEOPLE;
use super::session::{DECLARATION, FACE_CONSENT, Kind, Session, Subject, TERMS};
use super::{masked, masked_phone, robot};
use crate::app::App;
use crate::error::SandboxError;
use crate::keys::ResponseKey;
use crate::web::text::{Lang, text};
use serde_json::{Value, json};

/// The members that describe a step, without the session.
pub(super) fn members(app: &App, session: &Session, kind: Kind) -> Result<Value, SandboxError> {
    let now_ms = app.now_ms();
    Ok(match kind {
        Kind::ProofOfWork => json!({ "challenge": robot::task(app)? }),
        Kind::SignIn | Kind::Identify | Kind::NewPassword => json!({}),
        Kind::Terms => {
            json!({ "version": TERMS, "summary": both("terms_text"), "url": format!("{}/terms", app.base) })
        }
        Kind::Phone => json!({ "twice": true }),
        Kind::OneTimeCode => {
            let view = session.code_view(now_ms);
            json!({ "sent_to": masked_phone(session.phone.as_deref().unwrap_or_default()), "length": 6,
                "expires_in": view.expires_in, "resend_in": view.resend_in, "tries_left": view.tries_left })
        }
        Kind::Face => {
            let (nonce, expires_in, tries_left) = session.face_view(now_ms);
            let jwk = ResponseKey::jwk("face", &app.keys.face_scalar).unwrap_or_default();
            json!({ "nonce": nonce, "profile": "enrol", "expires_in": expires_in, "tries_left": tries_left,
                "consent_version": FACE_CONSENT, "consent": both("face_consent_text"), "template_jwks": { "keys": [jwk] } })
        }
        Kind::Details => {
            let shown: Vec<Value> = details(app, session)
                .into_iter()
                .map(|(key, value)| json!({ "label": both(key), "value": value }))
                .collect();
            json!({ "details": shown, "version": DECLARATION, "declaration": both("declaration_text") })
        }
    })
}

/// What is known of the person: keys of texts, and values.
pub(super) fn details(app: &App, session: &Session) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    if let Some(person) = subject(session) {
        out.push(("offer_name", person.name.to_owned()));
        out.push(("offer_id_number", masked(app, person)));
        out.push(("birth_date", person.birth_date.to_owned()));
        out.push(("nationality", format!("{} / {}", person.nationality.0, person.nationality.1)));
    }
    out.push(("phone", masked_phone(session.phone.as_deref().unwrap_or_default())));
    out
}

/// The person in the register.
pub(super) fn subject(session: &Session) -> Option<&'static super::registry::Person> {
    match session.subject {
        Some(Subject::Person(at)) => PEOPLE.get(at),
        _ => None,
    }
}

fn both(key: &'static str) -> Value {
    json!({ "en": text(Lang::En, key), "zh-Hans": text(Lang::ZhHans, key) })
}
