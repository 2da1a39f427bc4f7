//! cargo-deny, built from source once a machine: there is no package of a current version.

use super::{Step, stamp};
use crate::failure::Outcome;
use crate::paths;
use crate::run::Run;

const VERSION: &str = "0.20.2";

pub(super) const STEP: Step =
    Step { title: "cargo-deny (built once, about six minutes)", is_done: || Ok(is_done()), run };

fn is_done() -> bool {
    paths::cache().join("tools/bin/cargo-deny").exists() && stamp::matches("cargo-deny", VERSION)
}

fn run() -> Outcome {
    let tools = paths::cache().join("tools");
    let log = paths::cache().join("cargo-deny.log");
    // Speed of building before speed of running: it runs for a second.
    Run::cargo()
        .without_env("CARGO_TARGET_DIR")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .args(["install", "cargo-deny", "--version", VERSION, "--locked", "--root"])
        .arg(&tools)
        .run_logged(&log, "check the network and run it again")?;
    stamp::write("cargo-deny", VERSION)
}
