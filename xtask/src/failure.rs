//! What went wrong and what to do about it.

use std::fmt::{self, Display, Formatter};

/// A failed verb or check. Nobody is told that something is wrong without being told the remedy.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    remedy: String,
}

/// The result of a verb, a step or a check.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// Makes a [`Failure`].
pub(crate) fn failure(what: impl Into<String>, remedy: impl Into<String>) -> Failure {
    Failure { what: what.into(), remedy: remedy.into() }
}

impl Display for Failure {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "error: {}\nremedy: {}", self.what, self.remedy)
    }
}

/// Adds what was being done, and the remedy, to the errors of the standard library.
pub(crate) trait OrFail<T> {
    fn or_fail(self, what: impl Display, remedy: &str) -> Outcome<T>;
}

impl<T, E: Display> OrFail<T> for Result<T, E> {
    fn or_fail(self, what: impl Display, remedy: &str) -> Outcome<T> {
        self.map_err(|error| failure(format!("{what}: {error}"), remedy))
    }
}
