//! Light and focus inside the face, on a patch of fixed size so that the numbers mean the same at any distance.
//!
//! The measures of BSI OFIQ (ISO/IEC 29794-5) where it has them: mean, entropy, shares of black and white pixels.
//! Focus is the second difference of the patch, blurred by two pixels so that a sensor's noise is gone, in the direction that has
//! least of it, since a camera that shook takes it from one: as a share of the face's contrast (how much detail there is), and as a
//! share of the slope (how abrupt the edges are that there are). Unlike the variance of the Laplacian neither takes a dark face
//! for a blurred one, and the second does not take a face without detail, behind cloth or a hand, for one.

mod focus;
mod histogram;

use std::ops::Range;

use zeroize::Zeroizing;

use self::focus::{blurred, laplacian, least_detail, slope, sum};
pub(crate) use self::histogram::Histogram;
use crate::frame::{Channels, Encoding, Picture};
use crate::geometry::{Point, Rect, Similarity, Square};
use crate::landmarks::index;
use crate::num::{float, floor_index};
use crate::{Lighting, Mesh};

/// Side of the patch.
pub(crate) const SIDE: usize = 160;
/// Luma as it is, 0 to 255.
const ENCODING: Encoding = Encoding { channels: Channels::Grey, mean: 0.0, deviation: 1.0 };
/// Luma at or below which a pixel is black.
const BLACK: usize = 25;
/// Luma at or above which a pixel is white.
const WHITE: usize = 247;
/// The Laplacian of a sharp face over its second difference in the direction with least detail: the middle of 150 faces.
const ALL_ROUND: f32 = 2.2;
/// Slopes below this many levels a sample are rounding and noise.
const LEVEL: f32 = 0.1;
/// Half the side of a cheek's square, as a share of the eyes' distance.
const CHEEK: f32 = 0.2;

/// What the face's own pixels tell; the background is not of them and stays 0.
pub(crate) fn lighting(patch: &FacePatch, mesh: &Mesh) -> Lighting {
    let cheeks = index::CHEEKS.map(|cheek| patch.around(mesh.point(cheek), CHEEK));
    patch.samples().measure(patch.radii(mesh), cheeks)
}

/// The face's luma, upright and of fixed size: what light, focus and cover are measured on. Wiped when dropped.
pub(crate) struct FacePatch {
    luma: Zeroizing<Vec<f32>>,
    square: Square,
    eye_distance: f32,
}

impl FacePatch {
    /// Cuts the face out.
    pub(crate) fn new(picture: &mut Picture<'_>, mesh: &Mesh) -> Self {
        let bounds = mesh.bounds();
        let square = Square { centre: bounds.centre(), side: bounds.longer_side(), angle: mesh.eye_line() };
        Self::of_square(picture, square, crate::pose::eye_distance(mesh))
    }

    /// Cuts a square out.
    pub(crate) fn of_square(picture: &mut Picture<'_>, square: Square, eye_distance: f32) -> Self {
        let placement = Similarity::of_square(&square, float(SIDE));
        let mut luma = Zeroizing::new(vec![0.0; SIDE * SIDE]);
        picture.crop(&placement, SIDE, &ENCODING, &mut luma);
        Self { luma, square, eye_distance }
    }

    /// The square of the picture that the patch shows.
    pub(crate) const fn square(&self) -> Square {
        self.square
    }

    /// Row after row, [`SIDE`] a side, 0 to 255.
    pub(crate) fn luma(&self) -> &[f32] {
        &self.luma
    }

    /// Samples to a pixel of the picture.
    fn zoom(&self) -> f32 {
        float(SIDE) / self.square.side
    }

    /// Where a point of the picture lies on the patch: the way back of the placement.
    pub(crate) fn to_patch(&self, p: Point) -> Point {
        let (sin, cos) = self.square.angle.sin_cos();
        let zoom = self.zoom();
        let (x, y) = (zoom * (p.x - self.square.centre.x), zoom * (p.y - self.square.centre.y));
        Point::new(cos * x + sin * y + float(SIDE) / 2.0, cos * y - sin * x + float(SIDE) / 2.0)
    }

    /// The square of the patch around a point of the picture; half its side is that share of the eyes' distance.
    pub(crate) fn around(&self, point: Point, share: f32) -> Rect {
        let centre = self.to_patch(point);
        let half = share * self.zoom() * self.eye_distance;
        Rect { left: centre.x - half, top: centre.y - half, right: centre.x + half, bottom: centre.y + half }
    }

    /// Mean luma of a part of the patch, 0 to 255.
    pub(crate) fn mean_in(&self, rect: &Rect) -> f32 {
        self.samples().mean_in(rect)
    }

    /// Levels of luma in a part of the patch.
    pub(crate) fn histogram_in(&self, rect: &Rect) -> Histogram {
        let samples = self.samples();
        let (columns, rows) = samples.span(rect);
        let rows = samples.rows().take(rows.end).skip(rows.start);
        Histogram::of(rows.filter_map(|row| row.get(columns.clone())).flatten().copied())
    }

    /// Levels of luma in the face.
    pub(crate) fn face_histogram(&self, mesh: &Mesh) -> Histogram {
        let samples = self.samples();
        let face = samples.ellipse(self.radii(mesh));
        Histogram::of(samples.inside(&face).flatten().copied())
    }

    /// Abruptness of the edges and detail over contrast, as in [`Lighting`], in the ellipse that takes that share of the patch's
    /// sides.
    pub(crate) fn focus(&self, share: f32) -> [f32; 2] {
        let samples = self.samples();
        let face = samples.ellipse([0.5 * share * float(SIDE); 2]);
        samples.focus(&face, Histogram::of(samples.inside(&face).flatten().copied()).deviation())
    }

    /// Half the face's width and height on the patch.
    fn radii(&self, mesh: &Mesh) -> [f32; 2] {
        let bounds = mesh.bounds();
        [bounds.right - bounds.left, bounds.bottom - bounds.top].map(|side| 0.5 * side * self.zoom())
    }

    fn samples(&self) -> Patch<'_> {
        Patch { luma: &self.luma, side: SIDE }
    }
}

/// A square of luma samples, 0 to 255.
struct Patch<'a> {
    luma: &'a [f32],
    side: usize,
}

impl Patch<'_> {
    fn measure(&self, radii: [f32; 2], cheeks: [Rect; 2]) -> Lighting {
        let face = self.ellipse(radii);
        let histogram = Histogram::of(self.inside(&face).flatten().copied());
        let sum: f32 = self.inside(&face).map(sum).sum();
        let [edges, detail] = self.focus(&face, histogram.deviation());
        let [right, left] = cheeks.map(|cheek| self.mean_in(&cheek));
        let cheeks = f32::midpoint(right, left);
        Lighting {
            mean: sum / histogram.count() / 255.0,
            entropy: histogram.entropy(),
            under: histogram.share(0..=BLACK),
            over: histogram.share(WHITE..=255),
            side: if cheeks > 0.0 { (left - right).abs() / cheeks } else { 0.0 },
            background: 0.0,
            edges,
            detail,
        }
    }

    fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.luma.chunks(self.side)
    }

    /// The part of each row that lies in its span.
    fn inside(&self, face: &[Range<usize>]) -> impl Iterator<Item = &[f32]> {
        self.rows().zip(face).filter_map(|(row, span)| row.get(span.clone()))
    }

    /// Which samples of each row lie in the ellipse around the middle: the face without the corners around it.
    fn ellipse(&self, [rx, ry]: [f32; 2]) -> Vec<Range<usize>> {
        let middle = float(self.side) / 2.0;
        let square = |at: usize, radius: f32| ((float(at) + 0.5 - middle) / radius).powi(2);
        let across: Vec<f32> = (0..self.side).map(|x| square(x, rx)).collect();
        let span = |y: usize| {
            let down = square(y, ry);
            let inside = |dx: &f32| dx + down <= 1.0;
            let start = across.iter().position(inside).unwrap_or(0);
            start..across.iter().rposition(inside).map_or(start, |last| last + 1)
        };
        (0..self.side).map(span).collect()
    }

    /// Columns and rows of the samples whose middle lies between the borders.
    fn span(&self, rect: &Rect) -> (Range<usize>, Range<usize>) {
        let span = |low: f32, high: f32| {
            let index = |border: f32| floor_index(f64::from((border - 0.5).ceil())).min(self.side);
            index(low)..index(high).max(index(low))
        };
        (span(rect.left, rect.right), span(rect.top, rect.bottom))
    }

    fn mean_in(&self, rect: &Rect) -> f32 {
        let (columns, rows) = self.span(rect);
        let count = columns.len() * rows.len();
        let rows = self.rows().take(rows.end).skip(rows.start);
        let total: f32 = rows.filter_map(|row| row.get(columns.clone())).map(sum).sum();
        if count > 0 { total / float(count) } else { 0.0 }
    }

    /// The detail that is left of the blurred patch over its mean slope, and over the face's contrast. Both are 0 for a patch
    /// without any, which is as blurred as can be.
    fn focus(&self, face: &[Range<usize>], contrast: f32) -> [f32; 2] {
        let soft = blurred(self.luma, self.side);
        let detail = laplacian(&soft, self.side, face).min(ALL_ROUND * least_detail(&soft, self.side, face));
        [detail / slope(&soft, self.side, face).max(LEVEL), detail / contrast.max(1.0)]
    }
}

#[cfg(test)]
mod tests;
