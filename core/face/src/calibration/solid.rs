//! Head or sheet? A small logistic model over what one turn or nod showed.

use serde::{Deserialize, Serialize};

use super::bounds::clopper_pearson;
use super::sorted::{Sorted, rounded};
use super::{CalibrationError, Turns};
use crate::scan::{FEATURES, PlanarEvidence, PlanarThresholds};

/// Steps of gradient descent; the loss no longer moves in its fourth digit long before.
const STEPS: usize = 4_000;
/// Length of a step.
const RATE: f64 = 0.5;
/// Weight decay, so that features that say the same share their weight.
const DECAY: f64 = 1e-3;
/// Heads of the training people that may lie below the threshold.
const ODD_ONES: f64 = 0.01;
/// So far below the threshold it is a sheet, not a doubt: a twelfth of its odds.
const REFUSED: f32 = 2.5;
/// Fewer movements on either side say nothing.
const LEAST: usize = 20;

/// A logistic model: the log odds of a head are `bias` plus the weighted, standardised features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SolidModel {
    /// Mean of each feature over the training movements.
    pub mean: [f32; FEATURES],
    /// Deviation of each feature.
    pub deviation: [f32; FEATURES],
    /// Weight of each standardised feature.
    pub weights: [f32; FEATURES],
    /// Log odds where all features are at their mean.
    pub bias: f32,
    /// Log odds from which on it is a head.
    pub solid: f32,
    /// Log odds below which it is a sheet; between the two it stays open.
    pub flat: f32,
    /// What came of it on people that it was not trained on.
    pub report: Vec<SolidReport>,
}

/// Movements of one kind, made by (or with photos of) people that the model had not seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SolidReport {
    /// `heads`, or the kind of sheet.
    pub kind: String,
    /// Movements that were finished.
    pub movements: usize,
    /// Found solid.
    pub solid: usize,
    /// Their share, with its 95 % bounds (Clopper-Pearson).
    pub rate: [f64; 3],
}

/// Movements of one kind, split by person: nobody is in both halves.
#[derive(Debug, Clone, Default)]
pub struct Species {
    /// `heads`, or the kind of sheet.
    pub kind: String,
    /// Movements to train on.
    pub training: Vec<Turns>,
    /// Movements of other people, to test on.
    pub unseen: Vec<Turns>,
}

impl SolidModel {
    /// A model that finds everything solid, for measuring without one.
    pub fn open() -> Self {
        Self {
            mean: [0.0; FEATURES],
            deviation: [1.0; FEATURES],
            weights: [0.0; FEATURES],
            bias: 0.0,
            solid: -1.0,
            flat: -2.0,
            report: Vec::new(),
        }
    }

    /// Log odds of a head.
    pub(crate) fn score(&self, evidence: &PlanarEvidence) -> f32 {
        self.log_odds(&evidence.features())
    }

    pub(super) fn is_sound(&self) -> bool {
        let numbers = self.mean.iter().chain(&self.weights).chain([&self.bias, &self.solid, &self.flat]);
        numbers.clone().all(|n| n.is_finite())
            && self.deviation.iter().all(|d| d.is_finite() && *d > 0.0)
            && self.flat <= self.solid
    }

    /// Trains on the training halves and reports on the unseen ones. The first of `species` are the heads.
    ///
    /// # Errors
    /// [`CalibrationError::NotSeparable`] with fewer than 20 movements of heads or of sheets to train on.
    pub fn train(species: &[Species], thresholds: &PlanarThresholds) -> Result<Self, CalibrationError> {
        let features = |turns: &[Turns]| -> Vec<[f32; FEATURES]> {
            turns.iter().flat_map(|t| &t.finished).map(|path| path.evidence(thresholds).features()).collect()
        };
        let fault = CalibrationError::NotSeparable { threshold: "solid" };
        let (heads, sheets) = species.split_first().ok_or(fault)?;
        let heads = features(&heads.training);
        let sheets: Vec<_> = sheets.iter().flat_map(|kind| features(&kind.training)).collect();
        if heads.len() < LEAST || sheets.len() < LEAST {
            return Err(fault);
        }
        let mut model = standardised(&heads, &sheets);
        model.descend(&heads, &sheets);
        model.place(&heads);
        model.report = species.iter().map(|kind| model.judge(kind, thresholds)).collect();
        Ok(model)
    }

    fn log_odds(&self, features: &[f32; FEATURES]) -> f32 {
        let standard = features.iter().zip(&self.mean).zip(&self.deviation).map(|((f, m), d)| (f - m) / d);
        self.bias + standard.zip(&self.weights).map(|(f, w)| f * w).sum::<f32>()
    }

    /// Gradient descent on the mean logistic loss, heads and sheets weighing the same.
    fn descend(&mut self, heads: &[[f32; FEATURES]], sheets: &[[f32; FEATURES]]) {
        let standard = |features: &[f32; FEATURES]| -> Vec<f64> {
            let values = features.iter().zip(&self.mean).zip(&self.deviation);
            values.map(|((f, m), d)| f64::from((f - m) / d)).collect()
        };
        let share = |count: usize| 0.5 / float(count.max(1));
        let (of_heads, of_sheets) = (share(heads.len()), share(sheets.len()));
        let examples: Vec<(Vec<f64>, f64, f64)> = heads
            .iter()
            .map(|f| (standard(f), 1.0, of_heads))
            .chain(sheets.iter().map(|f| (standard(f), 0.0, of_sheets)))
            .collect();
        let (mut weights, mut bias) = (vec![0.0_f64; FEATURES], 0.0_f64);
        for _ in 0..STEPS {
            let mut slope: Vec<f64> = weights.iter().map(|w| DECAY * w).collect();
            let mut lift = 0.0;
            for (features, target, weight) in &examples {
                let odds = bias + features.iter().zip(&weights).map(|(f, w)| f * w).sum::<f64>();
                let error = (1.0 / (1.0 + (-odds).exp()) - target) * weight;
                slope.iter_mut().zip(features).for_each(|(s, f)| *s += error * f);
                lift += error;
            }
            weights.iter_mut().zip(slope).for_each(|(w, s)| *w -= RATE * s);
            bias -= RATE * lift;
        }
        self.weights.iter_mut().zip(weights).for_each(|(w, new)| *w = rounded(narrow(new)));
        self.bias = rounded(narrow(bias));
    }

    fn place(&mut self, heads: &[[f32; FEATURES]]) {
        let odds = Sorted::new(heads.iter().map(|f| self.log_odds(f)).collect());
        self.solid = rounded(odds.at_least(ODD_ONES));
        self.flat = rounded(self.solid - REFUSED);
    }

    fn judge(&self, species: &Species, thresholds: &PlanarThresholds) -> SolidReport {
        let finished: Vec<_> = species.unseen.iter().flat_map(|turns| &turns.finished).collect();
        let is_solid = |e: &PlanarEvidence| self.score(e) >= self.solid;
        let solid = finished.iter().filter(|path| is_solid(&path.evidence(thresholds))).count();
        let [low, high] = clopper_pearson(solid, finished.len());
        let rate = float(solid) / float(finished.len().max(1));
        let rate = [rate, low, high].map(|r| (r * 1e4).round() / 1e4);
        SolidReport { kind: species.kind.clone(), movements: finished.len(), solid, rate }
    }
}

/// A model that says nothing yet, with the mean and the deviation of the features.
fn standardised(heads: &[[f32; FEATURES]], sheets: &[[f32; FEATURES]]) -> SolidModel {
    let mut model = SolidModel::open();
    let all = || heads.iter().chain(sheets);
    let count = float(heads.len() + sheets.len());
    for (index, (mean, deviation)) in model.mean.iter_mut().zip(&mut model.deviation).enumerate() {
        let column = || all().filter_map(move |f| f.get(index)).map(|f| f64::from(*f));
        let middle = column().sum::<f64>() / count;
        let spread = column().map(|f| (f - middle).powi(2)).sum::<f64>() / count;
        *mean = rounded(narrow(middle));
        *deviation = rounded(narrow(spread.sqrt())).max(1e-3);
    }
    model
}

#[expect(clippy::cast_precision_loss, reason = "counts of movements")]
pub(super) const fn float(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, reason = "weights need four digits")]
const fn narrow(value: f64) -> f32 {
    value as f32
}
