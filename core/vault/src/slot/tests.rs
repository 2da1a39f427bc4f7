use super::*;
use crate::kdf::KdfParams;
use crate::test_support::hex;

fn data_key() -> DataKey {
    let mut key = Secret::zeroed();
    key.bytes_mut().fill(0xd5);
    key
}

fn header() -> Header {
    Header {
        kind: SlotKind::Passcode,
        generation: 3,
        vault_id: *b"0123456789abcdef",
        kdf: Some(KdfParams::default()),
        salt: [0x5a; 16],
        baseline_key: baseline_public_key(&data_key()).unwrap(),
    }
}

fn stretched() -> Stretched {
    let mut bytes = [0xa1; 64];
    bytes[32..].fill(0xa2);
    Stretched::from_bytes(bytes)
}

const ANSWER: [u8; 32] = [0x42; 32];

fn slot() -> Slot {
    Slot::seal(header(), &stretched(), &ANSWER, [7; 12], &data_key()).unwrap()
}

/// Frozen, in the order of the table in `header.rs`. A change locks every existing vault for ever: add a format
/// number and keep reading this one.
#[test]
fn the_slot_header_is_frozen() {
    let expected = [
        "4d49454e",                                                         // "MIEN"
        "0001",                                                             // format
        "01",                                                               // passcode
        "01",                                                               // Argon2id
        "00000003",                                                         // generation
        "30313233343536373839616263646566",                                 // vault id
        "00010000",                                                         // 65,536 KiB
        "00000003",                                                         // passes
        "00000001",                                                         // lanes
        "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",                                 // salt
        "4f58b0143dea05bbda8c0492c05b35188f6308e7edda7e75d8865ba50ec6397d", // SHA-256 of the alias below
        "01",                                                               // DeviceKeys::prf
        "9b100358c64d8f42cca28df0440b8c98897d586f586a738cad702799e321a548", // Ed25519 public key
        "00000000000000",
    ];
    assert_eq!(header().alias(), "vault-30313233343536373839616263646566-3");
    assert_eq!(hex(&header().encode()), expected.concat());
    assert!(Header::decode(&header().encode()).is_some_and(|decoded| decoded == header()));
}

/// Frozen: commitment, nonce and sealed data key for fixed inputs. They cover the label, the salt, the order of the two
/// halves, the header's hash and the additional data; a change of any locks every existing vault.
#[test]
fn the_slot_body_is_frozen() {
    let bytes = slot().encode();
    assert_eq!(bytes.len(), 220);
    assert_eq!(bytes[..HEADER_LEN], header().encode());
    assert_eq!(
        hex(&bytes[HEADER_LEN..]),
        "161ea081aec300d5fec3c48d95d82c578df9229dfedc415d8da42b90e4dfafff07070707070707070707070731dd940b44cfa52ab07a2d8b7ff0f5e7d26e9ddc6cc438536653214e0a1374529cfb9e6fb8369e6ea0538bcf5eaa507f"
    );
}

/// Frozen: `value | Ed25519(label | vault id | value)`. A change turns every vault into a tampered one.
#[test]
fn the_signed_baseline_is_frozen_and_bound_to_its_vault() {
    let signed = sign_baseline(&data_key(), &header().vault_id, 258).unwrap();
    assert_eq!(
        hex(&signed),
        "00000000000001024e0d5538b636a91fdcd85d0c69b9478740f681b64e9d163fff6e9cb1fd2631930b93793fe81c8f8bf2987c80a927e8fb9e8942288812348ab6721b2814bbb701"
    );
    assert_eq!(verify_baseline(&header(), &signed), Some(258));
    let other_vault = Header { vault_id: [9; 16], ..header() };
    assert_eq!(verify_baseline(&other_vault, &signed), None);
    for bit in 0..signed.len() * 8 {
        let mut bad = signed.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(verify_baseline(&header(), &bad), None, "bit {bit}");
    }
}

/// Protects against a stolen file: neither the passcode alone nor the device alone opens it.
#[test]
fn only_passcode_and_device_together_open_the_slot() {
    let opens = |stretched: &Stretched, answer: &[u8]| {
        matches!(slot().open(stretched, answer), Ok(Opening::Opened(_)))
    };
    assert!(opens(&stretched(), &ANSWER));
    assert!(!opens(&stretched(), &[0x43; 32]));
    assert!(!opens(&Stretched::from_bytes([0; 64]), &ANSWER));
    // The half that the device is shown does not open it: a log of the device's calls is not enough.
    let mut shown = [0; 64];
    shown[..32].fill(0xa1);
    assert!(!opens(&Stretched::from_bytes(shown), &ANSWER));
    assert!(slot().open(&stretched(), &[0x42; 31]).is_err());
}

/// Protects people from losing tries to broken storage, and the data key from a forged slot: each single-bit change
/// is refused on reading, or is a wrong passcode, or is damage. Never a panic, never open.
#[test]
fn no_single_bit_of_a_slot_can_change_unnoticed() {
    let good = slot().encode();
    let (mut refused, mut wrong, mut damaged) = (0, 0, 0);
    for bit in 0..good.len() * 8 {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        match Slot::decode(&bad).map(|slot| slot.open(&stretched(), &ANSWER).unwrap()) {
            None => refused += 1,
            Some(Opening::Wrong) => wrong += 1,
            Some(Opening::Damaged) => damaged += 1,
            Some(Opening::Opened(_)) => panic!("bit {bit} changed and the slot still opens"),
        }
    }
    // Nonce and sealed key are 60 bytes: behind a right commitment, so damage and not a wrong passcode.
    assert_eq!(damaged, 60 * 8);
    assert_eq!(refused + wrong + damaged, 220 * 8);
    assert!(wrong >= 32 * 8, "the commitment");
}

/// Protects phones from a forged slot that asks for 4 GiB, no passes, more lanes, or something from the future; and
/// any length but the right one is refused.
#[test]
fn hostile_slots_are_refused_before_anything_is_derived() {
    let good = slot().encode();
    let with = |offset: usize, bytes: &[u8]| {
        let mut bad = good.clone();
        bad[offset..offset + bytes.len()].copy_from_slice(bytes);
        Slot::decode(&bad).is_none()
    };
    assert!(!with(0, b"MIEN"), "the good slot is read");
    for memory in [0, 1, 19_455, 262_145, 4 * 1024 * 1024, u32::MAX] {
        assert!(with(28, &memory.to_be_bytes()), "memory {memory}");
    }
    for passes in [0, 11, u32::MAX] {
        assert!(with(32, &passes.to_be_bytes()), "passes {passes}");
    }
    for lanes in [0, 2, u32::MAX] {
        assert!(with(36, &lanes.to_be_bytes()), "lanes {lanes}");
    }
    assert!(with(0, b"IDVT"), "another magic");
    assert!(with(4, &[0, 2]), "a later format");
    assert!(with(6, &[2]) && with(6, &[4]) && with(6, &[5]), "another kind of slot");
    assert!(with(7, &[0]), "another key derivation");
    assert!(with(8, &[0; 4]), "generation zero");
    assert!(with(56, &[0; 32]), "another device key");
    assert!(with(88, &[2]), "another kind of device answer");
    assert!(with(127, &[1]), "padding that is not zero");
    for len in 0..good.len() {
        assert!(Slot::decode(&good[..len]).is_none(), "length {len}");
    }
    assert!(Slot::decode(&[&good[..], &[0]].concat()).is_none(), "one byte more");
}

/// Frozen: the headers of the other kinds of slots, as far as they differ. A change locks out whoever uses them.
#[test]
fn the_headers_of_the_other_kinds_are_frozen() {
    let head = |kind, kdf| {
        let header = Header { kind, kdf, ..header() };
        assert!(Header::decode(&header.encode()).is_some_and(|decoded| decoded == header), "{kind:?}");
        let bytes = header.encode();
        (hex(&bytes[6..8]), hex(&bytes[28..40]), hex(&bytes[56..60]), bytes[88])
    };
    let kdf = Some(KdfParams::default());
    let text = |a: &str, b: &str, c: &str, d| (a.to_owned(), b.to_owned(), c.to_owned(), d);
    let costs = "000100000000000300000001";
    assert_eq!(head(SlotKind::Passcode, kdf), text("0101", costs, "4f58b014", 1));
    assert_eq!(head(SlotKind::Pattern, kdf), text("0401", costs, "f8fea2dc", 1));
    assert_eq!(head(SlotKind::Recovery, kdf), text("0301", costs, "00000000", 0));
    assert_eq!(head(SlotKind::Biometric, None), text("0200", "000000000000000000000000", "a24d1981", 2));
    let alias = |kind| device_key_alias(kind, &[0xab; 16], u32::MAX);
    assert_eq!(alias(SlotKind::Pattern), "vault-abababababababababababababababab-4294967295-p");
    assert!(alias(SlotKind::Biometric).len() <= 64);
}

/// Protects each kind from being passed off as another: the kind is in the header, and the header is in the key.
#[test]
fn a_slot_opens_as_its_own_kind_only() {
    let slot = slot();
    for kind in [SlotKind::Pattern, SlotKind::Recovery] {
        let other = Slot { header: Header { kind, ..slot.header.clone() }, ..slot.clone() };
        assert!(matches!(other.open(&stretched(), &ANSWER), Ok(Opening::Wrong)), "{kind:?}");
    }
}

fn biometric() -> BiometricSlot {
    let header = Header { kind: SlotKind::Biometric, kdf: None, ..header() };
    let mut key = WrappingKey::zeroed();
    key.bytes_mut().fill(0xb1);
    BiometricSlot::seal(header, &key, vec![0xee; 60], [7; 12], &data_key()).unwrap().unwrap()
}

/// Frozen: nonce, sealed data key, length and the device's bytes. A change makes everybody turn biometrics on again.
#[test]
fn the_biometric_slot_is_frozen() {
    let bytes = biometric().encode();
    assert_eq!(bytes.len(), 128 + 12 + 48 + 2 + 60);
    assert_eq!(
        hex(&bytes[HEADER_LEN..HEADER_LEN + 64]),
        "070707070707070707070707ae2ed46098cfd8e19d9b3bd5587bed345068fcf1bd9c69ec0364a0a97d182689011c3cf8f74d5fef238a098c64000529003ceeee"
    );
    assert_eq!(bytes[190..], [0xee; 60]);
    assert!(BiometricSlot::decode(&bytes).is_some_and(|decoded| decoded == biometric()));
}

/// Protects against a device that answers something: only the very key that was wrapped opens the slot; a success without
/// bytes, or with the wrong number of them, is none.
#[test]
fn only_the_wrapped_key_opens_a_biometric_slot() {
    let slot = biometric();
    assert_eq!(*slot.open(&[0xb1; 32]).unwrap().unwrap().bytes(), [0xd5; 32]);
    for answer in [&[][..], &[0; 32], &[0xb1; 31], &[0xb1; 33], &[0xb2; 32]] {
        assert!(slot.open(answer).unwrap().is_none(), "{answer:?}");
    }
}

/// Protects the reader of biometric slots: each single-bit change is refused or does not open, each length but the right
/// one is refused.
#[test]
fn no_single_bit_of_a_biometric_slot_opens_unnoticed() {
    let good = biometric().encode();
    for bit in 0..190 * 8 {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        let opens = BiometricSlot::decode(&bad).is_some_and(|slot| slot.open(&[0xb1; 32]).unwrap().is_some());
        assert!(!opens, "bit {bit}");
    }
    for len in 0..good.len() {
        assert!(BiometricSlot::decode(&good[..len]).is_none(), "length {len}");
    }
    assert!(BiometricSlot::decode(&[&good[..], &[0]].concat()).is_none());
    let header = Header { kind: SlotKind::Biometric, kdf: None, ..header() };
    for len in [0, 31, 1025] {
        let sealed =
            BiometricSlot::seal(header.clone(), &WrappingKey::zeroed(), vec![1; len], [0; 12], &data_key());
        assert!(sealed.unwrap().is_none(), "the device answered {len} bytes");
    }
}
