//! The attacker with a recording of everything that can be asked, who cuts to the piece that is asked for.

use std::sync::Arc;

use crate::actor::{Actor, Prompt, Truth};
use crate::film::{Film, RECORDED_RATE, Shown};
use crate::geometry::Pinhole;
use crate::head::Head;
use crate::manner::Manner;
use crate::person::Person;
use crate::{Random, RgbFrame};

/// What the recording contains.
const PIECES: [Prompt; 6] = [
    Prompt::TurnLeft,
    Prompt::TurnRight,
    Prompt::Nod,
    Prompt::OpenMouth,
    Prompt::CloseEyes,
    Prompt::ComeCloser,
];
/// The recording begins with the person looking straight for this long.
const NEUTRAL_US: u64 = 4_000_000;
/// From the beginning of a piece to its way back, and to its end.
const BACK_US: u64 = 3_000_000;
const PIECE_US: u64 = 6_000_000;
/// A cut goes to this long after the recorded prompt: the person has just not begun to move.
const SKIPPED_US: u64 = 300_000;

/// The pieces of an honest recording in the order in which they are asked for.
#[derive(Debug, Clone)]
pub struct ReorderedStream {
    film: Film,
    random: Random,
    heard: Prompt,
    due: Option<(u64, Prompt)>,
    /// The piece that plays, and when its first frame was shown.
    plays: Option<(usize, u64)>,
    start_us: Option<u64>,
}

impl ReorderedStream {
    /// The seed chooses the person and how fast the attacker cuts.
    pub fn new(head: Arc<Head>, camera: Pinhole, seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0x02E0_2DE2);
        let manner = Manner {
            reaction_us: [350_000, 500_000],
            wrong_way: 0.0,
            mouth_us: 800_000,
            ..Manner::cooperative(&mut random)
        };
        let person = Person::with_manner(head, camera, manner, seed);
        let mut script = vec![Shown::prompt(0, Prompt::None)];
        for (number, piece) in (0_u64..).zip(PIECES) {
            let begins_us = NEUTRAL_US + number * PIECE_US;
            script.push(Shown::prompt(begins_us, piece));
            script.push(Shown::prompt(begins_us + BACK_US, Prompt::LookStraight));
        }
        let length_us = NEUTRAL_US + PIECES.len() as u64 * PIECE_US;
        let film = Film::record(&person, &script, length_us);
        Self { film, random, heard: Prompt::None, due: None, plays: None, start_us: None }
    }

    fn cut(&mut self, at_us: u64, prompt: Prompt) {
        if let Some(piece) = PIECES.iter().position(|piece| *piece == prompt) {
            self.plays = Some((piece, at_us));
        } else if let (Some((piece, begun_us)), true) = (self.plays, leads_back(prompt)) {
            // Straight to the way back.
            self.plays = Some((piece, begun_us.min(at_us.saturating_sub(BACK_US - SKIPPED_US))));
        }
    }
}

const fn leads_back(prompt: Prompt) -> bool {
    matches!(prompt, Prompt::LookStraight | Prompt::OpenEyes | Prompt::CloseMouth | Prompt::Slower)
}

impl Actor for ReorderedStream {
    fn frame_at(&mut self, at_us: u64, prompt: Prompt) -> (RgbFrame, Truth) {
        if prompt != self.heard {
            self.heard = prompt;
            self.due = Some((at_us + self.random.micros(100_000, 450_000), prompt));
        }
        if let Some((due_us, prompt)) = self.due.filter(|(due_us, _)| at_us >= *due_us) {
            self.due = None;
            self.cut(due_us, prompt);
        }
        let since_us = at_us - *self.start_us.get_or_insert(at_us);
        let moment_us = match self.plays {
            Some((piece, begun_us)) if at_us - begun_us < PIECE_US - SKIPPED_US => {
                NEUTRAL_US + piece as u64 * PIECE_US + SKIPPED_US + (at_us - begun_us)
            }
            // To and fro, so that there is no cut to be seen.
            _ => {
                let phase_us = since_us % (2 * NEUTRAL_US);
                phase_us.min(2 * NEUTRAL_US - 1 - phase_us)
            }
        };
        self.film.frame(moment_us * RECORDED_RATE / 1_000_000)
    }
}
