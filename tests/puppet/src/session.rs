//! One scan, from the first frame to the outcome: the loop that an app's camera callback is.

use mien_face::scan::{FaceScan, Guidance, ScanFeedback, ScanOutcome, ScanState};
use mien_face::{Embedding, FaceEngine, Observation, Wants};

use crate::{Actor, CameraModel, Prompt, PuppetError, Random, RgbFrame, Truth};

/// Whoever stands before the camera walks away after this long, in microseconds, unless a stage says otherwise.
pub const PATIENCE_US: u64 = 60_000_000;

/// One frame of a session, for whoever watches.
#[derive(Debug)]
pub struct Moment<'a> {
    /// What the camera saw, upright.
    pub frame: &'a RgbFrame,
    /// What the scene really was.
    pub truth: Truth,
    /// What the engine saw.
    pub observation: &'a Observation,
    /// What the screen shows from now on.
    pub feedback: &'a ScanFeedback,
    /// Where the scan stands after the frame.
    pub state: &'a ScanState,
}

/// How a session went.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionReport {
    /// How the scan ended; `None` when the actor walked away first.
    pub outcome: Option<ScanOutcome>,
    /// Frames observed.
    pub frames: u32,
    /// Stream time from the first to the last frame in microseconds.
    pub duration_us: u64,
}

impl SessionReport {
    /// Whether the scan confirmed a live, matching face.
    pub fn passed(&self) -> bool {
        self.outcome.as_ref().is_some_and(is_pass)
    }

    /// The outcome in a few words, the same for the same reasons.
    pub fn reason(&self) -> String {
        match &self.outcome {
            None => "walked away".to_owned(),
            Some(ScanOutcome::Verified | ScanOutcome::Enrolled { .. }) => "passed".to_owned(),
            Some(ScanOutcome::Retry { reasons }) => format!("retry: {reasons:?}"),
            Some(ScanOutcome::NotConfirmed { reasons }) => format!("not confirmed: {reasons:?}"),
            Some(ScanOutcome::Inconclusive { reasons }) => format!("inconclusive: {reasons:?}"),
            Some(ScanOutcome::ReviewOffered { reasons }) => format!("review offered: {reasons:?}"),
            Some(ScanOutcome::OtherWay { reasons }) => format!("other way: {reasons:?}"),
            Some(ScanOutcome::TimedOut { blocked_by, .. }) => {
                format!("timed out: {}", blocked_by.map_or("nothing", Guidance::id))
            }
            Some(_) => "cancelled".to_owned(),
        }
    }
}

/// Whether a scan that ended so confirmed a live, matching face.
pub(crate) const fn is_pass(outcome: &ScanOutcome) -> bool {
    matches!(outcome, ScanOutcome::Verified | ScanOutcome::Enrolled { .. })
}

/// One scan and what it looks through.
#[derive(Debug)]
pub struct Session<'a> {
    /// A scan that has seen nothing yet.
    pub scan: &'a mut FaceScan,
    /// An engine that has seen nothing yet.
    pub engine: &'a mut FaceEngine,
    /// The phone's camera.
    pub camera: &'a CameraModel,
    /// Decides when frames arrive.
    pub seed: u64,
    /// How long the actor stays before the camera, in microseconds of the stream.
    pub patience_us: u64,
    /// Whose face every frame is taken for, without looking: for measuring what the other checks alone would see.
    pub granted: Option<&'a Embedding>,
    /// A face that was embedded less than this long ago, in microseconds, is taken for the same without looking: most of a
    /// session's time goes into embeddings. 0 looks every time that the scan asks. Only for attackers whose face cannot
    /// change, whom it favours.
    pub embed_every_us: u64,
}

impl Session<'_> {
    /// Runs the scan to its end, or until the actor has had enough: the actor reads what the screen shows, the engine
    /// observes what the camera gives. A frame that the scan does not want is not even drawn.
    ///
    /// # Errors
    /// [`PuppetError`] when a frame is refused or a model fails: both are faults of the program, not of the actor.
    pub fn run(
        &mut self,
        actor: &mut dyn Actor,
        watch: &mut dyn FnMut(&Moment<'_>),
    ) -> Result<SessionReport, PuppetError> {
        let mut random = Random::new(self.seed ^ 0xCA3E_2A00);
        let begun_us = random.micros(1_000_000, 900_000_000);
        let (mut due_us, mut prompt, mut wants) = (begun_us, Prompt::None, Wants::default());
        let (mut frames, mut last_us) = (0, begun_us);
        let mut known: Option<(u64, Embedding)> = None;
        while self.scan.outcome().is_none() && due_us - begun_us < self.patience_us {
            let (next_us, captured) = self.camera.capture(due_us, &mut random);
            due_us = next_us;
            let Some(at_us) = captured.filter(|at_us| self.scan.wants_frame(*at_us)) else { continue };
            let (frame, truth) = actor.frame_at(at_us, prompt);
            let buffers = self.camera.buffers(&frame, at_us);
            known = known.filter(|(since_us, _)| at_us - since_us < self.embed_every_us);
            let taken =
                self.granted.or(known.as_ref().map(|(_, embedding)| embedding)).filter(|_| wants.embedding);
            let embedding = wants.embedding && taken.is_none();
            let mut observation = self.engine.observe(&buffers.frame()?, Wants { embedding, ..wants })?;
            if observation.face.is_none() {
                known = None;
            } else if let Some(taken) = taken {
                observation.embedding = Some(taken.clone());
            } else if let Some(new) = &observation.embedding {
                known = Some((at_us, new.clone()));
            }
            let feedback = self.scan.push(&observation);
            let state = self.scan.state();
            watch(&Moment { frame: &frame, truth, observation: &observation, feedback: &feedback, state });
            prompt = Prompt::from(feedback.guidance);
            wants = feedback.wants;
            actor.screen(at_us, feedback.flash);
            frames += 1;
            last_us = at_us;
        }
        let outcome = self.scan.outcome().cloned();
        Ok(SessionReport { outcome, frames, duration_us: last_us - begun_us })
    }
}
