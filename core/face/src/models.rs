//! The neural networks, each pinned to the byte.

use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use mien_inference::{InferenceError, Model, VerifiedModel};
use ring::digest::{Context, SHA256};

use crate::FaceError;
use crate::quality::CoverClassifier;

/// One model file that this program accepts, and no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinnedModel {
    /// Name in `models/manifest.toml`; the file is called `<name>.onnx`.
    pub name: &'static str,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// Shape of the one input: 1, channels, height, width.
    pub input: [usize; 4],
}

impl PinnedModel {
    /// Loads this model alone through `read`, which gets the file's name.
    ///
    /// # Errors
    /// As [`FaceModels::load`].
    pub fn load(&self, read: &dyn Fn(&str) -> io::Result<Vec<u8>>) -> Result<Model, FaceError> {
        self.check(read)?.prepare().map_err(|source| FaceError::Model { model: self.name, source })
    }

    fn check(&self, read: &dyn Fn(&str) -> io::Result<Vec<u8>>) -> Result<VerifiedModel, FaceError> {
        let bytes = read(&format!("{}.onnx", self.name))
            .map_err(|source| FaceError::ModelUnavailable { model: self.name, source })?;
        VerifiedModel::check(self.name, bytes, &self.sha256, self.input)
            .map_err(|source| FaceError::Model { model: self.name, source })
    }
}

include!(concat!(env!("OUT_DIR"), "/pinned_models.rs"));

/// The models that [`FaceModels::load`] asks for.
pub static PINNED_MODELS: [&PinnedModel; 6] =
    [&BLAZEFACE_SHORT_128, &FACEMESH_468, &EYE_24, &MOBILEFACENET_192, &EMBED_512, &LIVENESS_128];

/// SHA-256 over the names and hashes of all models: scores and thresholds hold for one such set only.
pub fn models_fingerprint() -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for model in PINNED_MODELS {
        context.update(model.name.as_bytes());
        context.update(&[0]);
        context.update(&model.sha256);
    }
    let mut fingerprint = [0; 32];
    fingerprint.copy_from_slice(context.finish().as_ref());
    fingerprint
}

/// A model with its pin, checked at once and prepared when it is first needed.
pub(crate) struct Network {
    pin: &'static PinnedModel,
    /// Gone once the model is prepared.
    file: Mutex<Option<VerifiedModel>>,
    model: OnceLock<Result<Model, InferenceError>>,
}

impl Network {
    fn check(
        pin: &'static PinnedModel,
        read: &dyn Fn(&str) -> io::Result<Vec<u8>>,
    ) -> Result<Self, FaceError> {
        Ok(Self { pin, file: Mutex::new(Some(pin.check(read)?)), model: OnceLock::new() })
    }

    /// The model; whoever comes first prepares it, the others wait.
    fn model(&self) -> Result<&Model, FaceError> {
        let prepare = || {
            let file = self.file.lock().unwrap_or_else(PoisonError::into_inner).take();
            file.ok_or(InferenceError::Unsupported)?.prepare()
        };
        let model = self.model.get_or_init(prepare).as_ref();
        model.map_err(|&source| FaceError::Model { model: self.pin.name, source })
    }

    /// Runs the model on what `fill` writes, and gives `read` exactly `N` outputs of the given lengths.
    ///
    /// Both work in the model's own memory, which is wiped afterwards.
    pub(crate) fn run<const N: usize, T>(
        &self,
        fill: impl FnOnce(&mut [f32]),
        lens: [usize; N],
        read: impl FnOnce([&[f32]; N]) -> T,
    ) -> Result<T, FaceError> {
        let mut session = self.model()?.session();
        fill(session.input_mut());
        let outputs = session.run().map_err(|source| FaceError::Model { model: self.pin.name, source })?;
        if !outputs.iter().map(Vec::len).eq(lens) {
            return Err(FaceError::UnexpectedOutput { model: self.pin.name });
        }
        Ok(read(std::array::from_fn(|i| outputs.get(i).map_or(&[][..], Vec::as_slice))))
    }
}

/// All networks of the face engine, loaded and checked. Cheap to clone: clones share the weights.
#[derive(Clone)]
pub struct FaceModels(Arc<Networks>);

pub(crate) struct Networks {
    pub(crate) detector: Network,
    pub(crate) mesh: Network,
    pub(crate) eye: Network,
    pub(crate) embed_192: Network,
    pub(crate) embed_512: Network,
    pub(crate) liveness: Network,
    /// Small enough to be compiled in.
    pub(crate) covers: CoverClassifier,
    pub(crate) hidden: CoverClassifier,
}

impl FaceModels {
    /// Reads every model through `read`, which gets file names like `facemesh_468.onnx`, checks all of them, and
    /// prepares the two that the first frame needs. The others are prepared when they are first needed, or by
    /// [`prepare`](Self::prepare).
    ///
    /// Takes some ten milliseconds: do it away from the thread that draws.
    ///
    /// # Errors
    /// * [`FaceError::ModelUnavailable`] when `read` fails
    /// * [`FaceError::Model`] when a file is not the pinned one (nothing of it is parsed then), or does not run
    pub fn load(read: &dyn Fn(&str) -> io::Result<Vec<u8>>) -> Result<Self, FaceError> {
        let networks = Networks {
            detector: Network::check(&BLAZEFACE_SHORT_128, read)?,
            mesh: Network::check(&FACEMESH_468, read)?,
            eye: Network::check(&EYE_24, read)?,
            embed_192: Network::check(&MOBILEFACENET_192, read)?,
            embed_512: Network::check(&EMBED_512, read)?,
            liveness: Network::check(&LIVENESS_128, read)?,
            covers: CoverClassifier::for_found().ok_or(FaceError::UnexpectedOutput { model: "covers" })?,
            hidden: CoverClassifier::for_hidden().ok_or(FaceError::UnexpectedOutput { model: "hidden" })?,
        };
        networks.detector.model()?;
        networks.mesh.model()?;
        Ok(Self(Arc::new(networks)))
    }

    /// Prepares the models that are left. Call it on another thread while the person takes their place, so that no
    /// frame has to wait for it; a scan that needs a model sooner prepares it itself.
    ///
    /// # Errors
    /// [`FaceError::Model`] when a model does not run: the same error that the scan would give later
    pub fn prepare(&self) -> Result<(), FaceError> {
        let networks = self.networks();
        for network in [&networks.eye, &networks.embed_192, &networks.embed_512, &networks.liveness] {
            network.model()?;
        }
        Ok(())
    }

    pub(crate) fn networks(&self) -> &Networks {
        &self.0
    }
}

impl std::fmt::Debug for FaceModels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(PINNED_MODELS.map(|pin| pin.name)).finish()
    }
}
