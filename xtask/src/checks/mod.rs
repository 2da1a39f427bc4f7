//! The checks of `cargo xtask ci`.

mod phones;
mod repository;

use crate::failure::Outcome;
use crate::paths;
use crate::run::Run;
use crate::torture;

/// One check: its name on the command line, what it protects, and how it is run.
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) run: fn() -> Outcome,
}

/// In the order of their price: the cheap ones speak first.
pub(crate) const CHECKS: &[Check] = &[
    Check {
        name: "repository",
        what: "no host names, machine paths, large binaries",
        run: repository::contents,
    },
    Check { name: "lengths", what: "no file of more than 400 lines", run: repository::lengths },
    Check { name: "format", what: "rustfmt", run: format },
    Check { name: "typos", what: "spelling", run: typos },
    Check { name: "licences", what: "licences, bans and sources of dependencies", run: licences },
    Check { name: "clippy", what: "lints, all targets", run: clippy },
    Check { name: "docs", what: "documentation builds without a warning", run: docs },
    Check { name: "camera", what: "the webcam feature type-checks", run: camera },
    Check {
        name: "torture",
        what: "500 kills of the vault's process, and its parsers on bad bytes",
        run: torture::check,
    },
    Check {
        name: "interop",
        what: "the matrix of independent peers, and published vectors",
        run: crate::interop::verb,
    },
    Check {
        name: "phones",
        what: "core and bindings type-check for Android and iOS, core/face for a browser",
        run: phones::check,
    },
    Check {
        name: "processors",
        what: "the numbers of all models on an emulated 64-bit ARM are those of this processor",
        run: crate::portability::check,
    },
];

fn format() -> Outcome {
    Run::cargo().args(["fmt", "--all", "--", "--check"]).run("run `cargo fmt --all`")
}

fn typos() -> Outcome {
    Run::new(paths::venv_program("typos"))
        .run("correct the word, or add it to typos.toml with the reason why it is right")
}

fn licences() -> Outcome {
    Run::new(paths::cache().join("tools/bin/cargo-deny"))
        .args(["check", "bans", "licenses", "sources"])
        .run("replace the dependency, or add an exception with its reason to deny.toml")
}

fn clippy() -> Outcome {
    Run::cargo()
        .args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"])
        .run("correct what is named; an exception is `#[expect(lint, reason = \"...\")]`")
}

fn docs() -> Outcome {
    Run::cargo()
        .env("RUSTDOCFLAGS", "--deny warnings")
        // Libraries only: two programs may have the name of a library, and their pages would overwrite its pages.
        .args(["doc", "--quiet", "--workspace", "--no-deps", "--lib"])
        .run("correct the comment that is named")
}

fn camera() -> Outcome {
    Run::cargo()
        .args(["check", "--quiet", "--package", "mien-desktop", "--features", "camera"])
        .run("correct desktop/src; it is compiled only with the feature `camera`")
}
