//! What can go wrong between a frame and what it shows.

use thiserror::Error;

/// A failure of the face engine. That a frame shows no face is no error: it is an observation without a face.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FaceError {
    /// A model file could not be read: install the models again (`cargo xtask setup`; in an app: reinstall).
    #[error("model file could not be read")]
    ModelUnavailable {
        /// Name of the model.
        model: &'static str,
        /// What the reader said.
        source: std::io::Error,
    },
    /// A model was refused or failed. When it is [`mien_inference::InferenceError::HashMismatch`] the installation is
    /// damaged or was tampered with: reinstall, and do not scan.
    #[error("model failed")]
    Model {
        /// Name of the model.
        model: &'static str,
        /// Why.
        source: mien_inference::InferenceError,
    },
    /// A model's answer has another shape than this program expects: program and models are of different versions.
    #[error("model answered in an unexpected shape")]
    UnexpectedOutput {
        /// Name of the model.
        model: &'static str,
    },
    /// The numbers are no embedding: of wrong length, not finite, or all zero.
    #[error("not an embedding")]
    InvalidEmbedding,
}

impl FaceError {
    /// A stable name of the variant for logs and bindings.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ModelUnavailable { .. } => "face_model_unavailable",
            Self::Model { source, .. } => source.code(),
            Self::UnexpectedOutput { .. } => "face_unexpected_output",
            Self::InvalidEmbedding => "face_invalid_embedding",
        }
    }
}
