//! One party of a trust list.

use super::TrustListError;
use crate::base64url;
use crate::json;
use crate::x509::TrustAnchors;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const MAX_HOSTS: usize = 32;
const MAX_ANCHORS: usize = 8;
const MAX_LANGUAGES: usize = 16;
const MAX_TEXT: usize = 480;
const MAX_HOST: usize = 253;

/// What a verifier may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Log people in to services.
    Login,
    /// Ask for claims for itself.
    Presentation,
}

/// A verifier that the deployment vouches for.
#[derive(Debug, Clone)]
pub struct TrustedVerifier {
    /// Its name by language tag.
    pub name: BTreeMap<String, String>,
    /// What it is allowed to ask for, in words, by language tag; may be empty.
    pub purpose: BTreeMap<String, String>,
    /// What it is allowed to ask for.
    pub purposes: Vec<Purpose>,
    /// The hosts that answers may go to, in lower case.
    pub hosts: Vec<String>,
    /// The authorities that certify its requests.
    pub anchors: TrustAnchors,
}

/// An issuer that the deployment vouches for.
#[derive(Debug, Clone)]
pub struct TrustedIssuer {
    /// Its name by language tag.
    pub name: BTreeMap<String, String>,
    /// The hosts that credentials may come from, in lower case.
    pub hosts: Vec<String>,
    /// The authorities that certify its credentials.
    pub anchors: TrustAnchors,
}

impl TrustedVerifier {
    pub(super) fn read(entry: &Value) -> Result<Self, TrustListError> {
        let entry = members(entry, &["name", "purpose", "purposes", "hosts", "x5c"])?;
        let refused = TrustListError::Member { member: "purposes" };
        let purposes = entry.get("purposes").and_then(Value::as_array).filter(|list| !list.is_empty());
        let purpose = |value: &Value| match value.as_str() {
            Some("login") => Ok(Purpose::Login),
            Some("presentation") => Ok(Purpose::Presentation),
            _ => Err(refused),
        };
        Ok(Self {
            name: texts(entry.get("name"), "name")?,
            purpose: entry
                .get("purpose")
                .map_or_else(|| Ok(BTreeMap::new()), |text| texts(Some(text), "purpose"))?,
            purposes: purposes.ok_or(refused)?.iter().map(purpose).collect::<Result<_, _>>()?,
            hosts: hosts(entry)?,
            anchors: anchors(entry)?,
        })
    }
}

impl TrustedIssuer {
    pub(super) fn read(entry: &Value) -> Result<Self, TrustListError> {
        let entry = members(entry, &["name", "hosts", "x5c"])?;
        Ok(Self { name: texts(entry.get("name"), "name")?, hosts: hosts(entry)?, anchors: anchors(entry)? })
    }
}

/// An object with these members and no others.
pub(super) fn members<'a>(
    value: &'a Value,
    known: &[&str],
) -> Result<&'a Map<String, Value>, TrustListError> {
    let refused = TrustListError::Member { member: "unknown" };
    let object = value.as_object().ok_or(refused)?;
    if object.keys().all(|name| known.contains(&name.as_str())) { Ok(object) } else { Err(refused) }
}

fn texts(value: Option<&Value>, member: &'static str) -> Result<BTreeMap<String, String>, TrustListError> {
    let refused = TrustListError::Member { member };
    let map = value.and_then(Value::as_object).filter(|map| (1..=MAX_LANGUAGES).contains(&map.len()));
    let text = |(tag, text): (&String, &Value)| {
        let text = text.as_str().filter(|text| json::is_plain(text, MAX_TEXT) && json::is_plain(tag, 35))?;
        Some((tag.clone(), text.to_owned()))
    };
    map.ok_or(refused)?.iter().map(text).collect::<Option<_>>().ok_or(refused)
}

fn hosts(entry: &Map<String, Value>) -> Result<Vec<String>, TrustListError> {
    let refused = TrustListError::Member { member: "hosts" };
    let list = entry.get("hosts").and_then(Value::as_array);
    let list = list.filter(|list| (1..=MAX_HOSTS).contains(&list.len())).ok_or(refused)?;
    let host = |value: &Value| {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
        let host =
            value.as_str().filter(|host| (1..=MAX_HOST).contains(&host.len()) && host.bytes().all(plain))?;
        Some(host.to_owned())
    };
    list.iter().map(host).collect::<Option<_>>().ok_or(refused)
}

fn anchors(entry: &Map<String, Value>) -> Result<TrustAnchors, TrustListError> {
    let refused = TrustListError::Member { member: "x5c" };
    let list = entry.get("x5c").and_then(Value::as_array);
    let list = list.filter(|list| (1..=MAX_ANCHORS).contains(&list.len())).ok_or(refused)?;
    let certificate = |value: &Value| value.as_str().and_then(base64url::decode_standard);
    let certificates: Vec<Vec<u8>> = list.iter().map(certificate).collect::<Option<_>>().ok_or(refused)?;
    Ok(TrustAnchors::from_der(certificates)?)
}
