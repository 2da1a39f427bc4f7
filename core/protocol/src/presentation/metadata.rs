//! What the wallet can do, and what the verifier says it can.

use super::PresentationError;
use mien_credential::jose::{ContentEncryption, EncryptionKey};
use serde_json::{Map, Value};

/// Sent with every POST to a `request_uri` (OpenID4VP 1.0, section 5.10).
pub(super) const WALLET_METADATA: &str = concat!(
    r#"{"vp_formats_supported":{"dc+sd-jwt":{"sd-jwt_alg_values":["ES256"],"kb-jwt_alg_values":["ES256"]}},"#,
    r#""client_id_prefixes_supported":["x509_san_dns","x509_hash"],"#,
    r#""request_object_signing_alg_values_supported":["ES256"],"#,
    r#""response_types_supported":["vp_token"],"response_modes_supported":["direct_post.jwt"]}"#
);

/// How answers are to be encrypted.
#[derive(Debug, Clone)]
pub(super) struct Encryption {
    pub(super) key: EncryptionKey,
    pub(super) enc: ContentEncryption,
}

impl Encryption {
    /// From `client_metadata`. A verifier without a key that we can encrypt to gets no answer at all.
    pub(super) fn from_metadata(metadata: Option<&Value>) -> Result<Self, PresentationError> {
        let refused = PresentationError::Member { member: "client_metadata" };
        let metadata = metadata.and_then(Value::as_object).ok_or(refused.clone())?;
        formats(metadata)?;
        let key = metadata.get("jwks").and_then(EncryptionKey::choose).ok_or(refused.clone())?;
        let enc = match metadata.get("encrypted_response_enc_values_supported") {
            // The default of the standard.
            None => ContentEncryption::A128Gcm,
            Some(list) => {
                let names = list.as_array().ok_or(refused.clone())?;
                let offers = |enc: ContentEncryption| names.iter().any(|n| n.as_str() == Some(enc.name()));
                let best = [ContentEncryption::A256Gcm, ContentEncryption::A128Gcm];
                best.into_iter().find(|e| offers(*e)).ok_or(refused)?
            }
        };
        Ok(Self { key, enc })
    }
}

/// When the verifier lists formats, ours must be among them, with ES256 where it lists algorithms.
fn formats(metadata: &Map<String, Value>) -> Result<(), PresentationError> {
    let Some(formats) = metadata.get("vp_formats_supported") else { return Ok(()) };
    let ours = formats.get("dc+sd-jwt").ok_or(PresentationError::Format)?;
    let speaks = |name: &str| match ours.get(name) {
        None => true,
        Some(list) => list.as_array().is_some_and(|l| l.iter().any(|a| a.as_str() == Some("ES256"))),
    };
    if speaks("sd-jwt_alg_values") && speaks("kb-jwt_alg_values") {
        Ok(())
    } else {
        Err(PresentationError::Format)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn metadata() -> Value {
        let x = "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0";
        let y = "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps";
        json!({ "jwks": { "keys": [{ "kty": "EC", "crv": "P-256", "use": "enc", "kid": "k", "x": x, "y": y }] } })
    }

    // Other wallets' metadata is what verifiers test against: ours must stay JSON with the standard's names.
    #[test]
    fn wallet_metadata_is_json() {
        let parsed: Value = serde_json::from_str(WALLET_METADATA).unwrap();
        assert_eq!(parsed["client_id_prefixes_supported"], json!(["x509_san_dns", "x509_hash"]));
    }

    // HAIP: A256GCM when both can, else what the verifier offers, else no answer.
    #[test]
    fn chooses_the_content_encryption() {
        let choose = |list: Option<Value>| {
            let mut metadata = metadata();
            if let Some(list) = list {
                metadata["encrypted_response_enc_values_supported"] = list;
            }
            Encryption::from_metadata(Some(&metadata)).map(|e| e.enc)
        };
        assert_eq!(choose(None).unwrap(), ContentEncryption::A128Gcm);
        assert_eq!(choose(Some(json!(["A128GCM", "A256GCM"]))).unwrap(), ContentEncryption::A256Gcm);
        assert_eq!(choose(Some(json!(["A128GCM"]))).unwrap(), ContentEncryption::A128Gcm);
        for list in [json!(["A128CBC-HS256"]), json!([]), json!("A256GCM")] {
            assert_eq!(
                choose(Some(list)).unwrap_err(),
                PresentationError::Member { member: "client_metadata" }
            );
        }
    }

    // A verifier that cannot read our format must not get data it cannot check.
    #[test]
    fn formats_must_include_ours() {
        let mut other = metadata();
        other["vp_formats_supported"] = json!({ "mso_mdoc": {} });
        assert_eq!(Encryption::from_metadata(Some(&other)).unwrap_err(), PresentationError::Format);
        other["vp_formats_supported"] = json!({ "dc+sd-jwt": { "kb-jwt_alg_values": ["EdDSA"] } });
        assert_eq!(Encryption::from_metadata(Some(&other)).unwrap_err(), PresentationError::Format);
        assert!(Encryption::from_metadata(None).is_err());
        assert!(Encryption::from_metadata(Some(&json!({}))).is_err());
    }
}
