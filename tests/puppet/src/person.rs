//! An honest person who follows the prompts in their own way.

use std::sync::Arc;

use crate::actor::{Actor, Prompt, Truth};
use crate::geometry::Pinhole;
use crate::head::{ARM_LENGTH, Head, HeadState, Light};
use crate::motion::{Blinks, Glide, Sway};
use crate::sensor::Sensor;
use crate::{Random, RgbFrame};

/// How a person moves and what light they sit in.
#[derive(Debug, Clone)]
pub struct Manner {
    /// Microseconds from reading a prompt to moving: least and most.
    pub reaction_us: [u64; 2],
    /// Mean speed of a turn in degrees a second.
    pub speed: f32,
    /// How far a turn goes, in degrees.
    pub peak: f32,
    /// Share of the way by which a move overshoots.
    pub overshoot: f32,
    /// Resting yaw, pitch and roll in degrees.
    pub rest: [f32; 3],
    /// Centimetres from the camera.
    pub distance: f32,
    /// Tremor in degrees, four to six a second.
    pub tremor: f32,
    /// The light.
    pub light: Light,
    /// Noise of the camera, deviation in grey levels.
    pub noise: f32,
    /// Defocus: reach of the blur in pixels.
    pub blur: u32,
}

impl Manner {
    /// Somebody in good light who wants to pass.
    pub fn cooperative(random: &mut Random) -> Self {
        let face = random.between(0.85, 1.15);
        Self {
            reaction_us: [350_000, 900_000],
            speed: random.between(25.0, 60.0),
            peak: random.between(24.0, 36.0),
            overshoot: random.between(0.0, 0.08),
            rest: [random.between(-3.0, 3.0), random.between(-3.0, 3.0), random.between(-3.0, 3.0)],
            distance: ARM_LENGTH * random.between(0.92, 1.12),
            tremor: random.between(0.0, 0.15),
            light: Light {
                face,
                background: face * random.between(0.85, 1.1),
                side: random.between(-0.15, 0.15),
            },
            noise: random.between(1.0, 3.5),
            blur: 0,
        }
    }
}

/// A person before the camera.
#[derive(Debug, Clone)]
pub struct Person {
    head: Arc<Head>,
    camera: Pinhole,
    manner: Manner,
    random: Random,
    sensor: Sensor,
    heard: Prompt,
    due: Option<(u64, Prompt)>,
    side: f32,
    yaw: Glide,
    distance: Glide,
    closed: Glide,
    mouth: Glide,
    sway: [Sway; 6],
    tremor: Sway,
    exposure: Sway,
    blinks: Option<Blinks>,
}

impl Person {
    /// A cooperative person, all of whose habits follow from `seed`.
    pub fn new(head: Arc<Head>, camera: Pinhole, seed: u64) -> Self {
        let manner = Manner::cooperative(&mut Random::new(seed));
        Self::with_manner(head, camera, manner, seed)
    }

    /// A person with given habits; `seed` decides the rest.
    pub fn with_manner(head: Arc<Head>, camera: Pinhole, manner: Manner, seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0x9E25_0000);
        let sway = [(0.35, 0.15), (0.25, 0.12), (0.5, 0.1), (0.8, 0.2), (0.8, 0.17), (0.5, 0.13)]
            .map(|(size, hertz)| Sway::new(size, hertz, &mut random));
        Self {
            sensor: Sensor::new(manner.noise, manner.blur, seed),
            yaw: Glide::resting(manner.rest[0]),
            distance: Glide::resting(manner.distance),
            closed: Glide::resting(0.0),
            mouth: Glide::resting(0.0),
            tremor: Sway::new(manner.tremor, 5.0, &mut random),
            exposure: Sway::new(0.03, 0.2, &mut random),
            blinks: None,
            heard: Prompt::None,
            due: None,
            side: 1.0,
            head,
            camera,
            manner,
            random,
            sway,
        }
    }

    /// Reads the prompt, and starts to move when the time to react is over.
    pub(crate) fn follow(&mut self, now_us: u64, prompt: Prompt) {
        if prompt != self.heard {
            self.heard = prompt;
            let [least, most] = self.manner.reaction_us;
            self.due = Some((now_us + self.random.micros(least, most), prompt));
        }
        let Some((due_us, prompt)) = self.due.filter(|(due_us, _)| now_us >= *due_us) else { return };
        self.due = None;
        let Manner { speed, peak, overshoot, rest, .. } = self.manner;
        match prompt {
            Prompt::None => {}
            Prompt::LookStraight => {
                self.yaw.send(rest[0] + self.random.between(-1.5, 1.5), speed, overshoot, due_us);
                self.closed.send(0.0, 5.0, 0.0, due_us);
                self.mouth.send(0.0, 3.0, 0.0, due_us);
            }
            Prompt::TurnLeft | Prompt::TurnRight => {
                self.side = if prompt == Prompt::TurnLeft { 1.0 } else { -1.0 };
                self.yaw.send(self.side * peak, speed, overshoot, due_us);
            }
            Prompt::TurnMore => {
                let more = self.yaw.at(due_us) + self.side * 8.0;
                self.yaw.send(more.clamp(-42.0, 42.0), speed, 0.0, due_us);
            }
            Prompt::Nearer => self.distance.send(self.distance.at(due_us) - 4.0, 8.0, 0.0, due_us),
            Prompt::Farther => self.distance.send(self.distance.at(due_us) + 4.0, 8.0, 0.0, due_us),
            Prompt::CloseEyes => self.closed.send(1.0, 5.0, 0.0, due_us),
            Prompt::OpenMouth => self.mouth.send(1.0, 3.0, 0.0, due_us),
        }
    }

    fn state(&mut self, now_us: u64) -> HeadState {
        let [x, y, z, yaw, pitch, roll] = std::array::from_fn(|i| self.sway[i].at(now_us));
        let [_, rest_pitch, rest_roll] = self.manner.rest;
        let seed = self.random.clone().bits();
        let blink = self.blinks.get_or_insert_with(|| Blinks::new(seed, now_us)).at(now_us);
        HeadState {
            yaw: self.yaw.at(now_us) + yaw + self.tremor.at(now_us),
            pitch: rest_pitch + pitch + 0.5 * self.tremor.at(now_us + 70_000),
            roll: rest_roll + roll,
            shift: [x, y],
            distance: self.distance.at(now_us) + z,
            closed: self.closed.at(now_us).max(blink),
            mouth: self.mouth.at(now_us),
        }
    }
}

impl Actor for Person {
    fn frame_at(&mut self, at_us: u64, prompt: Prompt) -> (RgbFrame, Truth) {
        self.follow(at_us, prompt);
        let state = self.state(at_us);
        let exposure = 1.0 + self.exposure.at(at_us);
        let light = Light {
            face: self.manner.light.face * exposure,
            background: self.manner.light.background * exposure,
            ..self.manner.light
        };
        let mut frame = self.head.draw(self.camera, &state, &light);
        self.sensor.expose(&mut frame, at_us);
        (frame, Truth::from(state))
    }
}

impl From<HeadState> for Truth {
    fn from(state: HeadState) -> Self {
        let HeadState { yaw, pitch, roll, distance, closed, mouth, .. } = state;
        Self { yaw, pitch, roll, closed, mouth, distance }
    }
}
