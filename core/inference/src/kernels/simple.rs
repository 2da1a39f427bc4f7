//! Operators from number to number.

use pulp::{Simd, WithSimd};

use super::Finish;

/// The sum of two pictures of the same size.
pub(crate) struct AddPictures<'a> {
    pub(crate) finish: &'a Finish,
    /// Numbers a pixel, whole vectors.
    pub(crate) stride: usize,
    pub(crate) a: &'a [f32],
    pub(crate) b: &'a [f32],
    pub(crate) output: &'a mut [f32],
}

impl WithSimd for AddPictures<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (a, b) = (S::as_simd_f32s(self.a).0, S::as_simd_f32s(self.b).0);
        let output = S::as_mut_simd_f32s(self.output).0;
        let vectors = self.stride / S::F32_LANES;
        let pixels = a.chunks_exact(vectors).zip(b.chunks_exact(vectors));
        for (output, (a, b)) in output.chunks_exact_mut(vectors).zip(pixels) {
            for (v, (output, (a, b))) in output.iter_mut().zip(a.iter().zip(b)).enumerate() {
                *output = self.finish.vector::<S>(v).apply(simd, simd.add_f32s(*a, *b));
            }
        }
    }
}

/// Each channel times its own factor.
pub(crate) struct ScaleChannels<'a> {
    pub(crate) input: &'a [f32],
    /// As many as a pixel has numbers.
    pub(crate) factors: &'a [f32],
    pub(crate) output: &'a mut [f32],
}

impl WithSimd for ScaleChannels<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (input, factors) = (S::as_simd_f32s(self.input).0, S::as_simd_f32s(self.factors).0);
        let output = S::as_mut_simd_f32s(self.output).0;
        let pixels = input.chunks_exact(factors.len());
        for (output, input) in output.chunks_exact_mut(factors.len()).zip(pixels) {
            for (output, (number, factor)) in output.iter_mut().zip(input.iter().zip(factors)) {
                *output = simd.mul_f32s(*number, *factor);
            }
        }
    }
}

/// The logistic function of each number; what fills the last vector of a pixel stays zero.
pub(crate) fn sigmoid(input: &[f32], channels: usize, stride: usize, output: &mut [f32]) {
    for (output, input) in output.chunks_exact_mut(stride).zip(input.chunks_exact(stride)) {
        output.fill(0.0);
        for (output, number) in output.iter_mut().zip(input).take(channels) {
            *output = 1.0 / (1.0 + (-number).exp());
        }
    }
}

/// The same numbers with another stride; what is new is zero.
pub(crate) fn widen(input: &[f32], from: usize, output: &mut [f32], to: usize) {
    let kept = from.min(to);
    for (output, input) in output.chunks_exact_mut(to).zip(input.chunks_exact(from)) {
        output.fill(0.0);
        for (output, number) in output.iter_mut().zip(input).take(kept) {
            *output = *number;
        }
    }
}
