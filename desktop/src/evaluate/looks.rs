//! What a scan sees in one picture.

use std::path::Path;

use mien_face::scan::{FaceFacts, FrameFacts};
use mien_face::{FaceEngine, FaceModels, Frame, FrameInfo, Observation, PixelFormat, Plane, Rotation, Wants};

use super::drawing::Painting;
use crate::failure::{Because, Failure};
use crate::picture;

/// A picture that is nothing but the face gets this share of its size as a border: no camera holds a face like that.
const BORDER: f32 = 0.5;

/// The first look of a scan at a painting.
pub(super) fn observe(models: &FaceModels, painting: &Painting) -> Result<Observation, Failure> {
    let bytes = painting.bytes();
    let frame = frame(&bytes, painting)?;
    FaceEngine::new(models.clone()).observe(&frame, Wants::default()).because(|| "cannot look for a face")
}

/// A painting's bytes as a frame.
pub(super) fn frame<'a>(bytes: &'a [u8], painting: &Painting) -> Result<Frame<'a>, Failure> {
    let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
    let (width, height) = (side(painting.width), side(painting.height));
    let info = FrameInfo { width, height, rotation: Rotation::None, mirrored: false, captured_at: 0 };
    let plane = Plane { data: bytes, row_stride: 3 * painting.width, pixel_stride: 3 };
    Frame::new(info, PixelFormat::Rgb, &[plane]).because(|| "cannot use a picture")
}

/// A picture from disk in which a face was found, with that face; `None` when there is none.
pub(super) fn face(models: &FaceModels, path: &Path) -> Result<Option<(Painting, Observation)>, Failure> {
    Ok(framed(models, path)?.into_iter().find(|(_, seen)| seen.face.is_some()))
}

/// A picture from disk as a scan sees it: as it is and, unless that shows a face, with a border.
pub(super) fn framed(models: &FaceModels, path: &Path) -> Result<Vec<(Painting, Observation)>, Failure> {
    let picture = read(path)?;
    let mut all = Vec::new();
    for border in [0.0, BORDER] {
        let framed = with_border(&picture, border);
        let seen = observe(models, &framed).because(|| format!("cannot look at {}", path.display()))?;
        let found = seen.face.is_some();
        all.push((framed, seen));
        if found {
            break;
        }
    }
    Ok(all)
}

/// A picture from disk.
pub(super) fn read(path: &Path) -> Result<Painting, Failure> {
    Ok(Painting::of(&picture::read(path)?.into_rgb8()))
}

/// The reduced facts of the face.
pub(super) fn facts(seen: &Observation) -> Option<FaceFacts> {
    FrameFacts::new(seen, None).face
}

/// The picture with this share of its longer side around it.
pub(super) fn with_border(picture: &Painting, share: f32) -> Painting {
    if share <= 0.0 {
        return picture.clone();
    }
    let [width, height] = picture.size();
    let border = (share * width.max(height)).round();
    let grown = |side: f32| super::drawing::count(side + 2.0 * border);
    // Beyond the edge the edge goes on.
    picture.warped(grown(width), grown(height), |[x, y]| [x - border, y - border])
}
