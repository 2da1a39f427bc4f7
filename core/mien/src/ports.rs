//! The outside world, handed in once.

use mien_ports::{DeviceClock, DeviceKeys, Entropy, Integrity, LogLevel, LogSink, MonotonicStore, Transport};
use mien_vault::VaultPorts;
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
    /// What the platform says about itself; `None` where nobody can say.
    pub integrity: Option<Arc<dyn Integrity>>,
    /// Where log lines go; `None` drops them.
    pub log: Option<Arc<dyn LogSink>>,
}

impl Ports {
    /// Those that the vault needs.
    pub(crate) fn for_vault(&self) -> VaultPorts {
        VaultPorts {
            keys: Arc::clone(&self.keys),
            counter: Arc::clone(&self.counter),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
            integrity: self.integrity.clone(),
        }
    }

    /// One log line: fixed text only.
    pub(crate) fn log(&self, level: LogLevel, line: &str) {
        if let Some(sink) = &self.log {
            sink.log(level, line);
        }
    }
}
