//! Judges a decrypted answer: is it the person it says, on a device that may, who has seen this page?

use crate::app::{App, VCT};
use crate::config::CheckPolicy;
use crate::error::SandboxError;
use crate::random::same;
use crate::store::{Answer, Flow, Interaction, Transaction};
use mien_credential::sd_jwt::verify::{Expected, verify_presentation};
use mien_credential::x509::TrustAnchors;
use serde_json::{Map, Value, json};

/// How far the key binding's `iat` may be from now, in seconds.
const MAX_AGE: u64 = 60;
/// The claim with the digits that the person typed.
const CHECK: &str = "urn:mien:check";
/// The claim with how the person unlocked the key.
const AMR: &str = "urn:mien:amr";
/// Values of RFC 8176 that a wallet may report.
const KNOWN_AMR: [&str; 7] = ["hwk", "swk", "pin", "fpt", "face", "user", "mfa"];

/// What the answer is worth.
pub(crate) enum Judgement {
    /// Everything fits.
    Approved(Answer),
    /// Everything fits, but this account's answers come too often.
    TooOften,
    /// Everything fits, but the wallet has not sent the digits that are needed: it may know nothing of them.
    WithoutDigits(Answer),
    /// Everything fits but the digits.
    WrongDigits,
    /// It does not verify; the reason is fixed text.
    Refused(&'static str),
}

/// Judges `plain`, the decrypted answer to `transaction`.
pub(crate) fn judge(app: &App, transaction: &Transaction, plain: &Value) -> Result<Judgement, SandboxError> {
    if plain.get("state").and_then(Value::as_str) != Some(&transaction.id) {
        return Ok(Judgement::Refused("state"));
    }
    // OpenID4VP 1.0: an object with an array of presentations for each queried credential.
    let presentations = plain.get("vp_token").and_then(|token| token.get("id")).and_then(Value::as_array);
    let Some([Value::String(presentation)]) = presentations.map(Vec::as_slice) else {
        return Ok(Judgement::Refused("vp_token"));
    };
    let Some(interaction) = app.store.interaction(&transaction.interaction)? else {
        return Ok(Judgement::Refused("state"));
    };
    let Ok(issuers) = TrustAnchors::from_der([&app.issuer_root]) else {
        return Err(SandboxError::Certificates);
    };
    let expected = Expected {
        issuers: &issuers,
        nonce: &transaction.nonce,
        audience: &super::interaction::verifier_id(app, &interaction),
        now: u64::try_from(app.clock.now()).unwrap_or_default(),
        max_age: MAX_AGE,
    };
    let verified = match verify_presentation(presentation, &expected) {
        Ok(verified) => verified,
        Err(error) => return Ok(Judgement::Refused(error.code())),
    };
    let Some(uid) = verified.claims.get("uid").and_then(Value::as_str) else {
        return Ok(Judgement::Refused("uid"));
    };
    if verified.vct != VCT || verified.claims.get("name").is_none() {
        return Ok(Judgement::Refused("claims"));
    }
    if !app.store.device_is_good(uid, &verified.holder.thumbprint(), app.now_ms())? {
        return Ok(Judgement::Refused("device_revoked"));
    }
    if !app.limits.admit_account(uid, app.now_ms()) {
        return Ok(Judgement::TooOften);
    }
    let auth_time = app.clock.now();
    let answer = Answer { uid: uid.to_owned(), amr: amr(&verified.key_binding), auth_time };
    Ok(match (transaction.flow, verified.key_binding.get(CHECK)) {
        (Flow::CrossDevice, Some(typed))
            if !typed.as_str().is_some_and(|typed| same(typed, &transaction.digits)) =>
        {
            Judgement::WrongDigits
        }
        (Flow::CrossDevice, None) if needs_digits(app, &interaction)? => Judgement::WithoutDigits(answer),
        // Without a second screen there is nothing to compare.
        (Flow::SameDevice | Flow::CrossDevice, _) => Judgement::Approved(answer),
    })
}

/// The digits prove that whoever approves sees the page. The policy says where that is asked of wallets that do not send them.
fn needs_digits(app: &App, interaction: &Interaction) -> Result<bool, SandboxError> {
    Ok(match app.check {
        CheckPolicy::Required => true,
        CheckPolicy::UnknownBrowsers => !app.store.is_familiar(&interaction.uid)?,
        CheckPolicy::Off => false,
    })
}

/// What the wallet reports, as far as it is known; a proof of possession is certain in any case.
fn amr(key_binding: &Map<String, Value>) -> String {
    let reported = key_binding.get(AMR).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let known: Vec<&str> = KNOWN_AMR
        .into_iter()
        .filter(|known| reported.iter().any(|value| value.as_str() == Some(known)))
        .collect();
    if known.is_empty() { json!(["pop"]) } else { json!(known) }.to_string()
}
