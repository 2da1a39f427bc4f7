//! Type-checks what goes into a phone for Android and iOS, and the scan for a browser, with the standard library built from source and a stand-in
//! for the C compiler: no phone toolchain is needed. It proves that the Rust compiles there, not that it links.

use crate::failure::Outcome;
use crate::paths;
use crate::run::Run;

const TARGETS: [&str; 2] = ["aarch64-linux-android", "aarch64-apple-ios"];

/// What a page in a browser will be built on.
const BROWSER: &str = "wasm32-unknown-unknown";

/// The binding crate pulls in all of the core.
const PACKAGES: [&str; 10] = [
    "mien-ports",
    "mien-identity",
    "mien-inference",
    "mien-face",
    "mien-qr",
    "mien-credential",
    "mien-protocol",
    "mien-vault",
    "mien",
    "mien-ffi",
];

pub(super) fn check() -> Outcome {
    let scripts = paths::root().join("xtask/scripts");
    // Build scripts for iOS ask for Apple's SDK; any folder satisfies them.
    let mut run = cargo_check().env("SDKROOT", &scripts).env("RANLIB", "true");
    for target in TARGETS {
        let suffix = target.replace('-', "_");
        run = run
            .env(&format!("CC_{suffix}"), scripts.join("stand-in-cc"))
            .env(&format!("CXX_{suffix}"), scripts.join("stand-in-cc"))
            .env(&format!("AR_{suffix}"), scripts.join("stand-in-ar"))
            .env(&format!("CMAKE_{suffix}"), "/bin/true");
    }
    run.args(TARGETS.iter().flat_map(|target| ["--target", target]))
        .args(PACKAGES.iter().flat_map(|package| ["--package", package]))
        // What iOS builds with (`ios/build-core`).
        .args(["--features", "mien-ffi/agreement"])
        .run("correct the code for the target that the compiler names; look for cfg(target_os)")?;
    cargo_check()
        // A page hands random numbers in; which function that will be is the page's matter.
        .env("RUSTFLAGS", "--cfg getrandom_backend=\"custom\"")
        .env("CC_wasm32_unknown_unknown", scripts.join("stand-in-cc"))
        .env("AR_wasm32_unknown_unknown", scripts.join("stand-in-ar"))
        .args(["--target", BROWSER, "--package", "mien-face"])
        .run("core/face must compile without an operating system; look at what was added to it")
}

/// `cargo check` with the toolchain whose standard library can be built for any target.
fn cargo_check() -> Run {
    let toolchain = paths::cache().join("phone-rust/toolchain");
    let mut path = toolchain.join("bin").into_os_string();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    // The copy's own cargo, by its path: the one on the `PATH` may be rustup's.
    let mut run = Run::cargo_at(toolchain.join("bin/cargo"))
        .env("PATH", path)
        // -Zbuild-std is not stable yet; the variable lets a stable compiler take it.
        .env("RUSTC_BOOTSTRAP", "1")
        // Its own folder, kept: the standard library and the dependencies are checked once.
        .env("CARGO_TARGET_DIR", paths::cache().join("target-phones"));
    for variable in ["RUSTUP_TOOLCHAIN", "RUSTC", "RUSTDOC", "RUSTC_WRAPPER", "CARGO"] {
        run = run.without_env(variable);
    }
    run.args(["check", "--quiet", "-Zbuild-std=std,panic_unwind,panic_abort"])
}
