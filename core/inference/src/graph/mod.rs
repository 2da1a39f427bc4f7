//! A model as this crate understands it: a dozen operators on pictures.

mod attributes;
mod constants;
mod read;

use std::rc::Rc;

pub(crate) use read::read;

/// A value: the input is the first, each node makes the next.
pub(crate) type ValueId = usize;

/// Size of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) channels: usize,
    pub(crate) height: usize,
    pub(crate) width: usize,
}

impl Shape {
    pub(crate) const fn pixels(&self) -> usize {
        self.height * self.width
    }

    pub(crate) const fn len(&self) -> usize {
        self.pixels() * self.channels
    }
}

/// Where a kernel lies over its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// Height and width.
    pub(crate) kernel: [usize; 2],
    /// Down and to the right.
    pub(crate) stride: [usize; 2],
    /// Pixels added at the top, left, bottom and right.
    pub(crate) pads: [usize; 4],
}

impl Window {
    pub(crate) const POINT: Self = Self { kernel: [1, 1], stride: [1, 1], pads: [0; 4] };

    /// Whether every place of the kernel has at least one pixel of the picture under it.
    pub(crate) fn touches_everywhere(&self) -> bool {
        let ([top, left, bottom, right], [height, width]) = (self.pads, self.kernel);
        top.max(bottom) < height && left.max(right) < width
    }

    /// The size of what comes out; `None` when the kernel does not fit.
    pub(crate) fn output(&self, height: usize, width: usize) -> Option<[usize; 2]> {
        let [top, left, bottom, right] = self.pads;
        let span = |size: usize, kernel: usize, stride: usize| {
            Some(size.checked_sub(kernel)?.checked_div(stride)? + 1)
        };
        Some([
            span(height + top + bottom, self.kernel[0], self.stride[0])?,
            span(width + left + right, self.kernel[1], self.stride[1])?,
        ])
    }
}

/// What is done to each number on its way out of an operator.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Activation {
    None,
    /// Negative numbers become zero.
    Relu,
    /// Negative numbers are multiplied by their channel's slope.
    PRelu(Vec<f32>),
}

/// One operator.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Op {
    /// Each output channel from all input channels; weights in the order output, input, row, column.
    Conv {
        window: Window,
        weights: Rc<[f32]>,
        bias: Vec<f32>,
    },
    /// Each channel from itself; weights in the order channel, row, column.
    Depthwise {
        window: Window,
        weights: Rc<[f32]>,
        bias: Vec<f32>,
    },
    /// The largest number of each channel under the window.
    MaxPool(Window),
    /// The sum of two pictures of the same size.
    Add,
    /// Each channel of the first picture times the one number that the second has for it.
    Scale,
    Sigmoid,
    /// More channels, which are zero.
    Widen,
    Activation(Activation),
}

/// An operator in its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) op: Op,
    pub(crate) inputs: Vec<ValueId>,
    pub(crate) output: ValueId,
}

/// A whole model: nodes in an order in which they can run.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Graph {
    /// The shape of each value; the first is the input's.
    pub(crate) shapes: Vec<Shape>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) outputs: Vec<Output>,
}

/// What a model gives.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Output {
    /// Pictures one after the other, pixel after pixel.
    Rows(Vec<ValueId>),
    /// One picture, channel after channel.
    Planes(ValueId),
}

impl Output {
    pub(crate) fn values(&self) -> &[ValueId] {
        match self {
            Self::Rows(values) => values,
            Self::Planes(value) => std::slice::from_ref(value),
        }
    }
}
