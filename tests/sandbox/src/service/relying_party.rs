//! A small OpenID Connect client: discovery, code exchange with PKCE, ID token, userinfo. Blocking.

use super::sessions::Visit;
use crate::config::Client;
use crate::random::b64;
use crate::web::url::{encode, with_query};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mien_credential::jose::{CompactJws, PublicKey};
use ring::digest::{SHA256, digest};
use serde_json::{Map, Value};
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

const TIMEOUT: Duration = Duration::from_secs(10);
/// The provider's answers are a few kilobytes.
const MAX_ANSWER: u64 = 64 * 1024;
/// How far the clocks of service and provider may differ, in seconds.
const SKEW_S: i64 = 10;

/// The client side of OpenID Connect for one registration.
pub(crate) struct RelyingParty {
    agent: Agent,
    issuer: String,
    client: Client,
}

impl RelyingParty {
    /// A client of `issuer` that trusts the one TLS root `root` (DER).
    pub(crate) fn new(issuer: &str, client: Client, root: &[u8]) -> Self {
        let roots = RootCerts::new_with_certs(&[Certificate::from_der(root).to_owned()]);
        let agent = Agent::config_builder()
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .https_only(true)
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            .build()
            .into();
        Self { agent, issuer: issuer.to_owned(), client }
    }

    fn redirect_uri(&self) -> &str {
        self.client.redirect_uris.first().map(String::as_str).unwrap_or_default()
    }

    /// Where to send the browser. `again` asks for a login that is not older than this request.
    pub(super) fn authorization_url(
        &self,
        state: &str,
        nonce: &str,
        verifier: &str,
        again: bool,
    ) -> Option<String> {
        let metadata = self.metadata()?;
        let challenge = b64(digest(&SHA256, verifier.as_bytes()).as_ref());
        let parameters = [
            ("response_type", Some("code")),
            ("client_id", Some(self.client.id.as_str())),
            ("redirect_uri", Some(self.redirect_uri())),
            ("scope", Some("openid profile")),
            ("state", Some(state)),
            ("nonce", Some(nonce)),
            ("code_challenge", Some(challenge.as_str())),
            ("code_challenge_method", Some("S256")),
            ("prompt", again.then_some("login")),
            ("max_age", again.then_some("0")),
        ];
        Some(with_query(text(&metadata, "authorization_endpoint")?, &parameters))
    }

    /// Whether the `iss` parameter of an answer is this provider's (RFC 9207).
    pub(super) fn is_issuer(&self, iss: Option<&str>) -> bool {
        iss == Some(&self.issuer)
    }

    /// Redeems a code; `None` when anything does not fit.
    pub(super) fn exchange(&self, code: &str, nonce: &str, verifier: &str, now: i64) -> Option<Visit> {
        let metadata = self.metadata()?;
        let form = with_query(
            "",
            &[
                ("grant_type", Some("authorization_code")),
                ("code", Some(code)),
                ("redirect_uri", Some(self.redirect_uri())),
                ("code_verifier", Some(verifier)),
            ],
        );
        let basic = STANDARD.encode(format!("{}:{}", encode(&self.client.id), encode(&self.client.secret)));
        let request = self
            .agent
            .post(text(&metadata, "token_endpoint")?)
            .header("authorization", format!("Basic {basic}"))
            .content_type("application/x-www-form-urlencoded");
        let answer = read(request.send(form.trim_start_matches('?')).ok()?)?;
        let claims = self.id_token(text(&answer, "id_token")?, &metadata)?;
        let is = |name: &str, value: &str| claims.get(name).and_then(Value::as_str) == Some(value);
        let time = |name: &str| claims.get(name).and_then(Value::as_i64);
        let fits = is("iss", &self.issuer)
            && is("aud", &self.client.id)
            && is("nonce", nonce)
            && time("exp")? + SKEW_S > now
            && time("iat")? - SKEW_S <= now;
        if !fits {
            return None;
        }
        let bearer = format!("Bearer {}", text(&answer, "access_token")?);
        let userinfo = read(
            self.agent
                .get(text(&metadata, "userinfo_endpoint")?)
                .header("authorization", bearer)
                .call()
                .ok()?,
        )?;
        let sub = claims.get("sub")?.as_str()?.to_owned();
        // Userinfo counts only for the same subject (OpenID Connect Core 5.3.2).
        if text(&userinfo, "sub") != Some(&sub) {
            return None;
        }
        let amr: Vec<&str> = claims.get("amr")?.as_array()?.iter().filter_map(Value::as_str).collect();
        Some(Visit {
            sub,
            name: text(&userinfo, "name")?.to_owned(),
            acr: claims.get("acr")?.as_str()?.to_owned(),
            amr: amr.join(", "),
            auth_time: time("auth_time")?,
            confirmed: None,
        })
    }

    fn metadata(&self) -> Option<Value> {
        let url = format!("{}/.well-known/openid-configuration", self.issuer);
        let metadata = read(self.agent.get(url).call().ok()?)?;
        (text(&metadata, "issuer") == Some(&self.issuer)).then_some(metadata)
    }

    /// The claims of an ID token signed with a key of the provider's JWKS.
    fn id_token(&self, token: &str, metadata: &Value) -> Option<Map<String, Value>> {
        let jwks = read(self.agent.get(text(metadata, "jwks_uri")?).call().ok()?)?;
        let signed = CompactJws::parse(token).ok()?;
        let kid = signed.header().kid.as_deref()?;
        let keys = jwks.get("keys")?.as_array()?;
        let jwk = keys.iter().find(|key| text(key, "kid") == Some(kid))?;
        signed.verify(&PublicKey::from_jwk(jwk).ok()?).ok()
    }
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// The JSON of a successful answer.
fn read(mut answer: ureq::http::Response<ureq::Body>) -> Option<Value> {
    if answer.status().as_u16() != 200 {
        return None;
    }
    let body = answer.body_mut().with_config().limit(MAX_ANSWER).read_to_vec().ok()?;
    serde_json::from_slice(&body).ok()
}
