//! What a finished enrolment becomes: an account, its records, and a code for the wallet.

use super::account_of;
use super::registry::PEOPLE;
use super::session::Subject;
use crate::app::App;
use crate::error::SandboxError;
use crate::random;
use crate::store::{AuthorizationCode, Enrolment};
use crate::wallet::{CLIENT_ID, REDIRECT_URIS};
use serde_json::json;

/// FAPI 2.0: at most 60 s.
const CODE_MS: i64 = 60_000;

/// Makes the account, keeps the records, and gives a code that only this installation can redeem. Called again for the same
/// enrolment it changes nothing and gives another code: the first may have been lost on its way.
pub(super) fn code(app: &App, enrolment: &Enrolment) -> Result<String, SandboxError> {
    let session = &enrolment.session;
    let phone = session.phone.as_deref().unwrap_or_default();
    let person = match session.subject {
        Some(Subject::Person(at)) => PEOPLE.get(at),
        _ => None,
    };
    let account = if let Some(person) = person {
        account_of(app, person)?
    } else {
        app.store.account_for(&app.keys.pseudonym(&["phone", phone]), "", "", None)?
    };
    app.store.set_member(&account.uid, session.password.as_deref(), phone)?;
    app.store.add_consents(&account.uid, &session.records)?;
    let amr = if session.face_confirmed {
        json!(["pwd", "sms", "otp", "face", "mca"])
    } else {
        json!(["pwd", "sms", "otp"])
    };
    let code = random::token()?;
    let expires_ms = app.now_ms() + CODE_MS;
    let stored = AuthorizationCode {
        client_id: CLIENT_ID.to_owned(),
        redirect_uri: REDIRECT_URIS.first().copied().unwrap_or_default().to_owned(),
        nonce: None,
        challenge: enrolment.challenge.clone(),
        scope: String::new(),
        uid: account.uid.clone(),
        auth_time: app.clock.now(),
        acr: "urn:mien:enrolment".to_owned(),
        amr: amr.to_string(),
        expires_ms,
    };
    app.store.add_code(&code, &stored)?;
    app.store.bind(&code, &enrolment.jkt, expires_ms)?;
    app.store.audit(app.now_ms(), "enrolled", &account.uid)?;
    app.report("enrolled");
    Ok(code)
}
