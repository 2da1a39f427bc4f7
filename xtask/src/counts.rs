//! Reads the closing lines of test runners, so that one line at the end counts them all.

use std::fmt::{self, Display, Formatter};
use std::ops::AddAssign;

/// How many tests passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Counts {
    pub(crate) fn none_ran(self) -> bool {
        self == Self::default()
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Display for Counts {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(out, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

/// Which runner's lines are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runner {
    Cargo,
    Surefire,
    Swift,
}

/// Collects the counts from the lines of one run.
#[derive(Debug)]
pub(crate) struct Tally {
    runner: Runner,
    added: Counts,
    /// `XCTest` prints a line for each level of suites; the last one holds the others.
    xctest: Counts,
}

impl Tally {
    pub(crate) fn new(runner: Runner) -> Self {
        Self { runner, added: Counts::default(), xctest: Counts::default() }
    }

    pub(crate) fn line(&mut self, line: &str) {
        match self.runner {
            Runner::Cargo => self.cargo(line),
            Runner::Surefire => self.surefire(line),
            Runner::Swift => self.swift(line),
        }
    }

    pub(crate) fn counts(&self) -> Counts {
        let mut counts = self.added;
        counts += self.xctest;
        counts
    }

    /// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s`
    fn cargo(&mut self, line: &str) {
        if line.starts_with("test result:") {
            self.added += Counts {
                passed: before(line, " passed"),
                failed: before(line, " failed"),
                skipped: before(line, " ignored"),
            };
        }
    }

    /// `[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0`; the same line with a time is one class only.
    fn surefire(&mut self, line: &str) {
        if line.contains("Tests run:") && !line.contains("Time elapsed") {
            let failed = after(line, "Failures: ") + after(line, "Errors: ");
            let skipped = after(line, "Skipped: ");
            let passed = after(line, "Tests run: ").saturating_sub(failed + skipped);
            self.added += Counts { passed, failed, skipped };
        }
    }

    /// `XCTest`: `Executed 3 tests, with 1 test skipped and 0 failures (0 unexpected) in 0.01 (0.01) seconds`.
    /// Swift Testing: `Test run with 4 tests in 1 suite failed after 0.1 seconds with 2 issues.`
    fn swift(&mut self, line: &str) {
        if line.trim_start().starts_with("Executed ") {
            let failed = before(line, " failure");
            let skipped = before(line, " test skipped") + before(line, " tests skipped");
            let passed = after(line, "Executed ").saturating_sub(failed + skipped);
            self.xctest = Counts { passed, failed, skipped };
        } else if line.contains("Test run with ") {
            let tests = after(line, "Test run with ");
            let failed = if line.contains(" failed after ") {
                before(line, " issue").clamp(1, tests.max(1))
            } else {
                0
            };
            self.added += Counts { passed: tests.saturating_sub(failed), failed, skipped: 0 };
        }
    }
}

/// The number that stands right before `word`, or 0.
fn before(line: &str, word: &str) -> u64 {
    let head = line.split(word).next().filter(|head| head.len() < line.len()).unwrap_or_default();
    head.rsplit(|letter: char| !letter.is_ascii_digit())
        .next()
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

/// The number that stands right after `word`, or 0.
fn after(line: &str, word: &str) -> u64 {
    let tail = line.split_once(word).map_or("", |(_, tail)| tail);
    tail.split(|letter: char| !letter.is_ascii_digit())
        .next()
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(runner: Runner, output: &str) -> String {
        let mut tally = Tally::new(runner);
        output.lines().for_each(|line| tally.line(line));
        tally.counts().to_string()
    }

    // A runner whose line is misread would make red tests look green: one real output each, with failures in it.

    #[test]
    fn cargo_lines_are_added_up() {
        let output = "test result: FAILED. 12 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.31s\n\
                      test a ... ok\n\
                      test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(counted(Runner::Cargo, output), "15 passed, 1 failed, 2 skipped");
    }

    #[test]
    fn surefire_classes_are_not_counted_twice() {
        let output = "[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.4 s -- in a.B\n\
                      [ERROR] Tests run: 5, Failures: 1, Errors: 1, Skipped: 1";
        assert_eq!(counted(Runner::Surefire, output), "2 passed, 2 failed, 1 skipped");
    }

    #[test]
    fn xctest_levels_are_not_counted_twice_and_swift_testing_is_added() {
        let output = "\t Executed 2 tests, with 0 failures (0 unexpected) in 0.01 (0.01) seconds\n\
                      \t Executed 3 tests, with 1 test skipped and 1 failure (0 unexpected) in 0.02 (0.02) seconds\n\
                      ✘ Test run with 4 tests in 1 suite failed after 0.1 seconds with 2 issues.";
        assert_eq!(counted(Runner::Swift, output), "3 passed, 3 failed, 1 skipped");
    }

    #[test]
    fn other_lines_count_nothing() {
        for runner in [Runner::Cargo, Runner::Surefire, Runner::Swift] {
            assert!(Tally { runner, ..Tally::new(runner) }.counts().none_ran());
            assert_eq!(counted(runner, "passed 7 tests\npass\npass many\n\nfailed"), "0 passed, 0 failed");
        }
    }
}
