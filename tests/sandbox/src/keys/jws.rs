//! The sandbox's signing keys.

use crate::error::SandboxError;
use mien_credential::jose::{NewJwsHeader, PublicKey, Signer, sign_compact};
use mien_ports::DeviceError;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::DecodePrivateKey as _;
use serde_json::{Value, json};

/// A P-256 signing key with the way it is named in JWS headers.
pub(crate) struct JwsKey {
    key: SigningKey,
    public: PublicKey,
    /// DER certificates, leaf first, without the anchor; empty when the key is named by `kid`.
    chain: Vec<Vec<u8>>,
}

impl JwsKey {
    /// A key from PKCS #8, certified by `chain`, or named by its thumbprint when the chain is empty.
    pub(crate) fn new(pkcs8: &[u8], chain: Vec<Vec<u8>>) -> Result<Self, SandboxError> {
        let key = SigningKey::from_pkcs8_der(pkcs8).map_err(|_| SandboxError::Certificates)?;
        let point = key.verifying_key().to_sec1_point(false);
        let public = PublicKey::from_sec1(point.as_bytes()).map_err(|_| SandboxError::Certificates)?;
        Ok(Self { key, public, chain })
    }

    /// The public half.
    pub(crate) const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The certificate chain, leaf first.
    pub(crate) fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    /// A compact JWS with header `typ`, `alg` and `x5c` or `kid`.
    pub(crate) fn sign(&self, typ: &str, payload: &Value) -> Result<String, SandboxError> {
        let kid = self.public.thumbprint();
        let kid = self.chain.is_empty().then_some(kid.as_str());
        let header = NewJwsHeader { typ, kid, x5c: &self.chain, ..NewJwsHeader::default() };
        sign_compact(&header, payload, self).map_err(|_| SandboxError::Certificates)
    }

    /// The public key as a JWKS member with `kid`, `alg` and `use`.
    pub(crate) fn jwk(&self) -> Value {
        let mut jwk = self.public.to_jwk();
        if let Some(members) = jwk.as_object_mut() {
            members.insert("kid".to_owned(), json!(self.public.thumbprint()));
            members.insert("alg".to_owned(), json!("ES256"));
            members.insert("use".to_owned(), json!("sig"));
        }
        jwk
    }
}

impl Signer for JwsKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, DeviceError> {
        let signature: Signature = self.key.sign(message);
        Ok(signature.to_bytes().to_vec())
    }
}
