//! What the examples share: models from the cache, pictures from disk.

mod models;

use std::error::Error;
use std::path::Path;

use mien_face::{Frame, FrameInfo, PixelFormat, Plane, Rotation};
pub(crate) use models::read_model;

/// A decoded picture.
pub(crate) struct Pixels {
    rgb: Vec<u8>,
    width: u32,
    height: u32,
}

impl Pixels {
    /// Decodes a file.
    pub(crate) fn open(path: &Path) -> Result<Self, Box<dyn Error>> {
        let picture = image::open(path).map_err(|e| format!("{}: {e}", path.display()))?.to_rgb8();
        let (width, height) = picture.dimensions();
        Ok(Self { rgb: picture.into_raw(), width, height })
    }

    /// The picture as a frame.
    pub(crate) fn frame(&self) -> Result<Frame<'_>, mien_face::FrameError> {
        let (width, height) = (self.width, self.height);
        let info = FrameInfo { width, height, rotation: Rotation::None, mirrored: false, captured_at: 0 };
        let plane = Plane { data: &self.rgb, row_stride: 3 * width as usize, pixel_stride: 3 };
        Frame::new(info, PixelFormat::Rgb, &[plane])
    }
}
