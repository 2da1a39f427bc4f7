//! States, events and effects of a scan.

use serde::{Deserialize, Serialize};

use super::challenge::{Challenge, Plan, Task, Tint};
use super::decision::{Reason, Verdict};
use super::display::Display;
use super::facts::{FrameFacts, MOST_CAPTURES};
use super::flash::Flash;
use super::gates::OpenGates;
use super::guidance::Guidance;
use super::integrity::{Clock, FrameFault, Pictures};
use super::patience::Patience;
use super::planar::{Baseline, Neutral, Path, PlanarEvidence, PlanarVerdict};
use super::profile::ScanProfile;
use super::provenance::Provenance;
use super::request::ScanRequest;
use super::track::Track;
use super::transcript::Transcript;
use super::vote::Vote;

/// Where a scan stands. Times are microseconds of the scan's own clock, which starts with the first frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nothing was seen yet.
    Preflight,
    /// The person finds the place; all gates must open.
    Positioning,
    /// Good frames in a row: the neutral face and its first embedding.
    Settle(Settle),
    /// Straight and still, not knowing yet what comes.
    Arm {
        /// Begin of the wait.
        since: u64,
        /// Straight from here on; `None` while the head comes back from the task before.
        still: Option<u64>,
        /// Whether the task before is done: nobody asked for another movement. Otherwise no task was done yet, or the last one is
        /// asked for again, and whoever begins at once means well.
        idle: bool,
    },
    /// The task is shown; nothing has moved yet.
    Prompt(Doing),
    /// On the way out.
    Excursion(Doing),
    /// Far enough.
    Peak(Doing),
    /// On the way back; then the embedding must be the first one's.
    Return(Doing),
    /// The screen shows colours.
    Flash(Flash),
    /// Frames for the decision, which follows with the last of them.
    FinalCapture(Capture),
    /// Over.
    Done(Verdict),
}

/// Frames of the neutral face.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Settle {
    /// Begin.
    pub since: u64,
    /// Whether the first embedding is kept.
    pub anchored: bool,
    pub(super) frames: Vec<Neutral>,
}

/// One task, being done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Doing {
    /// What was asked.
    pub task: Task,
    /// When it was shown.
    pub prompted: u64,
    /// When the present leg (out, peak, back) began.
    pub since: u64,
    /// When the neutral position was left for good.
    pub left_neutral: u64,
    /// How far it went at most, in the unit of the task.
    pub outermost: f32,
    /// Movements the wrong way.
    pub wrong: u32,
    /// Whether the head is turned the wrong way now.
    pub astray: bool,
    /// Checkpoints (embeddings on the way) that were not the first face's.
    pub misses: u32,
    /// Whether one of these was taken while the head moved.
    pub doubtful: bool,
    /// A look at a face on the way that is the first one's: whoever moved is known.
    pub linked: bool,
    /// When the latest checkpoint was taken, if it was the first face's.
    pub confirmed: Option<u64>,
    /// The frames of a turn or a nod.
    pub path: Path,
    /// Time and angle of recent frames, for the speed.
    pub(super) recent: Vec<(u64, f32)>,
    /// Frames at least four fifths of the way out.
    pub(super) far: u32,
    /// What the face looked like when it was nearest.
    pub(super) near: Vec<Neutral>,
}

/// Frames for the decision.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Capture {
    /// Begin.
    pub since: u64,
    /// When the last frame was kept.
    pub last: Option<u64>,
    /// Frames that were not of the first face.
    pub misses: u32,
    pub(super) kept: Vec<Kept>,
    /// Frames that were good enough to be kept.
    pub(super) seen: usize,
    /// What the anti-spoofing model said of them.
    pub(super) spoof: Vec<f32>,
}

/// One kept frame.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) quality: f32,
    pub(super) template: Option<f32>,
    pub(super) others: Option<f32>,
    /// Similarity to the other kept ones, by their places.
    pub(super) pairs: [Option<f32>; MOST_CAPTURES],
}

/// Everything that a scan remembers: no picture, no embedding. Serialisable, so that a run can be replayed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScanState {
    /// Where the scan stands.
    pub phase: Phase,
    /// What the last turn or nod showed, for measurements.
    pub evidence: Option<(PlanarEvidence, PlanarVerdict)>,
    /// What each cue has said so far, in order; kept for the audit record.
    pub votes: Vec<Vote>,
    /// The hash chain over everything that was seen and said.
    pub transcript: Transcript,
    pub(super) request: ScanRequest,
    pub(super) plan: Plan,
    pub(super) round: usize,
    pub(super) queue: Vec<Task>,
    pub(super) restarts: u32,
    pub(super) repeats: u32,
    pub(super) undecided: u32,
    pub(super) flashes: u32,
    pub(super) clock: Clock,
    pub(super) settled_at: Option<u64>,
    pub(super) usable: u64,
    pub(super) pictures: Pictures,
    pub(super) gates: OpenGates,
    pub(super) track: Track,
    pub(super) provenance: Provenance,
    pub(super) crowd_since: Option<u64>,
    pub(super) baseline: Option<Baseline>,
    pub(super) display: Display,
    pub(super) patience: Patience,
    pub(super) blocked_by: Option<Guidance>,
    pub(super) also: Vec<Guidance>,
    pub(super) outline: Option<[f32; 4]>,
    pub(super) frames: u64,
}

impl ScanState {
    /// A scan that has not seen a frame yet.
    pub fn new(request: ScanRequest, profile: &ScanProfile) -> Self {
        let plan = Plan::new(&request.nonce, &profile.tasks);
        let queue = plan.round(0);
        Self {
            phase: Phase::Preflight,
            evidence: None,
            votes: Vec::new(),
            transcript: Transcript::new(&request, profile),
            request,
            plan,
            round: 0,
            queue,
            restarts: 0,
            repeats: 0,
            undecided: 0,
            flashes: 0,
            clock: Clock::default(),
            settled_at: None,
            usable: 0,
            pictures: Pictures::default(),
            gates: OpenGates::default(),
            track: Track::default(),
            provenance: Provenance::default(),
            crowd_since: None,
            baseline: None,
            display: Display::default(),
            patience: Patience::default(),
            blocked_by: None,
            also: Vec::new(),
            outline: None,
            frames: 0,
        }
    }

    /// How the scan ended, once it has.
    pub const fn verdict(&self) -> Option<&Verdict> {
        match &self.phase {
            Phase::Done(verdict) => Some(verdict),
            _ => None,
        }
    }

    /// The task, from the prompt until it is done.
    pub const fn challenge(&self) -> Option<Challenge> {
        match &self.phase {
            Phase::Prompt(doing) | Phase::Excursion(doing) | Phase::Peak(doing) | Phase::Return(doing) => {
                Some(doing.task.challenge)
            }
            _ => None,
        }
    }

    /// The tasks that are still to be done, in order: for measuring, never for the screen.
    pub fn asked(&self) -> Vec<Challenge> {
        self.queue.iter().map(|task| task.challenge).collect()
    }

    /// The frames of the turn or nod that goes on.
    pub const fn path(&self) -> Option<&Path> {
        match &self.phase {
            Phase::Prompt(doing) | Phase::Excursion(doing) | Phase::Peak(doing) | Phase::Return(doing) => {
                Some(&doing.path)
            }
            _ => None,
        }
    }

    /// What the screen shows all over while it flashes.
    pub fn colour(&self) -> Option<[u8; 3]> {
        match &self.phase {
            Phase::Flash(flash) => Some(flash.shown(self.plan.flash).map_or([0; 3], Tint::rgb)),
            _ => None,
        }
    }

    /// The hint on the screen.
    pub(super) fn guidance(&self) -> Option<Guidance> {
        self.display.shown()
    }
}

/// What happens to a scan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScanEvent {
    /// A camera frame was observed.
    Frame(Box<FrameFacts>),
    /// The app went to the background or lost the camera: the observation is broken.
    Interrupted,
    /// The person or the app gave up.
    Cancelled,
}

/// What the driver must do after a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScanEffect {
    /// Keep this frame's embedding as the first one.
    KeepAnchor,
    /// Keep this frame's embedding for the decision, in this place.
    KeepCapture(usize),
    /// Wipe all kept embeddings.
    Forget,
    /// A task is shown from now on.
    Prompted(Challenge),
    /// The task is done.
    Completed(Challenge),
    /// The frame was not looked at.
    Dropped(FrameFault),
    /// The scan starts over by itself.
    Restarted(Reason),
    /// The task is given again.
    Repeated(Reason),
    /// Over.
    Ended(Verdict),
}
