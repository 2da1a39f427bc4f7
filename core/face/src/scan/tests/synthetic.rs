//! A head, and its photo, as landmarks before a pinhole camera: whole scans without a pixel.

pub(super) use super::actor::Actor;
use crate::calibration::{Calibration, Limit, Matching, MatchingReport, ReliefLimits};
use crate::observation::{FaceObservation, Lighting, MESH_POINTS, Mesh, Observation, Occlusion, Pose};
use crate::scan::driver::wants;
use crate::scan::{
    EmbeddingFacts, FrameFacts, Guidance, Phase, PlanarThresholds, Purpose, ScanEffect, ScanEvent,
    ScanProfile, ScanRequest, ScanState, Slot, Verdict, step,
};

/// Landmarks in centimetres: x to the person's left, y up, z towards the camera (MediaPipe's canonical face).
const HEAD: [(usize, [f32; 3]); 14] = [
    (33, [-4.45, 2.66, 3.17]),
    (133, [-1.86, 2.59, 3.76]),
    (362, [1.86, 2.59, 3.76]),
    (263, [4.45, 2.66, 3.17]),
    (61, [-2.46, -4.34, 4.28]),
    (291, [2.46, -4.34, 4.28]),
    (1, [0.0, -1.13, 7.48]),
    (9, [0.0, 4.89, 5.39]),
    (164, [0.0, -2.70, 6.02]),
    (168, [0.0, 3.27, 5.24]),
    (6, [0.0, 2.47, 5.79]),
    (152, [0.0, -9.40, 4.26]),
    (234, [-7.74, 2.36, -2.0]),
    (454, [7.74, 2.36, -2.0]),
];
/// Focal length in pixels of a 480x640 frame.
const FOCAL: f32 = 624.0;
/// The size of the frames.
pub(super) const SIZE: [u32; 2] = [480, 640];

/// What stands before the camera.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::scan) enum Body {
    /// A head.
    Head,
    /// Its photo, and the share of its tilt that the mesh takes for a turned head.
    Flat(f32),
}

/// A deterministic noise source: a 64-bit mixer (`SplitMix64`).
#[derive(Debug, Clone, Copy)]
pub(in crate::scan) struct Noise(pub(in crate::scan) u64);

impl Noise {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "24 bits are exact in f32")]
    pub(super) fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 24) as f32
    }

    pub(super) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// About normal, deviation 1.
    fn normal(&mut self) -> f32 {
        (0..6).map(|_| self.unit()).sum::<f32>() * 1.414 - 4.243
    }
}

/// The scene of one frame.
#[derive(Debug, Clone, Copy)]
pub(in crate::scan) struct Scene {
    pub(in crate::scan) body: Body,
    /// Degrees; of a photo: of the paper.
    pub(in crate::scan) yaw: f32,
    pub(in crate::scan) pitch: f32,
    /// Centimetres to the right of the unmirrored picture.
    pub(in crate::scan) shift: f32,
    pub(in crate::scan) distance: f32,
    /// Deviation of a landmark in eye distances.
    pub(in crate::scan) jitter: f32,
    /// Height over width of the inner lips.
    pub(in crate::scan) mouth: f32,
    /// Probability of open eyes.
    pub(in crate::scan) eyes: f32,
}

impl Scene {
    pub(in crate::scan) const fn head() -> Self {
        Self {
            body: Body::Head,
            yaw: 0.0,
            pitch: 0.0,
            shift: 0.0,
            distance: 38.0,
            jitter: 0.006,
            mouth: 0.02,
            eyes: 0.97,
        }
    }
}

/// An observation of the scene; everything but the landmarks is a good picture.
pub(in crate::scan) fn observe(scene: Scene, at: u64, noise: &mut Noise) -> Observation {
    let (yaw, pitch) = (scene.yaw.to_radians(), scene.pitch.to_radians());
    let mut points = vec![[0.0; 3]; MESH_POINTS];
    let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
    for (index, [x, y, z]) in HEAD {
        // Heads turn about the neck; paper about its middle.
        let (z, pivot) = if scene.body == Body::Head { (z + 5.0, 9.0) } else { (0.0, 0.0) };
        let (y, z) = (y * pitch.cos() + z * pitch.sin(), z * pitch.cos() - y * pitch.sin());
        let (x, z) = (x * yaw.cos() + z * yaw.sin(), z * yaw.cos() - x * yaw.sin());
        let depth = scene.distance + pivot - z;
        let sigma = scene.jitter * 6.3 * FOCAL / scene.distance;
        let px = 240.0 + FOCAL * (x + scene.shift) / depth + sigma * noise.normal();
        let py = 320.0 - FOCAL * y / depth + sigma * noise.normal();
        (low, high) = ([low[0].min(px), low[1].min(py)], [high[0].max(px), high[1].max(py)]);
        points[index] = [px, py, 0.0];
    }
    let seen = match scene.body {
        Body::Head => scene.yaw,
        Body::Flat(share) => share * scene.yaw,
    };
    let face = FaceObservation {
        bounds: [low[0], low[1], high[0] - low[0], high[1] - low[1]],
        mesh: Mesh { points, presence: 0.99 },
        pose: Pose { yaw: seen + 0.4 * noise.normal(), pitch: scene.pitch + 0.4 * noise.normal(), roll: 0.0 },
        eye_distance: 6.3 * FOCAL / scene.distance,
        eyes_open: [scene.eyes; 2],
        mouth_open: scene.mouth,
        lighting: good_light(),
        occlusion: Occlusion { forehead: 1.0, ..Occlusion::default() },
        second_face: 0.0,
        components: None,
    };
    let mut fingerprint = [0; 32];
    fingerprint[..8].copy_from_slice(&noise.next().to_be_bytes());
    Observation {
        captured_at: at,
        size: SIZE,
        fingerprint,
        face: Some(face),
        hidden: None,
        embedding: None,
        colour: None,
        spoof: None,
        camera: crate::scan::CameraData::default(),
    }
}

/// Makes an observation its own mirror image: sides change places, and with them the paired landmarks and the eyes.
pub(super) fn mirror(observation: &mut Observation) {
    let Some(face) = observation.face.as_mut() else { return };
    (face.pose.yaw, face.pose.roll) = (-face.pose.yaw, -face.pose.roll);
    face.eyes_open.reverse();
    let [left, _, width, _] = &mut face.bounds;
    *left = 480.0 - *left - *width;
    for [x, _, _] in &mut face.mesh.points {
        *x = 480.0 - *x;
    }
    for (a, b) in [(33, 263), (133, 362), (61, 291), (234, 454)] {
        if b < face.mesh.points.len() {
            face.mesh.points.swap(a, b);
        }
    }
}

pub(super) const fn good_light() -> Lighting {
    Lighting {
        mean: 0.5,
        entropy: 7.0,
        under: 0.0,
        over: 0.0,
        side: 0.1,
        background: 0.5,
        edges: 0.28,
        detail: 0.05,
    }
}

/// Thresholds as the shipped calibration has them, kept here so that these tests do not move with a new measurement.
pub(super) fn calibration() -> Calibration {
    let report =
        MatchingReport { pictures: 0, persons: 0, impostor_pairs: 0, genuine_pairs: 0, table: Vec::new() };
    let matching = Matching { threshold: 0.45, far: 1e-4, report, groups: None };
    let limit = |threshold| Limit { threshold, basis: String::new() };
    let planar = PlanarThresholds {
        nose_per_degree: 0.0075,
        nose_floor: 0.11,
        nose_planar: 0.07,
        aspect_margin: 0.10,
        max_pitch: 10.0,
        flagged_share: 0.05,
        flagged_least: 2,
        peak_deficit: 0.09,
        nose_per_deficit: 0.06,
    };
    let relief = ReliefLimits { solid: 0.02, flat: 0.005, basis: String::new() };
    Calibration { relief, ..Calibration::new(matching, limit(0.6), limit(0.6), planar) }
}

/// A run of the machine: its state and everything it said.
pub(super) struct Run {
    pub(super) state: ScanState,
    pub(super) profile: ScanProfile,
    pub(super) effects: Vec<ScanEffect>,
    pub(super) transcript: String,
    /// Everything that happened to it.
    pub(super) events: Vec<ScanEvent>,
    /// Keeps the state alone: for campaigns.
    pub(super) is_brief: bool,
    calibration: Calibration,
    anchored: bool,
    kept: usize,
}

/// What the embedding of a frame would say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Likeness {
    pub(super) anchor: f32,
    pub(super) template: Option<f32>,
    pub(super) others: Option<f32>,
}

pub(super) const SAME: Likeness = Likeness { anchor: 0.9, template: Some(0.8), others: None };

impl Run {
    pub(super) fn new(purpose: Purpose, nonce: u8) -> Self {
        let request = ScanRequest::new(purpose, [nonce; 32]);
        let profile = request.usual_profile();
        Self::with_profile(request, profile)
    }

    pub(super) fn with_profile(request: ScanRequest, profile: ScanProfile) -> Self {
        Self {
            state: ScanState::new(request, &profile),
            profile,
            effects: Vec::new(),
            transcript: String::new(),
            events: Vec::new(),
            is_brief: false,
            calibration: calibration(),
            anchored: false,
            kept: 0,
        }
    }

    /// The profile with turns alone, one after the other.
    pub(super) fn turning(nonce: u8) -> Self {
        let profile = ScanProfile { tasks: vec![Slot::Turn, Slot::Turn], ..ScanProfile::verify() };
        Self::with_profile(ScanRequest::new(Purpose::Verify, [nonce; 32]), profile)
    }

    pub(super) fn event(&mut self, event: &ScanEvent) {
        let (state, effects) = step(&self.state, event, &self.profile, &self.calibration);
        for effect in &effects {
            match effect {
                ScanEffect::KeepAnchor => self.anchored = true,
                ScanEffect::KeepCapture(place) => self.kept = self.kept.max(place + 1),
                ScanEffect::Forget => (self.anchored, self.kept) = (false, 0),
                _ => {}
            }
        }
        if !self.is_brief {
            self.transcript.push_str(&serde_json::to_string(&(&state, &effects)).unwrap());
            self.effects.extend(effects);
            self.events.push(event.clone());
        }
        self.state = state;
    }

    /// A frame carries an embedding when the state before it asked for one, as with the driver.
    pub(super) fn observation(&mut self, observation: &Observation, likeness: Likeness) {
        let anchor = self.anchored.then_some(likeness.anchor);
        let facts = wants(&self.state, &self.profile).embedding.then_some(EmbeddingFacts {
            anchor,
            captured: std::array::from_fn(|place| anchor.filter(|_| place < self.kept)),
            template: likeness.template,
            others: likeness.others,
        });
        self.event(&ScanEvent::Frame(Box::new(FrameFacts::new(observation, facts))));
    }

    pub(super) fn shown(&self) -> Option<Guidance> {
        self.state.guidance()
    }

    pub(super) fn verdict(&self) -> Option<&Verdict> {
        self.state.verdict()
    }

    pub(super) const fn is_positioning(&self) -> bool {
        matches!(self.state.phase, Phase::Preflight | Phase::Positioning)
    }
}

/// How frames arrive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Camera {
    pub(super) rate: f32,
    pub(super) drops: f32,
}

/// Plays an actor to the end of the scan, a minute at most.
pub(super) fn play(run: &mut Run, actor: &mut Actor, camera: Camera, likeness: Likeness, noise: &mut Noise) {
    play_scenes(run, camera, noise, |now, run| (Some(actor.scene(now, run.shown())), likeness));
}

/// Plays whatever `scene` shows, `None` for an empty room, to the end of the scan, a minute at most.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a minute in microseconds")]
pub(super) fn play_scenes(
    run: &mut Run,
    camera: Camera,
    noise: &mut Noise,
    mut scene: impl FnMut(f32, &Run) -> (Option<Scene>, Likeness),
) {
    let mut now = 0.0;
    while run.verdict().is_none() && now < 60.0 {
        now += noise.between(0.9, 1.1) / camera.rate;
        if noise.unit() < camera.drops {
            continue;
        }
        let (scene, likeness) = scene(now, run);
        let mut observation = observe(scene.unwrap_or(Scene::head()), (now * 1e6) as u64 + 5_000_000, noise);
        observation.face = observation.face.filter(|_| scene.is_some());
        run.observation(&observation, likeness);
    }
}
