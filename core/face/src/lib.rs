//! Camera frames in; guidance, then a decision and a template out.
//!
//! * [`Frame`]: a camera's buffers, checked, upright and unmirrored.
//! * [`FaceModels`]: the neural networks, each checked against its pinned SHA-256.
//! * [`FaceEngine`]: follows one face from frame to frame and reports an [`Observation`] of each.
//! * [`face_in_picture`]: the best that can be read from one still.
//! * [`Embedding`] and [`Template`]: who it is, as numbers; both are personal data, wiped when dropped.
//!
//! No thread, clock, file or random source of its own: time comes with the frames.

#![forbid(unsafe_code)]

pub mod calibration;
mod colour;
mod describe;
mod detector;
mod embedding;
mod engine;
mod error;
mod eyes;
mod frame;
mod gallery;
mod geometry;
mod landmarks;
mod lighting;
mod luma_grid;
pub mod measure;
mod models;
mod num;
mod observation;
mod pose;
mod quality;
mod recognition;
pub mod scan;
mod still;
mod template;
#[cfg(test)]
mod test_support;
mod texture;

pub use embedding::Embedding;
pub use engine::{FaceEngine, Wants};
pub use error::FaceError;
pub use frame::{Frame, FrameError, FrameInfo, MAX_SIDE, MIN_SIDE, PixelFormat, Plane, Rotation};
pub use gallery::Gallery;
pub use models::{FaceModels, PINNED_MODELS, PinnedModel, models_fingerprint};
pub use observation::{
    FaceObservation, HiddenFace, Lighting, MESH_POINTS, Mesh, Observation, Occlusion, Pose,
};
pub use quality::QualityComponents;
pub use still::{PictureFace, face_in_picture};
pub use template::{Template, TemplateBinding, TemplateError, TemplateKey};

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
