//! The means of a row of blocks.

use std::ops::Range;

use super::axis::Axis;
use crate::num::{Mean, mean_of_square};

/// Adds rows of pixels up, column by column, then takes the mean of each block of columns.
#[derive(Default)]
pub(super) struct BlockRow {
    /// Of each column, in red, green and blue: of up to 256 rows.
    sums: [Vec<u16>; 3],
    means: [Vec<u8>; 3],
}

impl BlockRow {
    pub(super) const fn new() -> Self {
        Self { sums: [const { Vec::new() }; 3], means: [const { Vec::new() }; 3] }
    }

    /// Begins a row of blocks of so many columns.
    pub(super) fn clear(&mut self, columns: usize) {
        for sums in &mut self.sums {
            sums.clear();
            sums.resize(columns, 0);
        }
    }

    pub(super) fn add(&mut self, row: [&[u8]; 3]) {
        for (sums, samples) in self.sums.iter_mut().zip(row) {
            for (sum, sample) in sums.iter_mut().zip(samples) {
                *sum = sum.wrapping_add(u16::from(*sample));
            }
        }
    }

    /// The means of these blocks, whose columns were added up over `rows` rows.
    pub(super) fn means(&mut self, axis: &Axis, blocks: &Range<usize>, rows: usize) -> [&[u8]; 3] {
        let Self { sums, means } = self;
        for (means, sums) in means.iter_mut().zip(sums.iter()) {
            means.resize(blocks.len(), 0);
            means_of(sums, axis, blocks, rows, means);
        }
        means.each_ref().map(Vec::as_slice)
    }

    /// Forgets all pixels.
    pub(super) fn wipe(&mut self) {
        self.sums.iter_mut().for_each(|sums| sums.fill(0));
        self.means.iter_mut().for_each(|means| means.fill(0));
        zeroize::optimization_barrier(self);
    }
}

#[cfg(test)]
impl BlockRow {
    pub(super) fn is_wiped(&self) -> bool {
        self.sums.iter().flatten().all(|sum| *sum == 0) && self.means.iter().flatten().all(|mean| *mean == 0)
    }
}

fn means_of(sums: &[u16], axis: &Axis, blocks: &Range<usize>, rows: usize, means: &mut [u8]) {
    let factor = axis.factor();
    // The first block may be short, and so may the last, which is left over by those that share out whole ones.
    let first = axis.pixels(blocks.start).len();
    let lead = if first < factor { first } else { 0 };
    let (Some((first, sums)), Some((first_mean, means))) =
        (sums.split_at_checked(lead), means.split_at_mut_checked(usize::from(lead > 0)))
    else {
        return;
    };
    let whole = sums.len() / factor;
    let (last, last_mean) = (sums.get(whole * factor..), means.get_mut(whole..));
    for (sums, means) in [(Some(first), Some(first_mean)), (last, last_mean)] {
        let (sums, mean) = (sums.unwrap_or_default(), means.and_then(<[u8]>::first_mut));
        if let Some(mean) = mean {
            *mean = Mean::of(sums.len() * rows).byte(total(sums));
        }
    }
    match factor {
        2 if rows == 2 => squares::<2>(sums, means),
        3 if rows == 3 => squares::<3>(sums, means),
        4 if rows == 4 => squares::<4>(sums, means),
        5 if rows == 5 => squares::<5>(sums, means),
        6 if rows == 6 => squares::<6>(sums, means),
        7 if rows == 7 => squares::<7>(sums, means),
        _ => {
            let mean = Mean::of(factor * rows);
            for (out, sums) in means.iter_mut().zip(sums.chunks_exact(factor)) {
                *out = mean.byte(total(sums));
            }
        }
    }
}

fn total(sums: &[u16]) -> u32 {
    sums.iter().map(|sum| u32::from(*sum)).sum()
}

/// The factors of usual cameras, as constants to the compiler.
fn squares<const SIDE: usize>(sums: &[u16], means: &mut [u8]) {
    for (out, sums) in means.iter_mut().zip(sums.as_chunks::<SIDE>().0) {
        *out = mean_of_square::<SIDE>(sums.iter().fold(0, |total, sum| total.wrapping_add(*sum)));
    }
}
