//! The standard library for other processors, from rustup.

use crate::failure::Outcome;
use crate::run::Run;

/// Adds those that the toolchain does not have.
pub(super) fn install(triples: &[&str]) -> Outcome {
    let sysroot = Run::new("rustc").args(["--print", "sysroot"]).output("put `rustc` on the PATH")?;
    let libraries = std::path::Path::new(sysroot.trim()).join("lib/rustlib");
    let missing: Vec<&str> =
        triples.iter().copied().filter(|triple| !libraries.join(triple).join("lib").exists()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("adding the standard library for {} ...", missing.join(" and "));
    Run::new("rustup")
        .args(["target", "add"])
        .args(&missing)
        .run("without rustup: install the standard library for these targets with your package manager")
}
