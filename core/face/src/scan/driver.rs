//! The scan for apps: push what each frame showed, show what comes back.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::challenge::Challenge;
use super::decision::{Reason, Verdict};
use super::facts::{EmbeddingFacts, FrameFacts};
use super::guidance::Guidance;
use super::outcome::ScanOutcome;
use super::patience::Help;
use super::profile::{Purpose, ScanProfile};
use super::provenance::Assurance;
use super::record::ScanRecord;
use super::request::ScanRequest;
use super::state::{Phase, ScanEffect, ScanEvent, ScanState, Settle};
use super::step::step;
use super::vote::{Cue, Opinion};
use crate::calibration::{Calibration, CalibrationError};
use crate::{Embedding, Gallery, Observation, Template, Wants};

/// Frames a second beyond which more only cost energy: this long apart, in microseconds.
const FRAME_SPACING: u64 = 1_000_000 / 15;
/// The next embedding is asked for this long before it is due: the answer comes with the next frame.
const AHEAD: u64 = FRAME_SPACING;

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
    /// What the next frame should be observed with. An embedding costs several times the rest: ask for it only then.
    pub wants: Wants,
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
    gallery: Gallery,
    anchor: Option<Embedding>,
    captured: Vec<Embedding>,
    outcome: Option<ScanOutcome>,
}

impl FaceScan {
    /// Prepares a scan. Verification needs a chosen template in the `gallery`; enrolment compares with none.
    ///
    /// # Errors
    /// * [`ScanError::Calibration`] when the calibration was made with other models
    /// * [`ScanError::NoTemplate`] when there is nothing to verify against
    pub fn new(
        request: ScanRequest,
        profile: ScanProfile,
        calibration: Calibration,
        gallery: Gallery,
    ) -> Result<Self, ScanError> {
        calibration.check_models()?;
        let verifies = request.purpose == Purpose::Verify;
        if verifies && gallery.is_empty() {
            return Err(ScanError::NoTemplate);
        }
        Ok(Self {
            state: ScanState::new(request, &profile),
            profile,
            calibration,
            gallery: if verifies { gallery } else { Gallery::default() },
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
                Some(outcome) => Some(outcome.guidance()),
            },
            progress: progress(state, &self.profile),
            secondary: if self.outcome.is_none() { state.also.clone() } else { Vec::new() },
            amount: amount(state, &self.profile),
            help: state.patience.help(state.clock.now),
            challenge: state.challenge(),
            flash: state.colour(),
            outline: state.outline,
            wants: wants(state, &self.profile),
        }
    }

    fn compare(&self, embedding: &Embedding) -> EmbeddingFacts {
        let compared = self.gallery.compare(embedding);
        EmbeddingFacts {
            anchor: self.anchor.as_ref().map(|anchor| anchor.similarity(embedding)),
            captured: std::array::from_fn(|i| self.captured.get(i).map(|kept| kept.similarity(embedding))),
            template: compared.chosen,
            others: compared.best_other,
        }
    }

    fn apply(&mut self, event: &ScanEvent, embedding: Option<&Embedding>) {
        let (state, effects) = step(&self.state, event, &self.profile, &self.calibration);
        self.state = state;
        for effect in effects {
            match effect {
                ScanEffect::KeepAnchor => self.anchor = embedding.cloned(),
                ScanEffect::KeepCapture(place) => self.keep(place, embedding),
                ScanEffect::Forget => self.forget(),
                ScanEffect::Ended(verdict) => self.finish(verdict),
                ScanEffect::Prompted(_)
                | ScanEffect::Completed(_)
                | ScanEffect::Dropped(_)
                | ScanEffect::Restarted(_)
                | ScanEffect::Repeated(_) => {}
            }
        }
    }

    fn keep(&mut self, place: usize, embedding: Option<&Embedding>) {
        let Some(embedding) = embedding else { return };
        match self.captured.get_mut(place) {
            Some(old) => *old = embedding.clone(),
            None => self.captured.push(embedding.clone()),
        }
    }

    fn finish(&mut self, verdict: Verdict) {
        let request = &self.state.request;
        self.outcome = Some(match verdict {
            Verdict::Passed if request.purpose == Purpose::Verify => ScanOutcome::Verified,
            Verdict::Passed => match Template::fuse(&self.captured) {
                Ok(template) => ScanOutcome::Enrolled { template },
                // Embeddings that cancel out are no face's: as if they had differed too much.
                Err(_) => ScanOutcome::Retry { reasons: vec![Reason::CapturesDiffer] },
            },
            other => ScanOutcome::without_pass(other, request, &self.profile),
        });
        self.forget();
    }

    /// How far the origin of the frames is vouched for, so far.
    pub fn assurance(&self) -> Assurance {
        let answered = self.state.votes.iter().any(|v| v.cue == Cue::Flash && v.opinion == Opinion::For);
        self.state.provenance.assurance(answered, self.state.request.attested)
    }

    /// The audit record, once the scan has ended.
    pub fn record(&self) -> Option<ScanRecord> {
        let outcome = self.outcome.as_ref()?;
        Some(ScanRecord::new(&self.state, &self.profile, outcome, self.assurance()))
    }

    /// Embeddings wipe themselves when they are dropped.
    fn forget(&mut self) {
        self.anchor = None;
        self.captured.clear();
    }
}

const fn stage(phase: &Phase) -> ScanStage {
    match phase {
        Phase::Preflight | Phase::Positioning => ScanStage::Positioning,
        Phase::Settle(_) | Phase::Arm { .. } => ScanStage::Settling,
        Phase::Prompt(_) | Phase::Excursion(_) | Phase::Peak(_) | Phase::Return(_) | Phase::Flash(_) => {
            ScanStage::Challenge
        }
        Phase::FinalCapture(_) => ScanStage::Capturing,
        Phase::Done(_) => ScanStage::Done,
    }
}

pub(super) fn wants(state: &ScanState, profile: &ScanProfile) -> Wants {
    let (mut embedding, mut colour, mut spoof) = (false, false, false);
    match &state.phase {
        Phase::Settle(Settle { anchored, .. }) => embedding = !anchored,
        Phase::Prompt(doing) | Phase::Excursion(doing) | Phase::Peak(doing) | Phase::Return(doing) => {
            embedding = doing.wants_checkpoint();
        }
        Phase::Flash(_) => colour = true,
        Phase::FinalCapture(capture) => {
            let due = capture.last.map_or(0, |last| last + profile.capture_spacing);
            embedding = state.clock.now + AHEAD >= due;
            spoof = embedding;
        }
        _ => {}
    }
    Wants { embedding, colour, spoof }
}

/// How far the shown hint has to go, 0 to 1.
fn amount(state: &ScanState, profile: &ScanProfile) -> Option<f32> {
    let [left, top, width, height] = state.outline?;
    let offset = |start: f32, size: f32| ((start + size / 2.0 - 0.5).abs() / 0.5).clamp(0.0, 1.0);
    match state.guidance()? {
        Guidance::MoveLeft | Guidance::MoveRight => Some(offset(left, width)),
        Guidance::MoveUp | Guidance::MoveDown => Some(offset(top, height)),
        Guidance::MoveCloser => Some((1.0 - width / profile.min_face_width.max(0.01)).clamp(0.0, 1.0)),
        Guidance::MoveBack => Some((width - profile.max_face_width).clamp(0.0, 1.0)),
        _ => None,
    }
}

fn progress(state: &ScanState, profile: &ScanProfile) -> u8 {
    let all = profile.tasks.len().max(1);
    let done = all.saturating_sub(state.queue.len());
    // Tasks take the way from 15 to 80.
    let task = |within: f32| 15 + percent((share(done, all)) + within / share(all, 1), 65);
    match &state.phase {
        Phase::Preflight | Phase::Positioning => 0,
        Phase::Settle(_) => 10,
        Phase::Arm { .. } => task(0.1),
        Phase::Prompt(_) => task(0.2),
        Phase::Excursion(_) => task(0.4),
        Phase::Peak(_) => task(0.6),
        Phase::Return(_) => task(0.8),
        Phase::Flash(_) => 85,
        Phase::FinalCapture(capture) => 90 + percent(share(capture.seen, profile.candidates), 9),
        Phase::Done(_) => 100,
    }
}

fn share(part: usize, whole: usize) -> f32 {
    let small = |n: usize| f32::from(u8::try_from(n).unwrap_or(u8::MAX));
    small(part) / small(whole.max(1))
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

    fn scan(failed_before: u32) -> FaceScan {
        let request = ScanRequest { failed_before, ..ScanRequest::new(Purpose::Enrol, [1; 32]) };
        FaceScan::new(request, ScanProfile::enrol(), Calibration::shipped().unwrap(), Gallery::default())
            .unwrap()
    }

    /// Protects the screen: frames that no template can be made of end in a retry, and the hint says the same.
    #[test]
    fn outcome_and_hint_agree_without_a_template() {
        let mut scan = scan(0);
        scan.state.phase = Phase::Done(Verdict::Passed);
        scan.finish(Verdict::Passed);
        assert_eq!(scan.outcome(), Some(&ScanOutcome::Retry { reasons: vec![Reason::CapturesDiffer] }));
        assert_eq!(scan.feedback().guidance, Some(Guidance::TryAgain));
    }
}
