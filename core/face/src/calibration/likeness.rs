//! From faces of one session to the limits of continuity and enrolment.

use super::sorted::Sorted;
use super::{CalibrationError, Limit, Matching};

/// Comparisons of one person within a session that may lie below what counts as their likeness.
const ODD_ONES: f64 = 0.005;
/// How far the limit lies from strangers towards that likeness. Not in the middle: a rendered head keeps its expression
/// and its light better than people do.
const TOWARDS_GENUINE: f32 = 0.25;
/// Fewer comparisons say nothing about one in two hundred.
const LEAST: usize = 100;

/// The limit on the similarity of two faces of one session, from comparisons of one person within a session (`genuine`)
/// and from what strangers reach: a quarter of the way from the strictest false acceptance rate that `matching` states to
/// the similarity that all but 0.5 % of the genuine comparisons reach.
///
/// # Errors
/// [`CalibrationError::NotSeparable`] with fewer than 100 comparisons, or when they reach no further than strangers do.
pub fn calibrate_limit(
    name: &'static str,
    matching: &Matching,
    genuine: &[f32],
) -> Result<Limit, CalibrationError> {
    let fault = CalibrationError::NotSeparable { threshold: name };
    let strictest = matching.report.table.last().ok_or(fault)?;
    let (strangers, likeness) = (strictest.threshold, Sorted::new(genuine.to_vec()).at_least(ODD_ONES));
    if genuine.len() < LEAST || likeness <= strangers {
        return Err(fault);
    }
    Ok(Limit {
        threshold: super::sorted::rounded(strangers + TOWARDS_GENUINE * (likeness - strangers)),
        basis: format!(
            "a quarter of the way from {strangers:.4}, which a share of {} of the strangers' pairs reach, to {likeness:.4}, \
             which all but {} % of {} comparisons within rendered sessions of one person reach",
            strictest.far,
            ODD_ONES * 100.0,
            genuine.len()
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{FarPoint, MatchingReport};
    use super::*;

    fn matching() -> Matching {
        let table = vec![FarPoint { far: 1e-5, threshold: 0.5, tar: 0.9 }];
        let report = MatchingReport { pictures: 0, persons: 0, impostor_pairs: 0, genuine_pairs: 0, table };
        Matching { threshold: 0.4, far: 1e-4, report, groups: None }
    }

    /// Protects the rule that the file states: one odd comparison in two hundred does not move the limit, and the limit
    /// stays on the strangers' side.
    #[test]
    fn the_limit_lies_a_quarter_of_the_way_to_the_genuine() {
        let mut genuine = vec![0.9; 400];
        genuine.push(0.1);
        let limit = calibrate_limit("continuity", &matching(), &genuine).unwrap();
        assert!((limit.threshold - 0.6).abs() < 1e-6, "{limit:?}");
        assert!(limit.basis.contains("401 comparisons"), "{}", limit.basis);
    }

    /// A person who is no more alike than strangers, or was hardly looked at, gives no limit.
    #[test]
    fn overlapping_and_few_comparisons_are_refused() {
        let fault = CalibrationError::NotSeparable { threshold: "enrolment" };
        for genuine in [vec![0.5; 400], vec![0.9; 99], Vec::new()] {
            assert_eq!(calibrate_limit("enrolment", &matching(), &genuine), Err(fault));
        }
    }
}
