//! Faces that are too well hidden for their landmarks: what hides them?
//!
//! The landmark model says of half of all masked faces that there is none. The detector, which looks for less, still sees
//! something: enough to ask for the mask to be taken off instead of saying that nobody is there.

use zeroize::Zeroizing;

use super::classifier::CoverClassifier;
use super::features::{FEATURES, features};
use crate::detector::Detection;
use crate::frame::Picture;
use crate::geometry::{Point, Rect, Square};
use crate::landmarks::reduce_for;
use crate::lighting::FacePatch;
use crate::num::float;
use crate::{Frame, HiddenFace};

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

fn is_within(bounds: &Rect, frame: &Frame<'_>) -> bool {
    let [right, bottom] = [frame.width(), frame.height()].map(|side| float(side as usize));
    let frame = Rect { left: 0.0, top: 0.0, right, bottom };
    frame.contains(Point::new(bounds.left, bounds.top))
        && frame.contains(Point::new(bounds.right, bounds.bottom))
}

/// Reads the features of the best of the detector's faces; `None` without any.
pub(crate) fn hidden_features(
    picture: &mut Picture<'_>,
    all: &[Detection],
) -> Option<Zeroizing<[f32; FEATURES]>> {
    read(picture, all).map(|(cells, _)| cells)
}

/// The features, and how abrupt the edges are and how much detail there is.
fn read(picture: &mut Picture<'_>, all: &[Detection]) -> Option<(Zeroizing<[f32; FEATURES]>, [f32; 2])> {
    let face = all.iter().max_by(|a, b| a.score.total_cmp(&b.score))?;
    let (square, is_whole) = (square(face), is_within(&face.bounds, picture.frame()));
    reduce_for(picture, &square);
    let patch = FacePatch::of_square(picture, square, 0.0);
    let mut cells = Zeroizing::new([0.0; FEATURES]);
    features(picture, &patch, &mut *cells);
    // A face that is partly out of the frame has its detail there.
    let focus = if is_whole { patch.focus(1.0 / MARGIN) } else { [1.0; 2] };
    Some((cells, focus))
}

/// What hides the best of the detector's faces; `None` without any.
pub(crate) fn hidden(
    classifier: &CoverClassifier,
    picture: &mut Picture<'_>,
    all: &[Detection],
) -> Option<HiddenFace> {
    let (cells, [edges, detail]) = read(picture, all)?;
    let [_, mask, sunglasses, covered] = classifier.classify(&*cells);
    Some(HiddenFace { mask, sunglasses, covered, edges, detail })
}
