//! What survives the end of the app: enough to ask the server where the enrolment stands. It holds secrets of the flow (the
//! code verifier) and none of the person's: seal it.

use super::requests::{Provider, Purpose};
use crate::oauth::Verifier;
use mien_credential::json;
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// Form of the bytes.
const VERSION: u64 = 1;
const MAX: usize = 16 * 1024;

/// The parts of a flow that are kept.
pub(super) struct Saved {
    pub(super) provider: Provider,
    pub(super) purpose: Purpose,
    pub(super) verifier: Verifier,
    pub(super) state: String,
    pub(super) auth_session: Option<String>,
}

impl Saved {
    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let value = json!({
            "version": VERSION,
            "issuer": self.provider.issuer,
            "configuration_id": self.provider.configuration_id,
            "attestation_endpoint": self.provider.attestation_endpoint,
            "client_id": self.provider.client_id,
            "redirect_uri": self.provider.redirect_uri,
            "sms_hash": self.provider.sms_hash,
            "purpose": self.purpose.name(),
            "verifier": self.verifier.secret(),
            "state": self.state,
            "auth_session": self.auth_session,
            "browser_only": self.provider.browser_only,
        });
        Zeroizing::new(value.to_string().into_bytes())
    }

    /// `None` for anything that was not written by [`to_bytes`](Self::to_bytes).
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let map = json::parse_object(bytes.get(..bytes.len().min(MAX))?).ok()?;
        let text = |name: &str| map.get(name).and_then(Value::as_str).map(str::to_owned);
        (map.get("version").and_then(Value::as_u64) == Some(VERSION)).then_some(())?;
        Some(Self {
            provider: Provider {
                issuer: text("issuer")?,
                configuration_id: text("configuration_id")?,
                attestation_endpoint: text("attestation_endpoint")?,
                client_id: text("client_id")?,
                redirect_uri: text("redirect_uri")?,
                sms_hash: text("sms_hash"),
                browser_only: map.get("browser_only")?.as_bool()?,
            },
            purpose: Purpose::from_name(&text("purpose")?)?,
            verifier: Verifier::from_kept(&text("verifier")?)?,
            state: text("state")?,
            auth_session: text("auth_session"),
        })
    }
}
