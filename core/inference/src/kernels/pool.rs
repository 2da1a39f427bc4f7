//! The largest number under a window.

use pulp::{Simd, WithSimd};

use crate::graph::{Shape, Window};

/// A whole picture.
pub(crate) struct MaxPool<'a> {
    pub(crate) window: Window,
    /// Of the input.
    pub(crate) shape: Shape,
    /// Height and width of the output.
    pub(crate) size: [usize; 2],
    pub(crate) input: &'a [f32],
    pub(crate) output: &'a mut [f32],
}

impl WithSimd for MaxPool<'_> {
    type Output = ();

    #[expect(clippy::indexing_slicing, reason = "the plan's shapes bound rows and columns")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let input = S::as_simd_f32s(self.input).0;
        let output = S::as_mut_simd_f32s(self.output).0;
        let vectors = input.len() / self.shape.pixels().max(1);
        let Window { kernel, stride, pads: [top, left, ..] } = self.window;
        // The part of the window that lies in the picture, as first and one past the last.
        let inside = |at: usize, stride: usize, pad: usize, kernel: usize, limit: usize| {
            let start = (at * stride).saturating_sub(pad);
            start..(at * stride + kernel).saturating_sub(pad).min(limit)
        };
        let [height, width] = self.size;
        for y in 0..height {
            let rows = inside(y, stride[0], top, kernel[0], self.shape.height);
            for x in 0..width {
                let columns = inside(x, stride[1], left, kernel[1], self.shape.width);
                for v in 0..vectors {
                    let mut largest = simd.splat_f32s(f32::NEG_INFINITY);
                    for row in rows.clone() {
                        for column in columns.clone() {
                            let number = input[(row * self.shape.width + column) * vectors + v];
                            largest = simd.max_f32s(largest, number);
                        }
                    }
                    output[(y * width + x) * vectors + v] = largest;
                }
            }
        }
    }
}
