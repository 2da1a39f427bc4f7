//! `cargo xtask setup`: brings a machine to where demo, tests and checks run. What is done already is not done again.
//!
//! Everything that is fetched or built here lies in one cache folder outside the clone ([`crate::paths::cache`]), so
//! that a second clone starts at once. Debian packages are the one exception: they belong to the machine.

mod cargo_deny;
mod debian;
mod maven;
mod models;
mod node;
mod phone;
mod python;
mod rust_targets;
mod stamp;
mod swift;

use std::fs::{self, File};
use std::time::Instant;

use crate::failure::{OrFail, Outcome};
use crate::{only_flags, paths};
pub(crate) use python::mediapipe;

/// One thing that set-up does.
struct Step {
    /// What is shown while it runs.
    title: &'static str,
    /// Whether nothing is left to do. Asked every time: must take milliseconds.
    is_done: fn() -> Outcome<bool>,
    /// Does it.
    run: fn() -> Outcome,
}

/// What the demo needs: the shortest way from a fresh clone to a logged-in browser.
const DEMO: &[Step] = &[debian::BASE, python::MODELS, models::STEP, node::E2E];
/// What the tests need on top: independent peers.
const TESTS: &[Step] = &[node::INTEROP, python::INTEROP, python::BENCH];
/// What `cargo xtask ci` needs on top.
const CHECKS: &[Step] = &[debian::CHECKS, python::CHECKS, phone::STEP, cargo_deny::STEP];
/// What the tests of the phone shells need on top.
const SHELLS: &[Step] = &[debian::SHELLS, maven::STEP, swift::STEP];
/// What `cargo xtask bench` needs on top.
const BENCH: &[Step] = &[python::BENCH];

/// The verb.
pub(crate) fn verb(arguments: &[String]) -> Outcome {
    only_flags(arguments, &["--shells", "--checks", "--quiet"])?;
    let given = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let mut steps: Vec<&Step> = DEMO.iter().chain(TESTS).collect();
    if given("--checks") {
        steps.extend(CHECKS);
    }
    if given("--shells") {
        steps.extend(SHELLS);
    }
    ensure(&steps, given("--quiet"))
}

/// Set-up for the demo and the puppet.
pub(crate) fn for_demo() -> Outcome {
    ensure(&DEMO.iter().collect::<Vec<_>>(), true)
}

/// Set-up for the tests.
pub(crate) fn for_tests() -> Outcome {
    ensure(&DEMO.iter().chain(TESTS).collect::<Vec<_>>(), true)
}

/// Set-up for the checks.
pub(crate) fn for_checks() -> Outcome {
    ensure(&DEMO.iter().chain(CHECKS).collect::<Vec<_>>(), true)
}

/// Set-up for the tests of the phone shells.
pub(crate) fn for_shells() -> Outcome {
    ensure(&DEMO.iter().chain(SHELLS).collect::<Vec<_>>(), true)
}

/// Set-up for the measurements.
pub(crate) fn for_bench() -> Outcome {
    ensure(&DEMO.iter().chain(BENCH).collect::<Vec<_>>(), true)
}

/// Set-up for the models on other processors.
pub(crate) fn for_portability(triples: &[&str]) -> Outcome {
    ensure(&DEMO.iter().chain([&debian::PORTABILITY]).collect::<Vec<_>>(), true)?;
    rust_targets::install(triples)
}

fn ensure(steps: &[&Step], quiet: bool) -> Outcome {
    let cache = paths::cache();
    let writable = "make the folder writable, or point MIEN_CACHE at another one";
    fs::create_dir_all(&cache).or_fail(format!("making {}", cache.display()), writable)?;
    // Two set-ups at once: the second waits and then finds everything done.
    let lock = File::create(cache.join("setup.lock")).or_fail("making the lock file", writable)?;
    if lock.try_lock().is_err() {
        println!("waiting for another set-up to end ...");
    }
    lock.lock().or_fail("waiting for another set-up", "end the other set-up")?;

    let count = steps.len();
    let mut ran = 0;
    for (number, step) in (1..).zip(steps) {
        if (step.is_done)()? {
            if !quiet {
                println!("[{number}/{count}] {}: nothing to do", step.title);
            }
            continue;
        }
        println!("[{number}/{count}] {} ...", step.title);
        let start = Instant::now();
        (step.run)()?;
        println!("[{number}/{count}] {}: done in {:.1} s", step.title, start.elapsed().as_secs_f64());
        ran += 1;
    }
    if ran > 0 {
        println!("set-up is complete; downloads and tools are in {}", cache.display());
    } else if !quiet {
        println!("set-up was complete already");
    }
    Ok(())
}
