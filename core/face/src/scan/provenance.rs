//! Where the frames come from: do their times, exposures and the phone's own motion fit a camera in a hand?
//!
//! Defence in depth against injected streams. It cannot win alone against somebody who owns the phone's system.

use serde::{Deserialize, Serialize};

use super::facts::FrameFacts;
use super::geometry::seconds;
use super::vote::{Cue, Opinion, Vote};

/// Frames with camera data, as a share of all, from which on the data count.
const MOST: f32 = 0.9;
/// Fewer frames say nothing about their rhythm.
const LEAST_FRAMES: u32 = 30;
/// The intervals of a real sensor vary by more than this share of their mean; those of a program that sleeps do, too, but
/// those of a file that is played back by its frame rate do not.
const TOO_REGULAR: f32 = 1e-6;
/// Pearson correlation from which on picture and gyroscope move together.
const COUPLED: f32 = 0.5;
/// Mean rotation, in radians a second, below which a phone lies too still to tell.
const STILL: f32 = 0.01;

/// What a camera says of a frame besides its pixels. Whatever the platform does not tell stays `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct CameraData {
    /// Exposure time in microseconds.
    pub exposure: Option<u32>,
    /// Sensitivity, ISO 12232.
    pub iso: Option<u32>,
    /// Focus distance in dioptres.
    pub focus: Option<f32>,
    /// Mean rotation of the phone since the frame before, radians a second about its x (right), y (up) and z (out of the
    /// screen) axes.
    pub rotation: Option<[f32; 3]>,
}

impl CameraData {
    /// Light that falls on the scene, in lux, from exposure and sensitivity: 1,210 over their product for a lens of f/2.2 and
    /// a scene of middle grey (ISO 2720). Good to a factor of two.
    pub(super) fn lux(&self) -> Option<f32> {
        let (exposure, iso) = (seconds(u64::from(self.exposure?)), self.iso?);
        #[expect(clippy::cast_precision_loss, reason = "sensitivities are far below 2^24")]
        let product = exposure * iso as f32;
        (product > 0.0).then_some(1_210.0 / product)
    }

    pub(super) fn is_finite(&self) -> bool {
        self.focus.is_none_or(f32::is_finite) && self.rotation.is_none_or(|r| r.iter().all(|v| v.is_finite()))
    }
}

/// How far the origin of the frames is vouched for. A policy decides which purpose needs which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Assurance {
    /// Nothing is known of the camera, as with a computer's.
    A0,
    /// The camera's own data came with the frames and make sense.
    A1,
    /// And the face answered the screen's colours, or the picture moved with the phone.
    A2,
    /// And the host has proof of an unaltered app and phone.
    A3,
}

/// Running sums over the frames.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Provenance {
    frames: u32,
    with_data: u32,
    intervals: Sums,
    motion: [Pair; 2],
    rotation: Sums,
    last: Option<(u64, [f32; 2])>,
    /// The latest light on the scene, in lux.
    pub(super) lux: Option<f32>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
struct Sums {
    n: f32,
    sum: f32,
    squares: f32,
}

impl Sums {
    fn add(&mut self, value: f32) {
        self.n += 1.0;
        self.sum += value;
        self.squares += value * value;
    }

    fn mean(&self) -> f32 {
        self.sum / self.n.max(1.0)
    }

    fn variance(&self) -> f32 {
        (self.squares / self.n.max(1.0) - self.mean().powi(2)).max(0.0)
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
struct Pair {
    a: Sums,
    b: Sums,
    products: f32,
}

impl Pair {
    fn add(&mut self, a: f32, b: f32) {
        self.a.add(a);
        self.b.add(b);
        self.products += a * b;
    }

    fn correlation(&self) -> f32 {
        let covariance = self.products / self.a.n.max(1.0) - self.a.mean() * self.b.mean();
        let spread = (self.a.variance() * self.b.variance()).sqrt();
        if spread > 0.0 { covariance / spread } else { 0.0 }
    }
}

impl Provenance {
    pub(super) fn look(&mut self, now: u64, frame: &FrameFacts) {
        self.frames += 1;
        let data = &frame.camera;
        self.with_data += u32::from(data.exposure.is_some() && data.iso.is_some());
        self.lux = data.lux().or(self.lux);
        let centre = frame.face.as_ref().map(|face| [face.centre.x, face.centre.y]);
        if let Some((at, before)) = self.last {
            let passed = seconds(now.saturating_sub(at));
            self.intervals.add(passed);
            if let (Some([x, y]), Some([about_x, about_y, _])) = (centre, data.rotation)
                && passed > 0.0
            {
                let [old_x, old_y] = before;
                self.rotation.add(about_x.hypot(about_y));
                // A phone that turns its back to the right shows the face further left: only the size of the correlation
                // counts, since mounts differ in their signs.
                self.pair(0, (x - old_x) / passed, about_y);
                self.pair(1, (y - old_y) / passed, about_x);
            }
        }
        self.last = Some((now, centre.unwrap_or([0.5; 2])));
    }

    fn pair(&mut self, index: usize, seen: f32, felt: f32) {
        if let Some(pair) = self.motion.get_mut(index) {
            pair.add(seen, felt);
        }
    }

    fn is_vouched(&self) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "frames of one scan")]
        let share = self.with_data as f32 / self.frames.max(1) as f32;
        self.frames > 0 && share >= MOST && !self.is_too_regular()
    }

    fn is_too_regular(&self) -> bool {
        self.frames >= LEAST_FRAMES && self.intervals.variance().sqrt() < TOO_REGULAR * self.intervals.mean()
    }

    fn coupling(&self) -> Option<f32> {
        let told = self.rotation.n >= 20.0 && self.rotation.mean() >= STILL;
        told.then(|| self.motion.iter().map(|pair| pair.correlation().abs()).fold(0.0, f32::max))
    }

    pub(super) fn vote(&self) -> Vote {
        let coupling = self.coupling();
        let opinion = match coupling {
            _ if self.is_too_regular() && self.with_data > 0 => Opinion::Against,
            _ if !self.is_vouched() => Opinion::Unavailable,
            Some(value) if value < COUPLED / 2.0 => Opinion::Against,
            Some(value) if value < COUPLED => Opinion::Undecided,
            _ => Opinion::For,
        };
        Vote { cue: Cue::Provenance, opinion, task: None, value: coupling.unwrap_or(0.0), limit: COUPLED }
    }

    pub(super) fn assurance(&self, flash: bool, attested: bool) -> Assurance {
        let coupled = self.coupling().is_some_and(|value| value >= COUPLED);
        match (self.is_vouched(), flash || coupled, attested) {
            (false, _, _) => Assurance::A0,
            (true, false, _) => Assurance::A1,
            (true, true, false) => Assurance::A2,
            (true, true, true) => Assurance::A3,
        }
    }
}
