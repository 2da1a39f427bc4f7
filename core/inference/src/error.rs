//! Why a model was refused or did not run.

use thiserror::Error;

/// A model was refused or did not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InferenceError {
    /// The file is not the pinned one: the installation is damaged or was tampered with. Reinstall; do not go on.
    #[error("model file does not have the pinned hash")]
    HashMismatch,
    /// The file has the pinned hash but is no ONNX graph that this program can run: the pin itself is wrong, which
    /// tests find. Report it.
    #[error("model cannot be prepared")]
    Unsupported,
    /// The input has another length than the model's shape asks for: a fault of the calling code.
    #[error("input length does not suit the model")]
    InputLength {
        /// Numbers that the shape asks for.
        expected: usize,
        /// Numbers given.
        given: usize,
    },
    /// An input is infinite or not a number: a fault of the calling code.
    #[error("input is not finite")]
    InputNotFinite,
    /// An output is infinite or not a number: drop the frame.
    #[error("output is not finite")]
    OutputNotFinite,
    /// The run failed, most likely for lack of memory: drop the frame.
    #[error("model did not run")]
    Run,
}

impl InferenceError {
    /// A stable name of the variant for logs and bindings.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::HashMismatch => "model_hash_mismatch",
            Self::Unsupported => "model_unsupported",
            Self::InputLength { .. } => "model_input_length",
            Self::InputNotFinite => "model_input_not_finite",
            Self::OutputNotFinite => "model_output_not_finite",
            Self::Run => "model_run",
        }
    }
}
