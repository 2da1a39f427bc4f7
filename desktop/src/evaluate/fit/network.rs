//! One hidden layer, fitted by gradient descent with moments (Adam, arXiv 1412.6980).

use mien_face::measure::CoverWeights;

use super::samples::{CLASSES, Sample};
use crate::evaluate::drawing::Random;

/// Units of the hidden layer.
const HIDDEN: usize = 20;
/// Cells a side of each map of the features.
const CELLS: usize = 10;
/// Times that all samples are looked at.
const ROUNDS: u32 = 36;
/// Samples between two steps.
const BATCH: usize = 32;
/// How far a step goes at first.
const RATE: f32 = 2e-3;
/// How fast weights that nothing asks for fade.
const DECAY: f32 = 6e-3;
/// Share of the features that is hidden from the network while it learns, so that it does not lean on few.
const DROPPED: f32 = 0.3;
/// Deviation of what is added to the features while it learns: real masks are few, and none of the next is one of them. Of masks
/// that a classifier was not fitted on this and the share above bring six in a hundred more to their name.
const NOISE: f32 = 0.5;

/// One layer: each unit has its bias and then its weights.
struct Layer {
    inputs: usize,
    weights: Vec<f32>,
    gradient: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
}

impl Layer {
    fn new(units: usize, inputs: usize, random: &mut Random) -> Self {
        let count = units * (inputs + 1);
        #[expect(clippy::cast_precision_loss, reason = "some hundred inputs")]
        let reach = (3.0 / inputs as f32).sqrt();
        let mut weights: Vec<f32> = (0..count).map(|_| random.between(-reach, reach)).collect();
        weights.iter_mut().step_by(inputs + 1).for_each(|bias| *bias = 0.0);
        let none = || vec![0.0; count];
        Self { inputs, weights, gradient: none(), first: none(), second: none() }
    }

    fn run(&self, inputs: &[f32]) -> Vec<f32> {
        let unit = |row: &[f32]| {
            let (bias, weights) = row.split_first().unwrap_or((&0.0, &[]));
            bias + weights.iter().zip(inputs).map(|(w, x)| w * x).sum::<f32>()
        };
        self.weights.chunks(self.inputs + 1).map(unit).collect()
    }

    /// Adds to the gradient; gives the gradient of the inputs.
    fn learn(&mut self, inputs: &[f32], errors: &[f32]) -> Vec<f32> {
        let mut back = vec![0.0; self.inputs];
        let rows = self.weights.chunks(self.inputs + 1).zip(self.gradient.chunks_mut(self.inputs + 1));
        for ((weights, gradient), error) in rows.zip(errors) {
            let (Some((_, weights)), Some((bias, gradient))) =
                (weights.split_first(), gradient.split_first_mut())
            else {
                continue;
            };
            *bias += error;
            for (((sum, weight), gradient), input) in back.iter_mut().zip(weights).zip(gradient).zip(inputs) {
                *sum += weight * error;
                *gradient += input * error;
            }
        }
        back
    }

    fn step(&mut self, rate: f32, count: f32, steps: i32) {
        let (fade_first, fade_second) = (1.0 - 0.9_f32.powi(steps), 1.0 - 0.999_f32.powi(steps));
        let moments = self.first.iter_mut().zip(self.second.iter_mut());
        let all = self.weights.iter_mut().zip(self.gradient.iter_mut()).zip(moments);
        for ((weight, gradient), (first, second)) in all {
            let slope = *gradient / count;
            *gradient = 0.0;
            *first = 0.9 * *first + 0.1 * slope;
            *second = 0.999 * *second + 0.001 * slope * slope;
            let direction = (*first / fade_first) / ((*second / fade_second).sqrt() + 1e-8);
            *weight -= rate * (direction + DECAY * *weight);
        }
    }
}

/// Fits the network; the same samples give the same weights.
pub(super) fn fit(samples: &[&Sample]) -> CoverWeights {
    let inputs = samples.first().map_or(0, |sample| sample.features.len());
    let mut random = Random::of("covers");
    let mut hidden = Layer::new(HIDDEN, inputs, &mut random);
    let mut classes = Layer::new(CLASSES, HIDDEN, &mut random);
    let mut order: Vec<usize> = (0..samples.len()).collect();
    let mut steps = 0;
    for round in 0..ROUNDS {
        shuffle(&mut order, &mut random);
        let left = 1.0
            - f32::from(u16::try_from(round).unwrap_or(0)) / f32::from(u16::try_from(ROUNDS).unwrap_or(1));
        let (mut right, mut loss) = (0_usize, 0.0);
        for batch in order.chunks(BATCH) {
            for sample in batch.iter().filter_map(|index| samples.get(*index).copied()) {
                let mut features =
                    if random.one_in(2) { mirrored(&sample.features) } else { sample.features.clone() };
                for feature in &mut features {
                    let noisy = *feature + NOISE * normal(&mut random);
                    *feature = if random.unit() < DROPPED { 0.0 } else { noisy / (1.0 - DROPPED) };
                }
                let between: Vec<f32> = hidden.run(&features).into_iter().map(|v| v.max(0.0)).collect();
                let mut errors = softmax(&classes.run(&between));
                let best =
                    errors.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(class, _)| class);
                right += usize::from(best == Some(sample.class));
                if let Some(error) = errors.get_mut(sample.class) {
                    loss -= error.max(1e-9).ln();
                    *error -= 1.0;
                }
                let mut back = classes.learn(&between, &errors);
                for (back, value) in back.iter_mut().zip(&between) {
                    if *value <= 0.0 {
                        *back = 0.0;
                    }
                }
                hidden.learn(&features, &back);
            }
            steps += 1;
            let count = f32::from(u16::try_from(batch.len()).unwrap_or(1));
            let rate = RATE * left.max(0.02);
            hidden.step(rate, count, steps);
            classes.step(rate, count, steps);
        }
        if round % 6 == 5 {
            println!(
                "round {}: {right} of {} right while learning, loss {loss:.1}",
                round + 1,
                samples.len()
            );
        }
    }
    weights(&hidden, &classes, samples)
}

fn weights(hidden: &Layer, classes: &Layer, samples: &[&Sample]) -> CoverWeights {
    let largest = hidden.weights.iter().chain(&classes.weights).fold(0.0_f32, |m, w| m.max(w.abs()));
    let step = largest / 2047.0;
    #[expect(clippy::cast_possible_truncation, reason = "at most 2047 by the choice of the step")]
    let steps = |w: &f32| (w / step).round() as i16;
    let rows = |layer: &Layer| {
        layer.weights.chunks(layer.inputs + 1).map(|r| r.iter().map(steps).collect()).collect()
    };
    let [clear, masked, dark, covered] = super::samples::count(samples);
    CoverWeights {
        fitted_on: format!(
            "`mien evaluate occlusion --fit` on {clear} clear faces, {masked} with masks, {dark} with dark glasses, \
             {covered} covered by hands and things"
        ),
        hidden: rows(hidden),
        classes: rows(classes),
        step,
    }
}

fn softmax(scores: &[f32]) -> Vec<f32> {
    let highest = scores.iter().copied().fold(f32::MIN, f32::max);
    let powers: Vec<f32> = scores.iter().map(|score| (score - highest).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

/// About normal, with a deviation of 1: the sum of twelve even draws has a variance of 1, and that of three a quarter of it.
fn normal(random: &mut Random) -> f32 {
    2.0 * (0..3).map(|_| random.unit() - 0.5).sum::<f32>()
}

/// The features of the mirrored face.
fn mirrored(features: &[f32]) -> Vec<f32> {
    features.chunks(CELLS).flat_map(|row| row.iter().rev().copied()).collect()
}

fn shuffle(order: &mut [usize], random: &mut Random) {
    for last in (1..order.len()).rev() {
        let other = usize::try_from(random.next() % (last as u64 + 1)).unwrap_or(0);
        order.swap(last, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects the fit itself: classes that differ in one cell are told apart, and the weights keep that.
    #[test]
    fn plain_differences_are_learnt() {
        let mut random = Random::of("test");
        let samples: Vec<Sample> = (0..400)
            .map(|i| {
                let class = i % CLASSES;
                let mut features: Vec<f32> = (0..500).map(|_| random.between(-1.0, 1.0)).collect();
                // In the middle columns' mirror image, too.
                for cell in [40 + 10 * class, 49 + 10 * class] {
                    features[cell] += 3.0;
                }
                Sample { features, class, fold: None }
            })
            .collect();
        let weights = fit(&samples.iter().collect::<Vec<_>>());
        assert_eq!((weights.hidden.len(), weights.classes.len()), (HIDDEN, CLASSES));
        let run = |rows: &[Vec<i16>], inputs: &[f32]| -> Vec<f32> {
            rows.iter()
                .map(|row| {
                    let real = |w: &i16| f32::from(*w) * weights.step;
                    real(&row[0]) + row[1..].iter().zip(inputs).map(|(w, x)| real(w) * x).sum::<f32>()
                })
                .collect()
        };
        let right = samples.iter().filter(|sample| {
            let between: Vec<f32> =
                run(&weights.hidden, &sample.features).into_iter().map(|v| v.max(0.0)).collect();
            let scores = run(&weights.classes, &between);
            (0..CLASSES).max_by(|a, b| scores[*a].total_cmp(&scores[*b])) == Some(sample.class)
        });
        assert!(right.count() > 380);
    }
}
