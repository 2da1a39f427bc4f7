//! A face with a defect before the camera of a scan, until the scan says something.

use mien_face::calibration::Calibration;
use mien_face::scan::{FaceScan, Guidance, Purpose, ScanProfile, ScanRequest, ScanStage, Severity};
use mien_face::{FaceEngine, FaceModels, Gallery, Wants};

use super::defects::{Defect, Scene};
use super::storage::store;
use crate::evaluate::drawing::{Painting, Placement, Portrait, Random};
use crate::failure::{Because, Failure};

/// Between two frames, in microseconds: the fifteen a second that a scan looks at.
const SPACING: u64 = 1_000_000 / 15;
/// Looked at for so long.
const LENGTH: u64 = 1_000_000;

/// The first hint that stops the scan, and when it was shown in microseconds of stream time; `None` when the scan went on
/// to its tasks or nothing was said.
pub(super) type First = Option<(Guidance, u64)>;

/// Plays a defect to a new scan.
pub(super) fn play(
    models: &FaceModels,
    portrait: &Portrait,
    defect: &Defect,
    random: &mut Random,
) -> Result<First, Failure> {
    let request = ScanRequest::new(Purpose::Enrol, [7; 32]);
    let calibration = Calibration::shipped().because(|| "cannot use the built-in thresholds")?;
    let mut scan = FaceScan::new(request, ScanProfile::enrol(), calibration, Gallery::default())
        .because(|| "cannot begin a scan")?;
    let mut engine = FaceEngine::new(models.clone());
    let still = scene(portrait, defect.scene, 0.0, random);
    let mut bytes = still.bytes();
    let mut at = 0;
    while at <= LENGTH {
        if matches!(defect.scene, Scene::Wandering) {
            bytes = scene(portrait, defect.scene, seconds(at), random).bytes();
        }
        let stored = store(defect.storage, &noisy(&bytes, random), still.width, still.height);
        let seen =
            engine.observe(&stored.frame(at)?, Wants::default()).because(|| "cannot look for a face")?;
        let feedback = scan.push(&seen);
        if feedback.stage != ScanStage::Positioning {
            return Ok(None);
        }
        if let Some(hint) = feedback.guidance.filter(|hint| hint.severity() == Severity::Blocking) {
            return Ok(Some((hint, at)));
        }
        at += SPACING;
    }
    Ok(None)
}

/// What is before the camera then.
pub(super) fn scene(portrait: &Portrait, scene: Scene, seconds: f32, random: &mut Random) -> Painting {
    match scene {
        Scene::Face(None) => portrait.painting.clone(),
        Scene::Face(Some(cover)) => {
            let mut portrait = portrait.clone();
            cover.paint(&mut portrait, random);
            portrait.painting
        }
        Scene::Placed(placement) => portrait.placed(placement),
        Scene::Turned(turned) => portrait.turned(turned),
        Scene::Lit(light) => {
            let mut frame = portrait.painting.clone();
            light.paint(portrait, &mut frame, random);
            frame
        }
        Scene::Two => portrait.with_another(),
        Scene::Empty => portrait.wall(),
        Scene::Wandering => {
            // Between two places that are both right, in less than a second: about two eye distances a second.
            let way = 0.09 * (seconds * 2.2 * std::f32::consts::PI).cos();
            portrait.placed(Placement { shift: [way, 0.0], ..Placement::RIGHT })
        }
    }
}

/// A sensor's noise: no two frames of a camera are equal.
fn noisy(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bits = 0_u64;
    let noise = |(index, byte): (usize, &u8)| {
        if index.is_multiple_of(16) {
            bits = random.next();
        }
        let shift = (bits >> (4 * (index % 16))) & 3;
        // -1, 0, 0 or 1.
        match shift {
            0 => byte.saturating_sub(1),
            3 => byte.saturating_add(1),
            _ => *byte,
        }
    };
    bytes.iter().enumerate().map(noise).collect()
}

#[expect(clippy::cast_precision_loss, reason = "at most a second in microseconds")]
const fn seconds(micros: u64) -> f32 {
    micros as f32 / 1e6
}
