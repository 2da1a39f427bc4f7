//! Where things are: the clone, the cache outside it, cargo's target folder.

use std::env;
use std::path::{Path, PathBuf};

/// The root of the clone. Read at run time, so that clones which share a target folder do not share this path.
pub(crate) fn root() -> PathBuf {
    let xtask = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from("xtask"), PathBuf::from);
    xtask.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Everything that is downloaded or built once for all clones: `$MIEN_CACHE`, else `$HOME/.cache/mien`.
pub(crate) fn cache() -> PathBuf {
    match env::var_os("MIEN_CACHE") {
        Some(cache) => PathBuf::from(cache),
        None => PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cache/mien"),
    }
}

/// Cargo's target folder: `$CARGO_TARGET_DIR`, else `target` in the clone.
pub(crate) fn target() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// What commands leave for people to look at: always in the clone, wherever cargo builds.
pub(crate) fn products(name: &str) -> PathBuf {
    root().join("target").join(name)
}

/// The Python of the virtual environment that set-up makes.
pub(crate) fn python() -> PathBuf {
    cache().join("venv/bin/python")
}

/// A program that pip put into the virtual environment.
pub(crate) fn venv_program(name: &str) -> PathBuf {
    cache().join("venv/bin").join(name)
}

/// The first program called `name` on the `PATH`.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
