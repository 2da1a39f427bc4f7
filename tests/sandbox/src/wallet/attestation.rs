//! Attestation-based client authentication (draft 10): the app is genuine, and it is the one that asks.

use super::dpop::{Dpop, fresh};
use super::provider::issuer;
use super::{CLIENT_ID, Refused};
use crate::app::App;
use crate::error::SandboxError;
use axum::http::HeaderMap;
use mien_credential::jose::{CompactJws, PublicKey};
use serde_json::Value;

/// How far the `iat` of a proof may be from now, in seconds.
const MAX_AGE_S: u64 = 300;

/// The key of the installation that has made this `POST` to `path`: attested, proven, and the key of its `DPoP` proof.
pub(crate) fn authenticate(
    app: &App,
    headers: &HeaderMap,
    path: &str,
) -> Result<Result<PublicKey, Refused>, SandboxError> {
    let (key, jti) = match attested(app, headers) {
        Ok(found) => found,
        Err(refused) => return Ok(Err(refused)),
    };
    let proof = match (Dpop { method: "POST", path, token: None }).verify(app, headers)? {
        Ok(proof) => proof,
        Err(refused) => return Ok(Err(refused)),
    };
    if proof != key {
        return Ok(Err(Refused("invalid_dpop_proof", "another key than the attested one")));
    }
    let now_ms = app.now_ms();
    let expires_ms = now_ms + 2 * i64::try_from(MAX_AGE_S).unwrap_or_default() * 1000;
    if !app.store.once("attestation-pop", &format!("{}\0{jti}", key.thumbprint()), now_ms, expires_ms)? {
        return Ok(Err(Refused("invalid_client_attestation", "jti was used before")));
    }
    Ok(Ok(key))
}

fn attested(app: &App, headers: &HeaderMap) -> Result<(PublicKey, String), Refused> {
    let bad = |reason| Refused("invalid_client_attestation", reason);
    let one = |name: &str| {
        let mut values = headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().map_err(|_| bad("malformed")),
            _ => Err(bad("one attestation and one proof are needed")),
        }
    };
    let attestation = one("oauth-client-attestation")?;
    let attestation = CompactJws::parse(attestation).map_err(|error| bad(error.code()))?;
    attestation.expect_type("oauth-client-attestation+jwt").map_err(|_| bad("typ"))?;
    let claims = attestation.verify(app.keys.attestations.public()).map_err(|_| bad("signature"))?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(&issuer(app)) || text("sub") != Some(CLIENT_ID) {
        return Err(bad("iss or sub"));
    }
    let exp = claims.get("exp").and_then(Value::as_i64).ok_or(bad("exp"))?;
    if exp <= app.clock.now() {
        return Err(Refused("use_fresh_attestation", "the attestation has expired"));
    }
    let key = claims.get("cnf").and_then(|cnf| cnf.get("jwk")).and_then(|jwk| PublicKey::from_jwk(jwk).ok());
    let key = key.ok_or(bad("cnf"))?;
    let proof = CompactJws::parse(one("oauth-client-attestation-pop")?).map_err(|error| bad(error.code()))?;
    proof.expect_type("oauth-client-attestation-pop+jwt").map_err(|_| bad("typ of the proof"))?;
    let claims = proof.verify(&key).map_err(|_| bad("signature of the proof"))?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(CLIENT_ID) || text("aud") != Some(&app.base) {
        return Err(bad("iss or aud of the proof"));
    }
    fresh(app, &claims, MAX_AGE_S).map_err(|_| bad("iat of the proof"))?;
    let jti = text("jti").filter(|jti| (8..=128).contains(&jti.len())).ok_or(bad("jti of the proof"))?;
    Ok((key, jti.to_owned()))
}
