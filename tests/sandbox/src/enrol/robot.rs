//! The "not a robot" check: ALTCHA's proof of work, version 1.

use crate::app::App;
use crate::error::SandboxError;
use crate::random::{bytes, hex, same};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use serde_json::{Value, json};

/// Some tens of milliseconds on a phone, and some thousand times that for a thousand requests.
const MOST: u64 = 50_000;
const CHALLENGE_MS: i64 = 10 * 60_000;

/// A new task. The salt ends in `&`, so that no digit can move from it into the number.
pub(crate) fn task(app: &App) -> Result<Value, SandboxError> {
    let expires = (app.now_ms() + CHALLENGE_MS) / 1000;
    let salt = format!("{}?expires={expires}&", hex(&bytes::<12>()?));
    let number = u64::from_be_bytes(bytes::<8>()?) % MOST;
    let challenge = hex(digest(&SHA256, format!("{salt}{number}").as_bytes()).as_ref());
    let signature = hex(&app.keys.robot_signature(&challenge));
    Ok(
        json!({ "algorithm": "SHA-256", "challenge": challenge, "maxnumber": MOST, "salt": salt, "signature": signature }),
    )
}

#[derive(Deserialize)]
struct Payload {
    algorithm: String,
    challenge: String,
    number: u64,
    salt: String,
    signature: String,
}

/// Whether a solution is right: of a task of ours, in time, and for the first time.
pub(crate) fn solved(app: &App, payload: &str) -> Result<bool, SandboxError> {
    let decoded =
        STANDARD.decode(payload).ok().and_then(|bytes| serde_json::from_slice::<Payload>(&bytes).ok());
    let Some(payload) = decoded else { return Ok(false) };
    let expires = payload
        .salt
        .split_once("?expires=")
        .and_then(|(_, rest)| rest.strip_suffix('&')?.parse::<i64>().ok());
    let right = payload.algorithm == "SHA-256"
        && expires.is_some_and(|expires| expires > app.clock.now())
        && same(&payload.signature, &hex(&app.keys.robot_signature(&payload.challenge)))
        && hex(digest(&SHA256, format!("{}{}", payload.salt, payload.number).as_bytes()).as_ref())
            == payload.challenge;
    Ok(right && app.store.once("robot", &payload.challenge, app.now_ms(), app.now_ms() + CHALLENGE_MS)?)
}
