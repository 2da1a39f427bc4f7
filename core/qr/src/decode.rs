//! Luma in, text out.

use crate::luma::Grey;
use crate::{Luma, QrError};

/// Longest text that is handed on, in bytes of UTF-8: the most that a QR code holds in byte mode.
pub const MAX_TEXT_BYTES: usize = 2_953;
/// From this shorter side on a picture is also looked at in a third of its size, where noise and moire average out; and so on.
const LARGE: usize = 500;
/// Most codes that are read from one picture.
pub const MAX_CODES: usize = 8;

/// One code that was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Decoded {
    /// What the code says: at most [`MAX_TEXT_BYTES`] bytes, no NUL, no U+FFFD. Written by a stranger.
    pub text: String,
    /// Its corners in pixels of the picture: top left, top right, bottom right, bottom left of the code itself.
    pub bounds: [[i32; 2]; 4],
}

impl std::fmt::Debug for Decoded {
    // A code may carry a one-time secret: its text is not for logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoded").field("bounds", &self.bounds).finish_non_exhaustive()
    }
}

/// The library that looks for codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Decoder {
    /// zxing-cpp, the default.
    #[cfg(feature = "zxing")]
    #[default]
    Zxing,
    /// quircs, the pure-Rust fallback.
    #[cfg(feature = "quircs")]
    #[cfg_attr(not(feature = "zxing"), default)]
    Quircs,
}

/// How a decoder tells dark from light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Threshold {
    /// By the neighbourhood: copes with shadows.
    Local,
    /// By the histogram: copes with small and low-contrast codes.
    Global,
}

/// What a decoder found, before any check.
pub(crate) struct Found {
    pub(crate) text: Option<String>,
    pub(crate) bounds: [[i32; 2]; 4],
}

/// Reads the QR codes of one camera frame: upright, rotated, mirrored or inverted.
///
/// Fast enough for every frame of a live camera; an empty list means that no code was found, which is usual: go on with
/// the next frame.
///
/// # Errors
/// [`QrError::Geometry`] when the plane contradicts its sizes, [`QrError::NotText`] when the only codes in view hold no
/// acceptable text, [`QrError::Decoder`] when the decoder gave up.
pub fn decode(luma: Luma<'_>) -> Result<Vec<Decoded>, QrError> {
    Decoder::default().decode(luma)
}

/// Reads the QR codes of a still picture, with several sizes and filters when the first look finds nothing.
///
/// Up to ten times slower than [`decode`] on a picture without a code.
///
/// # Errors
/// As for [`decode`].
pub fn decode_picture(luma: Luma<'_>) -> Result<Vec<Decoded>, QrError> {
    Decoder::default().decode_picture(luma)
}

impl Decoder {
    /// [`decode`] with a chosen decoder.
    ///
    /// # Errors
    /// As for [`decode`].
    pub fn decode(self, luma: Luma<'_>) -> Result<Vec<Decoded>, QrError> {
        self.read(&luma.packed()?, [1, 1])
    }

    /// [`decode_picture`] with a chosen decoder.
    ///
    /// # Errors
    /// As for [`decode`].
    pub fn decode_picture(self, luma: Luma<'_>) -> Result<Vec<Decoded>, QrError> {
        let grey = luma.packed()?;
        let first = self.read(&grey, [1, 1]);
        if !matches!(&first, Ok(codes) if codes.is_empty()) {
            return first;
        }
        for (picture, scale) in second_looks(&grey) {
            match self.read(&picture, scale) {
                Ok(codes) if codes.is_empty() => {}
                found => return found,
            }
        }
        Ok(Vec::new())
    }

    /// Looks at a picture until a code is found: as it is, in a third and a ninth of its size while it is large, by the histogram at
    /// last. Most codes are found as they are; then the smaller pictures are not even made.
    fn read(
        self,
        grey: &Grey<'_>,
        [numerator, mut denominator]: [usize; 2],
    ) -> Result<Vec<Decoded>, QrError> {
        let scale = [numerator, denominator];
        let mut refused = None;
        let mut look = |grey: &Grey<'_>, threshold, scale| match self.look(grey, threshold, scale) {
            Ok(codes) => codes,
            Err(error) => {
                refused = Some(error);
                Vec::new()
            }
        };
        let mut codes = look(grey, Threshold::Local, scale);
        let mut smaller: Option<Grey<'static>> = None;
        while codes.is_empty() && smaller.as_ref().unwrap_or(grey).shorter_side() >= LARGE {
            let third = smaller.as_ref().unwrap_or(grey).third();
            denominator *= 3;
            codes = look(&third, Threshold::Local, [numerator, denominator]);
            if codes.is_empty() {
                codes = look(&third, Threshold::Global, [numerator, denominator]);
            }
            smaller = Some(third);
        }
        if codes.is_empty() {
            codes = look(grey, Threshold::Global, scale);
        }
        refused.filter(|_| codes.is_empty()).map_or(Ok(codes), Err)
    }

    fn look(self, grey: &Grey<'_>, threshold: Threshold, scale: [usize; 2]) -> Result<Vec<Decoded>, QrError> {
        let found = match self {
            #[cfg(feature = "zxing")]
            Self::Zxing => crate::with_zxing::find(grey, threshold)?,
            #[cfg(feature = "quircs")]
            Self::Quircs => crate::with_quircs::find(grey, threshold)?,
        };
        accept(found, scale)
    }
}

/// The picture again, smaller (moire and noise average out, large codes come into reach), softer, larger (modules of
/// one or two pixels); each with the scale it was drawn at.
fn second_looks(grey: &Grey<'_>) -> impl Iterator<Item = (Grey<'static>, [usize; 2])> {
    let (can_shrink, can_grow) = (grey.shorter_side() >= 200, grey.longer_side() <= 1_400);
    let scales =
        [(can_shrink, [1, 2]), (true, [1, 1]), (can_grow, [2, 1]), (can_shrink, [2, 3]), (can_grow, [3, 2])];
    scales.into_iter().filter(|(sensible, _)| *sensible).map(|(_, scale)| {
        let redrawn = match scale {
            [1, 1] => grey.softened(),
            [3, 2] => grey.scaled(3, 2).softened(),
            [numerator, denominator] => grey.scaled(numerator, denominator),
        };
        (redrawn, scale)
    })
}

/// Keeps what is a text, says so when nothing is.
fn accept(found: Vec<Found>, [numerator, denominator]: [usize; 2]) -> Result<Vec<Decoded>, QrError> {
    let any = !found.is_empty();
    let original = |pixel: i32| {
        let scaled = i64::from(pixel) * i64::try_from(denominator).unwrap_or(1)
            / i64::try_from(numerator).unwrap_or(1);
        i32::try_from(scaled).unwrap_or(i32::MAX)
    };
    let mut codes: Vec<Decoded> = Vec::new();
    for Found { text, bounds } in found {
        let Some(text) = text.filter(|text| is_text(text)) else { continue };
        codes.push(Decoded { text, bounds: bounds.map(|corner| corner.map(original)) });
    }
    codes.truncate(MAX_CODES);
    if any && codes.is_empty() { Err(QrError::NotText) } else { Ok(codes) }
}

/// NUL ends a text for some readers and not for others; the replacement character stands where decoding failed, so that
/// different codes would read the same. Neither has a place in a request.
fn is_text(text: &str) -> bool {
    text.len() <= MAX_TEXT_BYTES && !text.contains(['\0', char::REPLACEMENT_CHARACTER])
}
