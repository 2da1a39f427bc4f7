//! Mean luma of the cells of a grid.

use std::ops::Range;

use zeroize::Zeroizing;

use super::Frame;
use crate::num::Mean;

impl Frame<'_> {
    /// Mean luma of the cells that these columns and rows of the upright picture have in common, row after row.
    ///
    /// At most 256 pixels to the side of a cell.
    pub(crate) fn luma_means(&self, columns: &[Range<u32>], rows: &[Range<u32>]) -> Zeroizing<Vec<u8>> {
        let turn = &self.turn;
        let [flip_x, flip_y] = turn.flips();
        let across = placed(columns, turn.width(), flip_x);
        let down = placed(rows, turn.height(), flip_y);
        let (raw_columns, raw_rows) = if turn.swaps() { (&down, &across) } else { (&across, &down) };
        let run = 0..self.info.width as usize;
        let mut memory = Zeroizing::new(Vec::new());
        let mut sums = Zeroizing::new(vec![0_u16; run.len()]);
        let mut means = Zeroizing::new(vec![0; columns.len() * rows.len()]);
        for (raw_row, span) in raw_rows.iter().enumerate() {
            sums.fill(0);
            for row in span.clone() {
                for (sum, luma) in sums.iter_mut().zip(self.layout.luma_row(row, &run, &mut memory)) {
                    *sum = sum.wrapping_add(u16::from(*luma));
                }
            }
            for (raw_column, cell) in raw_columns.iter().enumerate() {
                let sum = sums.get(cell.clone()).unwrap_or_default().iter().map(|sum| u32::from(*sum)).sum();
                let (column, row) = if turn.swaps() { (raw_row, raw_column) } else { (raw_column, raw_row) };
                if let Some(mean) = means.get_mut(row * columns.len() + column) {
                    *mean = Mean::of(cell.len() * span.len()).byte(sum);
                }
            }
        }
        means
    }
}

/// The same pixels in the order of the buffer.
fn placed(spans: &[Range<u32>], length: u32, flipped: bool) -> Vec<Range<usize>> {
    let place = |span: &Range<u32>| {
        let (start, end) =
            if flipped { (length - span.end, length - span.start) } else { (span.start, span.end) };
        start as usize..end as usize
    };
    spans.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::frame::any_frame::any_frame;

    proptest! {
        // Fingerprints must not depend on how the means are taken, nor on how the sensor is mounted.
        #[test]
        fn means_are_those_of_the_pixels(
            frame in any_frame(70),
            columns in proptest::collection::vec((0..16_u32, 1..17_u32), 1..5),
            rows in proptest::collection::vec((0..16_u32, 1..17_u32), 1..5),
        ) {
            let spans = |spans: &[(u32, u32)]| {
                spans.iter().map(|(start, len)| *start..(start + len).min(16)).collect::<Vec<_>>()
            };
            let (columns, rows) = (spans(&columns), spans(&rows));
            let (got, expected) = frame.look(|frame| {
                let mean = |columns: &std::ops::Range<u32>, rows: &std::ops::Range<u32>| {
                    let pixels = rows.clone().flat_map(|y| columns.clone().map(move |x| (x, y)));
                    let sum: u32 = pixels.map(|(x, y)| u32::from(frame.luma(x, y))).sum();
                    let count = u32::try_from(columns.len() * rows.len()).unwrap();
                    u8::try_from((sum + count / 2) / count).unwrap()
                };
                let expected: Vec<u8> =
                    rows.iter().flat_map(|row| columns.iter().map(move |column| mean(column, row))).collect();
                (frame.luma_means(&columns, &rows), expected)
            });
            prop_assert_eq!(&*got, &expected);
        }
    }
}
