//! The authorization endpoint (OpenID Connect Core 1.0 section 3.1.2, RFC 7636, RFC 9207).

use crate::app::{App, Shared};
use crate::enrol::begin_in_browser;
use crate::login::interaction::INTERACTION_MS;
use crate::random;
use crate::store::{Flow, Interaction, Pushed};
use crate::wallet::CLIENT_ID;
use crate::web::answer::{Answer, see_other};
use crate::web::cookies::set_cookie;
use crate::web::page::Page;
use crate::web::url::with_query;
use crate::web::visitor::{BROWSER_COOKIE, Visitor};
use axum::extract::{ConnectInfo, Query, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;

/// A day: longer than any login, shorter than a habit of tracking.
const BROWSER_S: u32 = 86_400;

/// The parameters that are understood; others are ignored, as the standard asks.
#[derive(Deserialize, Serialize)]
pub(crate) struct Parameters {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    response_type: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    nonce: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    /// `login` and `consent` are always met: no session is kept, everybody approves every login.
    prompt: Option<String>,
    /// In the order of preference. Where only logins on the same device are named, no code is offered.
    acr_values: Option<String>,
    request: Option<String>,
    request_uri: Option<String>,
    /// Whose proof the code shall need (RFC 9449, section 10).
    dpop_jkt: Option<String>,
    /// Of the sandbox: `x509_hash` makes the wallet's request name its client that way.
    prefix: Option<String>,
}

impl Parameters {
    /// Whether it names this client.
    pub(super) fn is_of(&self, client_id: &str) -> bool {
        self.client_id.as_deref() == Some(client_id)
    }

    /// Binds the code to the key of the proof that came with the request. `false` when the request itself names another.
    pub(super) fn bind(&mut self, thumbprint: Option<String>) -> bool {
        let fits = thumbprint.is_none() || self.dpop_jkt.is_none() || self.dpop_jkt == thumbprint;
        self.dpop_jkt = self.dpop_jkt.take().or(thumbprint);
        fits
    }
}

/// `GET /authorize`.
pub(crate) async fn authorize(
    State(app): State<Shared>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    Query(mut request): Query<Parameters>,
    visitor: Visitor,
) -> Answer {
    if !app.limits.admit_address(&address.ip().to_string(), app.now_ms()) {
        let page = Page::notice(StatusCode::TOO_MANY_REQUESTS, "too_often_page", "too_often", &visitor);
        return Ok(page.show(&visitor));
    }
    let is_pushed = request.request_uri.is_some();
    if let Some(uri) = request.request_uri.take() {
        let refused = || {
            let page = Page::notice(StatusCode::BAD_REQUEST, "gone_page", "pushed_gone", &visitor);
            page.show(&visitor)
        };
        // The client must be the one that pushed (RFC 9126, section 4); everything else comes from the pushed request.
        let Pushed::First { client_id, jkt, body } = app.store.take_pushed(&uri, app.now_ms())? else {
            return Ok(refused());
        };
        if !request.is_of(&client_id) {
            return Ok(refused());
        }
        if client_id == CLIENT_ID {
            return begin_in_browser(&app, &visitor, &body, jkt.as_deref());
        }
        match serde_json::from_str(&body) {
            Ok(pushed) => request = pushed,
            Err(_) => return Ok(refused()),
        }
    }
    let client = request.client_id.as_deref().and_then(|id| app.client(id));
    let redirect_uri = request.redirect_uri.as_ref();
    let registered = client.zip(redirect_uri).filter(|(client, uri)| client.redirect_uris.contains(uri));
    let Some((client, redirect_uri)) = registered else {
        // Never redirect to an address that is not registered.
        let page = Page::notice(StatusCode::BAD_REQUEST, "problem_page", "bad_client", &visitor);
        return Ok(page.show(&visitor));
    };
    let checked = if client.require_pushed_authorization_requests && !is_pushed {
        Err("invalid_request")
    } else {
        check(&request)
    };
    let challenge = match checked {
        Ok(challenge) => challenge,
        Err(error) => return Ok(see_other(&refusal(&app, redirect_uri, request.state.as_deref(), error))),
    };
    let same_device = only_same_device(request.acr_values.as_deref());
    let browser = match &visitor.browser {
        Some(browser) => browser.clone(),
        None => random::token()?,
    };
    let interaction = Interaction {
        uid: random::b64(&random::bytes::<16>()?),
        browser: random::hash(&browser),
        client_id: client.id.clone(),
        redirect_uri: redirect_uri.clone(),
        state: request.state,
        nonce: request.nonce,
        challenge,
        scope: request.scope.unwrap_or_default(),
        agent: visitor.agent,
        hash_prefix: request.prefix.as_deref() == Some("x509_hash"),
        renewals: 0,
        created_ms: app.now_ms(),
    };
    app.store.add_interaction(&interaction)?;
    if let Some(thumbprint) = &request.dpop_jkt {
        app.store.bind(&interaction.uid, thumbprint, app.now_ms() + INTERACTION_MS)?;
    }
    if let Some(known) = &visitor.known
        && app.store.knows_browser(&random::hash(known), app.now_ms())?
    {
        app.store.note_familiar(&interaction.uid, app.now_ms() + INTERACTION_MS)?;
    }
    if same_device {
        app.store.demand_same_device(&interaction.uid, app.now_ms() + INTERACTION_MS)?;
    }
    let mut response = see_other(&format!("/login/{}", interaction.uid));
    if let Some(cookie) = set_cookie(BROWSER_COOKIE, &browser, BROWSER_S) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Whether the service wants a login on the same device or none. Levels that are not known are no wish (OpenID Connect Core
/// 1.0, section 3.1.2.1: `acr_values` is voluntary); the ID token says what the login was.
fn only_same_device(acr_values: Option<&str>) -> bool {
    let wanted: Vec<&str> = acr_values.unwrap_or_default().split_ascii_whitespace().collect();
    wanted.contains(&Flow::SameDevice.acr()) && !wanted.contains(&Flow::CrossDevice.acr())
}

/// The PKCE challenge of an acceptable request, or the OAuth error.
fn check(request: &Parameters) -> Result<String, &'static str> {
    if request.request.is_some() {
        return Err("request_not_supported");
    }
    if request.request_uri.is_some() {
        return Err("request_uri_not_supported");
    }
    if request.response_type.as_deref() != Some("code") {
        return Err("unsupported_response_type");
    }
    let scopes = request.scope.as_deref().unwrap_or_default();
    if !scopes.split(' ').any(|scope| scope == "openid") {
        return Err("invalid_scope");
    }
    // No session is kept: everybody has to approve every login.
    if request.prompt.as_deref().is_some_and(|prompt| prompt.split(' ').any(|p| p == "none")) {
        return Err("login_required");
    }
    let long = |text: &Option<String>| text.as_ref().is_some_and(|text| text.len() > 1024);
    if long(&request.state) || long(&request.nonce) || long(&request.scope) || long(&request.dpop_jkt) {
        return Err("invalid_request");
    }
    match (&request.code_challenge, request.code_challenge_method.as_deref()) {
        (Some(challenge), Some("S256")) if challenge.len() == 43 => Ok(challenge.clone()),
        _ => Err("invalid_request"),
    }
}

fn refusal(app: &App, redirect_uri: &str, state: Option<&str>, error: &str) -> String {
    with_query(redirect_uri, &[("error", Some(error)), ("state", state), ("iss", Some(&app.base))])
}
