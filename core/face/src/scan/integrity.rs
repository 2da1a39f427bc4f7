//! Is this a live camera? Time stamps that run, pictures that do not repeat.

use serde::{Deserialize, Serialize};

/// Fingerprints remembered: more than half a minute at 60 frames a second.
const MEMORY: usize = 2048;
/// Late frames in a row after which the camera's clock is taken to have been set anew.
const MAX_LATE: u32 = 30;
/// Distinct pictures that must lie between two equal ones before it counts: cameras do deliver a frame twice.
const RECENT: usize = 4;

/// Why a frame was not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FrameFault {
    /// Captured before a frame that was already seen.
    OutOfOrder,
    /// The same capture time as the frame before.
    DuplicateTime,
    /// The same picture as the frame before.
    RepeatedPicture,
    /// The capture clock went back for good; the scan starts over on the new one.
    ClockReset,
}

/// What the fingerprint of a picture says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Picture {
    New,
    Repeated,
    Frozen,
    Looped,
}

/// What the time stamp of a frame says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    /// The frame is this much later than the one before.
    Advanced(u64),
    Late(FrameFault),
    Reset,
}

/// The scan's own clock: starts at 0 and only runs forwards, whatever the camera's does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Clock {
    pub(super) now: u64,
    last: Option<u64>,
    late: u32,
}

impl Clock {
    /// The camera's time of the latest frame that counted.
    pub(super) const fn last(&self) -> Option<u64> {
        self.last
    }

    pub(super) fn tick(&mut self, at: u64) -> Time {
        let Some(last) = self.last else {
            self.last = Some(at);
            return Time::Advanced(0);
        };
        if at > last {
            self.now = self.now.saturating_add(at - last);
            self.last = Some(at);
            self.late = 0;
            return Time::Advanced(at - last);
        }
        self.late += 1;
        if self.late > MAX_LATE {
            self.late = 0;
            self.last = Some(at);
            return Time::Reset;
        }
        Time::Late(if at == last { FrameFault::DuplicateTime } else { FrameFault::OutOfOrder })
    }
}

/// Pictures seen so far, by fingerprint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pictures {
    seen: Vec<u64>,
    same_since: u64,
    looped: bool,
}

impl Pictures {
    pub(super) fn look(&mut self, now: u64, fingerprint: u64, frozen: u64) -> Picture {
        if self.seen.last() == Some(&fingerprint) {
            let still = now.saturating_sub(self.same_since);
            return if still >= frozen { Picture::Frozen } else { Picture::Repeated };
        }
        self.same_since = now;
        let recent = self.seen.len().saturating_sub(RECENT);
        let before = self.seen.get(..recent).unwrap_or_default();
        // Noise makes an equal picture impossible in a camera. A slow one catches few of a loop's pictures twice, so the
        // first counts.
        self.looped |= before.contains(&fingerprint);
        if self.seen.len() >= MEMORY {
            self.seen.drain(..MEMORY / 2);
        }
        self.seen.push(fingerprint);
        if self.looped { Picture::Looped } else { Picture::New }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Late and duplicate frames are named and cost no time; a clock that went back for good is noticed.
    #[test]
    fn clock_only_runs_forwards() {
        let mut clock = Clock::default();
        assert_eq!(clock.tick(500), Time::Advanced(0));
        assert_eq!(clock.tick(500), Time::Late(FrameFault::DuplicateTime));
        assert_eq!(clock.tick(900), Time::Advanced(400));
        assert_eq!(clock.tick(700), Time::Late(FrameFault::OutOfOrder));
        assert_eq!(clock.tick(900), Time::Late(FrameFault::DuplicateTime));
        let resets = (0..=MAX_LATE).filter(|_| clock.tick(100) == Time::Reset).count();
        assert_eq!(resets, 1);
        assert_eq!(clock.tick(200), Time::Advanced(100));
        assert_eq!(clock.now, 500);
    }

    /// A looped recording repeats its pictures; a camera that delivers a frame twice does not loop.
    #[test]
    fn loops_and_frozen_pictures_are_told_from_doubled_frames() {
        let mut pictures = Pictures::default();
        for i in 0..200 {
            assert_eq!(pictures.look(i * 2, i, 1000), Picture::New);
            assert_eq!(pictures.look(i * 2 + 1, i, 1000), Picture::Repeated);
        }
        assert_eq!(pictures.look(2000, 199, 1000), Picture::Frozen);
        assert_eq!(pictures.look(3000, 200, 1000), Picture::New);
        assert_eq!(pictures.look(3001, 50, 1000), Picture::Looped);
    }

    /// The memory is bounded however long the camera runs.
    #[test]
    fn memory_of_pictures_is_bounded() {
        let mut pictures = Pictures::default();
        for i in 0..10_000 {
            pictures.look(i, i, 1000);
        }
        assert!(pictures.seen.len() <= MEMORY);
    }
}
