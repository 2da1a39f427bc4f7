//! The ways in which cameras hand a picture over.

use mien_face::{Frame, FrameInfo, PixelFormat, Plane, Rotation};

use crate::failure::{Because, Failure};

/// How a picture lies in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Storage {
    Rgb,
    /// The buffer is mirrored, and says so.
    Mirrored,
    /// The buffer must be turned clockwise by so many degrees.
    Turned90,
    Turned180,
    Turned270,
    Nv21,
    Nv12,
    Bgra,
    /// Rows with bytes behind them that are no pixels.
    Padded,
    /// An odd number of columns and rows, in the format where that is hardest.
    OddNv21,
}

/// A buffer with its description.
pub(super) struct Stored {
    info: FrameInfo,
    format: PixelFormat,
    data: Vec<u8>,
    row_stride: usize,
    pixel_stride: usize,
    /// Where the chroma begins, of the formats that have it apart.
    chroma: Option<usize>,
}

impl Stored {
    /// The frame, taken at that time.
    pub(super) fn frame(&self, captured_at: u64) -> Result<Frame<'_>, Failure> {
        let info = FrameInfo { captured_at, ..self.info };
        let (luma, chroma) =
            self.data.split_at_checked(self.chroma.unwrap_or(self.data.len())).unwrap_or_default();
        let first = Plane { data: luma, row_stride: self.row_stride, pixel_stride: self.pixel_stride };
        let pairs = usize::try_from(self.info.width.div_ceil(2)).unwrap_or(0);
        let second = Plane { data: chroma, row_stride: 2 * pairs, pixel_stride: 2 };
        let planes = [first, second];
        let planes = if self.chroma.is_some() { &planes[..] } else { &planes[..1] };
        Frame::new(info, self.format, planes).because(|| "cannot use a drawn frame")
    }
}

/// Stores an upright RGB picture.
pub(super) fn store(storage: Storage, rgb: &[u8], width: usize, height: usize) -> Stored {
    let pixels = rgb.as_chunks::<3>().0;
    let at = |x: usize, y: usize| pixels.get(y * width + x).copied().unwrap_or_default();
    match storage {
        Storage::Rgb => packed(width, height, at),
        Storage::Mirrored => {
            let mut stored = packed(width, height, |x, y| at(width - 1 - x, y));
            stored.info.mirrored = true;
            stored
        }
        // The pixel that comes to the upper left when the buffer is turned clockwise is its lower left one.
        Storage::Turned90 => {
            turned(Rotation::Clockwise90, packed(height, width, |x, y| at(width - 1 - y, x)))
        }
        Storage::Turned180 => {
            turned(Rotation::Half, packed(width, height, |x, y| at(width - 1 - x, height - 1 - y)))
        }
        Storage::Turned270 => {
            turned(Rotation::Clockwise270, packed(height, width, |x, y| at(y, height - 1 - x)))
        }
        Storage::Nv21 => subsampled(PixelFormat::Nv21, width, height, at),
        Storage::Nv12 => subsampled(PixelFormat::Nv12, width, height, at),
        Storage::OddNv21 => {
            let odd = |side: usize| side - 1 + side % 2;
            subsampled(PixelFormat::Nv21, odd(width), odd(height), at)
        }
        Storage::Bgra => {
            let data = pixels.iter().flat_map(|[r, g, b]| [*b, *g, *r, 255]).collect();
            Stored {
                format: PixelFormat::Bgra,
                data,
                row_stride: 4 * width,
                pixel_stride: 4,
                ..packed(width, height, at)
            }
        }
        Storage::Padded => {
            let padding = [0xA5_u8; 37];
            let rows = rgb.chunks(3 * width).flat_map(|row| row.iter().chain(&padding).copied());
            Stored {
                data: rows.collect(),
                row_stride: 3 * width + padding.len(),
                ..packed(width, height, at)
            }
        }
    }
}

fn packed(width: usize, height: usize, at: impl Fn(usize, usize) -> [u8; 3]) -> Stored {
    let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
    let (rows, columns) = (0..height, 0..width);
    Stored {
        info: FrameInfo {
            width: side(width),
            height: side(height),
            rotation: Rotation::None,
            mirrored: false,
            captured_at: 0,
        },
        format: PixelFormat::Rgb,
        data: rows.flat_map(|y| columns.clone().map(move |x| (x, y))).flat_map(|(x, y)| at(x, y)).collect(),
        row_stride: 3 * width,
        pixel_stride: 3,
        chroma: None,
    }
}

const fn turned(rotation: Rotation, mut stored: Stored) -> Stored {
    stored.info.rotation = rotation;
    stored
}

fn subsampled(
    format: PixelFormat,
    width: usize,
    height: usize,
    at: impl Fn(usize, usize) -> [u8; 3],
) -> Stored {
    let mut data: Vec<u8> =
        (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| luma(at(x, y))).collect();
    let chroma = Some(data.len());
    for y in (0..height).step_by(2) {
        for x in (0..width).step_by(2) {
            let [cb, cr] = tint(at(x, y));
            data.extend(if format == PixelFormat::Nv21 { [cr, cb] } else { [cb, cr] });
        }
    }
    Stored {
        format,
        data,
        row_stride: width,
        pixel_stride: 1,
        chroma,
        ..packed(width, height, |_, _| [0; 3])
    }
}

/// BT.601, full range.
fn luma(rgb: [u8; 3]) -> u8 {
    let [r, g, b] = rgb.map(f32::from);
    rounded(0.299 * r + 0.587 * g + 0.114 * b)
}

fn tint(rgb: [u8; 3]) -> [u8; 2] {
    let [r, g, b] = rgb.map(f32::from);
    [
        rounded(128.0 - 0.168_736 * r - 0.331_264 * g + 0.5 * b),
        rounded(128.0 + 0.5 * r - 0.418_688 * g - 0.081_312 * b),
    ]
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates at 0 and 255")]
const fn rounded(value: f32) -> u8 {
    (value + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects the matrix: however a picture is stored, the frame shows the same picture.
    #[test]
    fn every_storage_shows_the_same_picture() {
        let (width, height) = (24_usize, 32_usize);
        // Even in blocks of two, so that subsampled colour loses nothing.
        let rgb: Vec<u8> = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x / 2, y / 2)))
            .flat_map(|(x, y)| [x * 10, y * 12, (x * y) % 200].map(|v| u8::try_from(v + 20).unwrap()))
            .collect();
        for storage in [
            Storage::Rgb,
            Storage::Mirrored,
            Storage::Turned90,
            Storage::Turned180,
            Storage::Turned270,
            Storage::Nv21,
            Storage::Nv12,
            Storage::Bgra,
            Storage::Padded,
            Storage::OddNv21,
        ] {
            let stored = store(storage, &rgb, width, height);
            let frame = stored.frame(7).unwrap();
            assert_eq!(frame.info().captured_at, 7);
            let odd = u32::from(storage == Storage::OddNv21);
            assert_eq!((frame.width(), frame.height()), (24 - odd, 32 - odd), "{storage:?}");
            for y in 0..31_u32 {
                for x in 0..23_u32 {
                    let expected = &rgb[3 * (y as usize * width + x as usize)..][..3];
                    let shown = frame.rgb(x, y);
                    let near = expected.iter().zip(shown).all(|(a, b)| a.abs_diff(b) <= 3);
                    assert!(near, "{storage:?} at {x}, {y}: {shown:?}, not {expected:?}");
                }
            }
        }
    }
}
