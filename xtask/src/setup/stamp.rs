//! Stamps: small files in the cache that say which version of a step was done. A step's version is text, most often
//! the pinned list that it installs, so a changed list is noticed without anybody raising a number.

use std::fs;

use crate::failure::{OrFail, Outcome};
use crate::paths;

/// Whether the step `name` was done in exactly this version.
pub(super) fn matches(name: &str, version: &str) -> bool {
    fs::read_to_string(paths::cache().join("stamps").join(name)).is_ok_and(|text| text == version)
}

/// Notes that the step `name` was done in this version.
pub(super) fn write(name: &str, version: &str) -> Outcome {
    let folder = paths::cache().join("stamps");
    let remedy = "make the cache folder writable";
    fs::create_dir_all(&folder).or_fail("making the folder of stamps", remedy)?;
    fs::write(folder.join(name), version).or_fail("writing a stamp", remedy)
}
