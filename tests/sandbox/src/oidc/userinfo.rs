//! The userinfo endpoint (OpenID Connect Core 1.0 section 5.3).

use super::client_auth::bearer;
use super::token::subject;
use crate::app::Shared;
use crate::web::answer::{Answer, json_answer, unauthorised};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::json;

/// `GET` or `POST /userinfo`. The name comes with the scope `profile`.
pub(crate) async fn userinfo(State(app): State<Shared>, headers: HeaderMap) -> Answer {
    let found = match bearer(&headers) {
        Some(token) => app.store.token(token, "userinfo", app.now_ms())?,
        None => None,
    };
    let refused = || unauthorised("Bearer error=\"invalid_token\"", "invalid_token", "unknown or expired");
    let Some(token) = found else { return Ok(refused()) };
    let Some(account) = app.store.account(&token.uid)? else { return Ok(refused()) };
    let Some(client) = app.client(&token.client_id) else { return Ok(refused()) };
    let mut claims = json!({ "sub": subject(&app, client, &token.uid) });
    let profile = token.scope.split(' ').any(|scope| scope == "profile");
    if let Some(members) = claims.as_object_mut().filter(|_| profile) {
        members.insert("name".to_owned(), json!(account.name));
    }
    Ok(json_answer(StatusCode::OK, claims))
}
