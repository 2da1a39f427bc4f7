//! Depthwise convolutions: each channel from its own neighbourhood.

use pulp::{Simd, WithSimd};

use super::Finish;
use crate::buffer::Buffer;
use crate::graph::{Shape, Window};

/// The weights of a depthwise convolution, filled up to whole vectors.
#[derive(Debug)]
pub(crate) struct DepthwiseWeights {
    /// Row after row, column after column, for each all channels.
    packed: Buffer,
    bias: Buffer,
}

impl DepthwiseWeights {
    /// Packs `weights`, in the order channel, row, column.
    pub(crate) fn pack(weights: &[f32], bias: &[f32], lanes: usize) -> Self {
        let channels = bias.len();
        let stride = channels.next_multiple_of(lanes);
        let taps = weights.len() / channels.max(1);
        let mut packed = vec![0.0; taps * stride];
        for (channel, weights) in weights.chunks_exact(taps.max(1)).enumerate() {
            for (place, weight) in packed.iter_mut().skip(channel).step_by(stride).zip(weights) {
                *place = *weight;
            }
        }
        let mut filled = bias.to_vec();
        filled.resize(stride, 0.0);
        Self { packed: packed.into(), bias: filled.into() }
    }
}

/// Some rows of the output.
pub(crate) struct Depthwise<'a> {
    pub(crate) weights: &'a DepthwiseWeights,
    pub(crate) finish: &'a Finish,
    pub(crate) window: Window,
    /// Of the whole input.
    pub(crate) shape: Shape,
    pub(crate) input: &'a [f32],
    /// First row of the output and the number of rows.
    pub(crate) rows: [usize; 2],
    pub(crate) width: usize,
    pub(crate) output: &'a mut [f32],
}

impl WithSimd for Depthwise<'_> {
    type Output = ();

    #[expect(clippy::indexing_slicing, reason = "the plan's shapes bound the rows")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let taps = S::as_simd_f32s(&self.weights.packed).0;
        let bias = S::as_simd_f32s(&self.weights.bias).0;
        let input = S::as_simd_f32s(self.input).0;
        let output = S::as_mut_simd_f32s(self.output).0;
        let vectors = bias.len();
        let line = self.shape.width * vectors;
        let [first, count] = self.rows;
        for (y, output) in (first..first + count).zip(output.chunks_exact_mut(self.width * vectors)) {
            let Window { kernel, stride, pads: [top, left, ..] } = self.window;
            // Rows of the kernel that lie in the picture.
            let start = top.saturating_sub(y * stride[0]);
            let end = kernel[0].min((self.shape.height + top).saturating_sub(y * stride[0]));
            let from = (y * stride[0] + start).saturating_sub(top);
            let row = Row {
                simd,
                taps: &taps[start * kernel[1] * vectors..end * kernel[1] * vectors],
                bias,
                finish: self.finish,
                input: &input[from * line..(from + end - start) * line],
                line,
                columns: kernel[1],
                stride: stride[1],
                left,
                input_width: self.shape.width,
                width: self.width,
                vectors,
            };
            match (kernel[1], end - start, stride[1]) {
                (3, 3, 1) => row.inner::<3, 1, 4>(output),
                (3, 2, 1) => row.inner::<2, 1, 4>(output),
                (3, 3, 2) => row.inner::<3, 2, 2>(output),
                (3, 2, 2) => row.inner::<2, 2, 2>(output),
                _ => row.span(output, 0, self.width),
            }
        }
    }
}

/// One row of the output, from the rows of the input that the kernel covers there.
struct Row<'a, S: Simd> {
    simd: S,
    taps: &'a [S::f32s],
    bias: &'a [S::f32s],
    finish: &'a Finish,
    input: &'a [S::f32s],
    /// Vectors a row of the input.
    line: usize,
    /// Of the kernel.
    columns: usize,
    stride: usize,
    left: usize,
    input_width: usize,
    width: usize,
    vectors: usize,
}

#[expect(clippy::indexing_slicing, reason = "the plan's shapes bound rows and columns")]
impl<S: Simd> Row<'_, S> {
    /// Kernels three columns wide: `AT_ONCE` pixels share the inputs they have in common; the edges go one by one.
    #[inline(always)]
    fn inner<const ROWS: usize, const STRIDE: usize, const AT_ONCE: usize>(&self, output: &mut [S::f32s]) {
        let Self { simd, vectors, .. } = *self;
        let first = self.left.div_ceil(STRIDE).min(self.width);
        // One past the last pixel whose kernel lies in the picture; none does in one that is narrower.
        let room = (self.input_width + self.left).checked_sub(3);
        let last = room.map_or(0, |room| room / STRIDE + 1).min(self.width).max(first);
        self.span(output, 0, first);
        for v in 0..vectors {
            let taps: [[S::f32s; 3]; ROWS] =
                std::array::from_fn(|r| std::array::from_fn(|c| self.taps[(r * 3 + c) * vectors + v]));
            let finish = self.finish.vector::<S>(v);
            let mut x = first;
            while x + AT_ONCE <= last {
                let mut sums = [self.bias[v]; AT_ONCE];
                for (r, taps) in taps.iter().enumerate() {
                    let start = r * self.line + (x * STRIDE - self.left) * vectors + v;
                    let inputs = &self.input[start..];
                    for (pixel, sum) in sums.iter_mut().enumerate() {
                        for (c, tap) in taps.iter().enumerate() {
                            *sum = simd.mul_add_e_f32s(inputs[(pixel * STRIDE + c) * vectors], *tap, *sum);
                        }
                    }
                }
                for (pixel, sum) in sums.iter().enumerate() {
                    output[(x + pixel) * vectors + v] = finish.apply(simd, *sum);
                }
                x += AT_ONCE;
            }
            while x < last {
                let mut sum = self.bias[v];
                for (r, taps) in taps.iter().enumerate() {
                    let start = r * self.line + (x * STRIDE - self.left) * vectors + v;
                    for (c, tap) in taps.iter().enumerate() {
                        sum = simd.mul_add_e_f32s(self.input[start + c * vectors], *tap, sum);
                    }
                }
                output[x * vectors + v] = finish.apply(simd, sum);
                x += 1;
            }
        }
        self.span(output, last, self.width);
    }

    /// Pixels from `from` to `to`, any kernel, also at the edges.
    #[inline(always)]
    fn span(&self, output: &mut [S::f32s], from: usize, to: usize) {
        let Self { simd, vectors, .. } = *self;
        let rows = self.input.len() / self.line.max(1);
        for x in from..to {
            let start = self.left.saturating_sub(x * self.stride);
            let end = self.columns.min((self.input_width + self.left).saturating_sub(x * self.stride));
            let at = (x * self.stride + start).saturating_sub(self.left);
            for v in 0..vectors {
                let mut sum = self.bias[v];
                for r in 0..rows {
                    for c in start..end {
                        let input = self.input[r * self.line + (at + c - start) * vectors + v];
                        sum =
                            simd.mul_add_e_f32s(input, self.taps[(r * self.columns + c) * vectors + v], sum);
                    }
                }
                output[x * vectors + v] = self.finish.vector::<S>(v).apply(simd, sum);
            }
        }
    }
}
