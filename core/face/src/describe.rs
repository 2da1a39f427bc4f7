//! From a located face to an observation of it.

use crate::detector::{Detection, SURE};
use crate::eyes::eyes_open;
use crate::frame::{Canvas, Frame, Picture};
use crate::landmarks::{PRESENCE, locate};
use crate::lighting::{FacePatch, lighting};
use crate::luma_grid::LumaGrid;
use crate::models::Networks;
use crate::pose::{eye_distance, mouth_open, pose};
use crate::quality::{Measured, components, occlusion};
use crate::{FaceError, FaceObservation, Lighting, Mesh};

/// Measures everything about a face but its identity; when `rated`, with the components of its quality.
pub(crate) fn describe(
    networks: &Networks,
    grid: &LumaGrid,
    picture: &mut Picture<'_>,
    mesh: Mesh,
    second_face: f32,
    rated: bool,
) -> Result<FaceObservation, FaceError> {
    let bounds = mesh.bounds();
    let patch = FacePatch::new(picture, &mesh);
    let (pose, lighting) = (pose(&mesh), lighting(&patch, &mesh));
    let measured = Measured { pose, second_face, detail: lighting.detail };
    Ok(FaceObservation {
        bounds: [bounds.left, bounds.top, bounds.right - bounds.left, bounds.bottom - bounds.top],
        pose,
        eye_distance: eye_distance(&mesh),
        eyes_open: eyes_open(&networks.eye, picture, &mesh)?,
        mouth_open: mouth_open(&mesh),
        lighting: Lighting { background: grid.outside(&bounds), ..lighting },
        occlusion: occlusion(&networks.covers, picture, &mesh, &patch),
        second_face,
        components: rated.then(|| components(picture, &mesh, &patch, &measured)),
        mesh,
    })
}

/// Area of the largest other face over the area of `face`, 0 when it is alone. The landmark model must see a face there,
/// too: the detector alone takes folds of cloth for faces, and a scan would stop for them.
pub(crate) fn second_face(
    networks: &Networks,
    frame: &Frame<'_>,
    canvas: &mut Canvas,
    face: &Detection,
    all: &[Detection],
) -> Result<f32, FaceError> {
    for other in others(face, all) {
        let mesh = locate(&networks.mesh, &mut Picture::new(frame, canvas), other.square(), 1)?;
        if mesh.is_some_and(|mesh| mesh.presence >= PRESENCE) {
            return Ok(other.bounds.area() / face.bounds.area());
        }
    }
    Ok(0.0)
}

/// What may be the face of somebody else, in the order given. Only sure faces count: a scan must not stop for a face in the
/// wallpaper. A nose inside this face belongs to it: the detector reports a head that is far turned twice, and two
/// people cannot have their noses in one face.
fn others<'a>(face: &'a Detection, all: &'a [Detection]) -> impl Iterator<Item = &'a Detection> {
    let apart = |other: &&Detection| !face.bounds.contains(other.nose) && !other.bounds.contains(face.nose);
    all.iter().filter(move |other| *other != face && other.score >= SURE).filter(apart)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Point, Rect};

    fn detection(left: f32, width: f32) -> Detection {
        let middle = Point::new(left + width / 2.0, width / 2.0);
        Detection {
            bounds: Rect { left, top: 0.0, right: left + width, bottom: width },
            right_eye: middle,
            left_eye: middle,
            nose: middle,
            mouth: middle,
            score: 0.9,
        }
    }

    // Protects both ways: a bystander is seen, and a turned head that is reported twice is not called two people.
    #[test]
    fn a_second_face_has_its_nose_elsewhere() {
        let face = detection(0.0, 100.0);
        let (twice, bystander) = (detection(30.0, 90.0), detection(150.0, 50.0));
        assert_eq!(others(&face, &[face, twice]).count(), 0);
        assert_eq!(others(&face, &[face, twice, bystander]).collect::<Vec<_>>(), [&bystander]);
    }
}
