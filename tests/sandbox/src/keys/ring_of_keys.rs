//! All keys of one sandbox.

use super::authority::{Authority, Leaf, LeafUse, write_private};
use super::jwe::ResponseKey;
use super::jws::JwsKey;
use crate::error::SandboxError;
use crate::random::{b64, bytes, from_b64};
use ring::digest::{SHA256, digest};
use ring::hmac;
use std::fs;
use std::path::Path;

/// Three roots that trust nothing of one another, the leaves under them, and the provider's own keys.
pub(crate) struct Keys {
    /// The TLS server's certificate and key.
    pub(crate) tls: Leaf,
    /// Signs request objects and the service's context, under `verifier-root.pem`.
    pub(crate) requests: JwsKey,
    /// Signs the requests of the demo service as a verifier of its own, under `verifier-root.pem`, too.
    pub(crate) service_requests: JwsKey,
    /// Signs credentials, under `issuer-root.pem`.
    pub(crate) credentials: JwsKey,
    /// Signs ID tokens; published in the JWKS.
    pub(crate) id_tokens: JwsKey,
    /// The wallet provider's: signs attestations of installations.
    pub(crate) attestations: JwsKey,
    /// Signs the trust list; its public half is in `trust-list-key.json`.
    pub(crate) trust_list: JwsKey,
    /// Templates of faces are encrypted to this key.
    pub(crate) face_scalar: Vec<u8>,
    /// Signs tasks of the "not a robot" check; new at each start.
    robots: hmac::Key,
    /// Derives pairwise subjects and account lookups.
    pseudonyms: hmac::Key,
    /// Derives CSRF tokens; new at each start.
    forms: hmac::Key,
}

impl Keys {
    /// Reads or makes all keys in `dir`. Roots and the ID-token key are kept; leaves are new at each start.
    pub(crate) fn open(dir: &Path, issuer: &str, now: i64) -> Result<Self, SandboxError> {
        let tls = Authority::open(dir, "ca", "Mien sandbox TLS root", now)?;
        let verifier = Authority::open(dir, "verifier-root", "Mien sandbox verifier root", now)?;
        let issuing = Authority::open(dir, "issuer-root", "Mien sandbox issuer root", now)?;
        let uri = LeafUse::Signing { uri: issuer };
        let requests = verifier.leaf("Mien sandbox login", &uri, now)?;
        let shop = verifier.leaf("Harbour Duty Free", &uri, now)?;
        let credentials = issuing.leaf("Mien sandbox issuer", &uri, now)?;
        Ok(Self {
            tls: tls.leaf("localhost", &LeafUse::Tls, now)?,
            requests: JwsKey::new(&requests.key_pkcs8, vec![requests.certificate])?,
            service_requests: JwsKey::new(&shop.key_pkcs8, vec![shop.certificate])?,
            credentials: JwsKey::new(&credentials.key_pkcs8, vec![credentials.certificate])?,
            id_tokens: JwsKey::new(
                &kept(&dir.join("id-token.key"), || Ok(rcgen::KeyPair::generate()?.serialize_der()))?,
                Vec::new(),
            )?,
            attestations: JwsKey::new(
                &kept(&dir.join("wallet-provider.key"), || Ok(rcgen::KeyPair::generate()?.serialize_der()))?,
                Vec::new(),
            )?,
            trust_list: JwsKey::new(
                &kept(&dir.join("trust-list.key"), || Ok(rcgen::KeyPair::generate()?.serialize_der()))?,
                Vec::new(),
            )?,
            face_scalar: ResponseKey::generate()?.scalar,
            robots: hmac::Key::new(hmac::HMAC_SHA256, &bytes::<32>()?),
            pseudonyms: hmac::Key::new(
                hmac::HMAC_SHA256,
                &kept(&dir.join("pseudonym.key"), || Ok(bytes::<32>()?.to_vec()))?,
            ),
            forms: hmac::Key::new(hmac::HMAC_SHA256, &bytes::<32>()?),
        })
    }

    /// A pseudonym that is stable for `parts` and reveals none of them.
    pub(crate) fn pseudonym(&self, parts: &[&str]) -> String {
        b64(hmac::sign(&self.pseudonyms, parts.join("\0").as_bytes()).as_ref())
    }

    /// The CSRF token of a form shown to this browser.
    pub(crate) fn form_token(&self, browser: &str, form: &str) -> String {
        b64(hmac::sign(&self.forms, format!("{browser}\0{form}").as_bytes()).as_ref())
    }

    /// The signature of a task of the "not a robot" check.
    pub(crate) fn robot_signature(&self, challenge: &str) -> Vec<u8> {
        hmac::sign(&self.robots, challenge.as_bytes()).as_ref().to_vec()
    }

    /// The client identifier in the form `x509_hash:` of the request-signing leaf.
    pub(crate) fn x509_hash(&self) -> String {
        self.requests.chain().first().map(|leaf| b64(digest(&SHA256, leaf).as_ref())).unwrap_or_default()
    }
}

/// Secret bytes kept in a private file.
fn kept(path: &Path, make: impl Fn() -> Result<Vec<u8>, SandboxError>) -> Result<Vec<u8>, SandboxError> {
    if path.exists() {
        let text = fs::read_to_string(path).map_err(SandboxError::StateDirectory)?;
        return from_b64(text.trim()).ok_or(SandboxError::Certificates);
    }
    let secret = make()?;
    write_private(path, &b64(&secret))?;
    Ok(secret)
}
