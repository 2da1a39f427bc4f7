//! What is written can be read again, by every decoder that is built in; what is no code is not read.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use mien_qr::{Decoder, Level, Luma, MAX_TEXT_BYTES, QrError, encode};
use proptest::prelude::*;

/// Every decoder of this build, the default first.
#[cfg(feature = "quircs")]
fn decoders() -> Vec<Decoder> {
    vec![Decoder::default(), Decoder::Quircs]
}

/// Every decoder of this build.
#[cfg(not(feature = "quircs"))]
fn decoders() -> Vec<Decoder> {
    vec![Decoder::default()]
}

fn square(data: &[u8], side: usize) -> Luma<'_> {
    let pixels = u32::try_from(side).unwrap();
    Luma { data, width: pixels, height: pixels, row_stride: side }
}

fn level() -> impl Strategy<Value = Level> {
    prop::sample::select(vec![Level::Low, Level::Medium, Level::Quartile, Level::High])
}

/// Texts of all kinds that codes have modes for: digits, capitals, ASCII, any Unicode without control characters.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,300}",
        "[A-Z0-9 $%*+./:-]{1,200}",
        "[ -~]{1,200}",
        "\\PC{1,80}",
        "[一-龥ア-ンa-z]{1,60}",
    ]
    .prop_map(|text: String| text.replace(char::REPLACEMENT_CHARACTER, "?"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    // Protects: a service's page and the app agree on every text, in any mode and at any level; corners are in place.
    #[test]
    fn every_text_survives(text in text(), level in level(), scale in 3_usize..6) {
        let (luma, side) = encode(&text, level).unwrap().luma(scale);
        for decoder in decoders() {
            let codes = decoder.decode(square(&luma, side)).unwrap();
            prop_assert_eq!(codes.len(), 1, "{:?}", decoder);
            prop_assert_eq!(&codes[0].text, &text, "{:?}", decoder);
            let quiet = i32::try_from(4 * scale).unwrap();
            for offset in codes[0].bounds[0].iter().map(|c| c - quiet) {
                prop_assert!(offset.unsigned_abs() as usize <= scale, "{:?} is off by {}", decoder, offset);
            }
        }
    }

    // Protects: random pixels of any size give no code and no panic.
    #[test]
    fn noise_gives_nothing(width in 1_u32..160, height in 1_u32..160, pad in 0_usize..9, seed in any::<u64>()) {
        let row_stride = width as usize + pad;
        let mut state = seed | 1;
        let data: Vec<u8> = (0..row_stride * height as usize).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        }).collect();
        for decoder in decoders() {
            prop_assert_eq!(decoder.decode_picture(Luma { data: &data, width, height, row_stride }), Ok(vec![]));
        }
    }

    // Protects: a plane that lies about itself is an error, never a read outside of it.
    #[test]
    fn hostile_geometry_is_refused(len in 0_usize..500, width: u32, height: u32, row_stride: usize) {
        let data = vec![128; len];
        let luma = Luma { data: &data, width, height, row_stride };
        let fits = width > 0 && height > 0 && row_stride >= width as usize
            && row_stride.checked_mul(height as usize - 1).and_then(|r| r.checked_add(width as usize)).is_some_and(|n| n <= len);
        for decoder in decoders() {
            let result = decoder.decode(luma);
            if !fits { prop_assert_eq!(result, Err(QrError::Geometry)); }
        }
    }

    // Protects: broken codes (any squares flipped) give the right text, nothing, or a typed error: no panic, no other text.
    #[test]
    fn a_damaged_code_never_lies(flips in prop::collection::vec((0_usize..33, 0_usize..33), 0..60)) {
        let text = "https://localhost:8443/q?client_id=a&request_uri=b";
        let (mut luma, side) = encode(text, Level::Medium).unwrap().luma(4);
        for (x, y) in flips {
            for pixel in 0..16 {
                let index = ((y + 4) * 4 + pixel / 4) * side + (x + 4) * 4 + pixel % 4;
                luma[index] = 255 - luma[index];
            }
        }
        for decoder in decoders() {
            if let Ok(codes) = decoder.decode(square(&luma, side)) {
                prop_assert!(codes.iter().all(|code| code.text == text));
            }
        }
    }
}

// Protects: cameras are held in every way: turned by quarters, mirrored, white on black.
#[test]
fn reads_turned_and_inverted_codes() {
    let text = "urn:mien:turned";
    let (upright, side) = encode(text, Level::Medium).unwrap().luma(6);
    let remap = |f: &dyn Fn(usize, usize) -> (usize, usize)| -> Vec<u8> {
        (0..side * side)
            .map(|i| {
                let (x, y) = f(i % side, i / side);
                upright[y * side + x]
            })
            .collect()
    };
    for picture in [
        remap(&|x, y| (y, side - 1 - x)),
        remap(&|x, y| (side - 1 - x, side - 1 - y)),
        remap(&|x, y| (side - 1 - y, x)),
    ] {
        for decoder in decoders() {
            assert_eq!(decoder.decode(square(&picture, side)).unwrap()[0].text, text, "{decoder:?}");
        }
    }
    let inverted: Vec<u8> = upright.iter().map(|p| 255 - p).collect();
    for decoder in decoders() {
        assert_eq!(decoder.decode(square(&inverted, side)).unwrap()[0].text, text, "{decoder:?}");
    }
    // quircs reads no mirror images.
    #[cfg(feature = "zxing")]
    {
        let mirrored = remap(&|x, y| (side - 1 - x, y));
        assert_eq!(Decoder::Zxing.decode(square(&mirrored, side)).unwrap()[0].text, text);
    }
}

// Protects: what the screen shows is what the code holds: a text that hides behind a NUL or is no text is refused.
#[test]
fn refuses_what_is_no_text() {
    for bytes in [&b"https://good.example\0https://evil.example"[..], &[0; 12]] {
        let code = qrcode::QrCode::new(bytes).unwrap();
        let side = code.width() + 8;
        let mut luma = vec![255; side * side * 16];
        for (i, color) in code.to_colors().into_iter().enumerate() {
            let (x, y) = ((i % code.width() + 4) * 4, (i / code.width() + 4) * 4);
            for pixel in 0..16 {
                luma[(y + pixel / 4) * side * 4 + x + pixel % 4] = color.select(0, 255);
            }
        }
        for decoder in decoders() {
            assert_eq!(decoder.decode(square(&luma, side * 4)), Err(QrError::NotText), "{decoder:?}");
        }
    }
}

// Protects: the largest code that exists is read whole, and the cap lets it through.
#[test]
fn reads_the_largest_code() {
    let text = "m".repeat(MAX_TEXT_BYTES);
    let (luma, side) = encode(&text, Level::Low).unwrap().luma(4);
    for decoder in decoders() {
        assert_eq!(decoder.decode(square(&luma, side)).unwrap()[0].text, text, "{decoder:?}");
    }
}

// Protects: a stranger's larger code in view does not hide ours, and the list stays short.
#[test]
fn reads_several_codes_of_one_frame() {
    let codes: Vec<_> =
        (0..12).map(|i| encode(&format!("code {i}"), Level::Medium).unwrap().luma(4)).collect();
    let (side, across) = (codes[0].1, 4);
    let mut luma = vec![255; side * side * 12];
    for (i, (code, _)) in codes.iter().enumerate() {
        for (y, row) in code.chunks(side).enumerate() {
            let start = ((i / across) * side + y) * side * across + (i % across) * side;
            luma[start..start + side].copy_from_slice(row);
        }
    }
    let (width, height) = (u32::try_from(side * across).unwrap(), u32::try_from(side * 3).unwrap());
    let found = mien_qr::decode(Luma { data: &luma, width, height, row_stride: side * across }).unwrap();
    assert!((2..=mien_qr::MAX_CODES).contains(&found.len()), "{}", found.len());
}

/// Protects large still pictures: noise that drowns a code in its own size, and in a third of it, averages out in a ninth.
#[cfg(feature = "zxing")]
#[test]
fn a_large_noisy_picture_is_read() {
    let text = "https://localhost:8443/q?r=a-large-picture";
    let (clean, side) = encode(text, Level::Medium).unwrap().luma(54);
    // A repeatable draw for each pixel: seven in ten are as they should be.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut draw = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % 100
    };
    let noisy: Vec<u8> = clean.iter().map(|pixel| if draw() < 72 { *pixel } else { 255 - *pixel }).collect();
    let texts: Vec<_> =
        mien_qr::decode(square(&noisy, side)).unwrap().into_iter().map(|code| code.text).collect();
    assert_eq!(texts, [text]);
}
