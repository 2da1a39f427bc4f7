//! The few primitives of the vault, all from ring, with their lengths fixed by types.

use crate::error::VaultError;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::{digest, hkdf};
use zeroize::Zeroizing;

pub(crate) const NONCE_LEN: usize = 12;
pub(crate) const TAG_LEN: usize = 16;

/// Secret bytes that stay in one place on the heap (a move of a stack array would leave a copy behind) and are wiped.
/// Neither `Debug` nor `Clone`, on purpose.
pub(crate) struct Secret<const N: usize>(Box<Zeroizing<[u8; N]>>);

impl<const N: usize> Secret<N> {
    pub(crate) fn zeroed() -> Self {
        Self(Box::new(Zeroizing::new([0; N])))
    }

    pub(crate) fn bytes(&self) -> &[u8; N] {
        &self.0
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8; N] {
        &mut self.0
    }
}

struct OutputLen(usize);

impl hkdf::KeyType for OutputLen {
    fn len(&self) -> usize {
        self.0
    }
}

/// HKDF-SHA256 (RFC 5869). `info` is the concatenation of its parts.
pub(crate) fn hkdf<const N: usize>(salt: &[u8], ikm: &[u8], info: &[&[u8]]) -> Result<Secret<N>, VaultError> {
    let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(ikm);
    let mut out = Secret::zeroed();
    prk.expand(info, OutputLen(N))
        .and_then(|okm| okm.fill(out.bytes_mut()))
        .map_err(|_| VaultError::Internal)?;
    Ok(out)
}

fn aes(key: &Secret<32>) -> Result<LessSafeKey, VaultError> {
    UnboundKey::new(&AES_256_GCM, key.bytes()).map(LessSafeKey::new).map_err(|_| VaultError::Internal)
}

/// AES-256-GCM; answers ciphertext and tag.
pub(crate) fn seal(
    key: &Secret<32>,
    nonce: [u8; NONCE_LEN],
    aad: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, VaultError> {
    // Room for the tag from the start: growing would leave a copy of the plaintext in freed memory.
    let mut buffer = Vec::with_capacity(plain.len() + TAG_LEN);
    buffer.extend_from_slice(plain);
    aes(key)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut buffer)
        .map_err(|_| VaultError::Internal)?;
    Ok(buffer)
}

/// The inverse of [`seal`]; `None` when anything at all is not as it was sealed.
pub(crate) fn open(
    key: &Secret<32>,
    nonce: [u8; NONCE_LEN],
    aad: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let mut buffer = Zeroizing::new(sealed.to_vec());
    let plain_len = aes(key)
        .ok()?
        .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut buffer)
        .ok()?
        .len();
    buffer.truncate(plain_len);
    Some(buffer)
}

/// SHA-256 over the concatenation of the parts.
pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    let mut out = [0; 32];
    for (to, from) in out.iter_mut().zip(context.finish().as_ref()) {
        *to = *from;
    }
    out
}

/// CRC-32 as in Ethernet and zip (reflected, polynomial 0xEDB88320). Tells bit rot, not an attacker; at a few hundred
/// bytes a table would be longer than the loop.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            let carry = crc & 1;
            crc >>= 1;
            if carry == 1 {
                crc ^= 0xEDB8_8320;
            }
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects the slot's repair: the check value of the CRC catalogue.
    #[test]
    fn crc32_gives_the_published_check_value() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    /// Protects every key: RFC 5869, test case 1.
    #[test]
    fn hkdf_gives_the_vector_of_rfc_5869() {
        let salt: Vec<u8> = (0..=12).collect();
        let info: Vec<u8> = (0xf0..=0xf9).collect();
        let (head, tail) = info.split_at(3);
        let okm = hkdf::<42>(&salt, &[0x0b; 22], &[head, tail]).unwrap();
        assert_eq!(okm.bytes()[..8], [0x3c, 0xb2, 0x5f, 0x25, 0xfa, 0xac, 0xd5, 0x7a]);
        assert_eq!(okm.bytes()[34..], [0x34, 0x00, 0x72, 0x08, 0xd5, 0xb8, 0x87, 0x18, 0x58, 0x65][2..]);
    }
}
