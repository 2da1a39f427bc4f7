//! An honest person who follows the prompts in their own way.

use std::sync::Arc;

use crate::actor::{Actor, Prompt, Truth};
use crate::geometry::Pinhole;
use crate::head::{Head, HeadState, Light};
use crate::manner::Manner;
use crate::motion::{Blinks, Glide, Sway};
use crate::sensor::Sensor;
use crate::{Random, RgbFrame};

/// How fast lids move: the whole way in a fifth of a second.
const LID_SPEED: f32 = 5.0;
/// How fast the jaw moves.
const JAW_SPEED: f32 = 3.0;
/// Whoever is not told to open the eyes, or to close the mouth, does it after this long.
const ENOUGH_US: u64 = 7_000_000;
/// A hint to move the face or the phone is followed by so many centimetres or degrees.
const CORRECTION: f32 = 4.0;

/// What a person does by themselves after a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Afterwards {
    ChinUp,
    CloseMouth,
    OpenEyes,
    OtherSide,
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
    afterwards: Option<(u64, Afterwards)>,
    /// The task that the person is at, for "a bit more".
    task: Prompt,
    /// The side that is asked for, and the one that the person takes it for.
    asked: f32,
    side: f32,
    yaw: Glide,
    pitch: Glide,
    roll: Glide,
    across: Glide,
    down: Glide,
    distance: Glide,
    closed: Glide,
    mouth: Glide,
    sway: [Sway; 6],
    tremor: Sway,
    exposure: Sway,
    blinks: Option<Blinks>,
    /// The screen's latest colours and when they appeared.
    screens: Vec<(u64, [u8; 3])>,
}

/// All that a frame is drawn from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Shot {
    pub(crate) at_us: u64,
    pub(crate) state: HeadState,
    pub(crate) light: Light,
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
            .map(|(size, hertz)| Sway::new(size * manner.unsteady, hertz, &mut random));
        let [yaw, pitch, roll] = manner.rest.map(Glide::resting);
        Self {
            sensor: Sensor::new(manner.noise, manner.blur, seed),
            yaw,
            pitch,
            roll,
            across: Glide::resting(0.0),
            down: Glide::resting(0.0),
            distance: Glide::resting(manner.distance),
            closed: Glide::resting(0.0),
            mouth: Glide::resting(0.0),
            tremor: Sway::new(manner.tremor, 5.0, &mut random),
            exposure: Sway::new(0.03, 0.2, &mut random),
            blinks: None,
            heard: Prompt::None,
            due: None,
            afterwards: None,
            task: Prompt::None,
            asked: 1.0,
            side: 1.0,
            screens: Vec::new(),
            head,
            camera,
            manner,
            random,
            sway,
        }
    }

    /// Reads the prompt, starts to move when the time to react is over, and ends by itself what ends by itself.
    pub(crate) fn follow(&mut self, now_us: u64, prompt: Prompt) {
        if prompt != self.heard {
            self.heard = prompt;
            let [least, most] = self.manner.reaction_us;
            self.due = Some((now_us + self.random.micros(least, most), prompt));
        }
        if let Some((at_us, what)) = self.afterwards.filter(|(at_us, _)| now_us >= *at_us) {
            self.afterwards = None;
            self.end_by_oneself(at_us, what);
        }
        if let Some((at_us, prompt)) = self.due.filter(|(at_us, _)| now_us >= *at_us) {
            self.due = None;
            self.begin(at_us, prompt);
        }
    }

    fn end_by_oneself(&mut self, at_us: u64, what: Afterwards) {
        match what {
            Afterwards::ChinUp => self.pitch.send(self.manner.rest[1], 1.2 * self.manner.speed, 0.0, at_us),
            Afterwards::CloseMouth => self.mouth.send(0.0, JAW_SPEED, 0.0, at_us),
            Afterwards::OpenEyes => self.closed.send(0.0, LID_SPEED, 0.0, at_us),
            Afterwards::OtherSide => {
                self.side = self.asked;
                self.turn(at_us);
            }
        }
    }

    fn begin(&mut self, at_us: u64, prompt: Prompt) {
        match prompt {
            Prompt::None | Prompt::HoldStill => {}
            Prompt::LookStraight => self.straighten(at_us),
            Prompt::Slower => {
                self.manner.speed *= 0.7;
                self.straighten(at_us);
            }
            Prompt::TurnLeft | Prompt::TurnRight => {
                self.asked = if prompt == Prompt::TurnLeft { 1.0 } else { -1.0 };
                self.side = self.asked;
                if self.task != prompt && self.random.chance(self.manner.wrong_way) {
                    // Noticed by oneself, or when the screen says so, whatever is sooner.
                    self.side = -self.asked;
                    let notice_us = at_us + self.random.micros(1_500_000, 4_000_000);
                    self.afterwards = Some((notice_us, Afterwards::OtherSide));
                }
                self.task = prompt;
                self.turn(at_us);
            }
            Prompt::OtherWay => {
                self.afterwards = None;
                self.side = self.asked;
                self.turn(at_us);
            }
            Prompt::TurnMore => self.more(at_us),
            Prompt::Nod => {
                self.task = prompt;
                self.nod(at_us, self.manner.nod);
            }
            Prompt::OpenMouth => {
                self.task = prompt;
                self.open_mouth(at_us, self.manner.mouth);
            }
            Prompt::CloseMouth => self.mouth.send(0.0, JAW_SPEED, 0.0, at_us),
            Prompt::CloseEyes => {
                self.task = prompt;
                self.closed.send(1.0, LID_SPEED, 0.0, at_us);
                self.afterwards = Some((at_us + ENOUGH_US, Afterwards::OpenEyes));
            }
            Prompt::OpenEyes => self.closed.send(0.0, LID_SPEED, 0.0, at_us),
            Prompt::ComeCloser => {
                self.task = prompt;
                self.distance.send(self.manner.closer * self.manner.distance, self.manner.arm, 0.0, at_us);
            }
            Prompt::Nearer | Prompt::Farther => {
                let way = if prompt == Prompt::Nearer { -CORRECTION } else { CORRECTION };
                let to = self.distance.at(at_us) + way;
                self.manner.distance = to;
                self.distance.send(to, self.manner.arm.min(8.0), 0.0, at_us);
            }
            Prompt::MoveLeft => shift(&mut self.across, 0.5 * CORRECTION, at_us),
            Prompt::MoveRight => shift(&mut self.across, -0.5 * CORRECTION, at_us),
            Prompt::MoveUp => shift(&mut self.down, -0.5 * CORRECTION, at_us),
            Prompt::MoveDown => shift(&mut self.down, 0.5 * CORRECTION, at_us),
            Prompt::RaiseChin => shift(&mut self.pitch, CORRECTION, at_us),
            Prompt::LowerChin => shift(&mut self.pitch, -CORRECTION, at_us),
            Prompt::LevelHead => self.roll.send(0.0, 8.0, 0.0, at_us),
        }
    }

    fn straighten(&mut self, at_us: u64) {
        let Manner { speed, overshoot, rest, distance, arm, .. } = self.manner;
        self.afterwards = None;
        self.yaw.send(rest[0] + self.random.between(-1.5, 1.5), speed, overshoot, at_us);
        self.pitch.send(rest[1], speed, 0.0, at_us);
        self.closed.send(0.0, LID_SPEED, 0.0, at_us);
        self.mouth.send(0.0, JAW_SPEED, 0.0, at_us);
        if self.task == Prompt::ComeCloser {
            self.distance.send(distance, arm, 0.0, at_us);
        }
    }

    fn turn(&mut self, at_us: u64) {
        let Manner { speed, peak, overshoot, .. } = self.manner;
        if peak > 0.0 {
            self.yaw.send(self.side * peak, speed, overshoot, at_us);
        }
    }

    fn nod(&mut self, at_us: u64, depth: f32) {
        let down = self.manner.rest[1] - depth;
        if self.manner.nod > 0.0 {
            self.pitch.send(down, 1.2 * self.manner.speed, 0.0, at_us);
            let up_us = self.pitch.arrives_us() + self.random.micros(50_000, 350_000);
            self.afterwards = Some((up_us, Afterwards::ChinUp));
        }
    }

    fn open_mouth(&mut self, at_us: u64, wide: f32) {
        self.mouth.send(wide, JAW_SPEED, 0.0, at_us);
        let kept_us = if self.manner.mouth_us > 0 { self.manner.mouth_us } else { ENOUGH_US };
        self.afterwards = Some((self.mouth.arrives_us() + kept_us, Afterwards::CloseMouth));
    }

    fn more(&mut self, at_us: u64) {
        match self.task {
            Prompt::Nod => self.nod(at_us, 1.35 * self.manner.nod),
            Prompt::OpenMouth => self.open_mouth(at_us, 1.0),
            Prompt::ComeCloser => {
                let nearer = (self.distance.at(at_us) - CORRECTION).max(15.0);
                self.distance.send(nearer, self.manner.arm, 0.0, at_us);
            }
            Prompt::CloseEyes => self.begin(at_us, Prompt::CloseEyes),
            _ if self.manner.peak > 0.0 => {
                let more = self.yaw.at(at_us) + self.side * 8.0;
                self.yaw.send(more.clamp(-42.0, 42.0), self.manner.speed, 0.0, at_us);
            }
            _ => {}
        }
    }

    fn state(&mut self, now_us: u64) -> HeadState {
        let [x, y, z, yaw, pitch, roll] = std::array::from_fn(|i| self.sway[i].at(now_us));
        let seed = self.random.clone().bits();
        let blink = self.blinks.get_or_insert_with(|| Blinks::new(seed, now_us)).at(now_us);
        HeadState {
            yaw: self.yaw.at(now_us) + yaw + self.tremor.at(now_us),
            pitch: self.pitch.at(now_us) + pitch + 0.5 * self.tremor.at(now_us + 70_000),
            roll: self.roll.at(now_us) + roll,
            shift: [self.across.at(now_us) + x, self.down.at(now_us) + y],
            distance: self.distance.at(now_us) + z,
            closed: self.closed.at(now_us).max(blink),
            mouth: self.mouth.at(now_us),
        }
    }

    /// Lives up to the moment and says what there is to be drawn.
    pub(crate) fn shot(&mut self, at_us: u64, prompt: Prompt) -> Shot {
        self.follow(at_us, prompt);
        let exposure = 1.0 + self.exposure.at(at_us);
        let light = Light {
            face: self.manner.light.face * exposure,
            background: self.manner.light.background * exposure,
            screen: screen_at(&self.screens, at_us.saturating_sub(self.manner.lag_us)),
            ..self.manner.light
        };
        Shot { at_us, state: self.state(at_us), light }
    }

    /// The frame of a shot.
    pub(crate) fn develop(&self, shot: &Shot) -> (RgbFrame, Truth) {
        let (mut frame, truth) = self.scene(shot);
        self.expose(&mut frame, shot.at_us);
        (frame, truth)
    }

    /// What is before the camera of a shot.
    pub(crate) fn scene(&self, shot: &Shot) -> (RgbFrame, Truth) {
        (self.head.draw(self.camera, &shot.state, &shot.light), Truth::from(shot.state))
    }

    /// What the camera adds to a scene.
    pub(crate) fn expose(&self, frame: &mut RgbFrame, at_us: u64) {
        self.sensor.expose(frame, at_us);
    }
}

fn shift(place: &mut Glide, way: f32, at_us: u64) {
    place.send(place.at(at_us) + way, 6.0, 0.0, at_us);
}

/// The colour that the screen showed at a moment.
pub(crate) fn screen_at(screens: &[(u64, [u8; 3])], at_us: u64) -> [u8; 3] {
    screens.iter().rev().find(|(since_us, _)| *since_us <= at_us).map_or([0; 3], |(_, colour)| *colour)
}

/// Remembers what the screen shows from now on, as long as a frame may still show what was before.
pub(crate) fn note_screen(screens: &mut Vec<(u64, [u8; 3])>, at_us: u64, flash: Option<[u8; 3]>) {
    let colour = flash.unwrap_or_default();
    if screens.last().map_or([0; 3], |(_, last)| *last) != colour {
        screens.push((at_us, colour));
        let surplus = screens.len().saturating_sub(8);
        screens.drain(..surplus);
    }
}

impl Actor for Person {
    fn frame_at(&mut self, at_us: u64, prompt: Prompt) -> (RgbFrame, Truth) {
        let shot = self.shot(at_us, prompt);
        self.develop(&shot)
    }

    fn screen(&mut self, at_us: u64, flash: Option<[u8; 3]>) {
        note_screen(&mut self.screens, at_us, flash);
    }
}

impl From<HeadState> for Truth {
    fn from(state: HeadState) -> Self {
        let HeadState { yaw, pitch, roll, distance, closed, mouth, .. } = state;
        Self { yaw, pitch, roll, closed, mouth, distance }
    }
}
