//! The face engine on a real portrait: the astronaut of the test pictures (NASA, public domain).
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail loudly")]

use std::path::PathBuf;
use std::sync::OnceLock;

use mien_face::{
    FaceEngine, FaceError, FaceModels, FaceObservation, Frame, FrameInfo, PixelFormat, Plane, Rotation,
    Wants, face_in_picture,
};
use mien_inference::InferenceError;

fn folder(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from)
}

/// `MIEN_CACHE`, else `~/.cache/mien`.
fn cache() -> PathBuf {
    folder("MIEN_CACHE").unwrap_or_else(|| folder("HOME").unwrap().join(".cache/mien"))
}

fn read_model(name: &str) -> std::io::Result<Vec<u8>> {
    std::fs::read(folder("MIEN_MODELS").unwrap_or_else(|| cache().join("models")).join(name))
}

fn models() -> FaceModels {
    static MODELS: OnceLock<FaceModels> = OnceLock::new();
    let load = || FaceModels::load(&read_model).unwrap_or_else(|e| panic!("{e:?}; run `cargo xtask setup`"));
    MODELS.get_or_init(load).clone()
}

/// A picture in memory.
#[derive(Clone)]
struct Picture {
    rgb: Vec<[u8; 3]>,
    width: usize,
    height: usize,
}

impl Picture {
    fn portrait() -> Self {
        static PORTRAIT: OnceLock<Picture> = OnceLock::new();
        let open = || {
            let path = cache().join("portraits/astronaut.png");
            let picture = image::open(&path);
            let picture = picture
                .unwrap_or_else(|e| panic!("{}: {e}; run `cargo xtask setup`", path.display()))
                .to_rgb8();
            let (width, height) = (picture.width() as usize, picture.height() as usize);
            Self { rgb: picture.pixels().map(|p| p.0).collect(), width, height }
        };
        PORTRAIT.get_or_init(open).clone()
    }

    fn from_pixels(width: usize, height: usize, pixel: impl Fn(usize, usize) -> [u8; 3]) -> Self {
        let all = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        Self { rgb: all.map(|(x, y)| pixel(x, y)).collect(), width, height }
    }

    fn at(&self, x: usize, y: usize) -> [u8; 3] {
        self.rgb[y * self.width + x]
    }

    fn mirrored(&self) -> Self {
        Self::from_pixels(self.width, self.height, |x, y| self.at(self.width - 1 - x, y))
    }

    /// As a sensor gives it that must be turned clockwise by a quarter to be upright.
    fn turned_back(&self) -> Self {
        Self::from_pixels(self.height, self.width, |x, y| self.at(self.width - 1 - y, x))
    }

    /// Moved to the right, black coming in.
    fn shifted(&self, by: usize) -> Self {
        Self::from_pixels(self.width, self.height, |x, y| if x < by { [0; 3] } else { self.at(x - by, y) })
    }

    fn with_frame<T>(&self, rotation: Rotation, mirrored: bool, look: impl FnOnce(&Frame<'_>) -> T) -> T {
        let data: Vec<u8> = self.rgb.iter().flatten().copied().collect();
        let plane = Plane { data: &data, row_stride: 3 * self.width, pixel_stride: 3 };
        look(&Frame::new(self.info(rotation, mirrored), PixelFormat::Rgb, &[plane]).unwrap())
    }

    fn info(&self, rotation: Rotation, mirrored: bool) -> FrameInfo {
        let (width, height) = (u32::try_from(self.width).unwrap(), u32::try_from(self.height).unwrap());
        FrameInfo { width, height, rotation, mirrored, captured_at: 1_000 }
    }
}

fn observed(frame: &Frame<'_>) -> FaceObservation {
    FaceEngine::new(models()).observe(frame, Wants::default()).unwrap().face.unwrap()
}

#[track_caller]
fn assert_near(what: &str, value: f32, expected: f32, tolerance: f32) {
    assert!((value - expected).abs() <= tolerance, "{what}: {value}, expected {expected} ± {tolerance}");
}

#[track_caller]
fn assert_same(a: &FaceObservation, b: &FaceObservation, pixels: f32, degrees: f32) {
    for (a, b) in a.bounds.iter().zip(b.bounds) {
        assert_near("bounds", *a, b, pixels);
    }
    assert_near("yaw", a.pose.yaw, b.pose.yaw, degrees);
    assert_near("pitch", a.pose.pitch, b.pose.pitch, degrees);
    assert_near("roll", a.pose.roll, b.pose.roll, degrees);
    assert_near("eye distance", a.eye_distance, b.eye_distance, pixels);
    assert_near("right eye", a.eyes_open[0], b.eyes_open[0], 0.1);
    assert_near("left eye", a.eyes_open[1], b.eyes_open[1], 0.1);
    assert_near("mouth", a.mouth_open, b.mouth_open, 0.03);
    assert_near("mean", a.lighting.mean, b.lighting.mean, 0.01);
    assert_near("background", a.lighting.background, b.lighting.background, 0.01);
}

// Whichever way the sensor is mounted and whether or not the preview is mirrored: one person, one observation. Left
// taken for right is the fault that face-scan integrations report most.
#[test]
fn four_rotations_and_mirroring_give_the_same_observation() {
    let upright = Picture::portrait();
    let expected = upright.with_frame(Rotation::None, false, observed);
    for mirrored in [false, true] {
        let shown = if mirrored { upright.mirrored() } else { upright.clone() };
        let quarter = shown.turned_back();
        let half = quarter.turned_back();
        let three = half.turned_back();
        for (picture, rotation) in [
            (shown, Rotation::None),
            (quarter, Rotation::Clockwise90),
            (half, Rotation::Half),
            (three, Rotation::Clockwise270),
        ] {
            let face = picture.with_frame(rotation, mirrored, observed);
            assert_same(&face, &expected, 0.01, 0.01);
        }
    }
}

// Cameras give subsampled chroma with strides, not decoded pictures.
#[test]
fn camera_format_gives_the_same_observation() {
    let picture = Picture::portrait();
    let expected = picture.with_frame(Rotation::None, false, observed);
    let byte = |v: f32| num_byte(v);
    let ycc = |[r, g, b]: [u8; 3]| {
        let (r, g, b) = (f32::from(r), f32::from(g), f32::from(b));
        let luma = 0.299 * r + 0.587 * g + 0.114 * b;
        [byte(luma), byte(128.0 + 0.564 * (b - luma)), byte(128.0 + 0.713 * (r - luma))]
    };
    let stride = picture.width + 64;
    let mut luma = vec![0; stride * picture.height];
    let mut chroma = vec![0; stride * picture.height / 2];
    for y in 0..picture.height {
        for x in 0..picture.width {
            let [value, cb, cr] = ycc(picture.at(x, y));
            luma[y * stride + x] = value;
            chroma[y / 2 * stride + x / 2 * 2] = cr;
            chroma[y / 2 * stride + x / 2 * 2 + 1] = cb;
        }
    }
    let planes = [
        Plane { data: &luma, row_stride: stride, pixel_stride: 1 },
        Plane { data: &chroma, row_stride: stride, pixel_stride: 2 },
    ];
    let frame = Frame::new(picture.info(Rotation::None, false), PixelFormat::Nv21, &planes).unwrap();
    assert_same(&observed(&frame), &expected, 2.0, 1.0);
}

fn num_byte(value: f32) -> u8 {
    (0..=255_u8)
        .min_by(|a, b| (f32::from(*a) - value).abs().total_cmp(&(f32::from(*b) - value).abs()))
        .unwrap()
}

// A host that forgets to say "mirrored" must at least see it: the head seems turned the other way.
#[test]
fn unannounced_mirroring_turns_the_yaw_around() {
    let picture = Picture::portrait();
    let face = picture.with_frame(Rotation::None, false, observed);
    let mirrored = picture.mirrored().with_frame(Rotation::None, false, observed);
    assert!(face.pose.roll.abs() > 2.0, "the portrait leans: {:?}", face.pose);
    assert_near("yaw", mirrored.pose.yaw, -face.pose.yaw, 3.0);
    assert_near("roll", mirrored.pose.roll, -face.pose.roll, 2.0);
}

// The scan must not lose a face that merely moves, nor keep one that has gone.
#[test]
fn face_is_followed_lost_and_found_again() {
    let portrait = Picture::portrait();
    let empty = Picture::from_pixels(portrait.width, portrait.height, |_, _| [90, 90, 90]);
    let mut engine = FaceEngine::new(models());
    let mut look = |picture: &Picture| {
        picture.with_frame(Rotation::None, false, |f| engine.observe(f, Wants::default()).unwrap().face)
    };
    let first = look(&portrait).unwrap();
    for step in 1..=8_u8 {
        let face = look(&portrait.shifted(usize::from(step) * 8)).unwrap();
        assert_near("left", face.bounds[0], first.bounds[0] + 8.0 * f32::from(step), 3.0);
        assert_near("yaw", face.pose.yaw, first.pose.yaw, 2.0);
    }
    assert!((0..6).any(|_| look(&empty).is_none()), "a gone face is noticed within the detector's period");
    assert!(look(&empty).is_none());
    assert_near("left", look(&portrait).unwrap().bounds[0], first.bounds[0], 2.0);
}

#[test]
fn embedding_comes_only_when_asked_for() {
    let portrait = Picture::portrait();
    let look = |picture: &Picture, embedding| {
        let mut engine = FaceEngine::new(models());
        picture.with_frame(Rotation::None, false, |f| {
            engine.observe(f, Wants { embedding, ..Wants::default() }).unwrap().embedding
        })
    };
    assert!(look(&portrait, false).is_none());
    let embedding = look(&portrait, true).unwrap();
    let moved = look(&portrait.shifted(40), true).unwrap();
    assert!(embedding.similarity(&moved) > 0.95, "one face, moved");
    let still =
        portrait.with_frame(Rotation::None, false, |f| face_in_picture(&models(), f)).unwrap().unwrap();
    assert!(embedding.similarity(&still.embedding) > 0.9, "one face, also as a still");
}

#[test]
fn picture_without_a_face_is_no_error() {
    let stripes =
        Picture::from_pixels(200, 150, |x, y| if (x / 9 + y / 7) % 2 == 0 { [30; 3] } else { [200; 3] });
    let found = stripes.with_frame(Rotation::None, false, |f| face_in_picture(&models(), f)).unwrap();
    assert!(found.is_none());
    let tiny = Picture::from_pixels(16, 16, |_, _| [128; 3]);
    assert!(tiny.with_frame(Rotation::None, false, |f| face_in_picture(&models(), f)).unwrap().is_none());
}

// A model file decides who is let in.
#[test]
fn wrong_model_file_is_a_typed_error() {
    let tampered = |name: &str| {
        let mut bytes = read_model(name)?;
        if name == "embed_512.onnx" {
            *bytes.last_mut().unwrap() ^= 1;
        }
        Ok(bytes)
    };
    let error = FaceModels::load(&tampered).unwrap_err();
    assert!(
        matches!(error, FaceError::Model { model: "embed_512", source: InferenceError::HashMismatch }),
        "{error:?}"
    );
    assert_eq!(error.code(), "model_hash_mismatch");
    let missing = |_: &str| Err(std::io::Error::from(std::io::ErrorKind::NotFound));
    assert_eq!(FaceModels::load(&missing).unwrap_err().code(), "face_model_unavailable");
}
