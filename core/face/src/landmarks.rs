//! The dense landmarks of one face: MediaPipe `FaceMesh` (Kartynnik et al. 2019), 468 points from a 192-pixel crop.

use crate::detector::{CROP_MARGIN, Detection, sigmoid};
use crate::frame::{Channels, Encoding, Frame, Picture};
use crate::geometry::{Point, Rect, Similarity, Square};
use crate::models::Network;
use crate::num::{coordinate, float, floor_unsigned};
use crate::{FaceError, MESH_POINTS, Mesh};

/// Side of the model's input.
const INPUT: usize = 192;
/// The model's colours reach from 0 to 1.
const ENCODING: Encoding = Encoding { channels: Channels::Rgb, mean: 0.0, deviation: 255.0 };
/// Least presence of a face that is there.
pub(crate) const PRESENCE: f32 = 0.5;
/// A crop that changes by less than this stands still.
const STILL: f32 = 0.03;
/// A crop that changes by more than this is looked at in a resolution of its own.
const OTHER: f32 = 0.4;

/// Indices of the mesh, named from the person's point of view.
pub(crate) mod index {
    pub(crate) const RIGHT_EYE_CORNERS: [usize; 2] = [33, 133];
    pub(crate) const LEFT_EYE_CORNERS: [usize; 2] = [362, 263];
    /// Upper and lower lid, from the outer corner inwards.
    pub(crate) const RIGHT_LIDS: [[usize; 2]; 3] = [[160, 144], [159, 145], [158, 153]];
    pub(crate) const LEFT_LIDS: [[usize; 2]; 3] = [[387, 373], [386, 374], [385, 380]];
    pub(crate) const NOSE_TIP: usize = 4;
    pub(crate) const MOUTH_CORNERS: [usize; 2] = [61, 291];
    pub(crate) const INNER_LIPS: [usize; 2] = [13, 14];
    pub(crate) const INNER_MOUTH_CORNERS: [usize; 2] = [78, 308];
    pub(crate) const CHEEKS: [usize; 2] = [50, 280];
    pub(crate) const FACE_SIDES: [usize; 2] = [234, 454];
    pub(crate) const FOREHEAD: usize = 10;
    pub(crate) const CHIN: usize = 152;
    pub(crate) const FOREHEAD_MIDDLE: usize = 151;
    pub(crate) const CHIN_MIDDLE: usize = 199;
    /// Between the brows.
    pub(crate) const BROW: usize = 9;
}

impl Mesh {
    /// One point in three dimensions; the origin for an index that the mesh does not have.
    pub(crate) fn point3(&self, index: usize) -> [f32; 3] {
        self.points.get(index).copied().unwrap_or_default()
    }

    /// One point in the picture.
    pub(crate) fn point(&self, index: usize) -> Point {
        let [x, y, _] = self.point3(index);
        Point::new(x, y)
    }

    /// The middle between two points.
    pub(crate) fn between(&self, [a, b]: [usize; 2]) -> Point {
        self.point(a).midpoint(self.point(b))
    }

    /// Height of an eye's opening over its width.
    pub(crate) fn opening(&self, [a, b]: [usize; 2], lids: [[usize; 2]; 3]) -> f32 {
        let heights = lids.map(|[upper, lower]| self.point(upper).distance(self.point(lower)));
        heights.iter().sum::<f32>() / 3.0 / self.point(a).distance(self.point(b)).max(f32::MIN_POSITIVE)
    }

    /// The smallest upright rectangle around all points.
    pub(crate) fn bounds(&self) -> Rect {
        let empty = Rect {
            left: f32::INFINITY,
            top: f32::INFINITY,
            right: f32::NEG_INFINITY,
            bottom: f32::NEG_INFINITY,
        };
        self.points.iter().fold(empty, |b, &[x, y, _]| Rect {
            left: b.left.min(x),
            top: b.top.min(y),
            right: b.right.max(x),
            bottom: b.bottom.max(y),
        })
    }

    /// The angle of the line through the outer eye corners, in radians.
    pub(crate) fn eye_line(&self) -> f32 {
        let ([right, _], [_, left]) = (index::RIGHT_EYE_CORNERS, index::LEFT_EYE_CORNERS);
        self.point(right).angle_to(self.point(left))
    }

    /// The crop from which this face's landmarks are read best.
    pub(crate) fn square(&self) -> Square {
        let bounds = self.bounds();
        Square { centre: bounds.centre(), side: CROP_MARGIN * bounds.longer_side(), angle: self.eye_line() }
    }

    /// Whether the landmarks lie where the detector saw the face. The landmark model answers with a well-formed face
    /// also beside one, with high presence: only the detector can tell.
    pub(crate) fn agrees_with(&self, detection: &Detection) -> bool {
        let limit = 0.25 * detection.bounds.longer_side();
        let eyes = self.between([index::RIGHT_EYE_CORNERS[0], index::LEFT_EYE_CORNERS[1]]);
        let seen_eyes = detection.right_eye.midpoint(detection.left_eye);
        let mouth = self.between(index::MOUTH_CORNERS);
        let size = self.bounds().longer_side() / detection.bounds.longer_side();
        eyes.distance(seen_eyes) < limit
            && self.point(index::NOSE_TIP).distance(detection.nose) < limit
            && mouth.distance(detection.mouth) < limit
            && (0.5..2.5).contains(&size)
    }
}

/// Reads the landmarks, moving the crop onto them until it stands still, `passes` times at most.
///
/// Leaves the picture at the resolution of the face. `None` when the landmarks leave the picture or collapse.
pub(crate) fn locate(
    network: &Network,
    picture: &mut Picture<'_>,
    start: Square,
    passes: u32,
) -> Result<Option<Mesh>, FaceError> {
    let (mut square, mut focus) = (start, start);
    let mut mesh = None;
    reduce_for(picture, &focus);
    for _ in 0..passes {
        if !plausible(&square, picture.frame()) {
            return Ok(None);
        }
        let found = read(network, picture, &square)?;
        let next = found.square();
        let change = square.change(&next);
        square = next;
        mesh = Some(found);
        if focus.change(&square) >= OTHER {
            focus = square;
            reduce_for(picture, &focus);
        }
        if change < STILL {
            break;
        }
    }
    Ok(mesh.filter(|_| plausible(&square, picture.frame())))
}

/// Reduces the picture as far as the model's input allows.
pub(crate) fn reduce_for(picture: &mut Picture<'_>, square: &Square) {
    picture.reduce_by(floor_unsigned(square.side / float(INPUT)));
}

/// Writes the model's input.
pub(crate) fn input(picture: &mut Picture<'_>, square: &Square, out: &mut [f32]) {
    picture.crop(&Similarity::of_square(square, float(INPUT)), INPUT, &ENCODING, out);
}

/// Whether a crop is of a size and in a place where a face can be.
fn plausible(square: &Square, frame: &Frame<'_>) -> bool {
    let (width, height) = (coordinate(frame.width()), coordinate(frame.height()));
    let inside = |at: f32, limit: f32| (0.0..limit).contains(&at);
    (8.0..4.0 * width.max(height)).contains(&square.side)
        && inside(square.centre.x, width)
        && inside(square.centre.y, height)
}

fn read(network: &Network, picture: &mut Picture<'_>, square: &Square) -> Result<Mesh, FaceError> {
    let placement = Similarity::of_square(square, float(INPUT));
    let scale = placement.scale();
    let placed = |&[x, y, z]: &[f32; 3]| {
        let at = placement.apply(Point::new(x, y));
        [at.x, at.y, scale * z]
    };
    network.run(
        |out| input(picture, square, out),
        [3 * MESH_POINTS, 1],
        |[coordinates, flag]| Mesh {
            points: coordinates.as_chunks().0.iter().map(placed).collect(),
            presence: flag.first().map_or(0.0, |logit| sigmoid(*logit)),
        },
    )
}
