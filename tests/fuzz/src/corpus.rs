//! The inputs that a target begins with.

use crate::Target;
use std::collections::BTreeMap;
use std::path::Path;

/// Inputs by name.
pub type Corpus = BTreeMap<String, Vec<u8>>;

impl Target {
    /// Reads the corpus.
    ///
    /// # Errors
    /// When the folder or a file cannot be read.
    pub fn read_corpus(&self) -> std::io::Result<Corpus> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or_else(|| Path::new("."));
        let mut corpus = Corpus::new();
        for file in std::fs::read_dir(root.join(self.corpus))? {
            let file = file?;
            corpus.insert(file.file_name().to_string_lossy().into_owned(), std::fs::read(file.path())?);
        }
        Ok(corpus)
    }
}

/// Runs a target on its corpus and on small changes of it: at up to 200 places of each input, a cut and a changed bit.
///
/// # Errors
/// Says which file was not taken as its name says.
pub fn check_corpus(target: &Target) -> Result<(), String> {
    const PLACES: usize = 200;
    let corpus = target.read_corpus().map_err(|error| format!("{}: {error}", target.corpus))?;
    let accepted = corpus.keys().filter(|name| is_good(name)).count();
    if accepted == 0 || accepted == corpus.len() {
        return Err(format!("{}: good and bad input is needed", target.corpus));
    }
    for (name, input) in &corpus {
        let verdict = (target.run)(input);
        if verdict.is_ok() != is_good(name) {
            return Err(format!("{}/{name}: {verdict:?}", target.corpus));
        }
        for at in (0..input.len()).step_by(input.len() / PLACES + 1) {
            let mut bent = input.clone();
            if let Some(byte) = bent.get_mut(at) {
                *byte ^= 1 << (at % 8);
            }
            // The verdict does not matter: a broken promise panics.
            let _ = (target.run)(&bent);
            bent.truncate(at);
            let _ = (target.run)(&bent);
        }
    }
    Ok(())
}

/// Whether a file is to be accepted. The older corpora call them `good-` or by what they hold.
fn is_good(name: &str) -> bool {
    !(name.starts_with("no") || name.starts_with("bad"))
}
