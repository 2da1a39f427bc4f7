//! base64url without padding (RFC 7515, section 2), strictly.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::digest;

/// Writes `bytes` as base64url without padding.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads base64url. `None` for padding, characters outside the alphabet and non-zero trailing bits: one byte string
/// has exactly one spelling, or hashes over spellings could be forged.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// base64url of the SHA-256 of `bytes`: the digest form of SD-JWT, JWK thumbprints and `x509_hash`.
pub fn sha256(bytes: &[u8]) -> String {
    encode(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// Reads standard base64 with padding: members of `x5c`, and formats of others.
pub fn decode_standard(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Writes standard base64 with padding.
pub fn encode_standard(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects against two spellings of one byte string.
    #[test]
    fn refuses_every_other_spelling() {
        for text in ["QQ==", "QR", "Q", "Q Q", "QQ\n", "+/==", "-_=", "é"] {
            assert_eq!(decode(text), None, "{text:?}");
        }
        assert_eq!(decode("QQ"), Some(b"A".to_vec()));
        assert_eq!(decode(""), Some(Vec::new()));
    }

    // RFC 7638 section 3.1 and RFC 9901 both rest on this composition.
    #[test]
    fn digest_is_base64url_of_sha256() {
        assert_eq!(sha256(b""), "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
    }
}
