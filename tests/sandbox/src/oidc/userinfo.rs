//! The userinfo endpoint (OpenID Connect Core 1.0 section 5.3).

use super::access::{no_token, token};
use super::token::subject;
use crate::app::Shared;
use crate::enrol::challenge::with_nonce;
use crate::web::answer::{Answer, json_answer};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use serde_json::json;

/// `GET` or `POST /userinfo`. The name comes with the scope `profile`.
pub(crate) async fn userinfo(State(app): State<Shared>, method: Method, headers: HeaderMap) -> Answer {
    let method = if method == Method::POST { "POST" } else { "GET" };
    let token = match token(&app, &headers, (method, "/userinfo"), "userinfo")? {
        Ok(token) => token,
        Err(refused) => return Ok(refused),
    };
    let Some(account) = app.store.account(&token.uid)? else { return Ok(no_token()) };
    let Some(client) = app.client(&token.client_id) else { return Ok(no_token()) };
    let mut claims = json!({ "sub": subject(&app, client, &token.uid) });
    let profile = token.scope.split(' ').any(|scope| scope == "profile");
    if let Some(members) = claims.as_object_mut().filter(|_| profile) {
        members.insert("name".to_owned(), json!(account.name));
    }
    let mut answer = json_answer(StatusCode::OK, claims);
    with_nonce(&app, &mut answer);
    Ok(answer)
}
