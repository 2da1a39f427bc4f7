//! The face models on this computer.

use std::path::PathBuf;

use mien_face::FaceModels;

use crate::failure::{Because, Failure};

/// The folder of the model files: `MIEN_MODELS`, or `models` in `MIEN_CACHE`, or in the user's cache folder.
pub(crate) fn folder() -> Result<PathBuf, Failure> {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("MIEN_MODELS")
        .or_else(|| variable("MIEN_CACHE").map(|cache| cache.join("models")))
        .or_else(|| variable("HOME").map(|home| home.join(".cache").join("mien").join("models")))
        .ok_or_else(|| {
            Failure::Usage("say where the face models are: set MIEN_MODELS to their folder".into())
        })
}

/// Loads the face models.
pub(crate) fn load() -> Result<FaceModels, Failure> {
    let folder = folder()?;
    FaceModels::load(&|name| std::fs::read(folder.join(name))).because(|| {
        format!(
            "cannot load the face models from {} (`cargo xtask setup` puts them there; MIEN_MODELS names another folder)",
            folder.display()
        )
    })
}
