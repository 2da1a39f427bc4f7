//! Time as the device knows it.

use crate::DeviceError;

/// One reading of the device's clocks, taken together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockReading {
    /// Wall clock, milliseconds since 1970-01-01T00:00:00Z. People and networks can set it.
    pub wall_ms: u64,
    /// Milliseconds since boot, counting the time asleep (`CLOCK_BOOTTIME`, `elapsedRealtime`,
    /// `mach_continuous_time`). Never `std::time::Instant`: that stops in suspend.
    pub elapsed_ms: u64,
    /// Changes with every boot, 1 to 64 characters.
    pub boot_id: String,
}

/// The clocks of this device.
pub trait DeviceClock: Send + Sync {
    /// Reads all clocks at once.
    ///
    /// # Errors
    /// [`DeviceError::Unavailable`]; what depends on time then refuses to go on.
    fn now(&self) -> Result<ClockReading, DeviceError>;
}
