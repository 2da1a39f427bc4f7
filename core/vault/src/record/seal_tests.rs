use super::*;
use crate::test_support::hex;
use proptest::prelude::*;

fn data_key() -> RecordKeys {
    let mut data_key = Secret::zeroed();
    data_key.bytes_mut().fill(0xd5);
    RecordKeys { data_key, generation: 1 }
}

fn place() -> Place<'static> {
    Place { table: "credential", column: "body", id: *b"0123456789abcdef", version: 258, owner: [0x0e; 16] }
}

/// Frozen: length and bytes of each field in turn. A change makes every stored record unreadable.
#[test]
fn the_additional_data_is_frozen() {
    let expected = [
        "00000003726563",                           // "rec"
        "0000000400000001",                         // schema version
        "0000000a63726564656e7469616c",             // table
        "00000004626f6479",                         // column
        "0000001030313233343536373839616263646566", // id
        "000000080000000000000102",                 // version
        "000000100e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e", // owner
    ];
    assert_eq!(hex(&place().additional_data()), expected.concat());
}

/// Frozen: the record's key, so its label, the order and form of table, id and key generation. A change makes every
/// stored record unreadable.
#[test]
fn the_record_key_is_frozen() {
    assert_eq!(
        hex(record_key(&data_key().data_key, &place(), 1).unwrap().bytes()),
        "56377871c077d900d12fd382c3c79fd62ec7e9b2d8c8ee5256794c09f6d639b8"
    );
}

/// Frozen: version, key generation, nonce, ciphertext and tag of a short body. A change makes every stored record
/// unreadable.
#[test]
fn the_record_blob_is_frozen() {
    let blob = seal(&data_key(), &place(), [7; 12], b"a body").unwrap();
    assert_eq!(blob.len(), 1 + 4 + 12 + 256 + 16);
    assert_eq!(hex(&blob[..17]), "0100000001070707070707070707070707");
    assert_eq!(
        hex(&crate::crypto::sha256(&[&blob])),
        "77ca131ef488cf8760ae627b03162e22c78145c09314894c7227bdb3a83bd346"
    );
    assert_eq!(**open(&data_key(), &place(), &blob).unwrap(), *b"a body");
}

/// Protects lengths: bodies of 0 to 252 bytes look alike, the next bucket begins at 253.
#[test]
fn sizes_are_rounded_up_to_buckets() {
    let sealed_len = |len| seal(&data_key(), &place(), [7; 12], &vec![1; len]).unwrap().len() - 33;
    assert_eq!((sealed_len(0), sealed_len(252), sealed_len(253), sealed_len(508)), (256, 256, 512, 512));
}

/// Protects records from bit rot and from an editor of the file: each single-bit change is refused.
#[test]
fn no_single_bit_of_a_record_can_change_unnoticed() {
    let good = seal(&data_key(), &place(), [7; 12], b"a body").unwrap();
    for bit in 0..good.len() * 8 {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(open(&data_key(), &place(), &bad).unwrap_err(), VaultError::RecordRefused, "bit {bit}");
    }
    for len in 0..good.len() {
        assert_eq!(
            open(&data_key(), &place(), &good[..len]).unwrap_err(),
            VaultError::RecordRefused,
            "length {len}"
        );
    }
}

/// Protects against moving sealed records around: each part of the place counts.
#[test]
fn a_record_opens_only_in_its_own_place() {
    let blob = seal(&data_key(), &place(), [7; 12], b"a body").unwrap();
    let elsewhere = [
        Place { table: "template", ..place() },
        Place { column: "other", ..place() },
        Place { id: [1; 16], ..place() },
        Place { version: 257, ..place() },
        Place { owner: [0; 16], ..place() },
    ];
    for other in elsewhere {
        assert_eq!(open(&data_key(), &other, &blob).unwrap_err(), VaultError::RecordRefused, "{other:?}");
    }
}

proptest! {
    /// Protects against two places that look the same to the cipher: table and column may hold anything, also each
    /// other's bytes.
    #[test]
    fn different_places_have_different_additional_data(
        tables in ("[ab\0]{0,5}", "[ab\0]{0,5}"),
        columns in ("[ab\0]{0,5}", "[ab\0]{0,5}"),
        ids in (prop::array::uniform16(0_u8..2), prop::array::uniform16(0_u8..2)),
        versions in (0_u64..3, 0_u64..3),
        owners in (prop::array::uniform16(0_u8..2), prop::array::uniform16(0_u8..2)),
    ) {
        let one = Place { table: &tables.0, column: &columns.0, id: ids.0, version: versions.0, owner: owners.0 };
        let two = Place { table: &tables.1, column: &columns.1, id: ids.1, version: versions.1, owner: owners.1 };
        prop_assert_eq!(one == two, one.additional_data() == two.additional_data());
        // Random ids hide a confusion of the names: compare with everything else equal as well.
        let same = Place { id: ids.0, version: versions.0, owner: owners.0, ..two };
        prop_assert_eq!(one == same, one.additional_data() == same.additional_data());
    }

    /// Protects bodies: what went in comes out, at every length around the buckets.
    #[test]
    fn a_sealed_body_comes_back(body in prop::collection::vec(any::<u8>(), 0..1100)) {
        let blob = seal(&data_key(), &place(), [7; 12], &body).unwrap();
        prop_assert_eq!(&**open(&data_key(), &place(), &blob).unwrap(), &body);
    }

    /// Protects the app from hostile files: random bytes are an error, never a panic.
    #[test]
    fn random_blobs_are_refused(blob in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert_eq!(open(&data_key(), &place(), &blob).unwrap_err(), VaultError::RecordRefused);
    }
}
