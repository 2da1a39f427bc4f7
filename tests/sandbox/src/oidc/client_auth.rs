//! Client authentication: `client_secret_basic` (RFC 6749 2.3.1), the method every plain client has.

use crate::app::App;
use crate::config::Client;
use crate::random::same;
use crate::web::url::decode;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The client that has proven itself in the `Authorization` header.
pub(crate) fn authenticated<'a>(app: &'a App, headers: &HeaderMap) -> Option<&'a Client> {
    let line = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, value) = line.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    let client = app.client(&decode(id)?)?;
    same(&decode(secret)?, &client.secret).then_some(client)
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
