//! Time as a parameter: tests move it, the program does not.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The system's clock plus an offset that a test can change while the sandbox runs. Clones share the offset.
#[derive(Debug, Clone, Default)]
pub struct SandboxClock {
    offset_ms: Arc<AtomicI64>,
}

impl SandboxClock {
    /// A clock that shows the system's time.
    pub fn new() -> Self {
        Self::default()
    }

    /// Moves the sandbox's time forward. Wallets keep their own clock: move theirs too where it matters.
    pub fn advance(&self, by: Duration) {
        let by_ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.offset_ms.fetch_add(by_ms, Ordering::SeqCst);
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn now_ms(&self) -> i64 {
        let system = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(system.as_millis())
            .unwrap_or(i64::MAX)
            .saturating_add(self.offset_ms.load(Ordering::SeqCst))
    }

    /// Seconds since 1970-01-01T00:00:00Z, as JWT claims want them.
    pub fn now(&self) -> i64 {
        self.now_ms().div_euclid(1000)
    }
}
