//! `cargo xtask torture vault`: campaigns that take minutes to hours; see core/vault/examples/torture.

use crate::failure::{Outcome, failure};
use crate::paths;
use crate::run::Run;

const REMEDY: &str =
    "the lines above say what was found and where the vault is; the seed makes it happen again";

/// The verb: hands its arguments to the program.
pub(crate) fn verb(arguments: &[String]) -> Outcome {
    let campaigns = ["vault", "fuzz", "timing", "cost"];
    match arguments.first() {
        Some(name) if campaigns.contains(&name.as_str()) => program(arguments),
        _ => Err(failure("no such campaign", format!("use one of {}", campaigns.join(", ")))),
    }
}

/// As many cycles as each change has to pass; a release passes ten thousand.
pub(crate) fn check() -> Outcome {
    program(&["vault", "--cycles", "500"])?;
    program(&["fuzz", "--executions", "100000"])
}

/// Builds the program and runs it. With its crate alone, so that no other package is built for it.
fn program<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Outcome {
    Run::cargo()
        .args(["build", "--quiet", "--package", "mien-vault", "--example", "torture"])
        .run("correct the Rust code that the compiler names")?;
    Run::new(paths::target().join("debug/examples/torture")).args(arguments).run(REMEDY)
}
