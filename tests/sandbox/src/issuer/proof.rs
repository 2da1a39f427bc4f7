//! The proof of possession in a credential request (OpenID4VCI 1.0 appendix F.1).

use crate::app::App;
use crate::error::SandboxError;
use mien_credential::jose::{CompactJws, PublicKey};
use serde_json::Value;

/// How far a proof's `iat` may be from now, in seconds.
const MAX_AGE_S: u64 = 300;

/// Why a proof was refused: an error code of the standard and a fixed reason.
pub(super) struct Refused(pub(super) &'static str, pub(super) &'static str);

/// The key that has signed an acceptable proof. Its nonce is used up.
pub(super) fn holder_key(app: &App, proof: &str) -> Result<Result<PublicKey, Refused>, SandboxError> {
    let (key, nonce) = match verified(app, proof) {
        Ok(verified) => verified,
        Err(reason) => return Ok(Err(Refused("invalid_proof", reason))),
    };
    if app.store.take_nonce(&nonce, app.now_ms())? {
        Ok(Ok(key))
    } else {
        Ok(Err(Refused("invalid_nonce", "unknown, used or expired")))
    }
}

fn verified(app: &App, proof: &str) -> Result<(PublicKey, String), &'static str> {
    let jws = CompactJws::parse(proof).map_err(|_| "malformed")?;
    jws.expect_type("openid4vci-proof+jwt").map_err(|_| "typ")?;
    // One key, in the proof itself; a certificate chain or an identifier would need trust that the sandbox has not.
    let key = jws.header().jwk.ok_or("jwk")?;
    if jws.header().kid.is_some() || !jws.header().x5c.is_empty() {
        return Err("jwk");
    }
    let claims = jws.verify(&key).map_err(|_| "signature")?;
    let audience = claims.get("aud").and_then(Value::as_str);
    if audience != Some(&app.base) {
        return Err("aud");
    }
    let now = u64::try_from(app.clock.now()).unwrap_or_default();
    let fresh = claims.get("iat").and_then(Value::as_u64).is_some_and(|iat| iat.abs_diff(now) <= MAX_AGE_S);
    if !fresh {
        return Err("iat");
    }
    let nonce = claims.get("nonce").and_then(Value::as_str).ok_or("nonce")?;
    Ok((key, nonce.to_owned()))
}
