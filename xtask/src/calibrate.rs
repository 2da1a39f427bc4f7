//! `cargo xtask calibrate`: measures all thresholds of the scan and writes core/face/calibration.json; see
//! tests/puppet/src/calibrate.

use std::ffi::OsString;
use std::path::{Path, absolute};

use crate::failure::{OrFail, Outcome, failure};
use crate::puppet;

/// The verb: builds the puppet as everything else is built, and has it measure. Arguments after the folder are passed on.
pub(crate) fn verb(arguments: &[String]) -> Outcome {
    let [flag, images, others @ ..] = arguments else {
        return Err(failure("no pictures given", USAGE));
    };
    if flag != "--images" || !Path::new(images).is_dir() {
        return Err(failure(format!("`{flag} {images}` names no folder"), USAGE));
    }
    let images = absolute(images).or_fail("finding the folder", USAGE)?;
    let mut calibrate = vec!["calibrate".into(), "--out".into(), "core/face/calibration.json".into()];
    calibrate.extend(["--images".into(), images.into_os_string()]);
    calibrate.extend(others.iter().map(OsString::from));
    puppet::program(&calibrate)?;
    println!("The thresholds are compiled in: `cargo xtask test` judges them.");
    Ok(())
}

const USAGE: &str =
    "use `cargo xtask calibrate --images DIR`, where DIR holds a folder of pictures for each person";
