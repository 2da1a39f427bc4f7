//! HTTPS for the tests: ureq with one pinned root, no redirects, no proxy.

use mien_ports::{HttpMethod, HttpRequest, HttpResponse, Transport, TransportError};
use std::error::Error;
use std::time::Duration;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// A client that trusts one certificate.
pub struct HttpsClient(ureq::Agent);

impl HttpsClient {
    /// Trusts `root_pem` and nothing else.
    ///
    /// # Errors
    /// When the certificate cannot be read.
    pub fn new(root_pem: &str) -> Result<Self, Box<dyn Error>> {
        let root = Certificate::from_pem(root_pem.as_bytes())?;
        let tls = TlsConfig::builder().root_certs(RootCerts::new_with_certs(&[root])).build();
        let config = ureq::Agent::config_builder()
            .tls_config(tls)
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        Ok(Self(config.into()))
    }
}

impl Transport for HttpsClient {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut builder = ureq::http::Request::builder().uri(&request.url).method(match request.method {
            HttpMethod::Get => "GET",
            HttpMethod::Post => "POST",
        });
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let message = builder.body(request.body.clone()).map_err(|_| TransportError::Failed)?;
        let mut response = self.0.run(message).map_err(|error| match error {
            ureq::Error::Timeout(_) => TransportError::TimedOut,
            ureq::Error::Rustls(_) | ureq::Error::Tls(_) => TransportError::Certificate,
            ureq::Error::ConnectionFailed | ureq::Error::HostNotFound => TransportError::Offline,
            _ => TransportError::Failed,
        })?;
        let headers = response.headers().iter();
        let headers =
            headers.filter_map(|(n, v)| Some((n.as_str().to_owned(), v.to_str().ok()?.to_owned()))).collect();
        let limit = u64::try_from(request.max_response_bytes).unwrap_or(u64::MAX);
        let body = response.body_mut().with_config().limit(limit).read_to_vec();
        let body = body.map_err(|_| TransportError::TooLarge)?;
        Ok(HttpResponse { status: response.status().as_u16(), headers, body })
    }
}
