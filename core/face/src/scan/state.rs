//! States, events and effects of a scan.

use serde::{Deserialize, Serialize};

use super::challenge::{Draw, Side, draws};
use super::decision::{Reason, Verdict};
use super::display::Display;
use super::facts::FrameFacts;
use super::gates::OpenGates;
use super::guidance::Guidance;
use super::integrity::{Clock, FrameFault, Pictures};
use super::planar::{Baseline, Neutral, Path, PlanarEvidence, PlanarVerdict};
use super::profile::Purpose;
use super::track::Track;

/// Where a scan stands. Times are microseconds of the scan's own clock, which starts with the first frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The person finds the place; all gates must open.
    Positioning,
    /// Good frames in a row: the neutral face and its first embedding.
    Settle(Settle),
    /// Straight and still, not knowing yet which way to turn.
    Arm {
        /// Begin.
        since: u64,
    },
    /// The side is shown; the head is still straight.
    Prompt(Turn),
    /// The head is on its way out.
    Excursion(Turn),
    /// The head is out far enough.
    Peak(Turn),
    /// The head is on its way back; then its embedding must be the first one's.
    Return(Turn),
    /// Frames for the decision.
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

/// One head turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// When the side was shown.
    pub prompted: u64,
    /// When the present leg (out, peak, back) began.
    pub since: u64,
    /// When the head left the neutral pose for good.
    pub left_neutral: u64,
    /// Outermost yaw so far, towards the asked side, since neutral.
    pub outermost: f32,
    /// Turns the wrong way.
    pub wrong: u32,
    /// Whether the head is turned the wrong way now.
    pub astray: bool,
    /// Checkpoints (embeddings on the way) that were not the first face's.
    pub misses: u32,
    /// Whether one of these was taken while the head moved.
    pub doubtful: bool,
    /// When the latest checkpoint was taken, if it was the first face's.
    pub confirmed: Option<u64>,
    /// The frames of the turn.
    pub path: Path,
    /// Time and yaw of recent frames, for the speed.
    pub(super) recent: Vec<(u64, f32)>,
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
}

/// One kept frame.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) quality: f32,
    pub(super) template: Option<f32>,
    pub(super) lowest_pair: Option<f32>,
}

/// Everything that a scan remembers: no picture, no embedding. Serialisable, so that a run can be replayed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScanState {
    /// Where the scan stands.
    pub phase: Phase,
    /// What the last turn showed, for measurements.
    pub evidence: Option<(PlanarEvidence, PlanarVerdict)>,
    pub(super) purpose: Purpose,
    pub(super) draws: Vec<Draw>,
    pub(super) draw: usize,
    pub(super) turned: u32,
    pub(super) restarts: u32,
    pub(super) repeats: u32,
    pub(super) undecided: u32,
    pub(super) clock: Clock,
    pub(super) settled_at: Option<u64>,
    pub(super) usable: u64,
    pub(super) pictures: Pictures,
    pub(super) gates: OpenGates,
    pub(super) track: Track,
    pub(super) crowd_since: Option<u64>,
    pub(super) baseline: Option<Baseline>,
    pub(super) display: Display,
    pub(super) blocked_by: Option<Guidance>,
    pub(super) outline: Option<[f32; 4]>,
    pub(super) frames: u64,
}

impl ScanState {
    /// A scan that has not seen a frame yet.
    ///
    /// `nonce` comes from the relying party and is used for one scan only: it decides what the person is asked to do.
    pub fn new(purpose: Purpose, nonce: &[u8; 32]) -> Self {
        Self {
            phase: Phase::Positioning,
            evidence: None,
            purpose,
            draws: draws(nonce),
            draw: 0,
            turned: 0,
            restarts: 0,
            repeats: 0,
            undecided: 0,
            clock: Clock::default(),
            settled_at: None,
            usable: 0,
            pictures: Pictures::default(),
            gates: OpenGates::default(),
            track: Track::default(),
            crowd_since: None,
            baseline: None,
            display: Display::default(),
            blocked_by: None,
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

    /// The side that the person is asked to turn to, while the task is on.
    pub fn side(&self) -> Option<Side> {
        match self.phase {
            Phase::Prompt(_) | Phase::Excursion(_) | Phase::Peak(_) | Phase::Return(_) => {
                Some(self.task().side)
            }
            _ => None,
        }
    }

    pub(super) fn task(&self) -> Draw {
        // There are more draws than restarts and repeats can use; the last one would then serve again.
        let fallback = Draw { side: Side::Left, delay: 0 };
        self.draws.get(self.draw).or(self.draws.last()).copied().unwrap_or(fallback)
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
    /// Keep this frame's embedding for the decision.
    KeepCapture,
    /// Wipe all kept embeddings.
    Forget,
    /// A task is shown from now on.
    Prompted(Side),
    /// The frame was not looked at.
    Dropped(FrameFault),
    /// The scan starts over by itself.
    Restarted(Reason),
    /// The task is given again.
    Repeated(Reason),
    /// Over.
    Ended(Verdict),
}
