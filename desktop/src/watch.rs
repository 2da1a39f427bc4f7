//! A recording, looked at from the first frame to the last: what happened in it, and what speaks against a live person.

use std::path::Path;

use mien_face::calibration::Calibration;
use mien_face::measure::spoof;
use mien_face::scan::{Event, PassiveCheck, PassiveFacts, Watcher};
use mien_face::{FaceEngine, FaceModels, Wants};
use serde::Serialize;

use crate::failure::{Answer, Because, Failure};
use crate::stats::float;
use crate::{models, source};

/// Scores of the texture network from here on are a vote for a live face.
pub(crate) const LIVE: f32 = 0.5;
/// The texture network looks at one frame in so many microseconds of a video...
const VOTE_EVERY: u64 = 250_000;
/// ...and at this many at most.
const MOST_VOTES: usize = 24;

/// Everything that was seen.
pub(crate) struct Seen {
    pub(crate) frames: u64,
    pub(crate) length: u64,
    pub(crate) events: Vec<Event>,
    pub(crate) facts: PassiveFacts,
    /// How live the texture network found single frames, 0 to 1.
    pub(crate) texture: Vec<f32>,
}

/// What one part of the check says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Voice {
    /// Which part.
    pub(crate) cue: &'static str,
    /// Whether it speaks against a live person.
    pub(crate) against: bool,
    /// Why, or what was measured.
    pub(crate) why: String,
}

/// Looks at a video file or a folder of pictures.
pub(crate) fn look(models: &FaceModels, calibration: &Calibration, path: &Path) -> Result<Seen, Failure> {
    let cannot = || format!("cannot look at {}", path.display());
    let mut source = source::open(path)?;
    let mut engine = FaceEngine::new(models.clone());
    let (mut check, mut watcher) = (PassiveCheck::new(), Watcher::new());
    let (mut texture, mut next_vote) = (Vec::new(), 0);
    let (mut frames, mut start, mut last) = (0, None, 0);
    while let Some(owned) = source.next_frame()? {
        let frame = owned.frame().because(cannot)?;
        let observation = engine.observe(&frame, Wants::default()).because(cannot)?;
        check.push(&observation);
        watcher.push(&observation);
        frames += 1;
        last = owned.captured_at;
        start.get_or_insert(last);
        if let Some(face) = &observation.face
            && last >= next_vote
            && texture.len() < MOST_VOTES
        {
            texture.push(1.0 - spoof(models, &frame, face.bounds).because(cannot)?);
            next_vote = last + VOTE_EVERY;
        }
    }
    let length = last - start.unwrap_or(last);
    Ok(Seen { frames, length, events: watcher.finish(), facts: check.facts(&calibration.planar), texture })
}

impl Seen {
    /// What each part says, in the order in which they are asked.
    pub(crate) fn voices(&self) -> Vec<Voice> {
        let facts = &self.facts;
        let mean = f64::from(self.texture.iter().sum::<f32>()) / float(self.texture.len().max(1));
        let voice = |cue, against, why: String| Voice { cue, against, why };
        let missing = facts.frames == 0 || 2 * facts.with_face < facts.frames;
        let sheet =
            facts.planar.map_or("not like a sheet".into(), |reason| format!("like a sheet ({reason:?})"));
        vec![
            voice("face", missing, format!("in {} of {} frames", facts.with_face, facts.frames)),
            voice(
                "frozen",
                facts.frozen,
                (if facts.frozen { "the picture froze" } else { "the picture runs" }).into(),
            ),
            voice(
                "looped",
                facts.looped,
                (if facts.looped { "pictures repeat" } else { "no picture repeats" }).into(),
            ),
            voice("solid", facts.planar.is_some(), sheet),
            voice(
                "presentation",
                mean < f64::from(LIVE),
                format!("texture {mean:.3} over {} frames", self.texture.len()),
            ),
        ]
    }
}

/// What `mien scan --video FILE --json` prints. The names are a contract.
#[derive(Serialize)]
struct Report<'a> {
    frames: u64,
    seconds: f64,
    events: &'a [Event],
    votes: &'a [Voice],
    /// `pass` when nothing speaks against a live person, else `no_pass`.
    decision: &'static str,
    reasons: Vec<&'static str>,
}

/// Prints what happens in a recording.
pub(crate) fn run(path: &Path, json: bool) -> Result<Answer, Failure> {
    let calibration = Calibration::shipped().because(|| "cannot use the built-in thresholds")?;
    let seen = look(&models::load()?, &calibration, path)?;
    let votes = seen.voices();
    let reasons: Vec<_> = votes.iter().filter(|voice| voice.against).map(|voice| voice.cue).collect();
    let decision = if reasons.is_empty() { "pass" } else { "no_pass" };
    let seconds = std::time::Duration::from_micros(seen.length).as_secs_f64();
    if json {
        let report =
            Report { frames: seen.frames, seconds, events: &seen.events, votes: &votes, decision, reasons };
        println!("{}", serde_json::to_string_pretty(&report).because(|| "cannot write the report")?);
    } else {
        for Event { kind, from, to, extreme, .. } in &seen.events {
            let [from, to] = [from, to].map(|at| std::time::Duration::from_micros(*at).as_secs_f64());
            println!("{from:6.2} to {to:6.2} s  {kind:?} ({extreme:.2})");
        }
        for Voice { cue, against, why } in &votes {
            println!("{:<14} {}  {why}", cue, if *against { "against" } else { "nothing against" });
        }
        println!(
            "{decision}: nobody in a recording can be asked for anything, so that this is the passive part of a scan"
        );
    }
    Ok(if decision == "pass" { Answer::Yes } else { Answer::No })
}
