//! Where the core's few log lines go.

/// How loud a line is. Only bugs are [`LogLevel::Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Something a developer of the app wants to see while building it.
    Debug,
    /// A step of a journey, by name.
    Info,
    /// Something was refused or had to be tried again.
    Warn,
    /// A bug of the core or of a port.
    Error,
}

/// Receives log lines. They hold fixed text and error codes, never personal data, secrets or server answers.
pub trait LogSink: Send + Sync {
    /// Takes one line. Must not call back into the core.
    fn log(&self, level: LogLevel, line: &str);
}
