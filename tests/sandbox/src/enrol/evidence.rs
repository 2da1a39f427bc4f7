//! Evidence of a face scan: signed by the installation, for this enrolment, now.
//!
//! The sandbox has no face engine: it checks who signed what, and believes the scan's own outcome. A real provider compares
//! the encrypted template, or has a certified service do it.

use super::session::Event;
use crate::app::App;
use crate::error::SandboxError;
use crate::keys::decrypt;
use crate::random::{from_b64, hash, hex};
use crate::store::Enrolment;
use crate::wallet::CLIENT_ID;
use mien_credential::jose::{CompactJws, JweEnvelope, PublicKey};
use serde_json::Value;

const MAX_AGE_S: u64 = 120;
/// Profiles that are good for an enrolment.
const PROFILES: [&str; 5] = ["enrol", "senior", "limited_mobility", "low_vision", "step_up"];

/// What the evidence says, if it is what it should be.
pub(super) fn look(
    app: &App,
    enrolment: &Enrolment,
    text: &str,
    template: Option<&str>,
) -> Result<Event, SandboxError> {
    let found = read(app, enrolment, text, template);
    if let Err(reason) = found {
        app.store.audit(app.now_ms(), reason, "face evidence")?;
    }
    let (nonce, consent) = found.clone().unwrap_or_default();
    Ok(Event::Face { nonce, consent, confirmed: found.is_ok() })
}

fn read(
    app: &App,
    enrolment: &Enrolment,
    text: &str,
    template: Option<&str>,
) -> Result<(String, String), &'static str> {
    let jws = CompactJws::parse(text).map_err(|_| "malformed")?;
    jws.expect_type("mien-face-evidence+jwt").map_err(|_| "typ")?;
    let jwk: Value = serde_json::from_str(&enrolment.jwk).map_err(|_| "key")?;
    let key = PublicKey::from_jwk(&jwk).map_err(|_| "key")?;
    let claims = jws.verify(&key).map_err(|_| "signature")?;
    let claim = |name: &str| claims.get(name).and_then(Value::as_str);
    if claim("iss") != Some(CLIENT_ID) || claim("aud") != Some(&app.base) {
        return Err("iss or aud");
    }
    let now = u64::try_from(app.clock.now()).unwrap_or_default();
    if claims.get("iat").and_then(Value::as_u64).is_none_or(|iat| iat.abs_diff(now) > MAX_AGE_S) {
        return Err("iat");
    }
    let record = claims.get("record").ok_or("record")?;
    let told = |name: &str| record.get(name).and_then(Value::as_str);
    let nonce = claim("nonce").ok_or("nonce")?;
    let in_hex = hex(&from_b64(nonce).ok_or("nonce")?);
    if told("nonce") != Some(&in_hex)
        || told("outcome") != Some("enrolled")
        || told("purpose") != Some("enrol")
    {
        return Err("record");
    }
    if !told("profile").is_some_and(|profile| PROFILES.contains(&profile)) {
        return Err("profile");
    }
    if claim("template_hash").map(str::to_owned) != template.map(hash) {
        return Err("template_hash");
    }
    if let Some(jwe) = template {
        let envelope = JweEnvelope::parse(jwe).map_err(|_| "template")?;
        // Decrypted to see that it can be, and forgotten.
        decrypt(envelope, &app.keys.face_scalar).ok_or("template")?;
    }
    Ok((nonce.to_owned(), claim("consent").ok_or("consent")?.to_owned()))
}
