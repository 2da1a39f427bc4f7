//! From scores of strangers to a threshold: the false acceptance rate over all cross pairs.

use serde::{Deserialize, Serialize};

use super::{CalibrationError, GroupsReport};
use crate::Embedding;

/// Bins of the score histogram over -1 to 1: a threshold is good to 0.0001.
const BINS: usize = 20_000;
/// A rate is stated only if at least this many pairs lie above its threshold ("rule of 30" needs 30; ten give the order).
const LEAST_ERRORS: u64 = 10;

/// A picture of a person.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Which person; the same text for the same person.
    pub person: String,
    /// The face.
    pub embedding: Embedding,
}

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FarPoint {
    /// False acceptance rate: strangers at or above the threshold.
    pub far: f64,
    /// The similarity that gives it.
    pub threshold: f32,
    /// Share of pairs of one person at or above it.
    pub tar: f64,
}

/// When a face counts as the template's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matching {
    /// Similarities at or above pass.
    pub threshold: f32,
    /// The false acceptance rate among all strangers that the threshold bounds.
    pub far: f64,
    /// What it was measured on.
    pub report: MatchingReport,
    /// The groups that it was raised for; none where it was set on all strangers alone.
    pub groups: Option<GroupsReport>,
}

/// What a matching threshold was measured on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchingReport {
    /// Pictures with a face.
    pub pictures: u64,
    /// Different persons.
    pub persons: u64,
    /// Pairs of pictures of two persons.
    pub impostor_pairs: u64,
    /// Pairs of pictures of one person.
    pub genuine_pairs: u64,
    /// Rates from 1e-2 down, as far as there are enough pairs to state them.
    pub table: Vec<FarPoint>,
}

/// Scores counted in bins: memory does not grow with the pairs.
struct Histogram {
    bins: Vec<u64>,
    total: u64,
}

impl Histogram {
    fn new() -> Self {
        Self { bins: vec![0; BINS + 1], total: 0 }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the clamp bounds the bin")]
    fn add(&mut self, score: f32) {
        let bin = (f64::midpoint(f64::from(score), 1.0) * 20_000.0).clamp(0.0, 20_000.0) as usize;
        if let Some(count) = self.bins.get_mut(bin) {
            *count += 1;
            self.total += 1;
        }
    }

    /// The lowest threshold that at most `most` scores reach: the lower edge of the bin above them.
    fn threshold_for(&self, most: u64) -> f32 {
        let mut above = 0;
        for (bin, count) in self.bins.iter().enumerate().rev() {
            above += count;
            if above > most {
                return edge(bin + 1);
            }
        }
        -1.0
    }

    fn share_from(&self, threshold: f32) -> f64 {
        let count: u64 =
            self.bins.iter().enumerate().filter(|(bin, _)| edge(*bin) >= threshold).map(|(_, n)| n).sum();
        ratio(count, self.total)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "20,000 bins are exact in f64"
)]
fn edge(bin: usize) -> f32 {
    (bin as f64 / 20_000.0 * 2.0 - 1.0) as f32
}

#[expect(clippy::cast_precision_loss, reason = "counts of pairs are far below 2^53")]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// Compares every picture with every other one and states the threshold for a false acceptance rate, 1e-6 to 1e-2.
///
/// `progress` is told the share of the work done, 0 to 1, now and then.
///
/// # Errors
/// [`CalibrationError::TooFewPictures`] when fewer than ten pairs of strangers would lie above the threshold.
pub fn calibrate_matching(
    faces: &[Identity],
    far: f64,
    progress: &mut dyn FnMut(f64),
) -> Result<Matching, CalibrationError> {
    let (mut impostor, mut genuine) = (Histogram::new(), Histogram::new());
    for (index, a) in faces.iter().enumerate() {
        for b in faces.iter().skip(index + 1) {
            let histogram = if a.person == b.person { &mut genuine } else { &mut impostor };
            histogram.add(a.embedding.similarity(&b.embedding));
        }
        if index % 64 == 0 {
            progress(ratio(index as u64, faces.len() as u64));
        }
    }
    let point = |far: f64| {
        let most = floor(far * ratio(impostor.total, 1));
        let threshold = impostor.threshold_for(most);
        (most >= LEAST_ERRORS).then(|| FarPoint {
            far,
            threshold,
            tar: rounded(genuine.share_from(threshold)),
        })
    };
    let chosen = point(far).ok_or(CalibrationError::TooFewPictures { pairs: impostor.total })?;
    let mut persons: Vec<_> = faces.iter().map(|f| &f.person).collect();
    persons.sort_unstable();
    persons.dedup();
    let report = MatchingReport {
        pictures: faces.len() as u64,
        persons: persons.len() as u64,
        impostor_pairs: impostor.total,
        genuine_pairs: genuine.total,
        table: [1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6].into_iter().filter_map(point).collect(),
    };
    Ok(Matching { threshold: chosen.threshold, far, report, groups: None })
}

/// Six digits: more than a few thousand pairs can tell, and the same text after a round through JSON.
pub(super) fn rounded(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of pairs, not negative")]
fn floor(value: f64) -> u64 {
    value.max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The stated rate is an upper bound: at the threshold no more strangers pass than stated, one bin lower more do.
    #[test]
    fn threshold_bounds_the_rate_from_above() {
        let mut histogram = Histogram::new();
        for i in 0_u16..1000 {
            histogram.add(f32::from(i) / 1000.0);
        }
        let threshold = histogram.threshold_for(10);
        assert!(histogram.share_from(threshold) <= 0.010_01);
        assert!(histogram.share_from(threshold - 0.0021) > 0.0101);
    }

    /// Ten pictures cannot tell anything about one in ten thousand: the command must say so.
    #[test]
    fn few_pictures_give_no_rate() {
        let faces: Vec<_> = (0..10_u8)
            .map(|i| {
                let vector = |n: usize| -> Vec<f32> {
                    (0..n).map(|k| if k == usize::from(i) { 1.0 } else { 0.0 }).collect()
                };
                let embedding = Embedding::new(&vector(192), &vector(512)).unwrap();
                Identity { person: i.to_string(), embedding }
            })
            .collect();
        let error = calibrate_matching(&faces, 1e-4, &mut |_| {}).unwrap_err();
        assert_eq!(error, CalibrationError::TooFewPictures { pairs: 45 });
    }
}
