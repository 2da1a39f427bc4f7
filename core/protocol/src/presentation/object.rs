//! The signed request object: every check between an answer from the network and something a person may see.

use super::code::{ClientId, RequestFetch};
use super::context::{Binding, ServiceContext};
use super::metadata::{Encryption, SelfDescription};
use super::{CredentialQuery, NonceMemory, PresentationError, Refusal, VerifiedRequest};
use crate::form;
use crate::url::HttpsUrl;
use mien_credential::jose::CompactJws;
use mien_credential::x509::{TrustAnchors, VerifiedCertificate};
use mien_credential::{JoseError, json};
use mien_ports::{HttpMethod, HttpRequest, HttpResponse};
use serde_json::{Map, Value};

const TYPE: &str = "oauth-authz-req+jwt";
const MEDIA_TYPE: &str = "application/oauth-authz-req+jwt";
const AUDIENCE: &str = "https://self-issued.me/v2";
/// How long a request may be good, and how far the clocks of phone and server may differ, in seconds.
const MAX_LIFETIME: u64 = 300;
const CLOCK_SKEW: u64 = 30;
const MIN_NONCE: usize = 16;
const MAX_STRING: usize = 1024;
const MAX_ANSWER: usize = 16 * 1024;

/// Whether an expiry lies ahead, but not further than a request may be good.
pub(super) fn is_near(exp: u64, now: u64) -> bool {
    exp.saturating_add(CLOCK_SKEW) > now && exp <= now.saturating_add(MAX_LIFETIME + CLOCK_SKEW)
}

impl RequestFetch {
    /// Verifies the answer: type, signature, certificate chain to `verifiers`, identity, freshness, and that
    /// everything asked for is something this app understands. `now` is in seconds since 1970.
    ///
    /// # Errors
    /// A [`Refusal`]. Send its report if there is one; show what its error says.
    pub fn verify(
        self,
        response: &HttpResponse,
        verifiers: &TrustAnchors,
        now: u64,
        seen: &mut dyn NonceMemory,
    ) -> Result<VerifiedRequest, Refusal> {
        let jws = CompactJws::parse(body(response)?).map_err(PresentationError::Request)?;
        jws.expect_type(TYPE).map_err(PresentationError::Request)?;
        let certificate = verifiers.verify(&jws.header().x5c, now).map_err(PresentationError::Certificate)?;
        let payload = jws.verify(certificate.key()).map_err(PresentationError::Request)?;
        let origin = self.origin(&payload, &certificate)?;
        // From here on it is proven who asks: that party may be told what is wrong.
        let report = |error: PresentationError| {
            let report = error.wire().map(|code| Box::new(origin.error(code)));
            Refusal { error, report, domain: Some(origin.response_uri.host().to_owned()) }
        };
        let object = Object { payload: &payload, now };
        object.check(self.wallet_nonce.as_deref()).map_err(report)?;
        let nonce = object.nonce().map_err(report)?;
        let binding = Binding {
            verifiers,
            certificate: certificate.x509_hash(),
            client_id: self.client_id.full(),
            host: origin.response_uri.host(),
            nonce: &nonce,
            now,
        };
        let service = ServiceContext::find(payload.get("verifier_info"), &binding).map_err(report)?;
        let query = CredentialQuery::from_json(payload.get("dcql_query")).map_err(report)?;
        let encryption = Encryption::from_metadata(payload.get("client_metadata")).map_err(report)?;
        let until = payload.get("exp").and_then(Value::as_u64).unwrap_or(now).saturating_add(CLOCK_SKEW);
        if !seen.remember(self.client_id.full(), &nonce, until, now) {
            return Err(report(PresentationError::AlreadyUsed));
        }
        let client_id = self.client_id.full().to_owned();
        let chain = jws.header().x5c.clone();
        let described = SelfDescription::from_metadata(payload.get("client_metadata"));
        Ok(VerifiedRequest { client_id, nonce, origin, service, described, query, encryption, chain })
    }

    /// Who asks and where the answer goes: the client identifier, the certificate and the host of `response_uri`
    /// must all name the same party.
    fn origin(
        &self,
        payload: &Map<String, Value>,
        certificate: &VerifiedCertificate,
    ) -> Result<Origin, PresentationError> {
        let string = |name: &str| payload.get(name).and_then(Value::as_str);
        if string("client_id") != Some(self.client_id.full()) {
            return Err(PresentationError::Identity);
        }
        let response_uri = string("response_uri").and_then(HttpsUrl::parse);
        let response_uri = response_uri.ok_or(PresentationError::Member { member: "response_uri" })?;
        let identified = match &self.client_id {
            ClientId::Dns { host, .. } => host == response_uri.host(),
            ClientId::Hash { hash, .. } => hash == certificate.x509_hash(),
        };
        if !identified || !certificate.is_for(response_uri.host()) {
            return Err(PresentationError::Identity);
        }
        let state = match payload.get("state") {
            None => None,
            Some(Value::String(state)) if json::is_plain(state, MAX_STRING) => Some(state.clone()),
            Some(_) => return Err(PresentationError::Member { member: "state" }),
        };
        Ok(Origin { response_uri, state })
    }
}

/// Where answers go. Exists only after the party behind it was proven.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    pub(super) response_uri: HttpsUrl,
    pub(super) state: Option<String>,
}

impl Origin {
    /// A form to post.
    pub(super) fn post(&self, pairs: &[(&str, &str)]) -> HttpRequest {
        post_form(&self.response_uri, pairs)
    }

    /// An error to post; nothing in it is secret, so it needs no encryption.
    pub(super) fn error(&self, code: &str) -> HttpRequest {
        let mut pairs = vec![("error", code)];
        pairs.extend(self.state.as_deref().map(|state| ("state", state)));
        self.post(&pairs)
    }
}

/// A form to post, answered in JSON.
pub(super) fn post_form(to: &HttpsUrl, pairs: &[(&str, &str)]) -> HttpRequest {
    HttpRequest {
        method: HttpMethod::Post,
        url: to.as_str().to_owned(),
        headers: vec![
            ("accept".to_owned(), "application/json".to_owned()),
            ("content-type".to_owned(), form::CONTENT_TYPE.to_owned()),
        ],
        body: form::encode(pairs).into_bytes(),
        max_response_bytes: MAX_ANSWER,
    }
}

/// The request object from a 200 answer of the right type.
fn body(response: &HttpResponse) -> Result<&str, PresentationError> {
    let status = response.status;
    match status {
        200 => {}
        404 => return Err(PresentationError::Expired),
        410 => return Err(PresentationError::AlreadyUsed),
        429 | 500..=599 => return Err(PresentationError::Unavailable { status }),
        _ => return Err(PresentationError::UnexpectedAnswer { status }),
    }
    let media_type = response.header("content-type").and_then(|v| v.split(';').next()).unwrap_or_default();
    if !media_type.trim().eq_ignore_ascii_case(MEDIA_TYPE) {
        return Err(PresentationError::UnexpectedAnswer { status });
    }
    str::from_utf8(&response.body).map_err(|_| PresentationError::Request(JoseError::Malformed))
}

struct Object<'a> {
    payload: &'a Map<String, Value>,
    now: u64,
}

impl Object<'_> {
    fn check(&self, wallet_nonce: Option<&str>) -> Result<(), PresentationError> {
        let refuse = |member| Err(PresentationError::Member { member });
        if wallet_nonce.is_some_and(|nonce| !self.is("wallet_nonce", nonce)) {
            return Err(PresentationError::WalletNonce);
        }
        if !self.is("response_type", "vp_token") {
            return refuse("response_type");
        }
        if !self.is("response_mode", "direct_post.jwt") {
            return refuse("response_mode");
        }
        // `redirect_uri` would compete with response_uri, the other two with the object itself.
        if let Some(member) = ["redirect_uri", "request", "request_uri"].into_iter().find(|m| self.has(m)) {
            return refuse(member);
        }
        if self.has("transaction_data") {
            return Err(PresentationError::TransactionData);
        }
        self.check_audience()?;
        self.check_times()
    }

    fn check_audience(&self) -> Result<(), PresentationError> {
        let fine = match self.payload.get("aud") {
            None => true,
            Some(Value::Array(list)) => list.iter().any(|a| a.as_str() == Some(AUDIENCE)),
            Some(audience) => audience.as_str() == Some(AUDIENCE),
        };
        if fine { Ok(()) } else { Err(PresentationError::Member { member: "aud" }) }
    }

    fn check_times(&self) -> Result<(), PresentationError> {
        let exp = self.time("exp")?.ok_or(PresentationError::Member { member: "exp" })?;
        if exp.saturating_add(CLOCK_SKEW) <= self.now {
            return Err(PresentationError::Expired);
        }
        if !is_near(exp, self.now) {
            return Err(PresentationError::Member { member: "exp" });
        }
        for member in ["iat", "nbf"] {
            if self.time(member)?.is_some_and(|t| t > self.now.saturating_add(CLOCK_SKEW)) {
                return Err(PresentationError::Member { member });
            }
        }
        Ok(())
    }

    /// The verifier's nonce: URL-safe, long enough that nobody can guess it.
    fn nonce(&self) -> Result<String, PresentationError> {
        let nonce = self.payload.get("nonce").and_then(Value::as_str);
        let url_safe = |n: &&str| n.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
        nonce
            .filter(|n| (MIN_NONCE..=MAX_STRING).contains(&n.len()))
            .filter(url_safe)
            .map(str::to_owned)
            .ok_or(PresentationError::Member { member: "nonce" })
    }

    fn is(&self, member: &str, value: &str) -> bool {
        self.payload.get(member).and_then(Value::as_str) == Some(value)
    }

    fn has(&self, member: &str) -> bool {
        self.payload.contains_key(member)
    }

    fn time(&self, member: &'static str) -> Result<Option<u64>, PresentationError> {
        match self.payload.get(member) {
            None => Ok(None),
            Some(value) => value.as_u64().map(Some).ok_or(PresentationError::Member { member }),
        }
    }
}
