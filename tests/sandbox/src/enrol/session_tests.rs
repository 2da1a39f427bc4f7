use super::*;
use proptest::prelude::*;

fn fresh(n: u32) -> Fresh {
    Fresh { code_hash: format!("hash-{n}"), face_nonce: format!("nonce-{n}") }
}

/// At the step with the code, which was sent at the time 0.
fn at_code() -> Session {
    let mut session = Session::begin(Purpose::SetUp, true, None, 0);
    session.apply(Event::Solved(true), &fresh(0), 0);
    let reaction = session.apply(Event::SignedIn(Some((Subject::Person(0), "+65".into()))), &fresh(0), 0);
    assert_eq!(reaction, Reaction { problem: None, send_to: Some("+65".into()) });
    session
}

fn code(n: u32) -> Event {
    Event::Code(format!("hash-{n}"))
}

// P9. A code counts once, for five minutes and not a second longer; five wrong ones end the enrolment, however many codes
// were sent in between.
#[test]
fn p9_codes_expire_and_tries_are_counted_over_all_of_them() {
    let mut late = at_code();
    assert_eq!(late.apply(code(0), &fresh(1), CODE_MS).problem, Some("expired"));
    let mut in_time = at_code();
    assert_eq!(in_time.apply(code(0), &fresh(1), CODE_MS - 1).problem, None);
    assert_eq!(in_time.due(), Some(Kind::Face));

    let mut session = at_code();
    for n in 1..=3 {
        assert_eq!(session.apply(code(9), &fresh(n), 1000).problem, Some("wrong"));
    }
    session.apply(Event::Resend, &fresh(7), RESEND_MS);
    assert_eq!(session.apply(code(0), &fresh(8), RESEND_MS).problem, Some("wrong"), "the old code is dead");
    assert_eq!((session.code_view(RESEND_MS).tries_left, session.ended.clone()), (1, None));
    session.apply(code(9), &fresh(8), RESEND_MS);
    assert_eq!(session.ended.as_deref(), Some("too_many_tries"));
    assert_eq!(
        session.apply(code(7), &fresh(8), RESEND_MS),
        Reaction::default(),
        "nor does the right one help"
    );
    assert_eq!(session.due(), Some(Kind::OneTimeCode));
}

// SMS cost money and patience: three in ten minutes, half a minute apart, then again after a while.
#[test]
fn resending_is_limited() {
    let mut session = at_code();
    assert_eq!(session.code_view(0).resend_in, Some(30));
    assert_eq!(session.apply(Event::Resend, &fresh(1), RESEND_MS - 1).problem, Some("too_soon"));
    assert!(session.apply(Event::Resend, &fresh(1), RESEND_MS).send_to.is_some());
    assert!(session.apply(Event::Resend, &fresh(2), 2 * RESEND_MS).send_to.is_some());
    assert_eq!(session.apply(Event::Resend, &fresh(3), 3 * RESEND_MS).problem, Some("no_more_codes"));
    assert_eq!(session.code_view(3 * RESEND_MS).resend_in, None);
    assert!(session.apply(Event::Resend, &fresh(3), SENDS_MS).send_to.is_some());
}

// The face: the nonce of now, once, under the consent that was shown; three failures end it.
#[test]
fn a_face_counts_for_its_nonce_only() {
    let at_face = || {
        let mut session = at_code();
        session.apply(code(0), &fresh(1), 1);
        session
    };
    let face = |nonce: &str, confirmed, consent: &str| Event::Face {
        nonce: nonce.into(),
        confirmed,
        consent: consent.into(),
    };
    let mut session = at_face();
    assert_eq!(
        session.apply(face("nonce-1", true, FACE_CONSENT), &fresh(2), FACE_MS + 1).problem,
        Some("expired")
    );
    let mut session = at_face();
    for event in [
        face("nonce-0", true, FACE_CONSENT),
        face("nonce-2", false, FACE_CONSENT),
        face("nonce-3", true, "old"),
    ] {
        assert_eq!(session.apply(event, &fresh(9), 2).problem, Some("not_confirmed"));
        let n = session.face_tries + 1;
        session.enter(&fresh(n), 2);
    }
    assert_eq!((session.ended.as_deref(), session.face_confirmed), (Some("face"), false));
    let mut session = at_face();
    assert_eq!(session.apply(face("nonce-1", true, FACE_CONSENT), &fresh(2), 2).problem, None);
    assert_eq!(session.records.last().map(|r| r.purpose.as_str()), Some("face-check"));
}

// A scan that ended on the phone: another nonce for the next, the old one dead, and only so many of them.
#[test]
fn each_scan_has_its_own_nonce() {
    let mut session = at_code();
    session.apply(code(0), &fresh(1), 1);
    for n in 2..2 + FACE_AGAIN {
        let reaction = session.apply(Event::AnotherFace, &fresh(n), 2);
        session.enter(&fresh(n), 2);
        assert_eq!((reaction.problem, session.face_view(2)), (None, (format!("nonce-{n}"), 90, FACE_TRIES)));
    }
    let old = Event::Face { nonce: "nonce-1".into(), confirmed: true, consent: FACE_CONSENT.into() };
    assert_eq!(session.clone().apply(old, &fresh(9), 3).problem, Some("not_confirmed"));
    session.apply(Event::AnotherFace, &fresh(9), 3);
    assert_eq!((session.ended.as_deref(), session.face_confirmed), (Some("face"), false));
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        any::<bool>().prop_map(Event::Solved),
        any::<bool>().prop_map(|yes| Event::SignedIn(yes.then(|| (Subject::Person(1), "+65".into())))),
        any::<bool>().prop_map(|yes| Event::Identified(yes.then_some(1))),
        prop_oneof![Just(TERMS), Just("other")].prop_map(|v| Event::Accepted(v.into())),
        any::<bool>().prop_map(|yes| Event::Password(yes.then(|| "hash".into()))),
        any::<bool>().prop_map(|yes| Event::Phone(yes.then(|| "+65".into()))),
        (0u32..3).prop_map(code),
        Just(Event::Resend),
        Just(Event::HasAccount),
        Just(Event::AnotherFace),
        (0u32..3, any::<bool>()).prop_map(|(n, confirmed)| Event::Face {
            nonce: format!("nonce-{n}"),
            confirmed,
            consent: FACE_CONSENT.into()
        }),
        prop_oneof![Just(DECLARATION), Just("other")].prop_map(|v| Event::Declared(v.into())),
    ]
}

proptest! {
    // Whatever is answered in whatever order: no step is skipped, an enrolment that is done has what its purpose needs, and
    // one that was ended never goes on.
    #[test]
    fn no_answer_skips_a_step(
        purpose in prop_oneof![Just(Purpose::Register), Just(Purpose::RegisterByPhone), Just(Purpose::SetUp)],
        native in any::<bool>(),
        events in proptest::collection::vec((any_event(), 0i64..60_000), 1..60),
    ) {
        let mut session = Session::begin(purpose, native, None, 0);
        let all = session.steps.clone();
        let mut now = 0;
        for (event, later) in events {
            now += later;
            let before = session.clone();
            let reaction = session.apply(event, &fresh(1), now);
            let done = all.len() - session.steps.len();
            prop_assert!(session.steps == all[done..]);
            prop_assert!(session.steps.len() + 1 >= before.steps.len());
            if before.ended.is_some() {
                prop_assert_eq!(&session, &before);
            }
            if session.steps.len() < before.steps.len() {
                prop_assert!(reaction.problem.is_none() || reaction.send_to.is_none());
            }
        }
        if session.due().is_none() {
            prop_assert!(session.phone.is_some());
            prop_assert!(session.records.iter().any(|r| r.purpose == "declaration"));
            prop_assert_eq!(session.face_confirmed, native && purpose != Purpose::RegisterByPhone);
            prop_assert_eq!(session.subject.is_some(), purpose != Purpose::RegisterByPhone);
        }
    }
}
