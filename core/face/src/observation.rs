//! What one camera frame showed: the only thing that the scan's state machine sees of the world.

/// Points of the face mesh.
pub const MESH_POINTS: usize = 468;

/// The dense landmarks of one face.
///
/// Pixels of the upright, unmirrored frame: x to the right, y down, z away from the camera in the scale of x. The
/// depth is a guess from a face's usual shape, also on a photo: it serves pose, never liveness.
#[derive(Debug, Clone, PartialEq)]
pub struct Mesh {
    /// [`MESH_POINTS`] points in the order of MediaPipe's canonical face.
    pub points: Vec<[f32; 3]>,
    /// Probability that there is a face in the crop, 0 to 1.
    pub presence: f32,
}

/// Head pose in degrees, in the person's own space.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Pose {
    /// Positive towards the person's left.
    pub yaw: f32,
    /// Positive upwards.
    pub pitch: f32,
    /// Positive when the head leans towards the person's left shoulder.
    pub roll: f32,
}

/// Light and focus inside the face.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Lighting {
    /// Mean luma of the face, 0 to 1.
    pub mean: f32,
    /// Shannon entropy of the face's luma in bits, 0 to 8: fair to dark skin where the mean is not.
    pub entropy: f32,
    /// Share of face pixels at 25 or below, 0 to 1.
    pub under: f32,
    /// Share of face pixels at 247 or above, 0 to 1.
    pub over: f32,
    /// Difference of the two cheeks over their mean, 0 (even) and up.
    pub side: f32,
    /// Mean luma of the frame outside the face, 0 to 1: a bright background with a dark face is backlight.
    pub background: f32,
    /// How abrupt the edges are that there are, in the direction where they are least so: near 0.28 when sharp, below 0.165 when
    /// out of focus or smeared. Unlike the detail it does not care how many there are: bare skin and cloth have few.
    pub edges: f32,
    /// Detail of middle size over contrast, in the direction that has least of it: near 0.035 when sharp, below 0.0175 when out
    /// of focus or smeared, whatever the noise.
    pub detail: f32,
}

/// What lies between the camera and the face.
///
/// Mask, sunglasses and cover are the answers of a small classifier on the face's colours and edges. It looks at the
/// face inside the hull of the landmarks only: scarves, veils and hats around it do not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Occlusion {
    /// Probability that a mask covers nose and mouth, 0 to 1.
    pub mask: f32,
    /// Probability that dark glasses cover the eyes, 0 to 1. Clear glasses do not count.
    pub sunglasses: f32,
    /// Probability that a hand or a thing covers another part of the face, 0 to 1.
    pub covered: f32,
    /// Share of white pixels around the eye that has more of them, 0 to 1: a reflection on glasses.
    pub glare: f32,
    /// Luma of the forehead over that of the cheeks: near 1 when bare, small under hair or a hat's shadow.
    pub forehead: f32,
}

/// What the detector takes for a face although no landmarks fit it: most often a face behind a mask.
///
/// The probabilities are the answers of a small classifier; the rest to 1 is "nothing that is known".
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct HiddenFace {
    /// Probability of a mask, 0 to 1.
    pub mask: f32,
    /// Probability of dark glasses, 0 to 1.
    pub sunglasses: f32,
    /// Probability of a hand or a thing before the face, 0 to 1.
    pub covered: f32,
    /// As [`Lighting::edges`]: none that is abrupt is a picture out of focus, or smeared by a hand that shook.
    pub edges: f32,
    /// As [`Lighting::detail`].
    pub detail: f32,
}

/// One face in one frame.
#[derive(Debug, Clone, PartialEq)]
pub struct FaceObservation {
    /// Left, top, width, height of the landmarks' hull, in pixels of the upright frame.
    pub bounds: [f32; 4],
    /// The landmarks.
    pub mesh: Mesh,
    /// The head pose from the landmarks.
    pub pose: Pose,
    /// Distance of the eye centres in pixels.
    pub eye_distance: f32,
    /// Probability that the right and the left eye are open, 0 to 1.
    pub eyes_open: [f32; 2],
    /// Height over width of the inner lips, 0 (closed) and up.
    pub mouth_open: f32,
    /// Light and focus.
    pub lighting: Lighting,
    /// What hides parts of the face.
    pub occlusion: Occlusion,
    /// Area of the second largest face over this one's, 0 when alone.
    pub second_face: f32,
    /// The picture's quality by ISO/IEC 29794-5; of frames that were embedded and of stills, `None` of others.
    pub components: Option<crate::QualityComponents>,
}

/// One frame, observed.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Capture time in microseconds, in the camera's own time base.
    pub captured_at: u64,
    /// Width and height of the upright frame in pixels.
    pub size: [u32; 2],
    /// SHA-256 of the luma reduced to 32x32: equal for a repeated frame.
    pub fingerprint: [u8; 32],
    /// The largest face, if any.
    pub face: Option<FaceObservation>,
    /// Without a face: what the detector still sees of one.
    pub hidden: Option<HiddenFace>,
    /// The face's embedding, when the scan asked for one.
    pub embedding: Option<crate::Embedding>,
    /// Colours of the face and of what is behind it, when the scan asked for them.
    pub colour: Option<crate::scan::FaceColour>,
    /// Probability of a presentation attack, 0 to 1, when the scan asked for it.
    pub spoof: Option<f32>,
    /// What the camera said of the frame. The engine does not know it: whoever has it sets it.
    pub camera: crate::scan::CameraData,
}
