//! What happens in a recording: turns, nods, mouth, blinks, covers, second faces, each with its times.
//!
//! Nobody is asked for anything here: for people who want to see what the scan sees, and for measuring.

use serde::Serialize;

use super::facts::{FaceFacts, FrameFacts};
use super::geometry::median;
use crate::Observation;

/// Frames that the resting values are the median of, at most: some ten seconds.
const RESTING: usize = 300;
/// Frames after which the resting values can be trusted.
const KNOWN: usize = 8;
/// Frames that an event may be interrupted for.
const GAP: u32 = 3;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The head turned to the person's left; the extreme is in degrees.
    TurnLeft,
    /// The head turned to the person's right; degrees.
    TurnRight,
    /// The chin went down; degrees.
    ChinDown,
    /// The chin went up; degrees.
    ChinUp,
    /// The mouth opened; height over width of the inner lips.
    MouthOpen,
    /// Both eyes closed for less than half a second; lowest probability of open eyes.
    Blink,
    /// Both eyes closed for longer.
    EyesClosed,
    /// The face came nearer; by which factor.
    Nearer,
    /// The face went away; by which factor.
    Farther,
    /// A mask covered nose and mouth; highest probability.
    Mask,
    /// Dark glasses covered the eyes; highest probability.
    Sunglasses,
    /// A hand or a thing covered another part of the face; highest probability.
    Covered,
    /// A second face was in view; its area over the first one's.
    SecondFace,
    /// No face was in view.
    NoFace,
}

/// One event.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// First frame, counted from 0.
    pub first: u64,
    /// Last frame.
    pub last: u64,
    /// Capture time of the first frame, microseconds since the recording's first.
    pub from: u64,
    /// Capture time of the last frame.
    pub to: u64,
    /// How far it went, in the unit of the kind.
    pub extreme: f32,
}

/// When something counts as happening: it begins at `on` and ends below `off`.
#[derive(Debug, Clone, Copy)]
struct Rule {
    kind: EventKind,
    on: f32,
    off: f32,
    /// Frames that it must last.
    least: u64,
}

const RULES: [Rule; 13] = [
    Rule { kind: EventKind::TurnLeft, on: 12.0, off: 7.0, least: 3 },
    Rule { kind: EventKind::TurnRight, on: 12.0, off: 7.0, least: 3 },
    Rule { kind: EventKind::ChinDown, on: 9.0, off: 5.0, least: 3 },
    Rule { kind: EventKind::ChinUp, on: 9.0, off: 5.0, least: 3 },
    Rule { kind: EventKind::MouthOpen, on: 0.15, off: 0.08, least: 3 },
    Rule { kind: EventKind::Blink, on: 0.5, off: 0.4, least: 1 },
    Rule { kind: EventKind::Nearer, on: 0.25, off: 0.15, least: 5 },
    Rule { kind: EventKind::Farther, on: 0.25, off: 0.15, least: 5 },
    Rule { kind: EventKind::Mask, on: 0.5, off: 0.4, least: 5 },
    Rule { kind: EventKind::Sunglasses, on: 0.5, off: 0.4, least: 5 },
    Rule { kind: EventKind::Covered, on: 0.5, off: 0.4, least: 5 },
    Rule { kind: EventKind::SecondFace, on: 0.25, off: 0.2, least: 5 },
    Rule { kind: EventKind::NoFace, on: 0.5, off: 0.4, least: 3 },
];

/// How far eyes must close to be closed: those that look down or are narrowed come half as far, and no further.
const SHUT: f32 = 0.9;
/// Microseconds up to which closed eyes are a blink.
const BLINK: u64 = 500_000;

/// Looks at the frames of one recording in order.
#[derive(Debug, Clone, Default)]
pub struct Watcher {
    frame: u64,
    start: Option<u64>,
    resting: Resting,
    open: [Option<Going>; RULES.len()],
    events: Vec<Event>,
}

/// An event that goes on, and for how many frames it has paused.
#[derive(Debug, Clone, Copy)]
struct Going {
    event: Event,
    paused: u32,
}

/// How the face was in the frames so far.
#[derive(Debug, Clone, Default)]
struct Resting {
    yaw: Vec<f32>,
    pitch: Vec<f32>,
    mouth: Vec<f32>,
    size: Vec<f32>,
}

/// How the face is when nothing happens; unknown in the first frames.
#[derive(Debug, Clone, Copy)]
struct Usual {
    yaw: f32,
    pitch: f32,
    mouth: f32,
    size: f32,
}

impl Resting {
    fn add(&mut self, face: &FaceFacts) {
        for (list, value) in [
            (&mut self.yaw, face.pose.yaw),
            (&mut self.pitch, face.pose.pitch),
            (&mut self.mouth, face.mouth_open),
            (&mut self.size, face.eye_distance),
        ] {
            if list.len() >= RESTING {
                list.remove(0);
            }
            list.push(value);
        }
    }

    fn usual(&self) -> Option<Usual> {
        let middle = |list: &[f32]| median(list.to_vec());
        (self.yaw.len() >= KNOWN).then(|| Usual {
            yaw: middle(&self.yaw),
            pitch: middle(&self.pitch),
            mouth: middle(&self.mouth),
            size: middle(&self.size).max(1.0),
        })
    }
}

impl Watcher {
    /// A watcher that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes what one frame showed.
    pub fn push(&mut self, observation: &Observation) {
        let facts = FrameFacts::new(observation, None);
        let at = facts.at.saturating_sub(*self.start.get_or_insert(facts.at));
        if let Some(face) = &facts.face {
            self.resting.add(face);
        }
        let usual = self.resting.usual();
        let values = RULES.map(|rule| value(rule.kind, facts.face.as_ref(), usual));
        for ((rule, value), going) in RULES.iter().zip(values).zip(&mut self.open) {
            if let Some(done) = follow(rule, value, self.frame, at, going) {
                self.events.push(done);
            }
        }
        self.frame += 1;
    }

    /// Ends the recording: all events in the order in which they began.
    pub fn finish(mut self) -> Vec<Event> {
        for (rule, going) in RULES.iter().zip(&mut self.open) {
            self.events.extend(going.take().and_then(|going| closed(rule, going.event)));
        }
        self.events.sort_by_key(|event| event.first);
        self.events
    }
}

/// How much of this is in the frame. A face that is gone does nothing.
fn value(kind: EventKind, face: Option<&FaceFacts>, usual: Option<Usual>) -> f32 {
    let Some(face) = face else {
        return if kind == EventKind::NoFace { 1.0 } else { 0.0 };
    };
    let since = |change: fn(&FaceFacts, Usual) -> f32| usual.map_or(0.0, |usual| change(face, usual));
    match kind {
        EventKind::TurnLeft => since(|face, usual| face.pose.yaw - usual.yaw),
        EventKind::TurnRight => since(|face, usual| usual.yaw - face.pose.yaw),
        EventKind::ChinDown => since(|face, usual| usual.pitch - face.pose.pitch),
        EventKind::ChinUp => since(|face, usual| face.pose.pitch - usual.pitch),
        EventKind::MouthOpen => since(|face, usual| face.mouth_open - usual.mouth),
        EventKind::Blink | EventKind::EyesClosed => 1.0 - face.eyes_open,
        EventKind::Nearer => since(|face, usual| face.eye_distance / usual.size - 1.0),
        EventKind::Farther => since(|face, usual| usual.size / face.eye_distance - 1.0),
        EventKind::Mask => face.occlusion.mask,
        EventKind::Sunglasses => face.occlusion.sunglasses,
        EventKind::Covered => face.occlusion.covered,
        EventKind::SecondFace => face.second_face,
        EventKind::NoFace => 0.0,
    }
}

fn follow(rule: &Rule, value: f32, frame: u64, at: u64, going: &mut Option<Going>) -> Option<Event> {
    match going {
        None if value >= rule.on => {
            let event =
                Event { kind: rule.kind, first: frame, last: frame, from: at, to: at, extreme: value };
            *going = Some(Going { event, paused: 0 });
            None
        }
        None => None,
        Some(Going { event, paused }) if value >= rule.off => {
            *paused = 0;
            (event.last, event.to, event.extreme) = (frame, at, event.extreme.max(value));
            None
        }
        // Two blinks in a row are two; what moves slower may flicker.
        Some(Going { paused, .. }) if rule.least > 1 && *paused < GAP => {
            *paused += 1;
            None
        }
        Some(_) => going.take().and_then(|going| closed(rule, going.event)),
    }
}

fn closed(rule: &Rule, event: Event) -> Option<Event> {
    let half = event.kind == EventKind::Blink && event.extreme < SHUT;
    let happened = event.last - event.first + 1 >= rule.least && !half;
    let long = event.kind == EventKind::Blink && event.to - event.from > BLINK;
    happened.then_some(Event { kind: if long { EventKind::EyesClosed } else { event.kind }, ..event })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::tests::synthetic::{Noise, Scene, observe};

    /// 30 frames a second of what `scene` shows.
    fn watched(frames: u64, scene: impl Fn(u64) -> Option<Scene>) -> Vec<Event> {
        let (mut watcher, mut noise) = (Watcher::new(), Noise(1));
        for frame in 0..frames {
            let shown = scene(frame);
            let mut observation = observe(shown.unwrap_or(Scene::head()), frame * 33_333 + 7, &mut noise);
            observation.face = observation.face.filter(|_| shown.is_some());
            watcher.push(&observation);
        }
        watcher.finish()
    }

    fn at(kind: EventKind, events: &[Event]) -> Vec<(u64, u64)> {
        events.iter().filter(|e| e.kind == kind).map(|e| (e.first, e.last)).collect()
    }

    /// Protects the labels: blinks are counted one by one and to the frame, and long closures are no blinks.
    #[test]
    fn blinks_are_found_to_the_frame() {
        let closed = |frame| matches!(frame, 34..=37 | 60..=62 | 64..=66 | 80..=110);
        let events = watched(130, |frame| {
            Some(Scene { eyes: if closed(frame) { 0.02 } else { 0.95 }, ..Scene::head() })
        });
        assert_eq!(at(EventKind::Blink, &events), [(34, 37), (60, 62), (64, 66)]);
        assert_eq!(at(EventKind::EyesClosed, &events), [(80, 110)]);
        assert_eq!(events.len(), 4);
    }

    /// Protects against blinks that were none: eyes that look down, or are narrowed, are half closed and no more.
    #[test]
    fn half_closed_eyes_are_no_blink() {
        let events = watched(90, |frame| {
            let eyes = if matches!(frame, 30..=34 | 50..=80) { 0.3 } else { 0.95 };
            Some(Scene { eyes, ..Scene::head() })
        });
        assert_eq!(events, []);
    }

    /// Protects left and right, and the angle that is told.
    #[test]
    fn turns_are_told_with_side_and_angle() {
        let turn = |frame: u64| f32::from(u8::try_from(frame % 40).unwrap()).min(20.0);
        let events = watched(120, |frame| {
            let yaw = match frame {
                20..=39 => turn(frame - 20) * 1.3,
                60..=79 => -turn(frame - 60) * 1.3,
                _ => 0.0,
            };
            Some(Scene { yaw, ..Scene::head() })
        });
        let [left, right] = [EventKind::TurnLeft, EventKind::TurnRight]
            .map(|kind| events.iter().find(|e| e.kind == kind).copied().unwrap());
        assert!((22.0..27.0).contains(&left.extreme) && (22.0..27.0).contains(&right.extreme), "{events:?}");
        assert!(left.last < right.first);
        assert_eq!(events.len(), 2, "{events:?}");
    }

    /// Protects the end of a recording: what still goes on then is told, too; a face that leaves is told, a flicker is not.
    #[test]
    fn what_goes_on_at_the_end_is_told() {
        let events = watched(60, |frame| (frame < 40 && frame != 20).then_some(Scene::head()));
        assert_eq!(at(EventKind::NoFace, &events), [(40, 59)]);
    }
}
