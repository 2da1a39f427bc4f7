//! Fits the classifiers of covers: of faces with landmarks, and of what only the detector sees.

mod network;
mod samples;

use std::path::{Path, PathBuf};

use mien_face::FaceModels;

use self::samples::Samples;
use super::write_file;
use crate::failure::{Because, Failure};

/// What the classifiers are fitted on.
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
    let Samples { found, hidden } = samples::gather(models, folders)?;
    for (name, samples) in [("classifier.json", found), ("hidden.json", hidden)] {
        let classes = samples::count(&samples);
        println!("{name}: {} faces: {classes:?} clear, masked, with dark glasses, covered", samples.len());
        let weights = network::fit(&samples);
        let text = serde_json::to_string(&weights).because(|| "cannot write the weights")?;
        // One unit a line.
        write_file(&to.join(name), &[text.replace("],[", "],\n["), "\n".into()].concat())?;
    }
    Ok(())
}
