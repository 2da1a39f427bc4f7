//! Response keys: one P-256 key for each request, kept until the answer has come.

use crate::error::SandboxError;
use crate::random::{b64, bytes};
use mien_credential::jose::{JweEnvelope, PublicKey};
use p256::SecretKey;
use serde_json::{Value, json};

/// A P-256 key for one response.
pub(crate) struct ResponseKey {
    /// The name by which the response finds its transaction.
    pub(crate) kid: String,
    /// The private scalar, 32 bytes.
    pub(crate) scalar: Vec<u8>,
}

impl ResponseKey {
    /// A new key with a random name.
    pub(crate) fn generate() -> Result<Self, SandboxError> {
        loop {
            // All but 1 in 2^32 draws are below the order of the group.
            if let Ok(key) = SecretKey::from_slice(&bytes::<32>()?) {
                return Ok(Self { kid: b64(&bytes::<16>()?), scalar: key.to_bytes().to_vec() });
            }
        }
    }

    /// The public half as the request's `client_metadata` lists it.
    pub(crate) fn jwk(kid: &str, scalar: &[u8]) -> Option<Value> {
        let key = SecretKey::from_slice(scalar).ok()?;
        let public = PublicKey::from_sec1(&key.public_key().to_sec1_bytes()).ok()?.to_jwk();
        let member = |name: &str| public.get(name).cloned().unwrap_or_default();
        Some(json!({ "kty": "EC", "crv": "P-256", "x": member("x"), "y": member("y"),
            "use": "enc", "alg": "ECDH-ES", "kid": kid }))
    }
}

/// The plaintext of a response, or `None` when anything about it is wrong.
pub(crate) fn decrypt(envelope: JweEnvelope<'_>, scalar: &[u8]) -> Option<Vec<u8>> {
    let sender = p256::PublicKey::from_sec1_bytes(envelope.ephemeral_key().sec1()).ok()?;
    let shared = SecretKey::from_slice(scalar).ok()?.diffie_hellman(&sender);
    envelope.open(shared.raw_secret_bytes()).ok().map(|plain| plain.to_vec())
}
