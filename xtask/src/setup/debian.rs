//! Debian packages: which programs are needed, what each is for, and what to type where this may not install them.

use std::path::Path;

use super::Step;
use crate::failure::{Outcome, failure};
use crate::paths::find_program;
use crate::run::Run;

/// How to see that a package is there, whoever installed it and on whatever system.
enum Sign {
    /// A program on the `PATH`.
    Program(&'static str),
    /// A file, or the file of another release.
    File(&'static [&'static str]),
    /// A Python module.
    PythonModule(&'static str),
}

struct Package {
    name: &'static str,
    sign: Sign,
    purpose: &'static str,
}

const fn program(name: &'static str, program: &'static str, purpose: &'static str) -> Package {
    Package { name, sign: Sign::Program(program), purpose }
}

const BASE_PACKAGES: &[Package] = &[
    program("git", "git", "lists the files of the repository for the checks"),
    program("g++", "g++", "compiles the C++ of the QR reader and the C of SQLite"),
    program("cmake", "cmake", "configures the QR reader's build"),
    Package { name: "python3-venv", sign: Sign::PythonModule("ensurepip"), purpose: "makes the models" },
    program("nodejs", "node", "drives the browser in the demo and the end-to-end tests"),
    program("npm", "npm", "fetches the packages that the models come from"),
    program("chromium", "chromium", "the browser that is logged in"),
    program("ffmpeg", "ffmpeg", "reads videos in the command line and its tests"),
    Package {
        name: "fonts-noto-cjk",
        sign: Sign::File(&["/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"]),
        purpose: "Chinese text in screenshots",
    },
];

const CHECK_PACKAGES: &[Package] = &[Package {
    name: "libclang-dev",
    sign: Sign::File(&[
        "/usr/lib/llvm-14/lib/libclang.so",
        "/usr/lib/llvm-16/lib/libclang.so",
        "/usr/lib/llvm-18/lib/libclang.so",
        "/usr/lib/llvm-19/lib/libclang.so",
    ]),
    purpose: "reads the kernel's video headers for the webcam feature",
}];

const SHELL_PACKAGES: &[Package] = &[
    program("openjdk-17-jdk-headless", "javac", "compiles and runs Kotlin"),
    program("maven", "mvn", "builds the Kotlin bindings and the Android app"),
    program("aapt", "aapt2", "compiles the Android app's resources"),
    Package {
        name: "android-framework-res",
        sign: Sign::File(&["/usr/share/android-framework-res/framework-res.apk"]),
        purpose: "the Android resources that ours refer to",
    },
    program("mmdebstrap", "mmdebstrap", "makes the folder in which Swift runs"),
];

const PORTABILITY_PACKAGES: &[Package] = &[
    program("qemu-user", "qemu-aarch64", "runs programs of another processor"),
    program("gcc-aarch64-linux-gnu", "aarch64-linux-gnu-gcc", "links for it, and compiles its assembly"),
    Package {
        name: "libc6-dev-arm64-cross",
        sign: Sign::File(&["/usr/aarch64-linux-gnu/lib/libc.so.6"]),
        purpose: "its C library",
    },
    program("clang", "clang", "compiles the C of the crypto library for WebAssembly"),
];

pub(super) const BASE: Step = Step {
    title: "Debian packages",
    is_done: || Ok(missing(BASE_PACKAGES).is_empty()),
    run: || install(BASE_PACKAGES),
};

pub(super) const CHECKS: Step = Step {
    title: "Debian packages for the checks",
    is_done: || Ok(missing(CHECK_PACKAGES).is_empty()),
    run: || install(CHECK_PACKAGES),
};

pub(super) const SHELLS: Step = Step {
    title: "Debian packages for the phone shells",
    is_done: || Ok(missing(SHELL_PACKAGES).is_empty()),
    run: || install(SHELL_PACKAGES),
};

pub(super) const PORTABILITY: Step = Step {
    title: "Debian packages for other processors",
    is_done: || Ok(missing(PORTABILITY_PACKAGES).is_empty()),
    run: || install(PORTABILITY_PACKAGES),
};

fn missing(packages: &'static [Package]) -> Vec<&'static Package> {
    packages.iter().filter(|package| !is_there(&package.sign)).collect()
}

fn is_there(sign: &Sign) -> bool {
    match sign {
        Sign::Program(name) => find_program(name).is_some(),
        Sign::File(names) => names.iter().any(|name| Path::new(name).exists()),
        Sign::PythonModule(name) => python_has(name),
    }
}

/// Asks only while there is no virtual environment: afterwards the answer is known, and starting Python takes time.
fn python_has(module: &str) -> bool {
    crate::paths::python().exists()
        || find_program("python3").is_some_and(|python| {
            let found = format!("import importlib.util as u, sys; sys.exit(u.find_spec('{module}') is None)");
            Run::new(python).args(["-c", &found]).run("").is_ok()
        })
}

fn install(packages: &'static [Package]) -> Outcome {
    let wanted = missing(packages);
    for package in &wanted {
        println!("  {:<24} {}", package.name, package.purpose);
    }
    let names: Vec<&str> = wanted.iter().map(|package| package.name).collect();
    let names = names.join(" ");
    if find_program("apt-get").is_none() {
        return Err(failure(
            format!("missing on this machine: {names}"),
            "this is not Debian: install the programs listed above with your system's package manager, then run it again",
        ));
    }
    if !is_root()? {
        return Err(failure(
            format!("missing on this machine: {names}"),
            format!(
                "run `sudo apt-get update && sudo apt-get install --no-install-recommends {names}`, then this again"
            ),
        ));
    }
    let log = crate::paths::cache().join("apt.log");
    let remedy = format!("read {}; `apt-get install {names}` by hand shows more", log.display());
    Run::new("apt-get").args(["update", "-q"]).run_logged(&log, &remedy)?;
    Run::new("apt-get")
        .env("DEBIAN_FRONTEND", "noninteractive")
        // Another installation may be under way: it is waited for.
        .args(["install", "-q", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=600"])
        .args(wanted.iter().map(|package| package.name))
        .run_logged(&log, &remedy)?;
    match missing(packages).first() {
        None => Ok(()),
        Some(package) => Err(failure(
            format!("{} was installed and is still not found", package.name),
            "look at its package's files",
        )),
    }
}

fn is_root() -> Outcome<bool> {
    Ok(Run::new("id").arg("-u").output("put `id` on the PATH")?.trim() == "0")
}
