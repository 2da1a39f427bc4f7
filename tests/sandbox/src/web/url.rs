//! Percent-encoding and query strings.

use std::fmt::Write as _;

/// Percent-encodes everything but the unreserved characters (RFC 3986 2.3).
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Decodes `application/x-www-form-urlencoded` text; `None` when it is not valid.
pub(crate) fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
                let value = digit(bytes.next())? * 16 + digit(bytes.next())?;
                u8::try_from(value).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(out).ok()
}

/// `base` with these parameters added to its query; absent values are left out.
pub(crate) fn with_query(base: &str, parameters: &[(&str, Option<&str>)]) -> String {
    let mut url = base.to_owned();
    for (name, value) in parameters {
        if let Some(value) = value {
            let mark = if url.contains('?') { '&' } else { '?' };
            let _ = write!(url, "{mark}{}={}", encode(name), encode(value));
        }
    }
    url
}

/// The value of a query parameter, decoded.
pub(crate) fn parameter(query: &str, name: &str) -> Option<String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).and_then(|(_, value)| decode(value))
}

/// `https://host:port` of a URL: what a content security policy calls a source.
pub(crate) fn origin(url: &str) -> Option<&str> {
    let start = url.find("://")? + 3;
    let end = url.get(start..)?.find(['/', '?', '#']).map_or(url.len(), |at| start + at);
    url.get(..end)
}

/// The host name of a URL, without port.
pub(crate) fn host(url: &str) -> Option<&str> {
    origin(url)?.split_once("://")?.1.split(':').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // Protects redirects: what is put into a URL comes out as it was, whatever it is.
    proptest! {
        #[test]
        fn parameters_survive(value in any::<String>(), junk in ".{0,40}") {
            let url = with_query("https://a.example/cb?x=1", &[("state", Some(&value)), ("gone", None)]);
            let query = url.split_once('?').unwrap().1;
            prop_assert_eq!(parameter(query, "state"), Some(value));
            let _ = (decode(&junk), origin(&junk), host(&junk));
        }
    }

    // Protects the service's domain on the approve screen.
    #[test]
    fn host_and_origin() {
        assert_eq!(origin("https://a.example:8444/cb?x=/"), Some("https://a.example:8444"));
        assert_eq!(host("https://a.example:8444/cb"), Some("a.example"));
        assert_eq!(host("nonsense"), None);
    }
}
