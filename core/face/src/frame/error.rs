//! Why a frame was refused.

use thiserror::Error;

/// A frame that does not fit its buffers.
///
/// All of these are faults of the code that hands frames over. The app should drop the frame, log the code and keep
/// the camera running; when every frame fails, report the camera as unsupported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FrameError {
    /// A side is shorter than 16 or longer than 8192 pixels: choose another camera resolution.
    #[error("frame size is out of range")]
    Size {
        /// Width as given.
        width: u32,
        /// Height as given.
        height: u32,
    },
    /// The number of planes does not suit the pixel format: pass the planes that the format's documentation names.
    #[error("number of planes does not suit the pixel format")]
    PlaneCount {
        /// Planes given.
        given: usize,
    },
    /// The pixel stride is shorter than one sample: pass the camera's own value.
    #[error("pixel stride is shorter than a sample")]
    PixelStride {
        /// Index of the plane.
        plane: usize,
    },
    /// The row stride is shorter than one row of samples: pass the camera's own value, in bytes.
    #[error("row stride is shorter than a row")]
    RowStride {
        /// Index of the plane.
        plane: usize,
    },
    /// The buffer ends before the last sample: the size, the strides or the buffer belong to another frame.
    #[error("buffer is shorter than the frame")]
    TooShort {
        /// Index of the plane.
        plane: usize,
    },
    /// The strides overflow the address space: they cannot be real.
    #[error("strides overflow")]
    Overflow {
        /// Index of the plane.
        plane: usize,
    },
    /// The rotation is none of 0, 90, 180 and 270 degrees.
    #[error("rotation is not a multiple of 90 degrees")]
    Rotation {
        /// Degrees as given.
        degrees: i32,
    },
}

impl FrameError {
    /// A stable name of the variant for logs and bindings.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Size { .. } => "frame_size",
            Self::PlaneCount { .. } => "frame_plane_count",
            Self::PixelStride { .. } => "frame_pixel_stride",
            Self::RowStride { .. } => "frame_row_stride",
            Self::TooShort { .. } => "frame_too_short",
            Self::Overflow { .. } => "frame_overflow",
            Self::Rotation { .. } => "frame_rotation",
        }
    }
}
