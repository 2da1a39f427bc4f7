//! What the examples share: models from the cache, pictures from disk.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use mien_face::{Frame, FrameInfo, PixelFormat, Plane, Rotation};

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

/// A decoded picture.
pub(crate) struct Pixels {
    rgb: Vec<u8>,
    width: u32,
    height: u32,
}

impl Pixels {
    /// Decodes a file.
    pub(crate) fn open(path: &Path) -> Result<Self, Box<dyn Error>> {
        let picture = image::open(path).map_err(|e| format!("{}: {e}", path.display()))?.to_rgb8();
        let (width, height) = picture.dimensions();
        Ok(Self { rgb: picture.into_raw(), width, height })
    }

    /// The picture as a frame.
    pub(crate) fn frame(&self) -> Result<Frame<'_>, mien_face::FrameError> {
        let (width, height) = (self.width, self.height);
        let info = FrameInfo { width, height, rotation: Rotation::None, mirrored: false, captured_at: 0 };
        let plane = Plane { data: &self.rgb, row_stride: 3 * width as usize, pixel_stride: 3 };
        Frame::new(info, PixelFormat::Rgb, &[plane])
    }
}
