//! Where a credential says that its status is.

use super::{MAX_TOKEN, StatusListError};
use crate::jose::CompactJws;
use crate::json;
use serde_json::Value;

const MAX_URI: usize = 1024;

/// The claim `status.status_list` of a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReference {
    pub(super) uri: String,
    pub(super) index: u64,
}

impl StatusReference {
    /// The reference in a credential's claims; `None` when the credential has no status at all.
    ///
    /// # Errors
    /// [`StatusListError::Reference`] when there is a status in another form: unknown is not "none".
    pub fn of(claims: &Value) -> Result<Option<Self>, StatusListError> {
        let Some(status) = claims.get("status") else { return Ok(None) };
        let list = status.get("status_list").ok_or(StatusListError::Reference)?;
        let uri = list.get("uri").and_then(Value::as_str).filter(|uri| is_https(uri));
        let index = list.get("idx").and_then(Value::as_u64);
        let (uri, index) = uri.zip(index).ok_or(StatusListError::Reference)?;
        Ok(Some(Self { uri: uri.to_owned(), index }))
    }

    /// A reference to the first entry of a list that was kept, for fetching the same list anew where no credential is at hand. Reads
    /// the token without verifying it: only for one that was verified before it was kept.
    ///
    /// # Errors
    /// [`StatusListError::Jose`] for what is no token, [`StatusListError::Reference`] when it does not say where it is from.
    pub fn in_kept(token: &str) -> Result<Self, StatusListError> {
        let claims = CompactJws::parse_up_to(token.trim_ascii(), MAX_TOKEN)?.read_payload()?;
        let uri = claims.get("sub").and_then(Value::as_str).filter(|uri| is_https(uri));
        Ok(Self { uri: uri.ok_or(StatusListError::Reference)?.to_owned(), index: 0 })
    }

    /// Where the list is: an `https` URL. Fetch it without cookies or tokens, and without following redirects.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The host of [`uri`](Self::uri), in lower case and without its port; `None` when it has user information, which would show one
    /// host and name another.
    pub fn host(&self) -> Option<String> {
        let rest = self.uri.strip_prefix("https://")?;
        let authority = rest.split(['/', '?', '#', '\\']).next()?;
        let host = authority.split(':').next().filter(|host| !host.is_empty())?;
        (!authority.contains('@')).then(|| host.to_ascii_lowercase())
    }

    /// Which entry of the list is the credential's.
    pub fn index(&self) -> u64 {
        self.index
    }
}

fn is_https(uri: &str) -> bool {
    let rest = uri.strip_prefix("https://").unwrap_or_default();
    json::is_plain(rest, MAX_URI) && rest.bytes().all(|b| b.is_ascii_graphic()) && !rest.starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(claims: &Value) -> Result<Option<StatusReference>, StatusListError> {
        StatusReference::of(claims)
    }

    #[test]
    fn reads_the_reference() {
        let claims = json!({ "status": { "status_list": { "idx": 7, "uri": "https://a.example/s/1" } } });
        let reference = of(&claims).unwrap().unwrap();
        assert_eq!((reference.uri(), reference.index()), ("https://a.example/s/1", 7));
        assert_eq!(of(&json!({ "vct": "x" })), Ok(None));
    }

    // Protects whoever is asked: the host that is compared is the host that is connected to.
    #[test]
    fn the_host_cannot_be_mistaken() {
        let host = |uri: &str| StatusReference { uri: uri.to_owned(), index: 0 }.host();
        assert_eq!(host("https://A.example:8443/s/1").as_deref(), Some("a.example"));
        assert_eq!(host("https://a.example?x").as_deref(), Some("a.example"));
        for other in
            ["https://a.example@evil.example/", "https://a.example:x@evil.example/", "https://:1/", "x"]
        {
            assert_eq!(host(other), None, "{other}");
        }
        assert_eq!(host("https://evil.example\\@a.example/").as_deref(), Some("evil.example"));
    }

    // A status that is not understood must not read as "there is none": that would be a way to hide a revocation.
    #[test]
    fn other_forms_are_errors() {
        for status in [
            json!(null),
            json!({}),
            json!({ "other_mechanism": {} }),
            json!({ "status_list": { "idx": 7 } }),
            json!({ "status_list": { "uri": "https://a.example/" } }),
            json!({ "status_list": { "idx": -1, "uri": "https://a.example/" } }),
            json!({ "status_list": { "idx": "7", "uri": "https://a.example/" } }),
            json!({ "status_list": { "idx": 7, "uri": "http://a.example/" } }),
            json!({ "status_list": { "idx": 7, "uri": "file:///etc/passwd" } }),
            json!({ "status_list": { "idx": 7, "uri": "https://a.example/ b" } }),
            json!({ "status_list": { "idx": 7, "uri": "https://" } }),
        ] {
            assert_eq!(of(&json!({ "status": status })), Err(StatusListError::Reference), "{status}");
        }
    }
}
