//! Keys of parties that may choose between ES256, PS256 and `EdDSA`: the clients of an authorization server (FAPI 2.0
//! Security Profile, section 5.4.1). Wallets and issuers have no such choice.

use super::{JoseError, PublicKey, SignatureAlgorithm, verify_es256};
use crate::{base64url, json};
use ring::signature::{ED25519, RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use serde_json::Value;

const MAX_KID: usize = 256;
const MAX_KEYS: usize = 16;
/// RSA moduli from 2048 to 4096 bits, in bytes; beyond, one signature costs more than a request should.
const MODULUS: std::ops::RangeInclusive<usize> = 256..=512;
/// 65537, as every generator makes it. Small exponents have a history.
const EXPONENT: [u8; 3] = [1, 0, 1];
const ED25519_LEN: usize = 32;

/// A public key that verifies with one algorithm and no other: the key says which, never the token.
#[derive(Clone, PartialEq, Eq)]
pub struct VerificationKey {
    kid: Option<String>,
    material: Material,
}

#[derive(Clone, PartialEq, Eq)]
enum Material {
    P256(PublicKey),
    Rsa { modulus: Vec<u8> },
    Ed25519([u8; ED25519_LEN]),
}

impl VerificationKey {
    /// From a JWK: EC on P-256, RSA from 2048 to 4096 bits with the exponent 65537, or OKP on Ed25519. `use` must be absent or
    /// `sig`, `alg` absent or that of the key.
    ///
    /// # Errors
    /// [`JoseError::Key`], also for a private key: a key that somebody published is not a key.
    pub fn from_jwk(jwk: &Value) -> Result<Self, JoseError> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let bytes = |name: &str| text(name).and_then(base64url::decode).ok_or(JoseError::Key);
        if jwk.get("d").is_some() || jwk.get("use").is_some_and(|wish| wish.as_str() != Some("sig")) {
            return Err(JoseError::Key);
        }
        let material = match (text("kty"), text("crv")) {
            (Some("EC"), _) => Material::P256(PublicKey::from_jwk(jwk)?),
            (Some("RSA"), None) => {
                let modulus = bytes("n")?;
                let fits = MODULUS.contains(&modulus.len()) && modulus.first().is_some_and(|b| *b >= 0x80);
                if !fits || bytes("e")? != EXPONENT {
                    return Err(JoseError::Key);
                }
                Material::Rsa { modulus }
            }
            (Some("OKP"), Some("Ed25519")) => {
                Material::Ed25519(bytes("x")?.try_into().map_err(|_| JoseError::Key)?)
            }
            _ => return Err(JoseError::Key),
        };
        let kid = match jwk.get("kid") {
            None => None,
            Some(Value::String(kid)) if json::is_plain(kid, MAX_KID) => Some(kid.clone()),
            Some(_) => return Err(JoseError::Key),
        };
        let key = Self { kid, material };
        let named = jwk.get("alg").map(|alg| alg.as_str().and_then(SignatureAlgorithm::from_name));
        if named.is_none_or(|named| named == Some(key.algorithm())) { Ok(key) } else { Err(JoseError::Key) }
    }

    /// The usable keys of a JWK set, the first 16 at most; others are skipped, as RFC 7517 section 5 asks.
    pub fn all(jwks: &Value) -> Vec<Self> {
        let keys = jwks.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        keys.iter().filter_map(|jwk| Self::from_jwk(jwk).ok()).take(MAX_KEYS).collect()
    }

    /// The algorithm that this key verifies.
    pub const fn algorithm(&self) -> SignatureAlgorithm {
        match self.material {
            Material::P256(_) => SignatureAlgorithm::Es256,
            Material::Rsa { .. } => SignatureAlgorithm::Ps256,
            Material::Ed25519(_) => SignatureAlgorithm::EdDsa,
        }
    }

    /// Its id, if it has one.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Checks a signature of this key's algorithm.
    pub(super) fn check(&self, message: &[u8], signature: &[u8]) -> Result<(), JoseError> {
        let result = match &self.material {
            Material::P256(key) => return verify_es256(key, message, signature),
            Material::Rsa { modulus } => RsaPublicKeyComponents { n: modulus.as_slice(), e: &EXPONENT }
                .verify(&RSA_PSS_2048_8192_SHA256, message, signature),
            Material::Ed25519(point) => UnparsedPublicKey::new(&ED25519, point).verify(message, signature),
        };
        result.map_err(|_| JoseError::Signature)
    }
}

impl std::fmt::Debug for VerificationKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VerificationKey")
            .field("algorithm", &self.algorithm())
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "verification_key_tests.rs"]
mod tests;
