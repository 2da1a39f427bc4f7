//! `mien face compare`: do two pictures show the same person?

use std::path::{Path, PathBuf};

use mien_face::calibration::Calibration;
use mien_face::{Embedding, FaceModels, face_in_picture};

use crate::failure::{Answer, Because, Failure};
use crate::source::OwnedFrame;
use crate::{models, picture};

/// Options of `mien face compare`.
///
/// The similarity is shown because this is a tool for measuring; an app never shows it.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// A picture of a face
    a: PathBuf,
    /// Another picture
    b: PathBuf,
}

/// Compares the largest face of each picture.
pub(crate) fn run(options: &Options) -> Result<Answer, Failure> {
    let models = models::load()?;
    let calibration = Calibration::shipped().because(|| "cannot use the built-in thresholds")?;
    let similarity = face(&models, &options.a)?.similarity(&face(&models, &options.b)?);
    let same = similarity >= calibration.matching.threshold;
    println!(
        "{}: similarity {similarity:.3}, threshold {:.3} (false accept rate {:.0e} when it was calibrated)",
        if same { "same person" } else { "not confirmed as the same person" },
        calibration.matching.threshold,
        calibration.matching.far,
    );
    Ok(if same { Answer::Yes } else { Answer::No })
}

fn face(models: &FaceModels, path: &Path) -> Result<Embedding, Failure> {
    let frame = OwnedFrame::from_picture(picture::read(path)?, 0);
    let cannot = || format!("cannot look for a face in {}", path.display());
    let found = face_in_picture(models, &frame.frame().because(cannot)?).because(cannot)?;
    let found = found.ok_or_else(|| Failure::Failed(format!("there is no face in {}", path.display())))?;
    Ok(found.embedding)
}
