//! Camera frames as cameras give them: planes with strides, turned and perhaps mirrored, never copied.
//!
//! A [`Frame`] is checked against its buffers once, when it is made; from then on every pixel that is read lies inside
//! them. Everything behind it sees one thing only: the upright, unmirrored picture.

#[cfg(test)]
mod any_frame;
mod axis;
mod blocks;
mod cells;
mod encoding;
mod error;
mod format;
mod layout;
mod picture;
mod sampler;
#[cfg(test)]
mod tests;

pub(crate) use encoding::{Channels, Crop, Encoding};
pub use error::FrameError;
pub use format::{FrameInfo, PixelFormat, Plane, Rotation};
pub(crate) use picture::{Canvas, Picture};

use layout::{Layout, Turn};

/// Shortest side of a frame in pixels.
pub const MIN_SIDE: u32 = 16;
/// Longest side of a frame in pixels.
pub const MAX_SIDE: u32 = 8192;

/// One camera frame, borrowed from the camera's own buffers.
///
/// Coordinates of [`luma`](Self::luma) and [`rgb`](Self::rgb) are those of the upright, unmirrored picture: x to the
/// right, y down, the person's left hand on the right side.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    info: FrameInfo,
    turn: Turn,
    layout: Layout<'a>,
}

impl<'a> Frame<'a> {
    /// Checks the geometry against the buffers and borrows them.
    ///
    /// `planes` holds one plane for `Bgra`, `Rgba`, `Rgb` and `Grey`; luma, U, V for `Yuv420`; luma and the
    /// interleaved chroma for `Nv12` and `Nv21`; luma, U, V for `I420`. The last three may also come as one buffer in
    /// one plane, the chroma rows following the luma rows directly.
    ///
    /// The last row may be short: a plane must reach to its last sample, not to the end of its last row's padding. The
    /// interleaved chroma of `Nv12` and `Nv21` may lack its very last byte, as Android's plane buffers do.
    ///
    /// # Errors
    /// A [`FrameError`] when the frame does not fit its buffers: a fault of the calling code, not of the person. Drop
    /// the frame and fix the caller.
    pub fn new(info: FrameInfo, format: PixelFormat, planes: &[Plane<'a>]) -> Result<Self, FrameError> {
        for side in [info.width, info.height] {
            if !(MIN_SIDE..=MAX_SIDE).contains(&side) {
                return Err(FrameError::Size { width: info.width, height: info.height });
            }
        }
        let layout = Layout::new(info.width as usize, info.height as usize, format, planes)?;
        Ok(Self { info, turn: Turn::new(&info), layout })
    }

    /// The geometry as given.
    pub const fn info(&self) -> &FrameInfo {
        &self.info
    }

    /// Width of the upright picture in pixels.
    pub const fn width(&self) -> u32 {
        self.turn.width()
    }

    /// Height of the upright picture in pixels.
    pub const fn height(&self) -> u32 {
        self.turn.height()
    }

    /// Luma of one pixel of the upright picture, 0 to 255; 0 outside the picture.
    pub fn luma(&self, x: u32, y: u32) -> u8 {
        self.read_luma(x, y).unwrap_or(0)
    }

    /// Red, green and blue of one pixel of the upright picture; black outside the picture.
    ///
    /// Y, Cb, Cr are read by ITU-R BT.601 in full range, as JFIF and the cameras of phones have it.
    pub fn rgb(&self, x: u32, y: u32) -> [u8; 3] {
        self.read_rgb(x, y).unwrap_or([0; 3])
    }

    fn read_luma(&self, x: u32, y: u32) -> Option<u8> {
        let (column, row) = self.turn.raw(x, y)?;
        self.layout.luma(column, row)
    }

    fn read_rgb(&self, x: u32, y: u32) -> Option<[u8; 3]> {
        let (column, row) = self.turn.raw(x, y)?;
        self.layout.rgb(column, row)
    }
}

/// Pixels show a person: a frame prints its geometry only.
impl std::fmt::Debug for Frame<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Frame").field("info", &self.info).finish_non_exhaustive()
    }
}
