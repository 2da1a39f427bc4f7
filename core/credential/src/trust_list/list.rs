//! The list: verified, then asked.

use super::entry::members;
use super::{Purpose, TYPE, TrustListError, TrustedIssuer, TrustedVerifier};
use crate::jose::{CompactJws, PublicKey};
use crate::x509::TrustAnchors;
use serde_json::Value;

/// A list of some hundred parties with a certificate each.
const MAX_LIST: usize = 512 * 1024;
const MAX_ENTRIES: usize = 256;
/// How far the clocks of deployment and device may differ, in seconds.
const CLOCK_SKEW: u64 = 300;

/// A trust list that the pinned key has signed.
#[derive(Debug, Clone)]
pub struct TrustList {
    text: String,
    version: u64,
    issued_at: u64,
    expires_at: u64,
    verifiers: Vec<TrustedVerifier>,
    issuers: Vec<TrustedIssuer>,
}

impl TrustList {
    /// Reads a list and verifies its signature by `key`. Times are another matter: see [`check_times`](Self::check_times).
    ///
    /// # Errors
    /// [`TrustListError`]
    pub fn verify(text: &str, key: &PublicKey) -> Result<Self, TrustListError> {
        let text = text.trim_ascii();
        let jws = CompactJws::parse_up_to(text, MAX_LIST)?;
        jws.expect_type(TYPE)?;
        let payload = Value::Object(jws.verify(key)?);
        let payload = members(&payload, &["version", "iat", "exp", "verifiers", "issuers"])?;
        let number = |member: &'static str| {
            payload.get(member).and_then(Value::as_u64).ok_or(TrustListError::Member { member })
        };
        let entries = |member: &'static str| {
            let list = payload.get(member).and_then(Value::as_array).filter(|list| list.len() <= MAX_ENTRIES);
            list.ok_or(TrustListError::Member { member })
        };
        Ok(Self {
            text: text.to_owned(),
            version: number("version")?,
            issued_at: number("iat")?,
            expires_at: number("exp")?,
            verifiers: entries("verifiers")?.iter().map(TrustedVerifier::read).collect::<Result<_, _>>()?,
            issuers: entries("issuers")?.iter().map(TrustedIssuer::read).collect::<Result<_, _>>()?,
        })
    }

    /// Whether the list may be used at `now` (seconds since 1970).
    ///
    /// # Errors
    /// [`TrustListError::Expired`] or [`TrustListError::NotYetValid`].
    pub fn check_times(&self, now: u64) -> Result<(), TrustListError> {
        if self.expires_at.saturating_add(CLOCK_SKEW) <= now {
            return Err(TrustListError::Expired);
        }
        if self.issued_at > now.saturating_add(CLOCK_SKEW) {
            return Err(TrustListError::NotYetValid);
        }
        Ok(())
    }

    /// Takes the place of `before` if it is newer; the very same list is taken, too.
    ///
    /// # Errors
    /// [`TrustListError::Rollback`]
    pub fn supersede(self, before: &Self) -> Result<Self, TrustListError> {
        let same = self.version == before.version && self.text == before.text;
        if self.version > before.version || same { Ok(self) } else { Err(TrustListError::Rollback) }
    }

    /// The text as received: what to store.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its number; grows with each change.
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// When it was made, in seconds since 1970.
    pub const fn issued_at(&self) -> u64 {
        self.issued_at
    }

    /// When it runs out, in seconds since 1970.
    pub const fn expires_at(&self) -> u64 {
        self.expires_at
    }

    /// The authorities of all verifiers, for the first look at a signature. [`verifier`](Self::verifier) decides.
    pub fn verifier_anchors(&self) -> TrustAnchors {
        TrustAnchors::union(self.verifiers.iter().map(|verifier| &verifier.anchors))
    }

    /// The entry by which the party with this certificate chain (DER, leaf first) may ask for `purpose` and get the answer at `host`;
    /// `None` when there is none: it must not be shown to anybody.
    pub fn verifier(
        &self,
        host: &str,
        purpose: Purpose,
        chain: &[Vec<u8>],
        now: u64,
    ) -> Option<&TrustedVerifier> {
        self.verifiers.iter().find(|verifier| {
            verifier.purposes.contains(&purpose)
                && verifier.hosts.iter().any(|known| known == host)
                && verifier.anchors.verify(chain, now).is_ok()
        })
    }

    /// Whether links to `host` may be followed: some verifier is there.
    pub fn knows_host(&self, host: &str) -> bool {
        self.verifiers.iter().any(|verifier| verifier.hosts.iter().any(|known| known == host))
    }

    /// The authorities of all issuers.
    pub fn issuer_anchors(&self) -> TrustAnchors {
        TrustAnchors::union(self.issuers.iter().map(|issuer| &issuer.anchors))
    }

    /// The hosts of all issuers.
    pub fn issuer_hosts(&self) -> Vec<String> {
        self.issuers.iter().flat_map(|issuer| issuer.hosts.iter().cloned()).collect()
    }
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
