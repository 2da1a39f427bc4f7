//! A frame at the resolution that is needed, upright, in colour, of which only what is looked at is computed.

use std::ops::Range;

use super::axis::Axis;
use super::blocks::BlockRow;
use super::layout::RowMemory;
use super::sampler::{Source, pack, total_weight};
use super::{Encoding, Frame};
use crate::geometry::Similarity;
use crate::num::{coordinate, float, floor_index, floor_unsigned};

#[cfg(test)]
mod tests;

/// The largest factor: that many bytes add up to 16 bits.
const MAX_FACTOR: u32 = 256;
/// What is computed reaches beyond what was asked for by this share of it: crops move from one look to the next.
const MARGIN: usize = 16;

/// A frame, reduced by a whole factor.
///
/// Reducing takes the mean of each block of pixels: dropping pixels instead would fold detail into false patterns, and
/// those cost accuracy. The pixels are kept as the sensor lies, so that a turned sensor costs nothing: crops are placed
/// the other way around instead. All of them share what was computed for the first. Wiped when dropped.
pub(crate) struct Picture<'a> {
    frame: &'a Frame<'a>,
    canvas: &'a mut Canvas,
    factor: u32,
    /// Of the buffer's columns and rows.
    axes: [Axis; 2],
    /// Columns and rows of blocks that are on the canvas.
    covered: [Range<usize>; 2],
}

/// The memory of a picture, to be kept for the next one.
#[derive(Default)]
pub(crate) struct Canvas {
    /// Packed pixels with a border of black ones.
    pixels: Vec<u64>,
    row: RowMemory,
    blocks: BlockRow,
    /// Sums of the samples of a crop's row.
    samples: Vec<u64>,
}

impl Canvas {
    pub(crate) const fn new() -> Self {
        Self { pixels: Vec::new(), row: RowMemory::new(), blocks: BlockRow::new(), samples: Vec::new() }
    }

    fn wipe(&mut self) {
        self.pixels.fill(0);
        self.samples.fill(0);
        self.row.wipe();
        self.blocks.wipe();
        zeroize::optimization_barrier(self);
    }
}

/// Pixels show a person.
impl std::fmt::Debug for Canvas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Canvas").finish_non_exhaustive()
    }
}

impl<'a> Picture<'a> {
    /// The frame as it is, not yet reduced.
    pub(crate) fn new(frame: &'a Frame<'a>, canvas: &'a mut Canvas) -> Self {
        Self { frame, canvas, factor: 1, axes: axes(frame, 1), covered: [0..0, 0..0] }
    }

    pub(crate) const fn frame(&self) -> &Frame<'a> {
        self.frame
    }

    /// Reduces the frame by another factor; 0 is taken for 1.
    pub(crate) fn reduce_by(&mut self, factor: u32) {
        let factor = factor.clamp(1, MAX_FACTOR);
        if factor != self.factor {
            self.factor = factor;
            self.axes = axes(self.frame, factor);
            self.covered = [0..0, 0..0];
        }
    }

    /// Cuts a square of `side` pixels out and writes it: `placement` maps its continuous coordinates to the frame's.
    /// Black outside.
    ///
    /// Where the square has fewer pixels than the picture below it, several samples are taken for each and averaged.
    /// Each sample is within 1/255 of what exact arithmetic would give.
    pub(crate) fn crop(&mut self, placement: &Similarity, side: usize, encoding: &Encoding, out: &mut [f32]) {
        let ratio = placement.scale() / coordinate(self.factor);
        let samples = floor_unsigned(ratio + 0.75).clamp(1, 4);
        let lines = self.lines(placement);
        self.cover(lines.map(|line| reach(line, side)));
        let [columns, rows] = &self.covered;
        let Canvas { pixels, samples: sums, .. } = &mut *self.canvas;
        let empty = columns.is_empty() || rows.is_empty();
        let source =
            Source { pixels: if empty { &[] } else { pixels }, columns: columns.len(), rows: rows.len() };
        sums.resize(side, 0);
        let [first_column, first_row] = [columns, rows].map(|covered| f64::from(float(covered.start)));
        let [[column, along_column, across_column], [row, along_row, across_row]] = lines;
        for (v, out) in out.chunks_mut((side * encoding.len()).max(1)).take(side).enumerate() {
            let v = f64::from(float(v));
            let start = [column - first_column + v * across_column, row - first_row + v * across_row];
            source.walk(start, [along_column, along_row], [across_column, across_row], samples, sums);
            encoding.write_sums(sums, coordinate(total_weight(samples)), out);
        }
    }

    /// Where a crop's pixels lie, in columns and rows of blocks.
    fn lines(&self, placement: &Similarity) -> [[f64; 3]; 2] {
        let [x, y] = placement.lines();
        let [columns, rows] = &self.axes;
        let [column, row] = if self.frame.turn.swaps() { [y, x] } else { [x, y] };
        [columns.in_blocks(column), rows.in_blocks(row)]
    }

    /// Computes the blocks that are needed, unless they are there.
    fn cover(&mut self, needed: [(f64, f64); 2]) {
        let needed = [0, 1].map(|side: usize| {
            let blocks = self.axes.get(side).map_or(0, Axis::blocks);
            let (low, high) = needed.get(side).copied().unwrap_or_default();
            // A sample takes the block before it and the one behind it.
            floor_index(low - 1.0).min(blocks)..floor_index(high + 2.0).min(blocks)
        });
        if needed.iter().any(Range::is_empty) || contains(&self.covered, &needed) {
            return;
        }
        let grown = |side: usize| {
            let (Some(needed), Some(covered)) = (needed.get(side), self.covered.get(side)) else {
                return 0..0;
            };
            let blocks = self.axes.get(side).map_or(0, Axis::blocks);
            let margin = needed.len() / MARGIN;
            let (start, end) = (needed.start.saturating_sub(margin), (needed.end + margin).min(blocks));
            if covered.is_empty() { start..end } else { start.min(covered.start)..end.max(covered.end) }
        };
        self.covered = [grown(0), grown(1)];
        self.compute();
    }

    fn compute(&mut self) {
        let [columns, rows] = &self.covered;
        let stride = columns.len() + 2;
        let needed = stride * (rows.len() + 2);
        if self.canvas.pixels.len() < needed {
            // Before memory is given back that held a picture.
            self.canvas.wipe();
            // With room for the next one, which is seldom of quite the same size.
            self.canvas.pixels = vec![0; needed + needed / 4];
        }
        let Canvas { pixels, row: memory, blocks, .. } = &mut *self.canvas;
        let [column_axis, row_axis] = &self.axes;
        let run = column_axis.pixels_of(columns);
        let Some((border, lines)) = pixels.split_at_mut_checked(stride) else { return };
        border.fill(0);
        memory.begin();
        for (block, line) in (rows.start..=rows.end).zip(lines.chunks_exact_mut(stride)) {
            let [left, line @ .., right] = line else { continue };
            (*left, *right) = (0, 0);
            let layout = &self.frame.layout;
            if block == rows.end {
                line.fill(0);
            } else if self.factor == 1 {
                pack_row(layout.rgb_row(block, &run, memory), line);
            } else {
                blocks.clear(run.len());
                let span = row_axis.pixels(block);
                for row in span.clone() {
                    blocks.add(layout.rgb_row(row, &run, memory));
                }
                pack_row(blocks.means(column_axis, columns, span.len()), line);
            }
        }
    }
}

fn pack_row([red, green, blue]: [&[u8]; 3], line: &mut [u64]) {
    for (out, ((r, g), b)) in line.iter_mut().zip(red.iter().zip(green).zip(blue)) {
        *out = pack(*r, *g, *b);
    }
}

impl Drop for Picture<'_> {
    fn drop(&mut self) {
        self.canvas.wipe();
    }
}

fn axes(frame: &Frame<'_>, factor: u32) -> [Axis; 2] {
    let [flip_x, flip_y] = frame.turn.flips();
    let [flip_columns, flip_rows] = if frame.turn.swaps() { [flip_y, flip_x] } else { [flip_x, flip_y] };
    let axis = |length: u32, flipped| Axis::new(length as usize, factor as usize, flipped);
    [axis(frame.info.width, flip_columns), axis(frame.info.height, flip_rows)]
}

/// The lowest and the highest position of a square of `side` on a line.
fn reach([start, along, across]: [f64; 3], side: usize) -> (f64, f64) {
    let side = f64::from(float(side));
    let (along, across) = (side * along, side * across);
    (start + along.min(0.0) + across.min(0.0), start + along.max(0.0) + across.max(0.0))
}

fn contains(outer: &[Range<usize>; 2], inner: &[Range<usize>; 2]) -> bool {
    outer.iter().zip(inner).all(|(outer, inner)| outer.start <= inner.start && inner.end <= outer.end)
}
