//! `cargo xtask calibrate`: measures all thresholds of the scan and writes core/face/calibration.json; see
//! tests/puppet/src/calibrate.

use std::path::{Path, absolute};

use crate::failure::{OrFail, Outcome, failure};
use crate::run::Run;
use crate::{build, paths, setup};

/// The verb: builds the puppet as everything else is built, and has it measure. Arguments after the folder are passed on.
pub(crate) fn verb(arguments: &[String]) -> Outcome {
    let [flag, images, others @ ..] = arguments else {
        return Err(failure("no pictures given", USAGE));
    };
    if flag != "--images" || !Path::new(images).is_dir() {
        return Err(failure(format!("`{flag} {images}` names no folder"), USAGE));
    }
    let images = absolute(images).or_fail("finding the folder", USAGE)?;
    setup::for_demo()?;
    build::workspace(false)?;
    Run::new(paths::target().join("debug/mien-puppet"))
        .args(["calibrate", "--out", "core/face/calibration.json", "--images"])
        .arg(images)
        .args(others)
        .run("the line above says what; `cargo xtask puppet calibrate --help` lists the arguments")?;
    println!("The thresholds are compiled in: `cargo xtask test` judges them.");
    Ok(())
}

const USAGE: &str =
    "use `cargo xtask calibrate --images DIR`, where DIR holds a folder of pictures for each person";
