//! `cargo xtask test`: every test suite in order, then one line that counts them.

use std::time::Instant;

use crate::counts::{Counts, Runner, Tally};
use crate::failure::{Outcome, failure};
use crate::run::Run;
use crate::{interop, only_flags, setup, shells};

/// A test suite: what it proves and how it is run.
struct Suite {
    title: &'static str,
    run: fn() -> Outcome<Counts>,
}

// The workspace holds the interoperability tests too (tests/interop).
const SUITES: &[Suite] = &[
    Suite { title: "Rust workspace", run: rust },
    Suite { title: "Kotlin bindings", run: shells::run_kotlin },
    Suite { title: "Android app", run: shells::run_android },
    Suite { title: "Swift bindings", run: shells::run_swift },
    Suite { title: "iOS flows and views", run: shells::run_ios },
];

/// The verb. `interop` runs the matrix of independent peers alone and tells their versions.
pub(crate) fn verb(arguments: &[String]) -> Outcome {
    only_flags(arguments, &["interop"])?;
    if !arguments.is_empty() {
        return interop::verb();
    }
    setup::for_tests()?;
    let mut total = Counts::default();
    let mut summary = Vec::new();
    let mut broken = Vec::new();
    for suite in SUITES {
        println!("\n===== {} =====", suite.title);
        let start = Instant::now();
        let line = match (suite.run)() {
            Ok(counts) => {
                total += counts;
                counts.to_string()
            }
            Err(failure) => {
                eprintln!("\n{failure}");
                broken.push(suite.title);
                "did not run to its end".to_owned()
            }
        };
        summary.push(format!("{:<28} {line} ({:.0} s)", suite.title, start.elapsed().as_secs_f64()));
    }
    println!("\n===== Summary =====");
    for line in summary {
        println!("{line}");
    }
    // A suite that broke off counts as one failure, so that the line below cannot look green.
    total.failed += u64::try_from(broken.len()).unwrap_or(u64::MAX);
    println!("{total}");
    if total.failed == 0 {
        return Ok(());
    }
    Err(failure(
        format!("{} tests failed", total.failed),
        "the names stand above, under the heading of their suite",
    ))
}

/// All crates in one cargo call: their features are unified once and nothing is built twice.
fn rust() -> Outcome<Counts> {
    // Without --all-targets, which would leave out the examples in the documentation.
    run_suite(Run::cargo().args(["test", "--workspace", "--no-fail-fast"]), Runner::Cargo)
}

/// Runs a test runner to its end and reads its counts. One that ran no test, or that failed without naming a failed
/// test, is an error: green must mean that something was tested.
pub(crate) fn run_suite(run: Run, runner: Runner) -> Outcome<Counts> {
    let mut tally = Tally::new(runner);
    let status = run.lines(|line| tally.line(line))?;
    let counts = tally.counts();
    if !status.success() && counts.failed == 0 {
        return Err(failure(
            format!("the runner ended with {status} and no failed test"),
            "read its output above",
        ));
    }
    if counts.none_ran() {
        return Err(failure("the runner ran no test", "look for tests that are not compiled in"));
    }
    Ok(counts)
}
