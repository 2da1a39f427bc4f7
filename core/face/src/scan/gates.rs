//! The conditions of a good picture, in the order in which a person should mend them.

use serde::{Deserialize, Serialize};

use super::facts::FaceFacts;
use super::guidance::Guidance;
use super::profile::ScanProfile;
use crate::HiddenFace;

/// One condition. The order is the order of evaluation and of priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// There is a face.
    Presence,
    /// There is only one.
    OneFace,
    /// Neither too far nor too near.
    Distance,
    /// In the middle of the frame.
    Centring,
    /// Nothing hides the face: no mask, no hand. First of what is seen of the face itself, since light, focus and pose of a
    /// covered face are those of the cover.
    Occlusion,
    /// Enough light, not too much, evenly.
    Light,
    /// In focus.
    Sharpness,
    /// Looking straight at the camera.
    Pose,
    /// Eyes open.
    Eyes,
    /// Not moving.
    Still,
}

impl Gate {
    /// All gates in order.
    pub const ALL: [Self; 10] = [
        Self::Presence,
        Self::OneFace,
        Self::Distance,
        Self::Centring,
        Self::Occlusion,
        Self::Light,
        Self::Sharpness,
        Self::Pose,
        Self::Eyes,
        Self::Still,
    ];

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// Which gates were open in the frame before: those are held to a slightly looser limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OpenGates(u16);

/// Hints that are given beside the first one.
const MOST_ALSO: usize = 2;

/// The first closed gate, with the hint that opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Blocker {
    pub(super) gate: Gate,
    /// `None` while it is too early to tell.
    pub(super) hint: Option<Guidance>,
}

/// Evaluates the gates on one frame: the first closed one, and the hints of the next two. `speed` is the face's drift, unknown in the first moments.
pub(super) fn blocker(
    face: Option<&FaceFacts>,
    speed: Option<f32>,
    open: &mut OpenGates,
    profile: &ScanProfile,
    widest: f32,
) -> (Option<Blocker>, Vec<Guidance>) {
    let (mut first, mut also) = (None, Vec::new());
    for gate in Gate::ALL {
        let slack = if open.0 & gate.bit() != 0 { profile.hysteresis } else { 0.0 };
        let checked = match face {
            None => Err(Some(Guidance::NoFace)),
            Some(face) => check(gate, face, speed, Limits { profile, slack, widest }),
        };
        match checked {
            Ok(()) => open.0 |= gate.bit(),
            Err(hint) => {
                open.0 &= !gate.bit();
                if first.is_some() && also.len() < MOST_ALSO && face.is_some() {
                    also.extend(hint);
                }
                first = first.or(Some(Blocker { gate, hint }));
            }
        }
    }
    if also.len() < MOST_ALSO {
        also.extend(face.and_then(FaceFacts::advice));
    }
    (first, also)
}

/// The limits, loosened by `slack`.
#[derive(Clone, Copy)]
struct Limits<'a> {
    profile: &'a ScanProfile,
    slack: f32,
    widest: f32,
}

impl Limits<'_> {
    fn above(self, value: f32, limit: f32) -> bool {
        value > limit * (1.0 + self.slack)
    }

    fn below(self, value: f32, limit: f32) -> bool {
        value < limit * (1.0 - self.slack)
    }
}

/// The hint that opens the gate when it is closed; without one while it is too early to tell.
fn check(
    gate: Gate,
    face: &FaceFacts,
    speed: Option<f32>,
    limits: Limits<'_>,
) -> Result<(), Option<Guidance>> {
    let p = limits.profile;
    let hint = match gate {
        Gate::Presence => limits.below(face.presence, p.min_presence).then_some(Guidance::NoFace),
        // The detector's area of a bystander jitters: no slack, the time limit does the smoothing.
        Gate::OneFace => (face.second_face >= p.second_face).then_some(Guidance::MultipleFaces),
        Gate::Distance => distance(face, limits),
        Gate::Centring => centring(face, limits),
        Gate::Light => light(face, limits),
        Gate::Occlusion => occlusion(face, limits),
        Gate::Sharpness => blurred(face, limits).then_some(Guidance::Blurry),
        Gate::Pose => pose(face, limits),
        Gate::Eyes => limits.below(face.eyes_open, p.min_eyes_open).then_some(Guidance::OpenEyes),
        Gate::Still => match speed {
            None => return Err(None),
            Some(speed) => limits.above(speed, p.max_speed).then_some(Guidance::HoldStill),
        },
    };
    hint.map_or(Ok(()), |hint| Err(Some(hint)))
}

fn distance(face: &FaceFacts, limits: Limits<'_>) -> Option<Guidance> {
    let p = limits.profile;
    if limits.above(face.width, limits.widest) {
        Some(Guidance::MoveBack)
    } else if limits.below(face.width, p.min_face_width)
        || limits.below(face.eye_distance, p.min_eye_distance)
    {
        Some(Guidance::MoveCloser)
    } else {
        None
    }
}

/// The larger offset speaks. The right side of the unmirrored picture is the person's left: from there they go right.
fn centring(face: &FaceFacts, limits: Limits<'_>) -> Option<Guidance> {
    let (x, y) = (face.centre.x - 0.5, face.centre.y - 0.5);
    if !limits.above(x.abs().max(y.abs()), limits.profile.max_offset) {
        return None;
    }
    Some(match (x.abs() >= y.abs(), x > 0.0, y > 0.0) {
        (true, true, _) => Guidance::MoveRight,
        (true, false, _) => Guidance::MoveLeft,
        (false, _, true) => Guidance::MoveUp,
        (false, _, false) => Guidance::MoveDown,
    })
}

/// Below this mean a bright background explains the dark face better than a dark room does.
const BACKLIT_FACE: f32 = 0.35;

fn light(face: &FaceFacts, limits: Limits<'_>) -> Option<Guidance> {
    let (l, p) = (&face.lighting, limits.profile);
    if l.mean < BACKLIT_FACE && limits.above(l.background - l.mean, p.max_backlight) {
        Some(Guidance::Backlit)
    } else if limits.above(l.over, p.max_over) || limits.above(l.mean, p.max_mean) {
        Some(Guidance::TooBright)
    } else if limits.above(l.side, p.max_side) {
        // Before dark: a face that is dark on one side has many black pixels, but needs another place, not more light.
        Some(Guidance::LightFromSide)
    } else if limits.above(l.under, p.max_under) || dark(face, limits) {
        Some(Guidance::TooDark)
    } else {
        None
    }
}

/// The mean alone would be unfair to dark skin: it counts together with a poor entropy only. Entropy is a logarithm;
/// a tenth of it would loosen too much, half of a tenth is enough against flicker.
fn dark(face: &FaceFacts, limits: Limits<'_>) -> bool {
    let (l, p) = (&face.lighting, limits.profile);
    let floor = p.min_entropy * (1.0 - limits.slack / 2.0);
    l.entropy < floor || (limits.below(l.mean, p.min_mean) && l.entropy < floor + 0.1)
}

/// Detail over contrast below which a face is out of focus.
const MIN_DETAIL: f32 = 0.0175;
/// Abruptness of the edges below which a face is out of focus.
pub(super) const MIN_EDGES: f32 = 0.165;
/// Detail below which such a face is one behind a bad lens, not behind a hand or cloth: those are smooth, but the eyes are not.
const LITTLE_DETAIL: f32 = 0.0155;

fn blurred(face: &FaceFacts, limits: Limits<'_>) -> bool {
    limits.below(face.lighting.edges, limits.profile.min_edges)
        || limits.below(face.lighting.detail, MIN_DETAIL)
}

/// Whether a picture is so far out of focus that nothing can be said of what hides the face: to the classifier it looks like cloth.
const fn is_soft(edges: f32, detail: f32) -> bool {
    edges < MIN_EDGES && detail < LITTLE_DETAIL
}

fn pose(face: &FaceFacts, limits: Limits<'_>) -> Option<Guidance> {
    let (pose, p) = (face.pose, limits.profile);
    if limits.above(pose.yaw.abs(), p.max_yaw_pitch) {
        Some(Guidance::TurnToFront)
    } else if limits.above(pose.pitch, p.max_yaw_pitch) {
        Some(Guidance::LowerChin)
    } else if limits.above(-pose.pitch, p.max_yaw_pitch) {
        Some(Guidance::RaiseChin)
    } else if limits.above(pose.roll.abs(), p.max_roll) {
        Some(Guidance::LevelHead)
    } else {
        None
    }
}

/// Probability from which a cover is said and blocks: set on faces that nobody was trained on (docs/face.md).
const COVERED: f32 = 0.5;
/// The same while light, focus or pose are not good, which alone can look like a hand, a sheet or glasses.
const SURELY_COVERED: f32 = 0.85;
/// Probability from which it is a mask that covers a face: what is torn between a mask and another cover mostly is a mask.
const MASKED: f32 = 0.05;
/// Probability of a mask and another cover together from which such a face is told so: of bare faces hardly any comes so far.
const MASKED_OR_COVERED: f32 = 0.2;
/// Degrees of yaw from which only a mask that is likelier than not is said: the classifier knows faces from the front, and takes some
/// cheeks that are seen from the side for a hand. Whoever looks that far aside is asked to look straight first.
const ASIDE: f32 = 25.0;
/// Share of white pixels around an eye from which a reflection is worth a word.
const MAX_GLARE: f32 = 0.06;
/// A forehead this much darker than the cheeks lies under hair or in a hat's shadow.
const MIN_FOREHEAD: f32 = 0.45;

/// The likelier cover speaks. Dark glasses are of them only where no eyes are seen, or when it is nearly sure: too many bare eyes
/// were taken for them when it was measured (docs/face.md), so otherwise they are advice.
fn occlusion(face: &FaceFacts, limits: Limits<'_>) -> Option<Guidance> {
    let o = &face.occlusion;
    let aside = face.pose.yaw.abs() > ASIDE && !limits.above(o.mask, COVERED);
    if aside || is_soft(face.lighting.edges, face.lighting.detail) {
        return None;
    }
    let unseen = face.eyes_open < limits.profile.min_eyes_open || o.sunglasses > SURELY_COVERED;
    let glasses = if unseen { o.sunglasses } else { 0.0 };
    let (probability, least, hint) = if glasses > o.mask.max(o.covered) {
        (glasses, COVERED, Guidance::RemoveSunglasses)
    } else if o.mask > MASKED {
        (o.mask + o.covered, MASKED_OR_COVERED, Guidance::RemoveMask)
    } else {
        (o.covered, COVERED, Guidance::UncoverFace)
    };
    let good = || light(face, limits).is_none() && !blurred(face, limits) && pose(face, limits).is_none();
    // Cloth has no detail, light and shape of its own: none of these casts doubt on a mask that is likelier than not.
    let is_beyond_doubt =
        || limits.above(o.mask, COVERED) || limits.above(probability, SURELY_COVERED) || good();
    (limits.above(probability, least) && is_beyond_doubt()).then_some(hint)
}

impl HiddenFace {
    /// What to ask for so that the face can be seen; `None` when nothing is known to hide one.
    pub fn guidance(&self) -> Option<Guidance> {
        let hint = if is_soft(self.edges, self.detail) {
            Some(Guidance::Blurry)
        } else if self.mask > MASKED && self.mask + self.covered > COVERED {
            Some(Guidance::RemoveMask)
        } else if self.covered > COVERED {
            Some(Guidance::UncoverFace)
        } else {
            (self.sunglasses > COVERED).then_some(Guidance::RemoveSunglasses)
        };
        hint.or((self.detail < MIN_DETAIL).then_some(Guidance::Blurry))
    }

    pub(super) fn is_finite(&self) -> bool {
        [self.mask, self.sunglasses, self.covered, self.edges, self.detail].iter().all(|p| p.is_finite())
    }
}

impl FaceFacts {
    /// What has to be taken off or away before the face can be seen; `None` for a free face.
    pub fn cover(&self) -> Option<Guidance> {
        occlusion(self, Limits { profile: &ScanProfile::verify(), slack: 0.0, widest: 1.0 })
    }

    /// Whether the eyes count as closed by the limit of the standard profile.
    pub fn eyes_closed(&self) -> bool {
        self.eyes_open < ScanProfile::verify().min_eyes_open
    }

    /// What is worth saying although the scan goes on without it, when nothing blocks it: dark glasses, a reflection on glasses, a
    /// forehead in the dark. Never said of a face that turns.
    pub fn advice(&self) -> Option<Guidance> {
        if self.occlusion.sunglasses > COVERED {
            Some(Guidance::RemoveSunglasses)
        } else if self.occlusion.glare > MAX_GLARE {
            Some(Guidance::GlassesGlare)
        } else if self.occlusion.forehead < MIN_FOREHEAD {
            Some(Guidance::HatShadow)
        } else {
            None
        }
    }
}
