//! RGB to luma and chroma: ITU-R BT.601 in full range, as JFIF has it, in whole numbers.

use crate::RgbFrame;

/// Luma and chroma planes; chroma is halved both ways, rounded up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Yuv420 {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Luma, one byte a pixel.
    pub y: Vec<u8>,
    /// Blue difference.
    pub u: Vec<u8>,
    /// Red difference.
    pub v: Vec<u8>,
}

impl Yuv420 {
    /// Converts a frame; each chroma sample is the mean of its two by two pixels.
    pub fn from_rgb(frame: &RgbFrame) -> Self {
        let (width, height) = (frame.width as usize, frame.height as usize);
        let y = frame
            .pixels
            .chunks_exact(3)
            .map(|p| {
                ((19_595 * i32::from(p[0]) + 38_470 * i32::from(p[1]) + 7_471 * i32::from(p[2]) + 32_768)
                    >> 16) as u8
            })
            .collect();
        let (columns, rows) = (width.div_ceil(2), height.div_ceil(2));
        let mut u = Vec::with_capacity(columns * rows);
        let mut v = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            let line = |y: usize| &frame.pixels[y.min(height - 1) * width * 3..][..width * 3];
            let (upper, lower) = (line(row * 2), line(row * 2 + 1));
            // Two by two pixels; of an odd width the last column stands twice.
            let mut mean = |a: &[u8], b: &[u8], last: usize| {
                let [r, g, b] = [0, 1, 2].map(|channel| {
                    i32::from(a[channel])
                        + i32::from(a[last + channel])
                        + i32::from(b[channel])
                        + i32::from(b[last + channel])
                });
                // The sums are four times the mean, hence 18 bits instead of 16.
                let chroma = |value: i32| (((value + (1 << 17)) >> 18) + 128).clamp(0, 255) as u8;
                u.push(chroma(-11_059 * r - 21_709 * g + 32_768 * b));
                v.push(chroma(32_768 * r - 27_439 * g - 5_329 * b));
            };
            let (pairs_above, pairs_below) = (upper.chunks_exact(6), lower.chunks_exact(6));
            let (last_above, last_below) = (pairs_above.remainder(), pairs_below.remainder());
            for (above, below) in pairs_above.zip(pairs_below) {
                mean(above, below, 3);
            }
            if !last_above.is_empty() {
                mean(last_above, last_below, 0);
            }
        }
        Self { width, height, y, u, v }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects colours on their way through a camera buffer: the BT.601 primaries.
    #[test]
    fn primaries_have_their_published_values() {
        for (rgb, yuv) in [
            ([255, 255, 255], [255, 128, 128]),
            ([0, 0, 0], [0, 128, 128]),
            ([255, 0, 0], [76, 85, 255]),
            ([0, 255, 0], [150, 44, 21]),
            ([0, 0, 255], [29, 255, 107]),
        ] {
            let planes = Yuv420::from_rgb(&RgbFrame::filled(3, 3, rgb));
            assert_eq!([planes.y[8], planes.u[3], planes.v[3]], yuv, "{rgb:?}");
            assert_eq!((planes.y.len(), planes.u.len()), (9, 4));
        }
    }
}
