//! The accuracy rule of "Labeled Faces in the Wild", view 2.

use super::float;

/// One pair with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scored {
    pub(crate) fold: u32,
    pub(crate) same: bool,
    pub(crate) score: f64,
}

/// Mean accuracy over the folds and its sample standard deviation.
///
/// For each fold the threshold is the one that does best on all other folds, then it is applied to this one: no pair is
/// judged by a threshold that has seen it. `None` with fewer than two folds.
pub(crate) fn fold_accuracy(pairs: &[Scored]) -> Option<(f64, f64)> {
    let mut folds: Vec<u32> = pairs.iter().map(|pair| pair.fold).collect();
    folds.sort_unstable();
    folds.dedup();
    if folds.len() < 2 {
        return None;
    }
    let accuracies: Vec<f64> = folds
        .iter()
        .map(|fold| {
            let (held_out, others): (Vec<Scored>, Vec<Scored>) =
                pairs.iter().partition(|pair| pair.fold == *fold);
            let threshold = best_threshold(others);
            let right = held_out.iter().filter(|pair| (pair.score > threshold) == pair.same).count();
            float(right) / float(held_out.len())
        })
        .collect();
    let count = float(accuracies.len());
    let mean = accuracies.iter().sum::<f64>() / count;
    let variance = accuracies.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0);
    Some((mean, variance.sqrt()))
}

/// The threshold with the most right answers when "same" means "above"; in the middle between the neighbouring scores.
fn best_threshold(mut pairs: Vec<Scored>) -> f64 {
    pairs.sort_by(|a, b| a.score.total_cmp(&b.score));
    let mut right = pairs.iter().filter(|pair| pair.same).count();
    let mut best = (right, pairs.first().map_or(0.0, |pair| pair.score - 1.0));
    for (index, pair) in pairs.iter().enumerate() {
        // The threshold passes this pair: it counts as "different" from here on.
        if pair.same {
            right -= 1;
        } else {
            right += 1;
        }
        let next = pairs.get(index + 1).map_or(pair.score + 1.0, |next| next.score);
        // Between equal scores there is no threshold.
        if right > best.0 && next > pair.score {
            best = (right, f64::midpoint(pair.score, next));
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(fold: u32, same: &[f64], different: &[f64]) -> Vec<Scored> {
        let of = |same, scores: &[f64]| -> Vec<Scored> {
            scores.iter().map(|&score| Scored { fold, same, score }).collect()
        };
        [of(true, same), of(false, different)].concat()
    }

    // Protects: the threshold comes from the other folds. Fold 2 alone could be split perfectly, but not by fold 1's line.
    #[test]
    fn the_threshold_never_sees_the_held_out_fold() {
        let all = [pairs(1, &[0.8, 0.9], &[0.1, 0.2]), pairs(2, &[0.4, 0.45], &[0.1, 0.3])].concat();
        // Fold 1's best threshold is 0.5: of fold 2 both "different" are right, both "same" wrong. Fold 2's is 0.35.
        let (mean, deviation) = fold_accuracy(&all).unwrap();
        assert!((mean - 0.75).abs() < 1e-12 && (deviation - 0.125_f64.sqrt()).abs() < 1e-12);
    }

    // Protects: one fold gives no number instead of one that was fitted to its own test.
    #[test]
    fn one_fold_is_not_enough() {
        assert_eq!(fold_accuracy(&pairs(1, &[0.8], &[0.1])), None);
        assert_eq!(fold_accuracy(&[]), None);
    }

    // Protects: equal scores cannot be told apart by any threshold.
    #[test]
    fn ties_are_not_split() {
        let tied = pairs(1, &[0.5, 0.5], &[0.5]);
        assert!(best_threshold(tied) < 0.5);
    }
}
