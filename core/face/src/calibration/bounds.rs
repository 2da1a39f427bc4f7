//! How sure a counted rate is.

/// The exact two-sided 95 % interval of a rate after `count` of `n` (Clopper and Pearson, 1934).
///
/// Without a trial nothing is known: `[0, 1]`.
pub fn clopper_pearson(count: usize, n: usize) -> [f64; 2] {
    let count = count.min(n);
    if n == 0 {
        return [0.0, 1.0];
    }
    // Each bound is the rate at which the tail beyond the count holds 2.5 %.
    let low = if count == 0 { 0.0 } else { bisect(|p| 1.0 - at_most(count - 1, n, p) > 0.025) };
    let high = if count == n { 1.0 } else { bisect(|p| at_most(count, n, p) < 0.025) };
    [low, high]
}

/// Probability of at most `count` of `n` at rate `p`, 0 < p < 1.
fn at_most(count: usize, n: usize, p: f64) -> f64 {
    let (log_p, log_q) = (p.ln(), (1.0 - p).ln());
    let mut log_ways = 0.0;
    let mut sum = 0.0;
    for k in 0..=count {
        if k > 0 {
            log_ways += real(n - k + 1).ln() - real(k).ln();
        }
        sum += (log_ways + real(k) * log_p + real(n - k) * log_q).exp();
    }
    sum.min(1.0)
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
const fn real(count: usize) -> f64 {
    count as f64
}

/// The smallest rate for which `reached` holds.
fn bisect(reached: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if reached(middle) { high = middle } else { low = middle }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects every published rate: R's `binom.test`, published tables, and the closed forms at 0 and n.
    #[test]
    fn bounds_are_those_of_the_tables() {
        for (count, n, low, high) in [
            (0, 500, 0.0, 1.0 - 0.025_f64.powf(1.0 / 500.0)),
            (500, 500, 0.025_f64.powf(1.0 / 500.0), 1.0),
            (0, 150, 0.0, 1.0 - 0.025_f64.powf(1.0 / 150.0)),
            (0, 1, 0.0, 0.975),
            (5, 10, 0.187_086_0, 0.812_914_0),
            (1, 10, 0.002_528_6, 0.445_016_1),
            (1, 20, 0.001_265_1, 0.248_732_8),
            (490, 500, 0.963_527_6, 0.990_368_6),
            (0, 0, 0.0, 1.0),
        ] {
            let [got_low, got_high] = clopper_pearson(count, n);
            assert!(
                (got_low - low).abs() < 2e-6 && (got_high - high).abs() < 2e-6,
                "{count} of {n}: {got_low} {got_high}"
            );
        }
    }

    /// Protects the definition itself, at sizes that no table lists: each bound leaves 2.5 % in its tail. The tails are
    /// counted the other way round than the bounds are.
    #[test]
    fn each_tail_holds_two_and_a_half_percent() {
        for (count, n) in [(3, 40), (37, 500), (499, 500), (60, 6000)] {
            let [low, high] = clopper_pearson(count, n);
            assert!((at_most(n - count, n, 1.0 - low) - 0.025).abs() < 1e-9, "{count} of {n}");
            assert!((1.0 - at_most(n - count - 1, n, 1.0 - high) - 0.025).abs() < 1e-9, "{count} of {n}");
        }
    }
}
