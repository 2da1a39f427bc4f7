//! How a model runs: a list of steps over memory that is laid out beforehand.
//!
//! The plan is made once, when the model is loaded: operators are put together where one pass can do them, weights are
//! packed for this processor's vectors, and values share memory. A run allocates nothing.

mod fuse;
mod lower;
mod memory;
mod step;

use crate::buffer::Buffer;
use crate::graph::Graph;
use crate::kernels::Level;
use crate::plan::step::{Operand, Step};

/// A model made ready for one instruction set.
#[derive(Debug)]
pub(crate) struct Plan {
    level: Level,
    steps: Vec<Step>,
    /// Numbers in each slot; the first slot is the input.
    slots: Vec<usize>,
    scratch: usize,
    outputs: Vec<Output>,
}

/// What is copied out at the end.
#[derive(Debug)]
struct Output {
    pieces: Vec<Operand>,
    /// Channel after channel instead of pixel after pixel.
    planes: bool,
}

/// The memory of a run.
#[derive(Debug)]
pub(crate) struct Memory {
    slots: Vec<Buffer>,
    scratch: Buffer,
}

impl Memory {
    pub(crate) fn input_mut(&mut self) -> &mut [f32] {
        self.slots.first_mut().map_or(&mut [], |input| &mut **input)
    }
}

impl Plan {
    /// Plans the graph for this instruction set; `None` when it has no value where one is needed.
    pub(crate) fn new(graph: &Graph, level: Level) -> Option<Self> {
        lower::lower(graph, level)
    }

    /// What it was planned for.
    pub(crate) const fn level(&self) -> Level {
        self.level
    }

    pub(crate) fn memory(&self) -> Memory {
        Memory {
            slots: self.slots.iter().map(|&len| Buffer::new(len)).collect(),
            scratch: Buffer::new(self.scratch),
        }
    }

    /// Lengths of the outputs.
    pub(crate) fn output_lens(&self) -> impl Iterator<Item = usize> {
        self.outputs.iter().map(|output| output.pieces.iter().map(|piece| piece.shape.len()).sum())
    }

    /// Runs all steps on the input in `memory` and copies the outputs.
    pub(crate) fn run(&self, memory: &mut Memory, outputs: &mut [Vec<f32>]) {
        for step in &self.steps {
            step.run(self.level, memory);
        }
        for (place, output) in outputs.iter_mut().zip(&self.outputs) {
            output.copy(&memory.slots, place);
        }
    }
}

impl Output {
    fn copy(&self, slots: &[Buffer], place: &mut [f32]) {
        let mut rest = place;
        for piece in &self.pieces {
            let Some((place, behind)) = rest.split_at_mut_checked(piece.shape.len()) else { return };
            rest = behind;
            let (channels, pixels) = (piece.shape.channels, piece.shape.pixels());
            let numbers = piece.read(slots).chunks_exact(piece.stride);
            if self.planes {
                for (at, pixel) in numbers.enumerate() {
                    for (place, number) in place.iter_mut().skip(at).step_by(pixels).zip(pixel) {
                        *place = *number;
                    }
                }
            } else {
                for (place, pixel) in place.chunks_exact_mut(channels).zip(numbers) {
                    for (place, number) in place.iter_mut().zip(pixel) {
                        *place = *number;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
