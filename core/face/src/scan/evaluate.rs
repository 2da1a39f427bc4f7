//! The decision: is it live, is it the person?

use super::decision::{Reason, Verdict};
use super::geometry::{mean, median};
use super::profile::{FlashRule, Purpose};
use super::state::{Capture, Kept};
use super::step::Step;
use super::vote::{Cue, Fusion, Opinion, Vote, fuse};

/// Frames whose mean decides: the maximum of several would let more strangers in.
const DECIDING: usize = 3;
/// Frames that the anti-spoofing model must have seen before it has a say.
const LEAST_SPOOF: usize = 3;
/// Median probability of a presentation attack from which on the model says no.
const SPOOF: f32 = 0.9;
/// By how much somebody else's template must fit better than the chosen one's before the person is asked whether they chose
/// the right one.
const OTHER: f32 = 0.05;

/// Ends the scan.
pub(super) fn evaluate(step: &mut Step<'_>, capture: Capture) {
    presentation(step, &capture.spoof);
    let provenance = step.state.provenance.vote();
    step.vote(provenance);
    let verdict = liveness(step).unwrap_or_else(|| match step.state.request.purpose {
        Purpose::Enrol if capture.lowest_pair() < step.calibration.enrolment.threshold => {
            Verdict::Retry(vec![Reason::CapturesDiffer])
        }
        Purpose::Enrol => Verdict::Passed,
        Purpose::Verify => identity(step, capture.kept),
    });
    step.end(verdict);
}

fn presentation(step: &mut Step<'_>, spoof: &[f32]) {
    let value = median(spoof.to_vec());
    let opinion = if spoof.len() < LEAST_SPOOF {
        Opinion::Unavailable
    } else if value >= SPOOF {
        Opinion::Against
    } else if value < 0.5 {
        Opinion::For
    } else {
        Opinion::Undecided
    };
    step.vote(Vote { cue: Cue::Presentation, opinion, task: None, value, limit: SPOOF });
}

/// `None` when the face is live.
fn liveness(step: &Step<'_>) -> Option<Verdict> {
    match fuse(&step.state.votes) {
        Fusion::Doubt(reason) => return Some(Verdict::NotConfirmed(vec![reason])),
        Fusion::Unclear(reason) => return Some(Verdict::Inconclusive(vec![reason])),
        Fusion::Live => {}
    }
    let answered = step.state.votes.iter().any(|v| v.cue == Cue::Flash && v.opinion == Opinion::For);
    (step.profile.flash == FlashRule::Required && !answered)
        .then(|| Verdict::Inconclusive(vec![Reason::FlashUnavailable]))
}

fn identity(step: &Step<'_>, mut kept: Vec<Kept>) -> Verdict {
    kept.sort_by(|a, b| b.quality.total_cmp(&a.quality));
    kept.truncate(DECIDING);
    let threshold = step.calibration.matching.threshold;
    let score = |of: &dyn Fn(&Kept) -> Option<f32>| {
        let scores: Option<Vec<f32>> = kept.iter().map(of).collect();
        scores.filter(|s| s.len() == DECIDING).map(mean)
    };
    let (chosen, other) = (score(&|k| k.template), score(&|k| k.others));
    if let Some(other) = other
        && other >= threshold
        && chosen.is_none_or(|chosen| other > chosen + OTHER)
    {
        return Verdict::NotConfirmed(vec![Reason::DifferentPerson]);
    }
    // Without a template to compare with nothing can be confirmed.
    if chosen.is_some_and(|score| score >= threshold) {
        Verdict::Passed
    } else {
        Verdict::NotConfirmed(vec![Reason::NoMatch])
    }
}
