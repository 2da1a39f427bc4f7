//! Pictures as the decoders want them: one byte of brightness per pixel.

use std::borrow::Cow;

use crate::QrError;

/// Longest side of a picture, in pixels.
pub const MAX_SIDE: u32 = 16_384;
/// Most pixels of a picture.
pub const MAX_PIXELS: usize = 64 << 20;

/// A borrowed luma plane, for example plane 0 of a YUV camera frame, as the camera gave it.
///
/// Row `y` starts at `y * row_stride` and has `width` bytes, 0 black to 255 white; what lies between `width` and
/// `row_stride` is never read, and the last row may end right after its pixels.
#[derive(Debug, Clone, Copy)]
pub struct Luma<'a> {
    /// The bytes.
    pub data: &'a [u8],
    /// Pixels per row, 1 to [`MAX_SIDE`].
    pub width: u32,
    /// Rows, 1 to [`MAX_SIDE`]; together at most [`MAX_PIXELS`] pixels.
    pub height: u32,
    /// Bytes from one row to the next, at least `width`.
    pub row_stride: usize,
}

impl<'a> Luma<'a> {
    /// Checks the geometry, and copies the pixels only if there is padding to leave out: the decoders are told a width and a height, and
    /// get exactly as many bytes.
    pub(crate) fn packed(&self) -> Result<Grey<'a>, QrError> {
        let sides = 1..=MAX_SIDE;
        if !sides.contains(&self.width) || !sides.contains(&self.height) {
            return Err(QrError::Geometry);
        }
        let width = usize::try_from(self.width).map_err(|_| QrError::Geometry)?;
        let height = usize::try_from(self.height).map_err(|_| QrError::Geometry)?;
        let pixels = width.checked_mul(height).ok_or(QrError::Geometry)?;
        let needed = self
            .row_stride
            .checked_mul(height - 1)
            .and_then(|rows| rows.checked_add(width))
            .ok_or(QrError::Geometry)?;
        if pixels > MAX_PIXELS || self.row_stride < width || self.data.len() < needed {
            return Err(QrError::Geometry);
        }
        if self.row_stride == width {
            let data = Cow::Borrowed(self.data.get(..pixels).ok_or(QrError::Geometry)?);
            return Ok(Grey { data, width, height });
        }
        let mut data = Vec::with_capacity(pixels);
        for row in self.data.chunks(self.row_stride).take(height) {
            data.extend_from_slice(row.get(..width).ok_or(QrError::Geometry)?);
        }
        Ok(Grey { data: Cow::Owned(data), width, height })
    }
}

/// A picture without padding: `data.len() == width * height`, both sides at least 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grey<'a> {
    pub(crate) data: Cow<'a, [u8]>,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

impl Grey<'_> {
    pub(crate) fn shorter_side(&self) -> usize {
        self.width.min(self.height)
    }

    pub(crate) fn longer_side(&self) -> usize {
        self.width.max(self.height)
    }

    fn at(&self, x: usize, y: usize) -> u32 {
        let index = y.min(self.height - 1) * self.width + x.min(self.width - 1);
        self.data.get(index).copied().map_or(0, u32::from)
    }

    /// The picture at `numerator / denominator` of its size (at least 1x1), by averaging when it shrinks and by
    /// bilinear interpolation when it grows.
    pub(crate) fn scaled(&self, numerator: usize, denominator: usize) -> Grey<'static> {
        let width = (self.width * numerator / denominator).max(1);
        let height = (self.height * numerator / denominator).max(1);
        let mut data = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                data.push(if numerator < denominator {
                    self.mean(
                        [x * self.width / width, (x + 1) * self.width / width],
                        [y * self.height / height, (y + 1) * self.height / height],
                    )
                } else {
                    self.between(x, y, width, height)
                });
            }
        }
        Grey { data: Cow::Owned(data), width, height }
    }

    /// The picture in a third of its size, each pixel the mean of nine; up to two rows and columns at the end are left out. As
    /// `scaled(1, 3)`, but fast enough for every frame of a camera.
    pub(crate) fn third(&self) -> Grey<'static> {
        let (width, height) = (self.width / 3, self.height / 3);
        let mut data = Vec::with_capacity(width * height);
        for rows in self.data.chunks_exact((3 * self.width).max(1)) {
            let (above, rest) = rows.split_at(self.width);
            let (row, below) = rest.split_at(self.width);
            let [above, row, below] = [above, row, below].map(|row| row.as_chunks::<3>().0.iter());
            data.extend(above.zip(row).zip(below).map(|((above, row), below)| {
                let sum = |three: &[u8; 3]| three.iter().copied().map(u32::from).sum::<u32>();
                low_byte((sum(above) + sum(row) + sum(below) + 4) / 9)
            }));
        }
        Grey { data: Cow::Owned(data), width, height }
    }

    fn mean(&self, [left, right]: [usize; 2], [top, bottom]: [usize; 2]) -> u8 {
        let (mut sum, mut count) = (0_u32, 0_u32);
        for y in top..bottom.max(top + 1) {
            for x in left..right.max(left + 1) {
                sum += self.at(x, y);
                count += 1;
            }
        }
        low_byte((sum + count / 2) / count)
    }

    /// Bilinear, in 1/256 of a pixel, pixel centres aligned.
    fn between(&self, x: usize, y: usize, width: usize, height: usize) -> u8 {
        let place = |index: usize, from: usize, to: usize| {
            let fixed = ((2 * index + 1) * from * 128 / to).saturating_sub(128);
            (fixed / 256, low_byte_index(fixed % 256))
        };
        let (left, right_weight) = place(x, self.width, width);
        let (top, bottom_weight) = place(y, self.height, height);
        let row = |y| self.at(left, y) * (256 - right_weight) + self.at(left + 1, y) * right_weight;
        low_byte((row(top) * (256 - bottom_weight) + row(top + 1) * bottom_weight + (1 << 15)) >> 16)
    }

    /// Light for dark.
    #[cfg(feature = "quircs")]
    pub(crate) fn inverted(&self) -> Grey<'static> {
        let data = self.data.iter().map(|pixel| 255 - pixel).collect();
        Grey { data, width: self.width, height: self.height }
    }

    /// A 3x3 mean: joins the dots of codes drawn in dots and calms sensor noise.
    pub(crate) fn softened(&self) -> Grey<'static> {
        let mut data = Vec::with_capacity(self.data.len());
        for y in 0..self.height {
            for x in 0..self.width {
                data.push(self.mean([x.saturating_sub(1), x + 2], [y.saturating_sub(1), y + 2]));
            }
        }
        Grey { data: Cow::Owned(data), width: self.width, height: self.height }
    }
}

fn low_byte(value: u32) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

fn low_byte_index(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: padding and a short last row, as cameras give them, are left out and not read past.
    #[test]
    fn packs_rows_without_their_padding() {
        let data = [1, 2, 99, 3, 4, 99, 5, 6];
        let grey = Luma { data: &data, width: 2, height: 3, row_stride: 3 }.packed().unwrap();
        assert_eq!(*grey.data, [1, 2, 3, 4, 5, 6]);
    }

    // Protects: every lie about the geometry is refused before a pixel is read.
    #[test]
    fn refuses_hostile_geometry() {
        let data = [0; 16];
        for (width, height, row_stride) in [
            (0, 4, 4),
            (4, 0, 4),
            (4, 4, 3),
            (4, 5, 4),
            (4, 4, 5),
            (17, 1, 17),
            (4, 4, usize::MAX),
            (4, 2, usize::MAX - 1),
            (u32::MAX, u32::MAX, usize::MAX),
            (MAX_SIDE + 1, 1, 16),
            (MAX_SIDE, MAX_SIDE, 16_384),
        ] {
            let luma = Luma { data: &data, width, height, row_stride };
            assert_eq!(luma.packed(), Err(QrError::Geometry), "{width}x{height}, stride {row_stride}");
        }
        assert_eq!(Luma { data: &[], width: 1, height: 1, row_stride: 1 }.packed(), Err(QrError::Geometry));
    }

    // Protects: scaling keeps brightness and size, down to a single pixel.
    #[test]
    fn scales_evenly() {
        let grey = Grey { data: vec![77; 12].into(), width: 4, height: 3 };
        assert_eq!(grey.scaled(1, 2), Grey { data: vec![77; 2].into(), width: 2, height: 1 });
        assert_eq!(grey.scaled(2, 1), Grey { data: vec![77; 48].into(), width: 8, height: 6 });
        assert_eq!(grey.third(), Grey { data: vec![77].into(), width: 1, height: 1 });
        let even = Grey { data: (0..=251).collect(), width: 18, height: 14 };
        assert_eq!(even.third().data.get(..6), even.scaled(1, 3).data.get(..6));
        assert_eq!(grey.scaled(1, 100), Grey { data: vec![77].into(), width: 1, height: 1 });
        assert_eq!(grey.softened(), grey);
        let ramp = Grey { data: vec![0, 100, 200].into(), width: 3, height: 1 };
        assert_eq!(ramp.scaled(2, 1).data.get(..6), Some(&[0, 25, 75, 125, 175, 200][..]));
    }
}
