//! The final capture: a few good, straight frames of the same face, the best of which decide.

use super::decision::{Reason, Verdict};
use super::evaluate::evaluate;
use super::facts::FaceFacts;
use super::gates::Gate;
use super::guidance::Guidance;
use super::profile::ScanProfile;
use super::state::{Capture, Kept, Phase, ScanEffect};
use super::step::{Seen, Step};

/// Frames of the final capture that may differ from the first face before it counts as another.
const MISSES: u32 = 3;

/// One frame of the final capture.
pub(super) fn frame(step: &mut Step<'_>, mut capture: Capture, seen: &Seen<'_>) {
    let now = step.now();
    let profile = step.profile;
    if now.saturating_sub(capture.since) > profile.capture_limit {
        if capture.kept.len() >= profile.captures {
            return evaluate(step, capture);
        }
        let hint = step.state.blocked_by.unwrap_or(Guidance::HoldStill);
        return step.end(Verdict::Retry(vec![Reason::PictureNotGood(hint)]));
    }
    let mouth = step.state.baseline.as_ref().map_or(0.0, |b| seen.face.mouth_open - b.mouth);
    if mouth > profile.mouth / 2.0 {
        // The mouth of the task before.
        step.state.phase = Phase::FinalCapture(capture);
        return step.hint(Some(Guidance::CloseMouth));
    }
    let due = capture.last.is_none_or(|last| now.saturating_sub(last) >= profile.capture_spacing);
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
            return step.refuse(Reason::IdentityChanged);
        }
        step.state.phase = Phase::FinalCapture(capture);
        return;
    }
    capture.last = Some(now);
    capture.seen += 1;
    capture.spoof.extend(seen.frame.spoof);
    let quality = quality(seen.face, profile);
    if let Some(place) = capture.place(quality, profile.captures) {
        let (template, others, pairs) = (embedding.template, embedding.others, embedding.captured);
        capture.keep(place, Kept { quality, template, others, pairs });
        step.effects.push(ScanEffect::KeepCapture(place));
    }
    if capture.seen < profile.candidates {
        step.state.phase = Phase::FinalCapture(capture);
        return step.hint(Some(Guidance::Processing));
    }
    evaluate(step, capture);
}

impl Capture {
    /// Where a frame of this quality goes: a free place, or that of the worst one when it is better.
    fn place(&self, quality: f32, places: usize) -> Option<usize> {
        if self.kept.len() < places {
            return Some(self.kept.len());
        }
        let worst = self.kept.iter().enumerate().min_by(|(_, a), (_, b)| a.quality.total_cmp(&b.quality));
        worst.filter(|(_, kept)| kept.quality < quality).map(|(place, _)| place)
    }
}

impl Capture {
    fn keep(&mut self, place: usize, kept: Kept) {
        for (old, pair) in self.kept.iter_mut().zip(kept.pairs) {
            if let Some(cell) = old.pairs.get_mut(place) {
                *cell = pair;
            }
        }
        match self.kept.get_mut(place) {
            Some(old) => *old = kept,
            None => self.kept.push(kept),
        }
    }

    /// The lowest similarity of any two kept embeddings; 1 for a single one.
    pub(super) fn lowest_pair(&self) -> f32 {
        let pairs = self.kept.iter().enumerate().flat_map(|(i, kept)| {
            kept.pairs.iter().take(self.kept.len()).enumerate().filter(move |(j, _)| *j != i)
        });
        pairs.filter_map(|(_, pair)| *pair).fold(1.0, f32::min)
    }
}

/// Abruptness of the edges from which a picture is as sharp as can be.
const SHARP: f32 = 0.4;

/// Geometric mean of pose, size, light, focus and eyes, each 0 to 1.
fn quality(face: &FaceFacts, profile: &ScanProfile) -> f32 {
    let part = |value: f32, limit: f32| (1.0 - value / limit).clamp(0.0, 1.0);
    let pose = face.pose.yaw.to_radians().cos() * face.pose.pitch.to_radians().cos();
    let size = (face.eye_distance / 90.0).clamp(0.0, 1.0);
    let light =
        part(face.lighting.side, 2.0 * profile.max_side) * part(face.lighting.over, 2.0 * profile.max_over);
    let focus = (face.lighting.edges / SHARP).clamp(0.0, 1.0);
    (pose * pose * size * light * focus * face.eyes_open.clamp(0.0, 1.0)).max(0.0).powf(0.2)
}
