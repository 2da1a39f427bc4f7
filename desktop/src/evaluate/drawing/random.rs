//! Repeatable chance: the same name gives the same numbers on every machine.

/// A 64-bit mixer (`SplitMix64`, Steele and others 2014).
pub(in crate::evaluate) struct Random(u64);

impl Random {
    /// Begins from a text (FNV-1a).
    pub(in crate::evaluate) fn of(text: &str) -> Self {
        Self(hash(text))
    }

    pub(in crate::evaluate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(in crate::evaluate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "24 bits are exact in f32")]
    pub(in crate::evaluate) const fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 24) as f32
    }

    pub(in crate::evaluate) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    pub(in crate::evaluate) fn one_in(&mut self, n: u64) -> bool {
        self.next().is_multiple_of(n)
    }

    /// Either 1 or -1.
    pub(in crate::evaluate) fn sign(&mut self) -> f32 {
        if self.one_in(2) { 1.0 } else { -1.0 }
    }

    /// One of them; the first when there is nothing to choose from.
    pub(in crate::evaluate) fn pick<T: Copy>(&mut self, from: &[T], or: T) -> T {
        let count = u64::try_from(from.len()).unwrap_or(1).max(1);
        let index = usize::try_from(self.next() % count).unwrap_or(0);
        from.get(index).copied().unwrap_or(or)
    }
}

/// FNV-1a, which no library changes.
fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// Which half a person belongs to: the one that classifiers are fitted on, or the one that they are measured on.
pub(in crate::evaluate) fn is_of_the_fitted_half(name: &str) -> bool {
    // The low bit of FNV-1a is a parity of the letters; a mixed one is not.
    Random::of(name).next().is_multiple_of(2)
}
