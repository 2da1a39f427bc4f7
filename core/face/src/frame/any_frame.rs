//! Frames of every format, size, stride and turn, full of noise: the hardest picture to sample.

use proptest::prelude::*;

use super::{Frame, FrameInfo, PixelFormat, Plane, Rotation};

/// The buffers of one frame.
#[derive(Debug, Clone)]
pub(super) struct AnyFrame {
    info: FrameInfo,
    format: PixelFormat,
    planes: Vec<Buffer>,
}

#[derive(Clone)]
struct Buffer {
    data: Vec<u8>,
    row_stride: usize,
    pixel_stride: usize,
}

/// Thousands of bytes of noise tell nothing.
impl std::fmt::Debug for Buffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.plane().fmt(f)
    }
}

impl Buffer {
    fn plane(&self) -> Plane<'_> {
        Plane { data: &self.data, row_stride: self.row_stride, pixel_stride: self.pixel_stride }
    }
}

impl AnyFrame {
    pub(super) fn look<T>(&self, look: impl FnOnce(&Frame<'_>) -> T) -> T {
        let planes: Vec<Plane<'_>> = self.planes.iter().map(Buffer::plane).collect();
        look(&Frame::new(self.info, self.format, &planes).unwrap())
    }
}

const FORMATS: [PixelFormat; 8] = [
    PixelFormat::Yuv420,
    PixelFormat::Nv21,
    PixelFormat::Nv12,
    PixelFormat::I420,
    PixelFormat::Bgra,
    PixelFormat::Rgba,
    PixelFormat::Rgb,
    PixelFormat::Grey,
];
const ROTATIONS: [Rotation; 4] =
    [Rotation::None, Rotation::Clockwise90, Rotation::Half, Rotation::Clockwise270];

/// Any frame with sides up to `longest`, its buffers not a byte longer than they must be.
pub(super) fn any_frame(longest: u32) -> impl Strategy<Value = AnyFrame> {
    let shape = (16..=longest, 16..=longest, 0..20_usize, 0..6_usize, any::<u64>());
    let mount = (proptest::sample::select(&ROTATIONS), any::<bool>());
    (shape, proptest::sample::select(&FORMATS), mount).prop_map(
        |((width, height, padding, wider, seed), format, (rotation, mirrored))| {
            let (columns, rows) = (width as usize, height as usize);
            let noise = std::cell::Cell::new(seed | 1);
            let plane = |columns: usize, rows: usize, sample: usize, wider: usize, forgiven: usize| {
                let pixel_stride = sample + wider;
                let row = (columns - 1) * pixel_stride + sample;
                let row_stride = row + padding;
                let data = bytes(&noise, (rows - 1) * row_stride + row - forgiven);
                Buffer { data, row_stride, pixel_stride }
            };
            let half = |sample, wider, forgiven| {
                plane(columns.div_ceil(2), rows.div_ceil(2), sample, wider, forgiven)
            };
            let full = |sample, wider| plane(columns, rows, sample, wider, 0);
            let planes = match format {
                PixelFormat::Grey => vec![full(1, wider)],
                PixelFormat::Rgb => vec![full(3, wider)],
                PixelFormat::Rgba | PixelFormat::Bgra => vec![full(4, wider)],
                PixelFormat::Nv12 | PixelFormat::Nv21 => {
                    vec![full(1, wider / 3), half(2, wider, padding % 2)]
                }
                PixelFormat::Yuv420 | PixelFormat::I420 => {
                    vec![full(1, wider / 3), half(1, wider, 0), half(1, wider / 2, 0)]
                }
            };
            let info = FrameInfo { width, height, rotation, mirrored, captured_at: 0 };
            AnyFrame { info, format, planes }
        },
    )
}

/// Repeatable noise: xorshift.
fn bytes(state: &std::cell::Cell<u64>, len: usize) -> Vec<u8> {
    let next = |_| {
        let mut x = state.get();
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        state.set(x);
        x.to_le_bytes()[3]
    };
    (0..len).map(next).collect()
}
