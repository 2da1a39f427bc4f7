//! Where camera frames come from: a webcam, a video file, a folder of pictures, one picture.

#[cfg(feature = "camera")]
mod camera;
mod ffmpeg;
mod pictures;
mod program;
mod y4m;

use std::path::Path;

use mien_face::scan::Guidance;
use mien_face::{Frame, FrameError, FrameInfo, PixelFormat, Plane, Rotation};

use crate::failure::Failure;

/// One frame with its own pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnedFrame {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) format: Pixels,
    /// Capture time in microseconds from the beginning.
    pub(crate) captured_at: u64,
    /// The planes one after the other, without padding.
    pub(crate) data: Vec<u8>,
}

/// The pixel layouts that the sources give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pixels {
    I420,
    Rgb,
    Grey,
}

impl OwnedFrame {
    /// The frame as the face engine takes it.
    pub(crate) fn frame(&self) -> Result<Frame<'_>, FrameError> {
        let info = FrameInfo {
            width: self.width,
            height: self.height,
            rotation: Rotation::None,
            mirrored: false,
            captured_at: self.captured_at,
        };
        let width = self.width as usize;
        let (format, bytes) = match self.format {
            Pixels::I420 => (PixelFormat::I420, 1),
            Pixels::Rgb => (PixelFormat::Rgb, 3),
            Pixels::Grey => (PixelFormat::Grey, 1),
        };
        let plane = Plane { data: &self.data, row_stride: width * bytes, pixel_stride: bytes };
        Frame::new(info, format, &[plane])
    }

    /// The frame of an upright picture.
    pub(crate) fn from_picture(picture: image::DynamicImage, captured_at: u64) -> Self {
        let rgb = picture.into_rgb8();
        Self {
            width: rgb.width(),
            height: rgb.height(),
            format: Pixels::Rgb,
            captured_at,
            data: rgb.into_raw(),
        }
    }
}

/// Gives frames in the order of their capture.
pub(crate) trait FrameSource {
    /// The next frame; `None` at the end.
    fn next_frame(&mut self) -> Result<Option<OwnedFrame>, Failure>;

    /// Tells the source which hint the scan shows now. Cameras do not care.
    fn shown(&mut self, _hint: Option<Guidance>) {}
}

/// Opens a Y4M file, a folder of pictures, a picture, or any other video (through ffmpeg).
pub(crate) fn open(path: &Path) -> Result<Box<dyn FrameSource>, Failure> {
    if path.is_dir() {
        return Ok(Box::new(pictures::Pictures::folder(path)?));
    }
    if !path.exists() {
        return Err(Failure::Usage(format!("there is no file {}", path.display())));
    }
    if crate::picture::is_picture(path) {
        return Ok(Box::new(pictures::Pictures::one(path)));
    }
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("y4m")) {
        return Ok(Box::new(y4m::Y4m::open(path)?));
    }
    Ok(Box::new(ffmpeg::Video::open(path)?))
}

/// Starts another program as a camera.
pub(crate) fn open_program(command: &str) -> Result<Box<dyn FrameSource>, Failure> {
    Ok(Box::new(program::Program::start(command)?))
}

/// Opens the webcam with that number, 0 for the first.
#[cfg(feature = "camera")]
pub(crate) fn open_camera(index: u32) -> Result<Box<dyn FrameSource>, Failure> {
    Ok(Box::new(camera::Webcam::open(index)?))
}

/// Says how to get a webcam.
#[cfg(not(feature = "camera"))]
pub(crate) fn open_camera(_index: u32) -> Result<Box<dyn FrameSource>, Failure> {
    Err(Failure::Usage(
        "this mien was built without webcam support; build it with `--features camera` (on Debian: install \
         libclang-dev first), or give recorded frames with --frames"
            .into(),
    ))
}
