//! What must not change, or change in one direction only, when the same thing is seen otherwise.

use proptest::prelude::*;

use super::synthetic::{Actor, Body, Camera, Noise, Run, SAME, Scene, mirror, observe, play};
use crate::observation::Observation;
use crate::scan::gates::{OpenGates, blocker};
use crate::scan::geometry::Point;
use crate::scan::{FrameFacts, Guidance, Purpose, ScanProfile, Verdict};

fn mirrored(observation: &Observation) -> Observation {
    let mut seen = observation.clone();
    mirror(&mut seen);
    seen
}

fn hint(observation: &Observation) -> Option<Guidance> {
    let facts = FrameFacts::new(observation, None);
    let profile = ScanProfile::verify();
    blocker(facts.face.as_ref(), Some(0.0), &mut OpenGates::default(), &profile, profile.max_face_width)
        .0?
        .hint
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Protects left and right: in a mirror everything is the same but the sides.
    #[test]
    fn a_mirror_exchanges_the_sides_only(
        yaw in -50.0..50.0_f32, pitch in -20.0..20.0_f32, shift in -9.0..9.0_f32, distance in 25.0..60.0_f32, seed: u64,
    ) {
        let scene = Scene { yaw, pitch, shift, distance, ..Scene::head() };
        let seen = observe(scene, 1, &mut Noise(seed));
        let (here, there) = (FrameFacts::new(&seen, None), FrameFacts::new(&mirrored(&seen), None));
        let (here, there) = (here.face.unwrap(), there.face.unwrap());
        let near = |a: f32, b: f32| (a - b).abs() < 1e-3;
        prop_assert!(near(here.centre.x, 1.0 - there.centre.x) && near(here.centre.y, there.centre.y));
        prop_assert!(near(here.eye_distance, there.eye_distance) && near(here.width, there.width));
        prop_assert!(near(here.pose.yaw, -there.pose.yaw));
        // The nose, the forehead and the chin.
        for middle in [6, 7, 11] {
            let (a, b): (Point, Point) = (here.landmarks.points[middle], there.landmarks.points[middle]);
            prop_assert!(near(a.x, -b.x) && near(a.y, b.y), "{a:?} {b:?}");
        }
        let expected = match hint(&seen) {
            Some(Guidance::MoveLeft) => Some(Guidance::MoveRight),
            Some(Guidance::MoveRight) => Some(Guidance::MoveLeft),
            same => same,
        };
        prop_assert_eq!(hint(&mirrored(&seen)), expected);
    }

    /// Protects from advice that leads the wrong way: who makes it darker is never told that it is too bright now, and who
    /// makes it brighter never that it is too dark now.
    #[test]
    fn darker_is_never_too_bright(
        mean in 0.05..0.95_f32, entropy in 4.0..7.8_f32, over in 0.0..0.6_f32, under in 0.0..0.6_f32, factor in 0.2..1.0_f32, seed: u64,
    ) {
        let mut bright = observe(Scene::head(), 1, &mut Noise(seed));
        let light = &mut bright.face.as_mut().unwrap().lighting;
        (light.mean, light.entropy, light.over, light.under, light.background) = (mean, entropy, over, under, mean);
        let mut dark = bright.clone();
        let light = &mut dark.face.as_mut().unwrap().lighting;
        // Fewer white pixels, more black ones, less to tell apart.
        (light.mean, light.background) = (mean * factor, mean * factor);
        (light.over, light.under) = (over * factor, under + (1.0 - under) * (1.0 - factor));
        light.entropy = entropy + factor.log2();
        if hint(&bright) != Some(Guidance::TooBright) {
            prop_assert_ne!(hint(&dark), Some(Guidance::TooBright));
        }
        if hint(&dark) != Some(Guidance::TooDark) && hint(&dark) != Some(Guidance::TooBright) {
            prop_assert_ne!(hint(&bright), Some(Guidance::TooDark));
        }
    }

    /// The same for the distance: who steps back is never told that it is too near now.
    #[test]
    fn farther_is_never_too_near(distance in 12.0..70.0_f32, farther in 1.0..2.0_f32, seed: u64) {
        let at = |distance| observe(Scene { distance, jitter: 0.0, ..Scene::head() }, 1, &mut Noise(seed));
        let (near, far) = (hint(&at(distance)), hint(&at(distance * farther)));
        if near != Some(Guidance::MoveBack) {
            prop_assert_ne!(far, Some(Guidance::MoveBack));
        }
        if far != Some(Guidance::MoveCloser) {
            prop_assert_ne!(near, Some(Guidance::MoveCloser));
        }
    }
}

/// Protects the decision from the camera: the same person, and the same photo, are judged alike at every frame rate.
#[test]
fn the_frame_rate_does_not_decide() {
    for seed in 0..25_u8 {
        for (body, expected) in [(Body::Head, true), (Body::Flat(0.8), false)] {
            let passes = [10.0, 15.0, 30.0, 60.0].map(|rate| {
                let mut noise = Noise(u64::from(seed) + 9_000);
                let mut run = Run::new(Purpose::Verify, seed);
                let mut actor = Actor::new(body, &mut noise);
                play(&mut run, &mut actor, Camera { rate, drops: 0.0 }, SAME, &mut noise);
                run.verdict() == Some(&Verdict::Passed)
            });
            assert_eq!(passes, [expected; 4], "{body:?}, seed {seed}");
        }
    }
}
