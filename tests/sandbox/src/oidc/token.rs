//! The token endpoint: codes of services, and pre-authorized codes of wallets.

use super::client_auth::{Credentials, authenticated, refuse_client};
use super::discovery::PRE_AUTHORIZED;
use crate::app::{App, Shared};
use crate::config::Client;
use crate::enrol::challenge::{refuse, with_nonce};
use crate::error::SandboxError;
use crate::random::{b64, same, token as new_token};
use crate::store::{AccessToken, AuthorizationCode, Redeemed, TxCodeOutcome};
use crate::wallet::{CLIENT_ID, Dpop, Refused, authenticate};
use crate::web::answer::{Answer, error, json_answer};
use crate::web::url::host;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use serde_json::{Value, json};

/// Access tokens live five minutes.
const TOKEN_S: i64 = 300;
/// ID tokens are to be read at once.
const ID_TOKEN_S: i64 = 300;

/// The parameters of both grants.
#[derive(Deserialize)]
pub(crate) struct Grant {
    #[serde(rename = "grant_type")]
    kind: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    #[serde(rename = "pre-authorized_code")]
    pre_authorized_code: Option<String>,
    tx_code: Option<String>,
    #[serde(flatten)]
    client: Credentials,
}

/// `POST /token`.
pub(crate) async fn token(State(app): State<Shared>, headers: HeaderMap, Form(grant): Form<Grant>) -> Answer {
    match grant.kind.as_deref() {
        Some("authorization_code") if headers.contains_key("oauth-client-attestation") => {
            by_wallet(&app, &headers, &grant)
        }
        Some("authorization_code") => match authenticated(&app, &headers, &grant.client)? {
            Ok(client) => by_service(&app, client, &headers, &grant),
            Err(refused) => Ok(refuse_client(&headers, refused)),
        },
        Some(PRE_AUTHORIZED) => by_offer(&app, &grant),
        Some(_) => Ok(bad("unsupported_grant_type", "grant_type")),
        None => Ok(bad("invalid_request", "grant_type")),
    }
}

/// RFC 6749 4.1.3 with PKCE: the code, if it is this client's and its verifier fits.
fn redeemed<'a>(
    app: &App,
    client_id: &str,
    grant: &'a Grant,
) -> Result<Result<(Box<AuthorizationCode>, &'a str), Response>, SandboxError> {
    let (Some(code), Some(redirect_uri), Some(verifier)) =
        (&grant.code, &grant.redirect_uri, &grant.code_verifier)
    else {
        return Ok(Err(bad("invalid_request", "code, redirect_uri and code_verifier are needed")));
    };
    let refused = |reason| Ok(Err(bad("invalid_grant", reason)));
    let found = match app.store.redeem_code(code)? {
        Redeemed::First(found) => found,
        Redeemed::Again => return refused("code was used before"),
        Redeemed::Unknown => return refused("unknown code"),
    };
    if found.expires_ms <= app.now_ms() {
        return refused("code has expired");
    }
    if found.client_id != client_id || found.redirect_uri != *redirect_uri {
        return refused("code belongs to another request");
    }
    let challenge = b64(digest(&SHA256, verifier.as_bytes()).as_ref());
    if !(43..=128).contains(&verifier.len()) || !same(&challenge, &found.challenge) {
        return refused("code_verifier does not match");
    }
    Ok(Ok((found, code)))
}

/// The wallet's grant: an attested installation, whose key the code was bound to, gets a token bound to the same key.
fn by_wallet(app: &App, headers: &HeaderMap, grant: &Grant) -> Answer {
    let key = match authenticate(app, headers, "/token")? {
        Ok(key) => key,
        Err(refused) => return Ok(refuse(app, refused)),
    };
    let thumbprint = key.thumbprint();
    let bound = match &grant.code {
        Some(code) => app.store.bound_to(code)?,
        None => None,
    };
    if bound.as_deref() != Some(thumbprint.as_str()) {
        // Before the code is looked at: a stolen one must not be used up by whoever stole it.
        return Ok(bad("invalid_grant", "code is bound to another key"));
    }
    let (found, code) = match redeemed(app, CLIENT_ID, grant)? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    let access = new_token()?;
    let expires_ms = app.now_ms() + TOKEN_S * 1000;
    let stored = AccessToken {
        kind: "credential",
        uid: found.uid.clone(),
        client_id: CLIENT_ID.to_owned(),
        scope: String::new(),
        expires_ms,
    };
    app.store.add_token(&access, &stored, Some(code))?;
    app.store.bind(&access, &thumbprint, expires_ms)?;
    let mut answer = json_answer(
        StatusCode::OK,
        json!({ "access_token": access, "token_type": "DPoP", "expires_in": TOKEN_S }),
    );
    with_nonce(app, &mut answer);
    Ok(answer)
}

/// A service's grant. With a proof the token is bound to its key; a code that is bound already, and a service that is registered
/// so, needs one.
fn by_service(app: &App, client: &Client, headers: &HeaderMap, grant: &Grant) -> Answer {
    let thumbprint = match Dpop::of(headers, "/token").map(|proof| proof.verify(app, headers)).transpose()? {
        Some(Ok(key)) => Some(key.thumbprint()),
        Some(Err(refused)) => return Ok(refuse(app, refused)),
        None if client.dpop_bound_access_tokens => {
            return Ok(refuse(app, Refused("invalid_dpop_proof", "one DPoP header is needed")));
        }
        None => None,
    };
    let bound = match &grant.code {
        Some(code) => app.store.bound_to(code)?,
        None => None,
    };
    if bound.is_some() && bound != thumbprint {
        // Before the code is looked at: a stolen one must not be used up by whoever stole it.
        return Ok(bad("invalid_grant", "code is bound to another key"));
    }
    by_code(app, client, grant, thumbprint.as_deref())
}

fn by_code(app: &App, client: &Client, grant: &Grant, thumbprint: Option<&str>) -> Answer {
    let (found, code) = match redeemed(app, &client.id, grant)? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    let access = new_token()?;
    let expires_ms = app.now_ms() + TOKEN_S * 1000;
    let stored = AccessToken {
        kind: "userinfo",
        uid: found.uid.clone(),
        client_id: client.id.clone(),
        scope: found.scope.clone(),
        expires_ms,
    };
    app.store.add_token(&access, &stored, Some(code))?;
    if let Some(thumbprint) = thumbprint {
        app.store.bind(&access, thumbprint, expires_ms)?;
    }
    let sid = app.store.session_of(code)?;
    let id_token = app.keys.id_tokens.sign("JWT", &id_token(app, client, &found, sid.as_deref()))?;
    let kind = if thumbprint.is_some() { "DPoP" } else { "Bearer" };
    let mut answer = json_answer(
        StatusCode::OK,
        json!({ "access_token": access, "token_type": kind, "expires_in": TOKEN_S, "scope": found.scope,
            "id_token": id_token }),
    );
    if thumbprint.is_some() {
        with_nonce(app, &mut answer);
    }
    Ok(answer)
}

fn id_token(app: &App, client: &Client, code: &AuthorizationCode, sid: Option<&str>) -> Value {
    let now = app.clock.now();
    let mut claims = json!({
        "iss": app.base,
        "sub": subject(app, client, &code.uid),
        "aud": client.id,
        "iat": now,
        "exp": now + ID_TOKEN_S,
        "auth_time": code.auth_time,
        "acr": code.acr,
        "amr": serde_json::from_str::<Value>(&code.amr).unwrap_or_default(),
    });
    if let Some(members) = claims.as_object_mut() {
        let optional = [("nonce", code.nonce.as_deref()), ("sid", sid)];
        let given = optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value?))));
        members.extend(given);
    }
    claims
}

/// The pairwise subject: stable for a service's host, unlinkable between hosts (OpenID Connect Core 8.1). A service
/// registers redirect URIs on one host, so the first one gives the sector.
pub(super) fn subject(app: &App, client: &Client, uid: &str) -> String {
    let sector = client.redirect_uris.first().and_then(|uri| host(uri)).unwrap_or_default();
    app.keys.pseudonym(&["sub", sector, uid])
}

/// OpenID4VCI 1.0 section 6: a pre-authorized code and the code from the SMS.
fn by_offer(app: &App, grant: &Grant) -> Answer {
    let (Some(code), Some(tx_code)) = (&grant.pre_authorized_code, &grant.tx_code) else {
        return Ok(bad("invalid_request", "pre-authorized_code and tx_code are needed"));
    };
    let uid = match app.store.redeem_offer(code, tx_code, app.now_ms())? {
        TxCodeOutcome::Account(uid) => uid,
        TxCodeOutcome::InvalidGrant => return Ok(bad("invalid_grant", "wrong, used or expired")),
    };
    let access = new_token()?;
    let stored = AccessToken {
        kind: "credential",
        uid,
        client_id: String::new(),
        scope: String::new(),
        expires_ms: app.now_ms() + TOKEN_S * 1000,
    };
    app.store.add_token(&access, &stored, None)?;
    Ok(json_answer(
        StatusCode::OK,
        json!({ "access_token": access, "token_type": "Bearer", "expires_in": TOKEN_S }),
    ))
}

fn bad(code: &str, description: &str) -> Response {
    error(StatusCode::BAD_REQUEST, code, description)
}
