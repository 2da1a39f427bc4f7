//! A pinned model file in, runs out.
//!
//! [`Model::load`] checks the file's SHA-256 before a single byte of it is parsed; [`Model::run`] takes the input as
//! plain numbers and gives the outputs as plain numbers. What executes the model is hidden behind these two, so that
//! a faster executor can take its place.
//!
//! The models are ONNX with one `f32` input. Weights may be stored as `f16`: they are widened once, at load, and all
//! arithmetic is `f32`. `PRelu` runs, but three times slower than the same function written with `Max`, `Min`
//! and `Relu`: the graphs are rewritten when they are made (`models/graph_edit.py`), not here.

#![forbid(unsafe_code)]

mod error;
mod model;

pub use error::InferenceError;
pub use model::Model;
