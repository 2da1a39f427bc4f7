//! The login page and the verifier behind it (OpenID4VP 1.0).

mod completion;
mod events;
pub(crate) mod interaction;
pub(crate) mod limits;
mod number;
mod pages;
mod panel;
mod presentation;
pub(crate) mod report;
mod request;
mod response;
pub(crate) mod state;
pub(crate) mod streams;
mod view;

pub(crate) use pages::landing;

use crate::app::Shared;
use axum::Router;
use axum::routing::{get, post};

/// The login's routes.
pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/login/{uid}", get(pages::login))
        .route("/login/{uid}/panel", get(pages::panel))
        .route("/login/{uid}/status", get(pages::status))
        .route("/login/{uid}/renew", post(pages::renew))
        .route("/login/{uid}/events", get(events::events))
        .route("/login/{uid}/finish", post(completion::finish))
        .route("/login/{uid}/cancel", post(completion::cancel))
        .route("/done", get(completion::done))
        .route(number::PATH, get(number::page).post(number::typed))
        .route("/q", get(pages::landing))
        .route("/r/{id}", get(request::by_get).post(request::by_post))
        .route("/vp", post(response::receive))
        .route(report::PATH, post(report::receive))
}
