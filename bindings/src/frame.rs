//! Camera frames across the boundary: geometry as a record, pixels as borrowed bytes.

use mien::face::{
    Frame, FrameError as CoreFrameError, FrameInfo as CoreFrameInfo, PixelFormat, Plane, Rotation,
};
use thiserror::Error;

/// How pixels lie in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum FrameFormat {
    /// Three planes with strides: Android's `YUV_420_888`.
    Yuv420,
    /// Luma, then U and V interleaved: the 420f of iOS.
    Nv12,
    /// Luma, then V and U interleaved.
    Nv21,
    /// Luma, then U, then V, each tight.
    I420,
    /// Blue, green, red, unused.
    Bgra,
    /// Red, green, blue, unused.
    Rgba,
    /// Red, green, blue.
    Rgb,
    /// Luma alone.
    Grey,
}

/// The geometry of one frame. Strides are in bytes; those of chroma are read for the planar formats only.
#[derive(Debug, Clone, Copy, uniffi::Record)]
pub struct FrameInfo {
    /// Columns of the buffer, before the turn, 16 to 8192.
    pub width: u32,
    /// Rows of the buffer, before the turn, 16 to 8192.
    pub height: u32,
    /// How pixels lie in memory.
    pub format: FrameFormat,
    /// Bytes from one row to the next, of luma or of packed pixels.
    pub row_stride: u32,
    /// Bytes from one sample or packed pixel to the next.
    pub pixel_stride: u32,
    /// Bytes from one chroma row to the next.
    pub chroma_row_stride: u32,
    /// Bytes from one chroma sample (pair, when interleaved) to the next.
    pub chroma_pixel_stride: u32,
    /// The clockwise turn that brings the picture upright: 0, 90, 180 or 270.
    pub rotation_degrees: i32,
    /// Whether the upright picture is a mirror image.
    pub mirrored: bool,
    /// Capture time in microseconds, in the camera's own time base.
    pub captured_at_us: u64,
    /// What camera and sensors said of the frame; it raises the scan's `assurance`. Never make it up: leave out what is not known.
    #[uniffi(default = None)]
    pub camera: Option<CameraData>,
}

/// What the camera and the phone's sensors said of one frame besides its pixels.
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct CameraData {
    /// Exposure time in microseconds.
    #[uniffi(default = None)]
    pub exposure_us: Option<u32>,
    /// Sensitivity, ISO 12232.
    #[uniffi(default = None)]
    pub iso: Option<u32>,
    /// Focus distance in dioptres.
    #[uniffi(default = None)]
    pub focus_dioptres: Option<f32>,
    /// The gyroscope's mean since the frame before.
    #[uniffi(default = None)]
    pub rotation: Option<PhoneRotation>,
}

/// How the phone turns, in radians a second, held upright: the axes of Android's sensors and of Core Motion.
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct PhoneRotation {
    /// About the axis to the right.
    pub x: f32,
    /// About the axis upwards.
    pub y: f32,
    /// About the axis out of the screen.
    pub z: f32,
}

impl From<CameraData> for mien::CameraData {
    fn from(data: CameraData) -> Self {
        let rotation = data.rotation.map(|PhoneRotation { x, y, z }| [x, y, z]);
        Self { exposure: data.exposure_us, iso: data.iso, focus: data.focus_dioptres, rotation }
    }
}

/// Why a frame was refused: a fault of the calling code, not of the person. Drop the frame and fix the caller.
#[derive(Debug, Clone, PartialEq, Eq, Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum FrameError {
    /// The geometry and the buffers do not belong together.
    #[error("geometry: {code}")]
    Geometry {
        /// What is wrong, as a stable name.
        code: String,
    },
}

impl From<CoreFrameError> for FrameError {
    fn from(error: CoreFrameError) -> Self {
        Self::Geometry { code: error.code().to_owned() }
    }
}

/// A frame of up to three planes; empty ones are left out.
pub(crate) fn frame<'a>(info: &FrameInfo, planes: [&'a [u8]; 3]) -> Result<Frame<'a>, FrameError> {
    let [first, chroma @ ..] = planes;
    let mut list = vec![Plane {
        data: first,
        row_stride: info.row_stride as usize,
        pixel_stride: info.pixel_stride as usize,
    }];
    list.extend(chroma.into_iter().filter(|data| !data.is_empty()).map(|data| Plane {
        data,
        row_stride: info.chroma_row_stride as usize,
        pixel_stride: info.chroma_pixel_stride as usize,
    }));
    let geometry = CoreFrameInfo {
        width: info.width,
        height: info.height,
        rotation: Rotation::from_degrees(info.rotation_degrees)?,
        mirrored: info.mirrored,
        captured_at: info.captured_at_us,
    };
    let format = match info.format {
        FrameFormat::Yuv420 => PixelFormat::Yuv420,
        FrameFormat::Nv12 => PixelFormat::Nv12,
        FrameFormat::Nv21 => PixelFormat::Nv21,
        FrameFormat::I420 => PixelFormat::I420,
        FrameFormat::Bgra => PixelFormat::Bgra,
        FrameFormat::Rgba => PixelFormat::Rgba,
        FrameFormat::Rgb => PixelFormat::Rgb,
        FrameFormat::Grey => PixelFormat::Grey,
    };
    Ok(Frame::new(geometry, format, &list)?)
}
