//! What to tell the person: stable identifiers, never sentences. The app holds the words, in its languages.

use serde::{Deserialize, Serialize};

use super::profile::ScanProfile;

/// One hint. Directions are the person's own: `MoveLeft` means towards the person's left hand.
///
/// A mirrored preview shows the person's left on the left side of the screen, an unmirrored one on the right side: draw
/// arrows accordingly, and speak the words as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guidance {
    /// No face is in view.
    NoFace,
    /// A second person is in view.
    MultipleFaces,
    /// The face is too small.
    MoveCloser,
    /// The face is too large.
    MoveBack,
    /// The face should move towards the person's left.
    MoveLeft,
    /// The face should move towards the person's right.
    MoveRight,
    /// The face should be higher in the frame.
    MoveUp,
    /// The face should be lower in the frame.
    MoveDown,
    /// Too little light on the face.
    TooDark,
    /// Too much light on the face.
    TooBright,
    /// One half of the face is much darker.
    LightFromSide,
    /// The light is behind the person.
    Backlit,
    /// Out of focus or smeared.
    Blurry,
    /// The head is turned to a side.
    TurnToFront,
    /// The head is bent down.
    RaiseChin,
    /// The head is bent back.
    LowerChin,
    /// The head leans to a shoulder.
    LevelHead,
    /// The eyes are closed.
    OpenEyes,
    /// The head or the camera moves too much.
    HoldStill,
    /// Turn the head to the left, slowly.
    TurnLeft,
    /// Turn the head to the right, slowly.
    TurnRight,
    /// Turn a little further the same way.
    ABitMore,
    /// Look straight ahead again.
    BackToCentre,
    /// That was the wrong side.
    OtherWay,
    /// The turn was too fast to be followed.
    Slower,
    /// The scan is deciding.
    Processing,
    /// Passed.
    Success,
    /// Ended without a pass.
    TryAgain,
}

impl Guidance {
    /// Every hint, for apps that check that each has its words.
    pub const ALL: [Self; 28] = [
        Self::NoFace,
        Self::MultipleFaces,
        Self::MoveCloser,
        Self::MoveBack,
        Self::MoveLeft,
        Self::MoveRight,
        Self::MoveUp,
        Self::MoveDown,
        Self::TooDark,
        Self::TooBright,
        Self::LightFromSide,
        Self::Backlit,
        Self::Blurry,
        Self::TurnToFront,
        Self::RaiseChin,
        Self::LowerChin,
        Self::LevelHead,
        Self::OpenEyes,
        Self::HoldStill,
        Self::TurnLeft,
        Self::TurnRight,
        Self::ABitMore,
        Self::BackToCentre,
        Self::OtherWay,
        Self::Slower,
        Self::Processing,
        Self::Success,
        Self::TryAgain,
    ];

    /// The stable identifier, a key for texts, speech and vibration. Never changes once released.
    pub const fn id(self) -> &'static str {
        match self {
            Self::NoFace => "no_face",
            Self::MultipleFaces => "multiple_faces",
            Self::MoveCloser => "move_closer",
            Self::MoveBack => "move_back",
            Self::MoveLeft => "move_left",
            Self::MoveRight => "move_right",
            Self::MoveUp => "move_up",
            Self::MoveDown => "move_down",
            Self::TooDark => "too_dark",
            Self::TooBright => "too_bright",
            Self::LightFromSide => "light_from_side",
            Self::Backlit => "backlit",
            Self::Blurry => "blurry",
            Self::TurnToFront => "turn_to_front",
            Self::RaiseChin => "raise_chin",
            Self::LowerChin => "lower_chin",
            Self::LevelHead => "level_head",
            Self::OpenEyes => "open_eyes",
            Self::HoldStill => "hold_still",
            Self::TurnLeft => "turn_left",
            Self::TurnRight => "turn_right",
            Self::ABitMore => "a_bit_more",
            Self::BackToCentre => "back_to_centre",
            Self::OtherWay => "other_way",
            Self::Slower => "slower",
            Self::Processing => "processing",
            Self::Success => "success",
            Self::TryAgain => "try_again",
        }
    }

    /// How the hint bears on the scan.
    pub const fn severity(self) -> Severity {
        match self {
            Self::TurnLeft
            | Self::TurnRight
            | Self::ABitMore
            | Self::BackToCentre
            | Self::OtherWay
            | Self::Slower => Severity::Challenge,
            Self::Processing | Self::Success | Self::TryAgain => Severity::Info,
            _ => Severity::Blocking,
        }
    }

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
    /// The task that the person is asked for.
    Challenge,
    /// For information.
    Info,
}

/// The hint on the screen, and the one that wants to replace it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Display {
    shown: Option<(Guidance, u64)>,
    candidate: Option<(Option<Guidance>, u64)>,
}

impl Display {
    pub(super) fn shown(self) -> Option<Guidance> {
        self.shown.map(|(hint, _)| hint)
    }

    /// Offers what this frame suggests; tasks and results show at once, hints about the picture only after they lasted
    /// (`debounce`) and after the one before was readable (`display`).
    pub(super) fn offer(self, hint: Option<Guidance>, now: u64, profile: &ScanProfile) -> Self {
        if hint == self.shown() {
            return Self { candidate: None, ..self };
        }
        if let Some(hint) = hint.filter(|h| h.severity() != Severity::Blocking) {
            return Self { shown: Some((hint, now)), candidate: None };
        }
        let since = match self.candidate {
            Some((candidate, since)) if candidate == hint => since,
            _ => now,
        };
        let lasted = now.saturating_sub(since) >= profile.guidance_debounce;
        // A task gives way after the debounce alone; a hint stays long enough to be read.
        let readable = self.shown.is_none_or(|(shown, at)| {
            shown.severity() != Severity::Blocking || now.saturating_sub(at) >= profile.guidance_display
        });
        if lasted && readable {
            Self { shown: hint.map(|h| (h, now)), candidate: None }
        } else {
            Self { candidate: Some((hint, since)), ..self }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Apps key their texts on the identifiers: two hints must never share one.
    #[test]
    fn identifiers_are_unique_and_match_serde() {
        let mut ids: Vec<_> = Guidance::ALL.iter().map(|g| g.id()).collect();
        for hint in Guidance::ALL {
            assert_eq!(serde_json::to_string(&hint).unwrap(), format!("\"{}\"", hint.id()));
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Guidance::ALL.len());
    }

    /// A hint that flickers for a frame must not reach the screen; one that lasts must, within 400 ms.
    #[test]
    fn hints_are_debounced() {
        let profile = ScanProfile::verify();
        let mut display = Display::default();
        for now in [0, 100_000, 200_000, 300_000] {
            display = display.offer(Some(Guidance::TooDark), now, &profile);
            assert_eq!(display.shown(), None);
        }
        display = display.offer(Some(Guidance::TooDark), 400_000, &profile);
        assert_eq!(display.shown(), Some(Guidance::TooDark));
        display = display.offer(None, 450_000, &profile);
        assert_eq!(display.shown(), Some(Guidance::TooDark));
    }

    /// The task must be on the screen in the frame that starts it: the reaction time is measured from there.
    #[test]
    fn tasks_show_at_once() {
        let profile = ScanProfile::verify();
        let display = Display::default().offer(Some(Guidance::HoldStill), 0, &profile);
        let display = display.offer(Some(Guidance::TurnLeft), 1, &profile);
        assert_eq!(display.shown(), Some(Guidance::TurnLeft));
    }

    /// A hint's mirror image is an involution that touches left and right only.
    #[test]
    fn mirror_swaps_sides_only() {
        for hint in Guidance::ALL {
            assert_eq!(hint.mirrored().mirrored(), hint);
            assert_eq!(
                hint.mirrored() != hint,
                hint.id().ends_with("_left") || hint.id().ends_with("_right")
            );
        }
    }
}
