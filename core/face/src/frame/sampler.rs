//! Bilinear samples along a line through packed pixels, in whole numbers.
//!
//! The three channels of a pixel lie in one 64-bit word, 21 bits each: a sample of 8 bits and room for weights that add
//! up to 13 bits. So one multiplication weighs three channels, on every processor alike, and the sum of all samples of
//! a pixel needs no unpacking in between.

/// Bits from one channel to the next.
const CHANNEL: u32 = 21;
/// One channel.
const MASK: u64 = (1 << CHANNEL) - 1;
/// Fraction bits of a position.
const FRACTION: u32 = 32;
/// Positions are held within 2^30 pixels, steps within 2^20: a row of steps cannot overflow.
const FURTHEST: f64 = 1_073_741_824.0;
const LONGEST: f64 = 1_048_576.0;
/// Parts of a pixel that a position counts.
const PARTS: f64 = 4_294_967_296.0;

/// Packs one pixel.
pub(super) const fn pack(red: u8, green: u8, blue: u8) -> u64 {
    red as u64 | (green as u64) << CHANNEL | (blue as u64) << (2 * CHANNEL)
}

/// The three channels of a sum of samples.
pub(super) const fn unpack(sum: u64) -> [u32; 3] {
    [(sum & MASK) as u32, (sum >> CHANNEL & MASK) as u32, (sum >> (2 * CHANNEL)) as u32]
}

/// What the weights of all samples of a pixel add up to when it takes `samples` each way.
pub(super) const fn total_weight(samples: u32) -> u32 {
    (samples * samples) << weight_bits(samples)
}

/// Bits of one sample's weights.
const fn weight_bits(samples: u32) -> u32 {
    match samples {
        1 => 13,
        2 => 11,
        _ => 9,
    }
}

/// Packed pixels with a border of black ones all around.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) pixels: &'a [u64],
    /// Columns and rows without the border.
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// A position in columns and rows of the source, as fixed-point numbers. The border's centre is at 0.
#[derive(Clone, Copy)]
struct Position {
    column: i64,
    row: i64,
}

impl Source<'_> {
    /// Sets each sum to that of `samples` times `samples` bilinear samples; black outside.
    ///
    /// `start` is the corner of the first pixel, as column and row of pixel centres; `along` leads to the next pixel,
    /// `across` to the next row of them.
    pub(super) fn walk(
        &self,
        start: [f64; 2],
        along: [f64; 2],
        across: [f64; 2],
        samples: u32,
        sums: &mut [u64],
    ) {
        match samples {
            1 => self.walk_by::<1>(start, along, across, sums),
            2 => self.walk_by::<2>(start, along, across, sums),
            3 => self.walk_by::<3>(start, along, across, sums),
            _ => self.walk_by::<4>(start, along, across, sums),
        }
    }

    fn walk_by<const N: u32>(&self, start: [f64; 2], along: [f64; 2], across: [f64; 2], sums: &mut [u64]) {
        sums.fill(0);
        let part = 1.0 / f64::from(N);
        let position = |[column, row]: [f64; 2], furthest| Position {
            column: fixed(column, furthest),
            row: fixed(row, furthest),
        };
        let step = position(along.map(|a| a * part), LONGEST);
        for line in 0..N {
            let (u, v) = (0.5 * part, (f64::from(line) + 0.5) * part);
            let ([c, r], [cu, ru], [cv, rv]) = (start, along, across);
            // Weights are cut off, not rounded: so half of their last bit is added in advance.
            let first = 1.0 + 0.5 / f64::from(1_u32 << weight_bits(N));
            let mut at = position([first + c + u * cu + v * cv, first + r + u * ru + v * rv], FURTHEST);
            for sum in &mut *sums {
                for _ in 0..N {
                    *sum = sum.wrapping_add(self.sample::<N>(at));
                    at.column = at.column.wrapping_add(step.column);
                    at.row = at.row.wrapping_add(step.row);
                }
            }
        }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "four loops are made of it, each with its own constants")]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a negative column becomes a large one, which is outside too; the fraction is the low half"
    )]
    fn sample<const N: u32>(&self, at: Position) -> u64 {
        let bits = const { weight_bits(N) };
        let (column, row) = ((at.column >> FRACTION) as usize, (at.row >> FRACTION) as usize);
        if column > self.columns || row > self.rows {
            return 0;
        }
        let stride = self.columns.wrapping_add(2);
        let above = row.wrapping_mul(stride).wrapping_add(column);
        let below = above.wrapping_add(stride);
        let pair = |at: usize| self.pixels.get(at..at.wrapping_add(2))?.first_chunk::<2>();
        let (Some([a, b]), Some([c, d])) = (pair(above), pair(below)) else { return 0 };
        let weight = |position: i64| u64::from(position as u32 >> (FRACTION - bits));
        let (right, down) = (weight(at.column), weight(at.row));
        // Rounded so that the four are whole, none below zero, and add up exactly: grey stays grey.
        let both = (right * down + (1 << (bits - 1))) >> bits;
        let neither = both.wrapping_sub(right).wrapping_sub(down).wrapping_add(1 << bits);
        a.wrapping_mul(neither)
            .wrapping_add(b.wrapping_mul(right.wrapping_sub(both)))
            .wrapping_add(c.wrapping_mul(down.wrapping_sub(both)))
            .wrapping_add(d.wrapping_mul(both))
    }
}

/// A position as a fixed-point number; 0 for NaN.
#[expect(clippy::cast_possible_truncation, reason = "held within 2^62")]
const fn fixed(position: f64, furthest: f64) -> i64 {
    (position.clamp(-furthest, furthest) * PARTS) as i64
}
