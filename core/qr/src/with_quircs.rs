//! quircs as the decoder: pure Rust, for builds without a C++ compiler.

use std::panic::catch_unwind;

use crate::QrError;
use crate::decode::{Found, MAX_CODES, Threshold};
use crate::luma::Grey;

/// The library works in 32-bit products of coordinates, which overflow on larger pictures.
const LONGEST_SIDE: usize = 1_000;

pub(crate) fn find(grey: &Grey<'_>, threshold: Threshold) -> Result<Vec<Found>, QrError> {
    // It has one threshold of its own, so the second look is used for light codes on a dark ground.
    if threshold == Threshold::Global {
        return find(&grey.inverted(), Threshold::Local);
    }
    let longer = grey.longer_side();
    if longer <= LONGEST_SIDE {
        return search(grey, |pixel| pixel);
    }
    let (from, to) = (i64::try_from(longer).unwrap_or(1), i64::try_from(LONGEST_SIDE).unwrap_or(1));
    search(&grey.scaled(LONGEST_SIDE, longer), |pixel| {
        i32::try_from(i64::from(pixel) * from / to).unwrap_or(i32::MAX)
    })
}

fn search(grey: &Grey<'_>, original: impl Fn(i32) -> i32) -> Result<Vec<Found>, QrError> {
    // It checks its arithmetic by panicking; a picture must never end the app.
    let codes = catch_unwind(|| {
        let mut finder = quircs::Quirc::default();
        let codes: Vec<_> = finder.identify(grey.width, grey.height, &grey.data).take(MAX_CODES).collect();
        codes
            .into_iter()
            .flatten()
            .filter_map(|code| Some((code.corners, code.decode().ok()?)))
            .collect::<Vec<_>>()
    })
    .map_err(|_| QrError::Decoder)?;
    Ok(codes
        .into_iter()
        .map(|(corners, data)| Found {
            // Kanji segments come out as Shift-JIS and may be cut short: better no text than half of one.
            text: if data.data_type == Some(quircs::DataType::Kanji) {
                None
            } else {
                String::from_utf8(data.payload).ok()
            },
            bounds: corners.map(|corner| [original(corner.x), original(corner.y)]),
        })
        .collect())
}
