//! The drawn head, without any model: a made-up face whose every measure is known.

#![expect(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    reason = "a test fails loudly; its numbers are small"
)]

use std::sync::Arc;

use mien_puppet::{
    ARM_LENGTH, Actor, FrozenStream, Head, HeadState, Light, LoopedStream, Manner, NOSE_TIP, Person,
    PhotoHolder, Pinhole, Prompt, Random, ReorderedStream, RgbFrame, Truth,
};

/// Pixels of the made-up portrait between the eye centres: 10 px a centimetre.
const EYES: f32 = 63.0;

/// The outline of `FaceMesh`, clockwise from the forehead.
const OVAL: [usize; 36] = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176,
    149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];

/// A grey portrait with a red dot on the tip of the nose, and landmarks around it: the nose 4 cm before the rest.
fn made_up() -> Head {
    let centre = (200.0_f32, 200.0_f32);
    let mut landmarks: Vec<[f32; 3]> = (0..468_u16)
        .map(|i| {
            // Evenly over a disc (sunflower seeds), so that no two points meet.
            let (angle, radius) = (f32::from(i) * 2.399_963, 90.0 * (f32::from(i) / 468.0).sqrt());
            // The nose is a plateau, so that the dot on it is not stretched along a slope.
            let depth = if radius < 25.0 { -40.0 } else { 20.0 };
            [centre.0 + radius * angle.cos(), centre.1 + radius * angle.sin(), depth]
        })
        .collect();
    let half = EYES / 2.0;
    for (index, x, y) in [
        (33, -half - 14.3, -30.0),
        (133, -half + 14.3, -30.2),
        (362, half - 14.3, -30.2),
        (263, half + 14.3, -30.0),
    ] {
        landmarks[index] = [centre.0 + x, centre.1 + y, 20.0];
    }
    for (step, index) in (0_u8..).zip(OVAL) {
        let (sin, cos) = (f32::from(step) * 10.0).to_radians().sin_cos();
        landmarks[index] = [centre.0 + 100.0 * sin, centre.1 - 110.0 * cos, 20.0];
    }
    // The mean of all landmarks is the head's origin: put the nose there, 6 cm before the others.
    let others: Vec<_> =
        landmarks.iter().enumerate().filter(|(i, _)| *i != NOSE_TIP).map(|(_, p)| *p).collect();
    let mean = |axis: usize| others.iter().map(|p| p[axis]).sum::<f32>() / others.len() as f32;
    landmarks[NOSE_TIP] = [mean(0), mean(1), -40.0];
    let mut portrait = RgbFrame::filled(400, 400, [120, 120, 120]);
    let (x, y) = (landmarks[NOSE_TIP][0], landmarks[NOSE_TIP][1]);
    for row in 0..400_u16 {
        for column in 0..400_u16 {
            let (dx, dy) = (f32::from(column) + 0.5 - x, f32::from(row) + 0.5 - y);
            if dx * dx + dy * dy < 4.0 {
                portrait.put(u32::from(column), u32::from(row), [255, 0, 0]);
            }
        }
    }
    Head::new(&portrait, &landmarks).unwrap()
}

/// The middle of all red pixels.
fn red_dot(frame: &RgbFrame) -> [f32; 2] {
    let (mut sum, mut count) = ([0.0_f32; 2], 0.0_f32);
    for (index, pixel) in (0_u32..).zip(frame.pixels.chunks_exact(3)) {
        if pixel[0] > 180 && pixel[1] < 80 {
            sum[0] += (index % frame.width) as f32 + 0.5;
            sum[1] += (index / frame.width) as f32 + 0.5;
            count += 1.0;
        }
    }
    assert!(count > 0.0, "the nose is out of sight");
    sum.map(|total| total / count)
}

/// Protects what every scan measures: a nose 4 cm before the face and 12 cm before the neck's axis moves as a pinhole
/// camera of 624 px shows it, in both directions, at several distances.
#[test]
fn the_nose_moves_as_the_pinhole_says() {
    let head = made_up();
    let camera = Pinhole::new(480, 640);
    for distance in [30.0, ARM_LENGTH, 50.0] {
        for yaw in [-30.0_f32, -15.0, 0.0, 15.0, 30.0] {
            let state = HeadState { yaw, distance, ..HeadState::default() };
            let (sin, cos) = yaw.to_radians().sin_cos();
            // The nose is at z = -4, the axis at z = 8: the lever is 12 cm.
            let (x, z) = (12.0 * sin, 8.0 - 12.0 * cos + distance);
            let want = 240.0 + 624.0 * x / z;
            let seen = red_dot(&head.draw(camera, &state, &Light::default()));
            assert!((seen[0] - want).abs() < 2.0, "yaw {yaw} at {distance} cm: {} px, not {want}", seen[0]);
            let truth = head.landmark(NOSE_TIP, camera, &state).unwrap();
            assert!((truth[0] - want).abs() < 0.2);
        }
    }
}

/// Protects replay: the same seed, times and prompts give the same bytes, another seed gives others.
#[test]
fn every_actor_follows_from_its_seed() {
    let head = Arc::new(made_up());
    let camera = Pinhole::new(240, 320);
    let hash = |actor: &mut dyn Actor| {
        let mut state = 0xCBF2_9CE4_8422_2325_u64;
        for step in 0..12_u64 {
            let prompt = if step < 4 { Prompt::LookStraight } else { Prompt::TurnLeft };
            for byte in actor.frame_at(step * 333_333, prompt).0.pixels {
                // FNV-1a.
                state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
            }
        }
        state
    };
    let actors = |seed: u64| {
        [
            hash(&mut Person::new(head.clone(), camera, seed)),
            hash(&mut PhotoHolder::new(&head, camera, None, seed)),
            hash(&mut PhotoHolder::new(&head, camera, Some(5.0), seed)),
            hash(&mut FrozenStream::new(head.clone(), camera, seed)),
            hash(&mut LoopedStream::new(head.clone(), camera, seed)),
            hash(&mut ReorderedStream::new(head.clone(), camera, seed)),
        ]
    };
    let first = actors(1);
    assert_eq!(first, actors(1));
    for (one, other) in first.iter().zip(actors(2)) {
        assert_ne!(*one, other);
    }
}

/// Protects the honest person's behaviour: told to turn, the head turns to that side after a human delay and not before.
#[test]
fn a_person_turns_to_the_asked_side_after_a_human_delay() {
    let head = Arc::new(made_up());
    for seed in 0..20 {
        for (prompt, sign) in [(Prompt::TurnLeft, 1.0), (Prompt::TurnRight, -1.0)] {
            let mut person = Person::new(head.clone(), Pinhole::new(64, 64), seed);
            let mut yaw_at = |ms: u64| person.frame_at(ms * 1000, prompt).1.yaw * sign;
            let start = yaw_at(0);
            assert!(
                (yaw_at(340) - start).abs() < 2.0,
                "seed {seed} moved before it could have read the prompt"
            );
            assert!(yaw_at(3500) > 20.0, "seed {seed} did not turn");
        }
    }
}

/// What a person with these habits does in the seconds after a prompt, a frame each 50 ms; from the third second on the
/// screen shows `then`.
fn acts(head: &Arc<Head>, manner: Manner, seed: u64, prompt: Prompt, then: Prompt) -> Vec<Truth> {
    let mut person = Person::with_manner(Arc::clone(head), Pinhole::new(64, 64), manner, seed);
    (0..160_u64).map(|i| person.frame_at(i * 50_000, if i < 60 { prompt } else { then }).1).collect()
}

/// Protects every task: whoever is asked does it as far as a scan needs it, after a human delay, and ends where it began.
#[test]
fn people_do_each_task_and_come_back() {
    let head = Arc::new(made_up());
    for seed in 0..4 {
        for make in [Manner::cooperative, Manner::senior] {
            let manner = make(&mut Random::new(seed));
            let act = |prompt, then| acts(&head, manner.clone(), seed, prompt, then);
            let straight = Prompt::LookStraight;

            let nod = act(Prompt::Nod, Prompt::Nod);
            let lowest = nod.iter().map(|t| t.pitch).fold(f32::MAX, f32::min);
            assert!(nod[0].pitch - lowest > 10.0, "seed {seed}: nodded {lowest}");
            assert!((nod[159].pitch - nod[0].pitch).abs() < 4.0, "seed {seed}: the chin stayed down");

            let mouth = act(Prompt::OpenMouth, Prompt::CloseMouth);
            assert!(mouth.iter().any(|t| t.mouth > 0.6) && mouth[159].mouth < 0.01 && mouth[5].mouth == 0.0);

            let eyes = act(Prompt::CloseEyes, Prompt::OpenEyes);
            assert!(eyes[59].closed > 0.99, "seed {seed}: the eyes opened before the tone");
            assert!(eyes[120..].iter().filter(|t| t.closed < 0.5).count() > 30);

            let closer = act(Prompt::ComeCloser, straight);
            let nearest = closer.iter().map(|t| t.distance).fold(f32::MAX, f32::min);
            let share = nearest / closer[0].distance;
            assert!((0.5..0.85).contains(&share), "seed {seed}: came to {share} of the distance");
        }
    }
}

/// Protects the wrong way: somebody who begins on the wrong side turns to the right one when told.
#[test]
fn whoever_turns_the_wrong_way_can_be_told() {
    let manner = Manner { wrong_way: 1.0, ..Manner::cooperative(&mut Random::new(3)) };
    let yaw: Vec<f32> = acts(&Arc::new(made_up()), manner, 3, Prompt::TurnLeft, Prompt::OtherWay)
        .iter()
        .map(|t| t.yaw)
        .collect();
    assert!(yaw.iter().any(|yaw| *yaw < -15.0) && yaw[150] > 15.0, "{yaw:?}");
}

/// Protects people who cannot turn or bend the head: they do the rest.
#[test]
fn limited_mobility_keeps_the_head_still() {
    let head = Arc::new(made_up());
    let manner = Manner::limited_mobility(&mut Random::new(5));
    for prompt in [Prompt::TurnLeft, Prompt::Nod] {
        let all = acts(&head, manner.clone(), 5, prompt, Prompt::TurnMore);
        assert!(all.iter().all(|t| (t.yaw - all[0].yaw).abs() < 4.0 && (t.pitch - all[0].pitch).abs() < 4.0));
    }
    assert!(acts(&head, manner, 5, Prompt::OpenMouth, Prompt::None).iter().any(|t| t.mouth > 0.6));
}

/// The mean red and blue of the face's middle before and after the screen has turned red, 200 ms later.
fn in_red_light(actor: &mut dyn Actor) -> [[f32; 2]; 2] {
    let mut look = |at_us: u64| {
        let (frame, _) = actor.frame_at(at_us, Prompt::HoldStill);
        let mut sum = [0.0_f32; 2];
        for y in 280..320 {
            for x in 220..260 {
                let [red, _, blue] = frame.at(x, y);
                sum = [sum[0] + f32::from(red) / 1600.0, sum[1] + f32::from(blue) / 1600.0];
            }
        }
        actor.screen(at_us, Some([255, 0, 0]));
        sum
    };
    [look(1_000_000), look(1_200_000)]
}

/// Protects the test of the screen's light: a face before it takes its colour, a recording does not.
#[test]
fn a_face_takes_the_colour_of_the_screen_and_a_recording_does_not() {
    let head = Arc::new(made_up());
    let camera = Pinhole::new(480, 640);
    let mut manner = Manner::cooperative(&mut Random::new(9));
    manner.light.glow = 0.3;
    let [before, after] = in_red_light(&mut Person::with_manner(head.clone(), camera, manner, 9));
    let gain = (after[0] / after[1]) / (before[0] / before[1]);
    assert!((1.05..1.3).contains(&gain), "{gain}");
    let [before, after] = in_red_light(&mut ReorderedStream::new(head, camera, 9));
    let gain = (after[0] / after[1]) / (before[0] / before[1]);
    assert!((gain - 1.0).abs() < 0.01, "{gain}");
}

/// Protects the cut recording: it shows the turn that is asked, sooner than a person could.
#[test]
fn a_cut_recording_shows_what_is_asked() {
    for (prompt, sign) in [(Prompt::TurnLeft, 1.0_f32), (Prompt::TurnRight, -1.0)] {
        let mut stream = ReorderedStream::new(Arc::new(made_up()), Pinhole::new(64, 64), 4);
        let yaw: Vec<f32> = (0..50_u64)
            .map(|i| stream.frame_at(i * 66_667, if i < 15 { Prompt::None } else { prompt }).1.yaw)
            .collect();
        assert!(yaw[..15].iter().all(|yaw| yaw.abs() < 6.0));
        assert!(yaw[15..].iter().any(|yaw| sign * yaw > 20.0), "{yaw:?}");
    }
}

/// Protects the replay attack: a second round of the loop gives the first round's very bytes.
#[test]
fn a_loop_repeats_itself() {
    let head = Arc::new(made_up());
    let mut looped = LoopedStream::new(head, Pinhole::new(64, 64), 3);
    let frames: Vec<RgbFrame> = (0..450).map(|i| looped.frame_at(i * 33_334, Prompt::None).0).collect();
    let again = frames.iter().skip(60).position(|frame| *frame == frames[10]);
    assert!(again.is_some());
}
