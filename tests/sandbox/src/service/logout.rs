//! The provider says that a session has ended.

use super::Service;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
pub(super) struct Posted {
    logout_token: String,
}

/// `POST /backchannel-logout` (OpenID Connect Back-Channel Logout 1.0, section 2.5).
pub(super) async fn backchannel(
    State(service): State<Arc<Service>>,
    Form(posted): Form<Posted>,
) -> StatusCode {
    let (worker, now) = (Arc::clone(&service), service.app.clock.now());
    let ended =
        tokio::task::spawn_blocking(move || worker.relying_party.logged_out(&posted.logout_token, now)).await;
    let Ok(Some(sid)) = ended else { return StatusCode::BAD_REQUEST };
    service.sessions.end(&sid);
    StatusCode::OK
}
