//! Another program as a camera: it writes Y4M frames and is told, after each, which hint the scan shows.
//!
//! That makes a camera of anything that can write pixels to a pipe, and lets a rendered person follow the hints.

use std::io::{BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use mien_face::scan::Guidance;

use super::y4m::Y4m;
use super::{FrameSource, OwnedFrame};
use crate::failure::{Because, Failure};

/// A running camera program. It is ended when this is dropped.
pub(super) struct Program {
    child: Child,
    hints: Option<ChildStdin>,
    frames: Y4m<BufReader<ChildStdout>>,
}

impl Program {
    /// Starts `command` through the shell.
    pub(super) fn start(command: &str) -> Result<Self, Failure> {
        let cannot = || format!("cannot start the camera program `{command}`");
        let mut child = Command::new("sh")
            .args(["-c", command])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .because(cannot)?;
        let hints = child.stdin.take();
        let output = child.stdout.take().ok_or_else(|| Failure::because(cannot(), "it has no output"))?;
        let frames = Y4m::new(BufReader::new(output), format!("the frames of `{command}`"))?;
        Ok(Self { child, hints, frames })
    }
}

impl FrameSource for Program {
    fn next_frame(&mut self) -> Result<Option<OwnedFrame>, Failure> {
        self.frames.next_frame()
    }

    fn shown(&mut self, hint: Option<Guidance>) {
        // A program that does not listen is a camera all the same.
        if let Some(pipe) = &mut self.hints
            && writeln!(pipe, "{}", hint.map_or("", Guidance::id)).and_then(|()| pipe.flush()).is_err()
        {
            self.hints = None;
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Closing its input asks it to end; it is not waited for longer than that takes.
        self.hints = None;
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
