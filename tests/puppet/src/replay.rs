//! The attacker who feeds pictures of an honest person instead of a person: one frozen picture, or a recording in a loop.

use std::sync::Arc;

use crate::actor::{Actor, Prompt, Truth};
use crate::geometry::Pinhole;
use crate::head::Head;
use crate::person::{Manner, Person};
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

/// Frames a second of the recording.
const RECORDED_RATE: u64 = 30;

/// A recorded honest scan, played in a loop: what it does was asked by another scan's prompts.
#[derive(Debug, Clone)]
pub struct LoopedStream {
    fresh: Person,
    person: Person,
    script: Vec<(u64, Prompt)>,
    length_us: u64,
    start_us: Option<u64>,
    round: u64,
    played: usize,
}

impl LoopedStream {
    /// The seed chooses the person, the recorded prompts and where the recording starts.
    pub fn new(head: Arc<Head>, camera: Pinhole, seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0x100_9ED);
        let manner = Manner::cooperative(&mut random);
        let person = Person::with_manner(head, camera, manner, seed);
        let turn = if random.chance(0.5) { Prompt::TurnLeft } else { Prompt::TurnRight };
        let turned_us = random.micros(1_200_000, 2_500_000);
        let back_us = turned_us + random.micros(1_300_000, 2_200_000);
        let length_us = back_us + random.micros(1_800_000, 3_000_000);
        let script = vec![(0, Prompt::LookStraight), (turned_us, turn), (back_us, Prompt::LookStraight)];
        Self { fresh: person.clone(), person, script, length_us, start_us: None, round: 0, played: 0 }
    }
}

impl Actor for LoopedStream {
    fn frame_at(&mut self, at_us: u64, _: Prompt) -> (RgbFrame, Truth) {
        let since = at_us.saturating_sub(*self.start_us.get_or_insert(at_us));
        if since / self.length_us != self.round {
            // Playing the person again from the start gives the recording's very bytes, without storing them.
            self.round = since / self.length_us;
            self.person = self.fresh.clone();
            self.played = 0;
        }
        let recorded = (since % self.length_us) * RECORDED_RATE / 1_000_000;
        let moment = recorded * 1_000_000 / RECORDED_RATE;
        while let Some(&(from_us, prompt)) =
            self.script.get(self.played).filter(|(from_us, _)| *from_us <= moment)
        {
            self.person.follow(from_us, prompt);
            self.played += 1;
        }
        let prompt = self.script[self.played.max(1) - 1].1;
        self.person.frame_at(moment, prompt)
    }
}
