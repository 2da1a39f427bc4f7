//! The people of a folder of pictures: their faces as numbers, and their heads.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mien_face::calibration::Identity;
use mien_face::{FaceModels, face_in_picture};

use crate::parallel::on_all_cores;
use crate::{CameraModel, Head, PuppetError, RgbFrame};

/// A head is made of a picture only if it looks straight, within these degrees of yaw, pitch and roll...
const STRAIGHT: [f32; 3] = [10.0, 12.0, 12.0];
/// ...with at least this many pixels between the eyes.
const NEAR: f32 = 35.0;

/// A picture with a face.
#[derive(Debug)]
pub(crate) struct Portrait {
    /// Who, and the face as numbers.
    pub(crate) identity: Identity,
    file: PathBuf,
    /// Of a face that a head can be made of.
    landmarks: Option<Vec<[f32; 3]>>,
}

impl Portrait {
    /// The head of the person, if the picture is good enough for one.
    pub(crate) fn head(&self) -> Option<Result<Arc<Head>, PuppetError>> {
        let landmarks = self.landmarks.as_ref()?;
        Some(RgbFrame::open(&self.file).and_then(|picture| Ok(Arc::new(Head::new(&picture, landmarks)?))))
    }

    /// Whether a head can be made of it.
    pub(crate) const fn has_head(&self) -> bool {
        self.landmarks.is_some()
    }
}

/// Looks at all pictures of `images`, which holds one folder a person; those without a face are left out.
///
/// # Errors
/// [`PuppetError`] when the folder or a picture in it cannot be read, or a model fails.
pub(crate) fn portraits(
    models: &FaceModels,
    images: &Path,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Vec<Portrait>, PuppetError> {
    let mut files = Vec::new();
    for person in fs::read_dir(images)? {
        let person = person?.path();
        if person.is_dir() {
            for file in fs::read_dir(&person)? {
                files.push(file?.path());
            }
        }
    }
    files.sort();
    let all =
        on_all_cores(files.len(), |index| look(models, &files[index]), &|done| progress(done, files.len()));
    all.into_iter().filter_map(Result::transpose).collect()
}

/// Looks at one picture; `None` without a face.
pub(crate) fn look(models: &FaceModels, file: &Path) -> Result<Option<Portrait>, PuppetError> {
    let picture = RgbFrame::open(file)?;
    let buffers = CameraModel::steady(15.0).buffers(&picture, 0);
    let Some(face) = face_in_picture(models, &buffers.frame()?)? else { return Ok(None) };
    let person = file.parent().map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default();
    let seen = face.observation;
    let angles = [seen.pose.yaw, seen.pose.pitch, seen.pose.roll];
    let straight = angles.iter().zip(STRAIGHT).all(|(angle, most)| angle.abs() <= most);
    Ok(Some(Portrait {
        identity: Identity { person, embedding: face.embedding },
        file: file.to_owned(),
        landmarks: (straight && seen.eye_distance >= NEAR).then(|| seen.mesh.points.clone()),
    }))
}
