//! `cargo xtask puppet`: the puppet's scans and its attack twins; see tests/puppet.

use crate::failure::Outcome;
use crate::run::Run;
use crate::{build, paths, setup};

/// The verb: hands its arguments to the puppet's own program.
pub(crate) fn verb(arguments: &[String]) -> Outcome {
    program(arguments)
}

/// Sets up, builds the puppet as everything else is built, and runs it.
pub(crate) fn program<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Outcome {
    setup::for_demo()?;
    build::workspace(false)?;
    Run::new(paths::target().join("debug/mien-puppet"))
        .args(arguments)
        .run("the line above says what; `cargo xtask puppet --help` lists the arguments")
}
