//! The planar test on paths made by hand.

use super::synthetic::calibration;
use crate::scan::{Path, PathSample, PlanarReason, PlanarVerdict};

/// A path out to 25 degrees and back whose frames look like a head's; `pitch` says how far each is bent.
fn judged(pitch: impl Fn(f32) -> f32) -> PlanarVerdict {
    let mut path = Path::default();
    for frame in 0..40_u8 {
        let yaw = 25.0 * (f32::from(frame) * std::f32::consts::PI / 40.0).sin();
        let aspect = yaw.to_radians().cos() - 0.02;
        let nose = 0.012 * yaw;
        path.push(PathSample { lead: yaw, off: pitch(yaw), aspect, nose, ..PathSample::default() });
    }
    let thresholds = calibration().planar;
    path.evidence(&thresholds).judge(&thresholds)
}

/// Protects the proportions from a nod: where it hides how narrow the face is, on the whole way or only far out, nothing
/// is decided.
#[test]
fn a_nod_leaves_the_turn_undecided() {
    assert_eq!(judged(|_| 2.0), PlanarVerdict::Solid);
    let undecided = PlanarVerdict::Inconclusive(PlanarReason::OffAxis);
    assert_eq!(judged(|_| 12.0), undecided);
    assert_eq!(judged(|yaw| if yaw > 18.0 { 12.0 } else { 2.0 }), undecided);
}
