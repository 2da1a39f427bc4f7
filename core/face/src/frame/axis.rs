//! One side of a camera's buffer, cut into blocks of pixels.

use std::ops::Range;

use crate::num::float;

/// The blocks of one side, in the buffer's order.
///
/// Blocks are counted from the upright picture's left or top, so that a frame gives the same blocks however the sensor
/// is mounted: where the buffer runs the other way it is the first block that may be short, not the last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    length: usize,
    factor: usize,
    /// Pixels of the first block.
    lead: usize,
    flipped: bool,
}

impl Axis {
    pub(super) const fn new(length: usize, factor: usize, flipped: bool) -> Self {
        let rest = length % factor;
        let lead = if flipped && rest > 0 { rest } else { factor };
        Self { length, factor, lead, flipped }
    }

    pub(super) const fn blocks(&self) -> usize {
        self.length.div_ceil(self.factor)
    }

    /// Pixels of a whole block.
    pub(super) const fn factor(&self) -> usize {
        self.factor
    }

    /// The pixels of one block.
    pub(super) fn pixels(&self, block: usize) -> Range<usize> {
        self.pixels_of(&(block..block + 1))
    }

    /// The pixels of several blocks.
    pub(super) fn pixels_of(&self, blocks: &Range<usize>) -> Range<usize> {
        let edge = |block: usize| match block.checked_sub(1) {
            Some(whole) => (self.lead + whole * self.factor).min(self.length),
            None => 0,
        };
        edge(blocks.start)..edge(blocks.end)
    }

    /// A line along the upright picture, in pixels, as a line along the buffer, in blocks; whole numbers are the
    /// blocks' centres.
    pub(super) fn in_blocks(&self, [start, du, dv]: [f64; 3]) -> [f64; 3] {
        let (blocks, factor) = (f64::from(float(self.blocks())), f64::from(float(self.factor)));
        let [start, du, dv] = [start / factor - 0.5, du / factor, dv / factor];
        if self.flipped { [blocks - 1.0 - start, -du, -dv] } else { [start, du, dv] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A block of a mounted-the-other-way sensor must hold the same pixels of the person.
    #[test]
    fn flipped_blocks_are_the_same_pixels_from_the_other_end() {
        for (length, factor) in [(16, 1), (17, 2), (18, 2), (100, 7), (20, 30)] {
            let (plain, flipped) = (Axis::new(length, factor, false), Axis::new(length, factor, true));
            let count = plain.blocks();
            assert_eq!(flipped.blocks(), count);
            for block in 0..count {
                let pixels = flipped.pixels(count - 1 - block);
                assert_eq!(plain.pixels(block), length - pixels.end..length - pixels.start);
            }
            assert_eq!(plain.pixels_of(&(0..count)), 0..length);
        }
    }
}
