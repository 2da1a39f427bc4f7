//! The login code: what a QR or a link holds, and fetching the request it points to.

use super::PresentationError;
use super::metadata::WALLET_METADATA;
use crate::form;
use crate::url::HttpsUrl;
use mien_credential::{JoseError, base64url};
use mien_ports::{Entropy, HttpMethod, HttpRequest};

/// The most bytes a QR code can hold (version 40, level L, byte mode).
const MAX_CODE: usize = 2953;
const MAX_REQUEST_OBJECT: usize = 64 * 1024;
/// The ways a link can begin when it is not `https`: with and without an authority, as wallets meet them.
const SCHEMES: [&str; 6] =
    ["openid4vp://authorize", "openid4vp://", "openid4vp:", "haip-vp://authorize", "haip-vp://", "haip-vp:"];

/// Who asks, by the kinds of identifier that are accepted (OpenID4VP 1.0, section 5.9.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ClientId {
    /// `x509_san_dns:`: the host stands in the certificate.
    Dns { full: String, host: String },
    /// `x509_hash:`: the hash of the certificate; its name is read from the certificate.
    Hash { full: String, hash: String },
}

impl ClientId {
    fn parse(full: &str) -> Option<Self> {
        match full.split_once(':')? {
            ("x509_san_dns", host) => {
                let url = HttpsUrl::parse(&format!("https://{host}/"))?;
                (url.host() == host).then(|| Self::Dns { full: full.to_owned(), host: host.to_owned() })
            }
            ("x509_hash", hash) => (base64url::decode(hash)?.len() == 32)
                .then(|| Self::Hash { full: full.to_owned(), hash: hash.to_owned() }),
            _ => None,
        }
    }

    /// The identifier with its prefix: the only form that is compared, signed or logged.
    pub(super) fn full(&self) -> &str {
        match self {
            Self::Dns { full, .. } | Self::Hash { full, .. } => full,
        }
    }
}

/// A login code that is well-formed. Nothing about it is verified: show nothing of it but "checking".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginCode {
    client_id: ClientId,
    request_uri: HttpsUrl,
    post: bool,
    /// The host of the link itself, when it is a web link.
    link_host: Option<String>,
}

impl LoginCode {
    /// Reads the text of a QR code or link: `https://.../q?...`, `openid4vp://?...`, `openid4vp://authorize?...`,
    /// `openid4vp:?...`, or the same with `haip-vp`.
    ///
    /// # Errors
    /// [`PresentationError::NotOurCode`], [`PresentationError::BrokenCode`],
    /// [`PresentationError::UnsupportedClient`] or [`PresentationError::UnsupportedMethod`].
    pub fn parse(text: &str) -> Result<Self, PresentationError> {
        let (query, link_host) = query(text)?;
        let pairs = form::decode(query).ok_or(PresentationError::BrokenCode)?;
        let get = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
        let client_id = get("client_id").ok_or(PresentationError::BrokenCode)?;
        // A request in the code itself could be neither fresh nor bound to this phone.
        if get("request").is_some() {
            return Err(PresentationError::UnsupportedMethod);
        }
        let request_uri =
            get("request_uri").and_then(HttpsUrl::parse).ok_or(PresentationError::BrokenCode)?;
        let post = match get("request_uri_method") {
            None | Some("get") => false,
            Some("post") => true,
            Some(_) => return Err(PresentationError::UnsupportedMethod),
        };
        let client_id = ClientId::parse(client_id).ok_or(PresentationError::UnsupportedClient)?;
        Ok(Self { client_id, request_uri, post, link_host })
    }

    /// The host of a claimed `https` link, in lower case; `None` for the other schemes. An app that knows which hosts it has claimed
    /// refuses the others with [`refused_link`](Self::refused_link): a link of somebody else is not ours, whatever it carries.
    pub fn link_host(&self) -> Option<&str> {
        self.link_host.as_deref()
    }

    /// The refusal of a link to a host that is not claimed.
    pub fn refused_link(self) -> PresentationError {
        PresentationError::NotOurCode { host: self.link_host }
    }

    /// Makes the request that fetches the signed request object. Send it without following redirects.
    ///
    /// # Errors
    /// [`PresentationError::Encryption`] with the device's reason when there is no randomness.
    pub fn request(self, entropy: &dyn Entropy) -> Result<(HttpRequest, RequestFetch), PresentationError> {
        let accept = ("accept".to_owned(), "application/oauth-authz-req+jwt".to_owned());
        let mut request = HttpRequest {
            method: HttpMethod::Get,
            url: self.request_uri.as_str().to_owned(),
            headers: vec![accept],
            body: Vec::new(),
            max_response_bytes: MAX_REQUEST_OBJECT,
        };
        let mut wallet_nonce = None;
        if self.post {
            let mut bytes = [0; 16];
            entropy.fill(&mut bytes).map_err(|e| PresentationError::Encryption(JoseError::Device(e)))?;
            let nonce = base64url::encode(&bytes);
            request.method = HttpMethod::Post;
            request.headers.push(("content-type".to_owned(), form::CONTENT_TYPE.to_owned()));
            request.body =
                form::encode(&[("wallet_nonce", &nonce), ("wallet_metadata", WALLET_METADATA)]).into_bytes();
            wallet_nonce = Some(nonce);
        }
        Ok((request, RequestFetch { client_id: self.client_id, wallet_nonce }))
    }
}

/// Waits for the answer to [`LoginCode::request`]. Its [`verify`](Self::verify) is the only way on.
#[derive(Debug)]
pub struct RequestFetch {
    pub(super) client_id: ClientId,
    pub(super) wallet_nonce: Option<String>,
}

/// The query of a login code, and the host of the link if it is one.
fn query(text: &str) -> Result<(&str, Option<String>), PresentationError> {
    let other =
        |host: Option<&HttpsUrl>| PresentationError::NotOurCode { host: host.map(|u| u.host().to_owned()) };
    if text.len() > MAX_CODE {
        return Err(other(None));
    }
    for scheme in SCHEMES {
        let begins = text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
        if let Some(query) =
            text.get(scheme.len()..).filter(|_| begins).and_then(|rest| rest.strip_prefix('?'))
        {
            return Ok((query, None));
        }
    }
    let url = HttpsUrl::parse(text).ok_or_else(|| other(None))?;
    let start = text.find('?').map(|i| i + 1).filter(|_| url.path().ends_with("/q"));
    let query = start.and_then(|i| text.get(i..)).ok_or_else(|| other(Some(&url)))?;
    Ok((query, Some(url.host().to_owned())))
}

#[cfg(test)]
#[path = "code_tests.rs"]
mod tests;
