//! A recording of a person: what each frame is drawn from, since that is smaller than the frames.

use crate::actor::{Prompt, Truth};
use crate::person::{Person, Shot};
use crate::{Actor as _, RgbFrame};

/// Frames a second of a recording.
pub(crate) const RECORDED_RATE: u64 = 30;

/// What the screen showed from a moment on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) from_us: u64,
    pub(crate) prompt: Prompt,
    pub(crate) flash: Option<[u8; 3]>,
}

impl Shown {
    /// A prompt and no colour.
    pub(crate) const fn prompt(from_us: u64, prompt: Prompt) -> Self {
        Self { from_us, prompt, flash: None }
    }
}

/// A recorded person. A frame that is shown twice has the same bytes both times.
#[derive(Debug, Clone)]
pub(crate) struct Film {
    person: Person,
    shots: Vec<Shot>,
}

impl Film {
    /// Records `person` for `length_us` while the screen shows `script`, whose first entry is at 0.
    pub(crate) fn record(person: &Person, script: &[Shown], length_us: u64) -> Self {
        let mut live = person.clone();
        let mut shots = Vec::new();
        let (mut next, mut prompt) = (0, Prompt::None);
        for number in 0..(length_us * RECORDED_RATE / 1_000_000).max(1) {
            let at_us = number * 1_000_000 / RECORDED_RATE;
            while let Some(shown) = script.get(next).filter(|shown| shown.from_us <= at_us) {
                live.screen(shown.from_us, shown.flash);
                live.follow(shown.from_us, shown.prompt);
                prompt = shown.prompt;
                next += 1;
            }
            shots.push(live.shot(at_us, prompt));
        }
        Self { person: person.clone(), shots }
    }

    /// Frames of it.
    pub(crate) const fn len(&self) -> u64 {
        self.shots.len() as u64
    }

    /// One frame; after the last, the last.
    pub(crate) fn frame(&self, number: u64) -> (RgbFrame, Truth) {
        self.person.develop(&self.shots[number.min(self.len() - 1) as usize])
    }
}
