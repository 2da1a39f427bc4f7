//! The attacker with two faces in view: a stranger who does what is asked, and the victim's photo held beside.

use std::sync::Arc;

use crate::actor::{Actor, Prompt, Truth};
use crate::geometry::Pinhole;
use crate::head::Head;
use crate::motion::Glide;
use crate::person::Person;
use crate::photo::PhotoHolder;
use crate::raster::Canvas;
use crate::{Random, RgbFrame};

/// Centimetres from the middle to the photo's middle.
const BESIDE: f32 = 9.0;

/// A person and a photo in one picture; whichever is nearer is the larger face.
#[derive(Debug, Clone)]
pub struct TwoFaces {
    person: Person,
    photo: PhotoHolder,
    side: f32,
    /// What the photo's distance is multiplied by: the attacker brings it forward between the tasks.
    nearness: Glide,
    forward: [f32; 2],
    was_task: bool,
}

impl TwoFaces {
    /// `person` is before the camera and `on_paper` beside; the seed chooses side, sizes and motion.
    pub fn new(person: Arc<Head>, on_paper: &Head, camera: Pinhole, seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0x2FA_CE50);
        let forward = [random.between(0.75, 1.1), random.between(1.1, 1.8)];
        Self {
            person: Person::new(person, camera, seed),
            photo: PhotoHolder::new(on_paper, camera, None, seed),
            side: random.side(),
            nearness: Glide::resting(forward[0]),
            forward,
            was_task: false,
        }
    }
}

impl Actor for TwoFaces {
    fn frame_at(&mut self, at_us: u64, prompt: Prompt) -> (RgbFrame, Truth) {
        let is_task = matches!(
            prompt,
            Prompt::TurnLeft
                | Prompt::TurnRight
                | Prompt::Nod
                | Prompt::OpenMouth
                | Prompt::CloseEyes
                | Prompt::ComeCloser
        );
        if is_task != self.was_task {
            self.was_task = is_task;
            self.nearness.send(self.forward[usize::from(is_task)], 1.0, 0.0, at_us);
        }
        let shot = self.person.shot(at_us, prompt);
        let (mut held, _) = self.photo.hold(at_us, Prompt::None);
        held.distance *= self.nearness.at(at_us);
        let (frame, truth) = self.person.scene(&shot);
        let mut canvas = Canvas::new(&frame).lit(shot.light.screen);
        // Beside the other in the picture, at any distance.
        let beside = self.side * BESIDE * held.distance / crate::ARM_LENGTH;
        self.photo.draw_on(&mut canvas, &held, [beside, 0.0]);
        let mut frame = canvas.into_frame();
        self.person.expose(&mut frame, at_us);
        (frame, truth)
    }

    fn screen(&mut self, at_us: u64, flash: Option<[u8; 3]>) {
        self.person.screen(at_us, flash);
    }
}
