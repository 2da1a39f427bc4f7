//! Bounds on a rate that was counted.

use super::float;

/// The exact two-sided 95 % interval of a binomial rate (Clopper and Pearson, 1934): `count` of `n`.
///
/// `[0, 1]` when nothing was tried.
pub(crate) fn clopper_pearson(count: usize, n: usize) -> [f64; 2] {
    const TAIL: f64 = 0.025;
    let (k, total) = (float(count.min(n)), float(n));
    let low = if count == 0 { 0.0 } else { beta_quantile(TAIL, k, total - k + 1.0) };
    let high = if count >= n { 1.0 } else { beta_quantile(1.0 - TAIL, k + 1.0, total - k) };
    [low, high]
}

/// The `p`-quantile of the beta distribution, by bisection: exact to the last bits and free of starting values.
fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if beta_cdf(middle, a, b) < p { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// Regularised incomplete beta function `I_x(a, b)`, by the continued fraction of DLMF 8.17.22.
fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp();
    // The fraction converges fast on this side of the mean only; the other side by symmetry.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(x, a, b) / a
    } else {
        1.0 - front * beta_fraction(1.0 - x, b, a) / b
    }
}

/// Lentz's method.
fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut denominator = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let (mut numerator, mut result) = (1.0, denominator);
    for step in 1..10_000_u32 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            denominator = 1.0 / away(1.0 + term * denominator);
            numerator = away(1.0 + term / numerator);
            change = numerator * denominator;
            result *= change;
        }
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    result
}

/// Natural logarithm of the gamma function for x > 0, by Stirling's series after shifting x upwards.
fn ln_gamma(x: f64) -> f64 {
    let (mut shift, mut x) = (0.0, x);
    while x < 15.0 {
        shift -= x.ln();
        x += 1.0;
    }
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    let series = inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)));
    shift + (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: the bounds that go beside every error rate. Values from the closed forms (0 of n: 1 - 0.025^(1/n)) and
    // from published tables (5 of 10, 1 of 20).
    #[test]
    fn agrees_with_known_intervals() {
        for (count, n, low, high) in [
            (0, 500, 0.0, 0.007_350_6),
            (500, 500, 0.992_649_4, 1.0),
            (0, 1, 0.0, 0.975),
            (5, 10, 0.187_086, 0.812_914),
            (1, 20, 0.001_265, 0.248_733),
            (0, 0, 0.0, 1.0),
        ] {
            let [l, h] = clopper_pearson(count, n);
            assert!((l - low).abs() < 1e-6 && (h - high).abs() < 1e-6, "{count} of {n}: {l} {h}");
        }
    }

    // Protects: the definition itself, at sizes no table lists: each bound leaves 2.5 % in its tail.
    #[test]
    fn each_tail_holds_two_and_a_half_percent() {
        let binomial_at_most = |k: usize, n: usize, p: f64| -> f64 {
            (0..=k)
                .map(|i| {
                    let (i, n) = (float(i), float(n));
                    let choose = ln_gamma(n + 1.0) - ln_gamma(i + 1.0) - ln_gamma(n - i + 1.0);
                    (choose + i * p.ln() + (n - i) * (1.0 - p).ln()).exp()
                })
                .sum()
        };
        for (count, n) in [(3, 40), (37, 500), (499, 500), (60, 6000)] {
            let [low, high] = clopper_pearson(count, n);
            assert!((binomial_at_most(count, n, high) - 0.025).abs() < 1e-9);
            assert!((1.0 - binomial_at_most(count - 1, n, low) - 0.025).abs() < 1e-9);
        }
    }
}
