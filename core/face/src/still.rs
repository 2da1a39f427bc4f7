//! One still: the best that can be read from it.

use crate::describe::{describe, second_face};
use crate::detector::{Detection, SURE, UNSURE, detect};
use crate::frame::{Canvas, Picture};
use crate::geometry::Point;
use crate::landmarks::locate;
use crate::luma_grid::LumaGrid;
use crate::models::Networks;
use crate::num::coordinate;
use crate::recognition::{align, embed_with_mirror};
use crate::{Embedding, FaceError, FaceModels, FaceObservation, Frame, Mesh};

/// Passes of the landmark model.
const PASSES: u32 = 4;

/// The face that a picture is of.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureFace {
    /// What it shows.
    pub observation: FaceObservation,
    /// Who it is, averaged with the mirrored face.
    pub embedding: Embedding,
    /// The detector's score, 0 to 1.
    pub score: f32,
}

/// Finds the face that a still is of and embeds it; `None` when there is none. Of several faces it takes the most
/// prominent: large, and near the middle.
///
/// Takes two to three times as long as a frame of a scan, and gives fewer errors: it embeds the mirrored face too.
///
/// # Errors
/// [`FaceError`] when a model fails.
pub fn face_in_picture(models: &FaceModels, frame: &Frame<'_>) -> Result<Option<PictureFace>, FaceError> {
    let networks = models.networks();
    let mut canvas = Canvas::new();
    let all = detect(&networks.detector, frame, &mut canvas, UNSURE)?;
    // A still has no next frame to wait for: when no face is sure, an unsure one is taken.
    let sure = most_prominent(&all, frame, SURE);
    let Some(face) = sure.or_else(|| most_prominent(&all, frame, UNSURE)) else { return Ok(None) };
    let mut picture = Picture::new(frame, &mut canvas);
    let Some(mesh) = locate_still(networks, &mut picture, face)? else { return Ok(None) };
    let embedding = embed_with_mirror(networks, &align(&mut picture, &mesh)?)?;
    let grid = LumaGrid::of(frame);
    let second_face = second_face(networks, frame, &mut Canvas::new(), face, &all)?;
    let observation = describe(networks, &grid, &mut picture, mesh, second_face, true)?;
    Ok(Some(PictureFace { observation, embedding, score: face.score }))
}

/// The face that the picture is of: large and near the middle. Size alone would take the passer-by at the edge who is a
/// little nearer to the camera.
fn most_prominent<'a>(all: &'a [Detection], frame: &Frame<'_>, threshold: f32) -> Option<&'a Detection> {
    let middle = Point::new(coordinate(frame.width()) / 2.0, coordinate(frame.height()) / 2.0);
    let prominence = |d: &Detection| {
        let off_centre = middle.distance(d.bounds.centre()) / middle.distance(Point::default());
        d.bounds.longer_side() * (1.0 - off_centre)
    };
    let candidates = all.iter().filter(|d| d.score >= threshold);
    candidates.max_by(|a, b| prominence(a).total_cmp(&prominence(b)))
}

/// The landmarks of a detected face; when they wander off it, those of the first look.
pub(crate) fn locate_still(
    networks: &Networks,
    picture: &mut Picture<'_>,
    face: &Detection,
) -> Result<Option<Mesh>, FaceError> {
    let mesh = locate(&networks.mesh, picture, face.square(), PASSES)?;
    match mesh.filter(|mesh| mesh.agrees_with(face)) {
        Some(mesh) => Ok(Some(mesh)),
        None => locate(&networks.mesh, picture, face.square(), 1),
    }
}
