//! Models from the cache.

use std::path::PathBuf;
use std::{env, fs, io};

/// The models' folder: `MIEN_MODELS`, else `models` in `MIEN_CACHE` or in `~/.cache/mien`.
pub(crate) fn models_folder() -> PathBuf {
    if let Some(models) = env::var_os("MIEN_MODELS") {
        return models.into();
    }
    let home = || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cache/mien");
    env::var_os("MIEN_CACHE").map_or_else(home, PathBuf::from).join("models")
}

/// Reads one model file.
pub(crate) fn read_model(name: &str) -> io::Result<Vec<u8>> {
    let path = models_folder().join(name);
    let hint =
        |e: io::Error| io::Error::new(e.kind(), format!("{}: {e}; run `cargo xtask setup`", path.display()));
    fs::read(&path).map_err(hint)
}
