//! The legs of one head turn: prompt, out, peak, back.

use super::decision::{Reason, Verdict};
use super::gates::Gate;
use super::geometry::seconds;
use super::guidance::Guidance;
use super::planar::{Path, PathSample, PlanarVerdict};
use super::state::{Capture, Phase, Turn};
use super::step::{Seen, Step};

/// Speed is measured over at least this long: over less, landmark noise looks like speed.
const SPEED_SPAN: u64 = 60_000;
/// A jump of the pose between frames this near each other is no movement.
const JUMP: (u64, f32) = (50_000, 12.0);
/// The head has turned round when it is this far from the outermost position.
const TURNED_ROUND: f32 = 3.0;
/// Frames around the outermost position that the planar test wants; the person is told to come back after them.
const PEAK_FRAMES: usize = 3;
/// Without an answer for this long the task is said with more words.
const HESITATION: u64 = 1_200_000;
/// Checkpoints that are not the first face's before it counts as another: one may be smeared.
const MISSES: u32 = 3;
/// Turned further than this, in degrees, a face does not say well enough whose it is.
const RECOGNISABLE: f32 = 15.0;
/// A head within this of neutral, in degrees, waits.
const RESTING: f32 = 3.0;
/// The turn's first far frame comes at most this long after the last look at whose face it is.
const LINK: u64 = 450_000;

impl Turn {
    pub(super) fn begin(now: u64) -> Self {
        Self {
            prompted: now,
            since: now,
            left_neutral: now,
            outermost: 0.0,
            wrong: 0,
            astray: false,
            misses: 0,
            doubtful: false,
            confirmed: None,
            path: Path::default(),
            recent: Vec::new(),
        }
    }
}

/// What this frame adds to a turn that goes on.
struct Leg {
    turn: Turn,
    /// Towards the asked side, since neutral.
    yaw: f32,
}

/// Adds the frame to the path. `None` when the turn is over: too long, too fast, not a movement, or another face's.
fn follow(step: &mut Step<'_>, mut turn: Turn, seen: &Seen<'_>) -> Option<Leg> {
    let (now, profile) = (step.now(), step.profile);
    let side = step.state.task().side.sign();
    let Some(sample) = step.state.baseline.as_ref().and_then(|b| PathSample::measure(b, &seen.neutral, side))
    else {
        step.restart(Reason::FaceLost);
        return None;
    };
    if now.saturating_sub(turn.prompted) > profile.challenge_limit {
        step.repeat(Guidance::ABitMore);
        return None;
    }
    if turn.jumps(now, sample.yaw) || turn.speed(now, sample.yaw) > profile.max_turn_speed {
        step.repeat(Guidance::Slower);
        return None;
    }
    turn.recent.retain(|(at, _)| now.saturating_sub(*at) <= 4 * SPEED_SPAN);
    turn.recent.push((now, sample.yaw));
    turn.outermost = turn.outermost.max(sample.yaw);
    turn.path.push(sample);
    if checkpoint(step, &mut turn, seen, sample.yaw) >= MISSES {
        step.end(Verdict::NotConfirmed(vec![Reason::IdentityChanged]));
        return None;
    }
    Some(Leg { yaw: sample.yaw, turn })
}

/// Compares the frame with the first face where that can be told; the misses so far.
///
/// Without it, whoever moves the head would be bound to the first face by the place in the frame only.
fn checkpoint(step: &Step<'_>, turn: &mut Turn, seen: &Seen<'_>, yaw: f32) -> u32 {
    let clear = yaw.abs() < RECOGNISABLE && seen.blocker.is_none_or(|b| b.gate >= Gate::Pose);
    let Some(similarity) = seen.frame.embedding.and_then(|e| e.anchor).filter(|_| clear) else {
        return turn.misses;
    };
    let same = similarity >= step.calibration.continuity.threshold;
    turn.confirmed = same.then(|| step.now());
    // People blink when they turn their head: closed eyes prove nobody another.
    if !same && seen.face.eyes_open >= step.profile.min_eyes_open {
        turn.misses += 1;
        turn.doubtful |= yaw.abs() > RESTING;
    }
    turn.misses
}

impl Turn {
    /// Whether the next frame should show whose face it is: all but the far ones. Fewer of them would leave room for an
    /// exchange at ten frames a second.
    pub(super) fn wants_checkpoint(&self) -> bool {
        self.path.samples().last().is_none_or(|s| s.yaw.abs() < 1.3 * RECOGNISABLE)
    }

    fn jumps(&self, now: u64, yaw: f32) -> bool {
        self.recent
            .last()
            .is_some_and(|(at, last)| now.saturating_sub(*at) <= JUMP.0 && (yaw - last).abs() > JUMP.1)
    }

    /// Degrees a second since the latest frame that is old enough to compare with.
    fn speed(&self, now: u64, yaw: f32) -> f32 {
        let past = self.recent.iter().rev().find(|(at, _)| now.saturating_sub(*at) >= SPEED_SPAN);
        past.map_or(0.0, |(at, last)| (yaw - last).abs() / seconds(now.saturating_sub(*at)))
    }

    fn peak_frames(&self, least: f32) -> usize {
        self.path.samples().iter().filter(|s| s.yaw >= least).count()
    }
}

/// The side is shown; the head has not left yet.
pub(super) fn prompt(step: &mut Step<'_>, turn: Turn, seen: &Seen<'_>) {
    let Some(Leg { mut turn, yaw }) = follow(step, turn, seen) else { return };
    let (now, profile) = (step.now(), step.profile);
    let task = step.state.task().side.guidance();
    if yaw > profile.neutral {
        if now.saturating_sub(turn.prompted) < profile.reaction {
            // Nobody answers that fast: the movement was under way before the question.
            return step.repeat(Guidance::TurnToFront);
        }
        turn.since = now;
        step.state.phase = Phase::Excursion(turn);
        return step.hint(Some(task));
    }
    let astray = yaw <= -(profile.turn - profile.wrong_way_slack);
    if astray && !turn.astray {
        turn.wrong += 1;
        if turn.wrong > 1 {
            return step.repeat(Guidance::OtherWay);
        }
    }
    turn.astray = if turn.astray { yaw < -profile.neutral } else { astray };
    if yaw.abs() <= profile.neutral {
        turn.left_neutral = now;
    }
    let hint = if turn.wrong > 0 { Guidance::OtherWay } else { task };
    step.state.phase = Phase::Prompt(turn);
    step.hint(Some(hint));
}

/// The head is on its way out.
pub(super) fn excursion(step: &mut Step<'_>, turn: Turn, seen: &Seen<'_>) {
    let Some(Leg { mut turn, yaw }) = follow(step, turn, seen) else { return };
    let (now, profile) = (step.now(), step.profile);
    if now.saturating_sub(turn.since) > profile.max_turn {
        return step.repeat(Guidance::ABitMore);
    }
    if yaw >= profile.turn {
        if turn.confirmed.is_none_or(|at| now.saturating_sub(at) > LINK) {
            // Who went out is not known: too fast for a look at the face on the way.
            return step.repeat(Guidance::Slower);
        }
        turn.since = now;
        step.state.phase = Phase::Peak(turn);
        return;
    }
    let hint = if yaw <= profile.neutral {
        // Came back too early: the same task goes on.
        turn.left_neutral = now;
        step.state.phase = Phase::Prompt(turn);
        Guidance::ABitMore
    } else {
        let late = now.saturating_sub(turn.since) > HESITATION;
        step.state.phase = Phase::Excursion(turn);
        if late { Guidance::ABitMore } else { step.state.task().side.guidance() }
    };
    step.hint(Some(hint));
}

/// The head is out far enough; a few frames more, unless it comes back by itself.
pub(super) fn peak(step: &mut Step<'_>, turn: Turn, seen: &Seen<'_>) {
    let Some(Leg { mut turn, yaw }) = follow(step, turn, seen) else { return };
    let (now, profile) = (step.now(), step.profile);
    let held = now.saturating_sub(turn.since) >= profile.peak_hold
        && turn.peak_frames(0.8 * turn.outermost) >= PEAK_FRAMES;
    if held || yaw < turn.outermost - TURNED_ROUND {
        turn.since = now;
        step.state.phase = Phase::Return(turn);
        return step.hint(Some(Guidance::BackToCentre));
    }
    step.state.phase = Phase::Peak(turn);
}

/// The head is on its way back; straight again, it must be the face of the beginning.
pub(super) fn back(step: &mut Step<'_>, turn: Turn, seen: &Seen<'_>) {
    let Some(Leg { turn, yaw }) = follow(step, turn, seen) else { return };
    let (now, profile) = (step.now(), step.profile);
    let late = now.saturating_sub(turn.since) > profile.max_return;
    if late {
        return step.repeat(Guidance::BackToCentre);
    }
    if yaw.abs() >= profile.neutral || turn.confirmed != Some(now) {
        step.state.phase = Phase::Return(turn);
        return step.hint(Some(Guidance::BackToCentre));
    }
    // A single miss on the way proves no exchange, but it leaves it open who turned.
    if now.saturating_sub(turn.left_neutral) < profile.min_turn || turn.doubtful {
        return step.repeat(Guidance::Slower);
    }
    judge(step, &turn);
}

fn judge(step: &mut Step<'_>, turn: &Turn) {
    let thresholds = &step.calibration.planar;
    let evidence = turn.path.evidence(thresholds);
    let verdict = evidence.judge(thresholds);
    step.state.undecided += u32::from(matches!(verdict, PlanarVerdict::Inconclusive(_)));
    step.state.evidence = Some((evidence, verdict));
    match verdict {
        PlanarVerdict::Solid => {
            step.state.turned += 1;
            step.state.draw += 1;
            if step.state.turned < step.profile.turns {
                step.state.phase = Phase::Arm { since: step.now() };
                return step.hint(Some(Guidance::BackToCentre));
            }
            step.state.phase = Phase::FinalCapture(Capture { since: step.now(), ..Capture::default() });
            step.hint(Some(Guidance::Processing));
        }
        PlanarVerdict::Inconclusive(_) if step.state.undecided < 2 => step.repeat(Guidance::ABitMore),
        PlanarVerdict::Inconclusive(_) | PlanarVerdict::Planar(_) => {
            step.end(Verdict::NotConfirmed(vec![Reason::TurnUnconfirmed]));
        }
    }
}
