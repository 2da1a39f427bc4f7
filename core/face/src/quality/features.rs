//! A face in few numbers: where it is light, where its edges are, where its colour changes.
//!
//! The square of the face is cut into cells. Each says how light it is, how many edges it has across and down, and how
//! far its colour is from the face's. All of them are taken relative to the whole face, so that light, contrast, skin
//! and white balance do not matter, only where they change.

use zeroize::Zeroizing;

use crate::frame::{Encoding, Picture};
use crate::geometry::Similarity;
use crate::lighting::{FacePatch, SIDE};
use crate::num::float;

/// Cells a side.
pub(super) const CELLS: usize = 10;
/// Numbers of each cell.
const KINDS: usize = 5;
/// Numbers in all, one kind after the other, each row after row.
pub(crate) const FEATURES: usize = KINDS * CELLS * CELLS;

/// Samples of the patch a side of a cell.
const SPAN: usize = SIDE / CELLS;
/// Pixels of colour a side of the face's square: three to a cell.
const COLOURS: usize = 3 * CELLS;

/// Reads the features. `out` holds [`FEATURES`] numbers.
pub(crate) fn features(picture: &mut Picture<'_>, patch: &FacePatch, out: &mut [f32]) {
    let Some((light, rest)) = out.split_at_mut_checked(CELLS * CELLS) else { return };
    let Some((edges, tints)) = rest.split_at_mut_checked(2 * CELLS * CELLS) else { return };
    let (across, down) = edges.split_at_mut(CELLS * CELLS);
    measure_luma(patch.luma(), light, across, down);
    standardise(light);
    relate(across);
    relate(down);
    let mut colours = Zeroizing::new(vec![0.0; 3 * COLOURS * COLOURS]);
    let placement = Similarity::of_square(&patch.square(), float(COLOURS));
    picture.crop(&placement, COLOURS, &Encoding::PLAIN, &mut colours);
    let (red, blue) = tints.split_at_mut(CELLS * CELLS);
    measure_colour(&colours, red, blue);
}

/// Sums of luma and of its steps across and down, cell by cell.
fn measure_luma(luma: &[f32], light: &mut [f32], across: &mut [f32], down: &mut [f32]) {
    let rows: Vec<&[f32]> = luma.chunks_exact(SIDE).collect();
    let cells = light.chunks_mut(CELLS).zip(across.chunks_mut(CELLS)).zip(down.chunks_mut(CELLS));
    for (band, ((light, across), down)) in cells.enumerate() {
        light.fill(0.0);
        across.fill(0.0);
        down.fill(0.0);
        for y in band * SPAN..(band + 1) * SPAN {
            let (Some(row), Some(below)) = (rows.get(y), rows.get((y + 1).min(SIDE - 1))) else { continue };
            let spans = row.as_chunks::<SPAN>().0.iter().zip(below.as_chunks::<SPAN>().0);
            let outs = light.iter_mut().zip(across.iter_mut()).zip(down.iter_mut());
            for ((here, below), ((light, across), down)) in spans.zip(outs) {
                *light += here.iter().sum::<f32>();
                *across += here.array_windows::<2>().map(|[a, b]| (a - b).abs()).sum::<f32>();
                *down += here.iter().zip(below).map(|(a, b)| (a - b).abs()).sum::<f32>();
            }
        }
    }
}

/// To a mean of 0 and a deviation of 1.
fn standardise(values: &mut [f32]) {
    let count = float(values.len().max(1));
    let mean = values.iter().sum::<f32>() / count;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / count;
    let deviation = variance.sqrt().max(1e-3 * mean.abs()).max(1e-6);
    for value in values {
        *value = (*value - mean) / deviation;
    }
}

/// To how many times the mean, as a root so that single strong edges do not drown the rest, less what is usual.
fn relate(values: &mut [f32]) {
    let mean = (values.iter().sum::<f32>() / float(values.len().max(1))).max(1e-6);
    for value in values {
        *value = 2.0 * ((*value / mean).sqrt() - 1.0);
    }
}

/// Shares of red and blue, less the face's own.
fn measure_colour(colours: &[f32], red: &mut [f32], blue: &mut [f32]) {
    red.fill(0.0);
    blue.fill(0.0);
    let pixels = colours.as_chunks::<3>().0.chunks_exact(COLOURS).enumerate();
    for (y, row) in pixels {
        let start = y / 3 * CELLS;
        let cells = red.iter_mut().skip(start).zip(blue.iter_mut().skip(start));
        for (three, (red, blue)) in row.as_chunks::<3>().0.iter().zip(cells) {
            for [r, g, b] in three {
                // A little grey: black pixels have no colour.
                let sum = r + g + b + 30.0;
                *red += r / sum;
                *blue += b / sum;
            }
        }
    }
    for values in [red, blue] {
        let mean = values.iter().sum::<f32>() / float(values.len().max(1));
        for value in values {
            // Nine pixels; shares differ by hundredths.
            *value = (*value - mean) / 9.0 * 25.0;
        }
    }
}
