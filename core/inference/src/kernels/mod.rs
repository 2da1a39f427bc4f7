//! The inner loops, written once for every width of vector.
//!
//! Pictures lie in memory pixel after pixel, the channels of a pixel side by side and filled up with zeros to whole
//! vectors. Each kernel is a [`pulp::WithSimd`]: pulp compiles it for every instruction set and calls the one that the
//! processor has; it also holds the unsafe code. Additions happen in the same order whatever the width, so that all
//! processors with fused multiply-add give the same numbers to the last bit.

#![expect(
    clippy::inline_always,
    reason = "pulp compiles a function for an instruction set; only what is inlined into it is compiled for it too"
)]

mod depthwise;
mod level;
mod pool;
mod product;
mod simple;

pub(crate) use depthwise::{Depthwise, DepthwiseWeights};
pub(crate) use level::Level;
pub(crate) use pool::MaxPool;
pub(crate) use product::{Product, ProductWeights, Residual, Tap};
pub(crate) use simple::{AddPictures, ScaleChannels, sigmoid, widen};

use pulp::Simd;

/// What happens to numbers on their way out; slopes are filled up to whole vectors.
#[derive(Debug)]
pub(crate) enum Finish {
    Plain,
    Relu,
    PRelu(crate::buffer::Buffer),
}

/// The activation of one vector, ready for the inner loop.
#[derive(Clone, Copy)]
enum Vector<S: Simd> {
    Plain,
    Relu,
    PRelu(S::f32s),
}

impl<S: Simd> Vector<S> {
    /// Not a number stays not a number, so that it is seen at the end.
    #[inline(always)]
    fn apply(self, simd: S, x: S::f32s) -> S::f32s {
        let zero = simd.splat_f32s(0.0);
        match self {
            Self::Plain => x,
            // Not the larger of the two: not every processor gives back what is not a number.
            Self::Relu => simd.select_f32s(simd.less_than_f32s(x, zero), zero, x),
            Self::PRelu(slope) => simd.select_f32s(simd.less_than_f32s(x, zero), simd.mul_f32s(x, slope), x),
        }
    }
}

impl Finish {
    /// For the vector at this place of a pixel.
    #[inline(always)]
    fn vector<S: Simd>(&self, at: usize) -> Vector<S> {
        match self {
            Self::Plain => Vector::Plain,
            Self::Relu => Vector::Relu,
            Self::PRelu(slopes) => {
                S::as_simd_f32s(slopes).0.get(at).map_or(Vector::Relu, |s| Vector::PRelu(*s))
            }
        }
    }
}
