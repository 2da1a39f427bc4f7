//! How sure a counted rate is.

/// The exact 95 % interval of a rate after `hits` of `trials` (Clopper and Pearson, 1934).
///
/// Without a trial nothing is known: 0 to 1.
pub fn clopper_pearson(hits: u32, trials: u32) -> (f64, f64) {
    let hits = hits.min(trials);
    if trials == 0 {
        return (0.0, 1.0);
    }
    // Each bound is the rate at which the tail beyond the count holds 2.5 %.
    let low = if hits == 0 { 0.0 } else { bisect(|p| 1.0 - at_most(hits - 1, trials, p) > 0.025) };
    let high = if hits == trials { 1.0 } else { bisect(|p| at_most(hits, trials, p) < 0.025) };
    (low, high)
}

/// Probability of at most `hits` in `trials` at rate `p`, 0 < p < 1.
fn at_most(hits: u32, trials: u32, p: f64) -> f64 {
    let (log_p, log_q) = (p.ln(), (1.0 - p).ln());
    let mut log_ways = 0.0;
    let mut sum = 0.0;
    for k in 0..=hits {
        if k > 0 {
            log_ways += f64::from(trials - k + 1).ln() - f64::from(k).ln();
        }
        sum += (log_ways + f64::from(k) * log_p + f64::from(trials - k) * log_q).exp();
    }
    sum.min(1.0)
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

    /// Protects every published rate: R's `binom.test` and the closed forms at 0 and n.
    #[test]
    fn bounds_are_those_of_the_tables() {
        for (hits, trials, low, high) in [
            (0, 500, 0.0, 1.0 - 0.025_f64.powf(1.0 / 500.0)),
            (500, 500, 0.025_f64.powf(1.0 / 500.0), 1.0),
            (0, 150, 0.0, 1.0 - 0.025_f64.powf(1.0 / 150.0)),
            (5, 10, 0.187_086_0, 0.812_914_0),
            (1, 10, 0.002_528_6, 0.445_016_1),
            (490, 500, 0.963_527_6, 0.990_368_6),
        ] {
            let (got_low, got_high) = clopper_pearson(hits, trials);
            assert!(
                (got_low - low).abs() < 2e-6 && (got_high - high).abs() < 2e-6,
                "{hits}/{trials}: {got_low} {got_high}"
            );
        }
        assert_eq!(clopper_pearson(0, 0), (0.0, 1.0));
    }
}
