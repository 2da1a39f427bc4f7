//! `cargo xtask bindings`: builds the library and generates Kotlin and Swift from it. Nothing generated is committed.

use crate::failure::Outcome;
use crate::run::Run;
use crate::{build, only_flags, paths};

/// The verb.
pub(crate) fn verb(arguments: &[String]) -> Outcome {
    only_flags(arguments, &[])?;
    generate()?;
    println!("Kotlin and Swift are in {}", paths::products("bindings").display());
    Ok(())
}

/// Builds the debug library (the stripped one has lost what the generator reads) and runs the generator on it.
pub(crate) fn generate() -> Outcome {
    build::workspace(false)?;
    let library = paths::target().join("debug").join(library_name());
    for language in ["kotlin", "swift"] {
        Run::new(paths::target().join("debug/mien-bindgen"))
            .args(["generate", "--no-format", "--language", language, "--config"])
            .arg(paths::root().join("bindings/bindgen/roots.toml"))
            .arg("--out-dir")
            .arg(paths::products("bindings").join(language))
            .arg(&library)
            .run("the library must be a debug build with UniFFI's metadata; run `cargo build -p mien-ffi`")?;
    }
    Ok(())
}

/// The file name of the shared library on this system.
pub(crate) fn library_name() -> String {
    format!("{}mien_ffi{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX)
}
