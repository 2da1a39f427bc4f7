//! The defects, and for each the hints that are right for it. Set down before anything was measured.
//!
//! More than one hint is right where the words of either make the person mend it: a bar over the eyes may be called
//! dark glasses or a cover; of a hand or a sheet before nose and mouth, "uncover nose and mouth" is what both
//! `remove_mask` and `uncover_face` say; a face at the edge that is partly out of the frame may be told to move or to
//! come into it; a picture smeared by a shaking hand may be called unclear or unsteady.

use mien_face::scan::Guidance;

use super::storage::Storage;
use crate::evaluate::drawing::{Cover, Light, Placement, Turned};

/// One line of the matrix.
pub(super) struct Defect {
    pub(super) name: &'static str,
    pub(super) scene: Scene,
    pub(super) storage: Storage,
    /// The right first hints; none of them for a face with nothing wrong.
    pub(super) right: &'static [Guidance],
}

/// What is before the camera.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scene {
    /// The face in its place, perhaps with something before it.
    Face(Option<Cover>),
    /// The face elsewhere.
    Placed(Placement),
    /// The head turned.
    Turned(Turned),
    /// Bad light or focus.
    Lit(Light),
    /// A second person beside.
    Two,
    /// Nobody.
    Empty,
    /// The face wanders to and fro.
    Wandering,
}

/// A face that is not in the middle: right and down as shares of the frame.
const fn shifted(x: f32, y: f32) -> Scene {
    Scene::Placed(Placement { scale: 0.85, shift: [x, y], roll: 0.0 })
}

const fn sized(scale: f32) -> Scene {
    Scene::Placed(Placement { scale, shift: [0.0, 0.0], roll: 0.0 })
}

const fn rolled(roll: f32) -> Scene {
    Scene::Placed(Placement { scale: 1.0, shift: [0.0, 0.0], roll })
}

const fn plain(name: &'static str, scene: Scene, right: &'static [Guidance]) -> Defect {
    Defect { name, scene, storage: Storage::Rgb, right }
}

const fn stored(name: &'static str, scene: Scene, storage: Storage, right: &'static [Guidance]) -> Defect {
    Defect { name, scene, storage, right }
}

/// Nothing wrong.
const CLEAN: Scene = Scene::Face(None);

/// The matrix.
pub(super) const DEFECTS: &[Defect] = &[
    // Nothing is wrong with these, however the camera gives them.
    plain("clean", CLEAN, &[]),
    plain("clear_glasses", Scene::Face(Some(Cover::ClearGlasses)), &[]),
    stored("mirrored", CLEAN, Storage::Mirrored, &[]),
    stored("rotated_90", CLEAN, Storage::Turned90, &[]),
    stored("rotated_180", CLEAN, Storage::Turned180, &[]),
    stored("rotated_270", CLEAN, Storage::Turned270, &[]),
    stored("nv21", CLEAN, Storage::Nv21, &[]),
    stored("nv12", CLEAN, Storage::Nv12, &[]),
    stored("bgra", CLEAN, Storage::Bgra, &[]),
    stored("padded_rows", CLEAN, Storage::Padded, &[]),
    stored("odd_size", CLEAN, Storage::OddNv21, &[]),
    // The place.
    plain("no_face", Scene::Empty, &[Guidance::NoFace]),
    plain("two_faces", Scene::Two, &[Guidance::MultipleFaces]),
    plain("small", sized(0.5), &[Guidance::MoveCloser]),
    plain("huge", sized(1.75), &[Guidance::MoveBack]),
    // The right side of the picture is the person's left.
    plain("off_centre_right", shifted(0.2, 0.0), &[Guidance::MoveRight]),
    plain("off_centre_left", shifted(-0.2, 0.0), &[Guidance::MoveLeft]),
    plain("off_centre_up", shifted(0.0, -0.18), &[Guidance::MoveDown]),
    plain("off_centre_down", shifted(0.0, 0.18), &[Guidance::MoveUp]),
    plain("at_the_edge", shifted(0.42, 0.0), &[Guidance::MoveRight, Guidance::NoFace]),
    stored("off_centre_mirrored", shifted(0.2, 0.0), Storage::Mirrored, &[Guidance::MoveRight]),
    stored("off_centre_rotated", shifted(-0.2, 0.0), Storage::Turned90, &[Guidance::MoveLeft]),
    // The light.
    plain("dark", Scene::Lit(Light::Dark), &[Guidance::TooDark]),
    plain("bright", Scene::Lit(Light::Bright), &[Guidance::TooBright]),
    plain("side_light", Scene::Lit(Light::Side), &[Guidance::LightFromSide]),
    plain("backlit", Scene::Lit(Light::Back), &[Guidance::Backlit]),
    stored("dark_nv21", Scene::Lit(Light::Dark), Storage::Nv21, &[Guidance::TooDark]),
    // The focus.
    plain("blurred", Scene::Lit(Light::Blurred), &[Guidance::Blurry]),
    plain("smeared", Scene::Lit(Light::Smeared), &[Guidance::Blurry, Guidance::HoldStill]),
    plain("wandering", Scene::Wandering, &[Guidance::HoldStill]),
    // The pose.
    plain("leaning_left", rolled(25.0), &[Guidance::LevelHead]),
    plain("leaning_right", rolled(-25.0), &[Guidance::LevelHead]),
    plain("turned_left", Scene::Turned(Turned::Yaw(30.0)), &[Guidance::TurnToFront]),
    plain("turned_right", Scene::Turned(Turned::Yaw(-30.0)), &[Guidance::TurnToFront]),
    plain("chin_up", Scene::Turned(Turned::Pitch(32.0)), &[Guidance::LowerChin]),
    plain("chin_down", Scene::Turned(Turned::Pitch(-32.0)), &[Guidance::RaiseChin]),
    // What hides the face.
    plain("mask", Scene::Face(Some(Cover::Mask)), &[Guidance::RemoveMask]),
    plain("sunglasses", Scene::Face(Some(Cover::Sunglasses)), &[Guidance::RemoveSunglasses]),
    plain("eyes_bar", Scene::Face(Some(Cover::Bar)), &[Guidance::RemoveSunglasses, Guidance::UncoverFace]),
    plain(
        "hand_over_mouth",
        Scene::Face(Some(Cover::HandOverMouth)),
        &[Guidance::UncoverFace, Guidance::RemoveMask],
    ),
    plain("hand_over_cheek", Scene::Face(Some(Cover::HandOverCheek)), &[Guidance::UncoverFace]),
    plain("sheet", Scene::Face(Some(Cover::Thing)), &[Guidance::UncoverFace, Guidance::RemoveMask]),
    plain("closed_eyes", Scene::Face(Some(Cover::Lids)), &[Guidance::OpenEyes]),
];

/// What is worth a word but does not stop the scan: measured on one frame, beside the matrix.
pub(super) const ADVICE: &[Defect] = &[
    plain("clean", CLEAN, &[]),
    plain("clear_glasses", Scene::Face(Some(Cover::ClearGlasses)), &[]),
    plain("glare", Scene::Face(Some(Cover::Glare)), &[Guidance::GlassesGlare]),
    plain("hat", Scene::Face(Some(Cover::Hat)), &[Guidance::HatShadow]),
];

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: at least twenty defects beside the clean faces, each named once.
    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = DEFECTS.iter().map(|defect| defect.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), DEFECTS.len());
        assert!(DEFECTS.iter().filter(|defect| !defect.right.is_empty()).count() >= 20);
    }
}
