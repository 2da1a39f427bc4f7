//! One run after the other in the same memory.

use zeroize::Zeroize as _;

use crate::model::Executor;
use crate::plan::Memory;
use crate::{InferenceError, Model};

/// A place to run a [`Model`] in. Input and outputs are wiped when it is dropped.
#[derive(Debug)]
pub struct Session<'a> {
    model: &'a Model,
    workspace: Workspace,
}

/// The memory of a run.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    place: Place,
    outputs: Vec<Vec<f32>>,
}

enum Place {
    Planned(Memory),
    /// Only the input: tract takes its own memory.
    Input(Vec<f32>),
}

impl Workspace {
    pub(crate) fn new(executor: &Executor, shape: [usize; 4]) -> Self {
        match executor {
            Executor::Plan(plan) => Self {
                place: Place::Planned(plan.memory()),
                outputs: plan.output_lens().map(|len| vec![0.0; len]).collect(),
            },
            Executor::Reference(_) => {
                Self { place: Place::Input(vec![0.0; shape.iter().product()]), outputs: Vec::new() }
            }
        }
    }

    fn input_mut(&mut self) -> &mut [f32] {
        match &mut self.place {
            Place::Planned(memory) => memory.input_mut(),
            Place::Input(input) => input,
        }
    }

    fn run(&mut self, executor: &Executor) -> Result<(), InferenceError> {
        match (executor, &mut self.place) {
            (Executor::Plan(plan), Place::Planned(memory)) => plan.run(memory, &mut self.outputs),
            (Executor::Reference(reference), Place::Input(input)) => {
                self.outputs = reference.run(input).map_err(|_| InferenceError::Run)?;
            }
            // A workspace never leaves the model that made it.
            _ => return Err(InferenceError::Run),
        }
        Ok(())
    }

    fn wipe(&mut self) {
        self.input_mut().zeroize();
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
        self.workspace.input_mut()
    }

    /// Runs the model: the outputs in the graph's order, each in row-major order.
    ///
    /// # Errors
    /// * [`InferenceError::InputNotFinite`] before anything runs
    /// * [`InferenceError::Run`] and [`InferenceError::OutputNotFinite`] when the model fails on this input
    pub fn run(&mut self) -> Result<&[Vec<f32>], InferenceError> {
        if !all_finite(self.workspace.input_mut()) {
            return Err(InferenceError::InputNotFinite);
        }
        self.workspace.run(self.model.executor())?;
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

impl Default for Place {
    fn default() -> Self {
        Self::Input(Vec::new())
    }
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Place").finish_non_exhaustive()
    }
}

/// Also over long inputs cheap: no early exit, so that it is one vector pass.
fn all_finite(values: &[f32]) -> bool {
    values.iter().fold(true, |finite, value| finite & value.is_finite())
}
