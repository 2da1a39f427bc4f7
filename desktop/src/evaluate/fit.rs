//! Fits the classifier of covers.

mod network;
mod samples;

use std::path::{Path, PathBuf};

use mien_face::FaceModels;

use super::write_file;
use crate::failure::{Because, Failure};

/// What the classifier is fitted on.
pub(super) struct Folders<'a> {
    pub(super) masked: &'a Path,
    pub(super) bare: &'a Path,
    /// Faces that covers are painted on, one folder a person.
    pub(super) people: &'a Path,
    /// More bare faces.
    pub(super) others: &'a [PathBuf],
}

/// Fits the weights on the half of the people that evaluations leave out, and writes them.
pub(super) fn run(models: &FaceModels, folders: &Folders<'_>, to: &Path) -> Result<(), Failure> {
    let samples = samples::gather(models, folders)?;
    println!(
        "{} faces: {:?} clear, masked, with dark glasses, covered",
        samples.len(),
        samples::count(&samples)
    );
    let weights = network::fit(&samples);
    let text = serde_json::to_string(&weights).because(|| "cannot write the weights")?;
    // One unit a line.
    write_file(to, &[text.replace("],[", "],\n["), "\n".into()].concat())
}
