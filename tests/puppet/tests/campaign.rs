//! Seeded sessions through the real engine and the real scan: a tenth, or less, of what `mien evaluate session` runs.

#![expect(clippy::unwrap_used, reason = "a test fails loudly: without models, run `cargo xtask setup`")]

use mien_puppet::campaign::{Campaign, CampaignReport};
use mien_puppet::{CameraModel, HeadState, Kind, Light, Pinhole, Profile, Stage};

fn sessions(kind: Kind, profile: Profile, count: u32) -> CampaignReport {
    let mut stage = Stage::load().unwrap();
    if !kind.is_genuine() {
        // Attackers stay a third as long as in a full campaign: these tests run with every change.
        stage.patience_us = 20_000_000;
    }
    let report = Campaign::new(&stage, kind, profile).unwrap().run(count, 1, &|_, _| {}).unwrap();
    println!("{report}");
    report
}

/// Nobody passes.
fn refused(kind: Kind, count: u32) {
    if kind.needs_people() && !Kind::has_people() {
        println!("skipped: no data");
        return;
    }
    let report = sessions(kind, Profile::Verify, count);
    assert_eq!(report.passed, 0, "{report}");
}

/// Protects people: in good light, with any camera, the scan lets the enrolled person in.
#[test]
fn honest_people_pass() {
    let report = sessions(Kind::Honest, Profile::Verify, 50);
    assert!(report.passed >= 49, "{report}");
}

/// Protects old people: slow and late, with a tremor, an unsteady hand, and the wrong way now and then.
#[test]
fn old_people_pass() {
    let report = sessions(Kind::Senior, Profile::Senior, 20);
    assert!(report.passed >= 18, "{report}");
}

/// Protects against a photo moved by hand.
#[test]
fn a_flat_photo_never_passes() {
    refused(Kind::Flat, 50);
}

/// Protects against two stills that are exchanged out of view, the cheapest way to show a turn.
#[test]
fn two_prints_never_pass() {
    refused(Kind::TwoPrints, 20);
}

/// Protects against a camera that gives one picture over and over.
#[test]
fn a_frozen_stream_never_passes() {
    refused(Kind::Frozen, 50);
}

/// Protects against a recorded scan, once or in a loop or in pieces, in which something else was asked.
#[test]
fn recordings_of_other_scans_never_pass() {
    for kind in [Kind::Replay, Kind::Looped, Kind::Reordered] {
        refused(kind, 20);
    }
}

/// Protects against a bent photo: it is found out by the model that was trained on other people's.
#[test]
fn a_bent_photo_hardly_ever_passes() {
    let report = sessions(Kind::Bent7, Profile::Verify, 30);
    assert!(report.passed <= 1, "{report}");
}

/// Protects against somebody else who does all that is asked.
#[test]
fn a_stranger_never_passes() {
    refused(Kind::Stranger, 10);
}

/// Protects against an exchange of two people within a frame, in the same place and pose.
#[test]
fn swapped_people_never_pass() {
    refused(Kind::Swapped, 20);
}

/// Protects against the victim's photo beside a stranger who does what is asked.
#[test]
fn a_photo_beside_a_stranger_never_passes() {
    refused(Kind::TwoFaces, 10);
}

/// Protects against real photos, whose faces no model here has seen.
#[test]
fn real_photos_never_pass() {
    refused(Kind::LfwFlat, 10);
}

/// Protects the puppet's standing as a head: the engine reads back the yaw that was drawn, within a fifth or the three
/// and a half degrees that the mesh itself is off on small turns (3.1 at -10).
#[test]
fn the_engine_reads_back_the_turn() {
    let stage = Stage::load().unwrap();
    let read = |yaw: f32| {
        let mut engine = mien_face::FaceEngine::new(stage.models.clone());
        let turned = HeadState { yaw, ..HeadState::default() };
        let frame = stage.head.draw(Pinhole::new(480, 640), &turned, &Light::default());
        let buffers = CameraModel::steady(15.0).buffers(&frame, 0);
        let observation = engine.observe(&buffers.frame().unwrap(), mien_face::Wants::default()).unwrap();
        let face = observation.face.unwrap();
        assert!(face.mesh.presence > 0.99);
        face.pose.yaw
    };
    let straight = read(0.0);
    for yaw in [-35.0_f32, -30.0, -25.0, -20.0, -15.0, -10.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0] {
        let got = read(yaw) - straight;
        assert!((got - yaw).abs() <= (0.2 * yaw.abs()).max(3.5), "drew {yaw}, read {got}");
    }
}

/// Protects whatever waits for a blink: the engine reads both eyes as open or closed as they were drawn, near and far, in
/// dim and in bright light.
#[test]
fn the_engine_reads_back_open_and_closed_eyes() {
    let stage = Stage::load().unwrap();
    for closed in [0.0_f32, 1.0] {
        for (distance, [yaw, pitch, roll], face) in [
            (32.0, [0.0, 0.0, 0.0], 1.0),
            (34.0, [3.0, 2.0, 1.0], 1.15),
            (36.0, [-3.0, -2.0, -2.0], 0.85),
            (38.0, [2.0, -3.0, 3.0], 1.0),
            (40.0, [0.0, 0.0, 0.0], 0.85),
        ] {
            let drawn = HeadState { distance, yaw, pitch, roll, closed, ..HeadState::default() };
            let light = Light { face, ..Light::default() };
            let frame = stage.head.draw(Pinhole::new(480, 640), &drawn, &light);
            let buffers = CameraModel::steady(15.0).buffers(&frame, 0);
            let mut engine = mien_face::FaceEngine::new(stage.models.clone());
            let observation = engine.observe(&buffers.frame().unwrap(), mien_face::Wants::default()).unwrap();
            let open = observation.face.unwrap().eyes_open;
            let right = open.iter().all(|eye| if closed > 0.5 { *eye < 0.5 } else { *eye > 0.5 });
            assert!(right, "lids {closed} at {distance} cm: {open:?}");
        }
    }
}
