//! HTTPS through ureq.

use std::io::Read;
use std::path::Path;
use std::time::Duration;

use mien_ports::{HttpMethod, HttpRequest, HttpResponse, Transport, TransportError};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Error};

use crate::failure::{Because, Failure};

/// For one exchange, from the connection to the last byte.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// One exchange at a time: no redirects, no cookies, no plain HTTP.
pub(super) struct Https(Agent);

impl Https {
    /// Trusts the public CAs, or only those in the file `ca`.
    pub(super) fn new(ca: Option<&Path>) -> Result<Self, Failure> {
        Self::with_limit(ca, TIME_LIMIT)
    }

    fn with_limit(ca: Option<&Path>, limit: Duration) -> Result<Self, Failure> {
        let mut tls = TlsConfig::builder();
        if let Some(path) = ca {
            tls = tls.root_certs(roots(path)?);
        }
        let agent = Agent::config_builder()
            .https_only(true)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(limit))
            .user_agent(concat!("mien/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls.build())
            .build()
            .new_agent();
        Ok(Self(agent))
    }
}

fn roots(path: &Path) -> Result<RootCerts, Failure> {
    let cannot = || format!("cannot use the CA certificate {}", path.display());
    let pem = std::fs::read(path).because(cannot)?;
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        if let PemItem::Certificate(certificate) = item.because(cannot)? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        return Err(Failure::because(cannot(), "there is no certificate in it"));
    }
    Ok(RootCerts::new_with_certs(&certificates))
}

impl Transport for Https {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let method = match request.method {
            HttpMethod::Get => "GET",
            HttpMethod::Post => "POST",
        };
        let mut builder = ureq::http::Request::builder().method(method).uri(&request.url);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let sent = match request.method {
            HttpMethod::Get => builder.body(()).map(|request| self.0.run(request)),
            HttpMethod::Post => builder.body(&request.body[..]).map(|request| self.0.run(request)),
        };
        let answer = sent.map_err(|_| TransportError::Failed)?.map_err(|error| meaning(&error))?;
        let (head, body) = answer.into_parts();
        let headers = head.headers.iter();
        let headers = headers.map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        let headers = headers.collect();
        let limit = u64::try_from(request.max_response_bytes).unwrap_or(u64::MAX);
        let mut bytes = Vec::new();
        // One byte more than allowed tells a body that is too large from one that just fits.
        let mut reader = body.into_reader().take(limit.saturating_add(1));
        reader.read_to_end(&mut bytes).map_err(|error| meaning(&Error::from(error)))?;
        if bytes.len() > request.max_response_bytes {
            return Err(TransportError::TooLarge);
        }
        Ok(HttpResponse { status: head.status.as_u16(), headers, body: bytes })
    }
}

fn meaning(error: &Error) -> TransportError {
    match error {
        Error::Timeout(_) => TransportError::TimedOut,
        Error::HostNotFound | Error::ConnectionFailed => TransportError::Offline,
        Error::BodyExceedsLimit(_) => TransportError::TooLarge,
        Error::Rustls(rustls::Error::InvalidCertificate(_)) => TransportError::Certificate,
        Error::Io(error) => match error.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(rustls::Error::InvalidCertificate(_)) => TransportError::Certificate,
            None if error.kind() == std::io::ErrorKind::TimedOut => TransportError::TimedOut,
            None if error.kind() == std::io::ErrorKind::ConnectionRefused => TransportError::Offline,
            _ => TransportError::Failed,
        },
        _ => TransportError::Failed,
    }
}

#[cfg(test)]
#[path = "transport_tests.rs"]
mod hostile_tests;

#[cfg(test)]
mod tests {
    use super::*;

    fn get(url: &str) -> HttpRequest {
        HttpRequest {
            method: HttpMethod::Get,
            url: url.into(),
            headers: vec![],
            body: vec![],
            max_response_bytes: 9,
        }
    }

    // Protects: nothing is ever sent in the clear, and a server that is not there is "no network", not a riddle.
    #[test]
    fn plain_http_is_refused_and_nobody_there_is_offline() {
        let https = Https::new(None).unwrap();
        assert_eq!(https.send(&get("http://localhost:1/")), Err(TransportError::Failed));
        assert_eq!(https.send(&get("https://localhost:1/")), Err(TransportError::Offline));
        assert_eq!(https.send(&get("not a url")), Err(TransportError::Failed));
    }

    // Protects: a CA file without a certificate does not silently mean "trust nobody" or "trust everybody".
    #[test]
    fn a_ca_file_must_hold_a_certificate() {
        let path = std::env::temp_dir().join(format!("mien-ca-{}.pem", std::process::id()));
        std::fs::write(&path, "nothing").unwrap();
        assert!(roots(&path).unwrap_err().to_string().contains("no certificate"));
        std::fs::remove_file(&path).unwrap();
        assert!(roots(&path).is_err());
    }
}
