//! The attacker with two prints: one from the front and one from the side, exchanged out of view.

use std::sync::Arc;

use crate::actor::{Actor, Prompt, Truth};
use crate::geometry::Pinhole;
use crate::head::{Head, HeadState, Light};
use crate::photo::{PhotoHolder, SHEET};
use crate::texture::Texture;
use crate::{Random, RgbFrame};

/// Yaw of the face on the print from the side.
const TURNED: f32 = 25.0;
/// The prints are out of view for this long while they are exchanged.
const HIDDEN_US: u64 = 400_000;

/// Somebody who answers a prompt for a turn with another print.
#[derive(Debug, Clone)]
pub struct TwoPrints {
    holder: PhotoHolder,
    /// From the front, turned to the person's left, and to the right.
    prints: [Arc<Texture>; 3],
    random: Random,
    wanted: usize,
    shown: usize,
    gone_us: u64,
}

impl TwoPrints {
    /// The seed chooses hand, room and reaction times.
    pub fn new(head: &Head, camera: Pinhole, seed: u64) -> Self {
        let prints = [0.0, TURNED, -TURNED].map(|yaw| Arc::new(Texture::new(&print(head, yaw))));
        let mut holder = PhotoHolder::new(head, camera, None, seed);
        holder.swap(Arc::clone(&prints[0]));
        Self { holder, prints, random: Random::new(seed ^ 0x2_0000), wanted: 0, shown: 0, gone_us: 0 }
    }
}

/// A life-size print of the head with a yaw. At arm's length a pixel is as large as the texture's.
fn print(head: &Head, yaw: f32) -> RgbFrame {
    let (sheet, texels) = head.print(SHEET[0], SHEET[1], SHEET[2]);
    let portrait =
        head.draw(Pinhole::new(480, 640), &HeadState { yaw, ..HeadState::default() }, &Light::default());
    let (left, top) = ((480 - sheet.width) / 2, (640 - sheet.height) / 2);
    let border = (SHEET[2] * texels) as u32;
    let mut print = sheet;
    for y in border..print.height - border {
        for x in border..print.width - border {
            print.put(x, y, portrait.at((x + left).cast_signed(), (y + top).cast_signed()));
        }
    }
    print
}

impl Actor for TwoPrints {
    fn screen(&mut self, at_us: u64, flash: Option<[u8; 3]>) {
        self.holder.screen(at_us, flash);
    }

    fn frame_at(&mut self, at_us: u64, prompt: Prompt) -> (RgbFrame, Truth) {
        let wanted = match prompt {
            Prompt::TurnLeft => 1,
            Prompt::TurnRight => 2,
            Prompt::TurnMore => self.wanted,
            _ => 0,
        };
        if wanted != self.wanted {
            self.wanted = wanted;
            self.gone_us = at_us + self.random.micros(300_000, 700_000);
        }
        let back_us = self.gone_us + HIDDEN_US;
        if self.shown != self.wanted && at_us >= back_us {
            self.shown = self.wanted;
            self.holder.swap(Arc::clone(&self.prints[self.shown]));
        }
        let (frame, truth) = self.holder.frame_at(at_us, Prompt::None);
        let hidden = self.shown != self.wanted && (self.gone_us..back_us).contains(&at_us);
        (if hidden { self.holder.hidden(at_us) } else { frame }, truth)
    }
}
