//! Error rates over all thresholds.

use super::float;

/// The scores of all pairs of one person and of two.
#[derive(Debug, Default)]
pub(crate) struct Scores {
    genuine: Vec<f32>,
    impostor: Vec<f32>,
}

/// One point of the trade-off: `rate` of the genuine pairs score above `threshold`.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub(crate) struct Operating {
    pub(crate) rate: f64,
    pub(crate) threshold: f64,
}

impl Scores {
    /// Takes the scores of all pairs; sorts them, highest first.
    pub(crate) fn new(mut genuine: Vec<f32>, mut impostor: Vec<f32>) -> Self {
        for scores in [&mut genuine, &mut impostor] {
            scores.sort_unstable_by(|a, b| b.total_cmp(a));
        }
        Self { genuine, impostor }
    }

    pub(crate) const fn counts(&self) -> [usize; 2] {
        [self.genuine.len(), self.impostor.len()]
    }

    /// The true accept rate where at most the share `far` of the impostor pairs scores above the threshold.
    ///
    /// `None` when there are no genuine pairs, or fewer than 1/`far` impostor pairs: such a rate was not measured.
    pub(crate) fn true_accept_rate(&self, far: f64) -> Option<Operating> {
        let threshold = self.threshold(far).filter(|_| !self.genuine.is_empty())?;
        let accepted = self.genuine.partition_point(|score| *score > threshold);
        Some(Operating { rate: float(accepted) / float(self.genuine.len()), threshold: f64::from(threshold) })
    }

    /// Where at most the share `far` of the impostor pairs scores above; `None` with fewer than 1/`far` of them.
    pub(crate) fn threshold(&self, far: f64) -> Option<f32> {
        let impostors = float(self.impostor.len());
        self.impostor.get(whole(impostors * far)).copied().filter(|_| impostors * far >= 1.0)
    }

    /// The curve as (false accept rate, true accept rate), thresholds falling, at most a few hundred points, spaced
    /// evenly on a logarithmic scale of the false accept rate.
    pub(crate) fn curve(&self) -> Vec<(f64, f64)> {
        const PER_DECADE: u32 = 40;
        let impostors = float(self.impostor.len());
        if self.genuine.is_empty() || self.impostor.is_empty() {
            return Vec::new();
        }
        let decades = impostors.log10().max(0.0);
        let mut curve: Vec<(f64, f64)> = Vec::new();
        for step in 0.. {
            let far = 10_f64.powf(f64::from(step) / f64::from(PER_DECADE) - decades);
            if far >= 1.0 {
                break;
            }
            let Some(point) = self.true_accept_rate(far) else { continue };
            let above = self.impostor.partition_point(|score| f64::from(*score) > point.threshold);
            let place = (float(above) / impostors, point.rate);
            if curve.last() != Some(&place) {
                curve.push(place);
            }
        }
        curve.push((1.0, 1.0));
        curve
    }
}

/// The whole part of a count that was multiplied by a rate; a hair above, so that 1,000 times 0.001 is 1.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count of pairs")]
fn whole(count: f64) -> usize {
    (count + 1e-9).max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores() -> Scores {
        // Impostors 0.000 to 0.999; genuine 0.90, 0.95, 0.9985, 2.
        let impostor = (0..1000_u16).map(|i| f32::from(i) / 1000.0).collect();
        Scores::new(vec![0.90, 0.95, 0.9985, 2.0], impostor)
    }

    // Protects: no more impostors pass than the rate allows, and "above" excludes the threshold itself.
    #[test]
    fn the_rate_is_taken_where_the_false_accepts_allow() {
        let at = |far| scores().true_accept_rate(far).unwrap();
        // One impostor in a thousand may pass: 0.999; the line is at 0.998.
        assert_eq!(at(1e-3), Operating { rate: 0.5, threshold: f64::from(0.998_f32) });
        assert_eq!(at(0.1), Operating { rate: 1.0, threshold: f64::from(0.899_f32) });
    }

    // Protects: a rate of one in ten thousand is not claimed from a thousand pairs.
    #[test]
    fn too_few_pairs_give_no_number() {
        assert_eq!(scores().true_accept_rate(1e-4), None);
        assert_eq!(Scores::new(vec![], vec![0.5; 100]).true_accept_rate(0.1), None);
        assert!(Scores::default().curve().is_empty());
    }

    // Protects: the plots: both rates only grow, and the curve ends where everything is accepted.
    #[test]
    fn the_curve_only_climbs() {
        let curve = scores().curve();
        assert!(curve.len() > 50 && curve.windows(2).all(|w| w[0].0 <= w[1].0 && w[0].1 <= w[1].1));
        assert_eq!(curve.last(), Some(&(1.0, 1.0)));
    }
}
