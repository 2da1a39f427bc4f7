//! The scan as one pure function: the same state and event give the same next state, on every device.

use super::challenge::{Challenge, Task};
use super::decision::{Reason, Verdict};
use super::facts::{FaceFacts, FrameFacts};
use super::gates::{Blocker, Gate, blocker};
use super::guidance::Guidance;
use super::integrity::{FrameFault, Picture, Time};
use super::planar::{Baseline, Neutral};
use super::profile::{FlashRule, ScanProfile};
use super::state::{Doing, Phase, ScanEffect, ScanEvent, ScanState, Settle};
use super::vote::Vote;
use super::{capture, flash, task};
use crate::HiddenFace;
use crate::calibration::Calibration;

/// Neutral frames kept for the median: more add nothing.
const NEUTRAL_FRAMES: usize = 16;
/// Width of the face over the frame's shorter side that still shows all of it.
const NEAREST: f32 = 0.92;
/// The head has this long, in microseconds, to come back after a task.
const BACK: u64 = 6_000_000;
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
            ScanEvent::Interrupted => step.restart(Reason::Paused),
            ScanEvent::Cancelled => step.end(Verdict::Cancelled),
        }
        step.state.transcript.record(event, &step.effects);
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
        self.state.provenance.look(self.state.clock.now, frame);
        if self.state.phase == Phase::Preflight && !self.preflight() {
            return;
        }
        if self.time_is_up() {
            return;
        }
        if gap > self.profile.max_gap && self.in_task() {
            return self.restart(Reason::CameraUnstable);
        }
        let Some(face) = &frame.face else { return self.absent(frame.hidden) };
        match self.state.pictures.look(self.now(), frame.fingerprint, self.profile.frozen) {
            Picture::New => {}
            Picture::Repeated => return self.effects.push(ScanEffect::Dropped(FrameFault::RepeatedPicture)),
            Picture::Frozen | Picture::Looped => {
                return self.refuse(Reason::CameraUnconfirmed);
            }
        }
        self.face(frame, face, gap);
    }

    fn face(&mut self, frame: &FrameFacts, face: &FaceFacts, gap: u64) {
        self.state.outline = Some(face.outline);
        let same = self.state.track.follow(self.now(), face);
        let speed = self.state.track.speed();
        let widest = self.widest();
        let (blocker, also) = blocker(Some(face), speed, &mut self.state.gates, self.profile, widest);
        self.blocked(blocker.and_then(|b| b.hint), also);
        if !same && self.in_task() {
            return self.restart(Reason::FaceLost);
        }
        match blocker.map(|b| b.gate) {
            Some(Gate::Presence) => return self.absent(None),
            Some(Gate::OneFace) => return self.crowd(),
            _ => self.state.crowd_since = None,
        }
        self.state.usable = self.state.usable.saturating_add(gap.min(self.profile.max_gap));
        let neutral = Neutral::of(face);
        self.phase(&Seen { frame, face, neutral, blocker });
    }

    fn phase(&mut self, seen: &Seen<'_>) {
        if self.is_idle() && task::wanders(self, seen) {
            return self.wandered();
        }
        match std::mem::replace(&mut self.state.phase, Phase::Positioning) {
            Phase::Preflight | Phase::Positioning => self.positioning(seen),
            Phase::Settle(settle) => self.settle(settle, seen),
            Phase::Arm { since, still, idle } => self.arm(since, still, idle, seen),
            Phase::Prompt(doing) => task::prompt(self, doing, seen),
            Phase::Excursion(doing) => task::excursion(self, doing, seen),
            Phase::Peak(doing) => task::peak(self, doing, seen),
            Phase::Return(doing) => task::back(self, doing, seen),
            Phase::Flash(flash) => flash::frame(self, flash, seen),
            Phase::FinalCapture(capture) => capture::frame(self, capture, seen),
            Phase::Done(verdict) => self.state.phase = Phase::Done(verdict),
        }
    }

    /// What can be known before a face is: whether the scan can do what it must.
    fn preflight(&mut self) -> bool {
        if self.profile.flash == FlashRule::Required && !self.state.request.can_flash {
            self.end(Verdict::Inconclusive(vec![Reason::FlashUnavailable]));
            return false;
        }
        self.state.phase = Phase::Positioning;
        true
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
            self.state.phase = Phase::Arm { since: self.now(), still: Some(self.now()), idle: false };
        } else {
            self.state.phase = Phase::Settle(settle);
        }
    }

    fn arm(&mut self, since: u64, still: Option<u64>, idle: bool, seen: &Seen<'_>) {
        let Some(task) = self.state.queue.first().copied() else {
            return self.restart(Reason::CameraUnstable);
        };
        let (now, neutral) = (self.now(), self.profile.neutral);
        let away = self.state.baseline.as_ref().is_none_or(|b| {
            (seen.neutral.yaw - b.yaw).abs() > neutral || (seen.neutral.pitch - b.pitch).abs() > neutral
        });
        // The mouth of the task before may still be open, the head on its way back.
        let waits = self.is_after_a_task() && now.saturating_sub(since) < BACK;
        match still {
            _ if away || !seen.is_straight() => {
                if !waits {
                    return self.unsettle();
                }
                self.state.phase = Phase::Arm { since, still: None, idle };
                // What was said of the task before stays long enough to be read.
                if now.saturating_sub(since) > self.profile.guidance_display {
                    self.hint(Some(Guidance::BackToCentre));
                }
            }
            Some(still) if now.saturating_sub(still) >= task.delay => {
                self.effects.push(ScanEffect::Prompted(task.challenge));
                self.state.phase = Phase::Prompt(Doing::begin(task, now));
                self.hint(Some(task.challenge.guidance()));
            }
            still => {
                self.state.phase = Phase::Arm { since, still: Some(still.unwrap_or(now)), idle };
                if !self.is_after_a_task() {
                    self.hint(Some(Guidance::HoldStill));
                }
            }
        }
    }

    /// Whether nothing is asked and nothing is left to come back from: a recording goes on with what it did for another scan.
    const fn is_idle(&self) -> bool {
        let phase = &self.state.phase;
        matches!(phase, Phase::Arm { idle: true, .. } | Phase::Flash(_) | Phase::FinalCapture(_))
    }

    fn is_after_a_task(&self) -> bool {
        self.state.repeats > 0 || self.state.queue.len() < self.profile.tasks.len()
    }

    /// Back to finding the place, with nothing kept; not a restart, because no task was given yet.
    fn unsettle(&mut self) {
        self.state.phase = Phase::Positioning;
        self.start_round();
        self.hint_blocker();
    }

    /// Whether the person is being watched for a task: from here on the observation must not break.
    const fn in_task(&self) -> bool {
        !matches!(self.state.phase, Phase::Preflight | Phase::Positioning | Phase::Settle(_) | Phase::Done(_))
    }

    /// No face, or one that is too well hidden: then what hides it is said.
    fn absent(&mut self, hidden: Option<HiddenFace>) {
        self.state.track.lose();
        let widest = self.widest();
        let (blocker, _) = blocker(None, None, &mut self.state.gates, self.profile, widest);
        let hint = hidden.and_then(|hidden| hidden.guidance());
        self.blocked(hint.or(blocker.and_then(|b| b.hint)), Vec::new());
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
            Phase::Preflight | Phase::Positioning | Phase::Settle(_) | Phase::Done(_) => self.unsettle(),
            Phase::Arm { .. } if !self.is_after_a_task() => self.unsettle(),
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

    /// Starts over with other tasks because the observation broke; does not count against the person.
    pub(super) fn restart(&mut self, reason: Reason) {
        self.state.round += 1;
        self.start_over(reason);
    }

    /// Starts over because of a movement that nobody asked for, with the same tasks: others would give a recording in a loop
    /// another chance to hold them.
    pub(super) fn wandered(&mut self) {
        self.start_over(Reason::TaskUnconfirmed);
    }

    fn start_over(&mut self, reason: Reason) {
        self.state.restarts += 1;
        if self.state.restarts > self.profile.max_restarts {
            return self.end(Verdict::Retry(vec![reason]));
        }
        self.effects.push(ScanEffect::Restarted(reason));
        self.begin_again();
        self.hint_blocker();
    }

    /// Asks for what was not done as it should be, drawn anew; a few times only. What was done before stays done.
    pub(super) fn repeat(&mut self, task: Task, hint: Guidance) {
        self.state.round += 1;
        let again = self.state.plan.redraw(self.state.round, task);
        self.ask_again(again, hint);
    }

    /// Asks for the very same once more: whoever did something else may not have done what another draw would ask for.
    pub(super) fn ask_again(&mut self, again: Task, hint: Guidance) {
        self.state.repeats += 1;
        if self.state.repeats > self.profile.max_repeats {
            return self.refuse(Reason::TaskUnconfirmed);
        }
        self.effects.push(ScanEffect::Repeated(Reason::TaskUnconfirmed));
        if let Some(first) = self.state.queue.first_mut() {
            *first = again;
        }
        self.state.phase = Phase::Arm { since: self.now(), still: None, idle: false };
        self.hint(Some(hint));
    }

    fn begin_again(&mut self) {
        self.state.baseline = None;
        self.state.phase = Phase::Positioning;
        self.state.track.lose();
        self.state.crowd_since = None;
        self.start_round();
    }

    /// All tasks are to be done, nothing is kept of what was seen.
    fn start_round(&mut self) {
        self.state.queue = self.state.plan.round(self.state.round);
        self.state.votes.clear();
        self.forget();
    }

    /// The largest share of the frame that the face may take: whoever was asked to come closer is there rightly.
    fn widest(&self) -> f32 {
        let rightly = matches!(self.state.phase, Phase::FinalCapture(_) | Phase::Flash(_))
            || self.state.challenge() == Some(Challenge::ComeCloser);
        if rightly { NEAREST } else { self.profile.max_face_width }
    }

    fn blocked(&mut self, hint: Option<Guidance>, also: Vec<Guidance>) {
        let now = self.now();
        self.state.patience.look(hint, now);
        self.state.blocked_by = hint.map(|hint| self.state.patience.sharpen(hint, now));
        self.state.also = also;
    }

    fn forget(&mut self) {
        self.effects.push(ScanEffect::Forget);
    }

    /// Notes what a cue says.
    pub(super) fn vote(&mut self, vote: Vote) {
        self.state.votes.push(vote);
    }

    /// Ends the scan with a doubt.
    pub(super) fn refuse(&mut self, reason: Reason) {
        self.end(Verdict::NotConfirmed(vec![reason]));
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
