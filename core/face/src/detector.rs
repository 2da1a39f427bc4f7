//! Finds faces in a whole frame: `BlazeFace` (Bazarevsky et al. 2019), short range, 128 pixels.

use crate::FaceError;
use crate::frame::{Canvas, Channels, Encoding, Frame, Picture};
use crate::geometry::{Point, Rect, Similarity, Square};
use crate::models::Network;
use crate::num::{coordinate, float};

/// Side of the model's input.
const INPUT: usize = 128;
/// The model's colours reach from -1 to 1.
const ENCODING: Encoding = Encoding { channels: Channels::Rgb, mean: 127.5, deviation: 127.5 };
/// The frame is reduced to at least this before the model's input is cut out.
const REDUCED: u32 = 256;
/// Grids of anchors: cells a side, anchors a cell.
const GRIDS: [(usize, usize); 2] = [(16, 2), (8, 6)];
/// Anchors in all.
const ANCHORS: usize = 896;
/// Numbers that the model gives for each anchor: a box and six key points.
const NUMBERS: usize = 16;
/// Boxes that overlap by more than this show the same face.
const SAME_FACE_OVERLAP: f32 = 0.3;
/// Least score of a sure face; below it, down to [`UNSURE`], lie faces that are turned or badly lit, and some that
/// are none.
pub(crate) const SURE: f32 = 0.5;
/// Least score of any face.
pub(crate) const UNSURE: f32 = 0.3;
/// The landmark model's crop is this much larger than the face.
pub(crate) const CROP_MARGIN: f32 = 1.5;

/// A face as the detector sees it, in pixels of the upright frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Detection {
    pub(crate) bounds: Rect,
    /// The person's right and left eye, nose tip, middle of the mouth.
    pub(crate) right_eye: Point,
    pub(crate) left_eye: Point,
    pub(crate) nose: Point,
    pub(crate) mouth: Point,
    pub(crate) score: f32,
}

impl Detection {
    /// The crop in which the landmarks are sought: the eyes level, the face in the middle.
    pub(crate) fn square(&self) -> Square {
        Square {
            centre: self.bounds.centre(),
            side: CROP_MARGIN * self.bounds.longer_side(),
            angle: self.right_eye.angle_to(self.left_eye),
        }
    }
}

/// All faces that score at least `threshold`, largest first.
pub(crate) fn detect(
    network: &Network,
    frame: &Frame<'_>,
    canvas: &mut Canvas,
    threshold: f32,
) -> Result<Vec<Detection>, FaceError> {
    let placement = placement(frame);
    let candidates = network.run(
        |out| input(frame, canvas, out),
        [ANCHORS * NUMBERS, ANCHORS],
        |[boxes, scores]| decode(boxes, scores, threshold, &placement),
    )?;
    let mut faces = merge(candidates);
    faces.sort_by(|a, b| b.bounds.area().total_cmp(&a.bounds.area()));
    Ok(faces)
}

/// Writes the frame as the model wants it: a square around all of it, black where there is no frame.
pub(crate) fn input(frame: &Frame<'_>, canvas: &mut Canvas, out: &mut [f32]) {
    let mut picture = Picture::new(frame, canvas);
    picture.reduce_by(frame.width().max(frame.height()) / REDUCED);
    picture.crop(&placement(frame), INPUT, &ENCODING, out);
}

fn placement(frame: &Frame<'_>) -> Similarity {
    let (width, height) = (coordinate(frame.width()), coordinate(frame.height()));
    let centre = Point::new(width / 2.0, height / 2.0);
    Similarity::of_square(&Square { centre, side: width.max(height), angle: 0.0 }, float(INPUT))
}

fn decode(boxes: &[f32], scores: &[f32], threshold: f32, placement: &Similarity) -> Vec<Detection> {
    let rows = boxes.chunks_exact(NUMBERS).filter_map(<[f32]>::first_chunk::<NUMBERS>);
    let rated = anchors().zip(rows).zip(scores).map(|((anchor, row), score)| (anchor, row, sigmoid(*score)));
    let found = rated.filter(|(_, _, score)| *score >= threshold);
    let decoded = found.map(|(anchor, row, score)| {
        let [x, y, width, height, rx, ry, lx, ly, nx, ny, mx, my, ..] = *row;
        let at = |x: f32, y: f32| placement.apply(Point::new(anchor.x + x, anchor.y + y));
        let corner = at(x - width / 2.0, y - height / 2.0);
        let opposite = at(x + width / 2.0, y + height / 2.0);
        Detection {
            bounds: Rect { left: corner.x, top: corner.y, right: opposite.x, bottom: opposite.y },
            right_eye: at(rx, ry),
            left_eye: at(lx, ly),
            nose: at(nx, ny),
            mouth: at(mx, my),
            score,
        }
    });
    decoded.filter(|d| d.bounds.area() > 0.0).collect()
}

/// Centres of the anchors in pixels of the input, in the model's order.
fn anchors() -> impl Iterator<Item = Point> {
    GRIDS.into_iter().flat_map(|(cells, each)| {
        let centre = move |cell: usize| (float(cell) + 0.5) * float(INPUT) / float(cells);
        (0..cells * cells * each).map(move |i| {
            let cell = i / each;
            Point::new(centre(cell % cells), centre(cell / cells))
        })
    })
}

/// Weighted non-maximum suppression: boxes of the same face become their mean, weighted by score, which jitters less
/// than the best box alone.
fn merge(mut candidates: Vec<Detection>) -> Vec<Detection> {
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut faces = Vec::new();
    while let Some(best) = candidates.first().copied() {
        let (same, others): (Vec<_>, Vec<_>) = candidates
            .into_iter()
            .partition(|c| *c == best || c.bounds.overlap(&best.bounds) > SAME_FACE_OVERLAP);
        candidates = others;
        faces.push(weighted_mean(&same, best.score));
    }
    faces
}

fn weighted_mean(same: &[Detection], score: f32) -> Detection {
    let total: f32 = same.iter().map(|d| d.score).sum();
    let mean = |value: fn(&Detection) -> f32| same.iter().map(|d| d.score * value(d)).sum::<f32>() / total;
    Detection {
        bounds: Rect {
            left: mean(|d| d.bounds.left),
            top: mean(|d| d.bounds.top),
            right: mean(|d| d.bounds.right),
            bottom: mean(|d| d.bounds.bottom),
        },
        right_eye: Point::new(mean(|d| d.right_eye.x), mean(|d| d.right_eye.y)),
        left_eye: Point::new(mean(|d| d.left_eye.x), mean(|d| d.left_eye.y)),
        nose: Point::new(mean(|d| d.nose.x), mean(|d| d.nose.y)),
        mouth: Point::new(mean(|d| d.mouth.x), mean(|d| d.mouth.y)),
        score,
    }
}

pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(left: f32, score: f32) -> Detection {
        let point = Point::new(left + 5.0, 5.0);
        Detection {
            bounds: Rect { left, top: 0.0, right: left + 10.0, bottom: 10.0 },
            right_eye: point,
            left_eye: point,
            nose: point,
            mouth: point,
            score,
        }
    }

    // The model's outputs mean nothing without its anchors, in its order.
    #[test]
    fn anchors_cover_both_grids() {
        let all: Vec<Point> = anchors().collect();
        assert_eq!(all.len(), ANCHORS);
        assert_eq!(
            (all[0], all[1], all[2]),
            (Point::new(4.0, 4.0), Point::new(4.0, 4.0), Point::new(12.0, 4.0))
        );
        assert_eq!((all[512], all[895]), (Point::new(8.0, 8.0), Point::new(120.0, 120.0)));
    }

    #[test]
    fn boxes_of_one_face_merge_and_other_faces_stay() {
        let faces = merge(vec![face(0.0, 0.6), face(1.0, 0.9), face(50.0, 0.7)]);
        assert_eq!(faces.len(), 2);
        assert!((faces[0].bounds.left - 0.6).abs() < 1e-5, "weighted by score: {:?}", faces[0].bounds);
        assert!((faces[0].score - 0.9).abs() < 1e-6);
        assert!((faces[1].bounds.left - 50.0).abs() < 1e-4);
    }

    #[test]
    fn nothing_above_the_threshold_is_no_face() {
        let placement =
            Similarity::of_square(&Square { centre: Point::default(), side: 128.0, angle: 0.0 }, 128.0);
        assert!(decode(&vec![0.0; ANCHORS * NUMBERS], &[-9.0; ANCHORS], 0.5, &placement).is_empty());
    }
}
