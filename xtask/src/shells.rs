//! `cargo xtask kotlin | swift | android | ios`: the tests of the generated bindings and of the phone shells, run here
//! against the library built for this machine.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use crate::counts::{Counts, Runner};
use crate::failure::{OrFail, Outcome, failure};
use crate::run::Run;
use crate::test::run_suite;
use crate::{bindings, only_flags, paths, setup};

pub(crate) fn kotlin(arguments: &[String]) -> Outcome {
    verb(arguments, run_kotlin)
}

pub(crate) fn swift(arguments: &[String]) -> Outcome {
    verb(arguments, run_swift)
}

pub(crate) fn android(arguments: &[String]) -> Outcome {
    verb(arguments, run_android)
}

pub(crate) fn ios(arguments: &[String]) -> Outcome {
    verb(arguments, run_ios)
}

fn verb(arguments: &[String], suite: fn() -> Outcome<Counts>) -> Outcome {
    only_flags(arguments, &[])?;
    let counts = suite()?;
    println!("{counts}");
    if counts.failed == 0 { Ok(()) } else { Err(failure("tests failed", "their names stand above")) }
}

/// The Kotlin bindings on the JVM.
pub(crate) fn run_kotlin() -> Outcome<Counts> {
    needs("bindings/kotlin/pom.xml")?;
    prepare()?;
    maven("bindings/kotlin/pom.xml")
}

/// The Android app: real Android framework, real layouts, our library.
pub(crate) fn run_android() -> Outcome<Counts> {
    needs("android/pom.xml")?;
    prepare()?;
    maven("android/pom.xml")
}

/// The Swift bindings, in the Debian root that has Swift.
pub(crate) fn run_swift() -> Outcome<Counts> {
    needs("bindings/swift/Package.swift")?;
    prepare()?;
    swift_test("bindings/swift")
}

/// The iOS flows, then its views against stand-ins for Apple's modules.
pub(crate) fn run_ios() -> Outcome<Counts> {
    needs("ios/Package.swift")?;
    needs("ios/check-views")?;
    prepare()?;
    let counts = swift_test("ios")?;
    in_swift_root(["sh", "ios/check-views"])?
        .run("a view does not fit the stand-ins in ios/; correct either")?;
    Ok(counts)
}

/// What every shell's tests need: its tools, the generated code, and a recorded person for its camera.
fn prepare() -> Outcome {
    setup::for_shells()?;
    bindings::generate()?;
    Run::new(paths::target().join("debug/mien-puppet"))
        .args(["record", "--out"])
        .arg(paths::products("recordings"))
        .run("run `cargo xtask setup`: the puppet needs the models and the portrait")
}

/// A missing project is an error, not a silent skip.
fn needs(file: &str) -> Outcome {
    if paths::root().join(file).exists() {
        return Ok(());
    }
    Err(failure(
        format!("{file} is missing: there is nothing to test yet"),
        "write it, or restore it from git",
    ))
}

/// Maven, quiet but for Surefire's closing line, and without a compiler daemon that would stay behind.
///
/// The projects find our library by `mien.library` and the generated sources by `mien.bindings`.
fn maven(project: &str) -> Outcome<Counts> {
    let property = |name: &str, folder: &Path| {
        let mut property = OsString::from(format!("-D{name}="));
        property.push(folder);
        property
    };
    let run = Run::new("mvn")
        .args(["--batch-mode", "--no-transfer-progress", "--file", project])
        .arg("-Dkotlin.compiler.daemon=false")
        .arg("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
        .arg("-Dorg.slf4j.simpleLogger.log.org.apache.maven.plugin.surefire=info")
        .arg(property("mien.library", &paths::target().join("debug")))
        .arg(property("mien.bindings", &paths::products("bindings").join("kotlin")))
        .arg("test");
    run_suite(run, Runner::Surefire)
}

/// Links against the shared library, never the static one: `SwiftPM` does not notice when a static one changes.
fn swift_test(package: &str) -> Outcome<Counts> {
    let run = in_swift_root([
        "swift",
        "test",
        "--package-path",
        package,
        "-Xlinker",
        "-L/target/debug",
        "-Xlinker",
        "-rpath=/target/debug",
    ])?;
    run_suite(run, Runner::Swift)
}

/// A command in the Swift root; the clone is /clone there and cargo's target folder /target.
fn in_swift_root<const N: usize>(command: [&str; N]) -> Outcome<Run> {
    let target = paths::target();
    fs::create_dir_all(&target).or_fail("making the target folder", "make it writable")?;
    Ok(Run::new("xtask/scripts/swift-in")
        .arg(paths::cache().join("swift"))
        .arg(paths::root())
        .arg(target)
        .args(command))
}
