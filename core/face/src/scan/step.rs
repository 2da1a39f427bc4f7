//! The scan as one pure function: the same state and event give the same next state, on every device.

use super::decision::{Reason, Verdict};
use super::facts::{FaceFacts, FrameFacts};
use super::gates::{Blocker, Gate, blocker};
use super::guidance::Guidance;
use super::integrity::{FrameFault, Picture, Time};
use super::planar::{Baseline, Neutral};
use super::profile::ScanProfile;
use super::state::{Phase, ScanEffect, ScanEvent, ScanState, Settle, Turn};
use super::{capture, turn};
use crate::calibration::Calibration;

/// Neutral frames kept for the median: more add nothing.
const NEUTRAL_FRAMES: usize = 16;
/// A usable face for this long makes a time-out count as an attempt.
const COUNTED: u64 = 5_000_000;

/// One step of a scan: state and event in, next state and effects out. Reads no clock and draws no random number.
///
/// After the end every event leaves the state as it is.
pub fn step(
    state: &ScanState,
    event: &ScanEvent,
    profile: &ScanProfile,
    calibration: &Calibration,
) -> (ScanState, Vec<ScanEffect>) {
    let mut step = Step { state: state.clone(), effects: Vec::new(), profile, calibration };
    if state.verdict().is_none() {
        match event {
            ScanEvent::Frame(frame) => step.frame(frame),
            ScanEvent::Interrupted => step.restart(Reason::CameraUnstable),
            ScanEvent::Cancelled => step.end(Verdict::Cancelled),
        }
    }
    (step.state, step.effects)
}

/// A step under construction.
pub(super) struct Step<'a> {
    pub(super) state: ScanState,
    pub(super) effects: Vec<ScanEffect>,
    pub(super) profile: &'a ScanProfile,
    pub(super) calibration: &'a Calibration,
}

/// A frame with a face, and what is known of it.
pub(super) struct Seen<'a> {
    pub(super) frame: &'a FrameFacts,
    pub(super) face: &'a FaceFacts,
    pub(super) neutral: Neutral,
    pub(super) blocker: Option<Blocker>,
}

impl Seen<'_> {
    /// Whether all gates are open but those that a blink or a breath closes.
    fn is_straight(&self) -> bool {
        self.blocker.is_none_or(|b| b.gate >= Gate::Eyes)
    }
}

impl Step<'_> {
    pub(super) fn now(&self) -> u64 {
        self.state.clock.now
    }

    fn frame(&mut self, frame: &FrameFacts) {
        let gap = match self.state.clock.tick(frame.at) {
            Time::Advanced(gap) => gap,
            Time::Late(fault) => return self.effects.push(ScanEffect::Dropped(fault)),
            Time::Reset => {
                self.effects.push(ScanEffect::Dropped(FrameFault::ClockReset));
                return self.restart(Reason::CameraUnstable);
            }
        };
        self.state.frames += 1;
        if self.time_is_up() {
            return;
        }
        if gap > self.profile.max_gap && self.in_task() {
            return self.restart(Reason::CameraUnstable);
        }
        let Some(face) = &frame.face else { return self.absent() };
        match self.state.pictures.look(self.now(), frame.fingerprint, self.profile.frozen) {
            Picture::New => {}
            Picture::Repeated => return self.effects.push(ScanEffect::Dropped(FrameFault::RepeatedPicture)),
            Picture::Frozen | Picture::Looped => {
                return self.end(Verdict::NotConfirmed(vec![Reason::CameraUnconfirmed]));
            }
        }
        self.face(frame, face, gap);
    }

    fn face(&mut self, frame: &FrameFacts, face: &FaceFacts, gap: u64) {
        self.state.outline = Some(face.outline);
        let same = self.state.track.follow(self.now(), face);
        let speed = self.state.track.speed();
        let blocker = blocker(Some(face), speed, &mut self.state.gates, self.profile);
        self.state.blocked_by = blocker.and_then(|b| b.hint);
        if !same && self.in_task() {
            return self.restart(Reason::FaceLost);
        }
        match blocker.map(|b| b.gate) {
            Some(Gate::Presence) => return self.absent(),
            Some(Gate::OneFace) => return self.crowd(),
            _ => self.state.crowd_since = None,
        }
        self.state.usable = self.state.usable.saturating_add(gap.min(self.profile.max_gap));
        let neutral = Neutral { landmarks: face.landmarks, yaw: face.pose.yaw, pitch: face.pose.pitch };
        self.phase(&Seen { frame, face, neutral, blocker });
    }

    fn phase(&mut self, seen: &Seen<'_>) {
        match std::mem::replace(&mut self.state.phase, Phase::Positioning) {
            Phase::Positioning => self.positioning(seen),
            Phase::Settle(settle) => self.settle(settle, seen),
            Phase::Arm { since } => self.arm(since, seen),
            Phase::Prompt(turn) => turn::prompt(self, turn, seen),
            Phase::Excursion(turn) => turn::excursion(self, turn, seen),
            Phase::Peak(turn) => turn::peak(self, turn, seen),
            Phase::Return(turn) => turn::back(self, turn, seen),
            Phase::FinalCapture(capture) => capture::frame(self, capture, seen),
            Phase::Done(verdict) => self.state.phase = Phase::Done(verdict),
        }
    }

    fn positioning(&mut self, seen: &Seen<'_>) {
        if seen.blocker.is_none() {
            let settle = Settle { since: self.now(), ..Settle::default() };
            return self.settle(settle, seen);
        }
        self.hint_blocker();
    }

    fn settle(&mut self, mut settle: Settle, seen: &Seen<'_>) {
        match seen.blocker {
            // A blink does not unsettle anybody; its frames are left out.
            Some(Blocker { gate: Gate::Eyes, .. }) => {
                self.state.phase = Phase::Settle(settle);
                return self.hint_blocker();
            }
            Some(_) => return self.unsettle(),
            None => {}
        }
        if settle.frames.len() < NEUTRAL_FRAMES {
            settle.frames.push(seen.neutral);
        }
        if seen.frame.embedding.is_some() && !settle.anchored {
            settle.anchored = true;
            self.effects.push(ScanEffect::KeepAnchor);
        }
        self.hint(Some(Guidance::HoldStill));
        let long_enough = self.now().saturating_sub(settle.since) >= self.profile.settle;
        if long_enough && settle.frames.len() >= self.profile.settle_frames && settle.anchored {
            self.state.baseline = Some(Baseline::median_of(&settle.frames));
            self.state.settled_at.get_or_insert(self.state.clock.now);
            self.state.phase = Phase::Arm { since: self.now() };
        } else {
            self.state.phase = Phase::Settle(settle);
        }
    }

    fn arm(&mut self, since: u64, seen: &Seen<'_>) {
        let yaw = self.state.baseline.as_ref().map_or(0.0, |b| seen.neutral.yaw - b.yaw);
        if !seen.is_straight() || yaw.abs() > self.profile.neutral {
            return self.unsettle();
        }
        let task = self.state.task();
        if self.now().saturating_sub(since) < task.delay {
            self.state.phase = Phase::Arm { since };
            return self.hint(Some(Guidance::HoldStill));
        }
        self.effects.push(ScanEffect::Prompted(task.side));
        self.state.phase = Phase::Prompt(Turn::begin(self.now()));
        self.hint(Some(task.side.guidance()));
    }

    /// Back to finding the place, with nothing kept; not a restart, because no task was given yet.
    fn unsettle(&mut self) {
        self.state.turned = 0;
        self.state.phase = Phase::Positioning;
        self.forget();
        self.hint_blocker();
    }

    /// Whether the person is being watched for a task: from here on the observation must not break.
    const fn in_task(&self) -> bool {
        !matches!(self.state.phase, Phase::Positioning | Phase::Settle(_) | Phase::Done(_))
    }

    fn absent(&mut self) {
        self.state.track.lose();
        let face = None;
        let blocker = blocker(face, None, &mut self.state.gates, self.profile);
        self.state.blocked_by = blocker.and_then(|b| b.hint);
        self.state.outline = None;
        self.unwatched(Reason::FaceLost);
    }

    /// A second face, or what the detector takes for one in a few frames: the first one is still followed, so that a task
    /// may pause for a moment.
    fn crowd(&mut self) {
        let since = *self.state.crowd_since.get_or_insert(self.state.clock.now);
        if !self.in_task() || self.now().saturating_sub(since) > self.profile.crowd {
            return self.unwatched(Reason::SeveralFaces);
        }
        self.hint_blocker();
    }

    /// A frame that does not show the one face: whoever comes after it may be somebody else, so that a task cannot go on.
    /// A frame that never arrived is no such frame; gaps have their own limit.
    fn unwatched(&mut self, reason: Reason) {
        match self.state.phase {
            Phase::Positioning | Phase::Settle(_) | Phase::Arm { .. } | Phase::Done(_) => self.unsettle(),
            _ => self.restart(reason),
        }
    }

    fn time_is_up(&mut self) -> bool {
        let now = self.now();
        let up = match self.state.settled_at {
            None => now > self.profile.positioning_limit,
            Some(at) => now.saturating_sub(at) > self.profile.attempt_limit,
        };
        if up {
            let counted = self.state.usable >= COUNTED;
            self.end(Verdict::TimedOut { blocked_by: self.state.blocked_by, counted });
        }
        up
    }

    /// Starts over with the next task because the observation broke; does not count against the person.
    pub(super) fn restart(&mut self, reason: Reason) {
        self.state.restarts += 1;
        if self.state.restarts > self.profile.max_restarts {
            return self.end(Verdict::Retry(vec![reason]));
        }
        self.effects.push(ScanEffect::Restarted(reason));
        self.begin_again();
        self.hint_blocker();
    }

    /// Gives the next task because this one was not done as asked; a few times only.
    pub(super) fn repeat(&mut self, hint: Guidance) {
        self.state.repeats += 1;
        if self.state.repeats > self.profile.max_repeats {
            return self.end(Verdict::NotConfirmed(vec![Reason::TurnUnconfirmed]));
        }
        self.effects.push(ScanEffect::Repeated(Reason::TurnUnconfirmed));
        self.begin_again();
        self.hint(Some(hint));
    }

    fn begin_again(&mut self) {
        self.state.draw += 1;
        self.state.turned = 0;
        self.state.baseline = None;
        self.state.phase = Phase::Positioning;
        self.state.track.lose();
        self.state.crowd_since = None;
        self.forget();
    }

    pub(super) fn keep_capture(&mut self) {
        self.effects.push(ScanEffect::KeepCapture);
    }

    fn forget(&mut self) {
        self.effects.push(ScanEffect::Forget);
    }

    pub(super) fn end(&mut self, verdict: Verdict) {
        let hint = if verdict == Verdict::Passed { Guidance::Success } else { Guidance::TryAgain };
        self.hint(Some(hint));
        if verdict != Verdict::Passed {
            self.forget();
        }
        self.effects.push(ScanEffect::Ended(verdict.clone()));
        self.state.phase = Phase::Done(verdict);
    }

    pub(super) fn hint(&mut self, hint: Option<Guidance>) {
        self.state.display = self.state.display.offer(hint, self.state.clock.now, self.profile);
    }

    pub(super) fn hint_blocker(&mut self) {
        self.hint(self.state.blocked_by);
    }
}
