//! What the screen asks when nobody listens: for streams that are written to a file.

use crate::{Prompt, PuppetError};

/// Prompts with the times at which they appear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    prompts: Vec<(u64, Prompt)>,
    length_us: u64,
}

impl Script {
    /// One of `still`, `turn-left`, `turn-right`, `turn-both`, `nod`, `mouth`, `eyes` (or `blink`), `closer`.
    ///
    /// # Errors
    /// [`PuppetError::UnknownScript`] for any other name.
    pub fn named(name: &str) -> Result<Self, PuppetError> {
        let act = |prompt| vec![prompt, Prompt::LookStraight];
        let steps = match name {
            "still" => Vec::new(),
            "turn-left" => act(Prompt::TurnLeft),
            "turn-right" => act(Prompt::TurnRight),
            "turn-both" => [act(Prompt::TurnLeft), act(Prompt::TurnRight)].concat(),
            "nod" => act(Prompt::Nod),
            "blink" | "eyes" => act(Prompt::CloseEyes),
            "closer" => act(Prompt::ComeCloser),
            "mouth" => act(Prompt::OpenMouth),
            _ => return Err(PuppetError::UnknownScript),
        };
        let mut prompts = vec![(0, Prompt::LookStraight)];
        let mut at_us = 2_000_000;
        for prompt in steps {
            prompts.push((at_us, prompt));
            at_us += 2_500_000;
        }
        Ok(Self { prompts, length_us: at_us + 1_000_000 })
    }

    /// The time of each frame and what the screen shows then.
    pub fn moments(&self, fps: u32) -> impl Iterator<Item = (u64, Prompt)> + '_ {
        let fps = u64::from(fps.max(1));
        (0..self.length_us * fps / 1_000_000).map(move |frame| {
            let at_us = frame * 1_000_000 / fps;
            let shown = self.prompts.iter().rev().find(|(from_us, _)| *from_us <= at_us);
            (at_us, shown.map_or(Prompt::None, |(_, prompt)| *prompt))
        })
    }
}
