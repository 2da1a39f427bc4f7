//! What stands before the camera.

use crate::RgbFrame;

/// What the screen asks of the person at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Prompt {
    /// Nothing.
    #[default]
    None,
    /// Look straight into the camera.
    LookStraight,
    /// Turn the head to the person's left.
    TurnLeft,
    /// Turn the head to the person's right.
    TurnRight,
    /// Turn further the same way.
    TurnMore,
    /// Come closer.
    Nearer,
    /// Move back.
    Farther,
    /// Close the eyes.
    CloseEyes,
    /// Open the mouth.
    OpenMouth,
}

/// What the scene really was when the frame was taken.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Truth {
    /// Degrees towards the person's left; of a photo: of the paper.
    pub yaw: f32,
    /// Degrees upwards.
    pub pitch: f32,
    /// Degrees towards the person's left shoulder.
    pub roll: f32,
    /// Lids, 0 (open) to 1 (closed).
    pub closed: f32,
    /// Jaw, 0 (shut) to 1 (wide open).
    pub mouth: f32,
    /// Centimetres from the camera.
    pub distance: f32,
}

/// A person, or somebody who pretends to be one.
pub trait Actor {
    /// What the camera sees at `at_us` while the screen shows `prompt`, upright and unmirrored. Times must not run
    /// backwards; the same seed, times and prompts give the same bytes.
    fn frame_at(&mut self, at_us: u64, prompt: Prompt) -> (RgbFrame, Truth);
}
