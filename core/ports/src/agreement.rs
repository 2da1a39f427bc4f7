//! A keyed function out of a key agreement, for hardware that offers ECDH on P-256 and nothing else.
//!
//! The Secure Enclave has no HMAC key. It can multiply a point by a secret number, so the input becomes a point whose
//! discrete logarithm nobody knows (RFC 9380, `P256_XMD:SHA-256_SSWU_RO_`) and the product becomes the answer:
//!
//! ```text
//! point  = hash_to_curve(input)                 in Rust, once per guess
//! shared = x coordinate of  key * point         in the hardware: SecKeyCopyKeyExchangeResult
//! answer = SHA-256(label | input | shared)      in Rust
//! ```
//!
//! Two things that look simpler and are not the same: a fixed point gives one constant that can be read once and used
//! for ever; a point `s * G` with a known `s` gives `s * public key`, which needs no hardware at all.

use crate::DeviceError;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::hash2curve::GroupDigest;
use p256::{AffinePoint, NistP256, ProjectivePoint};
use ring::digest::{Context, SHA256};
use zeroize::Zeroizing;

/// Length of the point that goes to the hardware: uncompressed SEC1.
pub const POINT_LEN: usize = 65;

const DOMAIN: &[u8] = b"MIEN-V01-PRF-with-P256_XMD:SHA-256_SSWU_RO_";
const ANSWER_LABEL: &[u8] = b"mien/agreement-prf/v1";

/// The point of an input, uncompressed SEC1, 65 bytes: what the hardware multiplies by its key.
///
/// # Errors
/// [`DeviceError::Failed`] never happens for inputs below 2^16 bytes.
pub fn point(input: &[u8]) -> Result<[u8; POINT_LEN], DeviceError> {
    hash_to_curve(input, DOMAIN)
}

/// The answer of the keyed function, from what the hardware gave for [`point`]: the 32 bytes of the shared secret's x
/// coordinate, as `SecKeyCopyKeyExchangeResult` with `ecdhKeyExchangeStandard` returns it.
///
/// # Errors
/// [`DeviceError::OutOfContract`] when `shared` is not 32 bytes or all zero.
pub fn answer(input: &[u8], shared: &[u8]) -> Result<Zeroizing<Vec<u8>>, DeviceError> {
    if shared.len() != 32 || shared.iter().all(|byte| *byte == 0) {
        return Err(DeviceError::OutOfContract);
    }
    let mut context = Context::new(&SHA256);
    context.update(ANSWER_LABEL);
    context.update(&u64::try_from(input.len()).map_err(|_| DeviceError::Failed)?.to_be_bytes());
    context.update(input);
    context.update(shared);
    Ok(Zeroizing::new(context.finish().as_ref().to_vec()))
}

fn hash_to_curve(input: &[u8], domain: &[u8]) -> Result<[u8; POINT_LEN], DeviceError> {
    let point: ProjectivePoint =
        NistP256::hash_from_bytes(&[input], &[domain]).map_err(|_| DeviceError::Failed)?;
    let point = AffinePoint::from(point).to_sec1_point(false);
    point.as_bytes().try_into().map_err(|_| DeviceError::Failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::elliptic_curve::sec1::FromSec1Point;
    use p256::{NonZeroScalar, PublicKey};

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }

    /// What the Secure Enclave does: the x coordinate of key times point.
    fn enclave(key: &NonZeroScalar, point: &[u8]) -> Vec<u8> {
        let point = PublicKey::from_sec1_bytes(point).unwrap();
        let shared = (ProjectivePoint::from(*point.as_affine()) * **key).to_affine();
        shared.to_sec1_point(false).x().unwrap().to_vec()
    }

    fn key(byte: u8) -> NonZeroScalar {
        NonZeroScalar::from_repr([byte; 32].into()).unwrap()
    }

    fn prf(key: &NonZeroScalar, input: &[u8]) -> Vec<u8> {
        answer(input, &enclave(key, &point(input).unwrap())).unwrap().to_vec()
    }

    /// Protects against a home-made map: RFC 9380, appendix J.1.1, all five messages.
    #[test]
    fn points_are_those_of_rfc_9380() {
        let domain = b"QUUX-V01-CS02-with-P256_XMD:SHA-256_SSWU_RO_";
        let long = |prefix: &str, fill: &str, count| format!("{prefix}{}", fill.repeat(count));
        let vectors = [
            (
                String::new(),
                "2c15230b26dbc6fc9a37051158c95b79656e17a1a920b11394ca91c44247d3e4",
                "8a7a74985cc5c776cdfe4b1f19884970453912e9d31528c060be9ab5c43e8415",
            ),
            (
                "abc".to_owned(),
                "0bb8b87485551aa43ed54f009230450b492fead5f1cc91658775dac4a3388a0f",
                "5c41b3d0731a27a7b14bc0bf0ccded2d8751f83493404c84a88e71ffd424212e",
            ),
            (
                "abcdef0123456789".to_owned(),
                "65038ac8f2b1def042a5df0b33b1f4eca6bff7cb0f9c6c1526811864e544ed80",
                "cad44d40a656e7aff4002a8de287abc8ae0482b5ae825822bb870d6df9b56ca3",
            ),
            (
                long("q128_", "q", 128),
                "4be61ee205094282ba8a2042bcb48d88dfbb609301c49aa8b078533dc65a0b5d",
                "98f8df449a072c4721d241a3b1236d3caccba603f916ca680f4539d2bfb3c29e",
            ),
            (
                long("a512_", "a", 512),
                "457ae2981f70ca85d8e24c308b14db22f3e3862c5ea0f652ca38b5e49cd64bc5",
                "ecb9f0eadc9aeed232dabc53235368c1394c78de05dd96893eefa62b0f4757dc",
            ),
        ];
        for (message, x, y) in vectors {
            let point = hash_to_curve(message.as_bytes(), domain).unwrap();
            assert_eq!(hex(&point), format!("04{x}{y}"), "{message}");
        }
    }

    /// Frozen: the point and the answer of one input under one key. A change locks every vault of every iPhone for ever.
    #[test]
    fn the_answer_is_frozen() {
        assert_eq!(
            hex(&prf(&key(7), &[0x5a; 32])),
            "9409516108ff27b126853ef30d5dac1d7604821b38f74df77f7396482a0e5132"
        );
    }

    /// Protects the guess limit of the hardware: the answer depends on the key and on the input, so it takes one
    /// operation of the hardware per guess.
    #[test]
    fn every_input_and_every_key_answers_differently() {
        let first = prf(&key(7), b"a");
        assert_eq!(prf(&key(7), b"a"), first);
        assert_ne!(prf(&key(7), b"b"), first);
        assert_ne!(prf(&key(8), b"a"), first);
    }

    /// Protects against the trap of the simple construction: with `s = SHA-256(input)` and the point `s * G`, the answer
    /// follows from the public key alone. Our point is not that one, and the public key gives another answer.
    #[test]
    fn the_public_key_does_not_give_the_answer() {
        let (key, input) = (key(7), b"a guess");
        let hash: [u8; 32] = ring::digest::digest(&SHA256, input).as_ref().try_into().unwrap();
        let scalar = NonZeroScalar::from_repr(hash.into()).unwrap();
        let known = (ProjectivePoint::GENERATOR * *scalar).to_affine().to_sec1_point(false);
        assert_ne!(known.as_bytes(), point(input).unwrap());
        let public = (ProjectivePoint::GENERATOR * *key).to_affine().to_sec1_point(false);
        let offline = answer(input, &enclave(&scalar, public.as_bytes())).unwrap();
        assert_ne!(offline.to_vec(), prf(&key, input));
    }

    /// Protects the vault's key from an adapter that hands over something else than a shared secret.
    #[test]
    fn a_shared_secret_of_another_form_is_refused() {
        for shared in [&[][..], &[1; 31], &[1; 33], &[4; 65], &[0; 32]] {
            assert_eq!(answer(b"a", shared).unwrap_err(), DeviceError::OutOfContract);
        }
        assert!(AffinePoint::from_sec1_bytes(&point(b"a").unwrap()).is_ok());
    }
}
