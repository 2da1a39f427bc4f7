//! Follows one face from frame to frame.

use crate::describe::{describe, second_face};
use crate::detector::{Detection, SURE, UNSURE, detect};
use crate::geometry::Square;
use crate::landmarks::{Located, locate};
use crate::luma_grid::LumaGrid;
use crate::recognition::{align, embed};
use crate::{FaceError, FaceModels, Frame, Observation};

/// The detector looks at every fifth frame; in between the landmarks lead to themselves.
const CHECK_EVERY: u32 = 5;
/// Least presence of a followed face.
const PRESENCE: f32 = 0.5;
/// Passes of the landmark model on a face seen for the first time.
const FIRST_PASSES: u32 = 4;
/// Passes on a face that is being followed.
const NEXT_PASSES: u32 = 2;
/// The followed face may be this much smaller than the largest before the largest is followed instead.
const STILL_LARGEST: f32 = 0.75;

/// What the caller wants to know of a frame beyond the observation itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wants {
    /// Embed the face: about as costly as all the rest together.
    pub embedding: bool,
}

/// Observes the frames of one camera in order, following the largest face.
#[derive(Debug)]
pub struct FaceEngine {
    models: FaceModels,
    track: Option<Track>,
}

/// Where the face was.
#[derive(Debug, Clone, Copy)]
struct Track {
    square: Square,
    /// Size of the frames that it was seen in.
    frame: [u32; 2],
    /// Frames since the detector confirmed it.
    unchecked: u32,
    second_face: f32,
}

impl FaceEngine {
    /// An engine that has seen nothing yet.
    pub const fn new(models: FaceModels) -> Self {
        Self { models, track: None }
    }

    /// Observes one frame. Frames must come in the order in which they were taken; dropped ones do not matter.
    ///
    /// A frame without a usable face is an observation with `face: None`, no error. `wants.embedding` embeds the face
    /// if there is one.
    ///
    /// # Errors
    /// [`FaceError`] when a model fails: drop the frame; when it happens again, end the scan.
    pub fn observe(&mut self, frame: &Frame<'_>, wants: Wants) -> Result<Observation, FaceError> {
        let grid = LumaGrid::of(frame);
        let mut observation = Observation {
            captured_at: frame.info().captured_at,
            size: [frame.width(), frame.height()],
            fingerprint: grid.fingerprint(),
            face: None,
            embedding: None,
        };
        if let Some((located, second_face)) = self.follow(frame)? {
            let networks = self.models.networks();
            if wants.embedding {
                observation.embedding = Some(embed(networks, &align(&located.picture, &located.mesh)?)?);
            }
            observation.face = Some(describe(networks, &grid, located, second_face)?);
        }
        Ok(observation)
    }

    /// Forgets the face: call it when the camera changes or the scan starts anew.
    pub fn reset(&mut self) {
        self.track = None;
    }

    /// Finds the face of this frame, from where it was or anew, with the share of the second face.
    fn follow(&mut self, frame: &Frame<'_>) -> Result<Option<(Located, f32)>, FaceError> {
        let size = [frame.width(), frame.height()];
        // Taken, not borrowed: after a failure the engine starts anew.
        let track = self.track.take().filter(|track| track.frame == size);
        let led = match track {
            Some(track) => self.locate(frame, track.square, NEXT_PASSES)?.map(|located| (located, track)),
            None => None,
        };
        let (located, unchecked, second_face) = match led {
            Some((located, track)) if track.unchecked + 1 < CHECK_EVERY => {
                (located, track.unchecked + 1, track.second_face)
            }
            led => match self.confirm(frame, led.map(|(located, _)| located))? {
                Some((located, second_face)) => (located, 0, second_face),
                None => return Ok(None),
            },
        };
        self.track = Some(Track { square: located.mesh.square(), frame: size, unchecked, second_face });
        Ok(Some((located, second_face)))
    }

    /// Asks the detector: keeps the located face if it is still the largest one there, else takes the largest.
    fn confirm(&self, frame: &Frame<'_>, led: Option<Located>) -> Result<Option<(Located, f32)>, FaceError> {
        let all = detect(&self.models.networks().detector, frame, UNSURE)?;
        let new = all.iter().find(|d| d.score >= SURE);
        let largest = new.map_or(0.0, |d| d.bounds.area());
        // A followed face may be unsure, but not small beside another.
        let is_large = |d: &&Detection| d.bounds.area() >= STILL_LARGEST * largest;
        if let Some(located) = led
            && let Some(same) = all.iter().filter(is_large).find(|d| located.mesh.agrees_with(d))
        {
            return Ok(Some((located, second_face(same, &all))));
        }
        let Some(new) = new else { return Ok(None) };
        let located = self.locate(frame, new.square(), FIRST_PASSES)?;
        Ok(located.filter(|l| l.mesh.agrees_with(new)).map(|l| (l, second_face(new, &all))))
    }

    fn locate(&self, frame: &Frame<'_>, start: Square, passes: u32) -> Result<Option<Located>, FaceError> {
        let located = locate(&self.models.networks().mesh, frame, start, passes)?;
        Ok(located.filter(|located| located.mesh.presence >= PRESENCE))
    }
}
