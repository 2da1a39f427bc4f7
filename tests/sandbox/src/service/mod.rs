//! The demo service: an ordinary web site that knows nothing of wallets, only of OpenID Connect.

mod logout;
mod pages;
mod relying_party;
mod sessions;
mod verifier;

pub(crate) use relying_party::RelyingParty;

use crate::app::Shared;
use crate::config::{Authentication, Client};
use crate::web::assets;
use axum::Router;
use axum::routing::{get, post};
use sessions::Sessions;
use std::sync::Arc;

/// What the service's handlers share.
pub(crate) struct Service {
    app: Shared,
    relying_party: RelyingParty,
    sessions: Sessions,
    asks: verifier::Asks,
}

/// The service's registration at the provider.
pub(crate) fn registration(base: &str, secret: String) -> Client {
    Client {
        id: "harbour-pass".to_owned(),
        authentication: Authentication::ClientSecretBasic { secret },
        dpop_bound_access_tokens: false,
        require_pushed_authorization_requests: false,
        redirect_uris: vec![format!("{base}/callback")],
        name_en: "Harbour Pass e-Service".to_owned(),
        name_zh: "港湾通行电子服务".to_owned(),
        purpose_en: "To see and manage your harbour passes".to_owned(),
        purpose_zh: "查看和管理您的港湾通行证".to_owned(),
        backchannel_logout_uri: Some(format!("{base}/backchannel-logout")),
    }
}

/// The service's routes.
pub(crate) fn routes(app: Shared, relying_party: RelyingParty) -> Router {
    let service = Arc::new(Service {
        app,
        relying_party,
        sessions: Sessions::default(),
        asks: verifier::Asks::default(),
    });
    Router::new()
        .route("/", get(pages::home))
        .route("/login", get(pages::login))
        .route("/callback", get(pages::callback))
        .route("/confirm", post(pages::confirm))
        .route("/logout", post(pages::logout))
        .route("/backchannel-logout", post(logout::backchannel))
        .merge(verifier::routes())
        .merge(assets::routes())
        .with_state(service)
}
