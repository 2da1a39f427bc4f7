//! What the state machine keeps of an [`Observation`]: a few numbers, no picture, no embedding.

use serde::{Deserialize, Serialize};

use super::flash::FaceColour;
use super::geometry::Point;
use super::provenance::CameraData;
use crate::observation::{FaceObservation, HiddenFace, Lighting, Observation, Occlusion, Pose};

/// The landmarks that the planar test looks at, in the face's own axes.
///
/// Origin between the eyes, x along the eye line towards the person's left, y downwards, unit = distance of the eye
/// centres. Position, distance and roll of the head are thereby gone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Landmarks {
    /// Mesh points in the order of [`LANDMARKS`].
    pub points: [Point; LANDMARKS.len()],
}

/// Mesh indices of [`Landmarks::points`]: eye corners (right outer, right inner, left inner, left outer), mouth corners
/// (right, left), nose, forehead, philtrum, nose root, nose bridge, chin.
pub const LANDMARKS: [usize; 12] = [33, 133, 362, 263, 61, 291, 1, 9, 164, 168, 6, 152];

/// One face of one frame, reduced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FaceFacts {
    /// Centre of the face over the frame's width and height, 0 to 1.
    pub centre: Point,
    /// Width of the landmarks' hull over the frame's shorter side.
    pub width: f32,
    /// Left, top, width, height of the hull over the frame's width and height.
    pub outline: [f32; 4],
    /// Distance of the eye centres in pixels.
    pub eye_distance: f32,
    /// Middle of the eyes in pixels.
    pub eyes: Point,
    /// Head pose in degrees.
    pub pose: Pose,
    /// Mean probability of the two eyes being open, 0 to 1.
    pub eyes_open: f32,
    /// Height over width of the inner lips, 0 (closed) and up.
    pub mouth_open: f32,
    /// Light and focus.
    pub lighting: Lighting,
    /// What hides parts of the face.
    pub occlusion: Occlusion,
    /// Area of the second face over this one's.
    pub second_face: f32,
    /// Probability that the crop holds a face.
    pub presence: f32,
    /// The landmarks in the face's axes.
    pub landmarks: Landmarks,
}

/// Most embeddings that are kept for the decision.
pub const MOST_CAPTURES: usize = 8;

/// How an embedding compares with those kept so far. The numbers stay inside the core.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct EmbeddingFacts {
    /// Similarity to the embedding of the settled, neutral face; `None` before there is one.
    pub anchor: Option<f32>,
    /// Similarity to each embedding kept for the decision, by its place.
    pub captured: [Option<f32>; MOST_CAPTURES],
    /// Similarity to the template; `None` when nothing is compared.
    pub template: Option<f32>,
    /// Highest similarity to the other people's templates on this phone; `None` without any.
    pub others: Option<f32>,
}

/// One frame, reduced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrameFacts {
    /// Capture time in microseconds.
    pub at: u64,
    /// The first bytes of the frame's fingerprint: equal for a repeated frame.
    pub fingerprint: u64,
    /// The face, if there is one and its numbers are usable.
    pub face: Option<FaceFacts>,
    /// Without a face: what the detector still sees of one.
    pub hidden: Option<HiddenFace>,
    /// What the embedding says, when the frame carried one.
    pub embedding: Option<EmbeddingFacts>,
    /// The whole fingerprint, for the transcript.
    pub picture: [u8; 32],
    /// What the camera said of the frame.
    pub camera: CameraData,
    /// The colours of the face, when they were asked for.
    pub colour: Option<FaceColour>,
    /// Probability of a presentation attack as the anti-spoofing model sees it, when it was asked.
    pub spoof: Option<f32>,
}

impl FrameFacts {
    /// Reduces an observation; the caller has compared the embedding. A face with a number that is not finite or with
    /// missing points counts as no face.
    pub fn new(observation: &Observation, embedding: Option<EmbeddingFacts>) -> Self {
        let start = observation.fingerprint.first_chunk().copied().unwrap_or_default();
        let face = observation.face.as_ref().and_then(|face| FaceFacts::new(face, observation.size));
        Self {
            at: observation.captured_at,
            fingerprint: u64::from_be_bytes(start),
            embedding: if face.is_some() { embedding } else { None },
            picture: observation.fingerprint,
            camera: if observation.camera.is_finite() { observation.camera } else { CameraData::default() },
            colour: observation.colour.filter(FaceColour::is_finite),
            spoof: observation.spoof.filter(|p| p.is_finite()),
            hidden: observation.hidden.filter(HiddenFace::is_finite),
            face,
        }
    }
}

impl FaceFacts {
    fn new(face: &FaceObservation, size: [u32; 2]) -> Option<Self> {
        let [width, height] = size.map(pixels);
        let [left, top, hull_width, hull_height] = face.bounds;
        let mut points = [Point::default(); LANDMARKS.len()];
        for (point, index) in points.iter_mut().zip(LANDMARKS) {
            let [x, y, _] = *face.mesh.points.get(index)?;
            *point = Point::new(x, y);
        }
        let [right_outer, right_inner, left_inner, left_outer, ..] = points;
        let (right_eye, left_eye) = (right_outer.middle(right_inner), left_inner.middle(left_outer));
        let (eyes, axis) = (right_eye.middle(left_eye), left_eye.minus(right_eye));
        let eye_distance = axis.length();
        let (cos, sin) = (axis.x / eye_distance, axis.y / eye_distance);
        let turned = points.map(|p| {
            let d = p.minus(eyes);
            Point::new((d.x * cos + d.y * sin) / eye_distance, (d.y * cos - d.x * sin) / eye_distance)
        });
        let [right_open, left_open] = face.eyes_open;
        let facts = Self {
            centre: Point::new((left + hull_width / 2.0) / width, (top + hull_height / 2.0) / height),
            width: hull_width / width.min(height),
            outline: [left / width, top / height, hull_width / width, hull_height / height],
            eye_distance,
            eyes,
            pose: face.pose,
            eyes_open: f32::midpoint(right_open, left_open),
            mouth_open: face.mouth_open,
            lighting: face.lighting,
            occlusion: face.occlusion,
            second_face: face.second_face,
            presence: face.mesh.presence,
            landmarks: Landmarks { points: turned },
        };
        facts.is_finite().then_some(facts)
    }

    fn is_finite(&self) -> bool {
        let light = &self.lighting;
        let pose = &self.pose;
        let hidden = &self.occlusion;
        let numbers = [
            self.width,
            self.eye_distance,
            self.eyes_open,
            self.mouth_open,
            self.second_face,
            self.presence,
            pose.yaw,
            pose.pitch,
            pose.roll,
            light.mean,
            light.entropy,
            light.under,
            light.over,
            light.side,
            light.background,
            light.edges,
            light.detail,
            hidden.mask,
            hidden.sunglasses,
            hidden.covered,
            hidden.glare,
            hidden.forehead,
        ];
        numbers.iter().chain(&self.outline).all(|n| n.is_finite())
            && self.centre.is_finite()
            && self.eyes.is_finite()
            && self.landmarks.points.iter().all(|p| p.is_finite())
    }
}

#[expect(clippy::cast_precision_loss, reason = "frame sides are far below 2^24")]
const fn pixels(side: u32) -> f32 {
    side as f32
}
