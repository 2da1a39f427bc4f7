//! The credential issuer (OpenID4VCI 1.0, pre-authorized code).

mod api;
mod credential;
mod metadata;
mod offer;
mod pages;
mod person;
mod proof;
mod status;

use crate::app::Shared;
use axum::Router;
use axum::routing::{get, post};

/// The issuer's routes.
pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/.well-known/openid-credential-issuer", get(metadata::metadata))
        .route("/", get(pages::home))
        .route("/offer", get(pages::form).post(pages::make))
        .route("/offers/{id}", get(offer::by_reference))
        .route("/api/offers", post(api::make))
        .route(status::PATH, get(status::list))
        .route("/nonce", post(credential::nonce))
        .route("/credential", post(credential::credential))
        .route("/notification", post(credential::notification))
}
