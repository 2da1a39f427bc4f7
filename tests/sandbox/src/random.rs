//! Random identifiers, and the hash under which secrets are stored.

use crate::error::SandboxError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};

/// `N` random bytes.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], SandboxError> {
    let mut out = [0; N];
    SystemRandom::new().fill(&mut out).map_err(|_| SandboxError::Randomness)?;
    Ok(out)
}

/// 256 random bits in base64url: 43 characters.
pub(crate) fn token() -> Result<String, SandboxError> {
    Ok(b64(&bytes::<32>()?))
}

/// `digits` random decimal digits, each value equally likely.
pub(crate) fn digits(digits: u32) -> Result<String, SandboxError> {
    let values = 10_u64.pow(digits.min(18));
    // Values above the last full multiple would make small numbers likelier.
    let limit = u64::MAX - u64::MAX % values;
    loop {
        let value = u64::from_be_bytes(bytes::<8>()?);
        if value < limit {
            return Ok(format!("{:0width$}", value % values, width = digits as usize));
        }
    }
}

/// Unpadded base64url.
pub(crate) fn b64(data: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(data)
}

/// The bytes of unpadded base64url.
pub(crate) fn from_b64(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(data: &[u8]) -> String {
    data.iter().flat_map(|b| [b >> 4, b & 15]).filter_map(|half| char::from_digit(half.into(), 16)).collect()
}

/// SHA-256 in base64url: bearer secrets are stored as this.
pub(crate) fn hash(secret: &str) -> String {
    b64(digest(&SHA256, secret.as_bytes()).as_ref())
}

/// Compares two secrets without telling by time where they differ.
pub(crate) fn same(a: &str, b: &str) -> bool {
    // Both sides are hashed first, so that neither length nor prefix shows.
    let (a, b) = (digest(&SHA256, a.as_bytes()), digest(&SHA256, b.as_bytes()));
    a.as_ref().iter().zip(b.as_ref()).fold(0, |acc, (x, y)| acc | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects the check digits and the SMS code: right length, leading zeros kept.
    #[test]
    fn digits_keep_their_length() {
        for _ in 0..200 {
            let two = digits(2).unwrap();
            assert!(two.len() == 2 && two.bytes().all(|b| b.is_ascii_digit()));
        }
        assert_eq!(digits(6).unwrap().len(), 6);
    }

    // Protects the comparison of secrets against a helper that always agrees.
    #[test]
    fn same_tells_secrets_apart() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd") && !same("abc", "ab") && !same("", "a"));
    }
}
