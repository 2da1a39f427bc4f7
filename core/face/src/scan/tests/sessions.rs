//! Whole scans: people pass at any frame rate, photos and strangers do not.

use super::synthetic::{Actor, Body, Camera, Likeness, Noise, Run, SAME, play};
use crate::scan::{PlanarVerdict, Purpose, Reason, ScanEffect, Verdict};

const RATES: [f32; 7] = [7.0, 10.0, 12.0, 15.0, 24.0, 30.0, 60.0];

/// Protects the main promise: an honest person passes from 7 to 60 frames a second, a fifth of them dropped.
#[test]
fn a_turning_head_passes_at_every_frame_rate() {
    let (mut passed, mut all) = (0, 0);
    for rate in RATES {
        for seed in 0..40_u8 {
            let mut noise = Noise(u64::from(seed) * 32);
            let purpose = if seed % 2 == 0 { Purpose::Verify } else { Purpose::Enrol };
            let mut run = Run::new(purpose, seed);
            let mut actor = Actor::new(Body::Head, &mut noise);
            play(&mut run, &mut actor, Camera { rate, drops: 0.2 }, SAME, &mut noise);
            all += 1;
            if run.verdict() == Some(&Verdict::Passed) {
                passed += 1;
            } else {
                println!("{rate} fps, seed {seed}: {:?} {:?}", run.verdict(), run.state.evidence);
            }
        }
    }
    assert!(passed * 100 >= all * 98, "{passed} of {all}");
}

/// Protects against the turned photo, even one whose tilt the mesh fully takes for a turned head.
#[test]
fn a_turned_photo_never_passes() {
    for rate in RATES {
        for seed in 0..40_u8 {
            let mut noise = Noise(u64::from(seed) + 7_000);
            let mut run = Run::new(Purpose::Verify, seed);
            let believed = noise.between(0.3, 1.0);
            let mut actor = Actor::new(Body::Flat(believed), &mut noise);
            actor.peak = noise.between(15.0, 65.0);
            play(&mut run, &mut actor, Camera { rate, drops: 0.2 }, SAME, &mut noise);
            assert_ne!(
                run.verdict(),
                Some(&Verdict::Passed),
                "{rate} fps, seed {seed}: {:?}",
                run.state.evidence
            );
        }
    }
}

/// Protects the order of the checks: without both turns found solid there is no pass.
#[test]
fn a_pass_needs_every_turn() {
    let mut noise = Noise(1);
    let mut run = Run::new(Purpose::Verify, 3);
    let mut actor = Actor::new(Body::Head, &mut noise);
    play(&mut run, &mut actor, Camera { rate: 30.0, drops: 0.0 }, SAME, &mut noise);
    assert_eq!(run.verdict(), Some(&Verdict::Passed));
    let prompts = run.effects.iter().filter(|e| matches!(e, ScanEffect::Prompted(_))).count();
    assert!(prompts >= 2);
    assert!(matches!(run.state.evidence, Some((_, PlanarVerdict::Solid))));
}

/// Protects continuity: a face that is swapped after the first embedding ends the scan.
#[test]
fn another_face_after_the_turn_is_noticed() {
    let mut noise = Noise(2);
    let mut run = Run::new(Purpose::Verify, 4);
    let mut actor = Actor::new(Body::Head, &mut noise);
    let other = Likeness { anchor: 0.2, template: Some(0.9) };
    play(&mut run, &mut actor, Camera { rate: 30.0, drops: 0.0 }, other, &mut noise);
    assert_eq!(run.verdict(), Some(&Verdict::NotConfirmed(vec![Reason::IdentityChanged])));
}

/// Protects the template: a live stranger is refused, and so is a verification without a template.
#[test]
fn a_stranger_is_not_the_template() {
    for template in [Some(0.449), Some(-1.0), None] {
        let mut noise = Noise(3);
        let mut run = Run::new(Purpose::Verify, 5);
        let mut actor = Actor::new(Body::Head, &mut noise);
        let stranger = Likeness { anchor: 0.9, template };
        play(&mut run, &mut actor, Camera { rate: 30.0, drops: 0.0 }, stranger, &mut noise);
        assert_eq!(run.verdict(), Some(&Verdict::NotConfirmed(vec![Reason::NoMatch])));
    }
}

/// Protects replay and audit: the same frames and nonce give the same transcript, byte for byte.
#[test]
fn the_same_input_gives_the_same_transcript() {
    let once = || {
        let mut noise = Noise(11);
        let mut run = Run::new(Purpose::Enrol, 9);
        let mut actor = Actor::new(Body::Head, &mut noise);
        play(&mut run, &mut actor, Camera { rate: 15.0, drops: 0.2 }, SAME, &mut noise);
        run.transcript
    };
    assert_eq!(once(), once());
}

/// Protects against somebody who sits still while a photo of another answers: no turn, no pass.
#[test]
fn nobody_passes_without_turning() {
    let mut noise = Noise(12);
    let mut run = Run::new(Purpose::Verify, 6);
    let mut actor = Actor::new(Body::Head, &mut noise);
    actor.peak = 6.0;
    play(&mut run, &mut actor, Camera { rate: 30.0, drops: 0.0 }, SAME, &mut noise);
    assert_eq!(run.verdict(), Some(&Verdict::NotConfirmed(vec![Reason::TurnUnconfirmed])));
}
