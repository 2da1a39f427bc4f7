//! Quantiles that err on the safe side.

/// Values in order.
#[derive(Debug, Clone)]
pub(super) struct Sorted(Vec<f32>);

impl Sorted {
    pub(super) fn new(mut values: Vec<f32>) -> Self {
        values.sort_by(f32::total_cmp);
        Self(values)
    }

    /// The value that all but the share `fewer` reach; 0 without values.
    pub(super) fn at_least(&self, fewer: f64) -> f32 {
        self.0.get(place(self.0.len(), fewer)).copied().unwrap_or(0.0)
    }

    /// The value that all but the share `more` stay at or below; 0 without values.
    pub(super) fn at_most(&self, more: f64) -> f32 {
        self.0.iter().rev().nth(place(self.0.len(), more)).copied().unwrap_or(0.0)
    }

    /// The 0.5 %, 50 % and 99.5 % quantiles.
    pub(super) fn spread(&self) -> [f32; 3] {
        [self.at_least(0.005), self.at_least(0.5), self.at_most(0.005)].map(rounded)
    }
}

/// How many values may be left out.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a share of a count of measurements"
)]
fn place(count: usize, share: f64) -> usize {
    (count as f64 * share.clamp(0.0, 1.0)) as usize
}

/// Four digits: no measurement here tells more, and the same text after a round through JSON.
pub(super) fn rounded(value: f32) -> f32 {
    (value * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A share that is less than one value leaves none out: thresholds must not be placed behind the only bad turn.
    #[test]
    fn quantiles_leave_out_no_more_than_the_share() {
        let hundred = Sorted::new((1..=100_u8).rev().map(f32::from).collect());
        // Whole numbers, compared as such.
        let at = |share| [hundred.at_least(share), hundred.at_most(share)].map(|value| value.to_string());
        assert_eq!(at(0.005), ["1", "100"]);
        assert_eq!(at(0.02), ["3", "98"]);
        assert_eq!(Sorted::new(Vec::new()).spread().map(|value| value.to_string()), ["0"; 3]);
    }
}
