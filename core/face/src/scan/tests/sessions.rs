//! Whole scans: people pass at any frame rate, photos and strangers do not.

use super::synthetic::{Actor, Body, Camera, Likeness, Noise, Run, SAME, Scene, play, play_scenes};
use crate::scan::{Guidance, PlanarReason, PlanarVerdict, Purpose, Reason, ScanEffect, Verdict};

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
    let mut run = Run::turning(3);
    let mut actor = Actor::new(Body::Head, &mut noise);
    play(&mut run, &mut actor, Camera { rate: 30.0, drops: 0.0 }, SAME, &mut noise);
    assert_eq!(run.verdict(), Some(&Verdict::Passed));
    let done = run.effects.iter().filter(|e| matches!(e, ScanEffect::Completed(_))).count();
    assert_eq!(done, 2);
    assert!(matches!(run.state.evidence, Some((_, PlanarVerdict::Solid))));
}

/// Protects continuity: a face that is swapped after the first embedding ends the scan.
#[test]
fn another_face_after_the_turn_is_noticed() {
    let mut noise = Noise(2);
    let mut run = Run::new(Purpose::Verify, 4);
    let mut actor = Actor::new(Body::Head, &mut noise);
    let other = Likeness { anchor: 0.2, template: Some(0.9), others: None };
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
        let stranger = Likeness { anchor: 0.9, template, others: None };
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
    assert_eq!(run.verdict(), Some(&Verdict::NotConfirmed(vec![Reason::TaskUnconfirmed])));
}

/// Protects the turn against two stills: a frontal print, hidden for a moment, comes back as a print taken from the side.
#[test]
fn two_prints_never_pass() {
    for rate in RATES {
        for seed in 0..10_u8 {
            let mut noise = Noise(u64::from(seed) + 300);
            let mut run = Run::turning(seed);
            let (mut held, mut wanted, mut hidden) = (0.0, 0.0, 0.0);
            play_scenes(&mut run, Camera { rate, drops: 0.2 }, &mut noise, |now, run| {
                let print: f32 = match run.shown() {
                    Some(Guidance::TurnLeft) => 25.0,
                    Some(Guidance::TurnRight) => -25.0,
                    _ => 0.0,
                };
                if (print - wanted).abs() > 1.0 {
                    (wanted, hidden) = (print, now + 0.5);
                }
                // Shown for a moment still, then hidden for 400 ms, then exchanged.
                if now >= hidden {
                    held = wanted;
                }
                let seen = now >= hidden || now < hidden - 0.4;
                (seen.then_some(Scene { yaw: held, ..Scene::head() }), SAME)
            });
            assert_eq!(
                run.verdict(),
                Some(&Verdict::Retry(vec![Reason::FaceLost])),
                "{rate} fps, seed {seed}"
            );
        }
    }
}

/// Protects the turn against a stranger who does it behind the photo: who turns is compared on the way. From 12 frames a
/// second, when nobody's neck is fast enough to pass between two looks.
#[test]
fn a_strangers_turn_never_counts() {
    for rate in RATES.into_iter().filter(|rate| *rate >= 12.0) {
        for seed in 0..40_u8 {
            let mut noise = Noise(u64::from(seed) + 400);
            let mut run = Run::new(Purpose::Verify, seed);
            let mut actor = Actor::new(Body::Head, &mut noise);
            play_scenes(&mut run, Camera { rate, drops: 0.2 }, &mut noise, |now, run| {
                let scene = actor.scene(now, run.shown());
                let stranger = Likeness { anchor: 0.2, template: Some(0.2), others: None };
                (Some(scene), if scene.yaw.abs() > 3.0 { stranger } else { SAME })
            });
            let passed = run.verdict() == Some(&Verdict::Passed);
            assert!(!passed, "{rate} fps, seed {seed}: {:?}", run.state.evidence);
        }
    }
}

/// Protects the planar test from a nod, which makes a turned sheet's narrow face as short as it is narrow.
#[test]
fn a_nodding_photo_never_passes() {
    for seed in 0..40_u8 {
        let mut noise = Noise(u64::from(seed) + 500);
        let mut run = Run::turning(seed);
        let mut actor = Actor::new(Body::Flat(noise.between(0.3, 1.0)), &mut noise);
        (actor.peak, actor.nod) = (noise.between(20.0, 65.0), noise.between(-40.0, 40.0));
        play(&mut run, &mut actor, Camera { rate: 15.0, drops: 0.2 }, SAME, &mut noise);
        assert_ne!(run.verdict(), Some(&Verdict::Passed), "seed {seed}: {:?}", run.state.evidence);
    }
}

/// Protects against asking again and again: two undecided turns end the scan, also with a solid one between them.
#[test]
fn the_second_undecided_turn_ends_the_scan() {
    let mut noise = Noise(13);
    let mut run = Run::turning(7);
    let mut actor = Actor::new(Body::Head, &mut noise);
    (actor.peak, actor.seconds) = (28.0, 1.0);
    let mut verdicts = Vec::new();
    play_scenes(&mut run, Camera { rate: 15.0, drops: 0.0 }, &mut noise, |now, run| {
        if run.state.evidence.map(|(_, verdict)| verdict) != verdicts.last().copied() {
            verdicts.extend(run.state.evidence.map(|(_, verdict)| verdict));
        }
        actor.nod = if verdicts.len() == 1 { 0.0 } else { 24.0 };
        (Some(actor.scene(now, run.shown())), SAME)
    });
    let undecided = PlanarVerdict::Inconclusive(PlanarReason::OffAxis);
    assert_eq!(verdicts, [undecided, PlanarVerdict::Solid]);
    assert_eq!(run.state.evidence.map(|(_, verdict)| verdict), Some(undecided));
    assert_eq!(run.verdict(), Some(&Verdict::NotConfirmed(vec![Reason::TurnUnconfirmed])));
}
