//! Follows one face from frame to frame.

use crate::colour::colours;
use crate::describe::{describe, second_face};
use crate::detector::{Detection, SURE, UNSURE, detect};
use crate::frame::{Canvas, Picture};
use crate::geometry::Square;
use crate::landmarks::{PRESENCE, locate};
use crate::luma_grid::LumaGrid;
use crate::quality::hidden;
use crate::recognition::{align, embed};
use crate::scan::CameraData;
use crate::texture::spoof;
use crate::{FaceError, FaceModels, Frame, HiddenFace, Mesh, Observation};

/// The detector looks at every fifth frame; in between the landmarks lead to themselves.
const CHECK_EVERY: u32 = 5;
/// Passes of the landmark model on a face seen for the first time.
const FIRST_PASSES: u32 = 4;
/// Passes on a face that is being followed.
const NEXT_PASSES: u32 = 2;
/// The followed face may be this much smaller than the largest before the largest is followed instead.
const STILL_LARGEST: f32 = 0.75;

/// What the caller wants to know of a frame beyond the observation itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Wants {
    /// Embed the face, and rate its quality: about as costly as all the rest together.
    pub embedding: bool,
    /// Measure the colours of the face.
    pub colour: bool,
    /// Ask the anti-spoofing model, if it is loaded.
    pub spoof: bool,
}

/// Observes the frames of one camera in order, following the largest face.
#[derive(Debug)]
pub struct FaceEngine {
    models: FaceModels,
    track: Option<Track>,
    memory: Memory,
}

/// What frames are looked at in, kept from frame to frame; wiped after each.
#[derive(Debug, Default)]
struct Memory {
    face: Canvas,
    /// The detector looks at all of a frame while the face is still needed.
    whole: Canvas,
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

/// What there is in a frame.
enum Followed {
    /// A face, with the share of the second one.
    Face(Mesh, f32),
    /// None; at best something that the detector takes for one.
    Hidden(Option<HiddenFace>),
}

impl FaceEngine {
    /// An engine that has seen nothing yet.
    pub const fn new(models: FaceModels) -> Self {
        Self { models, track: None, memory: Memory { face: Canvas::new(), whole: Canvas::new() } }
    }

    /// Observes one frame. Frames must come in the order in which they were taken; dropped ones do not matter.
    ///
    /// A frame without a usable face is an observation with `face: None`, no error. `wants.embedding` embeds the face
    /// if there is one.
    ///
    /// # Errors
    /// [`FaceError`] when a model fails: drop the frame; when it happens again, end the scan.
    pub fn observe(&mut self, frame: &Frame<'_>, wants: Wants) -> Result<Observation, FaceError> {
        // Taken, not borrowed: `self` is needed beside it.
        let mut memory = std::mem::take(&mut self.memory);
        let observation = self.observe_in(&mut memory, frame, wants);
        self.memory = memory;
        observation
    }

    /// Forgets the face: call it when the camera changes or the scan starts anew.
    pub fn reset(&mut self) {
        self.track = None;
    }

    fn observe_in(
        &mut self,
        memory: &mut Memory,
        frame: &Frame<'_>,
        wants: Wants,
    ) -> Result<Observation, FaceError> {
        let grid = LumaGrid::of(frame);
        let mut picture = Picture::new(frame, &mut memory.face);
        let mut observation = Observation {
            captured_at: frame.info().captured_at,
            size: [frame.width(), frame.height()],
            fingerprint: grid.fingerprint(),
            face: None,
            hidden: None,
            embedding: None,
            colour: None,
            spoof: None,
            camera: CameraData::default(),
        };
        let followed = self.follow(&mut picture, &mut memory.whole)?;
        if let Followed::Hidden(hidden) = followed {
            observation.hidden = hidden;
        }
        if let Followed::Face(mesh, second_face) = followed {
            let networks = self.models.networks();
            if wants.embedding {
                observation.embedding = Some(embed(networks, &align(&mut picture, &mesh)?)?);
            }
            if wants.colour {
                observation.colour = Some(colours(&mut picture, &mesh));
            }
            if wants.spoof {
                let bounds = mesh.bounds();
                let bounds =
                    [bounds.left, bounds.top, bounds.right - bounds.left, bounds.bottom - bounds.top];
                observation.spoof = Some(spoof(networks, picture.frame(), bounds)?);
            }
            observation.face =
                Some(describe(networks, &grid, &mut picture, mesh, second_face, wants.embedding)?);
        }
        Ok(observation)
    }

    /// Finds the face of this frame, from where it was or anew.
    fn follow(&mut self, picture: &mut Picture<'_>, whole: &mut Canvas) -> Result<Followed, FaceError> {
        let frame = picture.frame();
        let size = [frame.width(), frame.height()];
        // Taken, not borrowed: after a failure the engine starts anew.
        let track = self.track.take().filter(|track| track.frame == size);
        let led = match track {
            Some(track) => self.locate(picture, track.square, NEXT_PASSES)?.map(|mesh| (mesh, track)),
            None => None,
        };
        let (mesh, unchecked, second_face) = match led {
            Some((mesh, track)) if track.unchecked + 1 < CHECK_EVERY => {
                (mesh, track.unchecked + 1, track.second_face)
            }
            led => match self.confirm(picture, whole, led.map(|(mesh, _)| mesh))? {
                Followed::Face(mesh, second_face) => (mesh, 0, second_face),
                hidden @ Followed::Hidden(_) => return Ok(hidden),
            },
        };
        self.track = Some(Track { square: mesh.square(), frame: size, unchecked, second_face });
        Ok(Followed::Face(mesh, second_face))
    }

    /// Asks the detector: keeps the located face if it is still the largest one there, else takes the largest.
    fn confirm(
        &self,
        picture: &mut Picture<'_>,
        whole: &mut Canvas,
        led: Option<Mesh>,
    ) -> Result<Followed, FaceError> {
        let all = detect(&self.models.networks().detector, picture.frame(), whole, UNSURE)?;
        let new = all.iter().find(|d| d.score >= SURE);
        let largest = new.map_or(0.0, |d| d.bounds.area());
        // A followed face may be unsure, but not small beside another.
        let is_large = |d: &&Detection| d.bounds.area() >= STILL_LARGEST * largest;
        if let Some(mesh) = led
            && let Some(same) = all.iter().filter(is_large).find(|d| mesh.agrees_with(d))
        {
            return Ok(Followed::Face(mesh, self.second_face(picture, whole, same, &all)?));
        }
        let found = match new {
            Some(new) => self.locate(picture, new.square(), FIRST_PASSES)?.map(|mesh| (mesh, new)),
            None => None,
        };
        let Some((mesh, new)) = found.filter(|(mesh, new)| mesh.agrees_with(new)) else {
            return Ok(Followed::Hidden(hidden(&self.models.networks().hidden, picture, &all)));
        };
        Ok(Followed::Face(mesh, self.second_face(picture, whole, new, &all)?))
    }

    fn second_face(
        &self,
        picture: &Picture<'_>,
        whole: &mut Canvas,
        face: &Detection,
        all: &[Detection],
    ) -> Result<f32, FaceError> {
        second_face(self.models.networks(), picture.frame(), whole, face, all)
    }

    fn locate(
        &self,
        picture: &mut Picture<'_>,
        start: Square,
        passes: u32,
    ) -> Result<Option<Mesh>, FaceError> {
        let mesh = locate(&self.models.networks().mesh, picture, start, passes)?;
        Ok(mesh.filter(|mesh| mesh.presence >= PRESENCE))
    }
}
