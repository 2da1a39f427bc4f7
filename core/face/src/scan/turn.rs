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
/// Embeddings after the return that may miss: an eye that blinks, a frame that is smeared.
const MISSES: u32 = 3;

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

/// Adds the frame to the path. `None` when the turn is over: too long, too fast, or not a movement.
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
    Some(Leg { yaw: sample.yaw, turn })
}

impl Turn {
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
    let Some(Leg { mut turn, yaw }) = follow(step, turn, seen) else { return };
    let (now, profile) = (step.now(), step.profile);
    let late = now.saturating_sub(turn.since) > profile.max_return;
    if late {
        return step.repeat(Guidance::BackToCentre);
    }
    let straight = yaw.abs() < profile.neutral && seen.blocker.is_none_or(|b| b.gate >= Gate::Pose);
    let Some(similarity) = seen.frame.embedding.and_then(|e| e.anchor).filter(|_| straight) else {
        step.state.phase = Phase::Return(turn);
        return step.hint(Some(Guidance::BackToCentre));
    };
    if similarity < step.calibration.continuity.threshold {
        turn.misses += 1;
        if turn.misses >= MISSES {
            return step.end(Verdict::NotConfirmed(vec![Reason::IdentityChanged]));
        }
        step.state.phase = Phase::Return(turn);
        return;
    }
    if now.saturating_sub(turn.left_neutral) < profile.min_turn {
        return step.repeat(Guidance::Slower);
    }
    judge(step, &turn);
}

fn judge(step: &mut Step<'_>, turn: &Turn) {
    let thresholds = &step.calibration.planar;
    let evidence = turn.path.evidence(thresholds);
    let verdict = evidence.judge(thresholds);
    let undecided_before = matches!(step.state.evidence, Some((_, PlanarVerdict::Inconclusive(_))));
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
        PlanarVerdict::Inconclusive(_) if !undecided_before => step.repeat(Guidance::ABitMore),
        PlanarVerdict::Inconclusive(_) | PlanarVerdict::Planar(_) => {
            step.end(Verdict::NotConfirmed(vec![Reason::TurnUnconfirmed]));
        }
    }
}
