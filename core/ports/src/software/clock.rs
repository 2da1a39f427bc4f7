//! The system's clocks.

use crate::{ClockReading, DeviceClock, DeviceError};
use std::time::{SystemTime, UNIX_EPOCH};

/// The clocks of the system it runs on.
///
/// On Linux and Android: `CLOCK_BOOTTIME` and the kernel's boot id. On other systems there is no such clock without
/// unsafe code, so `elapsed_ms` counts from the first reading of this process and the boot id changes with each
/// process: a delay then starts again with each start of the program, which is stricter, never laxer.
#[derive(Debug, Clone, Default)]
pub struct SystemClock;

impl DeviceClock for SystemClock {
    fn now(&self) -> Result<ClockReading, DeviceError> {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| DeviceError::Unavailable)?;
        Ok(ClockReading {
            wall_ms: u64::try_from(wall.as_millis()).map_err(|_| DeviceError::Unavailable)?,
            elapsed_ms: platform::elapsed_ms()?,
            boot_id: platform::boot_id()?,
        })
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
mod platform {
    use crate::DeviceError;
    use rustix::time::{ClockId, clock_gettime};

    pub(super) fn elapsed_ms() -> Result<u64, DeviceError> {
        let time = clock_gettime(ClockId::Boottime);
        let ms = time.tv_sec.checked_mul(1000).and_then(|ms| ms.checked_add(time.tv_nsec / 1_000_000));
        ms.and_then(|ms| u64::try_from(ms).ok()).ok_or(DeviceError::Unavailable)
    }

    pub(super) fn boot_id() -> Result<String, DeviceError> {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id")
            .map_err(|_| DeviceError::Unavailable)?;
        let id = id.trim();
        if (1..=64).contains(&id.len()) { Ok(id.to_owned()) } else { Err(DeviceError::Unavailable) }
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod platform {
    use crate::DeviceError;
    use ring::rand::{SecureRandom, SystemRandom};
    use std::sync::OnceLock;
    use std::time::Instant;

    static STARTED: OnceLock<Instant> = OnceLock::new();
    static PROCESS_ID: OnceLock<Option<String>> = OnceLock::new();

    pub(super) fn elapsed_ms() -> Result<u64, DeviceError> {
        let started = STARTED.get_or_init(Instant::now);
        u64::try_from(started.elapsed().as_millis()).map_err(|_| DeviceError::Unavailable)
    }

    pub(super) fn boot_id() -> Result<String, DeviceError> {
        let id = PROCESS_ID.get_or_init(|| {
            let mut bytes = [0_u8; 16];
            SystemRandom::new().fill(&mut bytes).ok()?;
            Some(format!("process-{:032x}", u128::from_be_bytes(bytes)))
        });
        id.clone().ok_or(DeviceError::Unavailable)
    }
}
