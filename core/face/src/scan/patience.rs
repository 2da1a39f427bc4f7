//! How long the same thing has stood in the way, and how much help that calls for.

use serde::{Deserialize, Serialize};

use super::guidance::Guidance;

/// After this long, in microseconds, the hint is said with more words.
const SPEAK: u64 = 6_000_000;
/// After this long it is shown with a picture.
const SHOW: u64 = 15_000_000;
/// After this long somebody's help or another way is offered. Nobody fails for needing time.
const OFFER: u64 = 30_000_000;
/// A picture that stays unclear for this long may come from a dirty lens.
const DIRTY: u64 = 4_000_000;
/// The way is free for this long before what stood in it is forgotten.
const FORGOTTEN: u64 = 1_500_000;

/// How much help the person needs with what stands in the way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Help {
    /// The hint is enough.
    #[default]
    None,
    /// Say it aloud, with more words.
    Speak,
    /// Show it with a picture.
    Show,
    /// Offer somebody's help, larger text or another way.
    Offer,
}

/// The hint that stands in the way, since when, and when it was last seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Patience(Option<(Guidance, u64, u64)>);

impl Patience {
    pub(super) fn look(&mut self, blocked_by: Option<Guidance>, now: u64) {
        self.0 = match (self.0, blocked_by) {
            (Some((hint, since, _)), Some(same)) if hint == same => Some((hint, since, now)),
            (Some(old @ (_, _, seen)), _) if now.saturating_sub(seen) < FORGOTTEN => Some(old),
            (_, blocked_by) => blocked_by.map(|hint| (hint, now, now)),
        };
    }

    fn waited(self, now: u64) -> u64 {
        self.0.map_or(0, |(_, since, _)| now.saturating_sub(since))
    }

    pub(super) fn help(self, now: u64) -> Help {
        match self.waited(now) {
            OFFER.. => Help::Offer,
            SHOW.. => Help::Show,
            SPEAK.. => Help::Speak,
            _ => Help::None,
        }
    }

    /// The hint, sharpened by how long it has stood.
    pub(super) fn sharpen(self, hint: Guidance, now: u64) -> Guidance {
        if hint == Guidance::Blurry && self.waited(now) >= DIRTY { Guidance::CleanLens } else { hint }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects people who cannot do it alone: the same trouble brings more help, step by step, and another trouble begins
    /// anew.
    #[test]
    fn help_grows_with_the_same_trouble() {
        let mut patience = Patience::default();
        let mut seen = Vec::new();
        for now in (0..=31_000_000).step_by(100_000) {
            // A moment without it now and then is no relief.
            let blocked = (now % 1_000_000 != 0).then_some(Guidance::TooDark);
            patience.look(blocked, now);
            if seen.last() != Some(&patience.help(now)) {
                seen.push(patience.help(now));
            }
        }
        assert_eq!(seen, [Help::None, Help::Speak, Help::Show, Help::Offer]);
        patience.look(Some(Guidance::TooDark), 31_000_000);
        patience.look(Some(Guidance::MoveCloser), 33_000_000);
        assert_eq!(patience.help(33_000_000), Help::None);
    }

    /// Protects against sending people round in circles: what stays unclear however they hold it is the lens.
    #[test]
    fn a_picture_that_stays_unclear_is_the_lens() {
        let mut patience = Patience::default();
        for now in (0..=4_000_000).step_by(100_000) {
            patience.look(Some(Guidance::Blurry), now);
        }
        assert_eq!(patience.sharpen(Guidance::Blurry, 3_000_000), Guidance::Blurry);
        assert_eq!(patience.sharpen(Guidance::Blurry, 4_000_000), Guidance::CleanLens);
        assert_eq!(patience.sharpen(Guidance::TooDark, 4_000_000), Guidance::TooDark);
    }
}
