//! What lies between the scene and the engine: frame rate, drops, jitter, and the buffers as real cameras give them.

use std::borrow::Cow;

use mien_face::{Frame, FrameError, FrameInfo, PixelFormat, Plane, Rotation};

use crate::yuv::Yuv420;
use crate::{Random, RgbFrame};

/// Bytes of padding at the end of each row of a padded format.
const PADDING: usize = 24;

/// A camera and the app's hold on it.
#[derive(Debug, Clone, PartialEq)]
pub struct CameraModel {
    /// Frames a second, 7 to 60.
    pub fps: f32,
    /// Share of the frames that never arrive.
    pub drops: f32,
    /// The largest deviation of a capture time, as a share of the frame's time, below 0.5.
    pub jitter: f32,
    /// How pixels lie in memory.
    pub format: PixelFormat,
    /// How the sensor is turned in the phone.
    pub rotation: Rotation,
    /// Whether the frames are mirror images.
    pub mirrored: bool,
}

impl CameraModel {
    /// A steady camera without drops that gives packed RGB.
    pub const fn steady(fps: f32) -> Self {
        Self {
            fps,
            drops: 0.0,
            jitter: 0.0,
            format: PixelFormat::Rgb,
            rotation: Rotation::None,
            mirrored: false,
        }
    }

    /// Any phone's camera: 7 to 60 frames a second, each factor as likely as the next, 20 % of them dropped.
    pub fn any(random: &mut Random) -> Self {
        const RATES: [f32; 8] = [7.0, 10.0, 12.0, 15.0, 20.0, 24.0, 30.0, 60.0];
        const FORMATS: [PixelFormat; 7] = [
            PixelFormat::Yuv420,
            PixelFormat::Nv21,
            PixelFormat::Nv12,
            PixelFormat::I420,
            PixelFormat::Bgra,
            PixelFormat::Rgba,
            PixelFormat::Rgb,
        ];
        const TURNS: [Rotation; 4] =
            [Rotation::None, Rotation::Clockwise90, Rotation::Half, Rotation::Clockwise270];
        let mut pick = |count: usize| random.bits() as usize % count;
        let (rate, format, turn) = (pick(RATES.len()), pick(FORMATS.len()), pick(TURNS.len()));
        Self {
            fps: RATES[rate],
            drops: 0.2,
            jitter: 0.2,
            format: FORMATS[format],
            rotation: TURNS[turn],
            mirrored: random.chance(0.5),
        }
    }

    /// The next capture time after `due_us`, whose own due time is returned first, or `None` for a dropped frame.
    pub fn capture(&self, due_us: u64, random: &mut Random) -> (u64, Option<u64>) {
        let period = 1e6 / self.fps;
        let shift = random.between(0.0, self.jitter.min(0.49) * 2.0) * period;
        let arrived = !random.chance(self.drops);
        (due_us + period as u64, arrived.then_some(due_us + shift as u64))
    }

    /// Lays an upright picture into buffers as this camera would.
    pub fn buffers(&self, upright: &RgbFrame, captured_at: u64) -> Buffers {
        let raw = self.turned(upright);
        let (width, height) = (raw.width as usize, raw.height as usize);
        let packed = |[first, second, third]: [usize; 3]| {
            let mut data = vec![255; width * height * 4];
            for (out, rgb) in data.chunks_exact_mut(4).zip(raw.pixels.chunks_exact(3)) {
                out[..3].copy_from_slice(&[rgb[first], rgb[second], rgb[third]]);
            }
            vec![Buffer { data, row_stride: width * 4, pixel_stride: 4 }]
        };
        let planes = match self.format {
            PixelFormat::Rgba => packed([0, 1, 2]),
            PixelFormat::Bgra => packed([2, 1, 0]),
            PixelFormat::I420
            | PixelFormat::Yuv420
            | PixelFormat::Nv12
            | PixelFormat::Nv21
            | PixelFormat::Grey => planar(self.format, &Yuv420::from_rgb(&raw)),
            // `Rgb`, and what a later engine may add, which it will refuse by name.
            _ => vec![Buffer { data: raw.pixels.clone(), row_stride: width * 3, pixel_stride: 3 }],
        };
        let info = FrameInfo {
            width: raw.width,
            height: raw.height,
            rotation: self.rotation,
            mirrored: self.mirrored,
            captured_at,
        };
        Buffers { info, format: self.format, planes }
    }

    /// The picture as the turned and mirroring sensor sees it: the inverse of what the engine does to set it upright.
    fn turned<'a>(&self, upright: &'a RgbFrame) -> Cow<'a, RgbFrame> {
        if self.rotation == Rotation::None && !self.mirrored {
            return Cow::Borrowed(upright);
        }
        let (width, height) = match self.rotation {
            Rotation::None | Rotation::Half => (upright.width, upright.height),
            Rotation::Clockwise90 | Rotation::Clockwise270 => (upright.height, upright.width),
        };
        // Where the raw picture's first pixel lies in the upright one, and where a step to the right and one down lead.
        let (w, h) = (upright.width as isize, upright.height as isize);
        let ([x, y], [right_x, right_y], [down_x, down_y]) = match self.rotation {
            Rotation::None => ([0, 0], [1, 0], [0, 1]),
            Rotation::Clockwise90 => ([w - 1, 0], [0, 1], [-1, 0]),
            Rotation::Half => ([w - 1, h - 1], [-1, 0], [0, -1]),
            Rotation::Clockwise270 => ([0, h - 1], [0, -1], [1, 0]),
        };
        let (x, flip) = if self.mirrored { (w - 1 - x, -1) } else { (x, 1) };
        let (right, down) = (right_y * w + flip * right_x, down_y * w + flip * down_x);
        let mut raw = RgbFrame::filled(width, height, [0; 3]);
        let mut start = y * w + x;
        for row in raw.pixels.chunks_exact_mut(width as usize * 3) {
            let mut place = start;
            for pixel in row.chunks_exact_mut(3) {
                let from = place as usize * 3;
                pixel.copy_from_slice(&upright.pixels[from..from + 3]);
                place += right;
            }
            start += down;
        }
        Cow::Owned(raw)
    }
}

/// One frame's memory.
#[derive(Debug, Clone)]
pub struct Buffers {
    info: FrameInfo,
    format: PixelFormat,
    planes: Vec<Buffer>,
}

#[derive(Debug, Clone)]
struct Buffer {
    data: Vec<u8>,
    row_stride: usize,
    pixel_stride: usize,
}

impl Buffers {
    /// The frame to observe.
    ///
    /// # Errors
    /// [`FrameError`] when the engine does not take this format.
    pub fn frame(&self) -> Result<Frame<'_>, FrameError> {
        let planes: Vec<Plane<'_>> = self
            .planes
            .iter()
            .map(|b| Plane { data: &b.data, row_stride: b.row_stride, pixel_stride: b.pixel_stride })
            .collect();
        Frame::new(self.info, self.format, &planes)
    }
}

fn planar(format: PixelFormat, yuv: &Yuv420) -> Vec<Buffer> {
    let columns = yuv.width.div_ceil(2);
    let tight =
        |data: &[u8], width: usize| Buffer { data: data.to_vec(), row_stride: width, pixel_stride: 1 };
    let padded = |data: &[u8], width: usize| {
        let row_stride = width + PADDING;
        let mut rows = vec![0; data.len() / width * row_stride];
        for (out, row) in rows.chunks_exact_mut(row_stride).zip(data.chunks_exact(width)) {
            out[..width].copy_from_slice(row);
        }
        Buffer { data: rows, row_stride, pixel_stride: 1 }
    };
    let interleaved = |first: &[u8], second: &[u8]| {
        let mut pairs = vec![0; first.len() * 2];
        for (pair, (a, b)) in pairs.chunks_exact_mut(2).zip(first.iter().zip(second)) {
            pair.copy_from_slice(&[*a, *b]);
        }
        Buffer { pixel_stride: 2, ..padded(&pairs, columns * 2) }
    };
    let luma = padded(&yuv.y, yuv.width);
    match format {
        PixelFormat::Nv12 => vec![luma, interleaved(&yuv.u, &yuv.v)],
        PixelFormat::Nv21 => vec![luma, interleaved(&yuv.v, &yuv.u)],
        PixelFormat::Grey => vec![luma],
        PixelFormat::Yuv420 => {
            // As on most phones: both chroma planes look into one interleaved buffer, a byte apart.
            let u = interleaved(&yuv.u, &yuv.v);
            let v = Buffer { data: u.data[1..].to_vec(), ..u.clone() };
            vec![luma, u, v]
        }
        _ => vec![tight(&yuv.y, yuv.width), tight(&yuv.u, columns), tight(&yuv.v, columns)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects recorded seeds: the bytes of every format, turn and mirror, odd sides included, stay as they were.
    #[test]
    fn the_bytes_of_all_buffers_are_frozen() {
        let mut random = Random::new(5);
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        for (width, height) in [(50, 66), (33, 47)] {
            let pixels = (0..width * height * 3).map(|_| random.bits() as u8).collect();
            let picture = RgbFrame { width, height, pixels };
            for format in [
                PixelFormat::Yuv420,
                PixelFormat::Nv21,
                PixelFormat::Nv12,
                PixelFormat::I420,
                PixelFormat::Bgra,
                PixelFormat::Rgba,
                PixelFormat::Rgb,
                PixelFormat::Grey,
            ] {
                for rotation in
                    [Rotation::None, Rotation::Clockwise90, Rotation::Half, Rotation::Clockwise270]
                {
                    for mirrored in [false, true] {
                        let camera = CameraModel { format, rotation, mirrored, ..CameraModel::steady(15.0) };
                        for plane in camera.buffers(&picture, 0).planes {
                            let strides = [plane.row_stride as u8, plane.pixel_stride as u8];
                            for byte in plane.data.into_iter().chain(strides) {
                                // FNV-1a.
                                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
                            }
                        }
                    }
                }
            }
        }
        assert_eq!(hash, 0x35BC_8262_B965_8389, "{hash:#x}");
    }

    /// Protects left and right: whatever the format, turn and mirror, the engine sees the picture that was put in.
    #[test]
    fn the_engine_sees_the_upright_picture_through_every_camera() {
        let mut picture = RgbFrame::filled(48, 64, [40, 90, 60]);
        for y in 4..20 {
            for x in 6..16 {
                picture.put(x, y, [220, 200, 180]);
            }
        }
        let mut random = Random::new(11);
        for _ in 0..200 {
            let camera = CameraModel::any(&mut random);
            let buffers = camera.buffers(&picture, 7);
            let frame = buffers.frame().unwrap();
            assert_eq!((frame.width(), frame.height()), (48, 64), "{camera:?}");
            for (x, y) in [(10, 10), (37, 10), (10, 53), (37, 53)] {
                let want = picture.at(x, y);
                let got = frame.rgb(x.cast_unsigned(), y.cast_unsigned());
                assert!(got.iter().zip(want).all(|(g, w)| g.abs_diff(w) <= 3), "{camera:?} {got:?} {want:?}");
            }
        }
    }
}
