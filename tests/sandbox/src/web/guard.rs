//! What every request passes: the right host, a rate, security headers.

use super::cookies::set_cookie;
use super::text::Lang;
use super::url::parameter;
use super::visitor::LANG_COOKIE;
use crate::web::answer::error;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Requests a second that one server takes; bursts of four times as many. A login is about eleven requests at the provider,
/// so that two hundred may begin at once with room to spare.
const RATE: f64 = 1_000.0;
/// The largest request body.
pub(crate) const MAX_BODY: usize = 64 * 1024;

/// A token bucket and the host that requests must name.
pub(crate) struct Guard {
    /// `localhost:PORT`: a page on another name that resolves to this machine gets nothing.
    host: String,
    bucket: Mutex<(f64, Instant)>,
}

impl Guard {
    pub(crate) fn new(host: String) -> Arc<Self> {
        Arc::new(Self { host, bucket: Mutex::new((RATE * 4.0, Instant::now())) })
    }

    fn admits(&self) -> bool {
        let mut bucket = self.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let filled = bucket.0 + now.duration_since(bucket.1).as_secs_f64() * RATE;
        *bucket = (filled.min(RATE * 4.0), now);
        let admitted = bucket.0 >= 1.0;
        if admitted {
            bucket.0 -= 1.0;
        }
        admitted
    }
}

/// The content security policy of a page whose forms may end at `form_action`.
pub(crate) fn policy(form_action: Option<&str>) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
         form-action 'self' {}; base-uri 'none'; frame-ancestors 'none'",
        form_action.unwrap_or_default()
    )
}

/// The middleware. `Strict-Transport-Security` is left out on purpose: it would break every other server of the
/// developer on this host name.
pub(crate) async fn guard(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if host != guard.host {
        return error(StatusCode::MISDIRECTED_REQUEST, "invalid_request", "unknown host");
    }
    if !guard.admits() {
        return error(StatusCode::TOO_MANY_REQUESTS, "slow_down", "too many requests");
    }
    let chosen =
        request.uri().query().and_then(|query| parameter(query, "lang")).and_then(|tag| Lang::from_tag(&tag));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Some(cookie) = chosen.and_then(|lang| set_cookie(LANG_COOKIE, lang.tag(), 31_536_000)) {
        headers.append(SET_COOKIE, cookie);
    }
    for (name, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
        (CACHE_CONTROL, "no-store"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&policy(None)) {
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    response
}
