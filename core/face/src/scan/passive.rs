//! The parts of a scan that ask nothing of the person, for recordings.
//!
//! A recording cannot be asked for a turn. What remains: do the pictures repeat, and does the face move like a sheet where
//! it happens to turn? For measuring; a login needs the whole scan.

use super::challenge::Challenge;
use super::facts::{FaceFacts, FrameFacts};
use super::integrity::{Clock, Picture, Pictures, Time};
use super::planar::{Baseline, Neutral, Path, PathSample, PlanarReason, PlanarThresholds, PlanarVerdict};
use super::profile::ScanProfile;
use crate::Observation;

/// Looks at the frames of one recording in order.
#[derive(Debug, Clone)]
pub struct PassiveCheck {
    profile: ScanProfile,
    clock: Clock,
    pictures: Pictures,
    straight: Vec<Neutral>,
    baseline: Option<Baseline>,
    /// Turns to the person's left and to the right, each with all frames near straight.
    paths: [Path; 2],
    facts: PassiveFacts,
}

/// What a recording showed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PassiveFacts {
    /// Frames, those with a repeated time stamp left out.
    pub frames: usize,
    /// Frames of these with a face.
    pub with_face: usize,
    /// The same picture stood for longer than a camera shows one.
    pub frozen: bool,
    /// Pictures came back that were there before.
    pub looped: bool,
    /// Why the face moved like a sheet; `None` when it did not, or never moved enough to tell.
    pub planar: Option<PlanarReason>,
}

impl Default for PassiveCheck {
    fn default() -> Self {
        Self::new()
    }
}

impl PassiveCheck {
    /// A check that has seen nothing, with the limits of the standard profile.
    pub fn new() -> Self {
        Self {
            profile: ScanProfile::verify(),
            clock: Clock::default(),
            pictures: Pictures::default(),
            straight: Vec::new(),
            baseline: None,
            paths: [Path::default(), Path::default()],
            facts: PassiveFacts::default(),
        }
    }

    /// Takes what one frame showed.
    pub fn push(&mut self, observation: &Observation) {
        let frame = FrameFacts::new(observation, None);
        if !matches!(self.clock.tick(frame.at), Time::Advanced(_)) {
            return;
        }
        self.facts.frames += 1;
        let picture = self.pictures.look(self.clock.now, frame.fingerprint, self.profile.frozen);
        self.facts.frozen |= picture == Picture::Frozen;
        self.facts.looped |= picture == Picture::Looped;
        let Some(face) = frame.face.filter(|face| face.presence >= self.profile.min_presence) else { return };
        self.facts.with_face += 1;
        if picture == Picture::New {
            self.follow(&face);
        }
    }

    fn follow(&mut self, face: &FaceFacts) {
        let now = Neutral::of(face);
        let Some(baseline) = &self.baseline else {
            let p = &self.profile;
            if now.yaw.abs().max(now.pitch.abs()) <= p.max_yaw_pitch && face.pose.roll.abs() <= p.max_roll {
                self.straight.push(now);
            }
            if self.straight.len() >= p.settle_frames {
                self.baseline = Some(Baseline::median_of(&self.straight));
            }
            return;
        };
        for (path, turn) in self.paths.iter_mut().zip([Challenge::TurnLeft, Challenge::TurnRight]) {
            if let Some(sample) = PathSample::measure(baseline, &now, turn)
                && sample.lead >= -self.profile.neutral
            {
                path.push(sample);
            }
        }
    }

    /// What was seen so far.
    pub fn facts(&self, thresholds: &PlanarThresholds) -> PassiveFacts {
        let planar = self.paths.iter().find_map(|path| {
            let evidence = path.evidence(thresholds);
            match evidence.judge(thresholds) {
                // Growing narrow is evidence at any angle; a nose in the plane is only where the head has turned.
                PlanarVerdict::Planar(PlanarReason::NarrowOnThePath) => Some(PlanarReason::NarrowOnThePath),
                PlanarVerdict::Planar(reason) if evidence.angle >= self.profile.turn => Some(reason),
                _ => None,
            }
        });
        PassiveFacts { planar, ..self.facts }
    }
}
