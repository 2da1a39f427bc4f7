//! ES256: ECDSA on P-256 with SHA-256, signatures as 64 bytes `r | s` (RFC 7518, section 3.4).

use super::{JoseError, PublicKey};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

/// Checks an ES256 signature over `message`.
///
/// # Errors
/// [`JoseError::Signature`] for a wrong signature, a wrong length or a key that is not on the curve.
pub fn verify_es256(key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<(), JoseError> {
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.sec1())
        .verify(message, signature)
        .map_err(|_| JoseError::Signature)
}
