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

/// Reads the features of the best of the detector's faces; `None` without any.
pub(crate) fn hidden_features(
    picture: &mut Picture<'_>,
    all: &[Detection],
) -> Option<Zeroizing<[f32; FEATURES]>> {
    let square = square(all.iter().max_by(|a, b| a.score.total_cmp(&b.score))?);
    reduce_for(picture, &square);
    let patch = FacePatch::of_square(picture, square, 0.0);
    let mut cells = Zeroizing::new([0.0; FEATURES]);
    features(picture, &patch, &mut *cells);
    Some(cells)
}

/// What hides the best of the detector's faces; `None` without any.
pub(crate) fn hidden(
    classifier: &CoverClassifier,
    picture: &mut Picture<'_>,
    all: &[Detection],
) -> Option<HiddenFace> {
    let cells = hidden_features(picture, all)?;
    let [_, mask, sunglasses, covered] = classifier.classify(&*cells);
    Some(HiddenFace { mask, sunglasses, covered })
}
