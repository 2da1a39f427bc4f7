//! The outside world, handed in once.

use mien_ports::{DeviceClock, DeviceKeys, Entropy, LogLevel, LogSink, MonotonicStore, Transport};
use std::sync::Arc;

/// Everything that the core needs from the device it runs on. See [`mien_ports`] for what each has to keep.
#[derive(Clone)]
pub struct Ports {
    /// Keys that never leave the hardware.
    pub keys: Arc<dyn DeviceKeys>,
    /// A counter that a restored backup cannot turn back.
    pub counter: Arc<dyn MonotonicStore>,
    /// The device's clocks.
    pub clock: Arc<dyn DeviceClock>,
    /// One HTTPS exchange.
    pub transport: Arc<dyn Transport>,
    /// Random bytes.
    pub entropy: Arc<dyn Entropy>,
    /// Where log lines go; `None` drops them.
    pub log: Option<Arc<dyn LogSink>>,
}

impl Ports {
    /// One log line: fixed text only.
    pub(crate) fn log(&self, level: LogLevel, line: &str) {
        if let Some(sink) = &self.log {
            sink.log(level, line);
        }
    }
}
