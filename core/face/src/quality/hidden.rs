//! Faces that are too well hidden for their landmarks: what hides them?
//!
//! The landmark model says of half of all masked faces that there is none. The detector, which looks for less, still sees
//! something: enough to ask for the mask to be taken off instead of saying that nobody is there.

use zeroize::Zeroizing;

use super::classifier::CoverClassifier;
use super::features::{FEATURES, features};
use crate::HiddenFace;
use crate::detector::Detection;
use crate::frame::Picture;
use crate::geometry::Square;
use crate::landmarks::reduce_for;
use crate::lighting::FacePatch;

/// The detector's box ends at brows and chin; a mask's edges lie at its border.
const MARGIN: f32 = 1.2;

/// The square that is looked at.
fn square(face: &Detection) -> Square {
    Square {
        centre: face.bounds.centre(),
        side: MARGIN * face.bounds.longer_side(),
        angle: face.right_eye.angle_to(face.left_eye),
    }
}

/// Reads the features of what the detector takes for a face. `out` holds [`FEATURES`] numbers.
pub(crate) fn hidden_features(picture: &mut Picture<'_>, face: &Detection, out: &mut [f32]) {
    let square = square(face);
    reduce_for(picture, &square);
    let patch = FacePatch::of_square(picture, square, 0.0);
    features(picture, &patch, out);
}

/// What hides the best of the detector's faces; `None` without any.
pub(crate) fn hidden(
    classifier: &CoverClassifier,
    picture: &mut Picture<'_>,
    all: &[Detection],
) -> Option<HiddenFace> {
    let face = all.iter().max_by(|a, b| a.score.total_cmp(&b.score))?;
    let mut cells = Zeroizing::new([0.0; FEATURES]);
    hidden_features(picture, face, &mut *cells);
    let [_, mask, sunglasses, covered] = classifier.classify(&*cells);
    Some(HiddenFace { mask, sunglasses, covered })
}
