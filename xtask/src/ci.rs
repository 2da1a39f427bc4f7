//! `cargo xtask ci`: every check that a change must pass besides the tests; or only the named ones.

use std::time::Instant;

use crate::checks::CHECKS;
use crate::failure::{Outcome, failure};
use crate::setup;

/// The verb.
pub(crate) fn verb(arguments: &[String]) -> Outcome {
    if let Some(unknown) = arguments.iter().find(|name| CHECKS.iter().all(|check| check.name != **name)) {
        let names: Vec<&str> = CHECKS.iter().map(|check| check.name).collect();
        return Err(failure(
            format!("there is no check `{unknown}`"),
            format!("use some of: {}", names.join(", ")),
        ));
    }
    setup::for_checks()?;
    let mut summary = Vec::new();
    let mut failed = Vec::new();
    for check in
        CHECKS.iter().filter(|check| arguments.is_empty() || arguments.iter().any(|name| name == check.name))
    {
        println!("\n===== {}: {} =====", check.name, check.what);
        let start = Instant::now();
        let verdict = match (check.run)() {
            Ok(()) => "ok",
            Err(failure) => {
                eprintln!("\n{failure}");
                failed.push(check.name);
                "FAILED"
            }
        };
        summary.push(format!("{:<12} {verdict:<7} {:>6.1} s", check.name, start.elapsed().as_secs_f64()));
    }
    println!("\n===== Checks =====");
    for line in summary {
        println!("{line}");
    }
    if failed.is_empty() {
        return Ok(());
    }
    let again = format!("correct them as said above, then `cargo xtask ci {}`", failed.join(" "));
    Err(failure(format!("{} checks failed: {}", failed.len(), failed.join(", ")), again))
}
