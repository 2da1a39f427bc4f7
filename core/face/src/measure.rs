//! For measuring: what each model is fed on a picture, and how long each stage takes.

use zeroize::Zeroizing;

use crate::detector::{self, SURE, detect};
use crate::eyes::{self, eyes_open};
use crate::landmarks::{self, index};
use crate::lighting::lighting;
use crate::luma_grid::LumaGrid;
use crate::models::{BLAZEFACE_SHORT_128, EMBED_512, EYE_24, FACEMESH_468, MOBILEFACENET_192};
use crate::recognition::{align, embed, input_192, input_512};
use crate::still::locate_still;
use crate::{FaceEngine, FaceError, FaceModels, Frame, PinnedModel, Wants};

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
    let Some(face) = detect(&networks.detector, frame, SURE)?.first().copied() else { return Ok(None) };
    let Some(located) = locate_still(networks, frame, &face)? else { return Ok(None) };
    let aligned = align(&located.picture, &located.mesh)?;
    let (square, eye) = (located.mesh.square(), index::RIGHT_EYE_CORNERS);
    let input = |model, tensor| ModelInput { model, tensor };
    Ok(Some(vec![
        input(&BLAZEFACE_SHORT_128, detector::input(frame).0),
        input(&FACEMESH_468, landmarks::input(frame, &square)),
        input(&EYE_24, eyes::input(&located.picture, &located.mesh, eye)),
        input(&MOBILEFACENET_192, input_192(&aligned)),
        input(&EMBED_512, input_512(&aligned)),
    ]))
}

/// How long each stage takes on a picture, in units of `clock`, as (name, time); `None` when there is no face.
///
/// The names: `luma grid` (fingerprint and background), `detect` and `landmarks` (each with its crop; one pass),
/// `eyes` (both), `lighting`, `align`, `embed` (both models), and `tracked frame`: one whole frame of a scan that
/// follows a face.
///
/// # Errors
/// [`FaceError`] when a model fails.
pub fn stage_times(
    models: &FaceModels,
    frame: &Frame<'_>,
    clock: &mut dyn FnMut() -> f64,
) -> Result<Option<Vec<(&'static str, f64)>>, FaceError> {
    let networks = models.networks();
    let mut times = Vec::new();
    let mut watch = Stopwatch { clock, times: &mut times };
    watch.stage("luma grid", || LumaGrid::of(frame).fingerprint());
    let faces = watch.stage("detect", || detect(&networks.detector, frame, SURE))?;
    let Some(face) = faces.first() else { return Ok(None) };
    let located = watch.stage("landmarks", || landmarks::locate(&networks.mesh, frame, face.square(), 1))?;
    let Some(located) = located else { return Ok(None) };
    watch.stage("eyes", || eyes_open(&networks.eye, &located.picture, &located.mesh))?;
    watch.stage("lighting", || lighting(&located.picture, &located.mesh));
    let aligned = watch.stage("align", || align(&located.picture, &located.mesh))?;
    watch.stage("embed", || embed(networks, &aligned))?;
    let mut engine = FaceEngine::new(models.clone());
    engine.observe(frame, Wants::default())?;
    watch.stage("tracked frame", || engine.observe(frame, Wants::default()))?;
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
