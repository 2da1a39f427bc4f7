//! `fuzz [--target NAME] [--executions N] [--seconds S] [--seed N]`: campaigns against the parsers of what strangers send.
//! `cargo xtask torture fuzz` runs it. Ends with an error when a promise was broken, and leaves the input in the folder
//! that the environment variable `MIEN_FINDINGS` names.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a campaign stops at the first surprise"
)]

mod targets;

use mien_fuzz::{Limits, Summary, Target, campaign};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| words.iter().skip_while(|word| *word != name).nth(1);
    let number = |name: &str, default| option(name).map_or(default, |word| word.parse().expect("a number"));
    let limits = Limits {
        executions: number("--executions", u64::MAX),
        time: Duration::from_secs(number("--seconds", 60)),
        slowest: Duration::from_secs(2),
    };
    let wanted = option("--target");
    let targets: Vec<Target> =
        targets::all().into_iter().filter(|target| wanted.is_none_or(|name| name == target.name)).collect();
    assert!(!targets.is_empty(), "no such target");
    println!(
        "{:<18} {:>11} {:>10} {:>8} {:>12}  findings",
        "target", "executions", "accepted", "answers", "slowest, ms"
    );
    let mut findings = 0;
    for target in targets {
        let summary = campaign(&target, limits, number("--seed", 1)).expect("the corpus can be read");
        findings += usize::from(tell(&target, &summary));
    }
    if findings == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A line of the table, and the input if there is a finding.
fn tell(target: &Target, summary: &Summary) -> bool {
    let accepted = summary.answers.get("accepted").copied().unwrap_or_default();
    println!(
        "{:<18} {:>11} {:>10} {:>8} {:>12.1}  {}",
        target.name,
        summary.executions,
        accepted,
        summary.answers.len(),
        summary.slowest.as_secs_f64() * 1e3,
        usize::from(summary.finding.is_some()),
    );
    let Some((input, what)) = &summary.finding else { return false };
    let folder = std::env::var_os("MIEN_FINDINGS").map_or_else(std::env::temp_dir, PathBuf::from);
    let file = folder.join(format!("finding-{}", target.name));
    std::fs::write(&file, input).expect("the finding can be kept");
    println!("  {what}: {}", file.display());
    true
}
