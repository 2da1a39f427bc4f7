//! One model, ready to run.

use std::sync::{Arc, Mutex, PoisonError};

use ring::digest::{SHA256, digest};
use tract_onnx::pb::ModelProto;

use crate::InferenceError;
use crate::graph::{Shape, read};
use crate::kernels::Level;
use crate::plan::Plan;
use crate::reference::{Reference, parse};
use crate::session::{Session, Workspace};

/// A model with fixed input shape, prepared for this processor. Cheap to clone: clones share the weights.
///
/// Share it freely between threads; each thread runs its own [`Session`].
#[derive(Clone)]
pub struct Model {
    name: &'static str,
    shape: [usize; 4],
    executor: Arc<Executor>,
    /// Workspaces that no session uses now: as many as there were sessions at the same time.
    idle: Arc<Mutex<Vec<Workspace>>>,
}

/// What runs a model.
pub(crate) enum Executor {
    /// Our own steps, for models of the operators that faces need.
    Plan(Plan),
    /// Tract, for all others.
    Reference(Reference),
}

/// A file that was compared with its pin, and not looked at otherwise: checking costs little, preparing more.
pub struct VerifiedModel {
    name: &'static str,
    bytes: Vec<u8>,
    shape: [usize; 4],
}

impl VerifiedModel {
    /// Checks the file's SHA-256. See [`Model::load`] for the arguments.
    ///
    /// # Errors
    /// [`InferenceError::HashMismatch`] when the file is another than the pinned one
    pub fn check(
        name: &'static str,
        bytes: Vec<u8>,
        expected_sha256: &[u8; 32],
        shape: [usize; 4],
    ) -> Result<Self, InferenceError> {
        check(&bytes, expected_sha256)?;
        Ok(Self { name, bytes, shape })
    }

    /// Makes the model ready to run: some milliseconds.
    ///
    /// # Errors
    /// [`InferenceError::Unsupported`] when the graph cannot be run with this shape
    pub fn prepare(&self) -> Result<Model, InferenceError> {
        Model::prepare(self.name, &self.bytes, self.shape)
    }
}

impl Model {
    /// Checks the file's SHA-256, then prepares it for the given input shape.
    ///
    /// `name` serves logs only. `shape` is the shape of the one input as the file has it: 1, channels, height, width.
    /// The bytes may be dropped afterwards.
    ///
    /// # Errors
    /// * [`InferenceError::HashMismatch`] when the file is another than the pinned one; nothing of it was parsed
    /// * [`InferenceError::Unsupported`] when the graph cannot be run with this shape
    pub fn load(
        name: &'static str,
        bytes: &[u8],
        expected_sha256: &[u8; 32],
        shape: [usize; 4],
    ) -> Result<Self, InferenceError> {
        check(bytes, expected_sha256)?;
        Self::prepare(name, bytes, shape)
    }

    fn prepare(name: &'static str, bytes: &[u8], shape: [usize; 4]) -> Result<Self, InferenceError> {
        let file = parsed(bytes)?;
        let executor = match plan(&file, shape, Level::best()) {
            Some(plan) => Executor::Plan(plan),
            None => reference(&file, shape)?,
        };
        Ok(Self::new(name, shape, executor))
    }

    /// The same on tract alone, whatever the operators: two to four times slower, and what [`Model::load`] is compared
    /// with.
    ///
    /// # Errors
    /// As [`Model::load`].
    pub fn load_reference(
        name: &'static str,
        bytes: &[u8],
        expected_sha256: &[u8; 32],
        shape: [usize; 4],
    ) -> Result<Self, InferenceError> {
        check(bytes, expected_sha256)?;
        Ok(Self::new(name, shape, reference(&parsed(bytes)?, shape)?))
    }

    fn new(name: &'static str, shape: [usize; 4], executor: Executor) -> Self {
        Self { name, shape, executor: Arc::new(executor), idle: Arc::default() }
    }

    /// Whether the model runs on our own steps; otherwise it has an operator that only tract knows.
    pub fn is_planned(&self) -> bool {
        matches!(*self.executor, Executor::Plan(_))
    }

    /// The instruction set that our own steps run on, for logs: `V4`, `V3`, `Neon`, `Simd128` or `Scalar`; `None` when
    /// tract runs the model.
    pub fn instruction_set(&self) -> Option<&'static str> {
        match &*self.executor {
            Executor::Plan(plan) => Some(plan.level().name()),
            Executor::Reference(_) => None,
        }
    }

    /// The name given at load.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The shape of the input as the file has it: 1, channels, height, width.
    pub const fn input_shape(&self) -> [usize; 4] {
        self.shape
    }

    /// A place to run the model in: fill its input, run, read the outputs.
    ///
    /// The first one allocates; those after it take over its memory.
    pub fn session(&self) -> Session<'_> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Session::new(self, idle.unwrap_or_else(|| Workspace::new(&self.executor, self.shape)))
    }

    /// Runs the model once on a copy of `pixels` and copies the outputs: for tests and tools.
    ///
    /// # Errors
    /// [`InferenceError::InputLength`], and those of [`Session::run`].
    pub fn run(&self, pixels: &[f32]) -> Result<Vec<Vec<f32>>, InferenceError> {
        let mut session = self.session();
        let input = session.input_mut();
        if input.len() != pixels.len() {
            return Err(InferenceError::InputLength { expected: input.len(), given: pixels.len() });
        }
        input.copy_from_slice(pixels);
        session.run().map(<[_]>::to_vec)
    }

    pub(crate) fn executor(&self) -> &Executor {
        &self.executor
    }

    pub(crate) fn put_back(&self, workspace: Workspace) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(workspace);
    }
}

impl std::fmt::Debug for VerifiedModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VerifiedModel").field("name", &self.name).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("name", &self.name).field("shape", &self.shape).finish_non_exhaustive()
    }
}

fn check(bytes: &[u8], expected_sha256: &[u8; 32]) -> Result<(), InferenceError> {
    if digest(&SHA256, bytes).as_ref() == expected_sha256 {
        Ok(())
    } else {
        Err(InferenceError::HashMismatch)
    }
}

fn parsed(bytes: &[u8]) -> Result<ModelProto, InferenceError> {
    parse(bytes).map_err(|_| InferenceError::Unsupported)
}

fn reference(file: &ModelProto, shape: [usize; 4]) -> Result<Executor, InferenceError> {
    Reference::prepare(file, shape).map(Executor::Reference).map_err(|_| InferenceError::Unsupported)
}

/// Our own plan; `None` for operators that are not known here.
pub(crate) fn plan(
    file: &ModelProto,
    [batch, channels, height, width]: [usize; 4],
    level: Level,
) -> Option<Plan> {
    let graph = read(file.graph.as_ref().filter(|_| batch == 1)?, Shape { channels, height, width })?;
    Plan::new(&graph, level)
}

#[cfg(test)]
mod tests;
