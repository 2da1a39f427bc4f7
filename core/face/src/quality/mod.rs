//! What hides a face, and how good a picture of it is by the measures of ISO/IEC 29794-5.

mod classifier;
mod colour;
mod components;
mod covers;
mod features;
mod hidden;

pub(crate) use self::classifier::CoverClassifier;
pub use self::classifier::CoverWeights;
pub use self::components::QualityComponents;
pub(crate) use self::components::{Measured, components};
pub(crate) use self::covers::occlusion;
pub(crate) use self::features::{FEATURES, features};
pub(crate) use self::hidden::{hidden, hidden_features};
