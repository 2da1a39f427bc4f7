//! Swift 6 in a Debian root folder of its own: `xtask/scripts/swift-root` makes it.

use std::fs;

use super::{Step, stamp};
use crate::failure::{OrFail, Outcome};
use crate::paths;
use crate::run::Run;

const SCRIPT: &str = "xtask/scripts/swift-root";

pub(super) const STEP: Step = Step { title: "Swift 6 (90 s, 540 MB fetched)", is_done, run };

fn version() -> Outcome<String> {
    fs::read_to_string(paths::root().join(SCRIPT))
        .or_fail(format!("reading {SCRIPT}"), "restore the file from git")
}

fn is_done() -> Outcome<bool> {
    // Not usr/bin/swift: that is a link to a place that exists only inside the root folder.
    Ok(paths::cache().join("swift/usr/libexec/swift/bin/swift").exists()
        && stamp::matches("swift", &version()?))
}

fn run() -> Outcome {
    let log = paths::cache().join("swift.log");
    Run::new("bash")
        .arg(SCRIPT)
        .arg(paths::cache().join("swift"))
        .run_logged(&log, "it needs root on Debian; a Mac has Swift already: open ios/ there")?;
    stamp::write("swift", &version()?)
}
