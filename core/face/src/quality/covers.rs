//! Masks, dark glasses, hands, glare and hats: what lies between the camera and the face.

use zeroize::Zeroizing;

use super::classifier::CoverClassifier;
use super::features::{FEATURES, features};
use crate::frame::Picture;
use crate::landmarks::index;
use crate::lighting::FacePatch;
use crate::{Mesh, Occlusion};

/// Half the side of an eye's square, as a share of the eyes' distance.
const EYE: f32 = 0.2;
/// Luma at or above which a pixel beside the eye is a reflection.
const GLARE: usize = 250;

/// Measures what hides the face.
pub(crate) fn occlusion(
    classifier: &CoverClassifier,
    picture: &mut Picture<'_>,
    mesh: &Mesh,
    patch: &FacePatch,
) -> Occlusion {
    let mut cells = Zeroizing::new([0.0; FEATURES]);
    features(picture, patch, &mut *cells);
    let [_, mask, sunglasses, covered] = classifier.classify(&*cells);
    let eyes = [index::RIGHT_EYE_CORNERS, index::LEFT_EYE_CORNERS].map(|corners| mesh.between(corners));
    let [right, left] = eyes.map(|eye| patch.around(eye, EYE));
    let [right_cheek, left_cheek] =
        index::CHEEKS.map(|cheek| patch.mean_in(&patch.around(mesh.point(cheek), EYE)));
    let forehead = mesh.point(index::FOREHEAD).midpoint(mesh.point(index::BROW));
    Occlusion {
        mask,
        sunglasses,
        covered,
        glare: [right, left]
            .map(|eye| patch.histogram_in(&eye).share(GLARE..=255))
            .into_iter()
            .fold(0.0, f32::max),
        forehead: patch.mean_in(&patch.around(forehead, EYE))
            / f32::midpoint(right_cheek, left_cheek).max(1.0),
    }
}
