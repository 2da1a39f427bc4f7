//! The legs of one task: prompt, out, peak, back.

use super::challenge::{Challenge, Task};
use super::decision::Reason;
use super::gates::Gate;
use super::geometry::seconds;
use super::guidance::Guidance;
use super::judge;
use super::planar::{Baseline, Path, PathSample};
use super::profile::ScanProfile;
use super::state::{Doing, Phase};
use super::step::{Seen, Step};

/// Speed is measured over at least this long: over less, landmark noise looks like speed.
const SPEED_SPAN: u64 = 60_000;
/// A jump of the pose between frames this near each other is no movement.
const JUMP: (u64, f32) = (50_000, 12.0);
/// The head has turned round when it is this far, as a share of the least movement, from the outermost position.
const TURNED_ROUND: f32 = 0.17;
/// Frames around the outermost position that the planar test wants; the person is told to come back after them.
const PEAK_FRAMES: u32 = 3;
/// Without an answer for this long the task is said with more words.
const HESITATION: u64 = 1_200_000;
/// Checkpoints that are not the first face's before it counts as another: one may be smeared.
const MISSES: u32 = 3;
/// Turned or bent further than this, in degrees, a face does not say well enough whose it is.
const RECOGNISABLE: f32 = 15.0;
/// Up to here a face that is known all the same is known.
const KNOWN: f32 = 1.3 * RECOGNISABLE;
/// A head within this of neutral, in degrees, waits.
const RESTING: f32 = 3.0;
/// The movement's first far frame comes at most this long after the last look at whose face it is.
const LINK: u64 = 450_000;
/// What is left of the likeness at least when the mouth opens: strangers hardly ever reach it.
const OPEN_MOUTH: f32 = 0.75;
/// Frames of the nearest position that are kept.
const NEAR_FRAMES: usize = 8;

/// How far a frame is on the way of a task, in the task's own unit: degrees, a ratio, or a probability.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Reach {
    value: f32,
    /// Far enough.
    far: f32,
    /// Below this it counts as neutral.
    neutral: f32,
}

fn reach(challenge: Challenge, base: &Baseline, seen: &Seen<'_>, p: &ScanProfile) -> Reach {
    let (now, face) = (&seen.neutral, seen.face);
    let reach = |value, far, neutral| Reach { value, far, neutral };
    match challenge {
        Challenge::TurnLeft | Challenge::TurnRight => {
            reach((now.yaw - base.yaw) * challenge.side(), p.turn, p.neutral)
        }
        Challenge::Nod => reach(base.pitch - now.pitch, p.nod, p.nod / 2.0),
        Challenge::OpenMouth => reach(face.mouth_open - base.mouth, p.mouth, p.mouth / 2.0),
        // Towards 0 the eyes are open, towards 1 closed.
        Challenge::CloseEyes => reach(1.0 - face.eyes_open, 1.0 - p.eyes_closed, 0.5 * (1.0 - p.eyes_closed)),
        Challenge::ComeCloser => {
            let grown = face.eye_distance / base.eye_distance.max(1.0) - 1.0;
            reach(grown, p.closer - 1.0, 0.3 * (p.closer - 1.0))
        }
    }
}

impl Doing {
    pub(super) fn begin(task: Task, now: u64) -> Self {
        Self {
            task,
            prompted: now,
            since: now,
            left_neutral: now,
            outermost: 0.0,
            wrong: 0,
            astray: false,
            misses: 0,
            doubtful: false,
            linked: false,
            confirmed: None,
            path: Path::default(),
            recent: Vec::new(),
            far: 0,
            near: Vec::new(),
        }
    }

    /// Whether the next frame should show whose face it is: all but the far ones. Fewer of them would leave room for an
    /// exchange at ten frames a second.
    pub(super) fn wants_checkpoint(&self) -> bool {
        self.path.samples().last().is_none_or(|s| s.lead.abs() < KNOWN)
    }

    fn jumps(&self, now: u64, angle: f32) -> bool {
        self.recent
            .last()
            .is_some_and(|(at, last)| now.saturating_sub(*at) <= JUMP.0 && (angle - last).abs() > JUMP.1)
    }

    /// Degrees a second since the latest frame that is old enough to compare with.
    fn speed(&self, now: u64, angle: f32) -> f32 {
        let past = self.recent.iter().rev().find(|(at, _)| now.saturating_sub(*at) >= SPEED_SPAN);
        past.map_or(0.0, |(at, last)| (angle - last).abs() / seconds(now.saturating_sub(*at)))
    }
}

/// What this frame adds to a task that goes on.
struct Leg {
    doing: Doing,
    reach: Reach,
}

/// Adds the frame to the task. `None` when it is over: too long, too fast, not a movement, or another face's.
fn follow(step: &mut Step<'_>, mut doing: Doing, seen: &Seen<'_>) -> Option<Leg> {
    let (now, profile) = (step.now(), step.profile);
    let challenge = doing.task.challenge;
    let sample = step.state.baseline.as_ref().and_then(|b| PathSample::measure(b, &seen.neutral, challenge));
    let (Some(sample), Some(base)) = (sample, &step.state.baseline) else {
        step.restart(Reason::FaceLost);
        return None;
    };
    let reach = reach(challenge, base, seen, profile);
    if now.saturating_sub(doing.prompted) > profile.challenge_limit {
        step.repeat(doing.task, Guidance::ABitMore);
        return None;
    }
    if challenge.rotates()
        && (doing.jumps(now, sample.lead) || doing.speed(now, sample.lead) > profile.max_turn_speed)
    {
        step.repeat(doing.task, Guidance::Slower);
        return None;
    }
    doing.recent.retain(|(at, _)| now.saturating_sub(*at) <= 4 * SPEED_SPAN);
    doing.recent.push((now, sample.lead));
    doing.outermost = doing.outermost.max(reach.value);
    doing.far += u32::from(reach.value >= 0.8 * reach.far.max(doing.outermost));
    doing.path.push(sample);
    if checkpoint(step, &mut doing, seen, sample.angle()) >= MISSES {
        step.refuse(Reason::IdentityChanged);
        return None;
    }
    Some(Leg { doing, reach })
}

/// Compares the frame with the first face where that can be told; the misses so far.
///
/// Without it, whoever moves the head would be bound to the first face by the place in the frame only.
fn checkpoint(step: &Step<'_>, doing: &mut Doing, seen: &Seen<'_>, angle: f32) -> u32 {
    let opens = doing.task.challenge == Challenge::OpenMouth;
    let clear = angle < KNOWN && (opens || seen.blocker.is_none_or(|b| b.gate >= Gate::Pose));
    let Some(similarity) = seen.frame.embedding.and_then(|e| e.anchor).filter(|_| clear) else {
        return doing.misses;
    };
    // A mouth that is wide open changes a face, but not into another's.
    let share = if opens { OPEN_MOUTH } else { 1.0 };
    let same = similarity >= share * step.calibration.continuity.threshold;
    if !same && angle >= RECOGNISABLE {
        return doing.misses;
    }
    doing.confirmed = same.then(|| step.now());
    doing.linked |= same && angle > RESTING;
    // People blink when they turn their head: closed eyes prove nobody another.
    if !same && seen.face.eyes_open >= step.profile.min_eyes_open {
        doing.misses += 1;
        doing.doubtful |= angle > RESTING;
    }
    doing.misses
}

/// Whether a whole movement was made that nobody asked for: a recording does what it did for another scan.
fn strays(challenge: Challenge, sample: &PathSample, profile: &ScanProfile) -> bool {
    let turns = |angle: f32| angle.abs() >= profile.turn - profile.wrong_way_slack;
    let nods = |angle: f32| angle <= -(profile.nod + profile.wrong_way_slack);
    match challenge {
        Challenge::TurnLeft | Challenge::TurnRight => nods(sample.off) && sample.lead.abs() < profile.neutral,
        Challenge::Nod => turns(sample.off),
        _ => turns(sample.lead) || nods(sample.off),
    }
}

/// Whether something was done while nothing is asked: the head is as far away as only a task takes it, or a task that comes later is
/// done.
pub(super) fn wanders(step: &Step<'_>, seen: &Seen<'_>) -> bool {
    let base = step.state.baseline.as_ref();
    let sample = base.and_then(|base| PathSample::measure(base, &seen.neutral, Challenge::TurnLeft));
    sample.is_some_and(|sample| strays(Challenge::OpenMouth, &sample, step.profile))
        || anticipates(step, &step.state.queue, seen)
}

/// Whether one of these tasks, which are still to be asked, is done already: a recording in a loop, or of the same tasks in another
/// order, does. Turns and nods are told by [`strays`]; eyes are closed by every blink.
fn anticipates(step: &Step<'_>, tasks: &[Task], seen: &Seen<'_>) -> bool {
    let Some(base) = &step.state.baseline else { return false };
    let told = |task: &&Task| matches!(task.challenge, Challenge::OpenMouth | Challenge::ComeCloser);
    tasks.iter().filter(told).any(|task| {
        let reach = reach(task.challenge, base, seen, step.profile);
        reach.value >= reach.far
    })
}

/// The task is shown; nothing has moved yet.
pub(super) fn prompt(step: &mut Step<'_>, doing: Doing, seen: &Seen<'_>) {
    let Some(Leg { mut doing, reach }) = follow(step, doing, seen) else { return };
    let (now, profile) = (step.now(), step.profile);
    let task = doing.task;
    let later = step.state.queue.get(1..).unwrap_or_default();
    if doing.path.samples().last().is_some_and(|sample| strays(task.challenge, sample, profile))
        || anticipates(step, later, seen)
    {
        return step.wandered();
    }
    if reach.value > reach.neutral {
        if now.saturating_sub(doing.prompted) < profile.reaction {
            // Nobody answers that fast: the movement was under way before the question.
            return step.repeat(task, task.challenge.back());
        }
        doing.since = now;
        step.state.phase = Phase::Excursion(doing);
        return step.hint(Some(task.challenge.guidance()));
    }
    let astray = is_astray(task, reach, profile);
    if astray && !doing.astray {
        doing.wrong += 1;
        if doing.wrong > 1 {
            return step.ask_again(task, Guidance::OtherWay);
        }
    }
    doing.astray = if doing.astray { reach.value < -reach.neutral } else { astray };
    if reach.value.abs() <= reach.neutral {
        doing.left_neutral = now;
    }
    let hint = if doing.wrong > 0 { Guidance::OtherWay } else { task.challenge.guidance() };
    step.state.phase = Phase::Prompt(doing);
    step.hint(Some(hint));
}

/// Whether the head is turned as far to the other side as it was to be turned to this one.
const fn is_astray(task: Task, reach: Reach, profile: &ScanProfile) -> bool {
    task.challenge.is_turn() && reach.value <= -(profile.turn - profile.wrong_way_slack)
}

/// On the way out.
pub(super) fn excursion(step: &mut Step<'_>, doing: Doing, seen: &Seen<'_>) {
    let Some(Leg { mut doing, reach }) = follow(step, doing, seen) else { return };
    let (now, profile) = (step.now(), step.profile);
    let task = doing.task;
    if now.saturating_sub(doing.since) > profile.max_turn {
        return step.repeat(task, Guidance::ABitMore);
    }
    if reach.value >= reach.far {
        let unlinked = doing.confirmed.is_none_or(|at| now.saturating_sub(at) > LINK);
        if task.challenge != Challenge::CloseEyes && unlinked {
            // Who went out is not known: too fast for a look at the face on the way.
            return step.repeat(task, Guidance::Slower);
        }
        doing.since = now;
        return at_peak(step, doing, seen, reach);
    }
    let hint = if reach.value <= reach.neutral {
        // Came back too early: the same task goes on.
        doing.left_neutral = now;
        step.state.phase = Phase::Prompt(doing);
        Guidance::ABitMore
    } else {
        let late = now.saturating_sub(doing.since) > HESITATION;
        step.state.phase = Phase::Excursion(doing);
        if late { Guidance::ABitMore } else { task.challenge.guidance() }
    };
    step.hint(Some(hint));
}

/// Far enough; a few frames more, unless it comes back by itself.
pub(super) fn peak(step: &mut Step<'_>, doing: Doing, seen: &Seen<'_>) {
    let Some(Leg { doing, reach }) = follow(step, doing, seen) else { return };
    at_peak(step, doing, seen, reach);
}

fn at_peak(step: &mut Step<'_>, mut doing: Doing, seen: &Seen<'_>, reach: Reach) {
    let (now, profile) = (step.now(), step.profile);
    let challenge = doing.task.challenge;
    let long = if challenge == Challenge::CloseEyes { profile.eyes_closed_for } else { profile.peak_hold };
    let held = now.saturating_sub(doing.since) >= long && (!challenge.rotates() || doing.far >= PEAK_FRAMES);
    if challenge == Challenge::ComeCloser {
        if doing.near.len() < NEAR_FRAMES && reach.value >= reach.far {
            doing.near.push(seen.neutral);
        }
        if held && doing.near.len() >= 3 && doing.confirmed == Some(now) {
            return judge::judge(step, &doing, seen);
        }
        if reach.value > reach.neutral {
            step.state.phase = Phase::Peak(doing);
            return;
        }
    }
    if held && challenge == Challenge::OpenMouth && doing.confirmed == Some(now) {
        // It may close while the next thing is asked.
        return judge::judge(step, &doing, seen);
    }
    if held || reach.value < doing.outermost - TURNED_ROUND * reach.far {
        doing.since = now;
        step.state.phase = Phase::Return(doing);
        return step.hint(Some(challenge.back()));
    }
    let hint = if challenge == Challenge::CloseEyes { challenge.guidance() } else { challenge.back() };
    step.state.phase = Phase::Peak(doing);
    // Whoever is told at once comes back by themselves once they are as far as they wanted to go.
    step.hint(Some(hint));
}

/// On the way back; neutral again, it must be the face of the beginning.
pub(super) fn back(step: &mut Step<'_>, doing: Doing, seen: &Seen<'_>) {
    let Some(Leg { doing, reach }) = follow(step, doing, seen) else { return };
    let (now, profile) = (step.now(), step.profile);
    let task = doing.task;
    if now.saturating_sub(doing.since) > profile.max_return {
        return step.repeat(task, task.challenge.back());
    }
    if is_astray(task, reach, profile) {
        // Through the middle and on: a recording of somebody who was asked for both sides, or turned to the wrong one first.
        return step.wandered();
    }
    let neutral = match task.challenge {
        Challenge::ComeCloser => reach.value < reach.far,
        _ => reach.value.abs() < reach.neutral,
    };
    if !neutral || doing.confirmed != Some(now) {
        step.state.phase = Phase::Return(doing);
        return step.hint(Some(task.challenge.back()));
    }
    if task.challenge == Challenge::ComeCloser {
        // Came near, but went again before it could be looked at.
        return step.repeat(task, Guidance::ABitMore);
    }
    // A single miss on the way proves no exchange, but it leaves it open who moved; so does no look at all.
    let rushed = now.saturating_sub(doing.left_neutral) < profile.min_turn || !doing.linked;
    if (task.challenge.rotates() && rushed) || doing.doubtful {
        return step.repeat(task, Guidance::Slower);
    }
    judge::judge(step, &doing, seen);
}
