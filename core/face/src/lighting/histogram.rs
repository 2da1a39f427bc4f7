//! How often each level of luma is there.

use std::ops::RangeInclusive;

use crate::num::{byte, float};

/// Bins of the coarse histogram: each holds 16 levels.
const COARSE: usize = 16;

/// Counts of the 256 levels.
pub(crate) struct Histogram {
    bins: [usize; 256],
    count: f32,
}

impl Histogram {
    pub(crate) fn of(samples: impl Iterator<Item = f32>) -> Self {
        let mut bins = [0_usize; 256];
        for luma in samples {
            if let Some(bin) = bins.get_mut(usize::from(byte(luma))) {
                *bin += 1;
            }
        }
        Self { bins, count: float(bins.iter().sum::<usize>()).max(1.0) }
    }

    /// How many samples there are; 1 when there is none.
    pub(super) const fn count(&self) -> f32 {
        self.count
    }

    /// Share of the samples at these levels.
    pub(crate) fn share(&self, levels: RangeInclusive<usize>) -> f32 {
        float(self.bins.get(levels).unwrap_or_default().iter().sum()) / self.count
    }

    pub(crate) fn mean(&self) -> f32 {
        self.sum(|value| value)
    }

    /// Deviation of the samples from their mean.
    pub(crate) fn deviation(&self) -> f32 {
        let mean = self.mean();
        self.sum(|value| (value - mean).powi(2)).sqrt()
    }

    /// Shannon entropy in bits.
    pub(crate) fn entropy(&self) -> f32 {
        let shares = self.bins.iter().filter(|bin| **bin > 0).map(|bin| float(*bin) / self.count);
        shares.map(|p| -p * p.log2()).sum()
    }

    /// Shares of 16 levels each.
    pub(crate) fn coarse(&self) -> [f32; 256 / COARSE] {
        let mut coarse = [0.0; 256 / COARSE];
        for (share, bins) in coarse.iter_mut().zip(self.bins.chunks(COARSE)) {
            *share = float(bins.iter().sum()) / self.count;
        }
        coarse
    }

    fn sum(&self, of: impl Fn(f32) -> f32) -> f32 {
        let values = self.bins.iter().enumerate();
        values.map(|(value, bin)| float(*bin) * of(float(value))).sum::<f32>() / self.count
    }
}
