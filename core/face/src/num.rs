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

/// The whole number at or below `x`, saturating at 0 and at the top; 0 for NaN.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturating is what callers want"
)]
pub(crate) const fn floor_unsigned(x: f32) -> u32 {
    x.floor() as u32
}

/// The whole number at or below `x`, saturating at 0 and at the top; 0 for NaN.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturating is what callers want"
)]
pub(crate) const fn floor_index(x: f64) -> usize {
    x as usize
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

/// The rounded mean of a fixed count of samples, without a division for each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mean {
    half: u64,
    /// 2^40 over the count, rounded up: exact for sums of up to 2^16 bytes.
    inverse: u64,
}

impl Mean {
    /// The mean of `count` samples, of 2^16 at most; of none it is 0.
    pub(crate) const fn of(count: usize) -> Self {
        let count = count as u64;
        match (1_u64 << 40).checked_div(count) {
            Some(inverse) => Self { half: count / 2, inverse: inverse + 1 },
            None => Self { half: 0, inverse: 0 },
        }
    }

    /// The mean of samples that add up to `sum`.
    #[expect(clippy::cast_possible_truncation, reason = "the mean of bytes is a byte")]
    pub(crate) const fn byte(self, sum: u32) -> u8 {
        (self.half.wrapping_add(sum as u64).wrapping_mul(self.inverse) >> 40) as u8
    }
}

/// The rounded mean of a square of bytes that add up to `sum`, of 15 a side at most.
#[expect(clippy::cast_possible_truncation, reason = "the mean of bytes is a byte")]
pub(crate) const fn mean_of_square<const SIDE: usize>(sum: u16) -> u8 {
    let count = const { (SIDE * SIDE) as u16 };
    (sum.wrapping_add(count / 2) / count) as u8
}

/// Luma of a pixel by BT.601: 0.299 R + 0.587 G + 0.114 B in 16-bit fixed point.
#[expect(clippy::cast_possible_truncation, reason = "the weights add up to 1 << 16")]
pub(crate) const fn luma_of([r, g, b]: [u8; 3]) -> u8 {
    ((r as u32 * 19_595 + g as u32 * 38_470 + b as u32 * 7_471 + 32_768) >> 16) as u8
}

/// Red, green and blue of a full-range BT.601 sample (JFIF).
pub(crate) fn ycc_to_rgb(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    tint(cb, cr).map(|tint| tinted(y, tint))
}

/// What chroma adds to luma to make it red, green and blue, in 16-bit fixed point, rounded.
pub(crate) const fn tint(cb: u8, cr: u8) -> [i16; 3] {
    let (cb, cr) = (cb as i32 - 128, cr as i32 - 128);
    [
        ((91_881 * cr + 32_768) >> 16) as i16,
        ((-22_554 * cb - 46_802 * cr + 32_768) >> 16) as i16,
        ((116_130 * cb + 32_768) >> 16) as i16,
    ]
}

/// Luma with its tint, saturating.
#[expect(clippy::cast_sign_loss, reason = "clamped to a byte")]
pub(crate) fn tinted(y: u8, tint: i16) -> u8 {
    i16::from(y).saturating_add(tint).clamp(0, 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    // The mean without a division must be the mean: a wrong last bit would change fingerprints.
    #[test]
    fn means_are_exact() {
        for count in (1..300_u32).chain((300..1 << 16).step_by(97).chain([1 << 16])) {
            for mean in [0, 1, 127, 254, 255] {
                let low = (mean * count).saturating_sub(count);
                for sum in [low, low + count / 2, mean * count]
                    .into_iter()
                    .chain((low..low + 3).chain([low + count / 2 + 1]))
                {
                    if sum <= 255 * count {
                        let expected = u8::try_from((sum + count / 2) / count).unwrap();
                        assert_eq!(Mean::of(count as usize).byte(sum), expected, "{sum} of {count}");
                    }
                }
            }
        }
        assert_eq!(Mean::of(0).byte(0), 0);
    }
}
