//! A small network over the features of a face: clear, mask, dark glasses, or covered by something else.
//!
//! Its weights are data beside this file, with what they were fitted on. `mien evaluate occlusion --fit` makes them.

use serde::{Deserialize, Serialize};

use super::features::FEATURES;

/// What the classifier tells apart, in the order of its outputs: clear, mask, sunglasses, covered.
pub(crate) const CLASSES: usize = 4;
/// The most units that the layer between may have.
const MOST_HIDDEN: usize = 64;

/// The weights that this build ships: for faces whose landmarks are known...
static FOUND: &str = include_str!("classifier.json");
/// ...and for those that only the detector sees.
static HIDDEN: &str = include_str!("hidden.json");

/// Weights of the cover classifier: features, a hidden layer of rectified units, classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverWeights {
    /// What they were fitted on, in words.
    pub fitted_on: String,
    /// The hidden units; each holds its bias and then its weights of the features, in steps of `step`.
    pub hidden: Vec<Vec<i16>>,
    /// The classes; each holds its bias and then its weights of the hidden units, in steps of `step`.
    pub classes: Vec<Vec<i16>>,
    /// One step of the weights.
    pub step: f32,
}

/// The weights, ready to be used.
#[derive(Debug, Clone)]
pub(crate) struct CoverClassifier {
    hidden: Vec<Unit>,
    classes: Vec<Unit>,
}

#[derive(Debug, Clone)]
struct Unit {
    bias: f32,
    weights: Vec<f32>,
}

impl CoverClassifier {
    /// The shipped one for faces with landmarks; `None` when the file beside this one is damaged, which a test rules out.
    pub(crate) fn for_found() -> Option<Self> {
        Self::new(&serde_json::from_str(FOUND).ok()?)
    }

    /// The shipped one for what the detector takes for a face.
    pub(crate) fn for_hidden() -> Option<Self> {
        Self::new(&serde_json::from_str(HIDDEN).ok()?)
    }

    /// Checks the shape of the weights; `None` when it does not fit.
    pub(crate) fn new(weights: &CoverWeights) -> Option<Self> {
        let units = |rows: &[Vec<i16>], inputs: usize| {
            let unit = |row: &Vec<i16>| {
                let (bias, rest) = row.split_first()?;
                let real = |weight: &i16| f32::from(*weight) * weights.step;
                (rest.len() == inputs)
                    .then(|| Unit { bias: real(bias), weights: rest.iter().map(real).collect() })
            };
            rows.iter().map(unit).collect::<Option<Vec<_>>>()
        };
        let hidden = units(&weights.hidden, FEATURES)?;
        let classes = units(&weights.classes, hidden.len())?;
        let fits = weights.step.is_finite() && hidden.len() <= MOST_HIDDEN && classes.len() == CLASSES;
        fits.then_some(Self { hidden, classes })
    }

    /// Probability of each class.
    pub(crate) fn classify(&self, features: &[f32]) -> [f32; CLASSES] {
        let hidden: Vec<f32> = self.hidden.iter().map(|unit| unit.run(features).max(0.0)).collect();
        let mut scores = [0.0; CLASSES];
        for (score, unit) in scores.iter_mut().zip(&self.classes) {
            *score = unit.run(&hidden);
        }
        let highest = scores.iter().copied().fold(f32::MIN, f32::max);
        let powers = scores.map(|score| (score - highest).exp());
        let sum: f32 = powers.iter().sum();
        powers.map(|power| power / sum)
    }
}

impl Unit {
    fn run(&self, inputs: &[f32]) -> f32 {
        // Side by side, so that no addition waits for the one before.
        let mut lanes = [0.0_f32; 8];
        let (inputs, input_rest) = inputs.as_chunks::<8>();
        let (weights, weight_rest) = self.weights.as_chunks::<8>();
        for (inputs, weights) in inputs.iter().zip(weights) {
            for (lane, (input, weight)) in lanes.iter_mut().zip(inputs.iter().zip(weights)) {
                *lane += input * weight;
            }
        }
        let rest: f32 = input_rest.iter().zip(weight_rest).map(|(a, b)| a * b).sum();
        self.bias + lanes.iter().sum::<f32>() + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects every scan: the weights beside this file fit, and a face without anything gets four probabilities.
    #[test]
    fn shipped_weights_fit() {
        for shipped in [CoverClassifier::for_found(), CoverClassifier::for_hidden()] {
            let classes = shipped.unwrap().classify(&[0.0; FEATURES]);
            assert!((classes.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{classes:?}");
        }
    }

    // Protects: weights of another shape are refused, not half used.
    #[test]
    fn other_shapes_are_refused() {
        let good = CoverWeights {
            fitted_on: String::new(),
            hidden: vec![vec![0; FEATURES + 1]; 2],
            classes: vec![vec![1, 2, 3]; CLASSES],
            step: 0.5,
        };
        assert!(CoverClassifier::new(&good).is_some());
        let bad = [
            CoverWeights { hidden: vec![vec![0; FEATURES]; 2], ..good.clone() },
            CoverWeights { hidden: vec![vec![0; FEATURES + 1]; 3], ..good.clone() },
            CoverWeights { hidden: vec![vec![]; 2], ..good.clone() },
            CoverWeights { classes: vec![vec![1, 2, 3]; 3], ..good.clone() },
            CoverWeights { step: f32::NAN, ..good },
        ];
        for bad in bad {
            assert!(CoverClassifier::new(&bad).is_none(), "{bad:?}");
        }
    }
}
