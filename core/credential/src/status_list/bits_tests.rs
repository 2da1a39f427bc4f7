//! The published vectors, and everything that is no list.

use super::*;
use miniz_oxide::deflate::compress_to_vec_zlib;
use proptest::prelude::*;

fn packed(bytes: &[u8]) -> String {
    base64url::encode(&compress_to_vec_zlib(bytes, 6))
}

// Section 4.1 of the draft: sixteen statuses of one bit are b9 a3, twelve of two bits are c9 44 f9.
#[test]
fn vectors_of_section_4() {
    let one = Bits::parse(1, "eNrbuRgAAhcBXQ").unwrap();
    assert_eq!(one.bytes, [0xb9, 0xa3]);
    let read: Vec<u8> = (0..16).map(|index| one.get(index).unwrap()).collect();
    assert_eq!(read, [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]);
    assert_eq!((one.len(), one.get(16)), (16, None));
    let two = Bits::parse(2, "eNo76fITAAPfAgc").unwrap();
    assert_eq!(two.bytes, [0xc9, 0x44, 0xf9]);
    let read: Vec<u8> = (0..12).map(|index| two.get(index).unwrap()).collect();
    assert_eq!(read, [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]);
}

const ONE: &str = "eNrt3AENwCAMAEGogklACtKQPg9LugC9k_ACvreiogEAAKkeCQAAAAAAAAAAAAAAAAAAAIBylgQAAAAAAAAAAAAAAAAAAAAAAAAA\
     AAAAAAAAAAAAAAAAAAAAAAAAAAAAXG9IAAAAAAAAAPwsJAAAAAAAAAAAAAAAvhsSAAAAAAAAAAAA7KpLAAAAAAAAAAAAAAAAAAAA\
     AJsLCQAAAAAAAAAAADjelAAAAAAAAAAAKjDMAQAAAACAZC8L2AEb";
const TWO: &str = "eNrt2zENACEQAEEuoaBABP5VIO01fCjIHTMStt9ovGVIAAAAAABAbiEBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEB5\
     WwIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
     AAAAAAAAAID0ugQAAAAAAAAAAAAAAAAAQG12SgAAAAAAAAAAAAAAAAAAAAAAAAAAAOCSIQEAAAAAAAAAAAAAAAAAAAAAAAD8ExIA\
     AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAwJEuAQAAAAAAAAAAAAAAAAAAAAAAAMB9SwIAAAAAAAAAAAAAAAAAAACoYUoA\
     AAAAAAAAAAAAAEBqH81gAQw";
const FOUR: &str = "eNrt0EENgDAQADAIHwImkIIEJEwCUpCEBBQRHOy35Li1EjoOQGabAgAAAAAAAAAAAAAAAAAAACC1SQEAAAAAAAAAAAAAAAAAAAAA\
     AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
     AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
     AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABADrsCAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
     AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADoxaEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
     AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIIoCgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
     AAAAAAAAAACArpwKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGhqVkAzlwIAAAAAiGVRAAAAAAAAAAAAAAAA\
     AAAAAAAAAAAAAAAAAAAAAAAAAABx3AoAgLpVAQAAAAAAAAAAAAAAwM89rwMAAAAAAAAAAAjsA9xMBMA";

// Appendix C.1 to C.3 of the draft: lists of 2^20 entries, of which those that are not named are 0.
#[test]
fn vectors_of_appendix_c() {
    let one = [0, 1993, 25460, 159_495, 495_669, 554_353, 645_645, 723_232, 854_545, 934_534, 1_000_345]
        .map(|index| (index, 1));
    let two = [
        (0, 1),
        (1993, 2),
        (25460, 1),
        (159_495, 3),
        (495_669, 1),
        (554_353, 1),
        (645_645, 2),
        (723_232, 1),
        (854_545, 1),
        (934_534, 2),
        (1_000_345, 3),
    ];
    let four = [
        (0, 1),
        (1993, 2),
        (35460, 3),
        (459_495, 4),
        (595_669, 5),
        (754_353, 6),
        (845_645, 7),
        (923_232, 8),
        (924_445, 9),
        (934_534, 10),
        (1_000_345, 12),
        (1_004_534, 11),
        (1_030_203, 13),
        (1_030_204, 14),
        (1_030_205, 15),
    ];
    let lists = [(1, ONE, one.as_slice()), (2, TWO, &two), (4, FOUR, &four)];
    for (width, lst, set) in lists {
        let list = Bits::parse(width, lst).unwrap();
        assert_eq!(list.len(), 1 << 20);
        let entries = (0..1 << 20).map(|index| (index, list.get(index).unwrap()));
        let found: Vec<(u64, u8)> = entries.filter(|(_, status)| *status != 0).collect();
        assert_eq!(found, set, "{width} bits");
    }
}

#[test]
fn refuses_what_is_no_list() {
    let list = packed(&[1, 2, 3]);
    assert!(Bits::parse(8, &list).is_ok());
    for width in [0, 3, 5, 16, 64, u64::MAX] {
        assert_eq!(Bits::parse(width, &list), Err(StatusListError::Claim), "{width}");
    }
    let compressed = compress_to_vec_zlib(&[7; 100], 6);
    let mut wrong_sum = compressed.clone();
    *wrong_sum.last_mut().unwrap() ^= 1;
    let longer = [compressed.as_slice(), b"more"].concat();
    let raw = miniz_oxide::deflate::compress_to_vec(&[7; 100], 6);
    let short = &compressed[..compressed.len() - 1];
    for bytes in [wrong_sum.as_slice(), &longer, &raw, short, &[], b"plain"] {
        assert_eq!(Bits::parse(1, &base64url::encode(bytes)), Err(StatusListError::Encoding));
    }
    assert_eq!(Bits::parse(1, "not base64!"), Err(StatusListError::Encoding));
}

// A bomb: four kilobytes that hold more than memory should be spent on.
#[test]
fn a_list_has_a_largest_size() {
    assert!(Bits::parse(1, &packed(&vec![0; MAX_LIST])).is_ok());
    let bomb = packed(&vec![0; MAX_LIST + 1]);
    assert!(bomb.len() < 8 * 1024);
    assert_eq!(Bits::parse(1, &bomb), Err(StatusListError::Encoding));
}

proptest! {
    // What was packed is read again, entry by entry, whatever the width.
    #[test]
    fn reads_what_was_packed(width in prop_oneof![Just(1_u8), Just(2), Just(4), Just(8)],
        values in proptest::collection::vec(any::<u8>(), 1..300)) {
        let per_byte = usize::from(8 / width);
        let mask = u8::MAX >> (8 - width);
        let mut bytes = vec![0_u8; values.len().div_ceil(per_byte)];
        for (at, value) in values.iter().enumerate() {
            bytes[at / per_byte] |= (value & mask) << (at % per_byte * usize::from(width));
        }
        let list = Bits::parse(u64::from(width), &packed(&bytes)).unwrap();
        for (at, value) in values.iter().enumerate() {
            prop_assert_eq!(list.get(at as u64), Some(value & mask));
        }
        prop_assert_eq!(list.get(list.len()), None);
        prop_assert_eq!(list.get(u64::MAX), None);
    }

    // No bytes make the decompressor panic or run away.
    #[test]
    fn survives_hostile_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300), bend in any::<u16>()) {
        let _ = Bits::parse(1, &base64url::encode(&bytes));
        let mut bent = compress_to_vec_zlib(&bytes, 6);
        let at = usize::from(bend) % bent.len();
        bent[at] ^= 1 << (bend % 8);
        let _ = Bits::parse(2, &base64url::encode(&bent));
    }
}

impl std::fmt::Debug for Bits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bits").field("width", &self.width).field("bytes", &self.bytes.len()).finish()
    }
}
