//! Client authentication: `client_secret_basic` (RFC 6749 section 2.3.1), the method every plain client has, and
//! `private_key_jwt` (RFC 7523), the one of the FAPI 2.0 Security Profile. A client has the one that it is registered with.

use crate::app::App;
use crate::config::{Authentication, Client};
use crate::error::SandboxError;
use crate::random::same;
use crate::wallet::Refused;
use crate::web::answer::{error, unauthorised};
use crate::web::url::decode;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mien_credential::client_assertion::{self, ClientAssertionError, Expected};
use mien_credential::jose::VerificationKey;
use serde::Deserialize;

/// What a form may carry about its client.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    #[serde(rename = "client_id")]
    id: Option<String>,
    #[serde(rename = "client_assertion_type")]
    kind: Option<String>,
    #[serde(rename = "client_assertion")]
    assertion: Option<String>,
}

/// The client that has proven itself, by its secret in the header or by an assertion in the form.
pub(crate) fn authenticated<'a>(
    app: &'a App,
    headers: &HeaderMap,
    form: &Credentials,
) -> Result<Result<&'a Client, Refused>, SandboxError> {
    let found = match (headers.contains_key(AUTHORIZATION), &form.assertion) {
        // RFC 6749, section 2.3: one method at a time.
        (true, Some(_)) => Err("two methods of authentication"),
        (_, Some(assertion)) => return by_assertion(app, assertion, form),
        (_, None) => by_secret(app, headers).ok_or("wrong or missing client authentication"),
    };
    let own = |client: &&Client| form.id.as_ref().is_none_or(|id| *id == client.id);
    let found = found.and_then(|client| Some(client).filter(own).ok_or("client_id of another client"));
    Ok(found.map_err(invalid_client))
}

fn invalid_client(reason: &'static str) -> Refused {
    Refused("invalid_client", reason)
}

fn by_assertion<'a>(
    app: &'a App,
    assertion: &str,
    form: &Credentials,
) -> Result<Result<&'a Client, Refused>, SandboxError> {
    let (client, accepted) = match asserted(app, assertion, form) {
        Ok(found) => found,
        Err(reason) => return Ok(Err(invalid_client(reason))),
    };
    let expires_ms = i64::try_from(accepted.expires_at).unwrap_or(i64::MAX / 1000).saturating_mul(1000);
    let name = format!("{}\0{}", client.id, accepted.jti);
    let first = app.store.once("client-assertion", &name, app.now_ms(), expires_ms)?;
    Ok(if first { Ok(client) } else { Err(invalid_client("jti was used before")) })
}

fn asserted<'a>(
    app: &'a App,
    assertion: &str,
    form: &Credentials,
) -> Result<(&'a Client, client_assertion::Accepted), &'static str> {
    if form.kind.as_deref() != Some(client_assertion::TYPE) {
        return Err("client_assertion_type");
    }
    let claimed = client_assertion::claimed_client(assertion).map_err(ClientAssertionError::code)?;
    if form.id.as_ref().is_some_and(|id| *id != claimed) {
        return Err("client_id of another client");
    }
    let client = app.client(&claimed).ok_or("unknown client")?;
    let Authentication::PrivateKeyJwt { jwks } = &client.authentication else {
        return Err("registered for another method");
    };
    let expected = Expected {
        issuer: &app.base,
        client_id: &client.id,
        keys: &VerificationKey::all(jwks),
        now: u64::try_from(app.clock.now()).unwrap_or_default(),
    };
    Ok((client, client_assertion::verify(assertion, &expected).map_err(ClientAssertionError::code)?))
}

fn by_secret<'a>(app: &'a App, headers: &HeaderMap) -> Option<&'a Client> {
    let value = scheme(headers, "basic")?;
    let pair = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
    let (id, given) = pair.split_once(':')?;
    let client = app.client(&decode(id)?)?;
    match &client.authentication {
        Authentication::ClientSecretBasic { secret } => same(&decode(given)?, secret).then_some(client),
        Authentication::PrivateKeyJwt { .. } => None,
    }
}

/// The answer to a client that has not proven itself; one that tried it with a header is told the scheme.
pub(crate) fn refuse_client(headers: &HeaderMap, Refused(code, reason): Refused) -> Response {
    if headers.contains_key(AUTHORIZATION) {
        return unauthorised("Basic realm=\"mien-sandbox\"", code, reason);
    }
    error(StatusCode::UNAUTHORIZED, code, reason)
}

/// The bearer token of the `Authorization` header.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    scheme(headers, "bearer")
}

/// What the `Authorization` header holds under that scheme.
pub(crate) fn scheme<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case(wanted).then_some(token.trim())
}
