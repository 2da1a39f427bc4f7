//! Recorded streams of events: what they lead to must not change by itself, and no damage to them may do harm.
//!
//! `tests/corpus/events/*.json` are whole scans of a synthetic head. After a change that is meant to change transcripts (tasks,
//! profiles, models), `MIEN_WRITE_GOLDEN=1 cargo test --workspace --lib golden` writes them anew.

use std::path::PathBuf;

use proptest::collection::vec;
use proptest::prelude::*;

use super::synthetic::{Actor, Body, Camera, Noise, Run, SAME, play};
use crate::scan::{Purpose, ScanEvent, Verdict};
use crate::test_support::hex;

/// What was recorded: name, purpose, nonce, who stands there, and the last link of the transcript.
const RECORDED: [(&str, Purpose, u8, Body, &str); 3] = [
    ("verify", Purpose::Verify, 21, Body::Head, VERIFY),
    ("enrol", Purpose::Enrol, 22, Body::Head, ENROL),
    ("photo", Purpose::Verify, 23, Body::Flat(0.8), PHOTO),
];
const VERIFY: &str = "b3e9ba9eaf5088706a02b4e1d6237ff34421b000579e3cac969b659ff0b48138";
const ENROL: &str = "3847fabcfb6fe690f3f413686deac3878293fa8a935c6543e87927ef72155b31";
const PHOTO: &str = "efa8204b612bfbe2eb234f66f623adeac5edee6f7b68f6dac4459674def8679b";

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/events").join(name).with_extension("json")
}

fn record(name: &str, purpose: Purpose, nonce: u8, body: Body) {
    let mut noise = Noise(u64::from(nonce));
    let mut run = Run::new(purpose, nonce);
    let mut actor = Actor::new(body, &mut noise);
    play(&mut run, &mut actor, Camera { rate: 8.0, drops: 0.0 }, SAME, &mut noise);
    let lines: Vec<String> = run.events.iter().map(|event| serde_json::to_string(event).unwrap()).collect();
    std::fs::write(file(name), format!("[\n{}\n]\n", lines.join(",\n"))).unwrap();
}

fn replay(purpose: Purpose, nonce: u8, events: &[ScanEvent]) -> Run {
    let mut run = Run::new(purpose, nonce);
    for event in events {
        run.event(event);
    }
    run
}

/// Protects the audit: the same events give the same decision and the same hash chain, today, tomorrow and on every processor.
#[test]
fn recorded_scans_keep_their_transcripts() {
    let write = std::env::var_os("MIEN_WRITE_GOLDEN").is_some();
    let mut changed = Vec::new();
    for (name, purpose, nonce, body, expected) in RECORDED {
        if write {
            record(name, purpose, nonce, body);
        }
        let text = std::fs::read_to_string(file(name)).unwrap();
        let events: Vec<ScanEvent> = serde_json::from_str(&text).unwrap();
        let run = replay(purpose, nonce, &events);
        assert_eq!(
            run.verdict() == Some(&Verdict::Passed),
            body == Body::Head,
            "{name}: {:?}",
            run.verdict()
        );
        let head = hex(run.state.transcript.head());
        if head != expected {
            changed.push((name, head));
        }
    }
    assert!(
        changed.is_empty(),
        "other transcripts; if that is meant, write these into this file: {changed:#?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Protects whoever replays an audit record from a damaged one: it is refused, or it is replayed to some end; nothing panics, and
    /// no damage turns a photo's scan into a pass.
    #[test]
    fn damaged_events_do_no_harm(edits in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in any::<prop::sample::Index>(), which in 0..3_usize) {
        let (name, purpose, nonce, body, _) = RECORDED[which];
        let mut bytes = std::fs::read(file(name)).unwrap();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(events) = serde_json::from_slice::<Vec<ScanEvent>>(&bytes) {
            let run = replay(purpose, nonce, &events);
            prop_assert!(body == Body::Head || run.verdict() != Some(&Verdict::Passed));
        }
        bytes.truncate(cut.index(bytes.len()));
        prop_assert!(serde_json::from_slice::<Vec<ScanEvent>>(&bytes).is_err());
    }
}
