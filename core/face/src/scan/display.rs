//! Which hint is on the screen: debounced, and long enough to be read.

use serde::{Deserialize, Serialize};

use super::guidance::{Guidance, Severity};
use super::profile::ScanProfile;

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
}
