//! One HTTPS exchange, done by whoever embeds the core.

use std::fmt;
use thiserror::Error;

/// The request method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpMethod {
    /// `GET`, without a body.
    Get,
    /// `POST`, with a body.
    Post,
}

/// A request that the core wants sent. Its `Debug` form leaves out headers, body and query: they may hold tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: HttpMethod,
    /// An absolute `https` URL.
    pub url: String,
    /// Header names and values, in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body; empty for `GET`.
    pub body: Vec<u8>,
    /// The largest answer body that the core will read. Stop reading after it and answer
    /// [`TransportError::TooLarge`].
    pub max_response_bytes: usize,
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.url.split(['?', '#']).next().unwrap_or_default();
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &place)
            .finish_non_exhaustive()
    }
}

/// What came back. Its `Debug` form leaves out headers and body.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code, 100 to 599.
    pub status: u16,
    /// Header names (lower case) and values, in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// The first header of that name (give it in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Why an exchange brought no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TransportError {
    /// No connection. Say "no network", keep what was typed, offer to try again.
    #[error("no connection")]
    Offline,
    /// The server did not answer in time. Offer to try again.
    #[error("timed out")]
    TimedOut,
    /// The server's certificate was refused. Do not offer to go on.
    #[error("the server's certificate was refused")]
    Certificate,
    /// The answer is larger than the core allows for this request.
    #[error("the answer is too large")]
    TooLarge,
    /// Any other failure below HTTP.
    #[error("the exchange failed")]
    Failed,
}

impl TransportError {
    /// A stable name for logs and for the foreign side.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::TimedOut => "timed_out",
            Self::Certificate => "certificate",
            Self::TooLarge => "too_large",
            Self::Failed => "failed",
        }
    }
}

/// Sends one request over TLS, verified against the platform's roots (or the deployment's own).
///
/// Follows no redirect: a 3xx is an answer like any other. Keeps no cookies.
pub trait Transport: Send + Sync {
    /// Sends `request` and waits for the whole answer.
    ///
    /// # Errors
    /// A [`TransportError`]; an HTTP status of 400 or 500 is an answer, not an error.
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError>;
}
