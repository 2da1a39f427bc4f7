//! `DPoP` proofs (RFC 9449).

use super::Refused;
use crate::app::App;
use crate::error::SandboxError;
use crate::random::{hash, same};
use axum::http::HeaderMap;
use mien_credential::jose::{CompactJws, PublicKey};
use serde_json::{Map, Value};

/// How far the `iat` of a proof may be from now, in seconds: phones' clocks are seldom exact.
const MAX_AGE_S: u64 = 120;
/// How long one nonce is good, in seconds; the one before is accepted, too.
const NONCE_S: i64 = 45;

/// What a proof is for.
pub(crate) struct Dpop<'a> {
    pub(crate) method: &'static str,
    /// The path of the endpoint, `/token`.
    pub(crate) path: &'a str,
    /// The access token that it goes with.
    pub(crate) token: Option<&'a str>,
}

/// The nonce that proofs must carry at present: it makes proofs that were made ahead useless.
pub(crate) fn nonce(app: &App) -> String {
    slot(app, app.clock.now() / NONCE_S)
}

fn slot(app: &App, number: i64) -> String {
    app.keys.form_token("dpop-nonce", &number.to_string())
}

impl<'a> Dpop<'a> {
    /// The proof of a `POST` to `path`, where one may come and need not.
    pub(crate) fn of(headers: &HeaderMap, path: &'a str) -> Option<Self> {
        headers.contains_key("dpop").then_some(Self { method: "POST", path, token: None })
    }

    /// The key of an acceptable proof. It counts once.
    pub(crate) fn verify(
        &self,
        app: &App,
        headers: &HeaderMap,
    ) -> Result<Result<PublicKey, Refused>, SandboxError> {
        let (key, jti) = match self.check(app, headers) {
            Ok(found) => found,
            Err(refused) => return Ok(Err(refused)),
        };
        let now_ms = app.now_ms();
        let expires_ms = now_ms + 2 * i64::try_from(MAX_AGE_S).unwrap_or_default() * 1000;
        if !app.store.once("dpop", &format!("{}\0{jti}", key.thumbprint()), now_ms, expires_ms)? {
            return Ok(Err(Refused("invalid_dpop_proof", "jti was used before")));
        }
        Ok(Ok(key))
    }

    fn check(&self, app: &App, headers: &HeaderMap) -> Result<(PublicKey, String), Refused> {
        let bad = |reason| Refused("invalid_dpop_proof", reason);
        let mut values = headers.get_all("dpop").iter();
        let (Some(text), None) = (values.next(), values.next()) else {
            return Err(bad("one DPoP header is needed"));
        };
        let text = text.to_str().map_err(|_| bad("malformed"))?;
        let jws = CompactJws::parse(text).map_err(|error| bad(error.code()))?;
        jws.expect_type("dpop+jwt").map_err(|_| bad("typ"))?;
        let key = jws.header().jwk.ok_or(bad("jwk"))?;
        let claims = jws.verify(&key).map_err(|_| bad("signature"))?;
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        if text("htm") != Some(self.method) {
            return Err(bad("htm"));
        }
        if text("htu") != Some(&format!("{}{}", app.base, self.path)) {
            return Err(bad("htu"));
        }
        fresh(app, &claims, MAX_AGE_S).map_err(bad)?;
        if text("ath").map(str::to_owned) != self.token.map(hash) {
            return Err(bad("ath"));
        }
        let jti = text("jti").filter(|jti| (8..=128).contains(&jti.len())).ok_or(bad("jti"))?.to_owned();
        let now = app.clock.now() / NONCE_S;
        let known = |nonce: &str| [now, now - 1].into_iter().any(|number| same(nonce, &slot(app, number)));
        if !text("nonce").is_some_and(known) {
            return Err(Refused("use_dpop_nonce", "a nonce of this server is needed"));
        }
        Ok((key, jti))
    }
}

/// Whether `iat` is a number near now.
pub(super) fn fresh(app: &App, claims: &Map<String, Value>, max_age_s: u64) -> Result<(), &'static str> {
    let now = u64::try_from(app.clock.now()).unwrap_or_default();
    let iat = claims.get("iat").and_then(Value::as_u64).ok_or("iat")?;
    if iat.abs_diff(now) <= max_age_s { Ok(()) } else { Err("iat") }
}
