//! Starting other people's programs: where they are installed, their output, their end.

use std::env;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};
use std::{error::Error, io};

/// How long a peer may take to say what it has to say. Generous: the machine may be busy.
const PATIENCE: Duration = Duration::from_mins(1);

/// The folder for everything that is fetched: `MIEN_CACHE`, else `~/.cache/mien`.
pub fn cache() -> PathBuf {
    let home = || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cache/mien");
    env::var_os("MIEN_CACHE").map_or_else(home, PathBuf::from)
}

/// A tool that `cargo xtask setup` installs under the cache.
///
/// # Errors
/// When it is not there, with what to run.
pub fn installed(path: &str) -> Result<PathBuf, Box<dyn Error>> {
    let path = cache().join(path);
    if path.exists() {
        Ok(path)
    } else {
        Err(format!("{} is missing: run `cargo xtask setup`", path.display()).into())
    }
}

/// A port that was free a moment ago.
///
/// # Errors
/// When the system has none.
pub fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A script of `peers/` that Node runs; its first argument is where the npm packages are.
///
/// # Errors
/// When the packages are not installed, with what to run.
pub fn node(script: &str) -> Result<Command, Box<dyn Error>> {
    let modules = installed("node/interop/node_modules")?;
    let mut command = Command::new("node");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(script));
    command.arg(modules.parent().unwrap_or(&modules));
    Ok(command)
}

/// A running peer. Ends with its owner.
pub struct Peer {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Peer {
    /// Starts `command` and reads what it prints.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let input = child.stdin.take();
        let (sender, lines) = channel();
        let outputs = [
            child.stdout.take().map(|s| Box::new(s) as Box<dyn Read + Send>),
            child.stderr.take().map(|s| Box::new(s) as Box<dyn Read + Send>),
        ];
        for output in outputs.into_iter().flatten() {
            let sender = sender.clone();
            thread::spawn(move || {
                let lines = BufReader::new(output).lines().map_while(Result::ok);
                // An error means that the test has ended.
                lines.for_each(|line| drop(sender.send(line)));
            });
        }
        Ok(Self { child, input, lines, seen: Vec::new() })
    }

    /// Says one line to the peer.
    ///
    /// # Errors
    /// When it has ended.
    pub fn tell(&mut self, line: &str) -> io::Result<()> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        writeln!(input, "{line}").and_then(|()| input.flush())
    }

    /// Says one line and waits for one that begins with `head`; gives what follows it.
    ///
    /// # Errors
    /// As [`tell`](Self::tell) and [`expect`](Self::expect).
    pub fn ask(&mut self, line: &str, head: &str) -> Result<String, Box<dyn Error>> {
        self.tell(line)?;
        let said = self.expect(head)?;
        Ok(said.split_once(head).map(|(_, rest)| rest.to_owned()).unwrap_or_default())
    }

    /// Waits for a line that contains `text`.
    ///
    /// # Errors
    /// When the peer ends or says nothing of that kind, with all it said.
    pub fn expect(&mut self, text: &str) -> Result<String, Box<dyn Error>> {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    self.seen.push(line.clone());
                    if line.contains(text) {
                        return Ok(line);
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    return Err(format!("no line with {text:?} from the peer, only {:#?}", self.seen).into());
                }
            }
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
