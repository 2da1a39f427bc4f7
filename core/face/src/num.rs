//! Conversions between counts, coordinates and samples, in one place.
//!
//! Pictures are at most 8192 pixels wide and samples are bytes, so every value here is far inside what an `f32` holds
//! exactly; where a float becomes an integer it saturates.

/// A count or coordinate as a float.
#[expect(clippy::cast_precision_loss, reason = "at most 8192 * 8192, and only ratios of it are used")]
pub(crate) const fn float(count: usize) -> f32 {
    count as f32
}

/// A pixel coordinate as a float.
#[expect(clippy::cast_precision_loss, reason = "at most 8192")]
pub(crate) const fn coordinate(pixel: u32) -> f32 {
    pixel as f32
}

/// The whole number at or below `x`, saturating; 0 for NaN.
#[expect(clippy::cast_possible_truncation, reason = "saturating is what the callers want")]
pub(crate) const fn floor(x: f32) -> i32 {
    x.floor() as i32
}

/// The whole number at or below `x`, saturating at 0 and at the top; 0 for NaN.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturating is what callers want"
)]
pub(crate) const fn floor_unsigned(x: f32) -> u32 {
    x.floor() as u32
}

/// The nearest sample, saturating at 0 and 255.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturating is what callers want"
)]
pub(crate) const fn byte(x: f32) -> u8 {
    (x + 0.5) as u8
}

/// The mean of `count` samples that add up to `sum`, rounded.
#[expect(clippy::cast_possible_truncation, reason = "the mean of bytes is a byte")]
pub(crate) const fn mean_byte(sum: u32, count: u32) -> u8 {
    match (sum + count / 2).checked_div(count) {
        Some(mean) => mean as u8,
        None => 0,
    }
}

/// Luma of a pixel by BT.601: 0.299 R + 0.587 G + 0.114 B in 16-bit fixed point.
#[expect(clippy::cast_possible_truncation, reason = "the weights add up to 1 << 16")]
pub(crate) const fn luma_of([r, g, b]: [u8; 3]) -> u8 {
    ((r as u32 * 19_595 + g as u32 * 38_470 + b as u32 * 7_471 + 32_768) >> 16) as u8
}

/// Red, green and blue of a full-range BT.601 sample (JFIF), in 16-bit fixed point.
pub(crate) fn ycc_to_rgb(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    let y = (i32::from(y) << 16) + 32_768;
    let (cb, cr) = (i32::from(cb) - 128, i32::from(cr) - 128);
    let sample = |v: i32| u8::try_from((v >> 16).clamp(0, 255)).unwrap_or(0);
    [sample(y + 91_881 * cr), sample(y - 22_554 * cb - 46_802 * cr), sample(y + 116_130 * cb)]
}
