//! How people move, and in what light they sit.

use crate::Random;
use crate::head::{ARM_LENGTH, Light};

/// Lux that a white screen of 450 nit gives a face at arm's length.
const SCREEN_LUX: f32 = 39.0;

/// From a dim room to a bright window, in even steps for the eye.
const ROOMS_LUX: [f32; 10] = [80.0, 110.0, 150.0, 210.0, 290.0, 400.0, 550.0, 760.0, 1050.0, 1450.0];

/// How a person moves and what light they sit in.
#[derive(Debug, Clone)]
pub struct Manner {
    /// Microseconds from reading a prompt to moving: least and most.
    pub reaction_us: [u64; 2],
    /// Mean speed of a turn in degrees a second.
    pub speed: f32,
    /// How far a turn goes, in degrees; 0 for somebody who cannot turn or bend the head.
    pub peak: f32,
    /// Share of the way by which a move overshoots.
    pub overshoot: f32,
    /// Chance of turning to the wrong side first.
    pub wrong_way: f32,
    /// How far the chin goes down in a nod, in degrees.
    pub nod: f32,
    /// How wide the mouth opens, 0 to 1...
    pub mouth: f32,
    /// ...and for how long, in microseconds; 0 for somebody who waits to be told to close it.
    pub mouth_us: u64,
    /// What is left of the distance when the phone is brought closer.
    pub closer: f32,
    /// How fast the phone is moved, in centimetres a second.
    pub arm: f32,
    /// Resting yaw, pitch and roll in degrees.
    pub rest: [f32; 3],
    /// Centimetres from the camera.
    pub distance: f32,
    /// Tremor in degrees, four to six a second.
    pub tremor: f32,
    /// Factor on how much head and hand wander.
    pub unsteady: f32,
    /// The light.
    pub light: Light,
    /// Microseconds from a new colour on the screen to the frame that shows it.
    pub lag_us: u64,
    /// Noise of the camera, deviation in grey levels.
    pub noise: f32,
    /// Defocus: reach of the blur in pixels.
    pub blur: u32,
}

impl Manner {
    /// Somebody in good light who wants to pass.
    pub fn cooperative(random: &mut Random) -> Self {
        let face = random.between(0.85, 1.15);
        let light = Light {
            face,
            background: face * random.between(0.85, 1.1),
            side: random.between(-0.15, 0.15),
            glow: SCREEN_LUX / ROOMS_LUX[random.bits() as usize % ROOMS_LUX.len()],
            ..Light::default()
        };
        Self {
            reaction_us: [350_000, 900_000],
            speed: random.between(25.0, 60.0),
            peak: random.between(24.0, 36.0),
            overshoot: random.between(0.0, 0.08),
            wrong_way: 0.02,
            nod: random.between(12.0, 20.0),
            mouth: random.between(0.7, 1.0),
            mouth_us: if random.chance(0.6) { random.micros(500_000, 1_000_000) } else { 0 },
            closer: random.between(0.55, 0.65),
            arm: random.between(10.0, 20.0),
            rest: [random.between(-3.0, 3.0), random.between(-3.0, 3.0), random.between(-3.0, 3.0)],
            distance: ARM_LENGTH * random.between(0.92, 1.12),
            tremor: random.between(0.0, 0.15),
            unsteady: 1.0,
            light,
            lag_us: random.micros(30_000, 120_000),
            noise: random.between(1.0, 3.5),
            blur: 0,
        }
    }

    /// An old person: slower and later, smaller moves, a tremor, the phone farther away in a less steady hand, and now and
    /// then the wrong side first.
    pub fn senior(random: &mut Random) -> Self {
        Self {
            reaction_us: [800_000, 2_500_000],
            speed: random.between(10.0, 25.0),
            peak: random.between(18.0, 26.0),
            wrong_way: 0.25,
            nod: random.between(12.0, 17.0),
            arm: random.between(6.0, 12.0),
            distance: ARM_LENGTH * random.between(1.0, 1.25),
            tremor: random.between(0.2, 0.7),
            unsteady: random.between(1.2, 1.8),
            ..Self::cooperative(random)
        }
    }

    /// Somebody who can neither turn nor bend the head.
    pub fn limited_mobility(random: &mut Random) -> Self {
        Self { peak: 0.0, nod: 0.0, ..Self::cooperative(random) }
    }
}
