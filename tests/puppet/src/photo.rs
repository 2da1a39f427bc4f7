//! The attacker with a printed photo: flat or bent, held in the hand, turned when the screen asks for a turn.

use std::sync::Arc;

use crate::actor::{Actor, Prompt, Truth};
use crate::geometry::{Pinhole, Turn, mix, sin_cos};
use crate::head::{ARM_LENGTH, Head, Light};
use crate::motion::{Glide, Sway};
use crate::person::{note_screen, screen_at};
use crate::raster::{Canvas, Corner};
use crate::sensor::Sensor;
use crate::texture::Texture;
use crate::{Random, RgbFrame};

/// Width, height and white border of the sheet in centimetres; the face on it is as large as life.
pub(crate) const SHEET: [f32; 3] = [18.0, 24.0, 0.8];

/// The sheet is drawn as this many columns and rows.
const CELLS: usize = 24;

/// How dark the dots of the print are, in grey levels, and how much contrast paper has left.
const DOTS: f32 = 7.0;
const CONTRAST: f32 = 0.92;

/// Somebody who holds a portrait into the camera.
#[derive(Debug, Clone)]
pub struct PhotoHolder {
    camera: Pinhole,
    print: Arc<Texture>,
    texels: f32,
    radius: Option<f32>,
    random: Random,
    sensor: Sensor,
    room: RgbFrame,
    heard: Prompt,
    due: Option<(u64, Prompt)>,
    /// When the sheet comes up again after a nod.
    up_us: Option<u64>,
    task: Prompt,
    side: f32,
    tilt: f32,
    nod: f32,
    speed: f32,
    obeys: bool,
    held: f32,
    gloss: f32,
    light: Light,
    lag_us: u64,
    screens: Vec<(u64, [u8; 3])>,
    yaw: Glide,
    pitch: Glide,
    across: Glide,
    down: Glide,
    distance: Glide,
    sway: [Sway; 6],
}

impl PhotoHolder {
    /// `radius` is that of the cylinder that the paper is bent to, in centimetres; `None` keeps it flat. The seed chooses
    /// tilt (15 to 65 degrees), speed, distance, gloss, and whether the attacker follows the prompted side or any.
    pub fn new(head: &Head, camera: Pinhole, radius: Option<f32>, seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0xF07_0000);
        let (print, texels) = head.print(SHEET[0], SHEET[1], SHEET[2]);
        let distance = ARM_LENGTH * random.between(0.92, 1.15);
        let light = random.between(0.85, 1.1);
        Self {
            camera,
            print: Arc::new(Texture::new(&printed(print, &mut random))),
            texels,
            radius,
            sensor: Sensor::new(random.between(1.0, 3.5), 0, seed),
            room: room(camera, &mut random),
            heard: Prompt::None,
            due: None,
            up_us: None,
            task: Prompt::None,
            side: random.side(),
            tilt: random.between(15.0, 65.0),
            nod: random.between(12.0, 35.0),
            speed: random.between(20.0, 90.0),
            obeys: random.chance(0.75),
            gloss: random.between(0.0, 0.2),
            light: Light { face: light, glow: random.between(0.03, 0.5), ..Light::default() },
            lag_us: random.micros(30_000, 120_000),
            screens: Vec::new(),
            yaw: Glide::resting(random.between(-4.0, 4.0)),
            pitch: Glide::resting(0.0),
            across: Glide::resting(0.0),
            down: Glide::resting(0.0),
            distance: Glide::resting(distance),
            held: distance,
            sway: [(0.5, 0.3), (0.5, 0.25), (0.6, 0.2), (1.5, 0.4), (2.0, 0.35), (1.5, 0.3)]
                .map(|(size, hertz)| Sway::new(size, hertz, &mut random)),
            random,
        }
    }

    /// The same hand with other prints of the same size.
    pub(crate) fn swap(&mut self, print: Arc<Texture>) {
        self.print = print;
    }

    /// The room with the sheet out of view.
    pub(crate) fn hidden(&self, at_us: u64) -> RgbFrame {
        let mut frame = self.room.clone();
        self.sensor.expose(&mut frame, at_us);
        frame
    }

    fn follow(&mut self, now_us: u64, prompt: Prompt) {
        if prompt != self.heard {
            self.heard = prompt;
            self.due = Some((now_us + self.random.micros(300_000, 900_000), prompt));
        }
        if let Some(up_us) = self.up_us.filter(|up_us| now_us >= *up_us) {
            self.up_us = None;
            self.pitch.send(0.0, self.speed, 0.0, up_us);
        }
        if let Some((due_us, prompt)) = self.due.filter(|(due_us, _)| now_us >= *due_us) {
            self.due = None;
            self.begin(due_us, prompt);
        }
    }

    /// Does with the paper what can be done with it: eyes and mouth stay as they are printed.
    fn begin(&mut self, at_us: u64, prompt: Prompt) {
        match prompt {
            Prompt::TurnLeft | Prompt::TurnRight => {
                let asked = if prompt == Prompt::TurnLeft { 1.0 } else { -1.0 };
                self.task = prompt;
                self.side = if self.obeys { asked } else { self.random.side() };
                self.yaw.send(self.side * self.tilt, self.speed, 0.05, at_us);
            }
            Prompt::OtherWay => {
                self.side = -self.side;
                self.yaw.send(self.side * self.tilt, self.speed, 0.05, at_us);
            }
            Prompt::Nod => self.nod(at_us, self.nod),
            Prompt::ComeCloser => {
                self.task = prompt;
                self.distance.send(0.6 * self.held, 15.0, 0.0, at_us);
            }
            Prompt::TurnMore if self.task == Prompt::Nod => self.nod(at_us, 1.4 * self.nod),
            Prompt::TurnMore if self.task == Prompt::ComeCloser => {
                self.distance.send((self.distance.at(at_us) - 4.0).max(14.0), 15.0, 0.0, at_us);
            }
            Prompt::TurnMore => {
                let more = self.side * (self.tilt + 12.0).min(65.0);
                self.yaw.send(more, self.speed, 0.0, at_us);
            }
            Prompt::LookStraight | Prompt::Slower => {
                self.yaw.send(self.random.between(-3.0, 3.0), self.speed, 0.05, at_us);
                self.pitch.send(0.0, self.speed, 0.0, at_us);
                if self.task == Prompt::ComeCloser {
                    self.distance.send(self.held, 15.0, 0.0, at_us);
                }
            }
            Prompt::Nearer | Prompt::Farther => {
                self.held = self.distance.at(at_us) + if prompt == Prompt::Nearer { -4.0 } else { 4.0 };
                self.distance.send(self.held, 12.0, 0.0, at_us);
            }
            Prompt::MoveLeft => shift(&mut self.across, 2.0, at_us),
            Prompt::MoveRight => shift(&mut self.across, -2.0, at_us),
            Prompt::MoveUp => shift(&mut self.down, -2.0, at_us),
            Prompt::MoveDown => shift(&mut self.down, 2.0, at_us),
            Prompt::RaiseChin => shift(&mut self.pitch, 4.0, at_us),
            Prompt::LowerChin => shift(&mut self.pitch, -4.0, at_us),
            _ => {}
        }
    }

    fn nod(&mut self, at_us: u64, depth: f32) {
        self.task = Prompt::Nod;
        self.pitch.send(-depth, self.speed, 0.0, at_us);
        self.up_us = Some(self.pitch.arrives_us() + self.random.micros(50_000, 350_000));
    }

    /// The sheet's points in space, before it is turned: the print's middle is the origin.
    fn bent(&self, x: f32, y: f32) -> [f32; 3] {
        match self.radius {
            Some(radius) => {
                let (sin, cos) = sin_cos((x / radius).to_degrees());
                [radius * sin, y, radius * (1.0 - cos)]
            }
            None => [x, y, 0.0],
        }
    }

    fn draw(&self, at_us: u64, truth: &Truth, shift: [f32; 2]) -> RgbFrame {
        let mut canvas = Canvas::new(&self.room).lit(self.screen_colour(at_us));
        self.draw_on(&mut canvas, truth, shift);
        canvas.into_frame()
    }

    fn screen_colour(&self, at_us: u64) -> [u8; 3] {
        screen_at(&self.screens, at_us.saturating_sub(self.lag_us))
    }

    /// Draws the sheet over what is there.
    pub(crate) fn draw_on(&self, canvas: &mut Canvas, truth: &Truth, shift: [f32; 2]) {
        let turn = Turn::new(truth.yaw, truth.pitch, truth.roll, [0.0; 3]);
        let (width, height) = (self.print.width() as f32, self.print.height() as f32);
        let light = self.light.face * mix(0.75, 1.0, sin_cos(truth.yaw).1);
        // The lamp's reflection wanders over the sheet as it is tilted.
        let lamp = [0.3 + truth.yaw / 40.0, 0.25 + truth.pitch / 40.0];
        let corners: Vec<Corner> = (0..=CELLS * (CELLS + 2))
            .map(|index| {
                let (column, row) = (index % (CELLS + 1), index / (CELLS + 1));
                let (u, v) = (width * column as f32 / CELLS as f32, height * row as f32 / CELLS as f32);
                let [x, y, z] =
                    turn.apply(self.bent((u - width / 2.0) / self.texels, (v - height / 2.0) / self.texels));
                let place = [x + shift[0], y + shift[1], z + truth.distance];
                let [x, y] = self.camera.project(place);
                let (dx, dy) = (u / width - lamp[0], v / height - lamp[1]);
                let gloss = self.gloss * (1.0 - 8.0 * (dx * dx + dy * dy)).max(0.0);
                // Paper has one brightness in the light of the screen wherever it is as near.
                let glow = light * self.light.gain(place[2]);
                Corner { x, y, depth: place[2], u, v, shade: light + gloss, glow }
            })
            .collect();
        for (row, column) in (0..CELLS).flat_map(|row| (0..CELLS).map(move |column| (row, column))) {
            let start = row * (CELLS + 1) + column;
            let [a, b, c, d] = [start, start + 1, start + CELLS + 2, start + CELLS + 1].map(|i| corners[i]);
            for mut three in [[a, b, c], [a, c, d]] {
                let [p, q, r] = &three;
                if (q.x - p.x) * (r.y - p.y) - (r.x - p.x) * (q.y - p.y) < 0.0 {
                    // The back of the paper is white like its border.
                    for corner in &mut three {
                        (corner.u, corner.v) = (3.0, 3.0);
                    }
                }
                canvas.triangle(&self.print, three);
            }
        }
    }
}

impl PhotoHolder {
    /// Follows the prompt: how the sheet is held, and where.
    pub(crate) fn hold(&mut self, at_us: u64, prompt: Prompt) -> (Truth, [f32; 2]) {
        self.follow(at_us, prompt);
        let [x, y, z, yaw, pitch, roll] = std::array::from_fn(|i| self.sway[i].at(at_us));
        let truth = Truth {
            yaw: self.yaw.at(at_us) + yaw,
            pitch: self.pitch.at(at_us) + pitch,
            roll,
            distance: self.distance.at(at_us) + z,
            ..Truth::default()
        };
        (truth, [self.across.at(at_us) + x, self.down.at(at_us) + y])
    }
}

impl Actor for PhotoHolder {
    fn frame_at(&mut self, at_us: u64, prompt: Prompt) -> (RgbFrame, Truth) {
        let (truth, shift) = self.hold(at_us, prompt);
        let mut frame = self.draw(at_us, &truth, shift);
        self.sensor.expose(&mut frame, at_us);
        (frame, truth)
    }

    fn screen(&mut self, at_us: u64, flash: Option<[u8; 3]>) {
        note_screen(&mut self.screens, at_us, flash);
    }
}

fn shift(place: &mut Glide, way: f32, at_us: u64) {
    place.send(place.at(at_us) + way, 8.0, 0.0, at_us);
}

/// What a printer makes of a picture: paler, and of dots.
fn printed(mut picture: RgbFrame, random: &mut Random) -> RgbFrame {
    let dots: Vec<f32> = (0..4099).map(|_| DOTS * random.normal()).collect();
    for (pixel, dot) in picture.pixels.chunks_exact_mut(3).zip(dots.iter().cycle()) {
        for value in pixel {
            *value = (f32::from(*value) * CONTRAST + 14.0 + dot).clamp(0.0, 255.0) as u8;
        }
    }
    picture
}

/// A plain room: a lit wall with a picture, a door and a dark desk.
fn room(camera: Pinhole, random: &mut Random) -> RgbFrame {
    let mut wall = RgbFrame::filled(camera.width, camera.height, [0; 3]);
    let tint = [random.between(120.0, 190.0), random.between(120.0, 185.0), random.between(115.0, 175.0)];
    let door = random.between(0.0, 0.8);
    for y in 0..camera.height {
        for x in 0..camera.width {
            let (across, down) = (x as f32 / camera.width as f32, y as f32 / camera.height as f32);
            let shade = if down > 0.85 {
                0.35
            } else if (door..door + 0.25).contains(&across) && down > 0.2 {
                0.6
            } else {
                1.05 - 0.35 * down - 0.1 * across
            };
            wall.put(x, y, tint.map(|value| (value * shade) as u8));
        }
    }
    wall
}
