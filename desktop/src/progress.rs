//! A line that moves while something takes longer than two seconds.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Nothing is shown before this much time has passed.
const QUIET: Duration = Duration::from_secs(2);

/// Counts finished steps and says on standard error how far it is; may be shared between threads.
pub(crate) struct Progress {
    what: String,
    total: Option<usize>,
    done: AtomicUsize,
    started: Instant,
    /// When the last line was written.
    shown: Mutex<Option<Instant>>,
    on_terminal: bool,
}

impl Progress {
    /// Starts counting; `total` when it is known.
    pub(crate) fn new(what: impl Into<String>, total: Option<usize>) -> Self {
        Self {
            what: what.into(),
            total,
            done: AtomicUsize::new(0),
            started: Instant::now(),
            shown: Mutex::new(None),
            on_terminal: std::io::stderr().is_terminal(),
        }
    }

    /// One step is finished.
    pub(crate) fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let pause = if self.on_terminal { Duration::from_millis(200) } else { Duration::from_secs(10) };
        // Another thread is writing a line already: this one is not needed.
        let Ok(mut shown) = self.shown.try_lock() else { return };
        let due = shown.map_or(self.started.elapsed() >= QUIET, |last| last.elapsed() >= pause);
        if due {
            *shown = Some(Instant::now());
            let line = line(&self.what, done, self.total, self.started.elapsed());
            let mut out = std::io::stderr().lock();
            // A closed standard error is no reason to stop working.
            let _ = if self.on_terminal { write!(out, "\r\x1b[K{line}") } else { writeln!(out, "{line}") };
            let _ = out.flush();
        }
    }

    /// Clears the line and gives the time that all of it took.
    pub(crate) fn finish(self) -> Duration {
        if self.on_terminal && self.shown.lock().is_ok_and(|shown| shown.is_some()) {
            eprint!("\r\x1b[K");
        }
        self.started.elapsed()
    }
}

fn line(what: &str, done: usize, total: Option<usize>, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    match total {
        Some(total) if done > 0 => {
            let left = elapsed.as_millis() * (total.saturating_sub(done)) as u128 / done as u128 / 1000;
            format!("{what}: {done} of {total}, {seconds} s, about {left} s left")
        }
        _ => format!("{what}: {done}, {seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: the estimate is the time per step so far, and an unknown total is not made up.
    #[test]
    fn says_how_far_and_how_long() {
        let ten = Duration::from_secs(10);
        assert_eq!(line("pictures", 20, Some(60), ten), "pictures: 20 of 60, 10 s, about 20 s left");
        assert_eq!(line("frames", 7, None, ten), "frames: 7, 10 s");
        assert_eq!(line("frames", 0, Some(3), ten), "frames: 0, 10 s");
    }
}
