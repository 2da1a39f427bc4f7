//! One step of a run.

use crate::buffer::Buffer;
use crate::graph::{Shape, Window};
use crate::kernels::{
    AddPictures, Depthwise, DepthwiseWeights, Finish, Level, MaxPool, Product, ProductWeights, Residual,
    ScaleChannels, Tap, sigmoid, widen,
};
use crate::plan::Memory;

/// What a step reads, where it writes, and what it does.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) input: Operand,
    /// The other number of a sum, or the factors of a product.
    pub(super) other: Option<Operand>,
    pub(super) output: Operand,
    pub(super) finish: Finish,
    pub(super) work: Work,
}

/// A picture in memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operand {
    pub(super) slot: usize,
    pub(super) shape: Shape,
    /// Numbers a pixel.
    pub(super) stride: usize,
}

impl Operand {
    pub(super) const fn len(&self) -> usize {
        self.shape.pixels() * self.stride
    }

    pub(super) fn read<'a>(&self, slots: &'a [Buffer]) -> &'a [f32] {
        slots.get(self.slot).and_then(|slot| slot.get(..self.len())).unwrap_or_default()
    }
}

#[derive(Debug)]
pub(super) enum Work {
    /// A convolution whose kernel reads each row of its input where it lies; padding is in the input already.
    Dense {
        weights: ProductWeights,
        window: Window,
        run: usize,
    },
    /// A convolution of single pixels, some pixels at a time.
    Pointwise {
        weights: ProductWeights,
        at_once: usize,
    },
    /// A depthwise convolution followed by a pointwise one, some rows at a time.
    Separable {
        depthwise: DepthwiseWeights,
        finish: Finish,
        window: Window,
        weights: ProductWeights,
        at_once: usize,
    },
    Depthwise {
        weights: DepthwiseWeights,
        window: Window,
    },
    MaxPool(Window),
    Add,
    Scale,
    Sigmoid,
    Widen,
    /// A frame of zeros around the picture: top and left; the rest follows from the sizes.
    Border {
        top: usize,
        left: usize,
    },
}

impl Step {
    pub(super) fn run(&self, level: Level, memory: &mut Memory) {
        let Some(slot) = memory.slots.get_mut(self.output.slot) else { return };
        // Taken out and put back, so that the inputs can be read meanwhile.
        let mut taken = std::mem::take(slot);
        if let Some(output) = taken.get_mut(..self.output.len()) {
            self.fill(level, &memory.slots, &mut memory.scratch, output);
        }
        if let Some(slot) = memory.slots.get_mut(self.output.slot) {
            *slot = taken;
        }
    }

    fn fill(&self, level: Level, slots: &[Buffer], scratch: &mut [f32], output: &mut [f32]) {
        let input = self.input.read(slots);
        let other = self.other.map(|operand| (operand.read(slots), operand.stride));
        let (from, to) = (self.input, self.output);
        let finish = &self.finish;
        match &self.work {
            Work::Dense { weights, window, run } => {
                let line = from.shape.width * from.stride;
                let tap = Tap {
                    rows: window.kernel[0],
                    run: *run,
                    row_stride: line,
                    pixel_stride: window.stride[1] * from.stride,
                };
                let rows = output.chunks_exact_mut(to.shape.width * to.stride).enumerate();
                for (y, output) in rows {
                    let input = input.get(y * window.stride[0] * line..).unwrap_or_default();
                    let residual = residual(other, y * to.shape.width);
                    let pixels = to.shape.width;
                    level.run(Product { weights, finish, tap, pixels, input, residual, output });
                }
            }
            Work::Pointwise { weights, at_once } => {
                let chunks = input.chunks(at_once * from.stride).zip(output.chunks_mut(at_once * to.stride));
                for (chunk, (input, output)) in chunks.enumerate() {
                    let residual = residual(other, chunk * at_once);
                    pointwise(
                        level,
                        weights,
                        finish,
                        (input, from.stride, from.shape.channels),
                        residual,
                        output,
                    );
                }
            }
            Work::Separable { depthwise, finish: middle, window, weights, at_once } => {
                let width = to.shape.width;
                let rows = output.chunks_mut(at_once * width * to.stride).enumerate();
                for (strip, output) in rows {
                    let count = output.len() / (width * to.stride).max(1);
                    let Some(between) = scratch.get_mut(..count * width * from.stride) else { return };
                    level.run(Depthwise {
                        weights: depthwise,
                        finish: middle,
                        window: *window,
                        shape: from.shape,
                        input,
                        rows: [strip * at_once, count],
                        width,
                        output: &mut *between,
                    });
                    let residual = residual(other, strip * at_once * width);
                    pointwise(
                        level,
                        weights,
                        finish,
                        (between, from.stride, from.shape.channels),
                        residual,
                        output,
                    );
                }
            }
            Work::Depthwise { weights, window } => {
                let (shape, rows, width) = (from.shape, [0, to.shape.height], to.shape.width);
                level.run(Depthwise { weights, finish, window: *window, shape, input, rows, width, output });
            }
            Work::MaxPool(window) => {
                let size = [to.shape.height, to.shape.width];
                level.run(MaxPool { window: *window, shape: from.shape, size, input, output });
            }
            Work::Add => {
                let b = other.map_or(&[][..], |(numbers, _)| numbers);
                level.run(AddPictures { finish, stride: to.stride, a: input, b, output });
            }
            Work::Scale => {
                let factors = other.map_or(&[][..], |(numbers, _)| numbers);
                level.run(ScaleChannels { input, factors, output });
            }
            Work::Sigmoid => sigmoid(input, from.shape.channels, from.stride, output),
            Work::Widen => widen(input, from.stride, output, to.stride),
            Work::Border { top, left } => {
                output.fill(0.0);
                let lines = output.chunks_exact_mut(to.shape.width * to.stride).skip(*top);
                for (line, row) in lines.zip(input.chunks_exact(from.shape.width * from.stride)) {
                    if let Some(place) = line.get_mut(left * to.stride..left * to.stride + row.len()) {
                        place.copy_from_slice(row);
                    }
                }
            }
        }
    }
}

/// What is added to the pixels from `first` on.
fn residual(other: Option<(&[f32], usize)>, first: usize) -> Option<Residual<'_>> {
    let (numbers, stride) = other?;
    Some(Residual { numbers: numbers.get(first * stride..)?, stride })
}

fn pointwise(
    level: Level,
    weights: &ProductWeights,
    finish: &Finish,
    (input, stride, channels): (&[f32], usize, usize),
    residual: Option<Residual<'_>>,
    output: &mut [f32],
) {
    let tap = Tap { rows: 1, run: channels, row_stride: 0, pixel_stride: stride };
    level.run(Product { weights, finish, tap, pixels: input.len() / stride.max(1), input, residual, output });
}
