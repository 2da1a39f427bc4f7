//! Somebody who follows the prompts, as numbers: minimum-jerk moves, sway, tremor.

use super::synthetic::{Body, Noise, Scene};
use crate::scan::Guidance;

/// A minimum-jerk move from one value to another.
#[derive(Debug, Clone, Copy)]
struct Glide {
    from: f32,
    to: f32,
    begins: f32,
    seconds: f32,
}

impl Glide {
    const fn resting(value: f32) -> Self {
        Self { from: value, to: value, begins: 0.0, seconds: 1.0 }
    }

    fn at(&self, now: f32) -> f32 {
        let t = ((now - self.begins) / self.seconds).clamp(0.0, 1.0);
        self.from + (self.to - self.from) * t * t * t * (10.0 + t * (6.0 * t - 15.0))
    }

    fn send(&mut self, to: f32, begins: f32, seconds: f32, now: f32) {
        *self = Self { from: self.at(now), to, begins, seconds };
    }
}

/// Somebody who follows the prompts: minimum-jerk moves, sway, tremor.
#[derive(Debug, Clone)]
pub(super) struct Actor {
    pub(super) body: Body,
    pub(super) peak: f32,
    pub(super) seconds: f32,
    pub(super) reaction: f32,
    pub(super) tremor: f32,
    pub(super) jitter: f32,
    /// Degrees that the head bends back at the outermost position of a turn.
    pub(super) nod: f32,
    /// Does what is asked, but for turns, which always happen.
    pub(super) obliging: bool,
    yaw: Glide,
    pitch: Glide,
    mouth: Glide,
    eyes: Glide,
    distance: Glide,
    heard: Option<Guidance>,
}

impl Actor {
    pub(super) fn new(body: Body, noise: &mut Noise) -> Self {
        Self {
            body,
            peak: noise.between(22.0, 34.0),
            seconds: noise.between(0.4, 1.4),
            reaction: noise.between(0.25, 0.9),
            tremor: noise.between(0.0, 0.5),
            jitter: 0.006,
            nod: 0.0,
            obliging: true,
            yaw: Glide::resting(0.0),
            pitch: Glide::resting(0.0),
            mouth: Glide::resting(0.02),
            eyes: Glide::resting(0.97),
            distance: Glide::resting(38.0),
            heard: None,
        }
    }

    fn hear(&mut self, now: f32, hint: Option<Guidance>) {
        let (begins, seconds) = (now + self.reaction, self.seconds);
        match hint {
            Some(Guidance::TurnLeft) => self.yaw.send(self.peak, begins, seconds, now),
            Some(Guidance::TurnRight) => self.yaw.send(-self.peak, begins, seconds, now),
            Some(Guidance::ABitMore) => self.yaw.send(self.yaw.to * 1.3, begins, seconds, now),
            Some(Guidance::BackToCentre | Guidance::HoldStill | Guidance::Slower | Guidance::OtherWay) => {
                self.yaw.send(0.0, begins, seconds, now);
                self.pitch.send(0.0, begins, seconds, now);
                self.mouth.send(0.02, begins, 0.3, now);
            }
            Some(Guidance::CloseMouth) => self.mouth.send(0.02, begins, 0.3, now),
            Some(Guidance::OpenEyesNow) => self.eyes.send(0.97, begins, 0.1, now),
            Some(Guidance::Nod) if self.obliging => self.pitch.send(-self.peak * 0.6, begins, seconds, now),
            Some(Guidance::OpenMouth) if self.obliging => self.mouth.send(0.6, begins, 0.4, now),
            Some(Guidance::CloseEyesThenOpen) if self.obliging => self.eyes.send(0.02, begins, 0.1, now),
            Some(Guidance::ComeCloserChallenge) if self.obliging => {
                self.distance.send(27.0, begins, 1.5 * seconds, now);
            }
            Some(Guidance::MoveBack) => self.distance.send(36.0, begins, seconds, now),
            _ => {}
        }
    }

    pub(super) fn scene(&mut self, now: f32, hint: Option<Guidance>) -> Scene {
        if hint != self.heard {
            self.heard = hint;
            self.hear(now, hint);
        }
        let tremor = self.tremor * (now * 5.0 * std::f32::consts::TAU).sin();
        let yaw = self.yaw.at(now);
        Scene {
            body: self.body,
            yaw: yaw + tremor,
            pitch: self.pitch.at(now) + 0.6 * (now * 1.3).sin() + self.nod * yaw.abs() / self.peak.max(1.0),
            shift: 0.3 * (now * 1.1).sin(),
            distance: self.distance.at(now) + 0.5 * (now * 0.7).sin(),
            jitter: self.jitter,
            mouth: self.mouth.at(now),
            eyes: self.eyes.at(now),
        }
    }
}
