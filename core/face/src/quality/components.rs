//! Quality components by their names in ISO/IEC 29794-5:2025, each from 0 (worst) to 100 (best).
//!
//! The measures and their mappings to the scale are those of BSI OFIQ 1.0, the standard's reference, as far as they are
//! arithmetic on landmarks and pixels. What it takes from a parsing network (occlusion, head coverings, background) or
//! from other networks (expression, compression, the unified score) is not here. Its landmarks are ours: FaceMesh's.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::colour::lab;
use crate::detector::sigmoid;
use crate::frame::{Encoding, Picture};
use crate::geometry::{Point, Similarity};
use crate::landmarks::index;
use crate::lighting::{FacePatch, Histogram};
use crate::num::{coordinate, float};
use crate::{Mesh, Pose};

/// Side of the picture in colour that the skin's tint is read from.
const TINTED: usize = 48;
/// Gaps between the lids, upper and lower, of both eyes.
const LIDS: [[usize; 2]; 6] = [[160, 144], [159, 145], [158, 153], [385, 380], [386, 374], [387, 373]];

/// The components that need no further network, 0 (worst) to 100 (best).
///
/// A number says how far a picture is from one for a passport: a hand-held phone need not reach it. The scan's own
/// gates decide with limits of their own; these are for reports, and to choose between good frames.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualityComponents {
    /// No second face, or a small one.
    pub single_face_present: u8,
    /// The distance of the eyes, made up for the head's turn: 50 at 70 pixels.
    pub inter_eye_distance: u8,
    /// The head's size in the frame.
    pub head_size: u8,
    /// Room to the left of the face.
    pub leftward_crop: u8,
    /// Room to the right of the face.
    pub rightward_crop: u8,
    /// Room above the face.
    pub margin_above: u8,
    /// Room below the face.
    pub margin_below: u8,
    /// The head is not turned aside.
    pub head_pose_yaw: u8,
    /// The head is not bent.
    pub head_pose_pitch: u8,
    /// The head does not lean.
    pub head_pose_roll: u8,
    /// The eyes are open.
    pub eyes_open: u8,
    /// The mouth is closed.
    pub mouth_closed: u8,
    /// Neither a dark nor a bright face.
    pub luminance_mean: u8,
    /// The face has contrast.
    pub luminance_variance: u8,
    /// The face has many levels of luma.
    pub dynamic_range: u8,
    /// Few black pixels in the face.
    pub under_exposure_prevention: u8,
    /// Few white pixels in the face.
    pub over_exposure_prevention: u8,
    /// Both cheeks are lit alike.
    pub illumination_uniformity: u8,
    /// The skin has a skin's tint: no coloured light.
    pub natural_colour: u8,
    /// In focus. From the scan's own measure of detail, not from the standard's random forest.
    pub sharpness: u8,
}

/// What was measured elsewhere.
pub(crate) struct Measured {
    pub(crate) pose: Pose,
    pub(crate) second_face: f32,
    pub(crate) detail: f32,
}

/// Measures all components of a face.
pub(crate) fn components(
    picture: &mut Picture<'_>,
    mesh: &Mesh,
    patch: &FacePatch,
    measured: &Measured,
) -> QualityComponents {
    let frame = picture.frame();
    let (width, height) = (coordinate(frame.width()), coordinate(frame.height()));
    let [right, left] = [index::RIGHT_EYE_CORNERS, index::LEFT_EYE_CORNERS].map(|eye| mesh.between(eye));
    let eyes = right.midpoint(left);
    let pose = measured.pose;
    let inter_eye = right.distance(left) / pose.yaw.to_radians().cos().max(0.1);
    // The length that the standard measures heads by: eyes to chin.
    let head = eyes.distance(mesh.point(index::CHIN)).max(1.0);
    let histogram = patch.face_histogram(mesh);
    let gap = |[a, b]: [usize; 2]| mesh.point(a).distance(mesh.point(b)) / head;
    let [right_lids, left_lids] =
        [0, 3].map(|first| LIDS.iter().skip(first).take(3).map(|lids| gap(*lids)).fold(0.0, f32::max));
    QualityComponents {
        single_face_present: percent(1.0 - measured.second_face),
        inter_eye_distance: percent(sigmoid((inter_eye - 70.0) / 20.0)),
        head_size: percent(2.0 * (1.0 - sigmoid((head / height - 0.45).abs() / 0.05))),
        leftward_crop: percent(sigmoid((right.x.min(left.x) / inter_eye - 0.9) / 0.1)),
        rightward_crop: percent(sigmoid(((width - right.x.max(left.x)) / inter_eye - 0.9) / 0.1)),
        margin_above: percent(sigmoid((eyes.y / head - 1.4) / 0.1)),
        margin_below: percent(sigmoid(((height - eyes.y) / head - 1.8) / 0.1)),
        head_pose_yaw: straight(pose.yaw),
        head_pose_pitch: straight(pose.pitch),
        head_pose_roll: straight(pose.roll),
        eyes_open: percent(sigmoid((right_lids.min(left_lids) - 0.02) / 0.01)),
        mouth_closed: percent(1.0 - sigmoid((gap(index::INNER_LIPS) - 0.2) / 0.06)),
        natural_colour: natural_colour(picture, patch),
        illumination_uniformity: uniformity(patch, mesh),
        // 0.0215 is where the scan calls a face blurred.
        sharpness: percent(sigmoid((measured.detail - 0.0215) / 0.005)),
        ..light(&histogram)
    }
}

/// What the luma of the face says.
fn light(histogram: &Histogram) -> QualityComponents {
    let mean = histogram.mean() / 255.0;
    let variance = histogram.deviation().powi(2) / (255.0 * 255.0);
    let under = histogram.share(0..=25);
    let over = histogram.share(247..=255);
    QualityComponents {
        luminance_mean: percent(sigmoid((mean - 0.2) / 0.05) * (1.0 - sigmoid((mean - 0.8) / 0.05))),
        luminance_variance: percent((std::f32::consts::PI * 60.0 * variance / (60.0 * variance + 1.0)).sin()),
        dynamic_range: percent(histogram.entropy() / 8.0),
        under_exposure_prevention: percent(1.2 * (0.832 - sigmoid((under - 0.92) / 0.05))),
        over_exposure_prevention: percent(0.01 / (over + 0.01)),
        ..QualityComponents::default()
    }
}

/// How far the histograms of the cheeks overlap.
fn uniformity(patch: &FacePatch, mesh: &Mesh) -> u8 {
    let cheeks = index::CHEEKS.map(|cheek| patch.histogram_in(&patch.around(mesh.point(cheek), 0.25)));
    let [right, left] = cheeks.map(|cheek| cheek.coarse());
    let common: f32 = right.iter().zip(left).map(|(a, b)| a.min(b)).sum();
    percent(common.powf(0.3))
}

/// How far the mean tint of the face lies from those of skin in CIELAB.
fn natural_colour(picture: &mut Picture<'_>, patch: &FacePatch) -> u8 {
    let mut colours = Zeroizing::new(vec![0.0; 3 * TINTED * TINTED]);
    let placement = Similarity::of_square(&patch.square(), float(TINTED));
    picture.crop(&placement, TINTED, &Encoding::PLAIN, &mut colours);
    let middle = float(TINTED) / 2.0;
    let (mut sum, mut count) = ([0.0_f32; 3], 0.0_f32);
    for (y, row) in colours.as_chunks::<3>().0.chunks(TINTED).enumerate() {
        for (x, pixel) in row.iter().enumerate() {
            // The middle of the face: neither hair nor background.
            if Point::new(float(x), float(y)).distance(Point::new(middle, middle)) < 0.3 * float(TINTED) {
                sum.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += value);
                count += 1.0;
            }
        }
    }
    let [_, a, b] = lab(sum.map(|sum| sum / count.max(1.0)));
    let outside = |value: f32, low: f32, high: f32| (low - value).max(value - high).max(0.0);
    let distance = outside(a, 5.0, 25.0).hypot(outside(b, 5.0, 35.0));
    percent(2.0 * (1.0 - sigmoid(distance / 10.0)))
}

fn straight(degrees: f32) -> u8 {
    percent(degrees.to_radians().cos().max(0.0).powi(2))
}

/// A share as a whole number from 0 to 100.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=100")]
fn percent(share: f32) -> u8 {
    (100.0 * share).round().clamp(0.0, 100.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects the scale: points of the standard's curves that its documents give.
    #[test]
    fn mappings_are_the_standards() {
        assert_eq!([0.0, 15.0, 25.0, 90.0, 120.0].map(straight), [100, 93, 82, 0, 0]);
        let even = light(&Histogram::of((0_u8..=255).map(f32::from)));
        assert_eq!((even.dynamic_range, even.luminance_mean), (100, 100));
        let black = light(&Histogram::of([3.0; 100].into_iter()));
        assert_eq!((black.under_exposure_prevention, black.luminance_mean, black.dynamic_range), (0, 2, 0));
        assert_eq!(black.over_exposure_prevention, 100);
        let white = light(&Histogram::of([255.0; 100].into_iter()));
        assert_eq!((white.over_exposure_prevention, white.luminance_mean), (1, 2));
        assert_eq!(percent(f32::NAN), 0);
    }
}
