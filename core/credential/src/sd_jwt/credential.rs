//! A credential as its holder has it.

use super::disclosure::Disclosure;
use super::key_binding::{KeyBinding, bind};
use super::resolve::{Resolved, resolve};
use super::{ClaimPath, CredentialError};
use crate::jose::{CompactJws, PublicKey, Signer};
use crate::json;
use crate::x509::TrustAnchors;
use serde_json::{Map, Value};
use std::fmt;

/// The `typ` of an SD-JWT VC.
pub const TYPE: &str = "dc+sd-jwt";
/// The longest credential that is read. A portrait in a claim fits.
pub(super) const MAX_TEXT: usize = 512 * 1024;
const MAX_DISCLOSURES: usize = 256;
const MAX_NAME: usize = 512;
/// How far the clocks of issuer and phone may differ, in seconds.
const CLOCK_SKEW: u64 = 60;

/// A credential: the issuer's signed part and all disclosures. Its `Debug` form shows no claim.
#[derive(Clone)]
pub struct Credential {
    text: String,
    issuer_jwt: String,
    disclosures: Vec<Disclosure>,
    resolved_places: Vec<ClaimPath>,
    claims: Value,
    vct: String,
    holder: PublicKey,
}

impl Credential {
    /// Reads and verifies a credential as received from an issuer: signature by `x5c` to `issuers`, type, digests,
    /// disclosures, holder key, times. `now` is in seconds since 1970; clocks may differ by a minute.
    ///
    /// # Errors
    /// A [`CredentialError`]; the credential must not be kept.
    pub fn verify(text: &str, issuers: &TrustAnchors, now: u64) -> Result<Self, CredentialError> {
        let credential = Self::read(text, |jws| {
            let certificate = issuers.verify(&jws.header().x5c, now)?;
            Ok(jws.verify(certificate.key())?)
        })?;
        credential.check_times(now)?;
        Ok(credential)
    }

    /// Reads a credential that [`verify`](Self::verify) accepted before it was stored. Checks the form again, but
    /// neither the signature nor the times: an expired credential can still be shown to its holder.
    ///
    /// # Errors
    /// A [`CredentialError`]; the stored record is damaged.
    pub fn from_storage(text: &str) -> Result<Self, CredentialError> {
        Self::read(text, |jws| Ok(jws.read_payload()?))
    }

    /// Whether the credential may be used at `now` (seconds since 1970).
    ///
    /// # Errors
    /// [`CredentialError::Expired`] or [`CredentialError::NotYetValid`].
    pub fn check_times(&self, now: u64) -> Result<(), CredentialError> {
        check_times(&self.claims, now)
    }

    /// The text as received: what to store.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The credential type.
    pub fn vct(&self) -> &str {
        &self.vct
    }

    /// The issuer's identifier (`iss`), as the issuer has signed it; empty where it names itself by its certificate only.
    pub fn issuer(&self) -> &str {
        self.claims.get("iss").and_then(Value::as_str).unwrap_or_default()
    }

    /// All claims, disclosures put in their places.
    pub fn claims(&self) -> &Value {
        &self.claims
    }

    /// The key that the credential is bound to.
    pub fn holder_key(&self) -> &PublicKey {
        &self.holder
    }

    /// When it expires, in seconds since 1970; `None` when it does not.
    pub fn expires_at(&self) -> Option<u64> {
        self.claims.get("exp").and_then(Value::as_u64)
    }

    /// Makes a presentation: the signed part, the disclosures that `paths` need and a key-binding JWT signed by the
    /// holder key. A path to an object or array discloses everything inside it; a path to a claim that is always
    /// visible needs no disclosure. `device_key` is the public half of `signer`'s key.
    ///
    /// # Errors
    /// [`CredentialError::NoSuchClaim`], [`CredentialError::HolderKey`] when `device_key` is not the key of this
    /// credential, [`CredentialError::Jose`] when the device does not sign.
    pub fn present(
        &self,
        paths: &[ClaimPath],
        binding: &KeyBinding<'_>,
        device_key: &PublicKey,
        signer: &dyn Signer,
    ) -> Result<String, CredentialError> {
        if *device_key != self.holder {
            return Err(CredentialError::HolderKey);
        }
        let disclosed = self.disclose(paths)?;
        let jwt = bind(&disclosed, binding, signer)?;
        Ok(disclosed + &jwt)
    }

    /// `issuer-jwt~disclosure~...~` with what `paths` need.
    fn disclose(&self, paths: &[ClaimPath]) -> Result<String, CredentialError> {
        if paths.iter().any(|path| path.select(&self.claims).is_empty()) {
            return Err(CredentialError::NoSuchClaim);
        }
        let needed = |place: &&ClaimPath| paths.iter().any(|path| path.touches(place));
        let mut out = format!("{}~", self.issuer_jwt);
        for (disclosure, _) in self.disclosures.iter().zip(&self.resolved_places).filter(|(_, p)| needed(p)) {
            out.push_str(&disclosure.text);
            out.push('~');
        }
        Ok(out)
    }

    fn read(
        text: &str,
        open: impl FnOnce(&CompactJws<'_>) -> Result<Map<String, Value>, CredentialError>,
    ) -> Result<Self, CredentialError> {
        // An issued credential ends with `~`: what follows the last one would be a key binding.
        let (issuer_jwt, rest) = split(text)?;
        let disclosures = match rest {
            "" => Vec::new(),
            rest => parse_disclosures(rest.strip_suffix('~').ok_or(CredentialError::Malformed)?)?,
        };
        let (payload, vct, holder) = read_issuer_jwt(issuer_jwt, open)?;
        let Resolved { claims, places } = resolve(&payload, &disclosures)?;
        Ok(Self {
            text: text.to_owned(),
            issuer_jwt: issuer_jwt.to_owned(),
            disclosures,
            resolved_places: places,
            claims,
            vct,
            holder,
        })
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("vct", &self.vct)
            .field("holder", &self.holder)
            .finish_non_exhaustive()
    }
}

/// The issuer's signed part and the rest after its `~`.
pub(super) fn split(text: &str) -> Result<(&str, &str), CredentialError> {
    if text.len() > MAX_TEXT {
        return Err(CredentialError::Malformed);
    }
    text.split_once('~').ok_or(CredentialError::Malformed)
}

/// The disclosures between two `~`; none for empty text.
pub(super) fn parse_disclosures(text: &str) -> Result<Vec<Disclosure>, CredentialError> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    if text.split('~').count() > MAX_DISCLOSURES {
        return Err(CredentialError::Malformed);
    }
    text.split('~').map(Disclosure::parse).collect()
}

/// Opens the signed part and reads what every credential must have.
pub(super) fn read_issuer_jwt(
    issuer_jwt: &str,
    open: impl FnOnce(&CompactJws<'_>) -> Result<Map<String, Value>, CredentialError>,
) -> Result<(Map<String, Value>, String, PublicKey), CredentialError> {
    let jws = CompactJws::parse(issuer_jwt)?;
    jws.expect_type(TYPE)?;
    let payload = open(&jws)?;
    // These claims must stand in the signed part itself: selectively disclosable, they could be withheld.
    let vct = payload.get("vct").and_then(Value::as_str).filter(|v| json::is_plain(v, MAX_NAME));
    let vct = vct.ok_or(CredentialError::RequiredClaim)?.to_owned();
    let jwk = payload.get("cnf").and_then(|cnf| cnf.get("jwk")).ok_or(CredentialError::RequiredClaim)?;
    let holder = PublicKey::from_jwk(jwk)?;
    Ok((payload, vct, holder))
}

/// `exp`, `nbf` and `iat` against `now`.
pub(super) fn check_times(claims: &Value, now: u64) -> Result<(), CredentialError> {
    let time = |name: &str| match claims.get(name) {
        None => Ok(None),
        Some(value) => value.as_u64().map(Some).ok_or(CredentialError::RequiredClaim),
    };
    if time("exp")?.is_some_and(|exp| exp.saturating_add(CLOCK_SKEW) <= now) {
        return Err(CredentialError::Expired);
    }
    let latest = now.saturating_add(CLOCK_SKEW);
    if time("nbf")?.is_some_and(|nbf| nbf > latest) || time("iat")?.is_some_and(|iat| iat > latest) {
        return Err(CredentialError::NotYetValid);
    }
    Ok(())
}

#[cfg(test)]
#[path = "credential_tests.rs"]
mod tests;
