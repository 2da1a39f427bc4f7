//! Pictures that triangles are drawn with.

use crate::RgbFrame;

/// A picture to draw with. Texels are small, since drawing waits for memory more than for arithmetic.
#[derive(Debug, Clone)]
pub(crate) struct Texture {
    width: u32,
    height: u32,
    texels: Vec<u32>,
}

/// The pixels of a picture, each in one number: red in the lowest byte, then green and blue.
pub(crate) fn packed(picture: &RgbFrame) -> impl Iterator<Item = u32> {
    picture.pixels.chunks_exact(3).map(|p| u32::from(p[0]) | u32::from(p[1]) << 8 | u32::from(p[2]) << 16)
}

impl Texture {
    /// Packs a picture of at least two by two pixels.
    pub(crate) fn new(picture: &RgbFrame) -> Self {
        Self { width: picture.width, height: picture.height, texels: packed(picture).collect() }
    }

    /// Columns.
    pub(crate) const fn width(&self) -> u32 {
        self.width
    }

    /// Rows.
    pub(crate) const fn height(&self) -> u32 {
        self.height
    }

    /// All texels but those of the last row, and of the same place one row below: as many.
    pub(crate) fn neighbours(&self) -> [&[u32]; 2] {
        let stride = self.width as usize;
        let count = self.texels.len() - stride;
        [&self.texels[..count], &self.texels[stride..][..count]]
    }

    /// The colour of a texel; outside the picture, that of the nearest inside.
    pub(crate) fn at(&self, x: i32, y: i32) -> [u8; 3] {
        let x = x.clamp(0, self.width.cast_signed() - 1).cast_unsigned();
        let y = y.clamp(0, self.height.cast_signed() - 1).cast_unsigned();
        let texel = self.texels[(y * self.width + x) as usize];
        [texel as u8, (texel >> 8) as u8, (texel >> 16) as u8]
    }
}
