//! The attacker with a printed photo: flat or bent, held in the hand, turned when the screen asks for a turn.

use std::sync::Arc;

use crate::actor::{Actor, Prompt, Truth};
use crate::geometry::{Pinhole, Turn, mix, sin_cos};
use crate::head::{ARM_LENGTH, Head};
use crate::motion::{Glide, Sway};
use crate::raster::{Canvas, Corner};
use crate::sensor::Sensor;
use crate::{Random, RgbFrame};

/// Width, height and white border of the sheet in centimetres; the face on it is as large as life.
pub(crate) const SHEET: [f32; 3] = [18.0, 24.0, 0.8];

/// The sheet is drawn as this many columns and rows.
const CELLS: usize = 24;

/// Somebody who holds a portrait into the camera.
#[derive(Debug, Clone)]
pub struct PhotoHolder {
    camera: Pinhole,
    print: Arc<RgbFrame>,
    texels: f32,
    radius: Option<f32>,
    random: Random,
    sensor: Sensor,
    room: RgbFrame,
    heard: Prompt,
    due: Option<(u64, Prompt)>,
    side: f32,
    tilt: f32,
    speed: f32,
    obeys: bool,
    distance: f32,
    light: f32,
    yaw: Glide,
    sway: [Sway; 6],
}

impl PhotoHolder {
    /// `radius` is that of the cylinder that the paper is bent to, in centimetres; `None` keeps it flat. The seed chooses
    /// tilt (15 to 65 degrees), speed, distance, and whether the attacker follows the prompted side or any.
    pub fn new(head: &Head, camera: Pinhole, radius: Option<f32>, seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0xF07_0000);
        let (print, texels) = head.print(SHEET[0], SHEET[1], SHEET[2]);
        Self {
            camera,
            print: Arc::new(print),
            texels,
            radius,
            sensor: Sensor::new(random.between(1.0, 3.5), 0, seed),
            room: room(camera, &mut random),
            heard: Prompt::None,
            due: None,
            side: random.side(),
            tilt: random.between(15.0, 65.0),
            speed: random.between(20.0, 90.0),
            obeys: random.chance(0.75),
            distance: ARM_LENGTH * random.between(0.92, 1.15),
            light: random.between(0.85, 1.1),
            yaw: Glide::resting(random.between(-4.0, 4.0)),
            sway: [(0.5, 0.3), (0.5, 0.25), (0.6, 0.2), (1.5, 0.4), (2.0, 0.35), (1.5, 0.3)]
                .map(|(size, hertz)| Sway::new(size, hertz, &mut random)),
            random,
        }
    }

    /// The same hand with other prints of the same size.
    pub(crate) fn swap(&mut self, print: Arc<RgbFrame>) {
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
        let Some((due_us, prompt)) = self.due.filter(|(due_us, _)| now_us >= *due_us) else { return };
        self.due = None;
        match prompt {
            Prompt::TurnLeft | Prompt::TurnRight => {
                let asked = if prompt == Prompt::TurnLeft { 1.0 } else { -1.0 };
                self.side = if self.obeys { asked } else { self.random.side() };
                self.yaw.send(self.side * self.tilt, self.speed, 0.05, due_us);
            }
            Prompt::TurnMore => {
                let more = self.side * (self.tilt + 12.0).min(65.0);
                self.yaw.send(more, self.speed, 0.0, due_us);
            }
            Prompt::LookStraight => self.yaw.send(self.random.between(-3.0, 3.0), self.speed, 0.05, due_us),
            Prompt::Nearer => self.distance -= 4.0,
            Prompt::Farther => self.distance += 4.0,
            Prompt::None | Prompt::CloseEyes | Prompt::OpenMouth => {}
        }
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

    fn draw(&self, truth: &Truth, shift: [f32; 2]) -> RgbFrame {
        let turn = Turn::new(truth.yaw, truth.pitch, truth.roll, [0.0; 3]);
        let (width, height) = (self.print.width as f32, self.print.height as f32);
        let light = self.light * mix(0.75, 1.0, sin_cos(truth.yaw).1);
        let corner = |column: usize, row: usize| {
            let (u, v) = (width * column as f32 / CELLS as f32, height * row as f32 / CELLS as f32);
            let [x, y, z] =
                turn.apply(self.bent((u - width / 2.0) / self.texels, (v - height / 2.0) / self.texels));
            let place = [x + shift[0], y + shift[1], z + truth.distance];
            let [x, y] = self.camera.project(place);
            Corner { x, y, depth: place[2], u, v, shade: light }
        };
        let mut canvas = Canvas::new(self.room.clone());
        for row in 0..CELLS {
            for column in 0..CELLS {
                let [a, b] = [corner(column, row), corner(column + 1, row)];
                let [c, d] = [corner(column + 1, row + 1), corner(column, row + 1)];
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
        canvas.into_frame()
    }
}

impl Actor for PhotoHolder {
    fn frame_at(&mut self, at_us: u64, prompt: Prompt) -> (RgbFrame, Truth) {
        self.follow(at_us, prompt);
        let [x, y, z, yaw, pitch, roll] = std::array::from_fn(|i| self.sway[i].at(at_us));
        let yaw = self.yaw.at(at_us) + yaw;
        let truth = Truth { yaw, pitch, roll, distance: self.distance + z, ..Truth::default() };
        let mut frame = self.draw(&truth, [x, y]);
        self.sensor.expose(&mut frame, at_us);
        (frame, truth)
    }
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
