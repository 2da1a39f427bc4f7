//! The one kind of URL that is ever followed: absolute, `https`, with a plain host name.

use std::fmt;

const MAX_URL: usize = 2048;
const MAX_HOST: usize = 253;

/// An `https` URL whose host cannot be mistaken: lower-case ASCII, no user information, no fragment. Its `Debug` form
/// leaves out path and query, which may hold tokens.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct HttpsUrl {
    text: String,
    host: String,
    /// Where the path begins in `text`; its length when there is none.
    path_start: usize,
}

impl HttpsUrl {
    const SCHEME: &'static str = "https://";

    /// Reads a URL; `None` for anything else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let rest = text.get(..Self::SCHEME.len()).filter(|s| s.eq_ignore_ascii_case(Self::SCHEME));
        let rest = text.get(rest?.len()..)?;
        let path = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at_checked(path)?;
        let (host, port) = authority.split_once(':').map_or((authority, None), |(h, p)| (h, Some(p)));
        let host = host.to_ascii_lowercase();
        let fine = text.len() <= MAX_URL
            && is_host(&host)
            && port.is_none_or(|p| {
                p.parse::<u16>().is_ok_and(|n| n > 0) && p.bytes().all(|b| b.is_ascii_digit())
            })
            && tail.bytes().all(|b| b.is_ascii_graphic() && !b"#\\\"<>^`{|}".contains(&b));
        let authority = port.map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
        let path_start = Self::SCHEME.len() + authority.len();
        fine.then(|| Self { text: format!("{}{authority}{tail}", Self::SCHEME), host, path_start })
    }

    /// The whole URL.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The host name, lower case, without the port.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The path, without the query; empty when there is none.
    pub(crate) fn path(&self) -> &str {
        self.tail().split('?').next().unwrap_or_default()
    }

    /// What follows the `?`.
    pub(crate) fn query(&self) -> Option<&str> {
        self.tail().split_once('?').map(|(_, query)| query)
    }

    /// The metadata URL of an issuer identifier: the well-known path goes between host and path (RFC 8414, section
    /// 3.1; OpenID4VCI 1.0, section 12.2.2). `None` when the identifier has a query.
    pub(crate) fn well_known(&self, name: &str) -> Option<Self> {
        let base = self.text.get(..self.path_start)?;
        let path = if self.path() == "/" { "" } else { self.path() };
        if self.query().is_some() { None } else { Self::parse(&format!("{base}/.well-known/{name}{path}")) }
    }

    fn tail(&self) -> &str {
        self.text.get(self.path_start..).unwrap_or_default()
    }
}

impl fmt::Debug for HttpsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpsUrl({})", self.host)
    }
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= MAX_HOST && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // Each line is a URL that shows one host to a person and another to a network stack, or is no https at all.
    #[test]
    fn refuses_urls_that_can_be_mistaken() {
        let table = [
            "http://a.example/",
            "https:/a.example",
            "https://",
            "https:///x",
            "https://a@b.example/",
            "https://a:b@c/",
            "https://a.example:0/",
            "https://a.example:99999/",
            "https://a.example:+80/",
            "https://a.example:/",
            "https://a..example/",
            "https://-a.example/",
            "https://a.example\\@b/",
            "https://a.example/#f",
            "https://a.example/a b",
            "https://аpple.example/",
            "https://a.example/é",
            "https://[::1]/",
            " https://a/",
            "https://a.example%2eb/",
            "javascript:alert(1)",
            "https://a_b.example/",
            "",
        ];
        for text in table {
            assert_eq!(HttpsUrl::parse(text), None, "{text}");
        }
        assert_eq!(HttpsUrl::parse(&format!("https://a.example/{}", "x".repeat(MAX_URL))), None);
    }

    // Protects the comparison of hosts with certificates, and the places of metadata.
    #[test]
    fn parts() {
        let url = HttpsUrl::parse("HTTPS://Login.Example:8443/a/b?c=d").unwrap();
        assert_eq!((url.host(), url.path(), url.query()), ("login.example", "/a/b", Some("c=d")));
        assert_eq!(url.as_str(), "https://login.example:8443/a/b?c=d");
        let known = |text: &str| HttpsUrl::parse(text)?.well_known("x").map(|u| u.as_str().to_owned());
        assert_eq!(known("https://a.example").as_deref(), Some("https://a.example/.well-known/x"));
        assert_eq!(known("https://a.example/").as_deref(), Some("https://a.example/.well-known/x"));
        assert_eq!(known("https://a.example:1/t").as_deref(), Some("https://a.example:1/.well-known/x/t"));
        assert_eq!(known("https://a.example/?q"), None);
    }

    proptest! {
        // No text makes the parser panic, and what it accepts it accepts again.
        #[test]
        fn survives_hostile_text(text in "(https://)?\\PC{0,60}") {
            if let Some(url) = HttpsUrl::parse(&text) {
                prop_assert_eq!(HttpsUrl::parse(url.as_str()), Some(url));
            }
        }
    }
}
