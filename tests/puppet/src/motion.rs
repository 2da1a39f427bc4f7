//! How people move: glides, sway, blinks.

use crate::Random;
use crate::geometry::sin_cos;

/// One move from a value to another along the minimum-jerk curve (Flash and Hogan, 1985).
#[derive(Debug, Clone, Copy)]
struct Leg {
    from: f32,
    to: f32,
    start_us: u64,
    end_us: u64,
}

impl Leg {
    fn at(&self, now_us: u64) -> f32 {
        let total = (self.end_us - self.start_us).max(1) as f32;
        let t = (now_us.saturating_sub(self.start_us) as f32 / total).min(1.0);
        self.from + (self.to - self.from) * t * t * t * (10.0 + t * (6.0 * t - 15.0))
    }
}

/// A value that is moved now and then, such as the yaw of a head.
#[derive(Debug, Clone)]
pub(crate) struct Glide {
    legs: [Leg; 2],
}

impl Glide {
    /// At rest.
    pub(crate) const fn resting(value: f32) -> Self {
        let leg = Leg { from: value, to: value, start_us: 0, end_us: 0 };
        Self { legs: [leg; 2] }
    }

    /// The value now.
    pub(crate) fn at(&self, now_us: u64) -> f32 {
        let [first, second] = &self.legs;
        if now_us < second.start_us { first.at(now_us) } else { second.at(now_us) }
    }

    /// When the value is first where it was sent.
    pub(crate) const fn arrives_us(&self) -> u64 {
        self.legs[0].end_us
    }

    /// Starts towards `to` at a mean speed in units a second, overshoots by a share of the way and settles.
    pub(crate) fn send(&mut self, to: f32, speed: f32, overshoot: f32, now_us: u64) {
        let from = self.at(now_us);
        let beyond = to + (to - from) * overshoot;
        let way_us = ((beyond - from).abs() / speed * 1e6) as u64;
        let turn_us = now_us + way_us.max(80_000);
        let first = Leg { from, to: beyond, start_us: now_us, end_us: turn_us };
        let second = Leg { from: beyond, to, start_us: turn_us, end_us: turn_us + 250_000 };
        self.legs = [first, second];
    }
}

/// Slow wandering of a head or a hand: three waves of different length.
#[derive(Debug, Clone)]
pub(crate) struct Sway {
    waves: [(f32, f32, f32); 3],
}

impl Sway {
    /// Reaches about `size` to both sides, around `hertz` waves a second.
    pub(crate) fn new(size: f32, hertz: f32, random: &mut Random) -> Self {
        let mut wave = |share: f32, pace: f32| {
            (size * share, hertz * pace * random.between(0.8, 1.2), random.between(0.0, 360.0))
        };
        Self { waves: [wave(0.55, 1.0), wave(0.3, 1.9), wave(0.15, 3.1)] }
    }

    /// The deviation now.
    pub(crate) fn at(&self, now_us: u64) -> f32 {
        let seconds = now_us as f32 / 1e6;
        self.waves.iter().map(|(size, hertz, phase)| size * sin_cos(seconds * hertz * 360.0 + phase).0).sum()
    }
}

/// Blinks every two to seven seconds.
#[derive(Debug, Clone)]
pub(crate) struct Blinks {
    random: Random,
    start_us: u64,
    length_us: u64,
}

impl Blinks {
    /// The first blink comes within seven seconds of `now_us`.
    pub(crate) fn new(seed: u64, now_us: u64) -> Self {
        let mut blinks = Self { random: Random::new(seed ^ 0xB11A), start_us: 0, length_us: 0 };
        blinks.plan(now_us);
        blinks
    }

    fn plan(&mut self, now_us: u64) {
        self.start_us = now_us + self.random.micros(2_000_000, 7_000_000);
        self.length_us = self.random.micros(150_000, 300_000);
    }

    /// How far the lids are closed now, 0 to 1. Time must not run backwards.
    pub(crate) fn at(&mut self, now_us: u64) -> f32 {
        if now_us > self.start_us + self.length_us {
            self.plan(now_us);
        }
        if now_us < self.start_us {
            return 0.0;
        }
        let t = (now_us - self.start_us) as f32 / self.length_us as f32;
        // Down in a third of the time, a short rest, slower up.
        (t / 0.3).min((1.0 - t) / 0.45).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects the turn's shape: it starts and ends still, overshoots as told, and settles on the target.
    #[test]
    fn a_glide_overshoots_and_settles() {
        let mut glide = Glide::resting(2.0);
        glide.send(32.0, 40.0, 0.1, 1_000_000);
        assert!((glide.at(1_000_000) - 2.0).abs() < 1e-6);
        let path: Vec<f32> = (0..200).map(|i| glide.at(1_000_000 + i * 10_000)).collect();
        let peak = path.iter().copied().fold(0.0, f32::max);
        assert!((peak - 35.0).abs() < 0.1, "{peak}");
        assert!((path[199] - 32.0).abs() < 1e-3);
        let fastest = path.windows(2).map(|p| (p[1] - p[0]) * 100.0).fold(0.0, f32::max);
        // The peak of a minimum-jerk move is 1.875 times its mean speed.
        assert!((fastest - 75.0).abs() < 1.0, "{fastest}");
    }

    /// Protects the blink's length: lids are fully closed for a moment and open most of the time.
    #[test]
    fn blinks_are_short_and_complete() {
        let mut blinks = Blinks::new(4, 0);
        let closure: Vec<f32> = (0..6000).map(|i| blinks.at(i * 10_000)).collect();
        let closed = closure.iter().filter(|c| **c > 0.99).count();
        let open = closure.iter().filter(|c| **c == 0.0).count();
        assert!(closed > 10 && open > 5400, "{closed} {open}");
    }
}
