//! The words in which a camera describes a frame.

use super::FrameError;

/// How pixels lie in memory.
///
/// Chroma is subsampled by two both ways, rounded up for odd sizes. Values are ITU-R BT.601 in full range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PixelFormat {
    /// Three planes, luma, U, V, each with its own strides: Android's `YUV_420_888`.
    Yuv420,
    /// Luma, then V and U interleaved: Android's classic preview format.
    Nv21,
    /// Luma, then U and V interleaved: iOS's `420f`.
    Nv12,
    /// Luma, then U, then V, each tight: video files.
    I420,
    /// Blue, green, red, and a byte that is not read: iOS's `32BGRA`.
    Bgra,
    /// Red, green, blue, and a byte that is not read: Android's `RGBA_8888`, canvas pixels.
    Rgba,
    /// Red, green, blue: decoded pictures.
    Rgb,
    /// Luma alone. Faces are found; embeddings from it are weaker than from colour.
    Grey,
}

/// One buffer of a frame.
#[derive(Clone, Copy)]
pub struct Plane<'a> {
    /// The bytes, from the first sample on.
    pub data: &'a [u8],
    /// Bytes from one row to the next.
    pub row_stride: usize,
    /// Bytes from one sample (of a packed format: pixel; of interleaved chroma: pair) to the next.
    pub pixel_stride: usize,
}

/// Pixels show a person: a plane prints its geometry only.
impl std::fmt::Debug for Plane<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plane")
            .field("len", &self.data.len())
            .field("row_stride", &self.row_stride)
            .field("pixel_stride", &self.pixel_stride)
            .finish()
    }
}

/// The clockwise turn that brings the buffer upright: Android's `rotationDegrees`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Rotation {
    /// The buffer is upright.
    #[default]
    None,
    /// A quarter turn clockwise.
    Clockwise90,
    /// A half turn.
    Half,
    /// Three quarter turns clockwise.
    Clockwise270,
}

impl Rotation {
    /// The turn of 0, 90, 180 or 270 degrees clockwise.
    ///
    /// # Errors
    /// [`FrameError::Rotation`] for any other number.
    pub const fn from_degrees(degrees: i32) -> Result<Self, FrameError> {
        match degrees {
            0 => Ok(Self::None),
            90 => Ok(Self::Clockwise90),
            180 => Ok(Self::Half),
            270 => Ok(Self::Clockwise270),
            _ => Err(FrameError::Rotation { degrees }),
        }
    }
}

/// The geometry of a frame and when it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FrameInfo {
    /// Columns of the buffer, before the turn, 16 to 8192.
    pub width: u32,
    /// Rows of the buffer, before the turn, 16 to 8192.
    pub height: u32,
    /// The turn that brings the picture upright.
    pub rotation: Rotation,
    /// Whether the upright picture is a mirror image, as front-camera previews are. Camera buffers seldom are: get
    /// this wrong and left and right are confused.
    pub mirrored: bool,
    /// Capture time in microseconds, in the camera's own time base.
    pub captured_at: u64,
}
