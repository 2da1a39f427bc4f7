use super::*;
use proptest::prelude::*;

const POLICY: SessionPolicy = SessionPolicy { auto_lock_ms: 1000, background_ms: 100 };

fn at(wall_ms: u64, elapsed_ms: u64, boot_id: &str) -> ClockReading {
    ClockReading { wall_ms, elapsed_ms, boot_id: boot_id.to_owned() }
}

/// Protects an unattended phone: each way in which time can say "over", and the ways in which it cannot.
#[test]
fn a_session_ends_by_every_clock() {
    let used = at(1_000_000, 5000, "a");
    let over = |now, background| is_over(POLICY, &used, background, &now);
    assert!(!over(at(1_000_999, 5999, "a"), None));
    assert!(over(at(1_001_000, 6000, "a"), None), "idle, also asleep");
    assert!(over(at(1_000_000, 4999, "a"), None), "elapsed time ran backwards");
    assert!(over(at(1_000_010, 5010, "b"), None), "rebooted");
    assert!(over(at(1_000_010, 5010, ""), None), "no boot id");
    assert!(over(at(1_000_010 + 3_600_000, 5010, "a"), None), "wall clock forward an hour");
    assert!(over(at(1_000_010 - 600_000, 5010, "a"), None), "wall clock back");
    assert!(!over(at(1_000_010 + 2000, 5010, "a"), None), "a leap second and a time server");
    assert!(!over(at(1_000_099, 5099, "a"), Some(5000)));
    assert!(over(at(1_000_100, 5100, "a"), Some(5000)), "too long in the background");
}

proptest! {
    /// Protects every phone at once: whatever the clocks say, no session outlives its time by the clock that counts.
    #[test]
    fn no_clock_keeps_a_session_open(
        used in (any::<u64>(), any::<u64>()), now in (any::<u64>(), any::<u64>()), same_boot in any::<bool>()
    ) {
        let used = at(used.0, used.1, "a");
        let now = at(now.0, now.1, if same_boot { "a" } else { "b" });
        if !is_over(POLICY, &used, None, &now) {
            prop_assert!(same_boot);
            prop_assert!(now.elapsed_ms - used.elapsed_ms < POLICY.auto_lock_ms);
        }
    }
}
