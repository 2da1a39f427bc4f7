//! The numbers of a scan that a person or a policy may need changed: gates, times, angles.

use serde::{Deserialize, Serialize};

use super::challenge::{Challenge, Slot};

/// One second in microseconds, the unit of all times here.
const SECOND: u64 = 1_000_000;
/// One millisecond.
const MS: u64 = 1_000;

/// What the scan is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Make a template of the person.
    Enrol,
    /// Compare the person with a template.
    Verify,
}

/// Whom a scan is made for. The name goes into the audit record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileName {
    /// Most people, to compare with a template.
    Verify,
    /// Most people, to make a template.
    Enrol,
    /// Older people: smaller movements, twice the time, no flashing colours.
    Senior,
    /// People who cannot turn or bend their head: the phone moves, not the person.
    LimitedMobility,
    /// People who do not see the screen well: tasks that can be spoken, more time.
    LowVision,
    /// Payments and the like: more tasks, and colours where light allows.
    StepUp,
}

/// Whether the screen shows colours that the face must answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlashRule {
    /// Never.
    Off,
    /// Where the light lets it tell something and the person has not declined; without it the scan goes on.
    WherePossible,
    /// A scan without it ends in another way, not in a failure.
    Required,
}

/// Limits of a scan. Start from one of the named profiles and change single fields.
///
/// Times are microseconds of capture time, angles degrees, sizes fractions of the frame unless said otherwise. The
/// gates follow ISO/IEC 29794-5 (OFIQ) where it has a measure, loosened for a phone held in the hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScanProfile {
    /// Whom it is made for.
    pub name: ProfileName,
    /// The tasks; the nonce draws their order, the sides and the choices.
    pub tasks: Vec<Slot>,
    /// Colours of the screen.
    pub flash: FlashRule,
    /// Smallest distance of the eye centres in pixels that the embeddings are good for.
    pub min_eye_distance: f32,
    /// Smallest width of the face over the frame's shorter side.
    pub min_face_width: f32,
    /// Largest width of the face over the frame's shorter side.
    pub max_face_width: f32,
    /// Largest offset of the face's centre from the frame's, both ways.
    pub max_offset: f32,
    /// Least probability of a face in the crop.
    pub min_presence: f32,
    /// A second face at least this large, as a share of the first one's area, counts.
    pub second_face: f32,
    /// Lowest mean luma of the face.
    pub min_mean: f32,
    /// Highest mean luma of the face.
    pub max_mean: f32,
    /// Lowest entropy of the face's luma in bits.
    pub min_entropy: f32,
    /// Largest share of black pixels in the face.
    pub max_under: f32,
    /// Largest share of white pixels in the face.
    pub max_over: f32,
    /// Largest difference of the cheeks over their mean.
    pub max_side: f32,
    /// The background may be this much brighter than a face that is itself below 0.35.
    pub max_backlight: f32,
    /// Least abruptness of the edges ([`crate::Lighting::edges`]).
    pub min_edges: f32,
    /// Largest yaw and pitch for a settled or captured frame.
    pub max_yaw_pitch: f32,
    /// Largest roll for a settled or captured frame.
    pub max_roll: f32,
    /// Least mean probability of open eyes.
    pub min_eyes_open: f32,
    /// Highest speed of the face in eye distances a second when asked to hold still.
    pub max_speed: f32,
    /// Share by which a gate, once passed, is loosened so that it does not flicker.
    pub hysteresis: f32,

    /// A hint must last this long before it is shown.
    pub guidance_debounce: u64,
    /// A shown hint stays at least this long.
    pub guidance_display: u64,
    /// Good frames before the task is given.
    pub settle: u64,
    /// Good frames the neutral face is the median of.
    pub settle_frames: usize,
    /// A gap between two frames of a task longer than this breaks the observation. Three frames in a row that a camera of
    /// 7 a second drops are still shorter.
    pub max_gap: u64,
    /// A second face for this long during the task starts the scan over.
    pub crowd: u64,
    /// The same picture for this long is a frozen camera.
    pub frozen: u64,

    /// The least turn of the head.
    pub turn: f32,
    /// The least nod.
    pub nod: f32,
    /// By how much more the mouth opens than it stood, height over width of the inner lips.
    pub mouth: f32,
    /// Mean probability of open eyes below which they are closed.
    pub eyes_closed: f32,
    /// How long the eyes stay closed.
    pub eyes_closed_for: u64,
    /// By which factor the face grows when it comes closer.
    pub closer: f32,
    /// A turn the wrong way is one that comes within this of [`turn`](Self::turn).
    pub wrong_way_slack: f32,
    /// Within this of the neutral pose the head looks straight.
    pub neutral: f32,
    /// A turn that begins sooner after the prompt was not an answer to it.
    pub reaction: u64,
    /// The outermost position is held this long, or left again.
    pub peak_hold: u64,
    /// The turn takes at least this long from straight to outermost and back.
    pub min_turn: u64,
    /// The way out takes at most this long.
    pub max_turn: u64,
    /// The way back takes at most this long.
    pub max_return: u64,
    /// Fastest turn in degrees a second.
    pub max_turn_speed: f32,

    /// From the prompt to the end of the way back.
    pub challenge_limit: u64,
    /// From the first settled face to the decision, restarts included.
    pub attempt_limit: u64,
    /// Until the first settled face. Long: nobody is hurried while finding the place.
    pub positioning_limit: u64,
    /// For the final capture.
    pub capture_limit: u64,
    /// Frames of the final capture that are kept.
    pub captures: usize,
    /// Frames of the final capture that are looked at: the best of them are kept.
    pub candidates: usize,
    /// Least time between two of them.
    pub capture_spacing: u64,
    /// How often the scan starts over by itself (face lost, second person, camera gap).
    pub max_restarts: u32,
    /// How often the task is given again (too fast, wrong side, not conclusive).
    pub max_repeats: u32,
}

impl ScanProfile {
    /// The standard profile for comparing with a template: a turn and one more task.
    pub fn verify() -> Self {
        Self {
            name: ProfileName::Verify,
            tasks: vec![Slot::Turn, one_more()],
            flash: FlashRule::WherePossible,
            min_eye_distance: 60.0,
            min_face_width: 0.32,
            max_face_width: 0.68,
            max_offset: 0.12,
            min_presence: 0.5,
            second_face: 0.25,
            min_mean: 0.20,
            max_mean: 0.80,
            min_entropy: 5.9,
            max_under: 0.35,
            max_over: 0.08,
            max_side: 0.75,
            max_backlight: 0.35,
            min_edges: super::gates::MIN_EDGES,
            max_yaw_pitch: 12.0,
            max_roll: 15.0,
            min_eyes_open: 0.5,
            max_speed: 0.25,
            hysteresis: 0.10,
            guidance_debounce: 350 * MS,
            guidance_display: 900 * MS,
            settle: 350 * MS,
            settle_frames: 5,
            max_gap: 600 * MS,
            crowd: SECOND,
            frozen: 1_500 * MS,
            turn: 18.0,
            nod: 10.0,
            mouth: 0.18,
            eyes_closed: 0.35,
            eyes_closed_for: 600 * MS,
            closer: 1.3,
            wrong_way_slack: 3.0,
            neutral: 8.0,
            reaction: 180 * MS,
            peak_hold: 150 * MS,
            min_turn: 250 * MS,
            max_turn: 6 * SECOND,
            max_return: 4 * SECOND,
            max_turn_speed: 220.0,
            challenge_limit: 8 * SECOND,
            attempt_limit: 45 * SECOND,
            positioning_limit: 120 * SECOND,
            capture_limit: 4 * SECOND,
            captures: 3,
            candidates: 3,
            capture_spacing: 100 * MS,
            max_restarts: 2,
            max_repeats: 3,
        }
    }

    /// The standard profile for making a template: both sides and one more task, more frames, more time.
    pub fn enrol() -> Self {
        Self {
            name: ProfileName::Enrol,
            tasks: vec![Slot::Only(Challenge::TurnLeft), Slot::Only(Challenge::TurnRight), one_more()],
            captures: 5,
            candidates: 8,
            attempt_limit: 60 * SECOND,
            ..Self::verify()
        }
    }

    /// For older people: smaller movements, unsteadier hands, twice the time, no colours, and nobody is told to hurry.
    pub fn senior() -> Self {
        Self {
            name: ProfileName::Senior,
            tasks: vec![Slot::Turn, Slot::Only(Challenge::ComeCloser)],
            flash: FlashRule::Off,
            turn: 15.0,
            nod: 8.0,
            max_speed: 0.45,
            max_turn: 12 * SECOND,
            max_return: 8 * SECOND,
            challenge_limit: 16 * SECOND,
            attempt_limit: 120 * SECOND,
            positioning_limit: 240 * SECOND,
            capture_limit: 8 * SECOND,
            max_repeats: 4,
            ..Self::verify()
        }
    }

    /// For people who cannot turn or bend their head: the phone comes closer, colours where possible.
    pub fn limited_mobility() -> Self {
        Self {
            name: ProfileName::LimitedMobility,
            tasks: vec![Slot::Only(Challenge::ComeCloser)],
            flash: FlashRule::WherePossible,
            max_yaw_pitch: 20.0,
            max_roll: 30.0,
            challenge_limit: 20 * SECOND,
            ..Self::senior()
        }
    }

    /// For people who do not see the screen well: a turn and the mouth, both easily spoken, and a wider frame.
    pub fn low_vision() -> Self {
        Self {
            name: ProfileName::LowVision,
            tasks: vec![Slot::Turn, Slot::Only(Challenge::OpenMouth)],
            flash: FlashRule::Off,
            max_offset: 0.18,
            challenge_limit: 12 * SECOND,
            attempt_limit: 90 * SECOND,
            positioning_limit: 240 * SECOND,
            ..Self::verify()
        }
    }

    /// For what is worth more: three tasks, and colours where light allows.
    pub fn step_up() -> Self {
        Self {
            name: ProfileName::StepUp,
            tasks: vec![
                Slot::Turn,
                Slot::Only(Challenge::OpenMouth),
                Slot::OneOf(vec![Challenge::Nod, Challenge::ComeCloser]),
            ],
            flash: FlashRule::Required,
            attempt_limit: 60 * SECOND,
            ..Self::verify()
        }
    }

    /// How many turns of the head it asks for.
    pub fn turns(&self) -> usize {
        let is_turn = |slot: &&Slot| **slot == Slot::Turn || matches!(slot, Slot::Only(c) if c.is_turn());
        self.tasks.iter().filter(is_turn).count()
    }

    /// Whether the tasks alone may leave it open whether the face is live: then a person's check is offered.
    pub(super) fn cannot_confirm(&self) -> bool {
        self.turns() == 0
    }

    /// The named profile.
    pub fn named(name: ProfileName) -> Self {
        match name {
            ProfileName::Verify => Self::verify(),
            ProfileName::Enrol => Self::enrol(),
            ProfileName::Senior => Self::senior(),
            ProfileName::LimitedMobility => Self::limited_mobility(),
            ProfileName::LowVision => Self::low_vision(),
            ProfileName::StepUp => Self::step_up(),
        }
    }
}

/// What follows a turn: drawn anew each time, so that one recording cannot hold it.
fn one_more() -> Slot {
    Slot::OneOf(vec![Challenge::Nod, Challenge::OpenMouth, Challenge::ComeCloser])
}
