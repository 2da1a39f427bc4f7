//! The policy of tries as a pure function: same facts, same step.

use mien_ports::ClockReading;

/// Wrong tries in a row after which the slot is destroyed (NIST SP 800-63B allows at most ten).
pub const MAX_FAILURES: u32 = 10;

/// A counter beyond this is not ours: the database stores signed numbers.
pub(crate) const MAX_COUNTER: u64 = i64::MAX.cast_unsigned() - 1;

const SECOND: u64 = 1000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// How long to wait after this many wrong tries in a row, from 0 to 9.
const DELAYS_MS: [u64; 10] = [0, 0, 0, 0, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, HOUR];

/// The delay that has to pass before the next try.
pub(crate) fn delay_ms(failures: u32) -> u64 {
    let index = usize::try_from(failures).unwrap_or(usize::MAX);
    DELAYS_MS.get(index).copied().unwrap_or(HOUR)
}

/// When the delay after the latest try began, by the clock that nobody can set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DelayStart {
    /// The counter after that try.
    pub(crate) counter: u64,
    pub(crate) boot_id: String,
    pub(crate) elapsed_ms: u64,
    pub(crate) wall_ms: u64,
}

impl DelayStart {
    pub(crate) fn new(counter: u64, now: &ClockReading) -> Self {
        Self { counter, boot_id: now.boot_id.clone(), elapsed_ms: now.elapsed_ms, wall_ms: now.wall_ms }
    }
}

/// What to do with a passcode that was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// The counter is missing, was turned back, or the baseline is not signed by this vault.
    TamperedOrRestored,
    /// The last try is spent.
    Destroy,
    /// The delay has not passed. `restart` is to be stored when the delay starts again.
    Wait { failures: u32, remaining_ms: u64, restart: Option<DelayStart> },
    /// Count up to `counter`, then try. `failures` is how many there are before this try.
    Try { failures: u32, counter: u64 },
}

/// Decides from the counter on the device, the verified baseline (`None`: no valid signature), the start of the delay
/// and the clock.
///
/// The delay starts again from now whenever it is not certain that it began on this boot and for this very count: after a
/// reboot, after a restored file, when the elapsed time ran backwards. The wall clock has no say, because it can be set.
pub(crate) fn classify(
    counter: Option<u64>,
    baseline: Option<u64>,
    start: Option<&DelayStart>,
    now: &ClockReading,
) -> Step {
    let (Some(counter), Some(baseline)) = (counter, baseline) else {
        return Step::TamperedOrRestored;
    };
    let Some(failures) = counter.checked_sub(baseline).filter(|_| counter < MAX_COUNTER) else {
        return Step::TamperedOrRestored;
    };
    let failures = u32::try_from(failures).unwrap_or(u32::MAX);
    if failures >= MAX_FAILURES {
        return Step::Destroy;
    }
    let delay = delay_ms(failures);
    if delay > 0 {
        let passed = start
            .filter(|start| start.counter == counter && start.boot_id == now.boot_id)
            .and_then(|start| now.elapsed_ms.checked_sub(start.elapsed_ms));
        match passed {
            None => {
                let restart = Some(DelayStart::new(counter, now));
                return Step::Wait { failures, remaining_ms: delay, restart };
            }
            Some(passed) if passed < delay => {
                return Step::Wait { failures, remaining_ms: delay - passed, restart: None };
            }
            Some(_) => {}
        }
    }
    Step::Try { failures, counter: counter + 1 }
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
