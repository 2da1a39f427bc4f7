//! What the provider gets of a face scan: the outcome, signed by this installation; the template only encrypted, and only
//! with the person's consent to that.

use super::interaction::FaceRequest;
use crate::oauth::Device;
use mien_credential::base64url;
use mien_credential::jose::{ContentEncryption, JoseError, NewJwsHeader, encrypt, sign_compact};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// The `typ` of signed evidence.
const TYPE: &str = "mien-face-evidence+jwt";

/// A scan that passed, and what was consented to.
#[derive(Clone)]
pub struct FaceEvidence {
    /// The nonce that the scan was made for: the provider's.
    pub nonce: [u8; 32],
    /// The version of the consent that was given before the camera opened.
    pub consent_version: String,
    /// The scan's audit record, JSON: what was asked and what each cue said. No picture, no template.
    pub record: Vec<u8>,
    /// The template, if the provider asked for it *and* the person consented to that.
    pub template: Option<Zeroizing<Vec<u8>>>,
}

impl FaceEvidence {
    /// Evidence of another scan, or of another consent, is never sent; nor a template that nobody asked for.
    pub(super) fn fits(&self, asked: &FaceRequest) -> bool {
        self.nonce == asked.nonce
            && self.consent_version == asked.consent_version
            && (self.template.is_none() || asked.template_to.is_some())
    }

    /// The answer: signed evidence, and the template encrypted to the provider's key.
    pub(super) fn sign(
        &self,
        asked: &FaceRequest,
        client_id: &str,
        audience: &str,
        device: &Device<'_>,
    ) -> Result<Value, JoseError> {
        let template = match self.template.as_ref().zip(asked.template_to.as_ref()) {
            Some((template, key)) => {
                Some(encrypt(template, key, ContentEncryption::A256Gcm, device.entropy)?)
            }
            None => None,
        };
        let record: Value = serde_json::from_slice(&self.record).map_err(|_| JoseError::Json)?;
        let claims = json!({
            "iss": client_id,
            "aud": audience,
            "iat": device.now,
            "nonce": base64url::encode(&self.nonce),
            "consent": self.consent_version,
            "record": record,
            // Ties the encrypted template to this evidence.
            "template_hash": template.as_ref().map(|jwe| base64url::sha256(jwe.as_bytes())),
        });
        let header = NewJwsHeader { typ: TYPE, ..NewJwsHeader::default() };
        let evidence = sign_compact(&header, &claims, &device.instance)?;
        Ok(json!({ "evidence": evidence, "template": template }))
    }
}

impl std::fmt::Debug for FaceEvidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FaceEvidence(*)")
    }
}
