//! `cargo xtask puppet`: the puppet's scans and its attack twins; see tests/puppet.

use crate::failure::Outcome;
use crate::run::Run;
use crate::setup;

/// The verb: sets up, then hands its arguments to the puppet's own program.
pub(crate) fn verb(arguments: &[String]) -> Outcome {
    setup::for_demo()?;
    Run::cargo()
        .args(["run", "--quiet", "--package", "mien-puppet", "--"])
        .args(arguments)
        .run("the line above says what; `cargo xtask puppet --help` lists the arguments")
}
