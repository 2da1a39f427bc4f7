//! One request over the transport, with the failures in words of our own.

use crate::Ports;
use mien_ports::{DeviceError, HttpMethod, HttpRequest, HttpResponse, LogLevel, TransportError};

/// Sends and logs the code of a failure, never the address or the answer. An answer that is larger than was allowed is
/// none, also where the platform's part let it through.
pub(crate) fn send(ports: &Ports, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
    let fits = |answer: HttpResponse| {
        if answer.body.len() > request.max_response_bytes {
            return Err(TransportError::TooLarge);
        }
        Ok(answer)
    };
    ports.transport.send(request).and_then(fits).inspect_err(|error| {
        ports.log(LogLevel::Warn, error.code());
    })
}

/// Fetches a text that anybody may have: no token, no cookie. Without a reason in the error there was an answer, but not this text.
pub(crate) fn fetch_text(
    ports: &Ports,
    url: String,
    media_type: &str,
    max_response_bytes: usize,
) -> Result<String, Option<TransportError>> {
    let request = HttpRequest {
        method: HttpMethod::Get,
        url,
        headers: vec![("accept".to_owned(), media_type.to_owned())],
        body: Vec::new(),
        max_response_bytes,
    };
    let response = send(ports, &request).map_err(Some)?;
    String::from_utf8(response.body).ok().filter(|_| response.status == 200).ok_or(None)
}

/// Sends what the other side should learn but nobody waits for.
pub(crate) fn send_quietly(ports: &Ports, request: &HttpRequest) {
    let _ = send(ports, request);
}

/// Wall clock in seconds since 1970, as JOSE counts.
pub(crate) fn now_seconds(ports: &Ports) -> Result<u64, DeviceError> {
    Ok(now_ms(ports)? / 1000)
}

/// Wall clock in milliseconds since 1970.
pub(crate) fn now_ms(ports: &Ports) -> Result<u64, DeviceError> {
    Ok(ports.clock.now()?.wall_ms)
}
