//! The face scan: a state machine from observations to a decision.
//!
//! * [`FaceScan`] is what an app drives: push an [`Observation`](crate::Observation) a frame, show the
//!   [`ScanFeedback`], stop at the [`ScanOutcome`].
//! * [`step`] is the same as a pure function of [`ScanState`] and [`ScanEvent`]. It runs on capture times alone, so the
//!   same frames and the same nonce give the same decision on every device, and a recorded run can be replayed.
//!
//! The way: [`Preflight`](Phase::Preflight) -> [`Positioning`](Phase::Positioning) (all [gates](Gate) open) ->
//! [`Settle`](Phase::Settle) (neutral face, first embedding) -> for each task [`Arm`](Phase::Arm) (still, task unknown) ->
//! [`Prompt`](Phase::Prompt) -> [`Excursion`](Phase::Excursion) -> [`Peak`](Phase::Peak) -> [`Return`](Phase::Return)
//! (same face; head or photo, see [`PlanarEvidence`]) -> [`Flash`](Phase::Flash) where the profile has it ->
//! [`FinalCapture`](Phase::FinalCapture), whose last frame brings the evaluation of all [votes](Vote) ->
//! [`Done`](Phase::Done).
//!
//! What it does not stop: a video that shows the asked turn, a mask, a tightly rolled print, a camera that is not one.

mod capture;
mod challenge;
mod decision;
mod display;
mod driver;
mod evaluate;
mod facts;
mod flash;
mod gates;
mod geometry;
mod guidance;
mod integrity;
mod judge;
mod outcome;
mod passive;
mod patience;
mod planar;
mod profile;
mod provenance;
mod record;
mod request;
mod state;
mod step;
mod task;
mod track;
mod transcript;
mod vote;
mod watch;

#[cfg(test)]
mod tests;

pub use challenge::{Challenge, Slot, Task, Tint};
pub use decision::{Reason, Verdict};
pub use driver::{FaceScan, ScanError, ScanFeedback, ScanStage};
pub use facts::{EmbeddingFacts, FaceFacts, FrameFacts, LANDMARKS, Landmarks, MOST_CAPTURES};
pub use flash::{FaceColour, Flash};
pub use gates::Gate;
pub use geometry::Point;
pub use guidance::{Guidance, Severity};
pub use integrity::FrameFault;
pub(crate) use judge::MAX_UNDECIDED;
pub use outcome::ScanOutcome;
pub use passive::{PassiveCheck, PassiveFacts};
pub use patience::Help;
pub use planar::{
    Baseline, FEATURES, OFF_PLANE, Path, PathSample, PlanarEvidence, PlanarReason, PlanarThresholds,
    PlanarVerdict,
};
pub use profile::{FlashRule, ProfileName, Purpose, ScanProfile};
pub use provenance::{Assurance, CameraData};
pub use record::ScanRecord;
pub use request::ScanRequest;
pub use state::{Capture, Doing, Phase, ScanEffect, ScanEvent, ScanState, Settle};
pub use step::step;
pub use transcript::Transcript;
pub use vote::{Cue, Opinion, Vote};
pub use watch::{Event, EventKind, Watcher};
