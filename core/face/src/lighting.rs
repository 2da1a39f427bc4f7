//! Light and focus inside the face, on a patch of fixed size so that the numbers mean the same at any distance.
//!
//! The measures of BSI OFIQ (ISO/IEC 29794-5) where it has them: mean, entropy, shares of black and white pixels.
//! Focus is the re-blur ratio: how much of the finest detail is left after blurring once more. Unlike the variance of
//! the Laplacian it does not take a dark face for a blurred one.

use crate::frame::Picture;
use crate::geometry::{Point, Rect, Similarity, Square};
use crate::landmarks::index;
use crate::num::{byte, float};
use crate::{Lighting, Mesh};

/// Side of the patch.
const SIDE: usize = 160;
/// Luma at or below which a pixel is black.
const BLACK: u8 = 25;
/// Luma at or above which a pixel is white.
const WHITE: u8 = 247;
/// Half the side of a cheek's square, as a share of the eyes' distance.
const CHEEK: f32 = 0.2;
/// Half a Gaussian of two pixels, from its middle outwards; adds up to 1 when mirrored.
const BLUR: [f32; 7] = [0.199_675, 0.176_213, 0.121_109, 0.064_825, 0.027_023, 0.008_773, 0.002_218];

/// What the face's own pixels tell; the background is not of them and stays 0.
pub(crate) fn lighting(picture: &Picture, mesh: &Mesh) -> Lighting {
    let bounds = mesh.bounds();
    let square = Square { centre: bounds.centre(), side: bounds.longer_side(), angle: mesh.eye_line() };
    let placement = Similarity::of_square(&square, float(SIDE));
    let luma = picture.crop(&placement, SIDE).luma();
    // Patch coordinates of the landmarks: the way back of the placement.
    let (sin, cos) = square.angle.sin_cos();
    let zoom = float(SIDE) / square.side;
    let to_patch = |p: Point| {
        let (x, y) = (zoom * (p.x - square.centre.x), zoom * (p.y - square.centre.y));
        Point::new(cos * x + sin * y + float(SIDE) / 2.0, cos * y - sin * x + float(SIDE) / 2.0)
    };
    let around = |index: usize| {
        let centre = to_patch(mesh.point(index));
        let half = CHEEK * zoom * crate::pose::eye_distance(mesh);
        Rect { left: centre.x - half, top: centre.y - half, right: centre.x + half, bottom: centre.y + half }
    };
    let patch = Patch { luma: &luma, side: SIDE };
    let half = |low: f32, high: f32| 0.5 * (high - low) * zoom;
    let radii = [half(bounds.left, bounds.right), half(bounds.top, bounds.bottom)];
    patch.measure(radii, index::CHEEKS.map(around))
}

/// A square of luma samples, 0 to 255.
struct Patch<'a> {
    luma: &'a [f32],
    side: usize,
}

impl Patch<'_> {
    fn measure(&self, radii: [f32; 2], cheeks: [Rect; 2]) -> Lighting {
        let mask = self.ellipse(radii);
        let mut histogram = [0_usize; 256];
        let mut sum = 0.0;
        for (&luma, _) in self.luma.iter().zip(&mask).filter(|(_, inside)| **inside) {
            sum += luma;
            if let Some(bin) = histogram.get_mut(usize::from(byte(luma))) {
                *bin += 1;
            }
        }
        let count = float(histogram.iter().sum::<usize>()).max(1.0);
        let share = |bins: &[usize]| float(bins.iter().sum()) / count;
        let (dark, _) = histogram.split_at(usize::from(BLACK) + 1);
        let (_, bright) = histogram.split_at(usize::from(WHITE));
        let [right, left] = cheeks.map(|cheek| self.mean_in(&cheek));
        let cheeks = f32::midpoint(right, left);
        Lighting {
            mean: sum / count / 255.0,
            entropy: entropy(&histogram, count),
            under: share(dark),
            over: share(bright),
            side: if cheeks > 0.0 { (left - right).abs() / cheeks } else { 0.0 },
            background: 0.0,
            reblur: self.reblur(&mask),
        }
    }

    /// Which samples lie in the ellipse around the middle: the face without the corners around it.
    fn ellipse(&self, [rx, ry]: [f32; 2]) -> Vec<bool> {
        let middle = float(self.side) / 2.0;
        let inside = |x: usize, y: usize| {
            let (dx, dy) = ((float(x) + 0.5 - middle) / rx, (float(y) + 0.5 - middle) / ry);
            dx * dx + dy * dy <= 1.0
        };
        (0..self.side).flat_map(|y| (0..self.side).map(move |x| (x, y))).map(|(x, y)| inside(x, y)).collect()
    }

    fn mean_in(&self, rect: &Rect) -> f32 {
        let (mut sum, mut count) = (0.0, 0_usize);
        for (y, row) in self.luma.chunks(self.side).enumerate() {
            for (x, luma) in row.iter().enumerate() {
                let (x, y) = (float(x) + 0.5, float(y) + 0.5);
                if (rect.left..rect.right).contains(&x) && (rect.top..rect.bottom).contains(&y) {
                    sum += luma;
                    count += 1;
                }
            }
        }
        if count > 0 { sum / float(count) } else { 0.0 }
    }

    /// Mean absolute Laplacian of the blurred patch over that of the patch itself; 1 for a patch without any detail,
    /// which is as blurred as can be.
    fn reblur(&self, mask: &[bool]) -> f32 {
        let blurred = self.blurred();
        let sharp = self.laplacian(self.luma, mask);
        if sharp > 0.0 { self.laplacian(&blurred, mask) / sharp } else { 1.0 }
    }

    /// Gaussian blur of two pixels; the border is continued outwards.
    fn blurred(&self) -> Vec<f32> {
        let rows: Vec<f32> = self.luma.chunks(self.side).flat_map(blurred_line).collect();
        let columns: Vec<f32> = (0..self.side)
            .flat_map(|x| blurred_line(&rows.iter().skip(x).step_by(self.side).copied().collect::<Vec<_>>()))
            .collect();
        (0..self.side).flat_map(|y| columns.iter().skip(y).step_by(self.side).copied()).collect()
    }

    fn laplacian(&self, luma: &[f32], mask: &[bool]) -> f32 {
        let (mut sum, mut count) = (0.0, 0_usize);
        let rows: Vec<&[f32]> = luma.chunks(self.side).collect();
        for (rows, mask) in rows.windows(3).zip(mask.chunks(self.side).skip(1)) {
            let [above, row, below] = rows else { continue };
            let vertical = above.iter().zip(*below).skip(1);
            for ((three, (up, down)), inside) in row.windows(3).zip(vertical).zip(mask.iter().skip(1)) {
                if let ([left, centre, right], true) = (three, *inside) {
                    sum += (left + right + up + down - 4.0 * centre).abs();
                    count += 1;
                }
            }
        }
        if count > 0 { sum / float(count) } else { 0.0 }
    }
}

fn blurred_line(line: &[f32]) -> Vec<f32> {
    let at = |i: usize, offset: usize, forward: bool| {
        let j = if forward { (i + offset).min(line.len() - 1) } else { i.saturating_sub(offset) };
        line.get(j).copied().unwrap_or(0.0)
    };
    (0..line.len())
        .map(|i| {
            let sides = BLUR.iter().enumerate().skip(1);
            let around: f32 = sides.map(|(o, weight)| weight * (at(i, o, true) + at(i, o, false))).sum();
            BLUR[0] * at(i, 0, true) + around
        })
        .collect()
}

/// Shannon entropy in bits.
fn entropy(histogram: &[usize; 256], count: f32) -> f32 {
    histogram
        .iter()
        .filter(|bin| **bin > 0)
        .map(|bin| {
            let p = float(*bin) / count;
            -p * p.log2()
        })
        .sum()
}

#[cfg(test)]
mod tests;
