//! A copy of the Rust toolchain with the standard library's source, so that the crates can be type-checked for phone
//! targets on a machine that has no phone toolchain: `xtask/scripts/phone-rust` makes it.

use std::fs;

use super::{Step, stamp};
use crate::failure::{OrFail, Outcome};
use crate::paths;
use crate::run::Run;

const SCRIPT: &str = "xtask/scripts/phone-rust";

pub(super) const STEP: Step = Step { title: "Rust with library source, for the phone targets", is_done, run };

fn version() -> Outcome<String> {
    let read = |name: &str| fs::read_to_string(paths::root().join(name));
    let script = read(SCRIPT).or_fail(format!("reading {SCRIPT}"), "restore the file from git")?;
    let channel =
        read("rust-toolchain.toml").or_fail("reading rust-toolchain.toml", "restore the file from git")?;
    Ok(script + &channel)
}

fn is_done() -> Outcome<bool> {
    Ok(paths::cache().join("phone-rust/toolchain/bin/cargo").exists()
        && stamp::matches("phone-rust", &version()?))
}

fn run() -> Outcome {
    let log = paths::cache().join("phone-rust.log");
    Run::new("bash")
        .arg(SCRIPT)
        .arg(paths::cache().join("phone-rust"))
        .run_logged(&log, "it needs Debian's apt-get and the Rust toolchain of rust-toolchain.toml")?;
    stamp::write("phone-rust", &version()?)
}
