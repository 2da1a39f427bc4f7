//! Where the head points and what eyes and mouth do, from the landmarks.

use crate::landmarks::index;
use crate::{Mesh, Pose};

/// Head pose from the axes of the mesh: across the face (ear to ear) and down the face (forehead to chin), made
/// square to each other.
pub(crate) fn pose(mesh: &Mesh) -> Pose {
    let [right, left] = index::FACE_SIDES;
    let across = unit(minus(mesh.point3(left), mesh.point3(right)));
    let down = unit(minus(mesh.point3(index::CHIN), mesh.point3(index::FOREHEAD)));
    let depth = cross(across, down);
    let [_, down_y, down_z] = cross(depth, across);
    let [across_x, across_y, across_z] = across;
    Pose {
        yaw: across_z.atan2(across_x).to_degrees(),
        pitch: -down_z.atan2(down_y).to_degrees(),
        roll: across_y.atan2(across_x).to_degrees(),
    }
}

/// Distance of the eye centres in pixels.
pub(crate) fn eye_distance(mesh: &Mesh) -> f32 {
    mesh.between(index::RIGHT_EYE_CORNERS).distance(mesh.between(index::LEFT_EYE_CORNERS))
}

/// Height over width of the inner lips.
pub(crate) fn mouth_open(mesh: &Mesh) -> f32 {
    let span = |[a, b]: [usize; 2]| mesh.point(a).distance(mesh.point(b));
    let width = span(index::INNER_MOUTH_CORNERS);
    if width > 0.0 { span(index::INNER_LIPS) / width } else { 0.0 }
}

fn minus([ax, ay, az]: [f32; 3], [bx, by, bz]: [f32; 3]) -> [f32; 3] {
    [ax - bx, ay - by, az - bz]
}

fn cross([ax, ay, az]: [f32; 3], [bx, by, bz]: [f32; 3]) -> [f32; 3] {
    [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx]
}

/// A vector without length stays as it is: the pose is then 0.
fn unit(v: [f32; 3]) -> [f32; 3] {
    let length = v.iter().map(|c| c * c).sum::<f32>().sqrt();
    if length > 0.0 { v.map(|c| c / length) } else { v }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MESH_POINTS;

    /// A face that looks at the camera, turned by the given angles: yaw about the vertical, then pitch, then roll.
    fn head(yaw: f32, pitch: f32, roll: f32) -> Mesh {
        let (sy, cy) = yaw.to_radians().sin_cos();
        let (sp, cp) = pitch.to_radians().sin_cos();
        let (sr, cr) = roll.to_radians().sin_cos();
        let turn = |[x, y, z]: [f32; 3]| {
            // Chin up: the chin (y down) comes nearer (z away).
            let (y, z) = (cp * y + sp * z, cp * z - sp * y);
            // To the person's left, which is the right of the picture: the left cheek goes away.
            let (x, z) = (cy * x - sy * z, cy * z + sy * x);
            [cr * x - sr * y, cr * y + sr * x, z]
        };
        let mut points = vec![[0.0; 3]; MESH_POINTS];
        for (index, point) in [
            (index::FACE_SIDES[0], [-70.0, 0.0, 40.0]),
            (index::FACE_SIDES[1], [70.0, 0.0, 40.0]),
            (index::FOREHEAD, [0.0, -90.0, 0.0]),
            (index::CHIN, [0.0, 90.0, 0.0]),
            (33, [-45.0, -30.0, 0.0]),
            (133, [-15.0, -30.0, 0.0]),
            (362, [15.0, -30.0, 0.0]),
            (263, [45.0, -30.0, 0.0]),
            (78, [-20.0, 40.0, 0.0]),
            (308, [20.0, 40.0, 0.0]),
            (13, [0.0, 35.0, 0.0]),
            (14, [0.0, 45.0, 0.0]),
        ] {
            points[index] = turn(point);
        }
        Mesh { points, presence: 1.0 }
    }

    // The challenge says "turn left": a wrong sign here would refuse everyone who obeys.
    #[test]
    fn signs_are_the_persons_own() {
        let close = |a: f32, b: f32| (a - b).abs() < 1e-3;
        let left = pose(&head(20.0, 0.0, 0.0));
        assert!(close(left.yaw, 20.0) && close(left.pitch, 0.0), "{left:?}");
        assert!(close(pose(&head(-20.0, 0.0, 0.0)).yaw, -20.0));
        assert!(close(pose(&head(0.0, 15.0, 0.0)).pitch, 15.0));
        assert!(close(pose(&head(0.0, -15.0, 0.0)).pitch, -15.0));
        let leaning = pose(&head(0.0, 0.0, 10.0));
        assert!(close(leaning.roll, 10.0) && close(leaning.yaw, 0.0), "{leaning:?}");
    }

    #[test]
    fn distances_are_ratios_of_the_mesh() {
        let mesh = head(0.0, 0.0, 0.0);
        assert!((eye_distance(&mesh) - 60.0).abs() < 1e-3);
        assert!((mouth_open(&mesh) - 0.25).abs() < 1e-4);
    }

    #[test]
    fn collapsed_mesh_has_numbers() {
        let mesh = Mesh { points: vec![[5.0; 3]; MESH_POINTS], presence: 0.0 };
        assert_eq!(mouth_open(&mesh).to_bits(), 0.0_f32.to_bits());
        assert!(pose(&mesh).yaw.is_finite());
    }
}
