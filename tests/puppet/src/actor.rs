//! What stands before the camera.

use mien_face::scan::Guidance;

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
    /// Further the same way, or the same once more.
    TurnMore,
    /// That was the wrong side.
    OtherWay,
    /// Not so fast.
    Slower,
    /// Come closer by a little.
    Nearer,
    /// Move back by a little.
    Farther,
    /// Move towards the person's left.
    MoveLeft,
    /// Move towards the person's right.
    MoveRight,
    /// Hold the face higher.
    MoveUp,
    /// Hold the face lower.
    MoveDown,
    /// The chin up a little.
    RaiseChin,
    /// The chin down a little.
    LowerChin,
    /// The head upright.
    LevelHead,
    /// Keep still.
    HoldStill,
    /// The chin down and up again.
    Nod,
    /// Close the eyes until told to open them.
    CloseEyes,
    /// Open the eyes.
    OpenEyes,
    /// Open the mouth.
    OpenMouth,
    /// Close the mouth.
    CloseMouth,
    /// Bring face and phone together, slowly.
    ComeCloser,
}

impl From<Option<Guidance>> for Prompt {
    fn from(guidance: Option<Guidance>) -> Self {
        match guidance {
            Some(Guidance::TurnLeft) => Self::TurnLeft,
            Some(Guidance::TurnRight) => Self::TurnRight,
            Some(Guidance::ABitMore) => Self::TurnMore,
            Some(Guidance::BackToCentre | Guidance::TurnToFront) => Self::LookStraight,
            Some(Guidance::OtherWay) => Self::OtherWay,
            Some(Guidance::Slower) => Self::Slower,
            Some(Guidance::MoveCloser) => Self::Nearer,
            Some(Guidance::MoveBack) => Self::Farther,
            Some(Guidance::MoveLeft) => Self::MoveLeft,
            Some(Guidance::MoveRight) => Self::MoveRight,
            Some(Guidance::MoveUp) => Self::MoveUp,
            Some(Guidance::MoveDown) => Self::MoveDown,
            Some(Guidance::RaiseChin) => Self::RaiseChin,
            Some(Guidance::LowerChin) => Self::LowerChin,
            Some(Guidance::LevelHead) => Self::LevelHead,
            Some(Guidance::HoldStill | Guidance::FlashHold) => Self::HoldStill,
            Some(Guidance::Nod) => Self::Nod,
            Some(Guidance::CloseEyesThenOpen) => Self::CloseEyes,
            Some(Guidance::OpenEyesNow | Guidance::OpenEyes) => Self::OpenEyes,
            Some(Guidance::OpenMouth) => Self::OpenMouth,
            Some(Guidance::CloseMouth) => Self::CloseMouth,
            Some(Guidance::ComeCloserChallenge) => Self::ComeCloser,
            _ => Self::None,
        }
    }
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

    /// The screen shows one colour from `at_us` on, or the app's own picture: whoever is really there is lit by it. A
    /// recording is not, and ignores it.
    fn screen(&mut self, _at_us: u64, _flash: Option<[u8; 3]>) {}
}
