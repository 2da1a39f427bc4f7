//! `cargo xtask torture CAMPAIGN`: campaigns that take minutes to hours; see core/vault/examples/torture and tests/fuzz.

use std::ffi::OsStr;

use crate::failure::{Outcome, failure};
use crate::paths;
use crate::run::Run;

const REMEDY: &str = "the lines above say what was found and where it lies; the seed makes it happen again";

/// The verb: hands its arguments to the program.
pub(crate) fn verb(arguments: &[String]) -> Outcome {
    match arguments.split_first() {
        Some((name, rest)) if name == "fuzz" => fuzz(rest),
        Some((name, _)) if ["vault", "timing", "cost"].contains(&name.as_str()) => vault(arguments),
        _ => Err(failure("no such campaign", "use one of vault, fuzz, timing, cost")),
    }
}

/// As many cycles as each change has to pass; a release passes ten thousand.
pub(crate) fn check() -> Outcome {
    vault(&["vault", "--cycles", "500"])?;
    fuzz(&["--executions", "20000", "--seconds", "20"])
}

/// Builds the program and runs it. With its crate alone, so that no other package is built for it.
fn vault<S: AsRef<OsStr>>(arguments: &[S]) -> Outcome {
    Run::cargo()
        .args(["build", "--quiet", "--package", "mien-vault", "--example", "torture"])
        .run("correct the Rust code that the compiler names")?;
    Run::new(paths::target().join("debug/examples/torture")).args(arguments).run(REMEDY)
}

/// The same for the parsers of the whole workspace, in the build that the tests use.
fn fuzz<S: AsRef<OsStr>>(arguments: &[S]) -> Outcome {
    Run::cargo()
        .args(["build", "--quiet", "--workspace", "--example", "fuzz"])
        .run("correct the Rust code that the compiler names")?;
    Run::new(paths::target().join("debug/examples/fuzz")).args(arguments).run(REMEDY)
}
