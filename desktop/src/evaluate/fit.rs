//! Fits the classifiers of covers: of faces with landmarks, and of what only the detector sees.

mod network;
mod samples;

use std::path::{Path, PathBuf};

use mien_face::FaceModels;
use mien_face::measure::CoverWeights;

use self::samples::{Sample, Samples};
use super::people::{FOLDS, Known};
use super::{parallel, write_file};
use crate::failure::{Because, Failure};

/// What the classifiers are fitted on.
pub(super) struct Folders<'a> {
    /// Faces that covers are painted on, one folder a person.
    pub(super) people: &'a Path,
    /// More bare faces.
    pub(super) others: &'a [PathBuf],
}

/// The weights of both classifiers.
pub(super) struct Weights {
    /// Of faces with landmarks.
    pub(super) found: CoverWeights,
    /// Of what only the detector sees.
    pub(super) hidden: CoverWeights,
}

/// Fits the weights that ship on everything that may be fitted on, and writes them.
pub(super) fn run(
    models: &FaceModels,
    folders: &Folders<'_>,
    known: &[Known],
    to: &Path,
) -> Result<(), Failure> {
    let samples = samples::gather(models, folders, known)?;
    for (name, samples) in [("classifier.json", &samples.found), ("hidden.json", &samples.hidden)] {
        let samples: Vec<&Sample> = samples.iter().collect();
        let classes = samples::count(&samples);
        println!("{name}: {} faces: {classes:?} clear, masked, with dark glasses, covered", samples.len());
        let weights = network::fit(&samples);
        let text = serde_json::to_string(&weights).because(|| "cannot write the weights")?;
        // One unit a line.
        write_file(&to.join(name), &[text.replace("],[", "],\n["), "\n".into()].concat())?;
    }
    Ok(())
}

/// For each part of the masks, weights that were fitted without it: what the shipped ones would say of masks that they do not know.
pub(super) fn without_each_part(
    models: &FaceModels,
    folders: &Folders<'_>,
    known: &[Known],
) -> Result<Vec<Weights>, Failure> {
    let Samples { found, hidden } = samples::gather(models, folders, known)?;
    let parts: Vec<u64> = (0..FOLDS).collect();
    parallel::map("classifiers", &parts, |part| {
        let fit = |samples: &[Sample]| {
            let others: Vec<&Sample> = samples.iter().filter(|sample| sample.fold != Some(*part)).collect();
            network::fit(&others)
        };
        Ok(Weights { found: fit(&found), hidden: fit(&hidden) })
    })
}
