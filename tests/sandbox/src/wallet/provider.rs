//! The wallet provider: attests installations of its app. A real one looks at Play Integrity or App Attest first; this one has
//! no phone to ask and attests every key that is proven, honestly marked as software.

use super::CLIENT_ID;
use super::dpop::fresh;
use crate::app::{App, Shared};
use crate::web::answer::{Answer, error, json_answer};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use mien_credential::jose::{CompactJws, PublicKey};
use serde::Deserialize;
use serde_json::{Value, json};

/// The draft's advice: no longer than a day.
const ATTESTATION_S: i64 = 86_400;
const MAX_AGE_S: u64 = 300;
const PATH: &str = "/wallet/attest";

/// The wallet provider's identifier.
pub(super) fn issuer(app: &App) -> String {
    format!("{}/wallet", app.base)
}

#[derive(Deserialize)]
pub(crate) struct Wish {
    proof: String,
}

/// `POST /wallet/attest`.
pub(crate) async fn attest(State(app): State<Shared>, Json(wish): Json<Wish>) -> Answer {
    let key = match proven(&app, &wish.proof) {
        Ok(key) => key,
        Err(reason) => return Ok(error(StatusCode::BAD_REQUEST, "invalid_request", reason)),
    };
    let now = app.clock.now();
    let claims = json!({
        "iss": issuer(&app),
        "sub": CLIENT_ID,
        "iat": now,
        "exp": now + ATTESTATION_S,
        "cnf": { "jwk": key.to_jwk() },
        "wallet_name": "Mien",
        "key_storage": ["iso_18045_basic"],
    });
    let attestation = app.keys.attestations.sign("oauth-client-attestation+jwt", &claims)?;
    Ok(json_answer(StatusCode::OK, json!({ "client_attestation": attestation })))
}

fn proven(app: &App, proof: &str) -> Result<PublicKey, &'static str> {
    let jws = CompactJws::parse(proof).map_err(|_| "malformed")?;
    jws.expect_type("mien-attestation-request+jwt").map_err(|_| "typ")?;
    let key = jws.header().jwk.ok_or("jwk")?;
    let claims = jws.verify(&key).map_err(|_| "signature")?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("aud") != Some(&format!("{}{PATH}", app.base)) || text("iss") != Some(CLIENT_ID) {
        return Err("iss or aud");
    }
    fresh(app, &claims, MAX_AGE_S)?;
    Ok(key)
}
