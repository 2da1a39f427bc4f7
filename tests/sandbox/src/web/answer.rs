//! Answers of the JSON endpoints, and what a handler says when something breaks.

use crate::error::SandboxError;
use axum::Json;
use axum::http::header::{CACHE_CONTROL, LOCATION, PRAGMA, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A handler's failure that is the sandbox's own fault.
pub(crate) struct Failure(SandboxError);

impl From<SandboxError> for Failure {
    fn from(error: SandboxError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        error(StatusCode::INTERNAL_SERVER_ERROR, "server_error", self.0.code())
    }
}

/// What handlers return.
pub(crate) type Answer = Result<Response, Failure>;

/// JSON that nothing may keep.
pub(crate) fn json_answer(status: StatusCode, body: Value) -> Response {
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

/// An OAuth error.
pub(crate) fn error(status: StatusCode, code: &str, description: &str) -> Response {
    json_answer(status, json!({ "error": code, "error_description": description }))
}

/// 401 with the scheme that is wanted.
pub(crate) fn unauthorised(scheme: &'static str, code: &str, description: &str) -> Response {
    let mut response = error(StatusCode::UNAUTHORIZED, code, description);
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(scheme));
    response
}

/// 303 to `url`.
pub(crate) fn see_other(url: &str) -> Response {
    match HeaderValue::from_str(url) {
        Ok(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
        Err(_) => error(StatusCode::BAD_REQUEST, "invalid_request", "redirect"),
    }
}
