//! Strangers of one age, sex and origin are more alike than strangers at large: the one threshold is set on the worst group.

use serde::{Deserialize, Serialize};

use super::matching::rounded;
use super::solid::float;
use super::{Matching, clopper_pearson};

/// A group states its threshold for a rate only if at least this many of its pairs may lie above it.
const LEAST_ERRORS: f64 = 3.0;

/// Strangers of one group, each compared with each.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupScores {
    /// What they have in common, in words.
    pub group: String,
    /// Pictures, each of another person.
    pub pictures: u64,
    /// The similarity of each pair.
    pub scores: Vec<f32>,
}

/// What raised the matching threshold, or showed that it need not be raised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupsReport {
    /// No group that can tell may have a higher rate of strangers accepted.
    pub far: f64,
    /// One line a group.
    pub table: Vec<GroupPoint>,
}

/// One group at the threshold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupPoint {
    /// What they have in common.
    pub group: String,
    /// Pictures, each of another person.
    pub pictures: u64,
    /// Pairs of them.
    pub pairs: u64,
    /// The lowest threshold that holds the rate in this group; none where it has too few pairs to tell.
    pub own: Option<f32>,
    /// Pairs at or above the threshold in use.
    pub accepted: u64,
    /// Their share and its 95 % bounds (Clopper-Pearson; pairs share pictures, so the true interval is wider).
    pub rate: [f64; 3],
}

impl GroupScores {
    /// The lowest threshold that no more than a share `far` of the pairs reach, to four digits; `None` where too few pairs
    /// may lie above it to tell.
    pub fn threshold(&self, far: f64) -> Option<f32> {
        let mut scores = self.scores.clone();
        scores.sort_unstable_by(|a, b| b.total_cmp(a));
        let most = far * float(scores.len());
        if most < LEAST_ERRORS {
            return None;
        }
        // The first one that must stay below.
        let first = scores.iter().enumerate().find(|(index, _)| float(*index) + 1.0 > most)?.1;
        Some((first * 1e4).floor() / 1e4 + 1e-4)
    }

    /// How many pairs `threshold` accepts: the count, and its share with 95 % bounds.
    pub fn accepted(&self, threshold: f32) -> (usize, [f64; 3]) {
        let accepted = self.scores.iter().filter(|score| **score >= threshold).count();
        let [low, high] = clopper_pearson(accepted, self.scores.len());
        (accepted, [float(accepted) / float(self.scores.len().max(1)), low, high])
    }
}

impl Matching {
    /// Raises the threshold, where it must be, until no group has more than a share `far` of strangers accepted. Groups with
    /// too few pairs are reported and raise nothing.
    #[must_use]
    pub fn raised_for(mut self, groups: &[GroupScores], far: f64) -> Self {
        let own: Vec<Option<f32>> = groups.iter().map(|group| group.threshold(far)).collect();
        self.threshold = own.iter().flatten().copied().fold(self.threshold, f32::max);
        let point = |(group, own): (&GroupScores, Option<f32>)| {
            let (accepted, rate) = group.accepted(self.threshold);
            GroupPoint {
                group: group.group.clone(),
                pictures: group.pictures,
                pairs: group.scores.len() as u64,
                own,
                accepted: accepted as u64,
                rate: rate.map(rounded),
            }
        };
        self.groups = Some(GroupsReport { far, table: groups.iter().zip(own).map(point).collect() });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::MatchingReport;
    use super::*;

    fn group(name: &str, highest: f32, pairs: u16) -> GroupScores {
        let scores = (0..pairs).map(|i| highest * f32::from(i + 1) / f32::from(pairs)).collect();
        GroupScores { group: name.to_owned(), pictures: 50, scores }
    }

    fn matching(threshold: f32) -> Matching {
        let report = MatchingReport {
            pictures: 0,
            persons: 0,
            impostor_pairs: 0,
            genuine_pairs: 0,
            table: Vec::new(),
        };
        Matching { threshold, far: 1e-4, report, groups: None }
    }

    /// Protects the promise: at the threshold no group that can tell exceeds the rate, and one step lower the worst one does.
    #[test]
    fn the_worst_group_sets_the_threshold() {
        let groups = [group("alike", 0.6, 2000), group("others", 0.5, 2000)];
        let raised = matching(0.4).raised_for(&groups, 2e-3);
        assert_eq!(Some(raised.threshold), groups[0].threshold(2e-3));
        let table = &raised.groups.as_ref().unwrap().table;
        assert_eq!((table[0].accepted, table[1].accepted), (4, 0));
        assert!(groups[0].accepted(raised.threshold - 4e-4).0 > 4);
    }

    /// A threshold that holds for every group stays; groups of too few pairs raise nothing and say so.
    #[test]
    fn groups_that_cannot_tell_raise_nothing() {
        let groups = [group("many", 0.5, 2000), group("few", 0.9, 1000)];
        let same = matching(0.55).raised_for(&groups, 2e-3);
        assert_eq!(same, Matching { groups: same.groups.clone(), ..matching(0.55) });
        assert_eq!(same.groups.unwrap().table[1].own, None);
    }
}
