//! The person's browser: a real Chromium, driven by `tests/e2e/browser.mjs`.

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

use super::parts::Sandbox;
use crate::failure::{OrFail, Outcome, failure};
use crate::paths;

/// The browser with the demo's pages open.
pub(super) struct Browser {
    child: Child,
    input: ChildStdin,
    events: Lines<BufReader<ChildStdout>>,
}

/// Something that happened on a page.
pub(super) struct Event(Value);

impl Browser {
    pub(super) fn open(sandbox: &Sandbox, out: &Path, watch: bool) -> Outcome<Self> {
        let mut command = Command::new("node");
        command.arg(paths::root().join("tests/e2e/browser.mjs")).arg("--out").arg(out);
        command.args(["--offer", sandbox.url("offer")?, "--service", sandbox.url("service")?]);
        if watch {
            command.arg("--watch");
        }
        let remedy = "run `cargo xtask setup`; it installs Node's packages and Chromium";
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .or_fail("starting the browser", remedy)?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failure("the browser has no pipes", "try again"));
        };
        Ok(Self { child, input, events: BufReader::new(output).lines() })
    }

    /// The next thing that happens must be this.
    pub(super) fn wait(&mut self, event: &str) -> Outcome<Event> {
        let line = self.events.next().and_then(Result::ok).unwrap_or_default();
        let value: Value = serde_json::from_str(&line).unwrap_or_default();
        if value.get("event").and_then(Value::as_str) == Some(event) {
            return Ok(Event(value));
        }
        Err(failure(
            format!("the browser did not come to `{event}`"),
            "its message stands above; run it again",
        ))
    }

    /// Lets it open the next page.
    pub(super) fn go_on(&mut self) -> Outcome {
        writeln!(self.input).or_fail("talking to the browser", "run it again")
    }

    /// Closes it; a watched one when Enter is pressed.
    pub(super) fn close(mut self, watched: bool) -> Outcome {
        if watched {
            println!("\nPress Enter to close the browser.");
            let mut line = String::new();
            std::io::stdin()
                .read_line(&mut line)
                .or_fail("waiting for Enter", "close the browser by hand")?;
            self.go_on()?;
        }
        drop(self.input);
        self.child.wait().or_fail("closing the browser", "close it by hand")?;
        Ok(())
    }
}

impl Event {
    pub(super) fn text(&self, name: &str) -> Outcome<String> {
        let found = self.0.get(name).and_then(Value::as_str);
        found.map(str::to_owned).ok_or_else(|| missing(name))
    }

    pub(super) fn number(&self, name: &str) -> Outcome<u64> {
        self.0.get(name).and_then(Value::as_u64).ok_or_else(|| missing(name))
    }
}

fn missing(name: &str) -> crate::failure::Failure {
    failure(format!("the browser told no `{name}`"), "tests/e2e/browser.mjs and the demo must agree")
}
