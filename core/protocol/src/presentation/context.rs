//! Who asks and what for: the verifier's signed description, in a `verifier_info` entry of format `rp-context+jwt`. Other
//! wallets ignore unknown formats, as the standard asks.
//!
//! In a login the verified domain is the identity provider's, and the description names the service that the person wants
//! to enter, which the provider has authenticated. A verifier that asks for itself describes itself, and gives no flow.

use super::PresentationError;
use crate::text::{LocalisedText, is_displayable};
use crate::url::HttpsUrl;
use mien_credential::jose::CompactJws;
use mien_credential::x509::TrustAnchors;
use serde_json::{Map, Value};

pub(super) const FORMAT: &str = "rp-context+jwt";

/// Where the person began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginFlow {
    /// On another device: the code was scanned. The two digits are mandatory.
    CrossDevice,
    /// On this device: a link was followed. The browser proves the session, no digits are asked.
    SameDevice,
}

/// The service that the login is for, as the identity provider describes it. Signed, bound to this request, but
/// written by others: show it as a quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceContext {
    /// The service's name.
    pub name: LocalisedText,
    /// The service's domain.
    pub domain: String,
    /// What the person is about to do.
    pub purpose: LocalisedText,
    /// Where the person began to log in; `None` when this is no login.
    pub flow: Option<LoginFlow>,
    /// The browser that shows the page, for example "Chromium on Linux".
    pub browser: Option<String>,
    /// When the login began, in seconds since 1970.
    pub started_at: Option<u64>,
    /// Where to tell the sender later that the request was not this person's: on the host that gets the answer.
    pub report_uri: Option<String>,
}

/// What the description must be bound to.
pub(super) struct Binding<'a> {
    pub(super) verifiers: &'a TrustAnchors,
    /// The hash of the certificate that signed the request.
    pub(super) certificate: &'a str,
    pub(super) client_id: &'a str,
    /// The host that gets the answer.
    pub(super) host: &'a str,
    pub(super) nonce: &'a str,
    pub(super) now: u64,
}

impl ServiceContext {
    /// Finds and checks the description in `verifier_info`. Absent is fine; present and wrong is not, because what
    /// it would take away is the demand for the two digits.
    pub(super) fn find(
        info: Option<&Value>,
        binding: &Binding<'_>,
    ) -> Result<Option<Self>, PresentationError> {
        let entries = match info {
            None => return Ok(None),
            Some(info) => info.as_array().ok_or(PresentationError::Member { member: "verifier_info" })?,
        };
        let mut ours = entries.iter().filter(|e| e.get("format").and_then(Value::as_str) == Some(FORMAT));
        match (ours.next(), ours.next()) {
            (None, _) => Ok(None),
            (Some(entry), None) => {
                Self::verify(entry, binding).map(Some).ok_or(PresentationError::ServiceContext)
            }
            _ => Err(PresentationError::ServiceContext),
        }
    }

    fn verify(entry: &Value, binding: &Binding<'_>) -> Option<Self> {
        let jws = CompactJws::parse(entry.get("data")?.as_str()?).ok()?;
        jws.expect_type(FORMAT).ok()?;
        let certificate = binding.verifiers.verify(&jws.header().x5c, binding.now).ok()?;
        let payload = jws.verify(certificate.key()).ok()?;
        let is = |name: &str, value: &str| payload.get(name).and_then(Value::as_str) == Some(value);
        let bound = certificate.x509_hash() == binding.certificate
            && is("client_id", binding.client_id)
            && is("nonce", binding.nonce)
            && payload
                .get("exp")
                .and_then(Value::as_u64)
                .is_some_and(|exp| super::object::is_near(exp, binding.now));
        if bound { Self::read(&payload, binding.host) } else { None }
    }

    fn read(payload: &Map<String, Value>, host: &str) -> Option<Self> {
        let string = |name: &str| payload.get(name).and_then(Value::as_str);
        let domain = string("domain")?;
        HttpsUrl::parse(&format!("https://{domain}/")).filter(|u| u.host() == domain)?;
        let browser = match payload.get("browser") {
            None | Some(Value::Null) => None,
            Some(value) => Some(value.as_str().filter(|b| is_displayable(b))?.to_owned()),
        };
        let flow = match payload.get("flow").map(Value::as_str) {
            None => None,
            Some(Some("cross_device")) => Some(LoginFlow::CrossDevice),
            Some(Some("same_device")) => Some(LoginFlow::SameDevice),
            Some(_) => return None,
        };
        // Whoever asks for itself has no other name than its own.
        if flow.is_none() && domain != host {
            return None;
        }
        let report_uri = match payload.get("report_uri") {
            None => None,
            // Reports say who this person is: they go to the party that has got the answer, and to nobody else.
            Some(uri) => Some(HttpsUrl::parse(uri.as_str()?).filter(|uri| uri.host() == host)?),
        };
        Some(Self {
            name: LocalisedText::from_json(payload.get("name")?)?,
            domain: domain.to_owned(),
            purpose: LocalisedText::from_json(payload.get("purpose")?)?,
            flow,
            browser,
            started_at: payload.get("started_at").and_then(Value::as_u64),
            report_uri: report_uri.map(|uri| uri.as_str().to_owned()),
        })
    }
}
