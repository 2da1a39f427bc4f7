//! Why the sandbox did not start.

use thiserror::Error;

/// Why the sandbox could not start or keep its state.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// The state directory cannot be made, read or written. Choose another one.
    #[error("the state directory cannot be used")]
    StateDirectory(#[source] std::io::Error),
    /// A port is taken or not allowed. Choose another one, or 0 for a free one.
    #[error("the port cannot be opened")]
    Port(#[source] std::io::Error),
    /// A certificate or key in the state directory cannot be read or made. Delete the directory to begin anew.
    #[error("the certificates cannot be made or read")]
    Certificates,
    /// The database cannot be opened or written. Delete the state directory to begin anew.
    #[error("the database cannot be used")]
    Store(#[from] rusqlite::Error),
    /// The system gives no randomness.
    #[error("no randomness")]
    Randomness,
}

impl SandboxError {
    /// A stable name.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::StateDirectory(_) => "state_directory",
            Self::Port(_) => "port",
            Self::Certificates => "certificates",
            Self::Store(_) => "store",
            Self::Randomness => "randomness",
        }
    }
}

impl From<rcgen::Error> for SandboxError {
    fn from(_: rcgen::Error) -> Self {
        Self::Certificates
    }
}
