//! What can be said of a recording without asking anything.

use super::synthetic::{Actor, Body, Noise, calibration, observe};
use crate::Observation;
use crate::scan::{Guidance, PassiveCheck, PassiveFacts};

/// A recording of somebody who turns to both sides, 30 frames a second.
fn recording(body: Body, peak: f32, seed: u64) -> Vec<Observation> {
    let mut noise = Noise(seed);
    let mut actor = Actor::new(body, &mut noise);
    actor.peak = peak;
    let hint = |frame: u16| match frame / 60 {
        1 => Some(Guidance::TurnLeft),
        3 => Some(Guidance::TurnRight),
        _ => None,
    };
    let mut frames = Vec::new();
    for frame in 0..300_u16 {
        let scene = actor.scene(f32::from(frame) / 30.0, hint(frame));
        frames.push(observe(scene, u64::from(frame) * 33_333, &mut noise));
    }
    frames
}

fn facts(frames: &[Observation]) -> PassiveFacts {
    let mut check = PassiveCheck::new();
    for frame in frames {
        check.push(frame);
    }
    check.facts(&calibration().planar)
}

/// A head that happens to turn is not taken for a sheet, a photo that is turned is.
#[test]
fn heads_and_photos_are_told_apart_without_a_task() {
    for seed in 1..40 {
        let head = facts(&recording(Body::Head, 28.0, seed));
        assert_eq!(
            head,
            PassiveFacts { frames: 300, with_face: 300, ..PassiveFacts::default() },
            "seed {seed}"
        );
        let photo = facts(&recording(Body::Flat(0.8), 45.0, seed));
        assert!(photo.planar.is_some(), "seed {seed}: {photo:?}");
    }
}

/// A stream that stands still or comes round again is no camera; frames without a face are counted as such.
#[test]
fn frozen_and_looped_recordings_are_noticed() {
    let frames = recording(Body::Head, 0.0, 5);
    let mut frozen = frames.clone();
    for frame in &mut frozen[100..] {
        frame.fingerprint = frames[100].fingerprint;
    }
    assert!(facts(&frozen).frozen && !facts(&frames).frozen);
    let mut looped = frames.clone();
    for (frame, before) in looped[150..].iter_mut().zip(&frames) {
        frame.fingerprint = before.fingerprint;
    }
    assert!(facts(&looped).looped && !facts(&frames).looped);
    let mut empty = frames;
    empty.iter_mut().take(200).for_each(|frame| frame.face = None);
    assert_eq!((facts(&empty).frames, facts(&empty).with_face), (300, 100));
}
