//! Masks, dark glasses, hands, glare and hats: what lies between the camera and the face.

use crate::landmarks::index;
use crate::lighting::FacePatch;
use crate::{Mesh, Occlusion};

/// Half the side of an eye's square, as a share of the eyes' distance.
const EYE: f32 = 0.2;
/// Luma at or above which a pixel beside the eye is a reflection.
const GLARE: f32 = 250.0;

/// Measures what hides the face.
pub(crate) fn occlusion(mesh: &Mesh, patch: &FacePatch) -> Occlusion {
    let eyes = [index::RIGHT_EYE_CORNERS, index::LEFT_EYE_CORNERS].map(|corners| mesh.between(corners));
    let [right, left] = eyes.map(|eye| patch.around(eye, EYE));
    let cheeks = index::CHEEKS.map(|cheek| patch.mean_in(&patch.around(mesh.point(cheek), EYE)));
    let cheeks = f32::midpoint(cheeks[0], cheeks[1]).max(1.0);
    let forehead = mesh.point(index::FOREHEAD).midpoint(eyes[0].midpoint(eyes[1]));
    Occlusion {
        mask: 0.0,
        sunglasses: 0.0,
        covered: 0.0,
        glare: patch.share_above(&right, GLARE).max(patch.share_above(&left, GLARE)),
        forehead: patch.mean_in(&patch.around(forehead, EYE)) / cheeks,
    }
}
