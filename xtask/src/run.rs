//! Runs other programs: never with a standard input, always with a remedy when they fail.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use crate::failure::{Failure, OrFail, Outcome, failure};
use crate::paths;

/// A program to be run, from the root of the clone unless told otherwise.
pub(crate) struct Run {
    command: Command,
}

impl Run {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command.stdin(Stdio::null()).current_dir(paths::root());
        Self { command }
    }

    /// Cargo as a person would call it: without the variables that `cargo run` gave to this process, since build
    /// scripts that watch them (ring's does) would be built again each time.
    pub(crate) fn cargo() -> Self {
        Self::cargo_at("cargo")
    }

    /// A cargo that is not the first on the `PATH`.
    pub(crate) fn cargo_at(program: impl AsRef<OsStr>) -> Self {
        let mut run = Self::new(program);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            let of_this_package = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];
            if of_this_package.iter().any(|prefix| text.starts_with(prefix)) || text == "LD_LIBRARY_PATH" {
                run.command.env_remove(&name);
            }
        }
        run
    }

    /// The Python of the virtual environment.
    pub(crate) fn python() -> Self {
        Self::new(paths::python())
    }

    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    pub(crate) fn args<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(mut self, arguments: I) -> Self {
        self.command.args(arguments);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub(crate) fn in_folder(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Runs it with its output on the terminal.
    pub(crate) fn run(mut self, remedy: &str) -> Outcome {
        let status = self.command.status().map_err(|error| self.cannot_start(&error))?;
        self.judge(status, remedy)
    }

    /// Runs it with its output in a file; the end of the file is shown when it fails.
    pub(crate) fn run_logged(mut self, log: &Path, remedy: &str) -> Outcome {
        let file =
            File::create(log).or_fail(format!("writing {}", log.display()), "make the folder writable")?;
        let copy = file.try_clone().or_fail("opening the log twice", "try again")?;
        self.command.stdout(file).stderr(copy);
        let status = self.command.status().map_err(|error| self.cannot_start(&error))?;
        if !status.success() {
            let text = std::fs::read_to_string(log).unwrap_or_default();
            let lines: Vec<&str> = text.lines().collect();
            for line in lines.iter().skip(lines.len().saturating_sub(25)) {
                eprintln!("    {line}");
            }
        }
        self.judge(status, remedy)
    }

    /// Runs it and returns what it wrote to its standard output.
    pub(crate) fn output(mut self, remedy: &str) -> Outcome<String> {
        self.command.stderr(Stdio::inherit());
        let output = self.command.output().map_err(|error| self.cannot_start(&error))?;
        self.judge(output.status, remedy)?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs it, shows each line of its standard output as it comes and hands it to `each`. A failing exit is for the
    /// caller to judge: a test runner with a red test is not an error here.
    pub(crate) fn lines(mut self, mut each: impl FnMut(&str)) -> Outcome<ExitStatus> {
        self.command.stdout(Stdio::piped());
        let mut child = self.command.spawn().map_err(|error| self.cannot_start(&error))?;
        let mut terminal = std::io::stdout();
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).split(b'\n') {
                let line = line.or_fail("reading a program's output", "try again")?;
                let line = String::from_utf8_lossy(&line);
                // A closed terminal must not stop the tests.
                let _ = writeln!(terminal, "{line}");
                each(&line);
            }
        }
        child.wait().or_fail("waiting for a program", "try again")
    }

    fn judge(&self, status: ExitStatus, remedy: &str) -> Outcome {
        if status.success() {
            return Ok(());
        }
        Err(failure(format!("`{}` failed ({status})", self.line()), remedy))
    }

    fn cannot_start(&self, error: &std::io::Error) -> Failure {
        let program = self.command.get_program().to_string_lossy().into_owned();
        let remedy = match error.kind() {
            std::io::ErrorKind::NotFound => "run `cargo xtask setup`; it installs it or says how",
            _ => "check that the program may be run",
        };
        failure(format!("`{program}` cannot be started: {error}"), remedy)
    }

    /// The command for a message: the program's own name and the first few arguments.
    fn line(&self) -> String {
        let program = Path::new(self.command.get_program()).file_name().unwrap_or_default().to_string_lossy();
        let arguments: Vec<_> = self.command.get_args().map(OsStr::to_string_lossy).take(6).collect();
        format!("{program} {}", arguments.join(" "))
    }
}
