//! The table and the properties of the state machine.

use super::*;
use proptest::prelude::*;

const AT: i64 = 1_000_000;

fn events() -> [Event; 10] {
    [
        Event::Fetch { same_wallet: false },
        Event::Fetch { same_wallet: true },
        Event::Approve,
        Event::WrongDigits,
        Event::Decline,
        Event::Fail,
        Event::Finish,
        Event::Cancel,
        Event::Present,
        Event::Match,
    ]
}

// The whole table, one row a state and one column an event, one second after the state was entered:
// what an attacker may do at which moment is decided here and nowhere else.
#[test]
fn the_table_is_the_specification() {
    let rows = [
        (
            State::Shown,
            ["scanned", "scanned", "turn", "turn", "turn", "turn", "turn", "cancelled", "turn", "turn"],
        ),
        (
            State::Scanned,
            [
                "gone",
                "scanned",
                "approved",
                "scanned",
                "declined",
                "failed",
                "turn",
                "cancelled",
                "matching",
                "turn",
            ],
        ),
        (
            State::Matching,
            ["gone", "gone", "gone", "matching", "declined", "turn", "turn", "cancelled", "gone", "approved"],
        ),
        (
            State::Approved,
            ["gone", "gone", "gone", "gone", "turn", "turn", "used", "cancelled", "gone", "gone"],
        ),
        (State::Used, ["gone"; 10]),
        (State::Expired, ["gone"; 10]),
        (State::Declined, ["gone"; 10]),
        (State::Failed, ["gone"; 10]),
        (State::Cancelled, ["gone"; 10]),
    ];
    for (state, expected) in rows {
        for (event, wanted) in events().into_iter().zip(expected) {
            let got = match step(Progress { state, since_ms: AT, wrong_digits: 0 }, event, AT + 1_000) {
                Ok(next) => next.state.name(),
                Err(Refusal::Gone) => "gone",
                Err(Refusal::OutOfTurn) => "turn",
            };
            assert_eq!(got, wanted, "{state} on {event:?}");
        }
    }
}

// Protects the times of the protocol: one millisecond decides.
#[test]
fn each_state_ends_at_its_deadline() {
    let lifetimes = [
        (State::Shown, 60_000),
        (State::Scanned, 120_000),
        (State::Matching, 120_000),
        (State::Approved, 30_000),
    ];
    for (state, lifetime) in lifetimes {
        let progress = Progress { state, since_ms: AT, wrong_digits: 0 };
        assert_eq!(expire(progress, AT + lifetime - 1).state, state);
        assert_eq!(expire(progress, AT + lifetime).state, State::Expired);
    }
}

// Protects one-time use of the request: the retry window is for the same wallet and for five seconds.
#[test]
fn a_lost_answer_may_be_asked_for_again_for_five_seconds() {
    let scanned = Progress { state: State::Scanned, since_ms: AT, wrong_digits: 0 };
    let again = Event::Fetch { same_wallet: true };
    assert_eq!(step(scanned, again, AT + RETRY_MS), Ok(scanned));
    assert_eq!(step(scanned, again, AT + RETRY_MS + 1), Err(Refusal::Gone));
}

// Protects against guessing: the third wrong pair of digits ends the transaction.
#[test]
fn three_wrong_digits_end_it() {
    let mut progress = Progress { state: State::Scanned, since_ms: AT, wrong_digits: 0 };
    for expected in [State::Scanned, State::Scanned, State::Failed] {
        progress = step(progress, Event::WrongDigits, AT).unwrap();
        assert_eq!(progress.state, expected);
    }
    assert_eq!(step(progress, Event::Approve, AT), Err(Refusal::Gone));
    // Those that the wallet got wrong count on the page, too.
    let scanned = Progress { state: State::Scanned, since_ms: AT, wrong_digits: 2 };
    let matching = step(scanned, Event::Present, AT).unwrap();
    assert_eq!(step(matching, Event::WrongDigits, AT).unwrap().state, State::Failed);
}

proptest! {
    // Whatever happens in whatever order: no way to `used` that leaves out a fetch, a verified answer or the browser;
    // ends are final; wrong digits never reach three in a living transaction.
    #[test]
    fn no_order_of_events_skips_a_step(steps in proptest::collection::vec((0usize..10, 0i64..50_000), 0..40)) {
        let mut progress = Progress::shown(AT);
        let mut now = AT;
        let (mut fetched, mut approved) = (false, false);
        for (which, pause) in steps {
            now += pause;
            let event = events()[which];
            let before = expire(progress, now);
            if let Ok(next) = step(progress, event, now) {
                fetched |= next.state == State::Scanned;
                approved |= next.state == State::Approved;
                if before.state.lifetime_ms().is_none() {
                    prop_assert_eq!(next.state, before.state);
                }
                progress = next;
            }
            prop_assert!(progress.state != State::Used || (fetched && approved));
            prop_assert!(progress.state == State::Failed || progress.wrong_digits < MAX_WRONG_DIGITS);
        }
    }
}
