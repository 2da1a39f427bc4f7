//! What is asked for (DCQL, OpenID4VP 1.0 section 6) and which held credentials answer it.

use super::PresentationError;
use mien_credential::sd_jwt::{ClaimPath, Credential};
use serde_json::Value;
use std::collections::HashMap;

const FORMAT: &str = "dc+sd-jwt";
const MAX_LIST: usize = 64;
const MAX_ID: usize = 128;

/// A query for one credential. Requests for several credentials at once are refused: no screen of this app could say
/// plainly what is being shared.
#[derive(Debug, Clone, PartialEq)]
pub struct CredentialQuery {
    pub(super) id: String,
    vct_values: Vec<String>,
    claims: Vec<ClaimQuery>,
    /// Alternatives, best first, as positions in `claims`; empty means: all claims.
    claim_sets: Vec<Vec<usize>>,
}

#[derive(Debug, Clone, PartialEq)]
struct ClaimQuery {
    path: ClaimPath,
    /// The values that are acceptable; empty means: any.
    values: Vec<Value>,
}

impl CredentialQuery {
    pub(super) fn from_json(query: Option<&Value>) -> Result<Self, PresentationError> {
        let refused = PresentationError::Member { member: "dcql_query" };
        let query = query.and_then(Value::as_object).ok_or(refused.clone())?;
        let credentials = query.get("credentials").and_then(Value::as_array).ok_or(refused.clone())?;
        let [credential] = credentials.as_slice() else { return Err(refused) };
        if credential.get("format").and_then(Value::as_str) != Some(FORMAT) {
            return Err(PresentationError::Format);
        }
        let out = Self::read(credential).ok_or(refused.clone())?;
        match query.get("credential_sets") {
            None => Ok(out),
            // With one credential a set can only say what is so already: give this one.
            Some(Value::Array(sets)) if sets.iter().all(|s| names_only(s, &out.id)) && !sets.is_empty() => {
                Ok(out)
            }
            Some(_) => Err(refused),
        }
    }

    fn read(credential: &Value) -> Option<Self> {
        let id = credential.get("id")?.as_str().filter(|id| is_id(id))?;
        // One presentation, always with key binding: a copy without it could be shown by anyone.
        let flag = |name: &str, value: bool| credential.get(name).is_none_or(|v| v.as_bool() == Some(value));
        if !flag("multiple", false) || !flag("require_cryptographic_holder_binding", true) {
            return None;
        }
        let vct_values = list(credential.get("meta")?.get("vct_values")?)?;
        let vct_values: Vec<String> =
            vct_values.iter().map(|v| v.as_str().map(str::to_owned)).collect::<Option<_>>()?;
        let mut ids = HashMap::new();
        let mut claims = Vec::new();
        for claim in credential.get("claims").map_or(Some([].as_slice()), list)? {
            if let Some(id) = claim.get("id") {
                let id = id.as_str().filter(|id| is_id(id))?;
                if ids.insert(id, claims.len()).is_some() {
                    return None;
                }
            }
            claims.push(ClaimQuery::read(claim)?);
        }
        let mut claim_sets = Vec::new();
        for set in credential.get("claim_sets").map_or(Some([].as_slice()), list)? {
            let set =
                list(set)?.iter().map(|id| ids.get(id.as_str()?).copied()).collect::<Option<Vec<_>>>()?;
            claim_sets.push(set);
        }
        (!vct_values.is_empty()).then(|| Self { id: id.to_owned(), vct_values, claims, claim_sets })
    }

    /// Every claim that may be asked for, for the screen. With alternatives a [`Candidate`] says which are shared.
    pub fn asked(&self) -> impl Iterator<Item = &ClaimPath> {
        self.claims.iter().map(|claim| &claim.path)
    }

    /// The credential types that are accepted.
    pub fn types(&self) -> &[String] {
        &self.vct_values
    }

    /// The credentials in `held` that answer the query at `now`, in the order given, each with the claims it takes
    /// and no more.
    pub fn candidates<'a>(&self, held: &'a [Credential], now: u64) -> Vec<Candidate<'a>> {
        let usable =
            |c: &&Credential| self.vct_values.iter().any(|v| v == c.vct()) && c.check_times(now).is_ok();
        held.iter()
            .filter(usable)
            .filter_map(|c| self.paths(c).map(|paths| Candidate { credential: c, paths }))
            .collect()
    }

    fn paths(&self, credential: &Credential) -> Option<Vec<ClaimPath>> {
        let all: Vec<usize> = (0..self.claims.len()).collect();
        let sets =
            if self.claim_sets.is_empty() { std::slice::from_ref(&all) } else { self.claim_sets.as_slice() };
        sets.iter().find_map(|set| {
            let claims = set.iter().map(|i| self.claims.get(*i)).collect::<Option<Vec<_>>>()?;
            claims
                .iter()
                .all(|claim| claim.fits(credential))
                .then(|| claims.into_iter().map(|claim| claim.path.clone()).collect())
        })
    }
}

impl ClaimQuery {
    fn read(claim: &Value) -> Option<Self> {
        let values = claim.get("values").map_or(Some([].as_slice()), list)?;
        let simple = values.iter().all(|v| v.is_string() || v.is_boolean() || v.is_i64() || v.is_u64());
        let path = ClaimPath::from_json(claim.get("path")?)?;
        simple.then(|| Self { path, values: values.to_vec() })
    }

    fn fits(&self, credential: &Credential) -> bool {
        let found = self.path.select(credential.claims());
        !found.is_empty() && (self.values.is_empty() || found.iter().any(|v| self.values.contains(v)))
    }
}

/// A held credential that answers a query, with what would be shared.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    credential: &'a Credential,
    paths: Vec<ClaimPath>,
}

impl<'a> Candidate<'a> {
    /// The credential.
    pub fn credential(&self) -> &'a Credential {
        self.credential
    }

    /// The claims that would be shared.
    pub fn paths(&self) -> &[ClaimPath] {
        &self.paths
    }

    /// The same with the values, for the screen.
    pub fn shared(&self) -> Vec<(&ClaimPath, Vec<&'a Value>)> {
        self.paths.iter().map(|path| (path, path.select(self.credential.claims()))).collect()
    }
}

/// A non-empty array of reasonable length.
fn list(value: &Value) -> Option<&[Value]> {
    value.as_array().map(Vec::as_slice).filter(|l| (1..=MAX_LIST).contains(&l.len()))
}

fn is_id(id: &str) -> bool {
    (1..=MAX_ID).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn names_only(set: &Value, id: &str) -> bool {
    let is_ours = |option: &Value| list(option).is_some_and(|ids| ids.iter().all(|i| i.as_str() == Some(id)));
    set.get("options").and_then(list).is_some_and(|options| options.iter().all(is_ours))
}

#[cfg(test)]
#[path = "dcql_tests.rs"]
mod tests;
