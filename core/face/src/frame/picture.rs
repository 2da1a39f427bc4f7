//! The part of a frame that is being looked at, upright, in colour, reduced to the resolution that is needed.

use zeroize::Zeroizing;

use super::Frame;
use crate::geometry::{Point, Similarity};
use crate::num::{coordinate, float, floor, floor_unsigned, mean_byte};

/// A part of a frame, reduced by a whole factor.
///
/// Reducing takes the mean of each block of pixels: dropping pixels instead would fold detail into false patterns, and
/// those cost accuracy. Coordinates are the frame's own, continuous: the first pixel spans 0 to 1.
pub(crate) struct Picture {
    width: usize,
    height: usize,
    origin: Point,
    factor: f32,
    rgb: Zeroizing<Vec<u8>>,
}

/// A square of pixels cut out of a picture, samples 0 to 255.
pub(crate) struct Crop {
    side: usize,
    pixels: Zeroizing<Vec<[f32; 3]>>,
}

impl Picture {
    /// The whole frame, reduced so that its longer side is at least `side` pixels and less than twice that (a frame
    /// that is smaller stays as it is).
    pub(crate) fn whole(frame: &Frame<'_>, side: u32) -> Self {
        let factor = (frame.width().max(frame.height()) / side).max(1);
        Self::cut(frame, [0, 0, frame.width(), frame.height()], factor)
    }

    /// The square around `centre` that reaches `reach` pixels each way, as far as it lies in the frame.
    pub(crate) fn around(frame: &Frame<'_>, centre: Point, reach: f32, factor: u32) -> Self {
        let low = |c: f32| floor_unsigned(c - reach);
        let span = |c: f32, limit: u32| {
            let start = low(c).min(limit);
            (start, floor_unsigned(c + reach).saturating_add(1).min(limit) - start)
        };
        let (left, width) = span(centre.x, frame.width());
        let (top, height) = span(centre.y, frame.height());
        Self::cut(frame, [left, top, width, height], factor.max(1))
    }

    fn cut(frame: &Frame<'_>, [left, top, width, height]: [u32; 4], factor: u32) -> Self {
        let (columns, rows) = (width.div_ceil(factor), height.div_ceil(factor));
        let mut rgb = Zeroizing::new(Vec::with_capacity(3 * columns as usize * rows as usize));
        let mut sums = vec![[0_u32; 4]; columns as usize];
        for row in 0..rows {
            sums.fill([0; 4]);
            let first = top + row * factor;
            for y in first..(first + factor).min(top + height) {
                for (column, sum) in (0_u32..).zip(&mut sums) {
                    let first = left + column * factor;
                    for x in first..(first + factor).min(left + width) {
                        let [r, g, b] = frame.rgb(x, y);
                        let [sr, sg, sb, count] = sum;
                        *sr += u32::from(r);
                        *sg += u32::from(g);
                        *sb += u32::from(b);
                        *count += 1;
                    }
                }
            }
            rgb.extend(
                sums.iter().flat_map(|&[r, g, b, n]| [mean_byte(r, n), mean_byte(g, n), mean_byte(b, n)]),
            );
        }
        Self {
            width: columns as usize,
            height: rows as usize,
            origin: Point::new(coordinate(left), coordinate(top)),
            factor: coordinate(factor),
            rgb,
        }
    }

    /// Cuts a square of `side` pixels out: `placement` maps its continuous coordinates to the frame's. Black outside.
    ///
    /// Where the square has fewer pixels than the picture below it, several samples are taken for each and averaged.
    pub(crate) fn crop(&self, placement: &Similarity, side: usize) -> Crop {
        let samples = floor_unsigned((placement.scale() / self.factor + 0.75).clamp(1.0, 4.0));
        let step = 1.0 / coordinate(samples);
        let offsets: Vec<f32> = (0..samples).map(|i| (coordinate(i) + 0.5) * step).collect();
        let weight = step * step;
        let mut pixels = Zeroizing::new(Vec::with_capacity(side * side));
        for v in 0..side {
            for u in 0..side {
                let mut sum = [0.0; 3];
                for dv in &offsets {
                    for du in &offsets {
                        let at = placement.apply(Point::new(float(u) + du, float(v) + dv));
                        let sample = self.bilinear(at);
                        for (sum, sample) in sum.iter_mut().zip(sample) {
                            *sum += sample;
                        }
                    }
                }
                pixels.push(sum.map(|s| s * weight));
            }
        }
        Crop { side, pixels }
    }

    fn bilinear(&self, at: Point) -> [f32; 3] {
        let x = (at.x - self.origin.x) / self.factor - 0.5;
        let y = (at.y - self.origin.y) / self.factor - 0.5;
        let (column, row) = (floor(x), floor(y));
        let (right, down) = (x - x.floor(), y - y.floor());
        let between = |pair: [[u8; 3]; 2], channel: usize| {
            let [near, far] = pair.map(|pixel| f32::from(pixel.get(channel).copied().unwrap_or(0)));
            near + right * (far - near)
        };
        let (above, below) = (self.pair(column, row), self.pair(column, row.saturating_add(1)));
        [0, 1, 2].map(|channel| {
            let (top, bottom) = (between(above, channel), between(below, channel));
            top + down * (bottom - top)
        })
    }

    /// Two neighbouring pixels of a row.
    fn pair(&self, column: i32, row: i32) -> [[u8; 3]; 2] {
        let inside = |at: i32, limit: usize| usize::try_from(at).ok().filter(|&at| at < limit);
        let Some(row) = inside(row, self.height) else { return [[0; 3]; 2] };
        if let Some(left) = inside(column, self.width.saturating_sub(1)) {
            let start = 3 * (row * self.width + left);
            if let Some(&[a, b, c, d, e, f]) = self.rgb.get(start..).and_then(<[u8]>::first_chunk) {
                return [[a, b, c], [d, e, f]];
            }
        }
        let pixel = |column: i32| {
            let column = inside(column, self.width)?;
            self.rgb.get(3 * (row * self.width + column)..)?.first_chunk::<3>().copied()
        };
        [pixel(column).unwrap_or([0; 3]), pixel(column.saturating_add(1)).unwrap_or([0; 3])]
    }
}

/// The order in which a model wants its colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channels {
    Rgb,
    Bgr,
    /// Luma alone.
    Grey,
}

impl Crop {
    /// The left-right mirror image.
    pub(crate) fn mirrored(&self) -> Self {
        let rows = self.pixels.chunks(self.side.max(1));
        let pixels = rows.flat_map(|row| row.iter().rev().copied()).collect();
        Self { side: self.side, pixels: Zeroizing::new(pixels) }
    }

    /// The input of a model: the channels of each pixel side by side, each sample `(sample - mean) / deviation`.
    pub(crate) fn tensor(&self, channels: Channels, mean: f32, deviation: f32) -> Zeroizing<Vec<f32>> {
        let scale = |sample: f32| (sample - mean) / deviation;
        Zeroizing::new(match channels {
            Channels::Rgb => self.pixels.iter().flat_map(|pixel| pixel.map(scale)).collect(),
            Channels::Bgr => self.pixels.iter().flat_map(|&[r, g, b]| [b, g, r].map(scale)).collect(),
            Channels::Grey => self.pixels.iter().map(|pixel| scale(luma(pixel))).collect(),
        })
    }

    /// Luma of each pixel, row after row.
    pub(crate) fn luma(&self) -> Zeroizing<Vec<f32>> {
        Zeroizing::new(self.pixels.iter().map(luma).collect())
    }
}

/// BT.601 luma.
fn luma([r, g, b]: &[f32; 3]) -> f32 {
    0.299 * r + 0.587 * g + 0.114 * b
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Square;
    use crate::{FrameInfo, PixelFormat, Plane, Rotation};

    fn with_grey<T>(side: u32, pixel: impl Fn(usize, usize) -> u8, look: impl FnOnce(&Frame<'_>) -> T) -> T {
        let count = side as usize;
        let data: Vec<u8> = (0..count * count).map(|i| pixel(i % count, i / count)).collect();
        let info = FrameInfo {
            width: side,
            height: side,
            rotation: Rotation::None,
            mirrored: false,
            captured_at: 0,
        };
        let plane = Plane { data: &data, row_stride: count, pixel_stride: 1 };
        look(&Frame::new(info, PixelFormat::Grey, &[plane]).unwrap())
    }

    fn whole_as_crop(frame: &Frame<'_>, reduced_to: u32, side: usize) -> Crop {
        let half = coordinate(frame.width()) / 2.0;
        let square = Square { centre: Point::new(half, half), side: 2.0 * half, angle: 0.0 };
        Picture::whole(frame, reduced_to).crop(&Similarity::of_square(&square, float(side)), side)
    }

    // Dropping pixels would turn a fine pattern into a coarse false one; the mean of black and white is grey.
    #[test]
    fn fine_patterns_become_their_mean() {
        let checks = |x: usize, y: usize| if (x + y).is_multiple_of(2) { 255 } else { 0 };
        for reduced_to in [64, 32] {
            let crop = with_grey(64, checks, |frame| whole_as_crop(frame, reduced_to, 32));
            for luma in crop.luma().iter() {
                assert!((luma - 127.5).abs() < 1.0, "{luma}");
            }
        }
    }

    // Half a pixel of shift in every crop would cost accuracy and go unnoticed: at scale 1 nothing may change.
    #[test]
    fn crop_at_full_scale_is_the_picture_itself() {
        let ramp = |x: usize, y: usize| u8::try_from((x * 3 + y * 5) % 256).unwrap();
        let crop = with_grey(32, ramp, |frame| whole_as_crop(frame, 32, 32));
        for (i, luma) in crop.luma().iter().enumerate() {
            assert!((luma - f32::from(ramp(i % 32, i / 32))).abs() < 0.01);
        }
    }

    #[test]
    fn outside_the_frame_is_black() {
        let crop = with_grey(
            32,
            |_, _| 200,
            |frame| {
                let square = Square { centre: Point::new(0.0, 16.0), side: 32.0, angle: 0.0 };
                Picture::around(frame, square.centre, 40.0, 1).crop(&Similarity::of_square(&square, 32.0), 32)
            },
        );
        let luma = crop.luma();
        assert!(luma[5 * 32 + 3].abs() < 1e-3 && (luma[5 * 32 + 28] - 200.0).abs() < 1e-2);
        assert!((crop.mirrored().luma()[5 * 32 + 3] - 200.0).abs() < 1e-2);
    }

    #[test]
    fn tensors_have_the_channels_in_the_order_asked_for() {
        let crop = Crop { side: 1, pixels: Zeroizing::new(vec![[10.0, 20.0, 30.0]]) };
        assert_eq!(*crop.tensor(Channels::Rgb, 10.0, 10.0), [0.0, 1.0, 2.0]);
        assert_eq!(*crop.tensor(Channels::Bgr, 0.0, 1.0), [30.0, 20.0, 10.0]);
        assert!((crop.tensor(Channels::Grey, 0.0, 1.0)[0] - 18.15).abs() < 1e-4);
    }
}
