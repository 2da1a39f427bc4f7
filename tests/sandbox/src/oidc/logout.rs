//! OpenID Connect Back-Channel Logout 1.0: services hear that a session has ended.

use crate::app::{App, Shared};
use crate::config::Client;
use crate::error::SandboxError;
use crate::oidc::token::subject;
use crate::random;
use crate::store::Ended;
use serde_json::{Value, json};
use std::sync::Arc;

/// A logout token is to be read at once (section 2.4 recommends two minutes at most).
const TOKEN_S: i64 = 120;
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// The type of a logout token.
pub(crate) const TYPE: &str = "logout+jwt";

/// The member of `events` that makes a token a logout token.
pub(crate) fn is_logout(events: Option<&Value>) -> bool {
    events.and_then(|events| events.get(EVENT)).is_some_and(Value::is_object)
}

/// Tells each service that wants to know, and waits for it. One that does not answer finds out when its tokens stop working.
pub(crate) async fn tell_services(app: &Shared, ended: Vec<Ended>) {
    for session in ended {
        let Some(client) = app.client(&session.client_id) else { continue };
        let Some(uri) = client.backchannel_logout_uri.clone() else { continue };
        let Ok(token) = logout_token(app, client, &session) else { continue };
        let worker = Arc::clone(app);
        let told = tokio::task::spawn_blocking(move || {
            let answer = worker.outgoing.post(&uri).send_form([("logout_token", token)]);
            answer.is_ok_and(|answer| answer.status().is_success())
        })
        .await;
        app.report(if matches!(told, Ok(true)) { "logged out" } else { "not logged out" });
    }
}

fn logout_token(app: &App, client: &Client, session: &Ended) -> Result<String, SandboxError> {
    let now = app.clock.now();
    app.keys.id_tokens.sign(
        TYPE,
        &json!({
            "iss": app.base,
            "aud": client.id,
            "iat": now,
            "exp": now + TOKEN_S,
            "jti": random::token()?,
            "sub": subject(app, client, &session.uid),
            "sid": session.sid,
            "events": { EVENT: {} },
        }),
    )
}
