//! One run after the other in the same memory.

use zeroize::Zeroize as _;

use crate::{InferenceError, Model};

/// A place to run a [`Model`] in. Input and outputs are wiped when it is dropped.
#[derive(Debug)]
pub struct Session<'a> {
    model: &'a Model,
    workspace: Workspace,
}

/// The memory of a run.
#[derive(Default)]
pub(crate) struct Workspace {
    pub(crate) input: Vec<f32>,
    pub(crate) outputs: Vec<Vec<f32>>,
}

impl Workspace {
    pub(crate) fn new(input: usize) -> Self {
        Self { input: vec![0.0; input], outputs: Vec::new() }
    }

    fn wipe(&mut self) {
        self.input.as_mut_slice().zeroize();
        for output in &mut self.outputs {
            output.as_mut_slice().zeroize();
        }
    }
}

impl<'a> Session<'a> {
    pub(crate) const fn new(model: &'a Model, workspace: Workspace) -> Self {
        Self { model, workspace }
    }

    /// The input: row after row, pixel after pixel, the channels of a pixel side by side. Fill it before each run.
    pub fn input_mut(&mut self) -> &mut [f32] {
        &mut self.workspace.input
    }

    /// Runs the model: the outputs in the graph's order, each in row-major order.
    ///
    /// # Errors
    /// * [`InferenceError::InputNotFinite`] before anything runs
    /// * [`InferenceError::Run`] and [`InferenceError::OutputNotFinite`] when the model fails on this input
    pub fn run(&mut self) -> Result<&[Vec<f32>], InferenceError> {
        if !all_finite(&self.workspace.input) {
            return Err(InferenceError::InputNotFinite);
        }
        self.model.execute(&mut self.workspace)?;
        let outputs = &self.workspace.outputs;
        if outputs.iter().all(|output| all_finite(output)) {
            Ok(outputs)
        } else {
            Err(InferenceError::OutputNotFinite)
        }
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        let mut workspace = std::mem::take(&mut self.workspace);
        workspace.wipe();
        self.model.put_back(workspace);
    }
}

impl std::fmt::Debug for Workspace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workspace").finish_non_exhaustive()
    }
}

/// Also over long inputs cheap: no early exit, so that it is one vector pass.
fn all_finite(values: &[f32]) -> bool {
    values.iter().fold(true, |finite, value| finite & value.is_finite())
}
