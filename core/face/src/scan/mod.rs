//! The face scan: a state machine from observations to a decision.
//!
//! * [`FaceScan`] is what an app drives: push an [`Observation`](crate::Observation) a frame, show the
//!   [`ScanFeedback`], stop at the [`ScanOutcome`].
//! * [`step`] is the same as a pure function of [`ScanState`] and [`ScanEvent`]. It runs on capture times alone, so the
//!   same frames and the same nonce give the same decision on every device, and a recorded run can be replayed.
//!
//! The way: [`Positioning`](Phase::Positioning) (all [gates](Gate) open) -> [`Settle`](Phase::Settle) (neutral face, first
//! embedding) -> [`Arm`](Phase::Arm) (still, side unknown) -> [`Prompt`](Phase::Prompt) -> [`Excursion`](Phase::Excursion)
//! -> [`Peak`](Phase::Peak) -> [`Return`](Phase::Return) (same face; head or photo, see [`PlanarEvidence`]) ->
//! [`FinalCapture`](Phase::FinalCapture) -> [`Done`](Phase::Done).
//!
//! What it does not stop: a video that shows the asked turn, a mask, a tightly rolled print, a camera that is not one.

mod capture;
mod challenge;
mod decision;
mod display;
mod driver;
mod facts;
mod gates;
mod geometry;
mod guidance;
mod integrity;
mod passive;
mod planar;
mod profile;
mod state;
mod step;
mod track;
mod turn;

#[cfg(test)]
mod tests;

pub use challenge::{Challenge, Draw, Side};
pub use decision::{Reason, Verdict};
pub use driver::{FaceScan, Help, ScanError, ScanFeedback, ScanOutcome, ScanRequest, ScanStage};
pub use facts::{EmbeddingFacts, FaceFacts, FrameFacts, LANDMARKS, Landmarks};
pub use gates::Gate;
pub use geometry::Point;
pub use guidance::{Guidance, Severity};
pub use integrity::FrameFault;
pub use passive::{PassiveCheck, PassiveFacts};
pub use planar::{Baseline, Path, PathSample, PlanarEvidence, PlanarReason, PlanarThresholds, PlanarVerdict};
pub use profile::{Purpose, ScanProfile};
pub use state::{Capture, Phase, ScanEffect, ScanEvent, ScanState, Settle, Turn};
pub use step::step;
