//! The signed question.

use super::super::Service;
use super::asks::{Ask, Stage, What};
use crate::error::SandboxError;
use crate::wallet::request::{REQUEST_S, TYPE, WalletRequest, object_answer};
use crate::web::answer::{Answer, error};
use crate::web::text::{Lang, text};
use crate::web::url::{encode, host};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// The verifier's identifier: its own host, by the certificate that it signs with.
pub(super) fn client_id(service: &Service) -> String {
    format!("x509_san_dns:{}", host(&service.app.service).unwrap_or_default())
}

/// The text of the code and of the link.
pub(super) fn launch_url(service: &Service, ask: &Ask) -> String {
    let base = &service.app.service;
    let request_uri = format!("{base}/check/r/{}", ask.id);
    format!(
        "{base}/q?client_id={}&request_uri={}&request_uri_method=post",
        encode(&client_id(service)),
        encode(&request_uri)
    )
}

#[derive(Deserialize)]
pub(super) struct Fetch {
    wallet_nonce: Option<String>,
}

/// `GET /check/r/{id}`, for wallets that do not post.
pub(super) async fn by_get(State(service): State<Arc<Service>>, Path(id): Path<String>) -> Answer {
    fetch(&service, &id, None)
}

/// `POST /check/r/{id}`.
pub(super) async fn by_post(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    Form(form): Form<Fetch>,
) -> Answer {
    fetch(&service, &id, form.wallet_nonce.filter(|nonce| (1..=256).contains(&nonce.len())))
}

fn fetch(service: &Service, id: &str, wallet_nonce: Option<String>) -> Answer {
    let fetched = service.asks.change(id, service.app.now_ms(), |ask| {
        // Once: a second scan finds nothing.
        let first = ask.stage == Stage::Shown;
        if first {
            (ask.stage, ask.wallet_nonce) = (Stage::Scanned, wallet_nonce);
        }
        first
    });
    match fetched {
        Some(ask) => Ok(object_answer(object(service, &ask)?)),
        None => Ok(error(StatusCode::GONE, "invalid_request", "used, expired or unknown")),
    }
}

fn object(service: &Service, ask: &Ask) -> Result<String, SandboxError> {
    let (app, client_id) = (&service.app, client_id(service));
    let request = WalletRequest {
        client_id: &client_id,
        response_uri: &format!("{}/check/vp", app.service),
        nonce: &ask.nonce,
        state: &ask.id,
        wallet_nonce: ask.wallet_nonce.as_deref(),
        kid: &ask.kid,
        scalar: &ask.scalar,
        claims: match ask.what {
            What::Adult => json!([{ "path": ["age_equal_or_over", "18"], "values": [true] }]),
            What::Name => json!([{ "path": ["name"] }]),
        },
        context: context(service, ask, &client_id)?,
    };
    app.keys.service_requests.sign(TYPE, &request.payload(app.clock.now()))
}

/// Who asks and why. No flow: this is no login.
fn context(service: &Service, ask: &Ask, client_id: &str) -> Result<String, SandboxError> {
    let both =
        |key: &str| -> Value { json!({ "en": text(Lang::En, key), "zh-Hans": text(Lang::ZhHans, key) }) };
    let app = &service.app;
    let payload = json!({
        "client_id": client_id,
        "nonce": ask.nonce,
        "exp": app.clock.now() + REQUEST_S,
        "name": both("check_party"),
        "domain": host(&app.service),
        "purpose": both(match ask.what {
            What::Adult => "check_why_adult",
            What::Name => "check_why_name",
        }),
    });
    app.keys.service_requests.sign("rp-context+jwt", &payload)
}
