//! Credential offers (OpenID4VCI 1.0 section 4).

use super::person::Person;
use crate::app::{App, CREDENTIAL, Shared};
use crate::error::SandboxError;
use crate::random;
use crate::store::Offer;
use crate::web::answer::{Answer, error, json_answer};
use crate::web::url::encode;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

/// How long an offer and its code live.
pub(super) const OFFER_S: i64 = 600;
const PRE_AUTHORIZED: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

/// An offer as its maker sees it.
pub(super) struct Made {
    /// `openid-credential-offer://?credential_offer_uri=...`
    pub(super) link: String,
    /// Where the offer is.
    pub(super) uri: String,
    /// Six digits, for the person only.
    pub(super) tx_code: String,
    /// The account.
    pub(super) uid: String,
}

/// Makes an offer for a person; the same ID number is the same account.
pub(super) fn make(app: &App, person: &Person) -> Result<Made, SandboxError> {
    let lookup = app.keys.pseudonym(&["account", &person.id_number]);
    let account = app.store.account_for(&lookup, &person.name, &person.masked(), person.birth_year)?;
    let (id, code, tx_code) = (random::token()?, random::token()?, random::digits(6)?);
    let body = json!({
        "credential_issuer": app.base,
        "credential_configuration_ids": [CREDENTIAL],
        "grants": { PRE_AUTHORIZED: {
            "pre-authorized_code": code,
            "tx_code": { "input_mode": "numeric", "length": 6, "description": "The code from the SMS of the sandbox" },
            "authorization_server": app.base,
        } },
    });
    let uri = format!("{}/offers/{id}", app.base);
    let expires_ms = app.now_ms() + OFFER_S * 1000;
    let offer =
        Offer { id, body: body.to_string(), uid: account.uid.clone(), tx_code: tx_code.clone(), expires_ms };
    app.store.add_offer(&code, &offer)?;
    app.store.audit(app.now_ms(), "offered", &account.uid)?;
    let link = format!("openid-credential-offer://?credential_offer_uri={}", encode(&uri));
    Ok(Made { link, uri, tx_code, uid: account.uid })
}

/// `GET /offers/{id}`: the offer that the link refers to.
pub(crate) async fn by_reference(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    let body = app.store.offer_body(&id, app.now_ms())?;
    Ok(match body.and_then(|body| serde_json::from_str::<Value>(&body).ok()) {
        Some(body) => json_answer(StatusCode::OK, body),
        None => error(StatusCode::NOT_FOUND, "invalid_request", "unknown, used or expired"),
    })
}
