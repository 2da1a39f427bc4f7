//! The colours of a face and of what is behind it, in linear light.

use zeroize::Zeroizing;

use crate::Mesh;
use crate::frame::{Encoding, Picture};
use crate::geometry::{Similarity, Square};
use crate::landmarks::index;
use crate::num::{float, floor_index};
use crate::scan::FaceColour;

/// Side of the patch.
const SIDE: usize = 32;
/// How much wider than the face the patch is: what is behind the face must be on it.
const VIEW: f32 = 2.2;
/// Columns at each edge, and rows from the top, that show what is behind.
const BEHIND: [usize; 2] = [3, 14];

/// Mean colours of forehead, right cheek, left cheek, nose and chin, and of both sides of the head.
pub(crate) fn colours(picture: &mut Picture<'_>, mesh: &Mesh) -> FaceColour {
    let bounds = mesh.bounds();
    let square = Square { centre: bounds.centre(), side: VIEW * bounds.longer_side(), angle: 0.0 };
    let mut pixels = Zeroizing::new(vec![0.0; 3 * SIDE * SIDE]);
    picture.crop(&Similarity::of_square(&square, float(SIDE)), SIDE, &Encoding::PLAIN, &mut pixels);
    let zoom = float(SIDE) / square.side;
    let place = |centre: f32, middle: f32| {
        floor_index(f64::from((centre - middle) * zoom + float(SIDE) / 2.0)).min(SIDE - 1)
    };
    let [right_cheek, left_cheek] = index::CHEEKS;
    let parts = [index::FOREHEAD_MIDDLE, right_cheek, left_cheek, index::NOSE_TIP, index::CHIN_MIDDLE];
    let face = parts.map(|part| {
        let point = mesh.point(part);
        let (x, y) = (place(point.x, square.centre.x), place(point.y, square.centre.y));
        mean(&pixels, x.saturating_sub(1)..(x + 2).min(SIDE), y.saturating_sub(1)..(y + 2).min(SIDE))
    });
    let [columns, rows] = BEHIND;
    let (right, left) = (mean(&pixels, 0..columns, 0..rows), mean(&pixels, SIDE - columns..SIDE, 0..rows));
    let background = std::array::from_fn(|c| {
        f32::midpoint(right.get(c).copied().unwrap_or(0.0), left.get(c).copied().unwrap_or(0.0))
    });
    FaceColour { face, background }
}

fn mean(pixels: &[f32], columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) -> [f32; 3] {
    let (mut sum, mut count) = ([0.0; 3], 0.0);
    for row in pixels.chunks_exact(3 * SIDE).take(rows.end).skip(rows.start) {
        for pixel in row.as_chunks::<3>().0.iter().take(columns.end).skip(columns.start) {
            // The transfer curve of sRGB, near enough for ratios.
            sum.iter_mut().zip(pixel).for_each(|(s, v)| *s += (v / 255.0).max(0.0).powf(2.2));
            count += 1.0;
        }
    }
    sum.map(|s| s / f32::max(count, 1.0))
}
