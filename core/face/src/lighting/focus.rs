//! Blur and detail of a square of luma samples, row by row.

use std::ops::Range;

use zeroize::Zeroizing;

use crate::num::float;

/// Half a Gaussian of two pixels, from its middle outwards; adds up to 1 when mirrored.
pub(super) const BLUR: [f32; 7] =
    [0.199_675, 0.176_213, 0.121_109, 0.064_825, 0.027_023, 0.008_773, 0.002_218];
/// Samples that the blur reaches each way.
const REACH: usize = BLUR.len() - 1;
/// Samples under the blur.
const WIDTH: usize = 2 * REACH + 1;
/// Sums that are taken side by side: one after the other would make each addition wait for the one before.
const LANES: usize = 8;

/// Gaussian blur of two pixels; the border is continued outwards.
pub(super) fn blurred(luma: &[f32], side: usize) -> Zeroizing<Vec<f32>> {
    let mut blurred = Zeroizing::new(vec![0.0; luma.len()]);
    let mut padded = Zeroizing::new(vec![0.0; side + 2 * REACH]);
    let last = (luma.len() / side.max(1)).saturating_sub(1);
    let row = |y: usize| luma.get(y * side..(y + 1) * side).unwrap_or_default();
    for (y, out) in blurred.chunks_exact_mut(side.max(1)).enumerate() {
        let Some(middle) = padded.get_mut(REACH..REACH + side) else { continue };
        middle.fill(0.0);
        for (offset, weight) in BLUR.iter().enumerate() {
            let (above, below) = (row(y.saturating_sub(offset)), row((y + offset).min(last)));
            // The row itself is there twice.
            let weight = if offset == 0 { 0.5 * weight } else { *weight };
            for (sum, (a, b)) in middle.iter_mut().zip(above.iter().zip(below)) {
                *sum += weight * (a + b);
            }
        }
        let ends = [middle.first(), middle.last()].map(|end| end.copied().unwrap_or(0.0));
        if let Some((left, _)) = padded.split_first_chunk_mut::<REACH>() {
            left.fill(ends[0]);
        }
        if let Some((_, right)) = padded.split_last_chunk_mut::<REACH>() {
            right.fill(ends[1]);
        }
        for (out, around) in out.iter_mut().zip(padded.array_windows::<WIDTH>()) {
            *out = weighted(around);
        }
    }
    blurred
}

/// Spelled out: the compiler makes vectors of it, of a loop it does not.
#[expect(clippy::many_single_char_names, reason = "thirteen neighbours have no better names")]
fn weighted(around: &[f32; WIDTH]) -> f32 {
    let [a, b, c, d, e, f, middle, g, h, i, j, k, l] = around;
    let [w0, w1, w2, w3, w4, w5, w6] = BLUR;
    let near = w1 * (f + g) + w2 * (e + h) + w3 * (d + i);
    let far = w4 * (c + j) + w5 * (b + k) + w6 * (a + l);
    w0 * middle + (near + far)
}

/// Mean absolute Laplacian over these samples of each row; the outermost have none.
pub(super) fn laplacian(luma: &[f32], side: usize, spans: &[Range<usize>]) -> f32 {
    mean_of(luma, side, spans, |[above, row, below], detail| {
        let vertical = above.iter().zip(below).skip(1);
        let inner = detail.iter_mut().skip(1).zip(row.array_windows::<3>().zip(vertical));
        for (out, ([left, centre, right], (up, down))) in inner {
            *out = (left + right + up + down - 4.0 * centre).abs();
        }
    })
}

/// Mean absolute second difference over these samples of each row, in the direction that has least of it: across, down, or along
/// a diagonal. A picture that was smeared has next to none along its smear, however much is left across it.
pub(super) fn least_detail(luma: &[f32], side: usize, spans: &[Range<usize>]) -> f32 {
    // Rows and columns of the two neighbours, the sample's own being 1. Those on a diagonal are farther away, by a root, and a
    // second difference grows with the square of that.
    let directions =
        [([1, 1], [0, 2], 1.0), ([0, 2], [1, 1], 1.0), ([0, 2], [0, 2], 0.5), ([2, 0], [0, 2], 0.5)];
    let along = |([up, down], [before, after], weight): ([usize; 2], [usize; 2], f32)| {
        weight
            * mean_of(luma, side, spans, |rows, detail| {
                let from = |row: usize, column: usize| {
                    rows.get(row).and_then(|row| row.get(column..)).unwrap_or_default()
                };
                let pairs = from(up, before).iter().zip(from(down, after));
                for ((out, middle), (a, b)) in detail.iter_mut().skip(1).zip(from(1, 1)).zip(pairs) {
                    *out = (a + b - 2.0 * middle).abs();
                }
            })
    };
    directions.map(along).into_iter().fold(f32::MAX, f32::min)
}

/// Mean steepness over these samples of each row, in levels a sample.
pub(super) fn slope(luma: &[f32], side: usize, spans: &[Range<usize>]) -> f32 {
    mean_of(luma, side, spans, |[above, row, below], slope| {
        let vertical = above.iter().zip(below).skip(1);
        let inner = slope.iter_mut().skip(1).zip(row.array_windows::<3>().zip(vertical));
        for (out, ([left, _, right], (up, down))) in inner {
            *out = 0.5 * ((right - left).powi(2) + (down - up).powi(2)).sqrt();
        }
    })
}

/// The mean over these samples of each row of what `measure` writes for a row and the two beside it; the outermost have none.
fn mean_of(
    luma: &[f32],
    side: usize,
    spans: &[Range<usize>],
    measure: impl Fn([&[f32]; 3], &mut [f32]),
) -> f32 {
    let rows: Vec<&[f32]> = luma.chunks(side.max(1)).collect();
    let mut detail = Zeroizing::new(vec![0.0_f32; side]);
    let (mut total, mut count) = (0.0, 0_usize);
    for (rows, span) in rows.array_windows::<3>().zip(spans.iter().skip(1)) {
        measure(*rows, &mut detail);
        let span = span.start.max(1)..span.end.min(side.saturating_sub(1));
        total += sum(detail.get(span.clone()).unwrap_or_default());
        count += span.len();
    }
    if count > 0 { total / float(count) } else { 0.0 }
}

pub(super) fn sum(values: &[f32]) -> f32 {
    let (whole, rest) = values.as_chunks::<LANES>();
    let mut lanes = [0.0; LANES];
    for values in whole {
        for (lane, value) in lanes.iter_mut().zip(values) {
            *lane += value;
        }
    }
    lanes.iter().chain(rest).sum()
}
