//! Everything that a session needs: the models, the head and the enrolled template.

use std::path::PathBuf;
use std::sync::Arc;
use std::{env, fs};

use mien_face::calibration::Calibration;
use mien_face::{Embedding, FaceModels, Template, face_in_picture};

use crate::{CameraModel, Head, HeadState, Light, PATIENCE_US, Pinhole, PuppetError, RgbFrame};

/// Models and head, loaded once.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The face engine's models.
    pub models: FaceModels,
    /// The puppet's head.
    pub head: Arc<Head>,
    /// Thresholds to try instead of the shipped ones.
    pub calibration: Option<Calibration>,
    /// How long actors stay before the camera, in microseconds of the stream.
    pub patience_us: u64,
}

/// The folder of fetched things: `MIEN_CACHE`, else `.cache/mien` in the home folder.
fn cache() -> PathBuf {
    env::var_os("MIEN_CACHE").map_or_else(
        || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cache/mien"),
        PathBuf::from,
    )
}

impl Stage {
    /// Loads the models from `MIEN_MODELS` (else the cache's `models`) and the portrait from the cache's
    /// `portraits/astronaut.png`, and lets the engine find the landmarks.
    ///
    /// # Errors
    /// [`PuppetError`] when something is missing (run `cargo xtask setup`) or the portrait shows no face.
    pub fn load() -> Result<Self, PuppetError> {
        let folder = env::var_os("MIEN_MODELS").map_or_else(|| cache().join("models"), PathBuf::from);
        let models = FaceModels::load(&|name| fs::read(folder.join(name)))?;
        let portrait = RgbFrame::open(&cache().join("portraits").join("astronaut.png"))?;
        let buffers = CameraModel::steady(15.0).buffers(&portrait, 0);
        let face = face_in_picture(&models, &buffers.frame()?)?.ok_or(PuppetError::NoFace)?;
        let head = Arc::new(Head::new(&portrait, &face.observation.mesh.points)?);
        Ok(Self { models, head, calibration: None, patience_us: PATIENCE_US })
    }

    /// The template of the person whom the puppet plays, from a frontal frame.
    ///
    /// # Errors
    /// [`PuppetError`] when the engine fails or sees no face.
    pub fn template(&self) -> Result<Template, PuppetError> {
        Template::fuse(&[self.face()?]).map_err(|_| PuppetError::NoFace)
    }

    /// The face of the person whom the puppet plays, from a frontal frame.
    pub(crate) fn face(&self) -> Result<Embedding, PuppetError> {
        let frame = self.head.draw(Pinhole::new(480, 640), &HeadState::default(), &Light::default());
        let buffers = CameraModel::steady(15.0).buffers(&frame, 0);
        let face = face_in_picture(&self.models, &buffers.frame()?)?.ok_or(PuppetError::NoFace)?;
        Ok(face.embedding)
    }
}
