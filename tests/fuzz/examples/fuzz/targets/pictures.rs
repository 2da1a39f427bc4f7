//! Pictures before the camera: the decoder behind `mien-qr` is C++.

use mien_fuzz::{Shape, Target, Verdict};
use mien_qr::{Luma, MAX_CODES, MAX_TEXT_BYTES, decode};

pub(super) const TARGETS: &[Target] = &[Target {
    name: "qr-picture",
    corpus: "tests/fuzz/corpus/qr-picture",
    shape: Shape::Bytes,
    words: &[],
    run: picture,
}];

/// Width, height and bytes to the next row, each in two bytes, and then the pixels.
fn picture(input: &[u8]) -> Verdict {
    let (head, data) = input.split_at_checked(6).ok_or("cut")?;
    let number = |at: usize| u16::from(head[at]) << 8 | u16::from(head[at + 1]);
    let (width, height, row_stride) = (number(0).into(), number(2).into(), number(4).into());
    let codes = decode(Luma { data, width, height, row_stride }).map_err(|error| error.code())?;
    assert!(codes.len() <= MAX_CODES);
    for code in &codes {
        assert!(code.text.len() <= MAX_TEXT_BYTES && !code.text.contains('\0'));
    }
    if codes.is_empty() { Err("nothing") } else { Ok(()) }
}
