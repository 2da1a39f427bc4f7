//! Crops against the slow way: one pixel after the other, one sample after the other, in double precision.

use proptest::prelude::*;

use super::*;
use crate::frame::Channels;
use crate::frame::any_frame::any_frame;
use crate::geometry::{Point, Square};
use crate::{FrameInfo, PixelFormat, Plane, Rotation};

/// How far a sample may be from the slow way's, of 255, on the hardest picture: noise.
const BOUND: f64 = 0.3;

/// Means of the blocks of the upright picture, rounded to bytes.
struct Reduced {
    width: usize,
    height: usize,
    pixels: Vec<[u8; 3]>,
}

impl Reduced {
    fn of(frame: &Frame<'_>, factor: u32) -> Self {
        let (width, height) = (frame.width().div_ceil(factor), frame.height().div_ceil(factor));
        let mean = |column: u32, row: u32| {
            let (mut sums, mut count) = ([0_u32; 3], 0_u32);
            for y in row * factor..((row + 1) * factor).min(frame.height()) {
                for x in column * factor..((column + 1) * factor).min(frame.width()) {
                    for (sum, sample) in sums.iter_mut().zip(frame.rgb(x, y)) {
                        *sum += u32::from(sample);
                    }
                    count += 1;
                }
            }
            sums.map(|sum| u8::try_from((sum + count / 2) / count).unwrap())
        };
        let pixels = (0..height).flat_map(|row| (0..width).map(move |column| (column, row)));
        let pixels = pixels.map(|(column, row)| mean(column, row)).collect();
        Self { width: width as usize, height: height as usize, pixels }
    }

    fn bilinear(&self, x: f64, y: f64) -> [f64; 3] {
        let (left, top) = (x.floor(), y.floor());
        let (right, down) = (x - left, y - top);
        let pixel = |x: f64, y: f64| {
            let inside = (0.0..float64(self.width)).contains(&x) && (0.0..float64(self.height)).contains(&y);
            if inside {
                self.pixels[floor_index(y) * self.width + floor_index(x)].map(f64::from)
            } else {
                [0.0; 3]
            }
        };
        let line = |y: f64| {
            let (near, far) = (pixel(left, y), pixel(left + 1.0, y));
            [0, 1, 2].map(|i| (1.0 - right) * near[i] + right * far[i])
        };
        let (above, below) = (line(top), line(top + 1.0));
        [0, 1, 2].map(|i| (1.0 - down) * above[i] + down * below[i])
    }

    fn crop(&self, factor: u32, placement: &Similarity, side: usize) -> Vec<[f64; 3]> {
        let factor = f64::from(factor);
        let [[x, xu, xv], [y, yu, yv]] = placement.lines();
        let ratio = f64::from(placement.scale()) / factor;
        let samples = floor_index((ratio + 0.75).clamp(1.0, 4.0));
        let part = |i: usize| (float64(i) + 0.5) / float64(samples);
        let pixel = |u: usize, v: usize| {
            let mut sum = [0.0; 3];
            for (du, dv) in (0..samples).flat_map(|dv| (0..samples).map(move |du| (du, dv))) {
                let (u, v) = (float64(u) + part(du), float64(v) + part(dv));
                let (x, y) = (x + u * xu + v * xv, y + u * yu + v * yv);
                for (sum, sample) in sum.iter_mut().zip(self.bilinear(x / factor - 0.5, y / factor - 0.5)) {
                    *sum += sample;
                }
            }
            sum.map(|sum| sum / float64(samples * samples))
        };
        (0..side).flat_map(|v| (0..side).map(move |u| (u, v))).map(|(u, v)| pixel(u, v)).collect()
    }
}

fn float64(count: usize) -> f64 {
    f64::from(float(count))
}

fn square(frame: &Frame<'_>, [x, y, side, angle]: [f32; 4]) -> Square {
    let (width, height) = (coordinate(frame.width()), coordinate(frame.height()));
    Square { centre: Point::new(x * width, y * height), side: side * width.max(height), angle }
}

/// The largest difference of a series of crops from the slow way, of 255.
fn difference(frame: &Frame<'_>, canvas: &mut Canvas, factor: u32, side: usize, crops: &[[f32; 4]]) -> f64 {
    let reduced = Reduced::of(frame, factor);
    let mut picture = Picture::new(frame, canvas);
    picture.reduce_by(factor);
    let mut largest = 0.0_f64;
    for crop in crops {
        let placement = Similarity::of_square(&square(frame, *crop), float(side));
        let expected = reduced.crop(factor, &placement, side);
        let mut plain = vec![f32::NAN; 3 * side * side];
        picture.crop(&placement, side, &Encoding::PLAIN, &mut plain);
        let encoding = Encoding { channels: Channels::Grey, mean: 100.0, deviation: 50.0 };
        let mut grey = vec![f32::NAN; side * side];
        picture.crop(&placement, side, &encoding, &mut grey);
        for ((got, grey), expected) in plain.chunks(3).zip(grey).zip(expected) {
            for (got, expected) in got.iter().zip(expected) {
                largest = largest.max((f64::from(*got) - expected).abs());
            }
            let [r, g, b] = expected;
            let luma = (0.299 * r + 0.587 * g + 0.114 * b - 100.0) / 50.0;
            largest = largest.max(50.0 * (f64::from(grey) - luma).abs());
        }
        // `max` passes over NaN.
        assert!(plain.iter().all(|sample| sample.is_finite()));
    }
    largest
}

fn any_crop() -> impl Strategy<Value = [f32; 4]> {
    // Centres in and around the frame, from a tenth of it to all of it, turned in any way or not at all.
    let angle = prop_oneof![Just(0.0), -0.3..0.3_f32, -4.0..4.0_f32];
    (-0.4..1.4_f32, -0.4..1.4_f32, 0.1..1.5_f32, angle).prop_map(|(x, y, side, angle)| [x, y, side, angle])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    // The engine's accuracy was measured with exact crops: whatever the camera gives, these must be the same.
    #[test]
    fn crops_are_those_of_the_slow_way(
        frames in proptest::collection::vec(any_frame(80), 1..3),
        factor in prop_oneof![Just(1_u32), 1..9_u32, 1..40_u32],
        side in 1..48_usize,
        crops in proptest::collection::vec(any_crop(), 1..4),
    ) {
        // One canvas for all, as in a scan: nothing of a frame may show in the next.
        let mut canvas = Canvas::new();
        for frame in &frames {
            let largest = frame.look(|frame| difference(frame, &mut canvas, factor, side, &crops));
            prop_assert!(largest <= BOUND, "{largest} of 255");
        }
    }

    // Faces are personal data: memory that is kept between frames holds none.
    #[test]
    fn nothing_is_left_on_the_canvas(frame in any_frame(40), factor in 1..4_u32, crop in any_crop()) {
        let mut canvas = Canvas::new();
        frame.look(|frame| difference(frame, &mut canvas, factor, 24, &[crop]));
        let Canvas { pixels, row, blocks, samples } = &canvas;
        prop_assert!(pixels.iter().chain(samples).all(|word| *word == 0));
        prop_assert!(row.is_wiped() && blocks.is_wiped());
    }
}

fn grey(side: u32, pixel: impl Fn(usize, usize) -> u8) -> Vec<u8> {
    let count = side as usize;
    (0..count * count).map(|i| pixel(i % count, i / count)).collect()
}

/// Luma of a crop of a square grey frame.
fn crop_of(data: &[u8], side: u32, factor: u32, square: Square, pixels: usize) -> Vec<f32> {
    let info =
        FrameInfo { width: side, height: side, rotation: Rotation::None, mirrored: false, captured_at: 0 };
    let plane = Plane { data, row_stride: side as usize, pixel_stride: 1 };
    let frame = Frame::new(info, PixelFormat::Grey, &[plane]).unwrap();
    let mut canvas = Canvas::new();
    let mut picture = Picture::new(&frame, &mut canvas);
    picture.reduce_by(factor);
    let encoding = Encoding { channels: Channels::Grey, mean: 0.0, deviation: 1.0 };
    let mut out = vec![f32::NAN; pixels * pixels];
    picture.crop(&Similarity::of_square(&square, float(pixels)), pixels, &encoding, &mut out);
    out
}

fn whole(side: u32) -> Square {
    let side = coordinate(side);
    Square { centre: Point::new(side / 2.0, side / 2.0), side, angle: 0.0 }
}

// Dropping pixels would turn a fine pattern into a coarse false one; the mean of black and white is grey.
#[test]
fn fine_patterns_become_their_mean() {
    let checks = grey(64, |x, y| if (x + y).is_multiple_of(2) { 255 } else { 0 });
    for factor in [1, 2] {
        for luma in crop_of(&checks, 64, factor, whole(64), 32) {
            assert!((luma - 127.5).abs() < 1.0, "{luma}");
        }
    }
}

// Half a pixel of shift in every crop would cost accuracy and go unnoticed: at scale 1 nothing may change.
#[test]
fn crop_at_full_scale_is_the_picture_itself() {
    let ramp = |x: usize, y: usize| u8::try_from((x * 3 + y * 5) % 256).unwrap();
    for (i, luma) in crop_of(&grey(32, ramp), 32, 1, whole(32), 32).into_iter().enumerate() {
        assert!((luma - f32::from(ramp(i % 32, i / 32))).abs() < 0.01);
    }
}

#[test]
fn outside_the_frame_is_black() {
    let square = Square { centre: Point::new(0.0, 16.0), side: 32.0, angle: 0.0 };
    let luma = crop_of(&grey(32, |_, _| 200), 32, 1, square, 32);
    assert!(luma[5 * 32 + 3].abs() < 1e-3 && (luma[5 * 32 + 28] - 200.0).abs() < 1e-2);
}

// Landmarks may come out wild; a crop of nowhere is black, and of endless size no reason to fail.
#[test]
fn crops_of_nowhere_are_finite() {
    let data = grey(32, |_, _| 200);
    for centre in [-1e30, 1e30, 1e9, f32::INFINITY, f32::NAN] {
        for side in [0.0, 1e-30, 32.0, 1e30, f32::INFINITY, f32::NAN] {
            let square = Square { centre: Point::new(centre, 5.0), side, angle: 0.3 };
            assert!(crop_of(&data, 32, 1, square, 8).iter().all(|luma| (0.0..=201.0).contains(luma)));
        }
    }
}
