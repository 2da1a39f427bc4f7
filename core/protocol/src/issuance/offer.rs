//! Credential offers: the link, and the document (OpenID4VCI 1.0, section 4.1).

use super::IssuanceError;
use super::metadata::Wish;
use crate::form;
use crate::text::is_displayable;
use crate::url::HttpsUrl;
use mien_credential::json;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

const SCHEMES: [&str; 4] =
    ["openid-credential-offer://", "openid-credential-offer:", "haip-vci://", "haip-vci:"];
const MAX_LINK: usize = 8 * 1024;
const MAX_CODE: usize = 1024;
pub(super) const PRE_AUTHORIZED: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

/// What a link holds.
#[derive(Debug)]
pub(super) enum Link {
    /// The offer itself.
    Offer(Offer),
    /// Where the offer is.
    Reference(HttpsUrl),
}

/// The code that the issuer sent by another way (`tx_code`), as it describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionCode {
    /// Digits only; otherwise any characters.
    pub numeric: bool,
    /// How many characters, if the issuer says.
    pub length: Option<usize>,
    /// The issuer's own words on where the code was sent. Show it as a quotation.
    pub description: Option<String>,
}

impl TransactionCode {
    /// Whether typed text has the form of this code.
    pub fn fits(&self, typed: &str) -> bool {
        let count = typed.chars().count();
        (1..=64).contains(&count)
            && self.length.is_none_or(|length| length == count)
            && (!self.numeric || typed.bytes().all(|b| b.is_ascii_digit()))
    }

    fn from_json(value: &Value) -> Option<Self> {
        let map = value.as_object()?;
        let length = match map.get("length") {
            None => None,
            Some(length) => {
                Some(length.as_u64().filter(|l| (1..=64).contains(l)).and_then(|l| usize::try_from(l).ok())?)
            }
        };
        let numeric = match map.get("input_mode") {
            None => true,
            Some(mode) => ["numeric", "text"].contains(&mode.as_str()?).then(|| mode == "numeric")?,
        };
        let description = map.get("description").and_then(Value::as_str).filter(|d| is_displayable(d));
        Some(Self { numeric, length, description: description.map(str::to_owned) })
    }
}

/// A credential offer for a pre-authorized code.
#[derive(Debug)]
pub(super) struct Offer {
    pub(super) issuer: HttpsUrl,
    pub(super) configuration_id: String,
    pub(super) code: Zeroizing<String>,
    pub(super) tx_code: Option<TransactionCode>,
    /// Which authorization server, when the issuer has several.
    pub(super) server: Option<String>,
}

impl Link {
    /// Reads `openid-credential-offer://?credential_offer=...` or `...?credential_offer_uri=...`.
    pub(super) fn parse(text: &str) -> Result<Self, IssuanceError> {
        let begins =
            |scheme: &&&str| text.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme));
        let scheme = SCHEMES.iter().find(begins).filter(|_| text.len() <= MAX_LINK);
        let rest = scheme.and_then(|s| text.get(s.len()..)).ok_or(IssuanceError::NotAnOffer)?;
        // Some issuers put a host there, though it means nothing.
        let (_, query) = rest.split_once('?').ok_or(IssuanceError::NotAnOffer)?;
        let pairs = form::decode(query).ok_or(IssuanceError::NotAnOffer)?;
        let get = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value);
        match (get("credential_offer"), get("credential_offer_uri")) {
            (Some(offer), None) => Ok(Self::Offer(Offer::parse(offer.as_bytes())?)),
            (None, Some(uri)) => HttpsUrl::parse(uri).map(Self::Reference).ok_or(IssuanceError::NotAnOffer),
            _ => Err(IssuanceError::NotAnOffer),
        }
    }
}

impl Offer {
    /// Reads the JSON document.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, IssuanceError> {
        let broken = IssuanceError::Document { document: "offer" };
        let offer = json::parse_object(bytes).map_err(|_| broken.clone())?;
        let (issuer, configuration_id) = Self::head(&offer).ok_or(broken.clone())?;
        let grants = offer.get("grants").and_then(Value::as_object).ok_or(IssuanceError::Unsupported)?;
        let grant = grants.get(PRE_AUTHORIZED).ok_or(IssuanceError::Unsupported)?;
        let code =
            grant.get("pre-authorized_code").and_then(Value::as_str).filter(|c| json::is_plain(c, MAX_CODE));
        let tx_code = match grant.get("tx_code") {
            None => None,
            Some(value) => Some(TransactionCode::from_json(value).ok_or(broken.clone())?),
        };
        let server = match grant.get("authorization_server") {
            None => None,
            Some(value) => Some(value.as_str().ok_or(broken.clone())?.to_owned()),
        };
        let code = Zeroizing::new(code.ok_or(broken)?.to_owned());
        Ok(Self { issuer, configuration_id, code, tx_code, server })
    }

    /// What is asked of whom.
    pub(super) fn wish(&self) -> Wish<'_> {
        Wish {
            issuer: &self.issuer,
            configuration_id: &self.configuration_id,
            server: self.server.as_deref(),
        }
    }

    fn head(offer: &Map<String, Value>) -> Option<(HttpsUrl, String)> {
        let issuer =
            HttpsUrl::parse(offer.get("credential_issuer")?.as_str()?).filter(|u| u.query().is_none())?;
        let ids = offer.get("credential_configuration_ids")?.as_array()?;
        // Offers of several credentials begin with the one that matters; each further one needs its own offer.
        let id = ids.first()?.as_str().filter(|id| json::is_plain(id, MAX_CODE))?;
        Some((issuer, id.to_owned()))
    }
}

#[cfg(test)]
#[path = "offer_tests.rs"]
mod tests;
