//! What can go wrong in the puppet.

use std::path::PathBuf;

use mien_face::calibration::CalibrationError;
use mien_face::scan::ScanError;
use mien_face::{FaceError, FrameError};
use thiserror::Error;

/// Why the puppet could not play.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PuppetError {
    /// A picture could not be read or written. When it is the portrait: run `cargo xtask setup`.
    #[error("picture {path}: {source}")]
    Picture {
        /// The file.
        path: PathBuf,
        /// Why.
        source: image::ImageError,
    },
    /// The face engine sees no usable face in the portrait: choose a frontal one.
    #[error("no usable face in the portrait")]
    NoFace,
    /// The models are missing or failed: run `cargo xtask setup`.
    #[error("face engine (cargo xtask setup fetches the models)")]
    Face(#[from] FaceError),
    /// The camera model made a frame that the engine refuses: a fault of the puppet.
    #[error("frame refused")]
    Frame(#[from] FrameError),
    /// The calibration is not usable: make it again.
    #[error("calibration")]
    Calibration(#[from] CalibrationError),
    /// The scan could not begin.
    #[error("scan could not begin")]
    Scan(#[from] ScanError),
    /// A file or folder could not be read or written.
    #[error("file or folder could not be read or written")]
    File(#[from] std::io::Error),
    /// The pictures to calibrate with show too few people from the front, near enough: add more.
    #[error("only {usable} people whose heads can be rendered")]
    NoHeads {
        /// People with a usable picture.
        usable: usize,
    },
    /// There are no pictures of other people: `MIEN_DATA` must name the folder of test data, with `lfw/img` in it.
    #[error("no pictures of other people (set MIEN_DATA)")]
    NoPeople,
    /// The person did not pass a scan that was to be recorded: there is nothing to replay.
    #[error("no scan to replay: the person did not pass one")]
    NothingRecorded,
    /// There is no script of this name.
    #[error("unknown script")]
    UnknownScript,
}
