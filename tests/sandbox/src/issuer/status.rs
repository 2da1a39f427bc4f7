//! The status list of all credentials (draft-ietf-oauth-status-list).

use crate::app::{App, Shared};
use crate::error::SandboxError;
use crate::store::ENTRIES;
use crate::web::answer::Answer;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse as _;
use mien_credential::status_list::issue::StatusListBuilder;
use mien_credential::status_list::{MEDIA_TYPE, Status, StatusListError};
use serde_json::{Value, json};

/// The path of the list.
pub(super) const PATH: &str = "/status/1";
/// After how many seconds a reader should look again.
const TTL_S: u64 = 300;
/// A reader without a network may use a list for a day.
const EXPIRES_S: u64 = 86_400;

/// The `status` claim of a new credential.
pub(super) fn claim(app: &App, credential: &str) -> Result<Value, SandboxError> {
    let index = app.store.status_index(credential)?;
    Ok(json!({ "status_list": { "idx": index, "uri": format!("{}{PATH}", app.base) } }))
}

/// `GET /status/1`: made anew for each reader, so that a revocation shows at once.
pub(crate) async fn list(State(app): State<Shared>) -> Answer {
    let revoked = app.store.revoked_indices()?;
    let token = token(&app, &revoked).map_err(|_| SandboxError::Certificates)?;
    Ok(([(CONTENT_TYPE, MEDIA_TYPE)], token).into_response())
}

fn token(app: &App, revoked: &[u32]) -> Result<String, StatusListError> {
    let now = u64::try_from(app.clock.now()).unwrap_or_default();
    let entries = usize::try_from(ENTRIES).unwrap_or(usize::MAX);
    let mut list = StatusListBuilder::new(&format!("{}{PATH}", app.base), 1, entries, now)?;
    for index in revoked {
        list.set(u64::from(*index), Status::Invalid)?;
    }
    let key = &app.keys.credentials;
    list.ttl(TTL_S).expires_at(now + EXPIRES_S).sign(key.chain(), key)
}
