//! The attacker who feeds pictures of an honest person instead of a person: one frozen picture, or a recorded scan.

use std::sync::Arc;

use crate::actor::{Actor, Prompt, Truth};
use crate::film::{Film, RECORDED_RATE, Shown};
use crate::geometry::Pinhole;
use crate::head::Head;
use crate::manner::Manner;
use crate::person::Person;
use crate::recordings::Recording;
use crate::sensor::Sensor;
use crate::{Random, RgbFrame};

/// One picture, over and over.
#[derive(Debug, Clone)]
pub struct FrozenStream {
    person: Person,
    sensor: Option<Sensor>,
    picture: Option<(RgbFrame, Truth)>,
}

impl FrozenStream {
    /// The seed chooses the picture, and whether fresh camera noise is laid over it.
    pub fn new(head: Arc<Head>, camera: Pinhole, seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0xF20_5E1);
        let sensor = random.chance(0.5).then(|| Sensor::new(random.between(1.0, 3.5), 0, seed ^ 1));
        Self { person: Person::new(head, camera, seed), sensor, picture: None }
    }
}

impl Actor for FrozenStream {
    fn frame_at(&mut self, at_us: u64, _: Prompt) -> (RgbFrame, Truth) {
        let (mut frame, truth) =
            self.picture.get_or_insert_with(|| self.person.frame_at(at_us, Prompt::None)).clone();
        if let Some(sensor) = &self.sensor {
            sensor.expose(&mut frame, at_us);
        }
        (frame, truth)
    }
}

/// A recorded honest scan, played once or in a loop: what it does was asked by another scan.
#[derive(Debug, Clone)]
pub struct LoopedStream {
    film: Film,
    play: Play,
    start_us: Option<u64>,
}

/// How a recording is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Play {
    /// From the beginning to the end; then the last picture stands.
    Once,
    /// Again and again.
    Looped,
    /// In pieces of two thirds of a second whose order the seed draws.
    Shuffled(u64),
}

/// Frames of a piece.
const PIECE: u64 = 20;

impl LoopedStream {
    /// A recording of one turn, in a loop. The seed chooses the person and the turn.
    pub fn new(head: Arc<Head>, camera: Pinhole, seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0x100_9ED);
        let manner = Manner::cooperative(&mut random);
        let person = Person::with_manner(head, camera, manner, seed);
        let turn = if random.chance(0.5) { Prompt::TurnLeft } else { Prompt::TurnRight };
        let turned_us = random.micros(1_200_000, 2_500_000);
        let back_us = turned_us + random.micros(1_300_000, 2_200_000);
        let length_us = back_us + random.micros(1_800_000, 3_000_000);
        let script = [(0, Prompt::LookStraight), (turned_us, turn), (back_us, Prompt::LookStraight)]
            .map(|(from_us, prompt)| Shown::prompt(from_us, prompt));
        Self { film: Film::record(&person, &script, length_us), play: Play::Looped, start_us: None }
    }

    /// A whole recorded scan.
    pub(crate) fn of(recording: &Recording, head: Arc<Head>, camera: Pinhole, play: Play) -> Self {
        Self { film: recording.film(head, camera), play, start_us: None }
    }
}

impl Actor for LoopedStream {
    fn frame_at(&mut self, at_us: u64, _: Prompt) -> (RgbFrame, Truth) {
        let since = at_us.saturating_sub(*self.start_us.get_or_insert(at_us));
        let number = since * RECORDED_RATE / 1_000_000;
        let length = self.film.len();
        self.film.frame(match self.play {
            Play::Once => number,
            Play::Looped => number % length,
            Play::Shuffled(seed) => {
                // Stepping by a number without a common divisor visits each piece once before the first comes again.
                let pieces = (length / PIECE).max(1);
                let step = (0..pieces)
                    .map(|more| 2 + seed % 5 + more)
                    .find(|step| divisor(*step, pieces) == 1)
                    .unwrap_or(1);
                let piece = (number / PIECE * step + seed / 5) % pieces;
                piece * PIECE + number % PIECE
            }
        })
    }
}

/// The greatest common divisor.
const fn divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { divisor(b, a % b) }
}
