//! One Python virtual environment in the cache; every package in it is pinned by SHA-256 in a requirements file.

use std::fs;

use super::{Step, stamp};
use crate::failure::{OrFail, Outcome};
use crate::paths;
use crate::run::Run;

pub(super) const MODELS: Step = Step {
    title: "Python packages that convert the models",
    is_done: || is_done("models/requirements.txt"),
    run: || install("models/requirements.txt"),
};

pub(super) const INTEROP: Step = Step {
    title: "Python packages of the independent peers",
    is_done: || is_done("tests/interop/requirements.txt"),
    run: || install("tests/interop/requirements.txt"),
};

pub(super) const CHECKS: Step = Step {
    title: "Python packages that check spelling",
    is_done: || is_done("xtask/requirements.txt"),
    run: || install("xtask/requirements.txt"),
};

pub(super) const BENCH: Step = Step {
    title: "Python packages to compare with",
    is_done: || is_done("tests/evaluation/requirements.txt"),
    run: || install("tests/evaluation/requirements.txt"),
};

/// A list that is not in the repository (there are no peers yet) asks for nothing.
fn is_done(list: &str) -> Outcome<bool> {
    let file = paths::root().join(list);
    if !file.exists() {
        return Ok(true);
    }
    let text = fs::read_to_string(file).or_fail(format!("reading {list}"), "restore the file from git")?;
    Ok(paths::python().exists() && stamp::matches(&stamp_name(list), &text))
}

fn install(list: &str) -> Outcome {
    let venv = paths::cache().join("venv");
    if !paths::python().exists() {
        let remedy = "on Debian: apt-get install python3-venv; elsewhere install Python 3.11 or newer";
        Run::new("python3").args(["-m", "venv"]).arg(&venv).run(remedy)?;
    }
    let remedy =
        "check the network and run it again; a wrong hash means that the package was replaced: do not use it";
    Run::python()
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"])
        .args(["--only-binary", ":all:", "-r", list])
        .run(remedy)?;
    let text =
        fs::read_to_string(paths::root().join(list)).or_fail(format!("reading {list}"), "try again")?;
    stamp::write(&stamp_name(list), &text)
}

/// The Python of the environment with MediaPipe alone, which needs older packages than the models. Its dependencies are
/// left out where nothing of ours uses them.
pub(crate) fn mediapipe() -> Outcome<std::path::PathBuf> {
    const LIST: &str = "tests/evaluation/mediapipe/requirements.txt";
    let venv = paths::cache().join("venv-mediapipe");
    let python = venv.join("bin/python");
    let text = fs::read_to_string(paths::root().join(LIST)).or_fail("reading its list", "restore it")?;
    if !python.exists() || !stamp::matches(&stamp_name(LIST), &text) {
        println!("  installing MediaPipe to compare with ...");
        Run::new("python3").args(["-m", "venv"]).arg(&venv).run("on Debian: apt-get install python3-venv")?;
        Run::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"])
            .args(["--no-deps", "--only-binary", ":all:", "-r", LIST])
            .run("its wheels are for Python 3.9 to 3.12 on x86-64 Linux and on macOS")?;
        stamp::write(&stamp_name(LIST), &text)?;
    }
    Ok(python)
}

fn stamp_name(list: &str) -> String {
    format!("python-{}", list.trim_end_matches("/requirements.txt").replace('/', "-"))
}
