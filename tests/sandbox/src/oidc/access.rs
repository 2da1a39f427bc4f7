//! Access tokens at protected endpoints: plain bearer tokens, and those that are bound to a key (RFC 9449, section 7).

use super::client_auth::{bearer, scheme};
use crate::app::App;
use crate::enrol::challenge::with_nonce;
use crate::error::SandboxError;
use crate::store::AccessToken;
use crate::wallet::{Dpop, Refused};
use crate::web::answer::unauthorised;
use axum::http::HeaderMap;
use axum::response::Response;

/// The access token of a request of that method to `path`. A bound token is never taken without its proof.
pub(crate) fn token(
    app: &App,
    headers: &HeaderMap,
    (method, path): (&'static str, &str),
    kind: &'static str,
) -> Result<Result<AccessToken, Response>, SandboxError> {
    let (text, with_proof) = match (bearer(headers), scheme(headers, "dpop")) {
        (Some(text), _) => (text, false),
        (None, Some(text)) => (text, true),
        (None, None) => return Ok(Err(no_token())),
    };
    let bound = app.store.bound_to(text)?;
    if bound.is_some() != with_proof {
        return Ok(Err(no_token()));
    }
    if let Some(thumbprint) = bound {
        let refused = match (Dpop { method, path, token: Some(text) }).verify(app, headers)? {
            Ok(key) if key.thumbprint() == thumbprint => None,
            Ok(_) => Some(Refused("invalid_token", "bound to another key")),
            Err(refused) => Some(refused),
        };
        if let Some(refused) = refused {
            return Ok(Err(challenge(app, refused)));
        }
    }
    Ok(app.store.token(text, kind, app.now_ms())?.ok_or_else(no_token))
}

/// The error is in the header, too: that is where clients look for it (RFC 9449, section 9).
fn challenge(app: &App, Refused(code, reason): Refused) -> Response {
    let scheme = match code {
        "use_dpop_nonce" => "DPoP error=\"use_dpop_nonce\", algs=\"ES256\"",
        "invalid_token" => "DPoP error=\"invalid_token\", algs=\"ES256\"",
        _ => "DPoP error=\"invalid_dpop_proof\", algs=\"ES256\"",
    };
    let mut response = unauthorised(scheme, code, reason);
    with_nonce(app, &mut response);
    response
}

/// There is none, it has run out, or it came without its proof.
pub(crate) fn no_token() -> Response {
    unauthorised("Bearer error=\"invalid_token\"", "invalid_token", "unknown or expired")
}
