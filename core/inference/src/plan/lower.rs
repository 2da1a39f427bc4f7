//! From units to steps: weights are packed, memory is given out.

use super::Plan;
use super::fuse::{Unit, fuse};
use super::memory::{Slots, last_reads};
use super::step::{Operand, Step, Work};
use crate::graph::{Activation, Graph, Op, Output, Shape, ValueId, Window};
use crate::kernels::{DepthwiseWeights, Finish, Level, ProductWeights};

/// Numbers that are worked on at once, so that they stay in the first-level cache beside the weights.
const AT_ONCE: usize = 4096;

pub(super) fn lower(graph: &Graph, level: Level) -> Option<Plan> {
    let units = fuse(graph);
    let frees = last_reads(&units, graph);
    let lanes = level.lanes();
    let mut lowering = Lowering {
        graph,
        lanes,
        widest: level.product_width(),
        slots: Slots::new(graph.shapes.first()?.len()),
        steps: Vec::with_capacity(units.len()),
        scratch: 0,
    };
    for (unit, frees) in units.iter().zip(frees) {
        lowering.unit(unit)?;
        for value in frees {
            lowering.slots.release(value);
        }
    }
    let piece = |value: &ValueId| lowering.operand(*value);
    let outputs = graph.outputs.iter().map(|output| {
        let pieces = output.values().iter().map(piece).collect::<Option<_>>()?;
        Some(super::Output { pieces, planes: matches!(output, Output::Planes(_)) })
    });
    Some(Plan {
        level,
        outputs: outputs.collect::<Option<_>>()?,
        steps: lowering.steps,
        slots: lowering.slots.sizes,
        scratch: lowering.scratch,
    })
}

struct Lowering<'a> {
    graph: &'a Graph,
    lanes: usize,
    widest: usize,
    slots: Slots,
    steps: Vec<Step>,
    scratch: usize,
}

impl Lowering<'_> {
    /// Where a value that has been made lies.
    fn operand(&self, value: ValueId) -> Option<Operand> {
        let shape = self.graph.shapes.get(value).copied()?;
        Some(Operand { slot: self.slots.of(value)?, shape, stride: self.stride(value, shape) })
    }

    /// The input lies as the caller fills it; everything else is filled up to whole vectors.
    const fn stride(&self, value: ValueId, shape: Shape) -> usize {
        if value == 0 { shape.channels } else { shape.channels.next_multiple_of(self.lanes) }
    }

    fn unit(&mut self, unit: &Unit) -> Option<()> {
        let &first = unit.inputs.first()?;
        let mut input = self.operand(first)?;
        let mut borrowed = Vec::new();
        // Only products read numbers one by one; all other kernels need whole vectors.
        if unit.before.is_some() || !matches!(unit.op, Op::Conv { .. } | Op::Widen) {
            input = self.in_vectors(input, &mut borrowed);
        }
        let shape = self.graph.shapes.get(unit.output).copied()?;
        let other = match unit.residual.or(unit.inputs.get(1).copied()) {
            Some(value) => Some(self.in_vectors(self.operand(value)?, &mut borrowed)),
            None => None,
        };
        let work = match (&unit.op, &unit.before) {
            (
                Op::Conv { weights, bias, .. },
                Some((Op::Depthwise { window, weights: taps, bias: shift }, finish)),
            ) => {
                let at_once = (AT_ONCE / (shape.width * input.stride)).clamp(1, shape.height);
                self.scratch = self.scratch.max(at_once * shape.width * input.stride);
                Work::Separable {
                    depthwise: DepthwiseWeights::pack(taps, shift, self.lanes),
                    finish: self.finish(finish),
                    window: *window,
                    weights: self.product(weights, bias, input.shape.channels),
                    at_once,
                }
            }
            (Op::Conv { window, weights, bias }, None) if *window == Window::POINT => Work::Pointwise {
                weights: self.product(weights, bias, input.shape.channels),
                at_once: (AT_ONCE / input.stride).max(24),
            },
            (Op::Conv { window, weights, bias }, None) => {
                if window.pads != [0; 4] {
                    input = self.bordered(input, window);
                    borrowed.push(input.slot);
                }
                let run = (window.kernel[1] - 1) * input.stride + input.shape.channels;
                let rows = in_rows(weights, window, input.shape.channels, input.stride, run);
                Work::Dense {
                    weights: self.product(&rows, bias, window.kernel[0] * run),
                    window: *window,
                    run,
                }
            }
            (Op::Depthwise { window, weights, bias }, _) => Work::Depthwise {
                weights: DepthwiseWeights::pack(weights, bias, self.lanes),
                window: *window,
            },
            (Op::MaxPool(window), _) => Work::MaxPool(*window),
            (Op::Add, _) => Work::Add,
            (Op::Scale, _) => Work::Scale,
            (Op::Sigmoid, _) => Work::Sigmoid,
            (Op::Widen, _) => Work::Widen,
            (Op::Conv { .. } | Op::Activation(_), _) => return None,
        };
        let stride = self.stride(unit.output, shape);
        let slot = self.slots.assign(unit.output, shape.pixels() * stride);
        self.push(input, other, Operand { slot, shape, stride }, &unit.finish, work);
        for slot in borrowed {
            self.slots.give_back(slot);
        }
        Some(())
    }

    /// The same picture, filled up to whole vectors if it is not: that is the input alone.
    fn in_vectors(&mut self, input: Operand, borrowed: &mut Vec<usize>) -> Operand {
        let stride = input.stride.next_multiple_of(self.lanes);
        if stride == input.stride {
            return input;
        }
        let wide = Operand { slot: self.slots.borrow(input.shape.pixels() * stride), stride, ..input };
        self.push(input, None, wide, &Activation::None, Work::Widen);
        borrowed.push(wide.slot);
        wide
    }

    /// The input with its padding written out, so that the kernel needs no edges.
    fn bordered(&mut self, input: Operand, window: &Window) -> Operand {
        let [top, left, bottom, right] = window.pads;
        let shape = Shape {
            height: input.shape.height + top + bottom,
            width: input.shape.width + left + right,
            ..input.shape
        };
        let slot = self.slots.borrow(shape.pixels() * input.stride);
        let bordered = Operand { slot, shape, ..input };
        self.push(input, None, bordered, &Activation::None, Work::Border { top, left });
        bordered
    }

    fn product(&self, weights: &[f32], bias: &[f32], inputs: usize) -> ProductWeights {
        ProductWeights::pack(weights, bias, inputs, self.lanes, self.widest)
    }

    fn finish(&self, activation: &Activation) -> Finish {
        match activation {
            Activation::None => Finish::Plain,
            Activation::Relu => Finish::Relu,
            Activation::PRelu(slopes) => {
                let mut slopes = slopes.clone();
                slopes.resize(slopes.len().next_multiple_of(self.lanes), 0.0);
                Finish::PRelu(slopes.into())
            }
        }
    }

    fn push(
        &mut self,
        input: Operand,
        other: Option<Operand>,
        output: Operand,
        finish: &Activation,
        work: Work,
    ) {
        let finish = self.finish(finish);
        self.steps.push(Step { input, other, output, finish, work });
    }
}

/// Weights from the order output, input, row, column to output, row, column, input, with zeros where a pixel is filled
/// up.
fn in_rows(weights: &[f32], window: &Window, channels: usize, stride: usize, run: usize) -> Vec<f32> {
    let [rows, columns] = window.kernel;
    let mut all = Vec::with_capacity(weights.len() * stride / channels.max(1));
    for output in weights.chunks_exact(channels * rows * columns) {
        for row in 0..rows {
            all.extend((0..run).map(|at| {
                let (column, channel) = (at / stride, at % stride);
                let place = (channel * rows + row) * columns + column;
                if channel < channels { output.get(place).copied().unwrap_or(0.0) } else { 0.0 }
            }));
        }
    }
    all
}
