//! The scan for apps: push what each frame showed, show what comes back.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::challenge::Challenge;
use super::decision::{Reason, Verdict};
use super::facts::{EmbeddingFacts, FrameFacts};
use super::guidance::Guidance;
use super::profile::{Purpose, ScanProfile};
use super::state::{Phase, ScanEffect, ScanEvent, ScanState, Settle};
use super::step::step;
use crate::calibration::{Calibration, CalibrationError};
use crate::{Embedding, Observation, Template};

/// Frames a second beyond which more only cost energy: this long apart, in microseconds.
const FRAME_SPACING: u64 = 1_000_000 / 15;
/// The next embedding is asked for this long before it is due: the answer comes with the next frame.
const AHEAD: u64 = FRAME_SPACING;

/// What a scan is to do.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanRequest {
    /// Enrol or verify.
    pub purpose: Purpose,
    /// From the relying party, fresh for every scan; decides what the person is asked to do.
    pub nonce: [u8; 32],
    /// Limits.
    pub profile: ScanProfile,
}

/// A scan could not begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ScanError {
    /// The calibration is not usable with these models: install the matching one.
    #[error("calibration is not usable")]
    Calibration {
        /// Why.
        #[from]
        source: CalibrationError,
    },
    /// Nobody is enrolled: enrol first. Check before the camera is opened.
    #[error("no template to compare with")]
    NoTemplate,
}

impl ScanError {
    /// A stable name of the variant for logs and bindings.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Calibration { source } => source.code(),
            Self::NoTemplate => "scan_no_template",
        }
    }
}

/// Where the scan stands, for the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScanStage {
    /// Finding the place: no hurry.
    Positioning,
    /// Hold still.
    Settling,
    /// A task is shown.
    Challenge,
    /// Look straight; the last frames are taken.
    Capturing,
    /// Over: ask for [`FaceScan::outcome`].
    Done,
}

/// What to show after a frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScanFeedback {
    /// Where the scan stands.
    pub stage: ScanStage,
    /// The one hint to show, speak or vibrate; already debounced.
    pub guidance: Option<Guidance>,
    /// 0 to 100. Falls back when the scan starts over.
    pub progress: u8,
    /// What else stands in the way, at most two, for apps that list it.
    pub secondary: Vec<Guidance>,
    /// How far the one hint has to go, 0 to 1, where that can be said: a longer arrow, a higher tone.
    pub amount: Option<f32>,
    /// How much help the person needs, the longer the same thing stands in the way.
    pub help: Help,
    /// The task, from the prompt until it is done.
    pub challenge: Option<Challenge>,
    /// Red, green and blue that the screen shows until the next feedback, 0 to 255; `None` while it is the app's own.
    pub flash: Option<[u8; 3]>,
    /// Left, top, width and height of the face over the upright, unmirrored frame's width and height; `None` without
    /// a face.
    pub outline: Option<[f32; 4]>,
    /// Whether the next frame should be observed with its embedding. It costs several times the rest: ask for it only
    /// then.
    pub wants_embedding: bool,
}

/// How much help the person needs with what stands in the way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Help {
    /// The hint is enough.
    #[default]
    None,
    /// Say it aloud, with more words.
    Speak,
    /// Show it with a picture.
    Show,
    /// Offer somebody's help, larger text or another way.
    Offer,
}

/// How a scan ended.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ScanOutcome {
    /// Enrolment passed: seal the template in the vault at once and drop it.
    Enrolled {
        /// The fused embeddings of the best frames.
        template: Template,
    },
    /// The face in front of the camera is the template's and was live as far as this scan can tell: go on.
    Verified,
    /// Nothing is held against the person: show the advice for the reasons and start a new scan with a new nonce.
    Retry {
        /// What to say.
        reasons: Vec<Reason>,
    },
    /// Count a failed attempt. Say neutrally that it could not be confirmed; offer another way after three.
    NotConfirmed {
        /// What to log; see each variant for what may be said.
        reasons: Vec<Reason>,
    },
    /// Offer to try again, to get help, and another way.
    TimedOut {
        /// What stood in the way last.
        blocked_by: Option<Guidance>,
        /// Whether to count it as an attempt.
        counted: bool,
    },
    /// Go back.
    Cancelled,
}

/// One scan, from the first frame to the outcome.
///
/// Push an [`Observation`] for each camera frame (7 to 60 a second) that the scan [wants](Self::wants_frame), until [`FaceScan::outcome`] is there. A scan is used
/// once; take a new one with a new nonce for another try. Embeddings are wiped when the scan ends or is dropped.
#[derive(Debug)]
pub struct FaceScan {
    state: ScanState,
    profile: ScanProfile,
    calibration: Calibration,
    template: Option<Template>,
    anchor: Option<Embedding>,
    captured: Vec<Embedding>,
    outcome: Option<ScanOutcome>,
}

impl FaceScan {
    /// Prepares a scan. Verification needs the `template`; enrolment ignores it.
    ///
    /// # Errors
    /// * [`ScanError::Calibration`] when the calibration was made with other models
    /// * [`ScanError::NoTemplate`] when there is nothing to verify against
    pub fn new(
        request: ScanRequest,
        calibration: Calibration,
        template: Option<Template>,
    ) -> Result<Self, ScanError> {
        calibration.check_models()?;
        if request.purpose == Purpose::Verify && template.is_none() {
            return Err(ScanError::NoTemplate);
        }
        Ok(Self {
            state: ScanState::new(request.purpose, &request.nonce),
            profile: request.profile,
            calibration,
            template: template.filter(|_| request.purpose == Purpose::Verify),
            anchor: None,
            captured: Vec::new(),
            outcome: None,
        })
    }

    /// Whether a frame captured then (microseconds, the camera's clock) is worth observing: `false` when it comes sooner
    /// than a fifteenth of a second (less a tenth) after the last one, and once the scan has ended. Ask before
    /// [`FaceEngine::observe`](crate::FaceEngine::observe) and drop the frame on `false`: more frames decide nothing and
    /// cost battery.
    pub fn wants_frame(&self, captured_at: u64) -> bool {
        let soon = |last| (last..last + FRAME_SPACING / 10 * 9).contains(&captured_at);
        // A time before the last one is looked at: the scan must notice a clock that was set back.
        self.outcome.is_none() && !self.state.clock.last().is_some_and(soon)
    }

    /// Takes what one frame showed.
    pub fn push(&mut self, observation: &Observation) -> ScanFeedback {
        let embedding = observation.embedding.as_ref();
        let facts = embedding.map(|embedding| self.compare(embedding));
        let event = ScanEvent::Frame(Box::new(FrameFacts::new(observation, facts)));
        self.apply(&event, embedding);
        self.feedback()
    }

    /// The app went to the background or the camera was taken away. The scan starts over, at most twice.
    pub fn interrupt(&mut self) -> ScanFeedback {
        self.apply(&ScanEvent::Interrupted, None);
        self.feedback()
    }

    /// The person gave up.
    pub fn cancel(&mut self) {
        self.apply(&ScanEvent::Cancelled, None);
    }

    /// How the scan ended; `None` while it runs.
    pub const fn outcome(&self) -> Option<&ScanOutcome> {
        self.outcome.as_ref()
    }

    /// The outcome, taken out of a scan that has ended.
    pub fn into_outcome(self) -> Option<ScanOutcome> {
        self.outcome
    }

    /// The whole state, for replay and measurement. Not for the screen: it holds intermediate numbers.
    pub const fn state(&self) -> &ScanState {
        &self.state
    }

    /// What to show now.
    pub fn feedback(&self) -> ScanFeedback {
        let state = &self.state;
        ScanFeedback {
            stage: stage(&state.phase),
            guidance: match &self.outcome {
                None => state.guidance(),
                Some(ScanOutcome::Enrolled { .. } | ScanOutcome::Verified) => Some(Guidance::Success),
                Some(_) => Some(Guidance::TryAgain),
            },
            progress: progress(state, &self.profile),
            secondary: Vec::new(),
            amount: None,
            help: Help::None,
            challenge: state.side().map(Challenge::from),
            flash: None,
            outline: state.outline,
            wants_embedding: wants_embedding(state, &self.profile),
        }
    }

    fn compare(&self, embedding: &Embedding) -> EmbeddingFacts {
        EmbeddingFacts {
            anchor: self.anchor.as_ref().map(|anchor| anchor.similarity(embedding)),
            captured: self.captured.iter().map(|kept| kept.similarity(embedding)).reduce(f32::min),
            template: self.template.as_ref().map(|template| template.similarity(embedding)),
        }
    }

    fn apply(&mut self, event: &ScanEvent, embedding: Option<&Embedding>) {
        let (state, effects) = step(&self.state, event, &self.profile, &self.calibration);
        self.state = state;
        for effect in effects {
            match effect {
                ScanEffect::KeepAnchor => self.anchor = embedding.cloned(),
                ScanEffect::KeepCapture => self.captured.extend(embedding.cloned()),
                ScanEffect::Forget => self.forget(),
                ScanEffect::Ended(verdict) => self.finish(verdict),
                ScanEffect::Prompted(_)
                | ScanEffect::Dropped(_)
                | ScanEffect::Restarted(_)
                | ScanEffect::Repeated(_) => {}
            }
        }
    }

    fn finish(&mut self, verdict: Verdict) {
        self.outcome = Some(match verdict {
            Verdict::Passed if self.state.purpose == Purpose::Verify => ScanOutcome::Verified,
            Verdict::Passed => match Template::fuse(&self.captured) {
                Ok(template) => ScanOutcome::Enrolled { template },
                // Embeddings that cancel out are no face's: as if they had differed too much.
                Err(_) => ScanOutcome::Retry { reasons: vec![Reason::CapturesDiffer] },
            },
            Verdict::Retry(reasons) => ScanOutcome::Retry { reasons },
            Verdict::NotConfirmed(reasons) => ScanOutcome::NotConfirmed { reasons },
            Verdict::TimedOut { blocked_by, counted } => ScanOutcome::TimedOut { blocked_by, counted },
            Verdict::Cancelled => ScanOutcome::Cancelled,
        });
        self.forget();
    }

    /// Embeddings wipe themselves when they are dropped.
    fn forget(&mut self) {
        self.anchor = None;
        self.captured.clear();
    }
}

const fn stage(phase: &Phase) -> ScanStage {
    match phase {
        Phase::Positioning => ScanStage::Positioning,
        Phase::Settle(_) | Phase::Arm { .. } => ScanStage::Settling,
        Phase::Prompt(_) | Phase::Excursion(_) | Phase::Peak(_) | Phase::Return(_) => ScanStage::Challenge,
        Phase::FinalCapture(_) => ScanStage::Capturing,
        Phase::Done(_) => ScanStage::Done,
    }
}

pub(super) fn wants_embedding(state: &ScanState, profile: &ScanProfile) -> bool {
    match &state.phase {
        Phase::Settle(Settle { anchored, .. }) => !anchored,
        Phase::Prompt(turn) | Phase::Excursion(turn) | Phase::Return(turn) => turn.wants_checkpoint(),
        Phase::FinalCapture(capture) => {
            let due = capture.last.map_or(0, |last| last + profile.capture_spacing);
            state.clock.now + AHEAD >= due
        }
        _ => false,
    }
}

fn progress(state: &ScanState, profile: &ScanProfile) -> u8 {
    match &state.phase {
        Phase::Positioning => 0,
        Phase::Settle(_) => 10,
        Phase::Arm { .. } => 25,
        Phase::Prompt(_) => 35,
        Phase::Excursion(turn) => 35 + percent(turn.outermost / profile.turn, 30),
        Phase::Peak(_) => 65,
        Phase::Return(_) => 70,
        Phase::FinalCapture(capture) => {
            let share = f32::from(u8::try_from(capture.kept.len()).unwrap_or(u8::MAX))
                / f32::from(u8::try_from(profile.captures.max(1)).unwrap_or(u8::MAX));
            80 + percent(share, 19)
        }
        Phase::Done(_) => 100,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the clamp bounds it to 0..=most"
)]
fn percent(share: f32, most: u8) -> u8 {
    (share.clamp(0.0, 1.0) * f32::from(most)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects the screen: frames that no template can be made of end in a retry, and the hint says the same.
    #[test]
    fn outcome_and_hint_agree_without_a_template() {
        let request = ScanRequest { purpose: Purpose::Enrol, nonce: [1; 32], profile: ScanProfile::enrol() };
        let mut scan = FaceScan::new(request, Calibration::shipped().unwrap(), None).unwrap();
        scan.state.phase = Phase::Done(Verdict::Passed);
        scan.finish(Verdict::Passed);
        assert_eq!(scan.outcome(), Some(&ScanOutcome::Retry { reasons: vec![Reason::CapturesDiffer] }));
        assert_eq!(scan.feedback().guidance, Some(Guidance::TryAgain));
    }
}
