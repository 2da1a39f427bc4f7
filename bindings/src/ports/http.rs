//! One HTTPS exchange, as Kotlin and Swift see it.

use thiserror::Error;

/// The request method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum HttpMethod {
    /// `GET`, without a body.
    Get,
    /// `POST`, with a body.
    Post,
}

/// One header.
#[derive(Clone, uniffi::Record)]
pub struct Header {
    /// The name, in lower case.
    pub name: String,
    /// The value.
    pub value: String,
}

/// A request to send.
#[derive(Clone, uniffi::Record)]
pub struct HttpRequest {
    /// The method.
    pub method: HttpMethod,
    /// An absolute `https` URL.
    pub url: String,
    /// The headers, in order.
    pub headers: Vec<Header>,
    /// The body; empty for `GET`.
    pub body: Vec<u8>,
    /// Stop reading the answer's body after so many bytes and throw `TooLarge`.
    pub max_response_bytes: u64,
}

/// What came back.
#[derive(Clone, uniffi::Record)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<Header>,
    /// The body.
    pub body: Vec<u8>,
}

/// Why an exchange brought no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum TransportError {
    /// No connection.
    #[error("offline")]
    Offline,
    /// No answer in time.
    #[error("timed_out")]
    TimedOut,
    /// The server's certificate was refused.
    #[error("certificate")]
    Certificate,
    /// The answer is larger than allowed.
    #[error("too_large")]
    TooLarge,
    /// Any other failure below HTTP.
    #[error("failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for TransportError {
    /// The text of the foreign exception is dropped: it may hold personal data.
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// Sends one request over TLS, verified against the platform's roots. Follows no redirect, keeps no cookies.
#[uniffi::export(foreign)]
pub trait Transport: Send + Sync {
    /// Sends the request and waits for the whole answer. An HTTP status of 400 or 500 is an answer, not an error.
    fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError>;
}
