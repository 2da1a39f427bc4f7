//! The trust list of this sandbox: made at each start, with the time as its number, and offered to wallets.

use crate::app::{App, Shared};
use crate::error::SandboxError;
use crate::web::url::host;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mien_credential::trust_list::TYPE;
use serde_json::json;
use std::fs;
use std::path::Path;

/// 30 days.
const LIFETIME_S: i64 = 30 * 86_400;

/// The route of the list.
pub(crate) fn routes() -> Router<Shared> {
    Router::new().route("/trust-list", get(list))
}

/// Writes `trust-list.jwt` and `trust-list-key.json`: what an app of this sandbox is built with.
pub(crate) fn write(app: &App, dir: &Path) -> Result<(), SandboxError> {
    let key = app.keys.trust_list.public().to_jwk().to_string();
    fs::write(dir.join("trust-list-key.json"), key).map_err(SandboxError::StateDirectory)?;
    fs::write(dir.join("trust-list.jwt"), made(app)?).map_err(SandboxError::StateDirectory)
}

/// `GET /trust-list`: made anew, so that it never runs out while the sandbox runs.
async fn list(State(app): State<Shared>) -> Response {
    match made(&app) {
        Ok(list) => ([(CONTENT_TYPE, "application/jwt")], list).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn made(app: &App) -> Result<String, SandboxError> {
    let now = app.clock.now();
    let (verifiers, issuers) = ([STANDARD.encode(&app.verifier_root)], [STANDARD.encode(&app.issuer_root)]);
    let (provider, service) = ([host(&app.base)], [host(&app.service)]);
    let payload = json!({
        "version": now,
        "iat": now,
        "exp": now + LIFETIME_S,
        "verifiers": [
            { "name": { "en": "Mien sandbox", "zh-Hans": "Mien 沙盒" }, "purposes": ["login"], "hosts": provider, "x5c": verifiers },
            {
                "name": { "en": "Harbour Duty Free", "zh-Hans": "港湾免税店" },
                "purpose": { "en": "Sales to adults, parcels", "zh-Hans": "向成年人销售商品、寄送包裹" },
                "purposes": ["presentation"],
                "hosts": service,
                "x5c": verifiers,
            },
        ],
        "issuers": [{ "name": { "en": "Mien sandbox", "zh-Hans": "Mien 沙盒" }, "hosts": provider, "x5c": issuers }],
    });
    app.keys.trust_list.sign(TYPE, &payload)
}
