//! A webcam through nokhwa.

use std::time::Instant;

use nokhwa::Camera;
use nokhwa::pixel_format::RgbFormat;
use nokhwa::utils::{CameraIndex, RequestedFormat, RequestedFormatType};

use super::{FrameSource, OwnedFrame, Pixels};
use crate::failure::{Because, Failure};

pub(super) struct Webcam {
    camera: Camera,
    started: Instant,
}

impl Webcam {
    pub(super) fn open(index: u32) -> Result<Self, Failure> {
        let cannot = || {
            format!(
                "cannot use webcam {index} (is it plugged in, and does no other program use it? recorded frames work \
                 with --frames)"
            )
        };
        let wanted = RequestedFormat::new::<RgbFormat>(RequestedFormatType::AbsoluteHighestFrameRate);
        let mut camera = Camera::new(CameraIndex::Index(index), wanted).because(cannot)?;
        camera.open_stream().because(cannot)?;
        Ok(Self { camera, started: Instant::now() })
    }
}

impl FrameSource for Webcam {
    fn next_frame(&mut self) -> Result<Option<OwnedFrame>, Failure> {
        let buffer = self.camera.frame().because(|| "the webcam stopped")?;
        let captured_at = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let picture =
            buffer.decode_image::<RgbFormat>().because(|| "the webcam's pixel format is not supported")?;
        Ok(Some(OwnedFrame {
            width: picture.width(),
            height: picture.height(),
            format: Pixels::Rgb,
            captured_at,
            data: picture.into_raw(),
        }))
    }
}
