//! Two people who change places: a stranger does what is asked and the victim's face is shown before and after, or the
//! other way round; or one takes over from the other in the middle of it all.

use std::sync::Arc;

use crate::actor::{Actor, Prompt, Truth};
use crate::geometry::Pinhole;
use crate::head::Head;
use crate::person::Person;
use crate::{Random, RgbFrame};

/// Two faces in the same place that move alike, exchanged within a frame: harder to see than any exchange by hand.
#[derive(Debug, Clone)]
pub struct Swapped {
    victim: Person,
    stranger: Person,
    /// Whether the stranger is there for the tasks and the victim between them, or the other way round.
    stranger_acts: bool,
    /// They change places once in each round of the scan, this long after its first task: a face was taken by then, and nobody can
    /// have passed.
    once_us: Option<u64>,
    start_us: Option<u64>,
    delay_us: u64,
    acting: bool,
    due: Option<(u64, bool)>,
}

impl Swapped {
    /// The seed chooses who does what, how fast they change places, and how both move.
    pub fn new(victim: Arc<Head>, stranger: Arc<Head>, camera: Pinhole, seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0x5AA_9ED);
        Self {
            victim: Person::new(victim, camera, seed),
            stranger: Person::new(stranger, camera, seed),
            stranger_acts: random.chance(0.6),
            once_us: random.chance(0.35).then(|| random.micros(300_000, 2_000_000)),
            start_us: None,
            delay_us: random.micros(0, 400_000),
            acting: false,
            due: None,
        }
    }
}

/// Whether the screen asks for something that takes a live person.
const fn is_task(prompt: Prompt) -> Option<bool> {
    match prompt {
        Prompt::TurnLeft
        | Prompt::TurnRight
        | Prompt::TurnMore
        | Prompt::OtherWay
        | Prompt::Nod
        | Prompt::OpenMouth
        | Prompt::CloseMouth
        | Prompt::CloseEyes
        | Prompt::OpenEyes
        | Prompt::ComeCloser => Some(true),
        Prompt::LookStraight | Prompt::None | Prompt::HoldStill => Some(false),
        _ => None,
    }
}

impl Actor for Swapped {
    fn frame_at(&mut self, at_us: u64, prompt: Prompt) -> (RgbFrame, Truth) {
        match prompt {
            // Also said before the first task, of eyes that are narrow.
            Prompt::OpenEyes => {}
            // A new round takes a new face, and a task that is asked again counts anew. Without the first person it would be the
            // other's own honest scan.
            Prompt::HoldStill | Prompt::Slower => self.start_us = None,
            _ if is_task(prompt) == Some(true) => _ = self.start_us.get_or_insert(at_us),
            _ => {}
        }
        let since_us = self.start_us.map_or(0, |start_us| at_us - start_us);
        let wanted = match self.once_us {
            Some(once_us) => since_us < once_us,
            None => is_task(prompt).unwrap_or(self.acting),
        };
        if self.due.map_or(self.acting, |(_, to)| to) != wanted {
            self.due = Some((at_us + self.delay_us, wanted));
        }
        if let Some((_, to)) = self.due.filter(|(due_us, _)| at_us >= *due_us) {
            (self.due, self.acting) = (None, to);
        }
        let [victim, stranger] =
            [&mut self.victim, &mut self.stranger].map(|person| person.shot(at_us, prompt));
        if self.acting == self.stranger_acts {
            self.stranger.develop(&stranger)
        } else {
            self.victim.develop(&victim)
        }
    }

    fn screen(&mut self, at_us: u64, flash: Option<[u8; 3]>) {
        self.victim.screen(at_us, flash);
        self.stranger.screen(at_us, flash);
    }
}
