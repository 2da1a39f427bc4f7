//! What the wallet can do, and what the verifier says it can.

use super::PresentationError;
use crate::text::LocalisedText;
use crate::url::HttpsUrl;
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

/// What a verifier says of itself in `client_metadata` (RFC 7591, section 2). Nobody vouches for it: show it as a quotation, and
/// the verified domain before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SelfDescription {
    /// `client_name`, in every language it is given in.
    pub name: Option<LocalisedText>,
    /// `policy_uri`: what it says it does with the data. An `https` URL.
    pub policy_uri: Option<String>,
}

impl SelfDescription {
    /// What cannot be shown is left out: it is not needed for anything.
    pub(super) fn from_metadata(metadata: Option<&Value>) -> Self {
        let Some(metadata) = metadata.and_then(Value::as_object) else { return Self::default() };
        let tagged = |member: &str| match member.split_once('#') {
            None => (member == "client_name").then(|| "en".to_owned()),
            Some((name, tag)) => (name == "client_name").then(|| tag.to_owned()),
        };
        // The name without a tag gives way to one that is tagged as English.
        let mut names = Map::new();
        for (tag, name) in metadata.iter().filter_map(|(member, value)| Some((tagged(member)?, value))) {
            names.insert(tag, name.clone());
        }
        let policy = metadata.get("policy_uri").and_then(Value::as_str).and_then(HttpsUrl::parse);
        Self {
            name: LocalisedText::from_json(&Value::Object(names)),
            policy_uri: policy.map(|uri| uri.as_str().to_owned()),
        }
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

    // Protects the consent screen: a name is read in its languages, and one that could be mistaken is not shown at all.
    #[test]
    fn reads_what_a_verifier_says_of_itself() {
        let said = |metadata: Value| SelfDescription::from_metadata(Some(&metadata));
        let named = said(
            json!({ "client_name": "Bar", "client_name#zh-Hans": "酒吧", "policy_uri": "https://bar.example/privacy" }),
        );
        assert_eq!(named.name.as_ref().map(|name| name.get("zh-Hans").to_owned()).as_deref(), Some("酒吧"));
        assert_eq!(named.name.as_ref().map(|name| name.get("ms").to_owned()).as_deref(), Some("Bar"));
        assert_eq!(named.policy_uri.as_deref(), Some("https://bar.example/privacy"));
        for hostile in [
            json!({ "client_name": "bank\u{202e}elpmaxe" }),
            json!({ "client_name": 7 }),
            json!({ "client_name": "" }),
        ] {
            assert_eq!(said(hostile), SelfDescription::default());
        }
        assert_eq!(said(json!({ "policy_uri": "javascript:alert(1)" })), SelfDescription::default());
        assert_eq!(SelfDescription::from_metadata(None), SelfDescription::default());
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
