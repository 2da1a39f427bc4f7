//! Invariants over arbitrary event sequences.

use proptest::collection::vec;
use proptest::prelude::*;

use super::synthetic::{Body, Likeness, Noise, Run, Scene, observe};
use crate::scan::{Cue, Opinion, Phase, Purpose, ScanEffect, ScanEvent, Verdict};

/// One arbitrary frame: time step, what stands there, how it is turned, what its embedding says.
#[derive(Debug, Clone)]
struct Frame {
    step: i64,
    face: bool,
    flat: bool,
    /// Yaw follows the prompt by this much, so that turns do get completed.
    follow: f32,
    yaw: f32,
    anchor: f32,
    second: f32,
    fingerprint: u8,
}

fn frame() -> impl Strategy<Value = Frame> {
    (
        prop_oneof![8 => 15_000..150_000_i64, 1 => -300_000..300_000_i64, 1 => 0..2_000_000_i64],
        prop::bool::weighted(0.97),
        prop::bool::weighted(0.3),
        0.0..1.0_f32,
        -5.0..5.0_f32,
        prop_oneof![9 => 0.7..1.0_f32, 1 => -1.0..1.0_f32],
        prop_oneof![20 => Just(0.0_f32), 1 => 0.0..1.0_f32],
        any::<u8>(),
    )
        .prop_map(|(step, face, flat, follow, yaw, anchor, second, fingerprint)| Frame {
            step,
            face,
            flat,
            follow,
            yaw,
            anchor,
            second,
            fingerprint,
        })
}

fn feed(run: &mut Run, frames: &[Frame], seed: u64) {
    let (mut noise, mut at, mut yaw) = (Noise(seed), 10_000_000_i64, 0.0_f32);
    for frame in frames {
        at = (at + frame.step).max(0);
        let target = match run.state.challenge() {
            Some(challenge) if !matches!(run.state.phase, Phase::Return(_)) => 28.0 * challenge.side(),
            _ => 0.0,
        };
        yaw += (target - yaw) * frame.follow * 0.3;
        let body = if frame.flat { Body::Flat(0.8) } else { Body::Head };
        let scene = Scene { body, yaw: yaw + frame.yaw * 0.2, ..Scene::head() };
        let mut observation = observe(scene, u64::try_from(at).unwrap(), &mut noise);
        if frame.fingerprint < 3 {
            observation.fingerprint = [frame.fingerprint; 32];
        }
        if let Some(face) = observation.face.as_mut() {
            face.second_face = frame.second;
        }
        if !frame.face {
            observation.face = None;
        }
        run.observation(
            &observation,
            Likeness { anchor: frame.anchor, template: Some(frame.anchor), others: None },
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Never a pass without both prompted turns, a solid verdict on the last one and no other face in between.
    #[test]
    fn a_pass_has_all_its_reasons(frames in vec(frame(), 50..400), nonce: u8, seed: u64) {
        let mut run = Run::turning(nonce);
        feed(&mut run, &frames, seed);
        if run.verdict() == Some(&Verdict::Passed) {
            let last = run.effects.iter().rposition(|e| matches!(e, ScanEffect::Forget)).map_or(0, |i| i + 1);
            let since = &run.effects[last..];
            let done = since.iter().filter(|e| matches!(e, ScanEffect::Completed(_))).count();
            prop_assert_eq!(done, 2);
            prop_assert_eq!(since.iter().filter(|e| **e == ScanEffect::KeepAnchor).count(), 1);
            let captured = since.iter().filter(|e| matches!(e, ScanEffect::KeepCapture(_))).count();
            prop_assert!((3..=4).contains(&captured));
            prop_assert!(run.state.votes.iter().any(|v| v.cue == Cue::Solid && v.opinion == Opinion::For));
        }
    }

    /// However frames come, the scan ends once its time is up, and nothing that it keeps grows without bound.
    #[test]
    fn time_always_ends_a_scan_within_bounded_memory(frames in vec(frame(), 1..80), nonce: u8, seed: u64) {
        let mut run = Run::new(Purpose::Enrol, nonce);
        for round in 0..12 {
            feed(&mut run, &frames, seed ^ round);
            let size = serde_json::to_string(&run.state).unwrap().len();
            prop_assert!(size < 160_000, "{size}");
        }
        let mut noise = Noise(seed);
        for second in 0..260 {
            let at = 100_000_000_000 + second * 1_000_000;
            run.observation(&observe(Scene::head(), at, &mut noise), super::synthetic::SAME);
        }
        prop_assert!(run.verdict().is_some());
    }

    /// The same events give the same transcript; a state that went through JSON goes on as if it had not.
    #[test]
    fn runs_can_be_replayed_and_resumed(frames in vec(frame(), 1..120), nonce: u8, seed: u64) {
        let mut once = Run::new(Purpose::Verify, nonce);
        feed(&mut once, &frames, seed);
        let mut again = Run::new(Purpose::Verify, nonce);
        feed(&mut again, &frames, seed);
        prop_assert_eq!(&once.transcript, &again.transcript);
        let text = serde_json::to_string(&once.state).unwrap();
        again.state = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&once.state, &again.state);
        once.event(&ScanEvent::Interrupted);
        again.event(&ScanEvent::Interrupted);
        prop_assert_eq!(&once.state, &again.state);
    }
}
