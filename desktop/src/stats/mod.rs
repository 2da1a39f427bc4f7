//! Numbers for the evaluation reports, each with its definition.

mod folds;
mod roc;

pub(crate) use folds::{Scored, fold_accuracy};
pub(crate) use roc::{Operating, Scores};

/// A count as a number to calculate with.
pub(crate) fn float(count: usize) -> f64 {
    // Counts of pictures and pairs: far below 2^52.
    u32::try_from(count).map_or_else(|_| count_above_u32(count), f64::from)
}

#[expect(clippy::cast_precision_loss, reason = "counts of pairs stay far below 2^52")]
fn count_above_u32(count: usize) -> f64 {
    count as f64
}

/// The middle value, or the mean of the two in the middle; `None` without values.
pub(crate) fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 { Some(upper) } else { Some(f64::midpoint(*values.get(middle - 1)?, upper)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: `median_ms` of the reports.
    #[test]
    fn median_of_odd_even_and_no_values() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(&mut []), None);
    }
}
