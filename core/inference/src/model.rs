//! One model, ready to run.

use std::io::Cursor;
use std::sync::Arc;

use ring::digest::{SHA256, digest};
use tract_onnx::prelude::*;

use crate::InferenceError;

/// A model with fixed input shape, prepared for this processor.
///
/// Runs on the calling thread and keeps no state between runs: share it freely.
#[derive(Clone)]
pub struct Model {
    name: &'static str,
    shape: TVec<usize>,
    plan: Arc<TypedRunnableModel>,
}

impl Model {
    /// Checks the file's SHA-256, then parses and optimises it for the given input shape.
    ///
    /// `name` serves logs only. `shape` is the shape of the one input, for pictures batch, channels, height, width.
    /// The bytes may be dropped afterwards.
    ///
    /// # Errors
    /// * [`InferenceError::HashMismatch`] when the file is another than the pinned one; nothing of it was parsed
    /// * [`InferenceError::Unsupported`] when the graph cannot be run with this shape
    pub fn load(
        name: &'static str,
        bytes: &[u8],
        expected_sha256: &[u8; 32],
        shape: &[usize],
    ) -> Result<Self, InferenceError> {
        if digest(&SHA256, bytes).as_ref() != expected_sha256 {
            return Err(InferenceError::HashMismatch);
        }
        let plan = prepare(bytes, shape).map_err(|_| InferenceError::Unsupported)?;
        Ok(Self { name, shape: shape.into(), plan })
    }

    /// The name given at load.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The shape of the input.
    pub fn input_shape(&self) -> &[usize] {
        &self.shape
    }

    /// Runs the model once: the input in row-major order, the outputs in the graph's order, each in row-major order.
    ///
    /// # Errors
    /// * [`InferenceError::InputLength`] and [`InferenceError::InputNotFinite`] before anything runs
    /// * [`InferenceError::Run`] and [`InferenceError::OutputNotFinite`] when the model fails on this input
    pub fn run(&self, input: &[f32]) -> Result<Vec<Vec<f32>>, InferenceError> {
        let expected = self.shape.iter().product();
        if input.len() != expected {
            return Err(InferenceError::InputLength { expected, given: input.len() });
        }
        if !all_finite(input) {
            return Err(InferenceError::InputNotFinite);
        }
        let outputs = self.run_plan(input).map_err(|_| InferenceError::Run)?;
        if outputs.iter().all(|output| all_finite(output)) {
            Ok(outputs)
        } else {
            Err(InferenceError::OutputNotFinite)
        }
    }

    fn run_plan(&self, input: &[f32]) -> TractResult<Vec<Vec<f32>>> {
        let tensor = Tensor::from_shape(&self.shape, input)?;
        let outputs = self.plan.run(tvec!(tensor.into_tvalue()))?;
        outputs.iter().map(|output| Ok(output.try_as_plain_ram()?.as_slice::<f32>()?.to_vec())).collect()
    }
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("name", &self.name).field("shape", &self.shape).finish_non_exhaustive()
    }
}

/// Parses and optimises. The shapes that the exporter wrote down are ignored: ours is fixed by the caller. Without the
/// last step a run takes ten to thirty times as long.
fn prepare(bytes: &[u8], shape: &[usize]) -> TractResult<Arc<TypedRunnableModel>> {
    let graph = tract_onnx::onnx()
        .with_ignore_output_shapes(true)
        .with_ignore_value_info(true)
        .model_for_read(&mut Cursor::new(bytes))?;
    graph
        .with_input_fact(0, InferenceFact::dt_shape(f32::datum_type(), shape))?
        .into_optimized()?
        .into_runnable()
}

/// Also over long inputs cheap: no early exit, so that it is one vector pass.
fn all_finite(values: &[f32]) -> bool {
    values.iter().fold(true, |finite, value| finite & value.is_finite())
}

#[cfg(test)]
mod tests;
