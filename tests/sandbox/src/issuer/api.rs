//! `POST /api/offers`: offers for tests and scripts.

use super::offer::{OFFER_S, make as make_offer};
use super::person::Person;
use crate::app::Shared;
use crate::web::answer::{Answer, error, json_answer};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
pub(crate) struct Wish {
    name: String,
    id_number: String,
    birth_year: Option<i64>,
}

/// Needs the content type `application/json`, which a foreign page cannot send without being asked first (CORS).
pub(crate) async fn make(State(app): State<Shared>, Json(wish): Json<Wish>) -> Answer {
    let Some(person) = Person::new(&wish.name, &wish.id_number, wish.birth_year) else {
        return Ok(error(StatusCode::BAD_REQUEST, "invalid_request", "name or id_number"));
    };
    let made = make_offer(&app, &person)?;
    let body = json!({ "offer": made.link, "credential_offer_uri": made.uri, "tx_code": made.tx_code, "uid": made.uid,
        "expires_in": OFFER_S });
    Ok(json_answer(StatusCode::CREATED, body))
}
