//! The final capture: a few good, straight frames of the same face, then the decision.

use super::decision::{Reason, Verdict};
use super::facts::FaceFacts;
use super::gates::Gate;
use super::guidance::Guidance;
use super::profile::{Purpose, ScanProfile};
use super::state::{Capture, Kept, Phase};
use super::step::{Seen, Step};

/// Frames of the final capture that may differ from the first face before it counts as another.
const MISSES: u32 = 3;
/// Frames whose mean decides: the maximum of several would let more strangers in.
const DECIDING: usize = 3;

/// One frame of the final capture.
pub(super) fn frame(step: &mut Step<'_>, mut capture: Capture, seen: &Seen<'_>) {
    let now = step.now();
    if now.saturating_sub(capture.since) > step.profile.capture_limit {
        let hint = step.state.blocked_by.unwrap_or(Guidance::HoldStill);
        return step.end(Verdict::Retry(vec![Reason::PictureNotGood(hint)]));
    }
    let due = capture.last.is_none_or(|last| now.saturating_sub(last) >= step.profile.capture_spacing);
    // Motion is judged by the focus here: the head has just come back and may still drift a little.
    let good = seen.blocker.is_none_or(|b| b.gate == Gate::Still);
    let embedding = seen.frame.embedding.filter(|_| due && good);
    let Some((embedding, anchor)) = embedding.and_then(|e| Some((e, e.anchor?))) else {
        step.state.phase = Phase::FinalCapture(capture);
        return if good { step.hint(Some(Guidance::Processing)) } else { step.hint_blocker() };
    };
    if anchor < step.calibration.continuity.threshold {
        capture.misses += 1;
        if capture.misses >= MISSES {
            return step.end(Verdict::NotConfirmed(vec![Reason::IdentityChanged]));
        }
        step.state.phase = Phase::FinalCapture(capture);
        return;
    }
    let quality = quality(seen.face, step.profile);
    capture.last = Some(now);
    capture.kept.push(Kept { quality, template: embedding.template, lowest_pair: embedding.captured });
    step.keep_capture();
    if capture.kept.len() < step.profile.captures {
        step.state.phase = Phase::FinalCapture(capture);
        return step.hint(Some(Guidance::Processing));
    }
    let verdict = decide(step, capture.kept);
    step.end(verdict);
}

fn decide(step: &Step<'_>, mut kept: Vec<Kept>) -> Verdict {
    match step.state.purpose {
        Purpose::Enrol => {
            let lowest = kept.iter().filter_map(|k| k.lowest_pair).fold(1.0, f32::min);
            if lowest < step.calibration.enrolment.threshold {
                return Verdict::Retry(vec![Reason::CapturesDiffer]);
            }
        }
        Purpose::Verify => {
            kept.sort_by(|a, b| b.quality.total_cmp(&a.quality));
            let best: Option<Vec<f32>> = kept.iter().take(DECIDING).map(|k| k.template).collect();
            // Without a template to compare with nothing can be confirmed.
            let score = best.filter(|b| b.len() == DECIDING).map(super::geometry::mean);
            if score.is_none_or(|s| s < step.calibration.matching.threshold) {
                return Verdict::NotConfirmed(vec![Reason::NoMatch]);
            }
        }
    }
    Verdict::Passed
}

/// Geometric mean of pose, size, light, focus and eyes, each 0 to 1.
fn quality(face: &FaceFacts, profile: &ScanProfile) -> f32 {
    let part = |value: f32, limit: f32| (1.0 - value / limit).clamp(0.0, 1.0);
    let pose = face.pose.yaw.to_radians().cos() * face.pose.pitch.to_radians().cos();
    let size = (face.eye_distance / 90.0).clamp(0.0, 1.0);
    let light =
        part(face.lighting.side, 2.0 * profile.max_side) * part(face.lighting.over, 2.0 * profile.max_over);
    let focus = part(face.lighting.reblur, 1.0);
    (pose * pose * size * light * focus * face.eyes_open.clamp(0.0, 1.0)).max(0.0).powf(0.2)
}
