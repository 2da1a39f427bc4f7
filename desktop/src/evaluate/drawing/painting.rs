//! A picture in floating point that can be warped, blurred and painted on.

use image::RgbImage;

use super::Random;

/// Red, green and blue, 0 to 255.
pub(in crate::evaluate) type Colour = [f32; 3];
/// A point in pixels; the first pixel's middle is at 0.5.
pub(in crate::evaluate) type Spot = [f32; 2];

/// Pixels row after row.
#[derive(Clone)]
pub(in crate::evaluate) struct Painting {
    pub(in crate::evaluate) width: usize,
    pub(in crate::evaluate) height: usize,
    pixels: Vec<Colour>,
}

impl Painting {
    pub(in crate::evaluate) fn filled(width: usize, height: usize, colour: Colour) -> Self {
        Self { width, height, pixels: vec![colour; width * height] }
    }

    pub(in crate::evaluate) fn of(picture: &RgbImage) -> Self {
        Self {
            width: picture.width() as usize,
            height: picture.height() as usize,
            pixels: picture.pixels().map(|pixel| pixel.0.map(f32::from)).collect(),
        }
    }

    /// Width and height.
    pub(in crate::evaluate) const fn size(&self) -> Spot {
        [real(self.width), real(self.height)]
    }

    /// The pixel, or the nearest one when it lies outside.
    fn pixel(&self, column: f32, row: f32) -> Colour {
        let (x, y) = (whole(column).min(self.width - 1), whole(row).min(self.height - 1));
        self.pixels.get(y * self.width + x).copied().unwrap_or_default()
    }

    /// Between the pixels by the cubic of Catmull and Rom (1974), which keeps pictures sharp.
    pub(in crate::evaluate) fn at(&self, [x, y]: Spot) -> Colour {
        let (left, top) = ((x - 0.5).floor(), (y - 0.5).floor());
        let (across, down) = (cubic(x - 0.5 - left), cubic(y - 0.5 - top));
        let mut sum = [0.0; 3];
        for (row, weight_y) in [-1.0, 0.0, 1.0, 2.0].into_iter().zip(down) {
            for (column, weight_x) in [-1.0, 0.0, 1.0, 2.0].into_iter().zip(across) {
                let pixel = self.pixel(left + column, top + row);
                for (sum, value) in sum.iter_mut().zip(pixel) {
                    *sum += weight_x * weight_y * value;
                }
            }
        }
        sum.map(|value| value.clamp(0.0, 255.0))
    }

    /// A picture whose pixel at a spot is this one's at `source` of it.
    pub(in crate::evaluate) fn warped(
        &self,
        width: usize,
        height: usize,
        source: impl Fn(Spot) -> Spot,
    ) -> Self {
        let mut out = Self::filled(width, height, [0.0; 3]);
        out.paint(|at, _| self.at(source(at)));
        out
    }

    /// Replaces every pixel.
    pub(in crate::evaluate) fn paint(&mut self, mut colour: impl FnMut(Spot, Colour) -> Colour) {
        for (y, row) in self.pixels.chunks_mut(self.width.max(1)).enumerate() {
            for (x, pixel) in row.iter_mut().enumerate() {
                *pixel = colour([real(x) + 0.5, real(y) + 0.5], *pixel);
            }
        }
    }

    /// Lays a colour over the pixels inside, as far as `cover` says, 0 to 1.
    pub(in crate::evaluate) fn lay(
        &mut self,
        cover: impl Fn(Spot) -> f32,
        mut colour: impl FnMut(Spot, Colour) -> Colour,
    ) {
        self.paint(|at, below| {
            let share = cover(at);
            if share > 0.0 { mix(below, colour(at, below), share.min(1.0)) } else { below }
        });
    }

    /// Gaussian blur, by three means along each direction: of boxes with half that length whose variances add up.
    pub(in crate::evaluate) fn blur(&mut self, sigma: f32) {
        for _ in 0..3 {
            self.smear(sigma, 0.0);
            self.smear(0.0, sigma);
        }
    }

    /// The mean along a line: `across` and `down` are half its length in pixels.
    pub(in crate::evaluate) fn smear(&mut self, across: f32, down: f32) {
        let steps = across.abs().max(down.abs()).ceil().max(1.0);
        let before = self.clone();
        let mut offsets = Vec::new();
        let mut step = -steps;
        while step <= steps {
            offsets.push([(step / steps * across).round(), (step / steps * down).round()]);
            step += 1.0;
        }
        let share = 1.0 / real(offsets.len());
        self.paint(|[x, y], _| {
            let mut sum = [0.0; 3];
            for [dx, dy] in &offsets {
                for (sum, value) in sum.iter_mut().zip(before.pixel(x - 0.5 + dx, y - 0.5 + dy)) {
                    *sum += value;
                }
            }
            sum.map(|sum| sum * share)
        });
    }

    /// A sensor's noise of that deviation.
    pub(in crate::evaluate) fn noise(&mut self, deviation: f32, random: &mut Random) {
        self.paint(|_, pixel| {
            // Three even ones are near enough to a normal one.
            let noise = (random.unit() + random.unit() + random.unit() - 1.5) * 2.0 * deviation;
            pixel.map(|value| value + noise)
        });
    }

    /// Mean colour around a spot.
    pub(in crate::evaluate) fn mean_around(&self, [x, y]: Spot, reach: f32) -> Colour {
        let (mut sum, mut count) = ([0.0; 3], 0.0);
        let mut dy = -reach;
        while dy <= reach {
            let mut dx = -reach;
            while dx <= reach {
                for (sum, value) in sum.iter_mut().zip(self.pixel(x + dx, y + dy)) {
                    *sum += value;
                }
                count += 1.0;
                dx += (reach / 4.0).max(1.0);
            }
            dy += (reach / 4.0).max(1.0);
        }
        sum.map(|sum| sum / count)
    }

    /// Red, green and blue bytes.
    pub(in crate::evaluate) fn bytes(&self) -> Vec<u8> {
        self.pixels.iter().flatten().map(|value| byte(*value)).collect()
    }
}

/// Between two colours: `share` of the second.
pub(in crate::evaluate) fn mix(a: Colour, b: Colour, share: f32) -> Colour {
    let [r, g, b] = [0, 1, 2].map(|i: usize| {
        let (a, b) = (a.get(i).copied().unwrap_or(0.0), b.get(i).copied().unwrap_or(0.0));
        a + share * (b - a)
    });
    [r, g, b]
}

fn cubic(t: f32) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [
        0.5 * (2.0 * t2 - t3 - t),
        0.5 * (3.0 * t3 - 5.0 * t2 + 2.0),
        0.5 * (4.0 * t2 - 3.0 * t3 + t),
        0.5 * (t3 - t2),
    ]
}

/// From 0 at `from` to 1 at `to`, without corners.
pub(in crate::evaluate) fn smooth(from: f32, to: f32, at: f32) -> f32 {
    let t = ((at - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

#[expect(clippy::cast_precision_loss, reason = "sides of pictures")]
pub(in crate::evaluate) const fn real(count: usize) -> f32 {
    count as f32
}

/// A whole number of pixels.
pub(in crate::evaluate) const fn count(x: f32) -> usize {
    whole(x)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, which is the nearest pixel"
)]
const fn whole(x: f32) -> usize {
    x as usize
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates at 0 and 255")]
pub(in crate::evaluate) const fn byte(x: f32) -> u8 {
    (x + 0.5) as u8
}
