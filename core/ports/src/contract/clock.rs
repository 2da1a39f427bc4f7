use super::{answer, rule};
use crate::DeviceClock;

/// Checks an implementation of [`DeviceClock`] by two readings, one after the other.
///
/// # Errors
/// The rule that was broken.
pub fn check_clock(clock: &dyn DeviceClock) -> Result<(), String> {
    let first = answer(clock.now(), "the clock can be read")?;
    let second = answer(clock.now(), "the clock can be read")?;
    rule((1..=64).contains(&first.boot_id.chars().count()), "a boot id has 1 to 64 characters")?;
    rule(first.boot_id == second.boot_id, "the boot id stays while the device runs")?;
    rule(second.elapsed_ms >= first.elapsed_ms, "elapsed time never runs backwards")?;
    // 2020-01-01: a device that answers less gives seconds, or time since boot.
    rule(first.wall_ms > 1_577_836_800_000, "wall time is milliseconds since 1970")?;
    // 2100-01-01: a device that answers more gives microseconds.
    rule(first.wall_ms < 4_102_444_800_000, "wall time is milliseconds since 1970")
}
