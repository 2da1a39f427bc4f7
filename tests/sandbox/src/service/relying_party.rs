//! A small OpenID Connect client: discovery, code exchange with PKCE, ID token, userinfo. Blocking.

use super::sessions::Visit;
use crate::config::{Authentication, Client};
use crate::oidc::logout;
use crate::random::b64;
use crate::web::client::client_of;
use crate::web::url::{encode, with_query};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mien_credential::jose::{CompactJws, PublicKey};
use ring::digest::{SHA256, digest};
use serde_json::{Map, Value};
use ureq::Agent;

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
        let agent = client_of(root);
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
        let Authentication::ClientSecretBasic { secret } = &self.client.authentication else { return None };
        let basic = STANDARD.encode(format!("{}:{}", encode(&self.client.id), encode(secret)));
        let request = self
            .agent
            .post(text(&metadata, "token_endpoint")?)
            .header("authorization", format!("Basic {basic}"))
            .content_type("application/x-www-form-urlencoded");
        let answer = read(request.send(form.trim_start_matches('?')).ok()?)?;
        let claims = self.signed(text(&answer, "id_token")?, &metadata)?;
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
            sid: claims.get("sid").and_then(Value::as_str).map(str::to_owned),
            name: text(&userinfo, "name")?.to_owned(),
            acr: claims.get("acr")?.as_str()?.to_owned(),
            amr: amr.join(", "),
            auth_time: time("auth_time")?,
            confirmed: None,
        })
    }

    /// The session that a logout token ends; `None` when it is not a good one (OpenID Connect Back-Channel Logout 1.0, section
    /// 2.6). That a token comes twice does no harm: a session ends once.
    pub(super) fn logged_out(&self, token: &str, now: i64) -> Option<String> {
        let typed = CompactJws::parse(token).ok()?.expect_type(logout::TYPE).is_ok();
        let claims = self.signed(token, &self.metadata()?)?;
        let is = |name: &str, value: &str| claims.get(name).and_then(Value::as_str) == Some(value);
        let time = |name: &str| claims.get(name).and_then(Value::as_i64);
        let fits = typed
            && is("iss", &self.issuer)
            && is("aud", &self.client.id)
            && time("exp")? + SKEW_S > now
            && time("iat")? - SKEW_S <= now
            && claims.get("jti").is_some_and(Value::is_string)
            && logout::is_logout(claims.get("events"))
            // An ID token must never do as a logout token.
            && !claims.contains_key("nonce");
        let sid = claims.get("sid")?.as_str()?.to_owned();
        fits.then_some(sid)
    }

    fn metadata(&self) -> Option<Value> {
        let url = format!("{}/.well-known/openid-configuration", self.issuer);
        let metadata = read(self.agent.get(url).call().ok()?)?;
        (text(&metadata, "issuer") == Some(&self.issuer)).then_some(metadata)
    }

    /// The claims of a token signed with a key of the provider's JWKS.
    fn signed(&self, token: &str, metadata: &Value) -> Option<Map<String, Value>> {
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
