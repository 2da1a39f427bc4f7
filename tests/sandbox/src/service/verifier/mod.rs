//! The demo service as a verifier of its own: it asks a wallet for one thing, without the provider (OpenID4VP 1.0, HAIP 1.0).

mod answer;
mod asks;
mod pages;
mod request;

pub(super) use asks::Asks;

use super::Service;
use crate::login::landing;
use axum::Router;
use axum::routing::{get, post};
use std::sync::Arc;

/// The verifier's routes.
pub(super) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/check", get(pages::choose).post(pages::begin))
        .route("/check/{page}", get(pages::show))
        .route("/check/{page}/status", get(pages::status))
        .route("/check/done", get(pages::done))
        .route("/check/r/{id}", get(request::by_get).post(request::by_post))
        .route("/check/vp", post(answer::receive))
        .route("/q", get(landing))
}
