//! How a command ends.

use std::fmt::Display;
use std::process::ExitCode;

/// A command's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Done, or yes. Exit code 0.
    Yes,
    /// The question was answered with no: not the same person, not live, refused. Exit code 1.
    No,
}

/// Why a command stopped, in words for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The command was called in a way that cannot work. Exit code 2, as for a wrong option.
    #[error("{0}")]
    Usage(String),
    /// Something did not work. Exit code 3.
    #[error("{0}")]
    Failed(String),
}

impl Failure {
    /// A failure with its cause.
    pub(crate) fn because(what: impl Display, cause: impl Display) -> Self {
        Self::Failed(format!("{what}: {cause}"))
    }

    /// The exit code of the process.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Usage(_) => 2,
            Self::Failed(_) => 3,
        })
    }
}

impl From<Answer> for ExitCode {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Yes => Self::SUCCESS,
            Answer::No => Self::FAILURE,
        }
    }
}

/// Says what was being done when something went wrong.
pub(crate) trait Because<T> {
    /// Turns any error into a [`Failure`] that begins with `what`.
    fn because<D: Display>(self, what: impl FnOnce() -> D) -> Result<T, Failure>;
}

impl<T, E: Display> Because<T> for Result<T, E> {
    fn because<D: Display>(self, what: impl FnOnce() -> D) -> Result<T, Failure> {
        self.map_err(|cause| Failure::because(what(), cause))
    }
}
