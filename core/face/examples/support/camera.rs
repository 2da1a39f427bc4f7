//! A picture as a phone's camera gives it: Android's `YUV_420_888` with interleaved chroma and padded rows.

use std::error::Error;
use std::path::Path;

use image::imageops::{FilterType, crop_imm, resize, rotate270};
use mien_face::{Frame, FrameInfo, PixelFormat, Plane, Rotation};

/// Bytes behind each row that belong to no pixel.
const PADDING: usize = 64;

/// The buffers of one frame.
pub(crate) struct CameraFrame {
    luma: Vec<u8>,
    /// U and V in turns.
    chroma: Vec<u8>,
    size: [u32; 2],
    rotation: Rotation,
}

impl CameraFrame {
    /// The top of a picture, resized to fill an upright frame of `WIDTHxHEIGHT`. With `turned`, the sensor is mounted
    /// as in a phone that is held upright: the buffer lies on its side.
    pub(crate) fn open(path: &Path, size: &str, turned: bool) -> Result<Self, Box<dyn Error>> {
        let (width, height) = size.split_once('x').ok_or("a frame's size is WIDTHxHEIGHT")?;
        let (width, height): (u32, u32) = (width.parse()?, height.parse()?);
        let picture = image::open(path).map_err(|e| format!("{}: {e}", path.display()))?.to_rgb8();
        let rows = (picture.width() * height / width).min(picture.height());
        let columns = (rows * width / height).min(picture.width());
        let top = crop_imm(&picture, (picture.width() - columns) / 2, 0, columns, rows).to_image();
        let upright = resize(&top, width, height, FilterType::Triangle);
        let (buffer, rotation) =
            if turned { (rotate270(&upright), Rotation::Clockwise90) } else { (upright, Rotation::None) };
        let size = [buffer.width(), buffer.height()];
        let stride = size[0] as usize + PADDING;
        let mut luma = vec![0; stride * size[1] as usize];
        let mut chroma = vec![128; (stride + 1) * size[1].div_ceil(2) as usize];
        for (x, y, pixel) in buffer.enumerate_pixels() {
            let [value, u, v] = ycc(pixel.0);
            let (x, y) = (x as usize, y as usize);
            let at = y / 2 * stride + x / 2 * 2;
            let short = "the buffers are too short";
            *luma.get_mut(y * stride + x).ok_or(short)? = value;
            chroma.get_mut(at..at + 2).ok_or(short)?.copy_from_slice(&[u, v]);
        }
        Ok(Self { luma, chroma, size, rotation })
    }

    /// The buffers as a frame.
    pub(crate) fn frame(&self) -> Result<Frame<'_>, mien_face::FrameError> {
        let [width, height] = self.size;
        let info = FrameInfo { width, height, rotation: self.rotation, mirrored: false, captured_at: 0 };
        let stride = width as usize + PADDING;
        let plane = |data, pixel_stride| Plane { data, row_stride: stride, pixel_stride };
        let v = self.chroma.get(1..).unwrap_or_default();
        let planes = [plane(&self.luma, 1), plane(&self.chroma, 2), plane(v, 2)];
        Frame::new(info, PixelFormat::Yuv420, &planes)
    }
}

/// Full-range BT.601.
fn ycc([r, g, b]: [u8; 3]) -> [u8; 3] {
    let (r, g, b) = (f32::from(r), f32::from(g), f32::from(b));
    let luma = 0.299 * r + 0.587 * g + 0.114 * b;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturating is wanted")]
    let byte = |value: f32| (value + 0.5) as u8;
    [byte(luma), byte(128.0 + 0.564 * (b - luma)), byte(128.0 + 0.713 * (r - luma))]
}
