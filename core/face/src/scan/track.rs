//! The face from frame to frame: how fast it moves, whether it is still the same one.

use serde::{Deserialize, Serialize};

use super::facts::FaceFacts;
use super::geometry::{Point, mean, seconds};

/// How far back the motion is looked at, in microseconds.
const WINDOW: u64 = 500_000;
/// Most frames of the window: enough for 60 a second.
const CAPACITY: usize = 32;

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Step {
    at: u64,
    eyes: Point,
    eye_distance: f32,
    outline: [f32; 4],
}

/// The recent path of the face through the frame.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Track {
    steps: Vec<Step>,
}

impl Track {
    /// Adds a frame. The answer is whether this can still be the face of the frame before.
    pub(super) fn follow(&mut self, now: u64, face: &FaceFacts) -> bool {
        let step = Step { at: now, eyes: face.eyes, eye_distance: face.eye_distance, outline: face.outline };
        let same = self.steps.last().is_none_or(|last| last.may_become(&step));
        if !same {
            self.steps.clear();
        }
        self.steps.push(step);
        let start = now.saturating_sub(WINDOW);
        let surplus = self.steps.len().saturating_sub(CAPACITY);
        let old = self.steps.iter().take_while(|s| s.at < start).count();
        self.steps.drain(..surplus.max(old));
        same
    }

    /// The face is gone: the next one is another.
    pub(super) fn lose(&mut self) {
        self.steps.clear();
    }

    /// Drift of the face in eye distances a second: from the mean of the window's older half to that of its newer half,
    /// so that tremor and landmark noise cancel. `None` while there is too little to tell.
    pub(super) fn speed(&self) -> Option<f32> {
        let (first, last) = (self.steps.first()?, self.steps.last()?);
        if self.steps.len() < 3 || last.at.saturating_sub(first.at) < WINDOW / 2 {
            return None;
        }
        let (old, new) = self.steps.split_at(self.steps.len() / 2);
        let time = |half: &[Step]| mean(half.iter().map(|s| seconds(s.at.saturating_sub(first.at))));
        let place = |half: &[Step]| {
            Point::new(mean(half.iter().map(|s| s.eyes.x)), mean(half.iter().map(|s| s.eyes.y)))
        };
        let elapsed = (time(new) - time(old)).max(1e-3);
        Some(place(new).distance(place(old)) / last.eye_distance.max(1.0) / elapsed)
    }
}

impl Step {
    /// Heads have inertia: the box still overlaps, or the eyes moved less than 0.6 eye distances in a tenth of a second.
    fn may_become(&self, next: &Self) -> bool {
        let tenths = (seconds(next.at.saturating_sub(self.at)) * 10.0).max(1.0);
        let shift = self.eyes.distance(next.eyes) / self.eye_distance.max(1.0);
        shift <= 0.6 * tenths || overlap(self.outline, next.outline) >= 0.3
    }
}

/// Intersection over union of two boxes.
fn overlap(a: [f32; 4], b: [f32; 4]) -> f32 {
    let ([ax, ay, aw, ah], [bx, by, bw, bh]) = (a, b);
    let width = ((ax + aw).min(bx + bw) - ax.max(bx)).max(0.0);
    let height = ((ay + ah).min(by + bh) - ay.max(by)).max(0.0);
    let common = width * height;
    common / (aw * ah + bw * bh - common).max(f32::EPSILON)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A box of another person must not count as the same face.
    #[test]
    fn overlap_of_boxes() {
        assert!((overlap([0., 0., 1., 1.], [0., 0., 1., 1.]) - 1.0).abs() < 1e-6);
        assert!(overlap([0., 0., 1., 1.], [2., 0., 1., 1.]).abs() < 1e-6);
        assert!((overlap([0., 0., 2., 1.], [1., 0., 2., 1.]) - 1.0 / 3.0).abs() < 1e-6);
    }
}
