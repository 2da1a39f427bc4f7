//! Sessions in which the scan refuses nothing, to see what its thresholds are up against.

use mien_face::calibration::{Calibration, Limit, Matching, MatchingReport, Turns};
use mien_face::scan::{
    Challenge, Cue, FaceScan, Path, Phase, PlanarEvidence, PlanarThresholds, Purpose, ScanProfile,
    ScanRequest, Slot,
};
use mien_face::{Embedding, Gallery};

use crate::campaign::{Lot, Terms};
use crate::{Kind, Moment, Pinhole, PuppetError, Stage};

/// What one scan showed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rehearsal {
    /// The turns.
    pub(crate) turns: Turns,
    /// The nods.
    pub(crate) nods: Turns,
    /// What faces showed that came closer.
    pub(crate) reliefs: Vec<f32>,
    /// The first face against the one on the way and in the final capture, eyes open.
    pub(crate) checkpoints: Vec<f32>,
    /// The lowest likeness of any two faces of the final capture.
    pub(crate) captures: Vec<f32>,
}

/// How long anybody stays before the camera, in microseconds of the stream.
const PATIENCE_US: u64 = 30_000_000;

/// Mean probability of open eyes from which on a comparison counts.
const OPEN: f32 = 0.5;

/// What is asked of whom. A photo often moves as nobody asked, after which the scan begins anew: of four tasks it would hardly
/// reach the last, so it comes twice.
pub(crate) const TURNS: &[Challenge] = &[Challenge::TurnLeft, Challenge::TurnRight];
/// The rest of it.
pub(crate) const OTHERS: &[Challenge] = &[Challenge::Nod, Challenge::ComeCloser];

/// Plays one session. An attacker's face is granted to be the right one: the turn alone is asked what it shows.
pub(crate) fn rehearse(
    stage: &Stage,
    kind: Kind,
    tasks: &[Challenge],
    face: &Embedding,
    seed: u64,
) -> Result<Rehearsal, PuppetError> {
    let lot = Lot::draw(seed);
    let request = ScanRequest::new(Purpose::Enrol, lot.nonce);
    let mut scan = FaceScan::new(request, lenient(tasks), open_to_all(), Gallery::default())?;
    let granted = (kind != Kind::Honest).then_some(face);
    let mut notes = Notes::default();
    let watch = &mut |moment: &Moment<'_>| notes.take(moment);
    let mut actor = kind.actor(stage, Pinhole::new(480, 640), lot.actor)?;
    let terms = Terms { patience_us: PATIENCE_US, granted, embed_every_us: 0 };
    lot.play(stage, actor.as_mut(), &mut scan, &terms, watch)?;
    Ok(notes.found)
}

/// A profile without opinions on the picture, since a press photograph, enlarged, is neither sharp nor evenly lit; it asks
/// again as often as it takes.
fn lenient(tasks: &[Challenge]) -> ScanProfile {
    ScanProfile {
        tasks: tasks.iter().copied().map(Slot::Only).collect(),
        min_presence: 0.5,
        second_face: f32::MAX,
        min_mean: 0.0,
        max_mean: 1.0,
        min_entropy: 0.0,
        max_under: 1.0,
        max_over: 1.0,
        max_side: f32::MAX,
        max_backlight: 1.0,
        min_edges: 0.0,
        max_yaw_pitch: 20.0,
        min_eyes_open: 0.0,
        max_restarts: u32::MAX,
        max_repeats: u32::MAX,
        ..ScanProfile::enrol()
    }
}

/// Thresholds that let everything through.
fn open_to_all() -> Calibration {
    let report =
        MatchingReport { pictures: 0, persons: 0, impostor_pairs: 0, genuine_pairs: 0, table: Vec::new() };
    let limit = || Limit { threshold: -1.0, basis: String::new() };
    let planar = PlanarThresholds {
        nose_per_degree: -1e3,
        nose_floor: -1e3,
        nose_planar: -1e3,
        aspect_margin: 1e3,
        max_pitch: 180.0,
        flagged_share: 1.0,
        flagged_least: u32::MAX,
        peak_deficit: 1e3,
        nose_per_deficit: 0.0,
    };
    Calibration::new(Matching { threshold: -1.0, far: 1.0, report, groups: None }, limit(), limit(), planar)
}

/// Reads a session's findings off the scan's states.
#[derive(Debug, Default)]
struct Notes {
    found: Rehearsal,
    /// The first face of the turns that go on.
    anchor: Option<Embedding>,
    /// The turn that goes on, as the frame before left it.
    path: Option<(Challenge, Path)>,
    /// When the latest comparison with the first face was, which passes here always.
    compared: Option<u64>,
    judged: Option<PlanarEvidence>,
    captured: Vec<Embedding>,
    /// Whether the latest approach was counted.
    relief: bool,
    last_capture: Option<u64>,
    was: Stood,
}

/// Where the scan stood before the frame.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Stood {
    #[default]
    Elsewhere,
    Settling,
    Capturing,
}

impl Notes {
    fn take(&mut self, moment: &Moment<'_>) {
        let embedding = moment.observation.embedding.as_ref();
        let eyes =
            moment.observation.face.as_ref().map_or(0.0, |f| f32::midpoint(f.eyes_open[0], f.eyes_open[1]));
        let judged = moment.state.evidence.map(|(evidence, _)| evidence);
        let finished = judged != self.judged;
        self.judged = judged;
        if finished {
            // The state that judges a turn no longer has its frames; those up to the frame before do.
            match self.path.take() {
                Some((Challenge::Nod, path)) => self.found.nods.finished.push(path),
                Some((_, path)) => self.found.turns.finished.push(path),
                None => {}
            }
        }
        let mut compared = finished;
        match &moment.state.phase {
            Phase::Settle(settle) if settle.anchored && self.anchor.is_none() => {
                self.anchor = embedding.cloned();
            }
            Phase::Arm { .. } if self.was == Stood::Settling && self.anchor.is_none() => {
                self.anchor = embedding.cloned();
            }
            Phase::Positioning => {
                self.anchor = None;
                self.captured.clear();
            }
            Phase::Prompt(turn) | Phase::Excursion(turn) | Phase::Peak(turn) | Phase::Return(turn) => {
                compared |= turn.confirmed.is_some() && turn.confirmed != self.compared;
                self.compared = turn.confirmed;
                self.path = turn.task.challenge.rotates().then(|| (turn.task.challenge, turn.path.clone()));
            }
            _ => {}
        }
        if moment.feedback.challenge.is_none() {
            let neutral = ScanProfile::enrol().neutral;
            let begun = |path: &Path| path.samples().iter().any(|sample| sample.lead >= neutral);
            if let Some((challenge, path)) = self.path.take().filter(|(_, path)| begun(path)) {
                let all =
                    if challenge == Challenge::Nod { &mut self.found.nods } else { &mut self.found.turns };
                all.begun.push(path);
            }
        }
        let relief = moment.state.votes.iter().rev().find(|vote| vote.cue == Cue::Relief);
        if let Some(vote) = relief.filter(|_| !std::mem::replace(&mut self.relief, true)) {
            self.found.reliefs.push(vote.value);
        }
        self.relief &= relief.is_some();
        self.capture(moment, embedding, &mut compared);
        if let (true, Some(anchor), Some(embedding)) = (compared && eyes >= OPEN, &self.anchor, embedding) {
            self.found.checkpoints.push(anchor.similarity(embedding));
        }
        self.was = match moment.state.phase {
            Phase::Settle(_) => Stood::Settling,
            Phase::FinalCapture(_) => Stood::Capturing,
            _ => Stood::Elsewhere,
        };
    }

    fn capture(&mut self, moment: &Moment<'_>, embedding: Option<&Embedding>, compared: &mut bool) {
        let kept = match &moment.state.phase {
            Phase::FinalCapture(capture) => {
                let new = capture.last != self.last_capture && capture.last.is_some();
                self.last_capture = capture.last;
                new
            }
            Phase::Done(_) => self.was == Stood::Capturing,
            _ => false,
        };
        let Some(embedding) = embedding.filter(|_| kept) else { return };
        *compared = true;
        let lowest = self.captured.iter().map(|other| other.similarity(embedding)).reduce(f32::min);
        self.captured.push(embedding.clone());
        self.found.captures.extend(lowest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects what calibrations rest on: an honest scan gives its two turns, every comparison on the way, and four
    /// likenesses of five captures.
    #[test]
    fn an_honest_scan_gives_all_measurements() {
        let stage = Stage::load().unwrap();
        let tasks = [TURNS, OTHERS].concat();
        let found = rehearse(&stage, Kind::Honest, &tasks, &stage.face().unwrap(), 3).unwrap();
        assert_eq!((found.turns.finished.len(), found.nods.finished.len(), found.reliefs.len()), (2, 1, 1));
        assert_eq!(found.captures.len(), 7);
        assert!(found.checkpoints.len() > 10, "{}", found.checkpoints.len());
        assert!(
            found.checkpoints.iter().chain(&found.captures).all(|likeness| (0.5..1.0).contains(likeness))
        );
        let farthest = |path: &Path| path.samples().iter().map(|s| s.lead).fold(0.0, f32::max);
        assert!(found.turns.finished.iter().all(|path| farthest(path) > ScanProfile::enrol().turn));
    }
}
