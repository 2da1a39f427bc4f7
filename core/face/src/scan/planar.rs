//! Head or photo? The planar-versus-solid test on the path of one head turn.
//!
//! A head that turns moves its nose off the plane of eyes and mouth and keeps its proportions near cos(yaw). A photo that
//! is turned stays a plane: its nose goes where an affine map of eyes and mouth says, and it grows narrow long before the
//! mesh reports a turned head. Depth from the mesh is not used: it is the shape of *a* face, on a photo too.

use serde::{Deserialize, Serialize};

use super::challenge::Challenge;
use super::facts::{FaceFacts, Landmarks};
use super::geometry::{Point, affine_image, mean, median};

/// Most frames of a path that are kept; enough for eight seconds at 60 a second.
const CAPACITY: usize = 512;
/// Degrees up to which a movement has hardly begun.
const EARLY: f32 = 8.0;
/// Frames of the path that the outermost position must show.
const PEAK_SAMPLES: usize = 2;

/// The neutral face: medians over the settled frames.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// The landmarks in the face's own axes.
    pub landmarks: Landmarks,
    /// Yaw of the neutral face in degrees.
    pub yaw: f32,
    /// Pitch of the neutral face in degrees.
    pub pitch: f32,
    /// Height over width of the inner lips.
    pub mouth: f32,
    /// Distance of the eye centres in pixels.
    pub eye_distance: f32,
}

/// One neutral frame.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Neutral {
    pub(super) landmarks: Landmarks,
    pub(super) yaw: f32,
    pub(super) pitch: f32,
    pub(super) mouth: f32,
    pub(super) eye_distance: f32,
}

impl Neutral {
    pub(super) const fn of(face: &FaceFacts) -> Self {
        Self {
            landmarks: face.landmarks,
            yaw: face.pose.yaw,
            pitch: face.pose.pitch,
            mouth: face.mouth_open,
            eye_distance: face.eye_distance,
        }
    }
}

impl Baseline {
    pub(super) fn median_of(frames: &[Neutral]) -> Self {
        let mut landmarks = Landmarks { points: [Point::default(); super::facts::LANDMARKS.len()] };
        for (index, point) in landmarks.points.iter_mut().enumerate() {
            let column = || frames.iter().filter_map(|f| f.landmarks.points.get(index));
            *point =
                Point::new(median(column().map(|p| p.x).collect()), median(column().map(|p| p.y).collect()));
        }
        Self {
            landmarks,
            yaw: median(frames.iter().map(|f| f.yaw).collect()),
            pitch: median(frames.iter().map(|f| f.pitch).collect()),
            mouth: median(frames.iter().map(|f| f.mouth).collect()),
            eye_distance: median(frames.iter().map(|f| f.eye_distance).collect()),
        }
    }
}

/// Points that the plane of eyes and mouth does not hold: nose, forehead, philtrum, nose root, nose bridge, chin.
pub const OFF_PLANE: usize = 6;

/// One frame of a turn or nod, against the neutral face.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct PathSample {
    /// Angle since neutral in degrees, positive the way that was asked for: yaw of a turn, pitch of a nod.
    pub lead: f32,
    /// The other angle since neutral in degrees.
    pub off: f32,
    /// The side that the movement foreshortens over the other one, against neutral: near cos(angle) for a head. Points 9
    /// and 164 carry the height, so that the mouth plays no part.
    pub aspect: f32,
    /// How far the nose left the plane of eyes and mouth, in neutral eye distances, positive the way that was asked for.
    pub nose: f32,
    /// The same for each of the points off the plane, the nose first.
    pub off_plane: [f32; OFF_PLANE],
    /// Width of the eye that turns away over that of the other one, against neutral, less 1.
    pub eyes: f32,
}

impl PathSample {
    /// Measures a frame on the way of a task.
    pub(super) fn measure(baseline: &Baseline, now: &Neutral, challenge: Challenge) -> Option<Self> {
        let (was, is) = (&baseline.landmarks, &now.landmarks);
        let height = was.height() / is.height().max(1e-3);
        let nods = challenge == Challenge::Nod;
        let (yaw, pitch) = (now.yaw - baseline.yaw, now.pitch - baseline.pitch);
        let side = if challenge.side() < 0.0 { -1.0 } else { 1.0 };
        let mut off_plane = [0.0; OFF_PLANE];
        for ((place, before), after) in off_plane.iter_mut().zip(was.off_plane()).zip(is.off_plane()) {
            let shift = after.minus(affine_image(was.plane(), is.plane(), *before)?);
            // The unit of a frame's axes is its own eye distance, which a turn foreshortens; `height` carries it back.
            *place = if nods { shift.y } else { shift.x * height * side };
        }
        let [nose, ..] = off_plane;
        Some(Self {
            lead: if nods { -pitch } else { yaw * side },
            off: if nods { yaw } else { pitch },
            aspect: if nods { 1.0 / height.max(1e-3) } else { height },
            nose,
            off_plane,
            eyes: if nods { 0.0 } else { is.eye_ratio(side) / was.eye_ratio(side).max(1e-3) - 1.0 },
        })
    }

    /// How far from straight, in degrees.
    pub(super) const fn angle(&self) -> f32 {
        self.lead.abs().max(self.off.abs())
    }

    /// How much narrower the face is than a head at this angle: about 0 for a head, up to 0.3 for a photo.
    fn deficit(&self) -> f32 {
        self.lead.to_radians().cos() - self.aspect
    }
}

/// How much the points off the plane moved against it between two distances, in eye distances: perspective does that to
/// a solid face, and scales a flat one.
pub(super) fn relief(far: &Baseline, near: &Baseline) -> f32 {
    let (was, is) = (&far.landmarks, &near.landmarks);
    let shift = |before: &Point, after: &Point| {
        affine_image(was.plane(), is.plane(), *before).map_or(0.0, |flat| after.distance(flat).powi(2))
    };
    mean(was.off_plane().iter().zip(is.off_plane()).map(|(a, b)| shift(a, b))).sqrt()
}

impl Landmarks {
    /// Eye and mouth corners: the plane that the nose sticks out of.
    fn plane(&self) -> &[Point] {
        self.points.split_at(6).0
    }

    fn off_plane(&self) -> &[Point] {
        self.points.split_at(6).1
    }

    fn height(&self) -> f32 {
        let [.., forehead, philtrum, _, _, _] = self.points;
        forehead.distance(philtrum)
    }

    /// Width of the eye on the side over that of the other eye.
    fn eye_ratio(&self, side: f32) -> f32 {
        let [right_outer, right_inner, left_inner, left_outer, ..] = self.points;
        let (right, left) = (right_outer.distance(right_inner), left_inner.distance(left_outer));
        let (away, other) = if side > 0.0 { (left, right) } else { (right, left) };
        away / other.max(1e-3)
    }
}

/// Thresholds of the test, from the calibration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanarThresholds {
    /// A head's nose leaves the plane by at least this many eye distances a degree...
    pub nose_per_degree: f32,
    /// ...and by at least this much in all.
    pub nose_floor: f32,
    /// Below this a nose lies in the plane.
    pub nose_planar: f32,
    /// A frame whose face is narrower than a head's by more than this is flagged.
    pub aspect_margin: f32,
    /// Frames bent up or down by more than this are not asked for their proportions.
    pub max_pitch: f32,
    /// More flagged frames than this share of the path mean a photo...
    pub flagged_share: f32,
    /// ...if there are at least this many.
    pub flagged_least: u32,
    /// A head is, at its outermost, not narrower than expected by more than this (median of those frames).
    pub peak_deficit: f32,
    /// What `nose_per_degree` grows by for each unit of narrowness at the outermost: a sheet that is bent lifts its nose
    /// off the plane somewhat, but grows narrow along with it.
    pub nose_per_deficit: f32,
}

/// What the path of a turn shows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PlanarEvidence {
    /// Frames of the path.
    pub frames: u32,
    /// Frames around the outermost position.
    pub peak_frames: u32,
    /// Frames of these that were asked for their proportions.
    pub peak_asked: u32,
    /// Outermost angle since neutral in degrees.
    pub angle: f32,
    /// Median off-plane shift of the nose at the outermost position, in eye distances.
    pub nose: f32,
    /// Median narrowness beyond cos(yaw) at the outermost position, over the frames asked.
    pub deficit: f32,
    /// The narrowest that three frames in a row were, beyond cos(yaw), anywhere on the path.
    pub worst_deficit: f32,
    /// Frames flagged as too narrow.
    pub flagged: u32,
    /// Frames that were asked for their proportions.
    pub asked: u32,
    /// Median of the other angle since neutral at the outermost position.
    pub off: f32,
    /// Median of the points off the plane at the outermost position, in eye distances.
    pub off_plane: [f32; OFF_PLANE],
    /// Median of the eyes' ratio at the outermost position.
    pub eyes: f32,
    /// The narrowest that three frames in a row were while the mesh still said that the head was nearly straight: a sheet
    /// is tilted long before its mesh is.
    pub early_deficit: f32,
}

/// The verdict on one turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanarVerdict {
    /// A solid head turned.
    Solid,
    /// Something flat, or bent like a sheet, turned.
    Planar(PlanarReason),
    /// Not enough to tell: ask for one more turn.
    Inconclusive(PlanarReason),
}

/// Why a turn was not found solid. For logs and measurements; an app shows one neutral text for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanarReason {
    /// The nose stayed in the plane of eyes and mouth, or left it to the wrong side.
    NoseInPlane,
    /// The nose left the plane less than a head's does.
    NoseTooFlat,
    /// The face grew narrow on the way, as a turned sheet does.
    NarrowOnThePath,
    /// The face was too narrow at the outermost position.
    NarrowAtPeak,
    /// Too few frames of the turn were seen.
    TooFewFrames,
    /// The head nodded as much as it turned.
    OffAxis,
    /// All that the movement showed is, taken together, more like a sheet's.
    LikeASheet,
}

/// The frames of one turn.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Path {
    samples: Vec<PathSample>,
}

impl Path {
    pub(crate) fn push(&mut self, sample: PathSample) {
        // A path that is longer than any time limit allows keeps its latest part.
        if self.samples.len() >= CAPACITY {
            self.samples.drain(..CAPACITY / 2);
        }
        self.samples.push(sample);
    }

    /// The frames, in order.
    pub fn samples(&self) -> &[PathSample] {
        &self.samples
    }

    /// Summarises the path.
    pub fn evidence(&self, thresholds: &PlanarThresholds) -> PlanarEvidence {
        let angle = self.samples.iter().map(|s| s.lead).fold(0.0, f32::max);
        let peak: Vec<_> = self.samples.iter().filter(|s| s.lead >= 0.8 * angle && angle > 0.0).collect();
        // A nod makes the face as much shorter as a turned sheet is narrower: proportions seen then say nothing.
        let upright = |s: &&PathSample| s.off.abs() <= thresholds.max_pitch;
        let asked: Vec<_> = self.samples.iter().filter(upright).map(PathSample::deficit).collect();
        let peak_asked: Vec<_> = peak.iter().copied().filter(upright).map(PathSample::deficit).collect();
        let early = self.samples.iter().filter(upright).filter(|s| s.lead < EARLY);
        let early: Vec<_> = early.map(PathSample::deficit).collect();
        PlanarEvidence {
            frames: count(self.samples.len()),
            peak_frames: count(peak.len()),
            peak_asked: count(peak_asked.len()),
            angle,
            nose: median(peak.iter().map(|s| s.nose).collect()),
            deficit: median(peak_asked),
            worst_deficit: narrowest(&asked),
            flagged: count(asked.iter().filter(|d| **d > thresholds.aspect_margin).count()),
            asked: count(asked.len()),
            off: median(peak.iter().map(|s| s.off).collect()),
            off_plane: std::array::from_fn(|i| {
                median(peak.iter().filter_map(|s| s.off_plane.get(i).copied()).collect())
            }),
            eyes: median(peak.iter().map(|s| s.eyes).collect()),
            early_deficit: narrowest(&early),
        }
    }
}

/// The highest median of three frames in a row; the mean of fewer.
fn narrowest(deficits: &[f32]) -> f32 {
    if deficits.len() < 3 {
        return mean(deficits.iter().copied());
    }
    deficits.windows(3).map(|w| median(w.to_vec())).fold(f32::MIN, f32::max)
}

/// Numbers of [`PlanarEvidence::features`].
pub const FEATURES: usize = 13;

impl PlanarEvidence {
    /// What the trained model looks at: shifts off the plane a degree, the eyes' ratio a degree, how narrow the face was, and how
    /// far it went.
    pub fn features(&self) -> [f32; FEATURES] {
        let a_degree = 1.0 / self.angle.max(1.0);
        let [nose, forehead, philtrum, root, bridge, chin] =
            self.off_plane.map(|shift| shift * a_degree * 100.0);
        [
            nose,
            forehead,
            philtrum,
            root,
            bridge,
            chin,
            self.eyes * a_degree * 100.0,
            self.deficit * 10.0,
            self.worst_deficit * 10.0,
            self.early_deficit * 10.0,
            self.angle / 10.0,
            self.nose * 10.0,
            self.off.abs() * a_degree * 10.0,
        ]
    }

    /// Judges the turn.
    pub fn judge(&self, thresholds: &PlanarThresholds) -> PlanarVerdict {
        use PlanarReason as R;
        use PlanarVerdict::{Inconclusive, Planar, Solid};
        let t = thresholds;
        let share = ratio(self.flagged, self.asked);
        let a_degree = t.nose_per_degree + t.nose_per_deficit * self.deficit.max(0.0);
        let expected = (a_degree * self.angle).max(t.nose_floor);
        if self.asked < self.frames / 2 {
            Inconclusive(R::OffAxis)
        } else if self.flagged >= t.flagged_least && share > t.flagged_share {
            Planar(R::NarrowOnThePath)
        } else if self.peak_frames < count(PEAK_SAMPLES) {
            Inconclusive(R::TooFewFrames)
        } else if self.peak_asked < count(PEAK_SAMPLES) {
            Inconclusive(R::OffAxis)
        } else if self.deficit > t.peak_deficit {
            Planar(R::NarrowAtPeak)
        } else if self.nose < t.nose_planar {
            Planar(R::NoseInPlane)
        } else if self.nose < expected {
            Inconclusive(R::NoseTooFlat)
        } else if self.off.abs() > 0.7 * self.angle {
            Inconclusive(R::OffAxis)
        } else {
            Solid
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "counts of frames are far below 2^24")]
fn ratio(part: u32, whole: u32) -> f32 {
    part as f32 / whole.max(1) as f32
}
