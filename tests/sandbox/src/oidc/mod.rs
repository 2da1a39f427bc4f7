//! The OpenID Provider for services: discovery, authorize, token, userinfo.

pub(crate) mod access;
mod authorize;
mod client_auth;
mod discovery;
pub(crate) mod logout;
pub(crate) mod par;
mod token;
mod userinfo;

use crate::app::Shared;
use axum::Router;
use axum::routing::{get, post};

/// The provider's routes. `/token` serves the credential issuer too: both are one authorization server.
pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery::metadata))
        .route("/.well-known/oauth-authorization-server", get(discovery::metadata))
        .route("/jwks", get(discovery::jwks))
        .route("/authorize", get(authorize::authorize))
        .route("/par", post(par::par))
        .route("/token", post(token::token))
        .route("/userinfo", get(userinfo::userinfo).post(userinfo::userinfo))
}
