//! The Concat KDF of ECDH-ES (RFC 7518, section 4.6.2; NIST SP 800-56A).

use ring::digest::{Context, SHA256};
use zeroize::Zeroizing;

/// Derives the content key for `algorithm` from the shared secret `z`. One round of SHA-256 is enough: the longest
/// key is 256 bits.
pub(super) fn concat_kdf(
    z: &[u8],
    algorithm: &str,
    apu: &[u8],
    apv: &[u8],
    bytes: usize,
) -> Zeroizing<Vec<u8>> {
    let mut hash = Context::new(&SHA256);
    hash.update(&1u32.to_be_bytes());
    hash.update(z);
    for info in [algorithm.as_bytes(), apu, apv] {
        // Every input is bounded by the token's size limit, far below 2^32.
        hash.update(&u32::try_from(info.len()).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(info);
    }
    hash.update(&u32::try_from(bytes * 8).unwrap_or(u32::MAX).to_be_bytes());
    let digest = hash.finish();
    Zeroizing::new(digest.as_ref().iter().copied().take(bytes).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base64url;

    // RFC 7518 appendix C: Z, PartyUInfo "Alice", PartyVInfo "Bob", A128GCM.
    #[test]
    fn rfc_7518_appendix_c() {
        let z: [u8; 32] = [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163,
            218, 128, 106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
        ];
        let key = concat_kdf(&z, "A128GCM", b"Alice", b"Bob", 16);
        assert_eq!(base64url::encode(&key), "VqqN6vgjbSBcIijNcacQGg");
    }
}
