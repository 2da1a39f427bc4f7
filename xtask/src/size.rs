//! `cargo xtask size`: how large the release library is for this machine, stripped. Takes minutes, so CI leaves it out.

use std::fs;

use crate::failure::{OrFail, Outcome};
use crate::run::Run;
use crate::{bindings, only_flags, paths};

/// The verb.
pub(crate) fn verb(arguments: &[String]) -> Outcome {
    only_flags(arguments, &[])?;
    Run::cargo()
        .args(["build", "--release", "--package", "mien-ffi"])
        .run("correct the Rust code that the compiler names")?;
    let library = paths::target().join("release").join(bindings::library_name());
    let stripped = paths::target().join("release/stripped-library");
    Run::new("strip").arg("-o").arg(&stripped).arg(&library).run("on Debian: apt-get install binutils")?;
    let bytes = fs::metadata(&stripped).or_fail("measuring the library", "try again")?.len();
    let tenths = bytes / 100_000;
    println!("{}: {}.{} MB stripped ({bytes} bytes)", bindings::library_name(), tenths / 10, tenths % 10);
    Ok(())
}
