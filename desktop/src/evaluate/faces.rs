//! Embeddings of many pictures, on all processors.

use std::collections::BTreeMap;
use std::path::Path;

use mien_face::{Embedding, FaceModels, face_in_picture};

use super::parallel;
use crate::failure::{Because, Failure};
use crate::picture;
use crate::source::OwnedFrame;

/// The embedding of each picture under `folder`; `None` where no face was found.
pub(super) fn embed_all(
    models: &FaceModels,
    folder: &Path,
    names: &[String],
) -> Result<BTreeMap<String, Option<Embedding>>, Failure> {
    let embedded = parallel::map("pictures", names, |name| embed(models, &folder.join(name)))?;
    Ok(names.iter().cloned().zip(embedded).collect())
}

/// The embedding of the largest face of one picture; `None` when there is none.
pub(super) fn embed(models: &FaceModels, path: &Path) -> Result<Option<Embedding>, Failure> {
    let frame = OwnedFrame::from_picture(picture::read(path)?, 0);
    let cannot = || format!("cannot look for a face in {}", path.display());
    let face = face_in_picture(models, &frame.frame().because(cannot)?).because(cannot)?;
    Ok(face.map(|face| face.embedding))
}
