//! Pictures in memory.

use std::path::Path;

use crate::PuppetError;

/// An upright, unmirrored 8-bit RGB picture, rows packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RgbFrame {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// `width * height * 3` bytes: red, green, blue, row by row.
    pub pixels: Vec<u8>,
}

impl RgbFrame {
    /// A frame of one colour.
    pub fn filled(width: u32, height: u32, colour: [u8; 3]) -> Self {
        Self { width, height, pixels: colour.repeat((width * height) as usize) }
    }

    /// Reads a PNG, JPEG, WebP or BMP file.
    ///
    /// # Errors
    /// [`PuppetError::Picture`] when the file is missing or is no picture.
    pub fn open(path: &Path) -> Result<Self, PuppetError> {
        let picture = image::open(path)
            .map_err(|source| PuppetError::Picture { path: path.to_owned(), source })?
            .into_rgb8();
        Ok(Self { width: picture.width(), height: picture.height(), pixels: picture.into_raw() })
    }

    /// Writes the frame; the format follows from the name's ending.
    ///
    /// # Errors
    /// [`PuppetError::Picture`] when the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), PuppetError> {
        image::save_buffer(path, &self.pixels, self.width, self.height, image::ColorType::Rgb8)
            .map_err(|source| PuppetError::Picture { path: path.to_owned(), source })
    }

    /// The colour at a pixel; outside the picture, that of the nearest pixel inside.
    pub fn at(&self, x: i32, y: i32) -> [u8; 3] {
        let x = x.clamp(0, self.width.cast_signed() - 1).cast_unsigned();
        let y = y.clamp(0, self.height.cast_signed() - 1).cast_unsigned();
        let start = ((y * self.width + x) * 3) as usize;
        [self.pixels[start], self.pixels[start + 1], self.pixels[start + 2]]
    }

    /// Writes one pixel, which must be inside.
    pub fn put(&mut self, x: u32, y: u32, colour: [u8; 3]) {
        let start = ((y * self.width + x) * 3) as usize;
        self.pixels[start..start + 3].copy_from_slice(&colour);
    }

    /// The picture enlarged by `scale` with Catmull-Rom splines, which keep edges crisp and need no tables of sines.
    #[must_use]
    pub fn enlarged(&self, scale: f32) -> Self {
        let wide = self.resampled_rows(scale).transposed();
        wide.resampled_rows(scale).transposed()
    }

    fn resampled_rows(&self, scale: f32) -> Self {
        let width = (self.width as f32 * scale) as u32;
        let columns: Vec<(i32, [f32; 4])> = (0..width)
            .map(|x| {
                let source = (x as f32 + 0.5) / scale - 0.5;
                let base = source.floor();
                let t = source - base;
                let weights = [
                    ((-0.5 * t + 1.0) * t - 0.5) * t,
                    (1.5 * t - 2.5) * t * t + 1.0,
                    ((-1.5 * t + 2.0) * t + 0.5) * t,
                    (0.5 * t - 0.5) * t * t,
                ];
                (base as i32, weights)
            })
            .collect();
        let mut out = Self::filled(width, self.height, [0; 3]);
        for (y, row) in (0..).zip(out.pixels.chunks_exact_mut((width as usize * 3).max(1))) {
            for (pixel, (base, weights)) in row.as_chunks_mut().0.iter_mut().zip(&columns) {
                let mut sum = [0.5_f32; 3];
                for (offset, weight) in (-1..).zip(weights) {
                    for (total, channel) in sum.iter_mut().zip(self.at(base + offset, y)) {
                        *total += weight * f32::from(channel);
                    }
                }
                *pixel = sum.map(|value| value as u8);
            }
        }
        out
    }

    fn transposed(&self) -> Self {
        let mut out = Self::filled(self.height, self.width, [0; 3]);
        for y in 0..self.height {
            for x in 0..self.width {
                out.put(y, x, self.at(x.cast_signed(), y.cast_signed()));
            }
        }
        out
    }
}
