//! `mien evaluate`: measuring on folders of data, with reports that other programs read.

mod drawing;
mod eyes;
mod faces;
mod fit;
mod groups;
mod guidance;
mod liveness;
mod looks;
mod occlusion;
mod parallel;
mod people;
mod plot;
mod qr;
mod session;
mod table;
mod verification;

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use crate::failure::{Answer, Because, Failure};

/// What to measure.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Face verification: accuracy and error rates over pairs of pictures
    Verification(verification::Options),
    /// Groups: whether strangers of one age, sex or origin are taken for each other more often than others
    Groups(groups::Options),
    /// QR codes: how many pictures are read right
    Qr(qr::Options),
    /// Liveness: how many attacks are accepted and how many people refused
    Liveness(liveness::Options),
    /// Whole scans: how many people pass and how many attackers, all of them rendered
    Session(session::Options),
    /// Guidance: whether the first thing that a scan says about a defect is the right one
    Guidance(guidance::Options),
    /// Covers: which masks are refused as masks, and which bare faces are
    Occlusion(occlusion::Options),
    /// Eyes: which closed eyes are called closed, and which open ones are
    Eyes(eyes::Options),
}

/// Measures.
pub(crate) fn run(command: &Command) -> Result<Answer, Failure> {
    match command {
        Command::Verification(options) => verification::run(options),
        Command::Groups(options) => groups::run(options),
        Command::Qr(options) => qr::run(options),
        Command::Liveness(options) => liveness::run(options),
        Command::Session(options) => session::run(options),
        Command::Guidance(options) => guidance::run(options),
        Command::Occlusion(options) => occlusion::run(options),
        Command::Eyes(options) => eyes::run(options),
    }
}

/// Makes the folder for the results, with its parents.
fn make_folder(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).because(|| format!("cannot make the folder {}", folder.display()))
}

/// Writes `report.json`.
fn write_report(folder: &Path, report: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(report).because(|| "cannot write the report")?;
    write_file(&folder.join("report.json"), &[text, "\n".into()].concat())
}

fn write_file(path: &Path, text: &str) -> Result<(), Failure> {
    let cannot = || format!("cannot write {}", path.display());
    std::fs::File::create(path).and_then(|mut file| file.write_all(text.as_bytes())).because(cannot)
}

/// One value of a comma-separated file: quoted when it must be (RFC 4180).
fn csv(value: &str) -> String {
    if value.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: file names with commas do not shift the columns.
    #[test]
    fn csv_values_are_quoted_when_needed() {
        assert_eq!(csv("a/b_0001.jpg"), "a/b_0001.jpg");
        assert_eq!(csv("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}
