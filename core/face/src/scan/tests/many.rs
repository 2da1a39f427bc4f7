//! Whole sessions over drawn trajectories: some hundred in the tests, as many as `MIEN_SCAN_SESSIONS` names in a campaign.

use super::synthetic::{Actor, Body, Camera, Likeness, Noise, Run, SAME, Scene, play_scenes};
use crate::scan::{Guidance, Purpose, Reason, Verdict};

/// Sessions without a campaign.
const FEW: u64 = 600;
/// Of a hundred people so many may be asked to try again.
const TRY_AGAIN: u64 = 2;

/// Who stands before the camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Person,
    /// Their photo, tilted as asked.
    Photo,
    /// Somebody who does all that is asked, but never turns far.
    Idle,
    /// Another face after the start.
    Changed,
    /// Not the person of the template.
    Stranger,
    /// Leaves when asked to turn.
    Leaves,
}

const ALL: [Who; 6] = [Who::Person, Who::Photo, Who::Idle, Who::Changed, Who::Stranger, Who::Leaves];

fn session(index: u64) -> (Who, Run) {
    let mut noise = Noise(index.wrapping_mul(0x9E37_79B9).wrapping_add(17));
    let [who, nonce, purpose, ..] = noise.next().to_le_bytes();
    // Half of them are people.
    let who = ALL.get(usize::from(who) % (2 * ALL.len())).copied().unwrap_or(Who::Person);
    let purpose = if purpose % 2 == 0 || who == Who::Stranger { Purpose::Verify } else { Purpose::Enrol };
    let mut run = if who == Who::Photo { Run::turning(nonce) } else { Run::new(purpose, nonce) };
    run.is_brief = true;
    let camera = Camera { rate: noise.between(7.0, 60.0), drops: noise.between(0.0, 0.2) };
    let body = if who == Who::Photo { Body::Flat(noise.between(0.3, 1.0)) } else { Body::Head };
    let mut actor = Actor::new(body, &mut noise);
    match who {
        Who::Photo => actor.peak = noise.between(15.0, 65.0),
        Who::Idle => actor.peak = noise.between(0.0, 8.0),
        _ => {}
    }
    play_scenes(&mut run, camera, &mut noise, |now, run| {
        let asked = matches!(run.shown(), Some(Guidance::TurnLeft | Guidance::TurnRight));
        let scene: Scene = actor.scene(now, run.shown());
        let likeness = match who {
            Who::Changed => Likeness { anchor: 0.2, ..SAME },
            Who::Stranger => Likeness { template: Some(0.2), ..SAME },
            _ => SAME,
        };
        ((who != Who::Leaves || !asked).then_some(scene), likeness)
    });
    (who, run)
}

/// Protects both promises over whatever people, cameras and attackers are drawn: people pass, nobody else does, and who does
/// not pass is told why.
#[test]
fn people_pass_and_nobody_else_does() {
    let sessions = std::env::var("MIEN_SCAN_SESSIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(FEW);
    let (mut people, mut passed) = (0, 0);
    for index in 0..sessions {
        let (who, run) = session(index);
        let verdict = run.verdict();
        if who == Who::Person {
            people += 1;
            passed += u64::from(verdict == Some(&Verdict::Passed));
            if verdict != Some(&Verdict::Passed) {
                println!("session {index}: {verdict:?}, {:?}", run.state.phase);
            }
        } else {
            assert_ne!(verdict, Some(&Verdict::Passed), "session {index}, {who:?}: {:?}", run.state.evidence);
        }
        // Nobody waits longer than a minute here; that time ends a scan is another test's matter.
        let Some(verdict) = verdict else { continue };
        match (who, verdict) {
            (Who::Stranger, Verdict::NotConfirmed(reasons)) => {
                assert!(
                    reasons.iter().all(|r| *r != Reason::IdentityChanged),
                    "session {index}: {reasons:?}"
                );
            }
            (_, Verdict::Retry(reasons) | Verdict::NotConfirmed(reasons)) => {
                assert!(!reasons.is_empty(), "session {index}, {who:?}");
            }
            _ => {}
        }
        if sessions > FEW && index % 1000 == 999 {
            println!("{} sessions, {passed} of {people} people passed", index + 1);
        }
    }
    assert!(passed * 100 >= people * (100 - TRY_AGAIN), "{passed} of {people}");
}
