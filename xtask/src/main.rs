//! `cargo xtask`: set-up, demo, tests and checks of this workspace. One verb per file; every failure says what to do.
#![forbid(unsafe_code)]

mod bench;
mod bindings;
mod build;
mod calibrate;
mod checks;
mod ci;
mod counts;
mod demo;
mod failure;
mod interop;
mod paths;
mod portability;
mod puppet;
mod run;
mod setup;
mod shells;
mod size;
mod test;
mod torture;

use std::process::ExitCode;

use failure::{Outcome, failure};

/// One thing that `cargo xtask` can be told to do.
struct Verb {
    name: &'static str,
    summary: &'static str,
    run: fn(&[String]) -> Outcome,
}

const VERBS: &[Verb] = &[
    Verb {
        name: "setup",
        summary: "install and fetch what is needed [--shells] [--checks] [--quiet]",
        run: setup::verb,
    },
    Verb {
        name: "demo",
        summary: "the whole journey in a real browser [--watch] [--camera]",
        run: demo::verb,
    },
    Verb {
        name: "test",
        summary: "every test suite, and one line that counts them [interop: the independent peers alone]",
        run: test::verb,
    },
    Verb {
        name: "ci",
        summary: "every check, or only the named ones: cargo xtask ci clippy docs",
        run: ci::verb,
    },
    Verb { name: "bindings", summary: "generate Kotlin and Swift into target/bindings", run: bindings::verb },
    Verb { name: "kotlin", summary: "test the Kotlin bindings on the JVM", run: shells::kotlin },
    Verb { name: "swift", summary: "test the Swift bindings", run: shells::swift },
    Verb { name: "android", summary: "test the Android app and draw its screens", run: shells::android },
    Verb { name: "ios", summary: "test the iOS flows and type-check its views", run: shells::ios },
    Verb {
        name: "bench",
        summary: "compare with ONNX Runtime and others; writes docs/performance.md [face] [qr] [login] [--dev]",
        run: bench::verb,
    },
    Verb {
        name: "calibrate",
        summary: "measure all thresholds of the scan: --images DIR, a folder of pictures a person",
        run: calibrate::verb,
    },
    Verb {
        name: "verify-portability",
        summary: "the models' numbers on aarch64 and in WebAssembly, emulated (takes minutes)",
        run: portability::verb,
    },
    Verb {
        name: "puppet",
        summary: "the puppet's scans and attacks; arguments are passed on",
        run: puppet::verb,
    },
    Verb {
        name: "torture",
        summary: "campaigns: vault --cycles N [--folder DIR] [--seed S], fuzz [--target NAME] [--seconds S] [--executions N], timing, cost",
        run: torture::verb,
    },
    Verb { name: "size", summary: "size of the release library, stripped (takes minutes)", run: size::verb },
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let outcome = match arguments.next() {
        Some(name) if ["help", "--help", "-h"].contains(&name.as_str()) => {
            println!("cargo xtask VERB: {}", usage());
            Ok(())
        }
        Some(name) => dispatch(&name, &arguments.collect::<Vec<_>>()),
        None => Err(failure("no verb given", usage())),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(name: &str, arguments: &[String]) -> Outcome {
    let verb = VERBS.iter().find(|verb| verb.name == name);
    match verb {
        Some(verb) => (verb.run)(arguments),
        None => Err(failure(format!("there is no verb `{name}`"), usage())),
    }
}

fn usage() -> String {
    let verbs: Vec<String> =
        VERBS.iter().map(|verb| format!("  {:<18} {}", verb.name, verb.summary)).collect();
    format!("use one of\n{}", verbs.join("\n"))
}

/// Refuses arguments that a verb does not know: a mistyped flag must not be ignored.
fn only_flags(arguments: &[String], known: &[&str]) -> Outcome {
    match arguments.iter().find(|argument| !known.contains(&argument.as_str())) {
        None => Ok(()),
        Some(unknown) if known.is_empty() => {
            Err(failure(format!("unknown argument `{unknown}`"), "leave it out"))
        }
        Some(unknown) => {
            Err(failure(format!("unknown argument `{unknown}`"), format!("use {}", known.join(", "))))
        }
    }
}
