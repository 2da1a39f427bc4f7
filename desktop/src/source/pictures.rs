//! A folder of pictures as frames, or a single one.

use std::path::{Path, PathBuf};
use std::vec::IntoIter;

use super::{FrameSource, OwnedFrame};
use crate::failure::Failure;
use crate::picture;

/// Pictures have no capture times of their own: they are taken as ten a second.
const MICROSECONDS_APART: u64 = 100_000;

pub(super) struct Pictures {
    paths: IntoIter<PathBuf>,
    captured_at: u64,
}

impl Pictures {
    /// The pictures of a folder in the order of their names.
    pub(super) fn folder(folder: &Path) -> Result<Self, Failure> {
        let paths = picture::list(folder, false)?;
        if paths.is_empty() {
            return Err(Failure::Usage(format!("there are no pictures in {}", folder.display())));
        }
        Ok(Self { paths: paths.into_iter(), captured_at: 0 })
    }

    pub(super) fn one(path: &Path) -> Self {
        Self { paths: vec![path.to_path_buf()].into_iter(), captured_at: 0 }
    }
}

impl FrameSource for Pictures {
    fn next_frame(&mut self) -> Result<Option<OwnedFrame>, Failure> {
        let Some(path) = self.paths.next() else { return Ok(None) };
        let frame = OwnedFrame::from_picture(picture::read(&path)?, self.captured_at);
        self.captured_at += MICROSECONDS_APART;
        Ok(Some(frame))
    }
}
