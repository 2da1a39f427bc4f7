//! From a signed payload with digests and a set of disclosures to the claims (RFC 9901, section 7.1, step 3).

use super::disclosure::Disclosure;
use super::{ClaimPath, CredentialError, PathElement};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// How deep disclosures may nest in claims.
const MAX_DEPTH: usize = 24;

/// Claims that a verifier decides by: a holder who could withhold them could hide an expiry or a revocation
/// (draft-ietf-oauth-sd-jwt-vc, section 2.2.2.2).
const NEVER_HIDDEN: [&str; 7] = ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"];

/// The claims, and the place of each disclosure in them (in the order of the disclosures).
pub(super) struct Resolved {
    pub(super) claims: Value,
    pub(super) places: Vec<ClaimPath>,
}

/// Puts every disclosure in its place. A disclosure that belongs nowhere, a digest that occurs twice and a name that
/// is there already are errors: each is a way to show one thing and to have signed another.
pub(super) fn resolve(
    payload: &Map<String, Value>,
    disclosures: &[Disclosure],
) -> Result<Resolved, CredentialError> {
    let mut by_digest = HashMap::new();
    for (index, disclosure) in disclosures.iter().enumerate() {
        if by_digest.insert(disclosure.digest.as_str(), (index, disclosure)).is_some() {
            return Err(CredentialError::Disclosure);
        }
    }
    let mut walk =
        Walk { by_digest, seen: HashSet::new(), places: vec![None; disclosures.len()], path: Vec::new() };
    let mut top = payload.clone();
    if top.remove("_sd_alg").is_some_and(|alg| alg != "sha-256") {
        return Err(CredentialError::DigestAlgorithm);
    }
    let claims = Value::Object(walk.object(top)?);
    let places: Vec<ClaimPath> =
        walk.places.into_iter().collect::<Option<_>>().ok_or(CredentialError::Disclosure)?;
    if places.iter().any(|place| NEVER_HIDDEN.iter().any(|name| *place == ClaimPath::name(name))) {
        return Err(CredentialError::Disclosure);
    }
    Ok(Resolved { claims, places })
}

struct Walk<'a> {
    by_digest: HashMap<&'a str, (usize, &'a Disclosure)>,
    seen: HashSet<String>,
    places: Vec<Option<ClaimPath>>,
    path: Vec<PathElement>,
}

impl<'a> Walk<'a> {
    fn value(&mut self, value: Value, step: PathElement) -> Result<Value, CredentialError> {
        if self.path.len() == MAX_DEPTH {
            return Err(CredentialError::Disclosure);
        }
        self.path.push(step);
        let value = match value {
            Value::Object(map) => Value::Object(self.object(map)?),
            Value::Array(list) => Value::Array(self.array(list)?),
            other => other,
        };
        self.path.pop();
        Ok(value)
    }

    fn object(&mut self, mut map: Map<String, Value>) -> Result<Map<String, Value>, CredentialError> {
        let digests = match map.remove("_sd") {
            None => Vec::new(),
            Some(Value::Array(digests)) => digests,
            Some(_) => return Err(CredentialError::Disclosure),
        };
        // `...` means an array element, `_sd_alg` stands at the top only.
        if map.contains_key("...") || map.contains_key("_sd_alg") {
            return Err(CredentialError::Disclosure);
        }
        let mut out = Map::new();
        for (name, value) in map {
            let value = self.value(value, PathElement::Name(name.clone()))?;
            out.insert(name, value);
        }
        for digest in digests {
            let Some(disclosure) = self.disclosed(&digest)? else { continue };
            let name = disclosure.name.clone().ok_or(CredentialError::Disclosure)?;
            let step = PathElement::Name(name.clone());
            self.place(disclosure, step.clone());
            let value = self.value(disclosure.value.clone(), step)?;
            if out.insert(name, value).is_some() {
                return Err(CredentialError::Disclosure);
            }
        }
        Ok(out)
    }

    fn array(&mut self, list: Vec<Value>) -> Result<Vec<Value>, CredentialError> {
        let mut out = Vec::with_capacity(list.len());
        for element in list {
            let digest = element.as_object().and_then(|o| o.get("...").filter(|_| o.len() == 1));
            let step = PathElement::Index(out.len());
            let value = match digest {
                None => self.value(element, step)?,
                Some(digest) => {
                    let Some(disclosure) = self.disclosed(digest)? else { continue };
                    if disclosure.name.is_some() {
                        return Err(CredentialError::Disclosure);
                    }
                    self.place(disclosure, step.clone());
                    self.value(disclosure.value.clone(), step)?
                }
            };
            out.push(value);
        }
        Ok(out)
    }

    /// The disclosure of a digest; `None` for a decoy or one that was withheld.
    fn disclosed(&mut self, digest: &Value) -> Result<Option<&'a Disclosure>, CredentialError> {
        let digest = digest.as_str().ok_or(CredentialError::Disclosure)?;
        if !self.seen.insert(digest.to_owned()) {
            return Err(CredentialError::Disclosure);
        }
        Ok(self.by_digest.get(digest).map(|(_, disclosure)| *disclosure))
    }

    fn place(&mut self, disclosure: &Disclosure, step: PathElement) {
        let mut path = self.path.clone();
        path.push(step);
        let index = self.by_digest.get(disclosure.digest.as_str()).map(|(index, _)| *index);
        if let Some(slot) = index.and_then(|i| self.places.get_mut(i)) {
            *slot = Some(ClaimPath::from_elements(path));
        }
    }
}

#[cfg(test)]
#[path = "resolve_tests.rs"]
mod tests;
