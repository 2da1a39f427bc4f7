//! For measuring: what each model is fed on a picture, and how long each stage takes.

use zeroize::Zeroizing;

use crate::calibration::Calibration;
use crate::detector::{self, SURE, UNSURE, detect};
use crate::eyes::{self, eyes_open};
use crate::frame::{Canvas, Picture};
use crate::landmarks::{self, index, locate};
use crate::lighting::{FacePatch, lighting};
use crate::luma_grid::LumaGrid;
use crate::models::{BLAZEFACE_SHORT_128, EMBED_512, EYE_24, FACEMESH_468, MOBILEFACENET_192};
pub use crate::quality::CoverWeights;
use crate::quality::{CoverClassifier, FEATURES, Measured, components, features, occlusion};
use crate::recognition::{align, embed, input_192, input_512};
use crate::scan::{FaceScan, Purpose, ScanProfile, ScanRequest};
use crate::still::locate_still;
use crate::{FaceEngine, FaceError, FaceModels, Frame, Gallery, Observation, PinnedModel, Wants};

/// The input of one model.
#[derive(Clone)]
pub struct ModelInput {
    /// The model.
    pub model: &'static PinnedModel,
    /// The input as a session takes it, the channels of a pixel side by side. Shows a person: for pictures that may be
    /// kept only.
    pub tensor: Zeroizing<Vec<f32>>,
}

/// What each model is fed when the largest face of a picture is looked at; `None` when there is no face.
///
/// # Errors
/// [`FaceError`] when a model fails.
pub fn model_inputs(models: &FaceModels, frame: &Frame<'_>) -> Result<Option<Vec<ModelInput>>, FaceError> {
    let networks = models.networks();
    let (mut whole, mut canvas) = (Canvas::new(), Canvas::new());
    let faces = detect(&networks.detector, frame, &mut whole, SURE)?;
    let mut picture = Picture::new(frame, &mut canvas);
    let Some(face) = faces.first() else { return Ok(None) };
    let Some(mesh) = locate_still(networks, &mut picture, face)? else { return Ok(None) };
    let aligned = align(&mut picture, &mesh)?;
    Ok(Some(vec![
        filled(&BLAZEFACE_SHORT_128, |out| detector::input(frame, &mut whole, out)),
        filled(&FACEMESH_468, |out| landmarks::input(&mut picture, &mesh.square(), out)),
        filled(&EYE_24, |out| eyes::input(&mut picture, &mesh, index::RIGHT_EYE_CORNERS, out)),
        filled(&MOBILEFACENET_192, |out| input_192(&aligned, out)),
        filled(&EMBED_512, |out| input_512(&aligned, out)),
    ]))
}

/// The numbers that the classifier of covers looks at, for fitting it; `None` when there is no face. Described in
/// `quality/features.rs`: five maps of ten times ten cells, row after row.
///
/// # Errors
/// [`FaceError`] when a model fails.
pub fn cover_features(models: &FaceModels, frame: &Frame<'_>) -> Result<Option<Vec<f32>>, FaceError> {
    let mut engine = FaceEngine::new(models.clone());
    let Some(face) = engine.observe(frame, Wants::default())?.face else { return Ok(None) };
    let mut canvas = Canvas::new();
    let mut picture = Picture::new(frame, &mut canvas);
    landmarks::reduce_for(&mut picture, &face.mesh.square());
    let patch = FacePatch::new(&mut picture, &face.mesh);
    let mut out = vec![0.0; FEATURES];
    features(&mut picture, &patch, &mut out);
    Ok(Some(out))
}

/// The numbers that the classifier of hidden faces looks at: those of [`cover_features`], of what the detector takes for a
/// face; `None` when it sees none.
///
/// # Errors
/// [`FaceError`] when the detector fails.
pub fn hidden_features(models: &FaceModels, frame: &Frame<'_>) -> Result<Option<Vec<f32>>, FaceError> {
    let all = detect(&models.networks().detector, frame, &mut Canvas::new(), UNSURE)?;
    let mut canvas = Canvas::new();
    let cells = crate::quality::hidden_features(&mut Picture::new(frame, &mut canvas), &all);
    Ok(cells.map(|cells| cells.to_vec()))
}

/// What a classifier with these weights says of such numbers: the probabilities of nothing, a mask, dark glasses and another cover.
/// `None` when the weights do not fit.
pub fn cover_probabilities(weights: &CoverWeights, features: &[f32]) -> Option<[f32; 4]> {
    CoverClassifier::new(weights).map(|classifier| classifier.classify(features))
}

fn filled(model: &'static PinnedModel, fill: impl FnOnce(&mut [f32])) -> ModelInput {
    let mut tensor = Zeroizing::new(vec![0.0; model.input.iter().product()]);
    fill(&mut tensor);
    ModelInput { model, tensor }
}

/// What the anti-spoofing model says of the face in `bounds` (left, top, width, height in pixels): the probability of a
/// presentation attack, 0 to 1. A scan asks for it through [`Wants`].
///
/// # Errors
/// [`FaceError`] when the model fails.
pub fn spoof(models: &FaceModels, frame: &Frame<'_>, bounds: [f32; 4]) -> Result<f32, FaceError> {
    crate::texture::spoof(models.networks(), frame, bounds)
}

/// How long each stage takes on a picture, in units of `clock`, as (name, time); `None` when there is no face.
///
/// The names: `luma grid` (fingerprint and background), `detect` and `landmarks` (one pass; each with its input),
/// `eyes` (both), `lighting`, `occlusion`, `quality components` (of embedded frames only), `align`, `embed` (both models), `tracked frame`: one whole frame of a scan that
/// follows a face; and `session`: what the scan makes of it, with guidance, votes and transcript. `detector input`, `mesh input` and `eye inputs` are what comes before the models, alone.
///
/// # Errors
/// [`FaceError`] when a model fails.
pub fn stage_times(
    models: &FaceModels,
    frame: &Frame<'_>,
    clock: &mut dyn FnMut() -> f64,
) -> Result<Option<Vec<(&'static str, f64)>>, FaceError> {
    let networks = models.networks();
    let (mut whole, mut canvas) = (Canvas::new(), Canvas::new());
    let mut input = Zeroizing::new(vec![0.0; FACEMESH_468.input.iter().product()]);
    // Once in advance: a camera's frames meet memory that is there.
    let Some(face) = detect(&networks.detector, frame, &mut whole, SURE)?.first().copied() else {
        return Ok(None);
    };
    locate(&networks.mesh, &mut Picture::new(frame, &mut canvas), face.square(), 1)?;

    let mut times = Vec::new();
    let mut watch = Stopwatch { clock, times: &mut times };
    watch.stage("luma grid", || LumaGrid::of(frame).fingerprint());
    watch.stage("detector input", || detector::input(frame, &mut whole, &mut input));
    watch.stage("detect", || detect(&networks.detector, frame, &mut whole, SURE))?;
    watch.stage("mesh input", || {
        let mut picture = Picture::new(frame, &mut canvas);
        landmarks::reduce_for(&mut picture, &face.square());
        landmarks::input(&mut picture, &face.square(), &mut input);
    });
    let mut picture = Picture::new(frame, &mut canvas);
    let mesh = watch.stage("landmarks", || locate(&networks.mesh, &mut picture, face.square(), 1))?;
    let Some(mesh) = mesh else { return Ok(None) };
    watch.stage("eye inputs", || {
        for eye in [index::RIGHT_EYE_CORNERS, index::LEFT_EYE_CORNERS] {
            eyes::input(&mut picture, &mesh, eye, &mut input);
        }
    });
    watch.stage("eyes", || eyes_open(&networks.eye, &mut picture, &mesh))?;
    watch.stage("lighting", || lighting(&FacePatch::new(&mut picture, &mesh), &mesh));
    let patch = FacePatch::new(&mut picture, &mesh);
    watch.stage("occlusion", || occlusion(&networks.covers, &mut picture, &mesh, &patch));
    let measured = Measured { pose: crate::pose::pose(&mesh), second_face: 0.0, detail: 0.0 };
    watch.stage("quality components", || components(&mut picture, &mesh, &patch, &measured));
    let aligned = watch.stage("align", || align(&mut picture, &mesh))?;
    watch.stage("embed", || embed(networks, &aligned))?;
    let mut engine = FaceEngine::new(models.clone());
    engine.observe(frame, Wants::default())?;
    let seen = watch.stage("tracked frame", || engine.observe(frame, Wants::default()))?;
    let (request, profile) = (ScanRequest::new(Purpose::Enrol, [0; 32]), ScanProfile::enrol());
    let calibration =
        Calibration::shipped().map_err(|_| FaceError::UnexpectedOutput { model: "calibration" })?;
    let scan = FaceScan::new(request, profile, calibration, Gallery::default());
    if let Ok(mut scan) = scan {
        // The second frame: the first begins the session.
        scan.push(&seen);
        let next = Observation { captured_at: seen.captured_at + 70_000, fingerprint: [1; 32], ..seen };
        watch.stage("session", || scan.push(&next));
    }
    Ok(Some(times))
}

struct Stopwatch<'a> {
    clock: &'a mut dyn FnMut() -> f64,
    times: &'a mut Vec<(&'static str, f64)>,
}

impl Stopwatch<'_> {
    fn stage<T>(&mut self, name: &'static str, run: impl FnOnce() -> T) -> T {
        let start = (self.clock)();
        let result = run();
        self.times.push((name, (self.clock)() - start));
        result
    }
}
