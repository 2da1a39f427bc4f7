//! Solid or flat, when it comes closer?

use super::sorted::{Sorted, rounded};
use super::{CalibrationError, ReliefLimits};

/// Prints that may lie above the limit from which on a face is solid, and heads below that under which it is flat.
const ODD_ONES: f64 = 0.01;
/// Fewer approaches say nothing.
const LEAST: usize = 20;

/// Places the limits of [`ReliefLimits`]: `solid` is what all but 1 % of the prints stay below, `flat` what all but 1 % of
/// the heads reach, never above `solid`.
///
/// # Errors
/// [`CalibrationError::NotSeparable`] with fewer than 20 approaches of either kind.
pub fn calibrate_relief(heads: &[f32], prints: &[f32]) -> Result<ReliefLimits, CalibrationError> {
    if heads.len() < LEAST || prints.len() < LEAST {
        return Err(CalibrationError::NotSeparable { threshold: "relief" });
    }
    let (of_heads, of_prints) = (Sorted::new(heads.to_vec()), Sorted::new(prints.to_vec()));
    let solid = rounded(of_prints.at_most(ODD_ONES));
    let flat = rounded(of_heads.at_least(ODD_ONES).min(solid));
    let reached = heads.iter().filter(|value| **value >= solid).count();
    let below = prints.iter().filter(|value| **value < flat).count();
    let basis = format!(
        "of {} heads that came closer {reached} reach `solid`, which all but 1 % of {} prints stay below; {below} of the \
         prints are below `flat`, which all but 1 % of the heads reach",
        heads.len(),
        prints.len()
    );
    Ok(ReliefLimits { solid, flat, basis })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects people: a limit that refuses is placed on heads, one that confirms on prints, also where the two overlap.
    #[test]
    fn limits_err_on_the_safe_side() {
        let ramp = |from: f32, to: f32| -> Vec<f32> {
            (0..100_u8).map(|i| from + (to - from) * f32::from(i) / 99.0).collect()
        };
        let apart = calibrate_relief(&ramp(0.05, 0.1), &ramp(0.0, 0.02)).unwrap();
        assert!(apart.solid < 0.021 && apart.flat <= apart.solid, "{apart:?}");
        let mixed = calibrate_relief(&ramp(0.01, 0.1), &ramp(0.0, 0.05)).unwrap();
        assert!(mixed.solid > 0.048 && mixed.flat < 0.013, "{mixed:?}");
        assert!(calibrate_relief(&[0.1; 19], &[0.0; 50]).is_err());
    }
}
