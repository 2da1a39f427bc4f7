//! Who looks at a page: language, browser, and the way back to the same page in the other language.

use super::cookies::cookie;
use super::text::Lang;
use super::url::parameter;
use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, USER_AGENT};
use axum::http::request::Parts;
use std::convert::Infallible;

/// The cookie that remembers the chosen language; services on other ports of this host share it.
pub(crate) const LANG_COOKIE: &str = "__Host-mien-lang";
/// The cookie that binds logins to a browser.
pub(crate) const BROWSER_COOKIE: &str = "__Host-mien-browser";
/// The cookie of a browser in which somebody has logged in before. It only changes what the login page says.
pub(crate) const KNOWN_COOKIE: &str = "__Host-mien-known";

/// What a page needs to know about its visitor.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    pub(crate) lang: Lang,
    /// Path and query without `lang`, ending in `?` or `&`.
    pub(crate) here: String,
    /// The browser's secret, if it has one.
    pub(crate) browser: Option<String>,
    /// The token of a browser that has been used before, as it claims.
    pub(crate) known: Option<String>,
    /// "Chromium on Linux".
    pub(crate) agent: String,
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let chosen = parameter(query, "lang").and_then(|tag| Lang::from_tag(&tag));
        let remembered = || cookie(&parts.headers, LANG_COOKIE).and_then(|tag| Lang::from_tag(&tag));
        let lang = chosen.or_else(remembered).unwrap_or_else(|| Lang::accepted(header(ACCEPT_LANGUAGE)));
        let kept: Vec<&str> = query.split('&').filter(|p| !p.is_empty() && !p.starts_with("lang=")).collect();
        let mut here = format!("{}?{}", parts.uri.path(), kept.join("&"));
        if !kept.is_empty() {
            here.push('&');
        }
        let token = |name| cookie(&parts.headers, name).filter(|value| value.len() == 43);
        let (browser, known) = (token(BROWSER_COOKIE), token(KNOWN_COOKIE));
        Ok(Self { lang, here, browser, known, agent: agent(header(USER_AGENT)) })
    }
}

/// A browser's and a system's name from a `User-Agent` header: fixed words only, nothing of the header itself.
fn agent(header: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| header.contains(mark)).map(|(_, n)| *n)
    };
    let browser = first(&[
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Chromium/", "Chromium"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "Unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects the place shown on the approve screen: known browsers by name, hostile headers not at all.
    #[test]
    fn agents_are_fixed_words() {
        assert_eq!(
            agent("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140 Safari/537.36"),
            "Chrome on Linux"
        );
        assert_eq!(
            agent("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
            "Firefox on Linux"
        );
        assert_eq!(agent("<script>your bank</script>"), "Unknown browser");
    }
}
