//! What a finished task shows, and what comes next.

use super::capture;
use super::challenge::Challenge;
use super::decision::Reason;
use super::flash::{self, Flash};
use super::guidance::Guidance;
use super::planar::{Baseline, PlanarVerdict, relief};
use super::profile::FlashRule;
use super::state::{Capture, Doing, Phase, ScanEffect};
use super::step::{Seen, Step};
use super::vote::{Cue, Opinion, Vote};

/// So many turns that leave it open end the scan.
pub(crate) const MAX_UNDECIDED: u32 = 2;

/// Judges a task that was done as asked.
pub(super) fn judge(step: &mut Step<'_>, doing: &Doing, seen: &Seen<'_>) {
    let challenge = doing.task.challenge;
    match challenge {
        Challenge::TurnLeft | Challenge::TurnRight | Challenge::Nod => {
            if !rotation(step, doing) {
                return;
            }
        }
        Challenge::ComeCloser => approach(step, doing),
        Challenge::OpenMouth | Challenge::CloseEyes => {
            let limit = doing.outermost;
            step.vote(Vote {
                cue: Cue::Movement,
                opinion: Opinion::For,
                task: Some(challenge),
                value: limit,
                limit,
            });
        }
    }
    completed(step, challenge, seen);
}

/// Whether the task counts as done.
fn rotation(step: &mut Step<'_>, doing: &Doing) -> bool {
    let task = doing.task;
    let evidence = doing.path.evidence(&step.calibration.planar);
    let verdict = step.calibration.rotation(task.challenge, &evidence);
    step.state.evidence = Some((evidence, verdict));
    let opinion = match verdict {
        PlanarVerdict::Solid => Opinion::For,
        PlanarVerdict::Planar(_) => Opinion::Against,
        PlanarVerdict::Inconclusive(_) => Opinion::Undecided,
    };
    let (value, limit) = (evidence.nose, step.calibration.planar.nose_per_degree * evidence.angle);
    step.vote(Vote { cue: Cue::Solid, opinion, task: Some(task.challenge), value, limit });
    match verdict {
        PlanarVerdict::Solid => true,
        // A nod is too small a movement to decide by itself; it may only speak against.
        PlanarVerdict::Inconclusive(_) if task.challenge == Challenge::Nod => true,
        PlanarVerdict::Inconclusive(_) => {
            step.state.undecided += 1;
            if step.state.undecided < MAX_UNDECIDED {
                step.repeat(task, Guidance::ABitMore);
            } else {
                step.refuse(Reason::TurnUnconfirmed);
            }
            false
        }
        PlanarVerdict::Planar(_) => {
            step.refuse(Reason::TurnUnconfirmed);
            false
        }
    }
}

fn approach(step: &mut Step<'_>, doing: &Doing) {
    let limits = &step.calibration.relief;
    let near = Baseline::median_of(&doing.near);
    let value = step.state.baseline.as_ref().map_or(0.0, |far| relief(far, &near));
    let opinion = if value >= limits.solid {
        Opinion::For
    } else if value < limits.flat {
        Opinion::Against
    } else {
        Opinion::Undecided
    };
    let (task, limit) = (Some(doing.task.challenge), limits.solid);
    step.vote(Vote { cue: Cue::Relief, opinion, task, value, limit });
}

/// The frame that completes a task shows the face straight: the wait for the next one, or the final capture, begins with it.
fn completed(step: &mut Step<'_>, challenge: Challenge, seen: &Seen<'_>) {
    let now = step.now();
    step.vote(Vote {
        cue: Cue::Continuity,
        opinion: Opinion::For,
        task: Some(challenge),
        value: 0.0,
        limit: step.calibration.continuity.threshold,
    });
    step.effects.push(ScanEffect::Completed(challenge));
    if !step.state.queue.is_empty() {
        step.state.queue.remove(0);
    }
    if !step.state.queue.is_empty() {
        let still = (challenge != Challenge::OpenMouth).then_some(now);
        step.state.phase = Phase::Arm { since: now, still, idle: true };
        return step.hint(Some(if challenge == Challenge::OpenMouth {
            Guidance::CloseMouth
        } else {
            Guidance::WellDone
        }));
    }
    let lux = step.state.provenance.lux;
    let flashes = step.state.request.can_flash
        && match step.profile.flash {
            FlashRule::Off => false,
            FlashRule::WherePossible => flash::is_worth_it(lux),
            // Nobody knows how bright it is: the answer itself will tell.
            FlashRule::Required => lux.is_none() || flash::is_worth_it(lux),
        };
    if flashes {
        step.state.phase = Phase::Flash(Flash::begin(now));
        return step.hint(Some(Guidance::FlashWarning));
    }
    let limit = 0.0;
    step.vote(Vote {
        cue: Cue::Flash,
        opinion: Opinion::Unavailable,
        task: None,
        value: lux.unwrap_or(0.0),
        limit,
    });
    capture::frame(step, Capture { since: now, ..Capture::default() }, seen);
}
