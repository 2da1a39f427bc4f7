//! The programs that play the demo: the sandbox and the phone.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;

use serde_json::Value;

use crate::failure::{OrFail, Outcome, failure};
use crate::paths;

/// What the person of the demo types.
const PASSCODE: &str = "271946";

/// The running sandbox.
pub(super) struct Sandbox {
    child: Child,
    state: PathBuf,
    urls: Value,
}

impl Sandbox {
    pub(super) fn start(state: &Path) -> Outcome<Self> {
        let mut child = Command::new(program("mien-sandbox"))
            .args(["serve", "--port", "0", "--service-port", "0", "--state"])
            .arg(state)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .or_fail("starting the sandbox", "build it: cargo build -p mien-sandbox")?;
        let out = child.stdout.take().ok_or_else(|| failure("the sandbox has no output", "try again"))?;
        let mut lines = BufReader::new(out).lines();
        let first = lines.next().and_then(Result::ok).unwrap_or_default();
        let urls = serde_json::from_str(&first)
            .or_fail("reading the sandbox's addresses", "see its message above")?;
        // Its progress goes to the terminal; a full pipe would stop it.
        thread::spawn(move || lines.map_while(Result::ok).for_each(|line| println!("   page: {line}")));
        Ok(Self { child, state: state.to_owned(), urls })
    }

    pub(super) fn url(&self, name: &str) -> Outcome<&str> {
        let missing = || failure(format!("the sandbox told no `{name}` address"), "build it again");
        self.urls.get(name).and_then(Value::as_str).ok_or_else(missing)
    }

    pub(super) fn stop(mut self) {
        // Ending a process that has ended is no failure of the demo.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The `mien` command line with a home of its own.
pub(super) struct Phone {
    sandbox_state: PathBuf,
    out: PathBuf,
    camera: Vec<OsString>,
}

impl Phone {
    pub(super) fn new(sandbox: &Sandbox, out: &Path, webcam: bool) -> Self {
        let camera = if webcam {
            vec!["--camera".into()]
        } else {
            let mut live = program("mien-puppet").into_os_string();
            live.push(" live --seed 7");
            vec!["--camera-program".into(), live]
        };
        Self { sandbox_state: sandbox.state.clone(), out: out.to_owned(), camera }
    }

    /// Follows the offer in the picture and scans the person.
    pub(super) fn enrol(&self, picture: &str, code: &str) -> Outcome {
        let mut command = self.command("enrol");
        command.args(["--qr", picture, "--tx-code", code, "--consent", "--passcode-stdin"]);
        command.arg("--strip").arg(self.out.join("scan.svg")).args(&self.camera);
        let mut running = Running::start(command)?;
        running.tell(PASSCODE)?;
        running.finish("the scan's hints above say what was missing; run the demo again")
    }

    /// Reads the code in the picture; the login then waits for the two digits.
    pub(super) fn start_login(&self, picture: &str) -> Outcome<Running> {
        let mut command = self.command("login");
        command.args(["--qr", picture, "--yes", "--check", "-", "--passcode-stdin"]);
        Running::start(command)
    }

    /// The history, as the command line shows it.
    pub(super) fn history(&self) -> Outcome<String> {
        let mut command = self.command("history");
        command.arg("--passcode-stdin").stdout(Stdio::piped());
        let mut running = Running::start(command)?;
        running.tell(PASSCODE)?;
        let output = running.child.wait_with_output().or_fail("reading the history", "try again")?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(program("mien"));
        command.arg(verb).arg("--home").arg(self.out.join("phone"));
        command.arg("--trust").arg(&self.sandbox_state).arg("--ca").arg(self.sandbox_state.join("ca.pem"));
        command.stdin(Stdio::piped());
        command
    }
}

/// A command of the phone that is under way.
pub(super) struct Running {
    child: Child,
    input: Option<ChildStdin>,
}

impl Running {
    fn start(mut command: Command) -> Outcome<Self> {
        let mut child = command.spawn().or_fail("starting mien", "build it: cargo build -p mien-desktop")?;
        let input = child.stdin.take();
        Ok(Self { child, input })
    }

    /// Types the digits and the passcode.
    pub(super) fn approve(&mut self, digits: &str) -> Outcome {
        self.tell(digits)?;
        self.tell(PASSCODE)?;
        let status = self.child.wait().or_fail("waiting for mien", "try again")?;
        if status.success() { Ok(()) } else { Err(failure("the login failed", "the reason stands above")) }
    }

    fn tell(&mut self, line: &str) -> Outcome {
        let Some(input) = &mut self.input else { return Ok(()) };
        writeln!(input, "{line}").or_fail("typing for the person", "the reason stands above")
    }

    fn finish(mut self, remedy: &str) -> Outcome {
        self.input = None;
        let status = self.child.wait().or_fail("waiting for mien", "try again")?;
        if status.success() { Ok(()) } else { Err(failure("the enrolment failed", remedy)) }
    }
}

/// One of our programs, where cargo built it.
fn program(name: &str) -> PathBuf {
    paths::target().join("debug").join(name)
}
