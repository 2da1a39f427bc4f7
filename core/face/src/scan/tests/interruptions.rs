//! What breaks a scan: faces that leave, clocks that jump, cameras that repeat themselves.

use super::synthetic::{Actor, Body, Camera, Likeness, Noise, Run, SAME, Scene, observe, play, play_scenes};
use crate::HiddenFace;
use crate::scan::{
    Challenge, FrameFault, Guidance, Phase, Purpose, Reason, ScanEffect, ScanEvent, ScanProfile, ScanRequest,
    Slot, Verdict,
};

const FRAME: u64 = 33_333;

/// A run that has just been asked to turn, and the time of its last frame.
fn prompted(noise: &mut Noise) -> (Run, u64) {
    let mut run = Run::turning(2);
    let mut at = 1_000_000;
    while !matches!(run.state.phase, Phase::Prompt(_)) {
        at += FRAME;
        assert!(at < 10_000_000, "never prompted");
        run.observation(&observe(Scene::head(), at, noise), SAME);
    }
    (run, at)
}

/// Protects continuity: a face that leaves during the task starts the scan over; the third time it is a retry.
#[test]
fn a_lost_face_starts_over_and_then_ends() {
    let mut noise = Noise(1);
    let mut run = Run::turning(2);
    let mut at = 0;
    while run.verdict().is_none() {
        at += FRAME;
        assert!(at < 60_000_000, "must end");
        let mut observation = observe(Scene::head(), at, &mut noise);
        if matches!(run.state.phase, Phase::Prompt(_)) {
            observation.face = None;
        }
        run.observation(&observation, SAME);
    }
    let restarts =
        run.effects.iter().filter(|e| matches!(e, ScanEffect::Restarted(Reason::FaceLost))).count();
    assert_eq!(restarts, 2);
    assert_eq!(run.verdict(), Some(&Verdict::Retry(vec![Reason::FaceLost])));
}

/// Protects continuity: behind one frame without the face it may have been exchanged.
#[test]
fn one_frame_without_the_face_starts_over() {
    let mut noise = Noise(2);
    let (mut run, at) = prompted(&mut noise);
    let mut observation = observe(Scene::head(), at + FRAME, &mut noise);
    observation.face = None;
    run.observation(&observation, SAME);
    assert!(run.effects.contains(&ScanEffect::Restarted(Reason::FaceLost)));
    assert!(run.is_positioning());
}

/// Protects slow phones: frames that never arrive are no frames without a face.
#[test]
fn frames_that_never_arrive_cost_nothing() {
    let mut noise = Noise(2);
    let (mut run, mut at) = prompted(&mut noise);
    for _ in 0..4 {
        at += run.profile.max_gap;
        run.observation(&observe(Scene::head(), at, &mut noise), SAME);
    }
    assert!(matches!(run.state.phase, Phase::Prompt(_)));
}

/// Protects continuity: whoever takes over while two faces are in view is noticed as one who took over.
#[test]
fn a_hand_over_between_two_faces_is_noticed() {
    let mut noise = Noise(3);
    let (mut run, at) = prompted(&mut noise);
    let mut observation = observe(Scene { shift: 14.0, ..Scene::head() }, at + FRAME, &mut noise);
    observation.face.as_mut().unwrap().second_face = 0.9;
    run.observation(&observation, SAME);
    assert!(run.effects.contains(&ScanEffect::Restarted(Reason::FaceLost)));
}

/// Protects privacy of bystanders and the scan: a second person pauses it, then starts it over and is named.
#[test]
fn a_second_person_starts_over() {
    let mut noise = Noise(3);
    let (mut run, mut at) = prompted(&mut noise);
    for _ in 0..40 {
        at += FRAME;
        let mut observation = observe(Scene::head(), at, &mut noise);
        observation.face.as_mut().unwrap().second_face = 0.5;
        run.observation(&observation, SAME);
    }
    let restarts = run.effects.iter().filter(|e| matches!(e, ScanEffect::Restarted(_))).count();
    assert_eq!(restarts, 1);
    assert!(run.effects.contains(&ScanEffect::Restarted(Reason::SeveralFaces)));
    assert_eq!(run.shown(), Some(Guidance::MultipleFaces));
}

/// Protects the track: a face that is elsewhere in the next frame is another face.
#[test]
fn a_jumping_face_starts_over() {
    let mut noise = Noise(4);
    let (mut run, at) = prompted(&mut noise);
    let scene = Scene { shift: 14.0, ..Scene::head() };
    run.observation(&observe(scene, at + FRAME, &mut noise), SAME);
    assert!(run.effects.contains(&ScanEffect::Restarted(Reason::FaceLost)));
}

/// Protects the observation of the turn: a stalled camera during it could hide anything.
#[test]
fn a_gap_during_the_task_starts_over() {
    let mut noise = Noise(5);
    let (mut run, at) = prompted(&mut noise);
    run.observation(&observe(Scene::head(), at + 900_000, &mut noise), SAME);
    assert!(run.effects.contains(&ScanEffect::Restarted(Reason::CameraUnstable)));
}

/// Protects against a frozen picture: no pass, and the camera is not believed.
#[test]
fn a_frozen_camera_is_not_believed() {
    let mut noise = Noise(6);
    let mut run = Run::turning(2);
    let mut observation = observe(Scene::head(), 0, &mut noise);
    for _ in 0..100 {
        observation.captured_at += FRAME;
        run.observation(&observation, SAME);
    }
    assert_eq!(run.verdict(), Some(&Verdict::NotConfirmed(vec![Reason::CameraUnconfirmed])));
}

/// Protects against a recording in a loop, even one that answers every prompt in its first round.
#[test]
fn a_loop_is_not_believed() {
    let mut noise = Noise(7);
    let mut run = Run::turning(2);
    let round: Vec<_> = (0..60).map(|_| observe(Scene::head(), 0, &mut noise)).collect();
    let mut at = 0;
    for observation in round.iter().cycle().take(200) {
        at += FRAME;
        let mut observation = observation.clone();
        observation.captured_at = at;
        run.observation(&observation, SAME);
    }
    assert_eq!(run.verdict(), Some(&Verdict::NotConfirmed(vec![Reason::CameraUnconfirmed])));
}

/// Protects against an answer that began before the question.
#[test]
fn an_anticipated_turn_is_asked_again() {
    let mut noise = Noise(8);
    let (mut run, at) = prompted(&mut noise);
    let sign = if run.shown() == Some(Guidance::TurnLeft) { 1.0 } else { -1.0 };
    for frame in 1_u8..5 {
        let scene = Scene { yaw: sign * 4.0 * f32::from(frame), ..Scene::head() };
        run.observation(&observe(scene, at + u64::from(frame) * FRAME, &mut noise), SAME);
    }
    assert!(run.effects.contains(&ScanEffect::Repeated(Reason::TaskUnconfirmed)));
}

/// Protects against a recording that happens to hold what is asked: it goes on with what another scan asked for.
#[test]
fn a_turn_that_nobody_asked_for_starts_over() {
    for seed in 0..6_u8 {
        let mut noise = Noise(u64::from(seed) + 80);
        let mut run = Run::turning(seed);
        let mut actor = Actor::new(Body::Head, &mut noise);
        play_scenes(&mut run, Camera { rate: 30.0, drops: 0.0 }, &mut noise, |now, run| {
            let scene = actor.scene(now, run.shown());
            let idle = match run.state.phase {
                Phase::Arm { idle, .. } => idle && seed % 2 == 0,
                Phase::FinalCapture(_) => true,
                _ => false,
            };
            (Some(if idle { Scene { yaw: 22.0, ..scene } } else { scene }), SAME)
        });
        assert!(run.effects.contains(&ScanEffect::Restarted(Reason::TaskUnconfirmed)), "seed {seed}");
        assert_eq!(run.verdict(), Some(&Verdict::Retry(vec![Reason::TaskUnconfirmed])), "seed {seed}");
    }
}

/// Protects against a recording of somebody who was asked for both sides: it goes through the middle and on before anything else is
/// asked.
#[test]
fn a_turn_that_goes_on_to_the_other_side_starts_over() {
    for seed in 0..4_u8 {
        let mut noise = Noise(u64::from(seed) + 110);
        let mut run = Run::turning(seed);
        let mut actor = Actor::new(Body::Head, &mut noise);
        let (mut side, mut yaw) = (0.0, 0.0_f32);
        play_scenes(&mut run, Camera { rate: 30.0, drops: 0.0 }, &mut noise, |now, run| {
            let scene = actor.scene(now, run.shown());
            if !matches!(run.state.phase, Phase::Return(_)) {
                (side, yaw) = (scene.yaw.signum(), scene.yaw);
                return (Some(scene), SAME);
            }
            yaw = (yaw - 3.0 * side).clamp(-22.0, 22.0);
            // A blink in the middle: no look at the face there.
            if yaw.abs() < 10.0 {
                (Some(Scene { yaw, eyes: 0.1, ..scene }), Likeness { anchor: 0.2, ..SAME })
            } else {
                (Some(Scene { yaw, ..scene }), SAME)
            }
        });
        assert!(run.effects.contains(&ScanEffect::Restarted(Reason::TaskUnconfirmed)), "seed {seed}");
        assert_eq!(run.verdict(), Some(&Verdict::Retry(vec![Reason::TaskUnconfirmed])), "seed {seed}");
    }
}

/// Protects against a recording in a loop, which holds every order of two tasks: what is still to be asked is not done before.
/// Whoever talks where no open mouth will be asked for may.
#[test]
fn a_task_that_is_done_before_it_is_asked_starts_over() {
    let other = [Challenge::OpenMouth, Challenge::TurnRight];
    for (nonce, other) in (0..8_u8).flat_map(|nonce| other.map(|other| (nonce, other))) {
        let tasks = [Challenge::TurnLeft, other].map(Slot::Only).to_vec();
        let profile = ScanProfile { tasks, ..ScanProfile::verify() };
        let mut noise = Noise(u64::from(nonce) + 90);
        let mut run = Run::with_profile(ScanRequest::new(Purpose::Verify, [nonce; 32]), profile);
        let is_asked_later = run.state.asked().last() == Some(&Challenge::OpenMouth);
        let mut actor = Actor::new(Body::Head, &mut noise);
        play_scenes(&mut run, Camera { rate: 30.0, drops: 0.0 }, &mut noise, |now, run| {
            let scene = actor.scene(now, run.shown());
            let speaks =
                matches!(run.state.phase, Phase::Prompt(_)) && run.shown() == Some(Guidance::TurnLeft);
            (Some(if speaks { Scene { mouth: 0.5, ..scene } } else { scene }), SAME)
        });
        let restarted = run.effects.contains(&ScanEffect::Restarted(Reason::TaskUnconfirmed));
        assert_eq!(restarted, is_asked_later, "nonce {nonce}, {other:?}");
    }
}

/// Protects the reading of the path: a turn faster than anybody's neck, or a jump of the pose, does not count.
#[test]
fn a_jump_of_the_pose_is_asked_again() {
    let mut noise = Noise(9);
    let (mut run, mut at) = prompted(&mut noise);
    let sign = if run.shown() == Some(Guidance::TurnLeft) { 1.0 } else { -1.0 };
    for frame in 0..12 {
        at += FRAME;
        let yaw = if frame < 8 { 0.0 } else { sign * 25.0 };
        run.observation(&observe(Scene { yaw, ..Scene::head() }, at, &mut noise), SAME);
    }
    assert!(run.effects.contains(&ScanEffect::Repeated(Reason::TaskUnconfirmed)));
    assert_eq!(run.shown(), Some(Guidance::Slower));
}

/// Protects people who mix up left and right: they are told once, and pass when they then turn rightly.
#[test]
fn the_wrong_side_is_said_once() {
    let mut noise = Noise(10);
    let (mut run, mut at) = prompted(&mut noise);
    let sign = if run.shown() == Some(Guidance::TurnLeft) { -1.0 } else { 1.0 };
    for frame in 0_u8..40 {
        at += FRAME;
        let yaw = sign * (f32::from(frame) - 6.0).clamp(0.0, 20.0);
        run.observation(&observe(Scene { yaw, ..Scene::head() }, at, &mut noise), SAME);
    }
    assert_eq!(run.shown(), Some(Guidance::OtherWay));
    assert!(matches!(run.state.phase, Phase::Prompt(_)));
}

/// Protects the clock: late, doubled and backward frames are named and change nothing but that.
#[test]
fn late_frames_are_dropped_by_name() {
    let mut noise = Noise(11);
    let (mut run, at) = prompted(&mut noise);
    let before = run.state.phase.clone();
    for (time, fault) in [(at, FrameFault::DuplicateTime), (at - 1, FrameFault::OutOfOrder)] {
        run.observation(&observe(Scene { yaw: 40.0, ..Scene::head() }, time, &mut noise), SAME);
        assert_eq!(run.effects.last(), Some(&ScanEffect::Dropped(fault)));
        assert_eq!(run.state.phase, before);
    }
}

/// Protects the end: a clock that keeps going back cannot keep a scan alive for ever.
#[test]
fn a_clock_that_runs_backwards_ends_the_scan() {
    let mut noise = Noise(12);
    let mut run = Run::turning(2);
    for frame in 0..200 {
        run.observation(&observe(Scene::head(), 1_000_000_000 - frame * FRAME, &mut noise), SAME);
    }
    assert_eq!(run.verdict(), Some(&Verdict::Retry(vec![Reason::CameraUnstable])));
}

/// Protects the person's time: without a face the scan ends, says what was missing, and is not held against anybody.
#[test]
fn nobody_in_view_times_out_uncounted() {
    let mut noise = Noise(13);
    let mut run = Run::turning(2);
    let mut at = 0;
    while run.verdict().is_none() {
        at += 500_000;
        assert!(at < 200_000_000);
        let mut observation = observe(Scene::head(), at, &mut noise);
        observation.face = None;
        run.observation(&observation, SAME);
    }
    let expected = Verdict::TimedOut { blocked_by: Some(Guidance::NoFace), counted: false };
    assert_eq!(run.verdict(), Some(&expected));
}

/// Protects whoever wears a mask: they are told to take it off, not that nobody is there; and only when that is likely.
#[test]
fn a_face_behind_a_mask_is_told_so() {
    let none = HiddenFace { edges: 0.28, detail: 0.05, ..HiddenFace::default() };
    let table = [
        (HiddenFace { mask: 0.9, ..none }, Guidance::RemoveMask),
        (HiddenFace { covered: 0.7, ..none }, Guidance::UncoverFace),
        (HiddenFace { sunglasses: 0.6, ..none }, Guidance::RemoveSunglasses),
        (HiddenFace { mask: 0.45, covered: 0.45, sunglasses: 0.1, ..none }, Guidance::RemoveMask),
        (HiddenFace { mask: 0.3, covered: 0.1, sunglasses: 0.1, ..none }, Guidance::NoFace),
        (HiddenFace { detail: 0.01, ..none }, Guidance::Blurry),
        (HiddenFace { mask: 0.9, edges: 0.1, detail: 0.01, ..none }, Guidance::Blurry),
        (HiddenFace { mask: f32::NAN, ..none }, Guidance::NoFace),
    ];
    for (hidden, hint) in table {
        let (mut noise, mut run) = (Noise(15), Run::turning(2));
        for frame in 1..20 {
            let mut observation = observe(Scene::head(), frame * FRAME, &mut noise);
            (observation.face, observation.hidden) = (None, Some(hidden));
            run.observation(&observation, SAME);
        }
        assert_eq!(run.shown(), Some(hint), "{hidden:?}");
        assert!(run.is_positioning());
    }
}

/// Protects the app's choice: cancelled is cancelled, from anywhere, and stays so.
#[test]
fn cancel_ends_at_once_and_for_good() {
    let mut noise = Noise(14);
    let (mut run, _) = prompted(&mut noise);
    run.event(&ScanEvent::Cancelled);
    assert_eq!(run.verdict(), Some(&Verdict::Cancelled));
    let mut actor = Actor::new(Body::Head, &mut noise);
    play(&mut run, &mut actor, Camera { rate: 30.0, drops: 0.0 }, SAME, &mut noise);
    assert_eq!(run.verdict(), Some(&Verdict::Cancelled));
}
