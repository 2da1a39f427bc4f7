//! From a located face to an observation of it.

use crate::detector::{Detection, SURE};
use crate::eyes::eyes_open;
use crate::landmarks::Located;
use crate::lighting::lighting;
use crate::luma_grid::LumaGrid;
use crate::models::Networks;
use crate::pose::{eye_distance, mouth_open, pose};
use crate::{FaceError, FaceObservation, Lighting};

/// Measures everything about a face but its identity.
pub(crate) fn describe(
    networks: &Networks,
    grid: &LumaGrid,
    located: Located,
    second_face: f32,
) -> Result<FaceObservation, FaceError> {
    let Located { mesh, picture } = located;
    let bounds = mesh.bounds();
    Ok(FaceObservation {
        bounds: [bounds.left, bounds.top, bounds.right - bounds.left, bounds.bottom - bounds.top],
        pose: pose(&mesh),
        eye_distance: eye_distance(&mesh),
        eyes_open: eyes_open(&networks.eye, &picture, &mesh)?,
        mouth_open: mouth_open(&mesh),
        lighting: Lighting { background: grid.outside(&bounds), ..lighting(&picture, &mesh) },
        second_face,
        mesh,
    })
}

/// Area of the largest other face over the area of `face`, 0 when it is alone. Only sure faces count: a scan must not
/// stop for a face in the wallpaper.
pub(crate) fn second_face(face: &Detection, all: &[Detection]) -> f32 {
    let others = all.iter().filter(|other| *other != face && other.score >= SURE);
    others.map(|other| other.bounds.area()).fold(0.0, f32::max) / face.bounds.area()
}
