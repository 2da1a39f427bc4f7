use super::*;
use proptest::prelude::*;

fn at(boot: &str, elapsed_ms: u64) -> ClockReading {
    ClockReading { wall_ms: 1_000_000, elapsed_ms, boot_id: boot.to_owned() }
}

fn started(counter: u64, boot: &str, elapsed_ms: u64) -> DelayStart {
    DelayStart::new(counter, &at(boot, elapsed_ms))
}

/// Protects the promise of the README: the delays, as a table.
#[test]
fn the_delays_are_the_documented_ones() {
    let seconds: Vec<u64> = (0..10).map(|failures| delay_ms(failures) / 1000).collect();
    assert_eq!(seconds, [0, 0, 0, 0, 30, 60, 300, 900, 3600, 3600]);
    assert_eq!(delay_ms(u32::MAX), HOUR);
}

/// Name, counter, baseline, start of the delay, and the step that follows.
type Case = (&'static str, Option<u64>, Option<u64>, Option<DelayStart>, Step);

/// Protects the limit and the rollback rules, case by case.
#[test]
fn facts_lead_to_the_documented_step() {
    let now = at("b", 100_000);
    let table: [Case; 12] = [
        ("no counter", None, Some(1), None, Step::TamperedOrRestored),
        ("no valid baseline", Some(1), None, None, Step::TamperedOrRestored),
        ("counter turned back", Some(4), Some(5), None, Step::TamperedOrRestored),
        ("counter used up", Some(MAX_COUNTER), Some(MAX_COUNTER), None, Step::TamperedOrRestored),
        ("fresh", Some(5), Some(5), None, Step::Try { failures: 0, counter: 6 }),
        ("three wrong", Some(8), Some(5), None, Step::Try { failures: 3, counter: 9 }),
        ("ten wrong", Some(15), Some(5), None, Step::Destroy),
        ("an old file", Some(1000), Some(5), None, Step::Destroy),
        (
            "delay running",
            Some(9),
            Some(5),
            Some(started(9, "b", 80_000)),
            Step::Wait { failures: 4, remaining_ms: 10_000, restart: None },
        ),
        (
            "delay over",
            Some(9),
            Some(5),
            Some(started(9, "b", 70_000)),
            Step::Try { failures: 4, counter: 10 },
        ),
        (
            "rebooted",
            Some(9),
            Some(5),
            Some(started(9, "a", 10)),
            Step::Wait { failures: 4, remaining_ms: 30_000, restart: Some(started(9, "b", 100_000)) },
        ),
        (
            "start of an earlier try",
            Some(9),
            Some(5),
            Some(started(8, "b", 10)),
            Step::Wait { failures: 4, remaining_ms: 30_000, restart: Some(started(9, "b", 100_000)) },
        ),
    ];
    for (name, counter, baseline, start, expected) in table {
        assert_eq!(classify(counter, baseline, start.as_ref(), &now), expected, "{name}");
    }
}

fn facts() -> impl Strategy<Value = (Option<u64>, Option<u64>, Option<DelayStart>, ClockReading)> {
    let number = || prop_oneof![0_u64..30, any::<u64>()];
    let boot = || prop_oneof![Just("a"), Just("b"), Just("")];
    let time = || prop_oneof![0_u64..8_000_000, any::<u64>()];
    let reading = (time(), time(), boot()).prop_map(|(wall_ms, elapsed_ms, boot)| ClockReading {
        wall_ms,
        elapsed_ms,
        boot_id: boot.to_owned(),
    });
    let start = prop::option::of((number(), boot(), time()).prop_map(|(c, b, e)| started(c, b, e)));
    (prop::option::of(number()), prop::option::of(number()), start, reading)
}

proptest! {
    /// Protects every promise at once, for any facts: no try without counting one up, none at the limit, none before its
    /// delay has passed on this boot, none when anything was turned back.
    #[test]
    fn a_try_is_allowed_only_when_every_rule_allows_it((counter, baseline, start, now) in facts()) {
        if let Step::Try { failures, counter: next } = classify(counter, baseline, start.as_ref(), &now) {
            let (counter, baseline) = (counter.unwrap(), baseline.unwrap());
            prop_assert_eq!(next, counter + 1);
            prop_assert_eq!(u64::from(failures), counter - baseline);
            prop_assert!(failures < MAX_FAILURES);
            if failures > 3 {
                let start = start.unwrap();
                prop_assert_eq!(start.counter, counter);
                prop_assert_eq!(start.boot_id, now.boot_id);
                prop_assert!(now.elapsed_ms - start.elapsed_ms >= delay_ms(failures));
            }
        }
    }

    /// Protects the delay from the settings screen: the wall clock never changes the decision.
    #[test]
    fn the_wall_clock_has_no_say((counter, baseline, start, now) in facts(), wall_ms in any::<u64>()) {
        let kind = |now: &ClockReading| match classify(counter, baseline, start.as_ref(), now) {
            Step::Wait { failures, remaining_ms, restart } => (Some((failures, remaining_ms, restart.is_some())), None),
            other => (None, Some(other)),
        };
        prop_assert_eq!(kind(&now), kind(&ClockReading { wall_ms, ..now.clone() }));
    }

    /// Protects against an older copy of the file: it is never treated more kindly than the newer one.
    #[test]
    fn an_older_baseline_is_never_kinder((counter, baseline, start, now) in facts(), back in 0_u64..30) {
        let strictness = |baseline| match classify(counter, baseline, start.as_ref(), &now) {
            Step::Try { failures, .. } => u64::from(failures),
            Step::Wait { failures, .. } => 100 + u64::from(failures),
            Step::Destroy => 1000,
            Step::TamperedOrRestored => 2000,
        };
        let older = baseline.map(|baseline| baseline.saturating_sub(back));
        // A counter below the newer baseline is tampering already; the older file can at most hide that, not gain tries.
        prop_assume!(counter >= baseline);
        prop_assert!(strictness(older) >= strictness(baseline));
    }

    /// Protects the remaining time that people see: it ends, and waiting for it is enough.
    #[test]
    fn waiting_as_long_as_told_is_enough((counter, baseline, start, now) in facts()) {
        if let Step::Wait { remaining_ms, restart, .. } = classify(counter, baseline, start.as_ref(), &now) {
            prop_assert!(remaining_ms > 0 && remaining_ms <= HOUR);
            let start = restart.or(start);
            if let Some(elapsed_ms) = now.elapsed_ms.checked_add(remaining_ms) {
                let later = ClockReading { elapsed_ms, ..now };
                let step = classify(counter, baseline, start.as_ref(), &later);
                prop_assert!(matches!(step, Step::Try { .. }), "{:?}", step);
            }
        }
    }
}
