//! A pinned model file in, runs out.
//!
//! [`Model::load`] checks the file's SHA-256 before a single byte of it is parsed. A [`Session`] gives the input to
//! fill, runs, and shows the outputs, all as plain numbers in memory that it keeps. What executes the model is hidden
//! behind these two.
//!
//! The models are ONNX with one `f32` input, a picture. Weights may be stored as `f16`: they are widened once, at load,
//! and all arithmetic is `f32`.

#![forbid(unsafe_code)]

mod buffer;
mod error;
mod graph;
mod kernels;
mod model;
mod plan;
mod reference;
mod session;

pub use error::InferenceError;
pub use model::{Model, VerifiedModel};
pub use session::Session;
