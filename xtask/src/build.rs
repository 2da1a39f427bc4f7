//! Builds the workspace, always with the same selection.
//!
//! Cargo unifies features over the packages that it is asked to build: another selection, and the large dependencies
//! are built a second time with other features. So the demo, the tests and the bindings all build everything.

use crate::failure::Outcome;
use crate::run::Run;

/// The cargo arguments that name the one selection.
pub(crate) const SELECTION: [&str; 2] = ["--workspace", "--all-targets"];

/// Builds all programs, libraries and tests; with the webcam support of the command line if asked.
pub(crate) fn workspace(camera: bool) -> Outcome {
    println!("Building (some minutes the first time) ...");
    let mut run = Run::cargo().arg("build").args(SELECTION);
    if camera {
        run = run.args(["--features", "mien-desktop/camera"]);
    }
    run.run("correct the Rust code that the compiler names")
}
