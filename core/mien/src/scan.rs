//! The face scan as a shell drives it: frames in, feedback out, one result at the end.

use crate::UnlockError;
use crate::face_template::StoredTemplateError;
use mien_face::calibration::Calibration;
use mien_face::scan::{FaceScan, Purpose, Reason, ScanOutcome, ScanProfile, ScanRequest};
use mien_face::{
    FaceEngine, FaceError, FaceModels, Frame, Gallery, Observation, Template, TemplateError, Wants,
};
use mien_ports::{DeviceError, Entropy};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use thiserror::Error;

pub use mien_face::scan::{
    Assurance, CameraData, Challenge, Guidance, Help, ProfileName, ScanFeedback, ScanRecord, ScanStage,
    Severity,
};

/// Why a scan could not start or a frame was not taken.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ScanError {
    /// The models could not be loaded or run. For a wrong or missing file: install the app's files again.
    #[error("the face models failed: {source}")]
    Face {
        /// What failed.
        #[from]
        source: FaceError,
    },
    /// The scan cannot start as asked. A fault of the build (models and calibration do not fit) or of the order of
    /// calls (verification without a template).
    #[error("the scan cannot start: {source}")]
    Start {
        /// Why.
        #[from]
        source: mien_face::scan::ScanError,
    },
    /// No randomness for the scan's nonce.
    #[error("the device failed: {source}")]
    Device {
        /// What the device answered.
        #[from]
        source: DeviceError,
    },
    /// The vault did not give the template; locked: unlock first. Only verification needs it.
    #[error("no template: {source}")]
    Vault {
        /// Why.
        #[from]
        source: UnlockError,
    },
    /// The stored template is not usable: made with other models. Enrol again.
    #[error("the template is not usable: {source}")]
    Template {
        /// Why.
        #[from]
        source: TemplateError,
    },
}

impl From<StoredTemplateError> for ScanError {
    fn from(error: StoredTemplateError) -> Self {
        match error {
            StoredTemplateError::Device(source) => source.into(),
            StoredTemplateError::Vault(source) => UnlockError::from(source).into(),
            StoredTemplateError::Template(source) => source.into(),
        }
    }
}

impl ScanError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Face { source } => source.code(),
            Self::Start { source } => source.code(),
            Self::Device { source } => source.code(),
            Self::Vault { source } => source.code(),
            Self::Template { source } => source.code(),
        }
    }
}

/// How a scan ended. No score, no picture, no template leaves the core.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScanResult {
    /// A live face, fit for its purpose. Go on.
    Passed,
    /// Nothing is held against the person. Show the advice for the reasons and start a new scan.
    Retry {
        /// What to say.
        reasons: Vec<Reason>,
    },
    /// It could not be confirmed. Say so neutrally and offer to try again.
    NotConfirmed {
        /// What to log; see each variant for what may be said.
        reasons: Vec<Reason>,
    },
    /// Nothing speaks against the person, but too little for. Offer another profile, or a person who checks.
    Inconclusive {
        /// What was missing.
        reasons: Vec<Reason>,
    },
    /// Could not be confirmed several times, or cannot with this profile: offer a check by a person beside another try.
    ReviewOffered {
        /// As for [`NotConfirmed`](Self::NotConfirmed).
        reasons: Vec<Reason>,
    },
    /// The face is no way here, or not any more: lead to another one.
    OtherWay {
        /// As for [`NotConfirmed`](Self::NotConfirmed).
        reasons: Vec<Reason>,
    },
    /// Time is up. Offer to try again, to get help, and another way.
    TimedOut {
        /// The hint that stood in the way last.
        blocked_by: Option<Guidance>,
    },
    /// The person cancelled. Go back.
    Cancelled,
}

/// How a scan is to be made. The default suits most people and phones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ScanOptions {
    /// Whom it is made for; the usual one of its purpose when left out. The person chooses it, without proof.
    pub profile: Option<ProfileName>,
    /// The relying party's nonce; drawn at random when left out, as for a scan that only this phone relies on.
    pub nonce: Option<[u8; 32]>,
    /// Whether the screen can show colours all over, and the person has not declined them.
    pub can_flash: bool,
    /// Whether the host has proof of an unaltered app and phone, bound to the same nonce.
    pub attested: bool,
}

/// One scan, from the first frame to its result. Used once.
#[derive(Debug)]
pub struct Scan {
    engine: FaceEngine,
    machine: FaceScan,
    wants: Wants,
    seen: Option<Observation>,
    failures: Failures,
}

/// Scans in a row that could not be confirmed on this phone, counted while the app lives: the third one offers a check by a
/// person, the tenth leads to another way (NIST SP 800-63B).
#[derive(Debug, Clone, Default)]
pub(crate) struct Failures(Arc<AtomicU32>);

impl Failures {
    fn so_far(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    fn note(&self, outcome: &ScanOutcome) {
        match outcome {
            ScanOutcome::Enrolled { .. } | ScanOutcome::Verified => self.0.store(0, Ordering::Relaxed),
            ScanOutcome::NotConfirmed { .. }
            | ScanOutcome::ReviewOffered { .. }
            | ScanOutcome::OtherWay { .. }
            | ScanOutcome::TimedOut { counted: true, .. } => {
                // Saturating: a count that wraps would offer the first try again.
                let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_add(1));
            }
            _ => {}
        }
    }
}

impl Scan {
    pub(crate) fn new(
        models: FaceModels,
        purpose: Purpose,
        options: &ScanOptions,
        gallery: Gallery,
        failures: &Failures,
        entropy: &dyn Entropy,
    ) -> Result<Self, ScanError> {
        let mut nonce = [0; 32];
        entropy.fill(&mut nonce)?;
        let request = ScanRequest {
            failed_before: failures.so_far(),
            can_flash: options.can_flash,
            attested: options.attested,
            ..ScanRequest::new(purpose, options.nonce.unwrap_or(nonce))
        };
        let profile = options.profile.map_or_else(|| request.usual_profile(), ScanProfile::named);
        let calibration = Calibration::shipped().map_err(mien_face::scan::ScanError::from)?;
        let machine = FaceScan::new(request, profile, calibration, gallery)?;
        Ok(Self {
            engine: FaceEngine::new(models),
            machine,
            wants: Wants::default(),
            seen: None,
            failures: failures.clone(),
        })
    }

    /// Takes one camera frame (7 to 60 a second; drop frames rather than queue them) and says what to show. Of a fast
    /// camera's frames 15 a second are looked at; the others cost nothing and change nothing.
    ///
    /// # Errors
    /// [`ScanError::Face`] when a model fails on this frame. The scan goes on with the next one.
    pub fn push(&mut self, frame: &Frame<'_>) -> Result<ScanFeedback, ScanError> {
        self.push_from(frame, CameraData::default())
    }

    /// As [`push`](Self::push), with what the camera and the phone's sensors said of the frame: it raises the
    /// [assurance](Self::record).
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn push_from(&mut self, frame: &Frame<'_>, camera: CameraData) -> Result<ScanFeedback, ScanError> {
        if !self.machine.wants_frame(frame.info().captured_at) {
            return Ok(self.machine.feedback());
        }
        let mut observation = self.engine.observe(frame, self.wants)?;
        observation.camera = camera;
        let feedback = self.machine.push(&observation);
        // Noted once: a scan that has ended wants no further frame.
        if let Some(outcome) = self.machine.outcome() {
            self.failures.note(outcome);
        }
        self.wants = feedback.wants;
        // Kept for drawing only: who it is, is not part of that.
        self.seen = Some(Observation { embedding: None, ..observation });
        Ok(feedback)
    }

    /// The app went to the background or the camera was taken away: the scan starts over.
    pub fn interrupt(&mut self) -> ScanFeedback {
        self.engine.reset();
        self.machine.interrupt()
    }

    /// The person gave up.
    pub fn cancel(&mut self) {
        self.machine.cancel();
    }

    /// How the scan ended; `None` while it runs.
    pub fn result(&self) -> Option<ScanResult> {
        Some(match self.machine.outcome()? {
            ScanOutcome::Enrolled { .. } | ScanOutcome::Verified => ScanResult::Passed,
            ScanOutcome::Retry { reasons } => ScanResult::Retry { reasons: reasons.clone() },
            ScanOutcome::NotConfirmed { reasons } => ScanResult::NotConfirmed { reasons: reasons.clone() },
            ScanOutcome::Inconclusive { reasons } => ScanResult::Inconclusive { reasons: reasons.clone() },
            ScanOutcome::ReviewOffered { reasons } => ScanResult::ReviewOffered { reasons: reasons.clone() },
            ScanOutcome::OtherWay { reasons } => ScanResult::OtherWay { reasons: reasons.clone() },
            ScanOutcome::TimedOut { blocked_by, .. } => ScanResult::TimedOut { blocked_by: *blocked_by },
            ScanOutcome::Cancelled => ScanResult::Cancelled,
            // A future way of ending is not a pass.
            _ => ScanResult::NotConfirmed { reasons: Vec::new() },
        })
    }

    /// The audit record, once the scan has ended: for the relying party or a sealed log, never for the screen.
    pub fn record(&self) -> Option<ScanRecord> {
        self.machine.record()
    }

    /// The template of an enrolment scan that passed.
    pub(crate) fn take_template(&mut self) -> Option<Template> {
        match self.machine.outcome()? {
            ScanOutcome::Enrolled { template } => Some(template.clone()),
            _ => None,
        }
    }

    /// What the last frame showed, for drawing landmarks over it. Without the embedding.
    pub const fn seen(&self) -> Option<&Observation> {
        self.seen.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects people who are refused again and again, and those who only gave up: refusals in a row count, a pass forgets them.
    #[test]
    fn failures_in_a_row_are_counted() {
        let failures = Failures::default();
        let reasons = || vec![Reason::NoMatch];
        let seen_by_the_next_scan = failures.clone();
        for (outcome, expected) in [
            (ScanOutcome::NotConfirmed { reasons: reasons() }, 1),
            (ScanOutcome::Cancelled, 1),
            (ScanOutcome::TimedOut { blocked_by: None, counted: false }, 1),
            (ScanOutcome::TimedOut { blocked_by: None, counted: true }, 2),
            (ScanOutcome::Retry { reasons: reasons() }, 2),
            (ScanOutcome::Inconclusive { reasons: reasons() }, 2),
            (ScanOutcome::ReviewOffered { reasons: reasons() }, 3),
            (ScanOutcome::OtherWay { reasons: reasons() }, 4),
            (ScanOutcome::Verified, 0),
        ] {
            failures.note(&outcome);
            assert_eq!(seen_by_the_next_scan.so_far(), expected, "{outcome:?}");
        }
    }
}
