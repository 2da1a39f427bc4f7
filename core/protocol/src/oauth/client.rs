//! What each request to the authorization server carries: the attestation of this app, the proof of its key, and `DPoP`.
//!
//! * `OAuth-Client-Attestation` and `-PoP`: attestation-based client authentication, draft 10. The wallet provider has said
//!   that this key belongs to a genuine app; the second header proves the key.
//! * `DPoP` (RFC 9449): the same key, bound to this one request, so that codes, sessions and tokens are of no use elsewhere.

use super::pkce::random_text;
use mien_credential::base64url;
use mien_credential::jose::{DeviceSigner, JoseError, NewJwsHeader, sign_compact};
use mien_ports::{Entropy, HttpMethod, HttpRequest, HttpResponse};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const MAX_NONCE: usize = 512;

/// What the phone lends to a flow for one step.
#[derive(Clone, Copy)]
pub struct Device<'a> {
    /// The key of this installation: needs no unlocking, signs every request. Its own, never a credential's (HAIP).
    pub instance: DeviceSigner<'a>,
    /// The key that the credential shall be bound to.
    pub holder: DeviceSigner<'a>,
    /// Random bytes.
    pub entropy: &'a dyn Entropy,
    /// Seconds since 1970.
    pub now: u64,
}

/// Nonces that the server wants to see again: the newest of each kind.
#[derive(Debug, Clone, Default)]
pub(crate) struct Nonces {
    dpop: Option<String>,
    attestation: Option<String>,
}

impl Nonces {
    /// Takes what an answer brought. The names are those of RFC 9449, section 8, and of the attestation draft.
    pub(crate) fn take(&mut self, response: &HttpResponse) {
        let header = |name: &str| {
            let value = response.header(name).filter(|v| !v.is_empty() && v.len() <= MAX_NONCE);
            value.filter(|v| v.bytes().all(|b| b.is_ascii_graphic())).map(str::to_owned)
        };
        self.dpop = header("dpop-nonce").or_else(|| self.dpop.take());
        self.attestation = header("oauth-client-attestation-challenge").or_else(|| self.attestation.take());
    }
}

/// Who asks, and what is remembered for it.
pub(crate) struct Credentials<'a> {
    pub(crate) client_id: &'a str,
    /// The issuer identifier of the authorization server.
    pub(crate) server: &'a str,
    pub(crate) attestation: &'a str,
    pub(crate) nonces: &'a Nonces,
}

impl Credentials<'_> {
    /// Adds attestation, its proof and `DPoP`.
    pub(crate) fn authenticate(
        &self,
        request: HttpRequest,
        device: &Device<'_>,
    ) -> Result<HttpRequest, JoseError> {
        let mut request = self.with_dpop(request, None, device)?;
        let mut proof = BTreeMap::from([
            ("iss", json!(self.client_id)),
            ("aud", json!(self.server)),
            ("iat", json!(device.now)),
            ("jti", json!(random_text(device.entropy)?)),
        ]);
        proof.extend(self.nonces.attestation.as_ref().map(|challenge| ("challenge", json!(challenge))));
        let header = NewJwsHeader { typ: "oauth-client-attestation-pop+jwt", ..NewJwsHeader::default() };
        let proof = sign_compact(&header, &proof, &device.instance)?;
        request.headers.push(("oauth-client-attestation".to_owned(), self.attestation.to_owned()));
        request.headers.push(("oauth-client-attestation-pop".to_owned(), proof));
        Ok(request)
    }

    /// Adds `DPoP`, and the access token that it belongs to, if there is one.
    pub(crate) fn with_dpop(
        &self,
        mut request: HttpRequest,
        access_token: Option<&str>,
        device: &Device<'_>,
    ) -> Result<HttpRequest, JoseError> {
        let place = request.url.split(['?', '#']).next().unwrap_or_default();
        let method = match request.method {
            HttpMethod::Get => "GET",
            HttpMethod::Post => "POST",
        };
        let mut claims: BTreeMap<&str, Value> = BTreeMap::from([
            ("htm", json!(method)),
            ("htu", json!(place)),
            ("iat", json!(device.now)),
            ("jti", json!(random_text(device.entropy)?)),
        ]);
        claims.extend(self.nonces.dpop.as_ref().map(|nonce| ("nonce", json!(nonce))));
        claims.extend(access_token.map(|token| ("ath", json!(base64url::sha256(token.as_bytes())))));
        let jwk = Some(device.instance.public_key()?);
        let header = NewJwsHeader { typ: "dpop+jwt", jwk, ..NewJwsHeader::default() };
        request.headers.push(("dpop".to_owned(), sign_compact(&header, &claims, &device.instance)?));
        request
            .headers
            .extend(access_token.map(|token| ("authorization".to_owned(), format!("DPoP {token}"))));
        Ok(request)
    }
}
