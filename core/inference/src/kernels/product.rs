//! The matrix product at the heart of convolutions: pixels times weights, with all that follows done in registers.
//!
//! A pixel's inputs are broadcast one by one and multiplied with a row of packed weights; a block of pixels times a few
//! vectors of output channels stays in registers until it is finished. Inputs are read where they lie: nothing is
//! packed but the weights, once.

use pulp::{Simd, WithSimd};

use super::{Finish, Vector};
use crate::buffer::Buffer;

/// The weights of a convolution, packed for one width of vector.
#[derive(Debug)]
pub(crate) struct ProductWeights {
    /// Vectors in each panel of output channels.
    panels: Vec<usize>,
    /// Panel after panel; in each, input after input; for each, the panel's vectors.
    packed: Buffer,
    bias: Buffer,
    /// Inputs of one output.
    inputs: usize,
}

impl ProductWeights {
    /// Packs `weights`, in the order output, input.
    pub(crate) fn pack(weights: &[f32], bias: &[f32], inputs: usize, lanes: usize, widest: usize) -> Self {
        let vectors = bias.len().div_ceil(lanes);
        let panels = split(vectors, widest);
        let mut packed = vec![0.0; vectors * lanes * inputs];
        let mut offset = 0;
        let mut first = 0;
        for panel in &panels {
            let width = panel * lanes;
            let rows = weights.chunks_exact(inputs).skip(first).take(width);
            for (column, row) in rows.enumerate() {
                let places = packed.iter_mut().skip(offset + column).step_by(width);
                for (place, weight) in places.zip(row) {
                    *place = *weight;
                }
            }
            offset += width * inputs;
            first += width;
        }
        let mut filled = bias.to_vec();
        filled.resize(vectors * lanes, 0.0);
        Self { panels, packed: packed.into(), bias: filled.into(), inputs }
    }
}

/// Panels of nearly equal width: a narrow one left over would be slow.
fn split(vectors: usize, widest: usize) -> Vec<usize> {
    let count = vectors.div_ceil(widest.max(1));
    (0..count).map(|i| (vectors + i) / count).collect()
}

/// How the inputs of a pixel lie: `rows` runs of `run` numbers each, `row_stride` apart. A pointwise convolution has
/// one run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tap {
    pub(crate) rows: usize,
    pub(crate) run: usize,
    pub(crate) row_stride: usize,
    /// From one pixel to the next.
    pub(crate) pixel_stride: usize,
}

/// What is added before the activation.
#[derive(Clone, Copy)]
pub(crate) struct Residual<'a> {
    pub(crate) numbers: &'a [f32],
    /// Numbers a pixel, whole vectors; channels beyond count as zero.
    pub(crate) stride: usize,
}

/// Some pixels, one after the other.
pub(crate) struct Product<'a> {
    pub(crate) weights: &'a ProductWeights,
    pub(crate) finish: &'a Finish,
    pub(crate) tap: Tap,
    pub(crate) pixels: usize,
    pub(crate) input: &'a [f32],
    pub(crate) residual: Option<Residual<'a>>,
    pub(crate) output: &'a mut [f32],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let vectors = self.weights.bias.len() / S::F32_LANES;
        let mut packed = S::as_simd_f32s(&self.weights.packed).0;
        let bias = S::as_simd_f32s(&self.weights.bias).0;
        let output = S::as_mut_simd_f32s(self.output).0;
        let residual = self.residual.map(|r| (S::as_simd_f32s(r.numbers).0, r.stride / S::F32_LANES));
        let mut first = 0;
        for &width in &self.weights.panels {
            let (panel, rest) = packed.split_at(width * self.weights.inputs);
            packed = rest;
            let panel = Panel {
                simd,
                tap: self.tap,
                input: self.input,
                weights: panel,
                bias,
                finish: self.finish,
                residual,
                first,
                vectors,
            };
            match width {
                4 => panel.pixels::<4>(output, self.pixels),
                3 => panel.pixels::<3>(output, self.pixels),
                2 => panel.pixels::<2>(output, self.pixels),
                _ => panel.pixels::<1>(output, self.pixels),
            }
            first += width;
        }
    }
}

/// Some vectors of output channels of all pixels.
struct Panel<'a, S: Simd> {
    simd: S,
    tap: Tap,
    input: &'a [f32],
    weights: &'a [S::f32s],
    bias: &'a [S::f32s],
    finish: &'a Finish,
    residual: Option<(&'a [S::f32s], usize)>,
    /// The panel's place among a pixel's vectors.
    first: usize,
    /// Vectors a pixel has in the output.
    vectors: usize,
}

impl<S: Simd> Panel<'_, S> {
    #[inline(always)]
    fn pixels<const WIDTH: usize>(&self, output: &mut [S::f32s], pixels: usize) {
        let mut done = 0;
        while done < pixels {
            let left = pixels - done;
            // As many pixels as registers are left for their sums.
            done += match (S::REGISTER_COUNT >= 32, WIDTH) {
                (true, 1..=3) | (false, 1) if left >= 8 => self.block::<8, WIDTH>(output, done),
                (true, _) | (false, 1 | 2) if left >= 6 => self.block::<6, WIDTH>(output, done),
                _ if left >= 4 => self.block::<4, WIDTH>(output, done),
                _ if left >= 2 => self.block::<2, WIDTH>(output, done),
                _ => self.block::<1, WIDTH>(output, done),
            };
        }
    }

    // Counted loops over arrays of fixed size: only these does the compiler keep in registers.
    #[expect(
        clippy::indexing_slicing,
        reason = "arrays of known length, and slices cut to the length that is walked"
    )]
    #[expect(clippy::needless_range_loop, reason = "iterators would put the sums in memory")]
    #[inline(always)]
    fn block<const PIXELS: usize, const WIDTH: usize>(&self, output: &mut [S::f32s], at: usize) -> usize {
        let Self { simd, tap, first, .. } = *self;
        let bias: [S::f32s; WIDTH] = std::array::from_fn(|v| self.bias[first + v]);
        let mut sums = [bias; PIXELS];
        for row in 0..tap.rows {
            let inputs: [&[f32]; PIXELS] = std::array::from_fn(|pixel| {
                &self.input[(at + pixel) * tap.pixel_stride + row * tap.row_stride..][..tap.run]
            });
            let weights = self.weights[row * tap.run * WIDTH..].as_chunks::<WIDTH>().0;
            for (i, weights) in (0..tap.run).zip(weights) {
                for pixel in 0..PIXELS {
                    let input = simd.splat_f32s(inputs[pixel][i]);
                    for v in 0..WIDTH {
                        sums[pixel][v] = simd.mul_add_e_f32s(input, weights[v], sums[pixel][v]);
                    }
                }
            }
        }
        if let Some((residual, stride)) = self.residual {
            for pixel in 0..PIXELS {
                let residual = &residual[(at + pixel) * stride..][..stride];
                for v in 0..WIDTH {
                    if let Some(number) = residual.get(first + v) {
                        sums[pixel][v] = simd.add_f32s(sums[pixel][v], *number);
                    }
                }
            }
        }
        let finish: [Vector<S>; WIDTH] = std::array::from_fn(|v| self.finish.vector(first + v));
        for pixel in 0..PIXELS {
            let place = &mut output[(at + pixel) * self.vectors + first..][..WIDTH];
            for v in 0..WIDTH {
                place[v] = finish[v].apply(simd, sums[pixel][v]);
            }
        }
        PIXELS
    }
}
