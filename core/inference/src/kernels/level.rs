//! Which instruction set the kernels run on.

use pulp::{Arch, Simd, WithSimd};

/// An instruction set that this processor has.
#[derive(Clone, Copy)]
pub(crate) struct Level(Arch);

impl Level {
    /// The widest one.
    pub(crate) fn best() -> Self {
        Self(Arch::new())
    }

    /// Every one, the narrowest first.
    #[cfg(test)]
    pub(crate) fn all() -> Vec<Self> {
        let mut all = vec![Self(Arch::Scalar)];
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        {
            all.extend(pulp::x86::V3::try_new().map(|simd| Self(Arch::V3(simd))));
            all.extend(pulp::x86::V4::try_new().map(|simd| Self(Arch::V4(simd))));
        }
        #[cfg(target_arch = "aarch64")]
        all.extend(pulp::aarch64::Neon::try_new().map(|simd| Self(Arch::Neon(simd))));
        #[cfg(target_arch = "wasm32")]
        all.extend(pulp::wasm::Simd128::try_new().map(|simd| Self(Arch::Simd128(simd))));
        all
    }

    /// Numbers a vector.
    pub(crate) fn lanes(self) -> usize {
        struct Lanes;
        impl WithSimd for Lanes {
            type Output = usize;
            #[inline(always)]
            fn with_simd<S: Simd>(self, _: S) -> usize {
                S::F32_LANES
            }
        }
        self.run(Lanes)
    }

    /// Vectors of output that a product works on side by side: what the registers hold.
    pub(crate) fn product_width(self) -> usize {
        struct Width;
        impl WithSimd for Width {
            type Output = usize;
            #[inline(always)]
            fn with_simd<S: Simd>(self, _: S) -> usize {
                if S::REGISTER_COUNT >= 32 { 4 } else { 3 }
            }
        }
        self.run(Width)
    }

    /// As pulp calls it.
    pub(crate) fn name(self) -> &'static str {
        struct Name;
        impl WithSimd for Name {
            type Output = &'static str;
            #[inline(always)]
            fn with_simd<S: Simd>(self, _: S) -> &'static str {
                std::any::type_name::<S>()
            }
        }
        let path = self.run(Name);
        path.rsplit("::").next().unwrap_or(path)
    }

    #[inline]
    pub(crate) fn run<Op: WithSimd>(self, op: Op) -> Op::Output {
        self.0.dispatch(op)
    }
}

impl std::fmt::Debug for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(&self.0, f)
    }
}
