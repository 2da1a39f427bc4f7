//! Thresholds as data: measured by a command, bound to the models they were measured with.
//!
//! A threshold means nothing with other weights. The file names every model with its SHA-256, and a scan refuses a
//! calibration whose models are not the ones compiled into this program.

mod bounds;
mod groups;
mod likeness;
mod matching;
mod relief;
mod solid;
mod sorted;
mod turns;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use bounds::clopper_pearson;
pub use groups::{GroupPoint, GroupScores, GroupsReport};
pub use likeness::calibrate_limit;
pub use matching::{FarPoint, Identity, Matching, MatchingReport, calibrate_matching};
pub use relief::calibrate_relief;
pub use solid::{SolidModel, SolidReport, Species};
pub use turns::{PlanarCount, PlanarPoint, PlanarReport, Turns, calibrate_planar};

use crate::scan::{Challenge, PlanarEvidence, PlanarReason, PlanarThresholds, PlanarVerdict};
use crate::{PINNED_MODELS, hex};

/// The form of the file that this program reads.
const FORMAT: u32 = 4;
/// A calibration is some kilobytes; anything larger is something else.
const MAX_LEN: usize = 256 * 1024;

/// A calibration could not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CalibrationError {
    /// The bytes are no calibration, or a number in them makes no sense: make it again (`cargo xtask calibrate`).
    #[error("not a calibration")]
    Malformed,
    /// A newer or older program wrote it: update the app, or make it again with this one.
    #[error("calibration format is not supported")]
    Format {
        /// Format as read.
        format: u32,
    },
    /// Measured with other models: its thresholds mean nothing here. Make it again with these (`cargo xtask calibrate`).
    #[error("calibration was made with another model")]
    OtherModels {
        /// The first model that differs.
        model: &'static str,
    },
    /// Too few pictures or persons for the false acceptance rate that was asked for.
    #[error("too few pictures for this false acceptance rate")]
    TooFewPictures {
        /// Cross pairs there were.
        pairs: u64,
    },
    /// What was measured leaves no room for a threshold: too little of it, or attackers came out like the honest. Measure
    /// more; if that does not help, a model or the renderer is at fault.
    #[error("the measurements leave no room for a threshold")]
    NotSeparable {
        /// Which threshold could not be placed.
        threshold: &'static str,
    },
}

impl CalibrationError {
    /// A stable name of the variant for logs and bindings.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "calibration_malformed",
            Self::Format { .. } => "calibration_format",
            Self::OtherModels { .. } => "calibration_other_models",
            Self::TooFewPictures { .. } => "calibration_too_few_pictures",
            Self::NotSeparable { .. } => "calibration_not_separable",
        }
    }
}

/// A measured limit on a similarity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Similarities at or above pass.
    pub threshold: f32,
    /// How the number came about, in words, for the reader of the file.
    pub basis: String,
}

/// What a face must show that came closer, in eye distances.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReliefLimits {
    /// From here on it is solid.
    pub solid: f32,
    /// Below this it is flat.
    pub flat: f32,
    /// How the numbers came about, in words, for the reader of the file.
    pub basis: String,
}

/// All thresholds of a scan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Form of the file.
    pub format: u32,
    /// SHA-256 in hex of each model, by name.
    pub models: BTreeMap<String, String>,
    /// The same person as the template?
    pub matching: Matching,
    /// The same person as a moment ago?
    pub continuity: Limit,
    /// Frames alike enough for one template?
    pub enrolment: Limit,
    /// Head or photo?
    pub planar: PlanarThresholds,
    /// What those were measured on.
    pub planar_report: PlanarReport,
    /// Head or sheet, by all that a turn shows?
    pub turn: SolidModel,
    /// Head or sheet, by all that a nod shows?
    pub nod: SolidModel,
    /// Solid or flat, when it comes closer?
    pub relief: ReliefLimits,
}

/// The calibration of the pinned models, as the command made it.
static SHIPPED: &str = include_str!("../../calibration.json");

impl Calibration {
    /// The calibration that belongs to the models pinned in this program.
    ///
    /// # Errors
    /// [`CalibrationError`] when the file that was compiled in does not belong to the pinned models: a build from a
    /// half-updated tree.
    pub fn shipped() -> Result<Self, CalibrationError> {
        Self::from_json(SHIPPED.as_bytes())
    }

    /// Reads a calibration and checks that it belongs to the models of this program.
    ///
    /// # Errors
    /// * [`CalibrationError::Malformed`] when it cannot be read, or a threshold is out of range
    /// * [`CalibrationError::Format`] when a newer program wrote it
    /// * [`CalibrationError::OtherModels`] when it was measured with other models
    pub fn from_json(bytes: &[u8]) -> Result<Self, CalibrationError> {
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        if bytes.len() > MAX_LEN {
            return Err(CalibrationError::Malformed);
        }
        let head: Head = serde_json::from_slice(bytes).map_err(|_| CalibrationError::Malformed)?;
        if head.format != FORMAT {
            return Err(CalibrationError::Format { format: head.format });
        }
        let calibration: Self = serde_json::from_slice(bytes).map_err(|_| CalibrationError::Malformed)?;
        calibration.check_models()?;
        if calibration.is_sound() { Ok(calibration) } else { Err(CalibrationError::Malformed) }
    }

    /// The file: JSON with one value a line, so that a change can be read in a diff.
    pub fn to_json(&self) -> String {
        // A struct of numbers and strings always serialises; an empty file would be refused on reading.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Puts new thresholds together for the models of this program, the report on the planar ones left empty.
    pub fn new(matching: Matching, continuity: Limit, enrolment: Limit, planar: PlanarThresholds) -> Self {
        let planar_report = PlanarReport::default();
        let relief = ReliefLimits { solid: 1.0, flat: 0.0, basis: String::new() };
        let (turn, nod) = (SolidModel::open(), SolidModel::open());
        let models = pinned();
        Self {
            format: FORMAT,
            models,
            matching,
            continuity,
            enrolment,
            planar,
            planar_report,
            turn,
            nod,
            relief,
        }
    }

    /// Whether the calibration was made with the models of this program.
    ///
    /// # Errors
    /// [`CalibrationError::OtherModels`] with the first model that differs.
    pub fn check_models(&self) -> Result<(), CalibrationError> {
        for model in PINNED_MODELS {
            if self.models.get(model.name).is_none_or(|hash| *hash != hex(&model.sha256)) {
                return Err(CalibrationError::OtherModels { model: model.name });
            }
        }
        Ok(())
    }

    /// What a turn or a nod shows. A turn must pass the rules and the model; of a nod, too small for the rules, the model
    /// alone is asked.
    pub(crate) fn rotation(&self, challenge: Challenge, evidence: &PlanarEvidence) -> PlanarVerdict {
        let (rules, model) = if challenge == Challenge::Nod {
            (PlanarVerdict::Solid, &self.nod)
        } else {
            (evidence.judge(&self.planar), &self.turn)
        };
        let odds = model.score(evidence);
        match rules {
            PlanarVerdict::Solid if odds < model.flat => PlanarVerdict::Planar(PlanarReason::LikeASheet),
            PlanarVerdict::Solid if odds < model.solid => {
                PlanarVerdict::Inconclusive(PlanarReason::LikeASheet)
            }
            rules => rules,
        }
    }

    fn is_sound(&self) -> bool {
        let similarity = |t: f32| (0.0..1.0).contains(&t) && t > 0.0;
        let p = &self.planar;
        let small = [
            p.nose_per_degree,
            p.nose_floor,
            p.nose_planar,
            p.aspect_margin,
            p.flagged_share,
            p.peak_deficit,
            p.nose_per_deficit,
        ];
        similarity(self.matching.threshold)
            && similarity(self.continuity.threshold)
            && similarity(self.enrolment.threshold)
            && small.iter().all(|n| (0.0..=1.0).contains(n))
            && p.nose_planar <= p.nose_floor
            && (0.0..=90.0).contains(&p.max_pitch)
            && self.turn.is_sound()
            && self.nod.is_sound()
            && self.relief.flat <= self.relief.solid
    }
}

fn pinned() -> BTreeMap<String, String> {
    PINNED_MODELS.iter().map(|model| (model.name.to_owned(), hex(&model.sha256))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The calibration in the tree belongs to the models in the tree, and is what the command writes.
    #[test]
    fn shipped_calibration_belongs_to_the_pinned_models() {
        let shipped = Calibration::shipped().unwrap();
        assert_eq!(shipped.to_json(), SHIPPED);
    }

    /// A scan must not run on thresholds of other weights.
    #[test]
    fn calibration_of_other_models_is_refused() {
        let mut other = Calibration::shipped().unwrap();
        other.models.insert("facemesh_468".to_owned(), "00".repeat(32));
        let error = Calibration::from_json(other.to_json().as_bytes()).unwrap_err();
        assert_eq!(error, CalibrationError::OtherModels { model: "facemesh_468" });
        other.models.remove("facemesh_468");
        assert_eq!(other.check_models(), Err(CalibrationError::OtherModels { model: "facemesh_468" }));
    }

    /// Damaged, hostile and newer files give a typed error, never a panic and never a lenient threshold.
    #[test]
    fn bad_calibrations_are_refused() {
        let good = Calibration::shipped().unwrap();
        let with = |change: &dyn Fn(&mut Calibration)| {
            let mut bad = good.clone();
            change(&mut bad);
            Calibration::from_json(bad.to_json().as_bytes()).unwrap_err()
        };
        for format in [3, 5] {
            assert_eq!(with(&|c| c.format = format), CalibrationError::Format { format });
        }
        assert_eq!(with(&|c| c.matching.threshold = -1.0), CalibrationError::Malformed);
        assert_eq!(with(&|c| c.continuity.threshold = 0.0), CalibrationError::Malformed);
        assert_eq!(with(&|c| c.planar.nose_floor = f32::NAN), CalibrationError::Malformed);
        assert_eq!(with(&|c| c.planar.nose_planar = 0.9), CalibrationError::Malformed);
        let text = good.to_json();
        for cut in [0, 1, 17, text.len() / 2, text.len() - 3] {
            assert_eq!(Calibration::from_json(&text.as_bytes()[..cut]), Err(CalibrationError::Malformed));
        }
        let extra = text.replacen('{', "{\"surprise\":1,", 1);
        assert_eq!(Calibration::from_json(extra.as_bytes()), Err(CalibrationError::Malformed));
        assert_eq!(Calibration::from_json(&vec![b' '; MAX_LEN + 1]), Err(CalibrationError::Malformed));
    }
}
