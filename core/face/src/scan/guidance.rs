//! What to tell the person: stable identifiers, never sentences. The app holds the words, in its languages.

use serde::{Deserialize, Serialize};

/// Declares the hints once: the variant, its identifier and its severity.
macro_rules! hints {
    ($($(#[doc = $doc:literal])+ $name:ident = $id:literal, $severity:ident;)+) => {
        /// One hint. Directions are the person's own: `MoveLeft` means towards the person's left hand.
        ///
        /// A mirrored preview shows the person's left on the left side of the screen, an unmirrored one on the right
        /// side: draw arrows accordingly, and speak the words as they are. The words in four languages, what to speak and
        /// how to vibrate lie beside this crate in `guidance/`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Guidance {
            $($(#[doc = $doc])+ #[serde(rename = $id)] $name,)+
        }

        impl Guidance {
            /// Every hint, for apps that check that each has its words.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The stable identifier, a key for texts, speech and vibration. Never changes once released.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            /// How the hint bears on the scan.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }
        }
    };
}

hints! {
    /// The face is in view but the eyes look elsewhere.
    LookAtCamera = "look_at_camera", Blocking;
    /// No face is in view.
    NoFace = "no_face", Blocking;
    /// A second person is in view.
    MultipleFaces = "multiple_faces", Blocking;
    /// The face is too small.
    MoveCloser = "move_closer", Blocking;
    /// The face is too large.
    MoveBack = "move_back", Blocking;
    /// The face should move towards the person's left.
    MoveLeft = "move_left", Blocking;
    /// The face should move towards the person's right.
    MoveRight = "move_right", Blocking;
    /// The face should be higher in the frame.
    MoveUp = "move_up", Blocking;
    /// The face should be lower in the frame.
    MoveDown = "move_down", Blocking;
    /// The head or the camera moves too much.
    HoldStill = "hold_still", Blocking;
    /// The head is turned to a side.
    TurnToFront = "turn_to_front", Blocking;
    /// The head is bent down.
    RaiseChin = "raise_chin", Blocking;
    /// The head is bent back.
    LowerChin = "lower_chin", Blocking;
    /// The head leans to a shoulder.
    LevelHead = "level_head", Blocking;
    /// Too little light on the face.
    TooDark = "too_dark", Blocking;
    /// Too much light on the face.
    TooBright = "too_bright", Blocking;
    /// One half of the face is much darker.
    LightFromSide = "light_from_side", Blocking;
    /// The light is behind the person.
    Backlit = "backlit", Blocking;
    /// Out of focus or smeared.
    Blurry = "blurry", Blocking;
    /// The picture stays unclear: the lens may be dirty.
    CleanLens = "clean_lens", Blocking;
    /// Dark glasses hide the eyes.
    RemoveSunglasses = "remove_sunglasses", Blocking;
    /// A reflection on the glasses hides an eye.
    GlassesGlare = "glasses_glare", Advice;
    /// A mask hides nose and mouth.
    RemoveMask = "remove_mask", Blocking;
    /// A hand or a thing hides a part of the face.
    UncoverFace = "uncover_face", Blocking;
    /// A hat or its shadow hides the brow.
    HatShadow = "hat_shadow", Advice;
    /// Hair hides the eyes.
    HairOverEyes = "hair_over_eyes", Advice;
    /// The eyes are closed.
    OpenEyes = "open_eyes", Blocking;
    /// Turn the head to the left, slowly.
    TurnLeft = "turn_left", Challenge;
    /// Turn the head to the right, slowly.
    TurnRight = "turn_right", Challenge;
    /// Nod: the chin down and up again.
    Nod = "nod", Challenge;
    /// Open the mouth.
    OpenMouth = "open_mouth", Challenge;
    /// Close the mouth again.
    CloseMouth = "close_mouth", Challenge;
    /// Close the eyes until the tone.
    CloseEyesThenOpen = "close_eyes_then_open", Challenge;
    /// Open the eyes again; the tone sounds.
    OpenEyesNow = "open_eyes_now", Challenge;
    /// Bring the phone closer, slowly.
    ComeCloserChallenge = "come_closer_challenge", Challenge;
    /// Look straight ahead again.
    BackToCentre = "back_to_centre", Challenge;
    /// That was the wrong side.
    OtherWay = "other_way", Challenge;
    /// The movement was too fast to be followed.
    Slower = "slower", Challenge;
    /// A little further the same way.
    ABitMore = "a_bit_more", Challenge;
    /// The screen is going to change its colour.
    FlashWarning = "flash_warning", Info;
    /// The screen changes its colour: keep still.
    FlashHold = "flash_hold", Challenge;
    /// One task is done.
    WellDone = "well_done", Info;
    /// The scan is deciding.
    Processing = "processing", Info;
    /// Passed.
    Success = "success", Info;
    /// Ended without a pass.
    TryAgain = "try_again", Info;
    /// Another way than the face is offered.
    UseAnotherWay = "use_another_way", Info;
    /// A person can be asked to check.
    AskForReview = "ask_for_review", Info;
    /// The face is not that of the person who was selected.
    DifferentPerson = "different_person", Info;
    /// The app may not use the camera. Said by the app.
    PermissionDenied = "permission_denied", Blocking;
    /// Another app holds the camera. Said by the app.
    CameraBusy = "camera_busy", Blocking;
    /// The camera stopped. Said by the app.
    CameraLost = "camera_lost", Blocking;
    /// Too few frames a second arrive for a scan.
    DeviceTooSlow = "device_too_slow", Blocking;
    /// The app was in the background; the scan begins anew.
    Paused = "paused", Blocking;
    /// There is no hurry, and somebody may help.
    SeniorHelp = "senior_help", Info;
}

impl Guidance {
    /// The hint of the mirrored world: left and right change places, all else stays.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::MoveLeft => Self::MoveRight,
            Self::MoveRight => Self::MoveLeft,
            Self::TurnLeft => Self::TurnRight,
            Self::TurnRight => Self::TurnLeft,
            other => other,
        }
    }
}

/// How a hint bears on the scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The scan waits until the person has done it.
    Blocking,
    /// Worth saying; the scan goes on without it.
    Advice,
    /// The task that the person is asked for.
    Challenge,
    /// For information.
    Info,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Apps key their texts on the identifiers: two hints must never share one.
    #[test]
    fn identifiers_are_unique_and_match_serde() {
        let mut ids: Vec<_> = Guidance::ALL.iter().map(|g| g.id()).collect();
        for &hint in Guidance::ALL {
            assert_eq!(serde_json::to_string(&hint).unwrap(), format!("\"{}\"", hint.id()));
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Guidance::ALL.len());
    }

    /// A hint's mirror image is an involution that touches left and right only.
    #[test]
    fn mirror_swaps_sides_only() {
        for &hint in Guidance::ALL {
            assert_eq!(hint.mirrored().mirrored(), hint);
            assert_eq!(
                hint.mirrored() != hint,
                hint.id().ends_with("_left") || hint.id().ends_with("_right")
            );
        }
    }
}
