//! Points, turns and the pinhole camera.
//!
//! Lengths are centimetres: x to the right of the picture, y down, z away from the camera.

use std::f64::consts::{FRAC_PI_2, PI};

/// A point in space.
pub(crate) type Point = [f32; 3];

/// Sine and cosine of an angle in degrees, by polynomials: the platform's own differ in the last bit, and a frame must be
/// the same on every machine.
pub(crate) fn sin_cos(degrees: f32) -> (f32, f32) {
    let angle = f64::from(degrees) * PI / 180.0;
    let quarter = (angle / FRAC_PI_2).round();
    let r = angle - quarter * FRAC_PI_2;
    let s = r * r;
    let sin =
        r * (1.0 - s / 6.0 * (1.0 - s / 20.0 * (1.0 - s / 42.0 * (1.0 - s / 72.0 * (1.0 - s / 110.0)))));
    let cos = 1.0 - s / 2.0 * (1.0 - s / 12.0 * (1.0 - s / 30.0 * (1.0 - s / 56.0 * (1.0 - s / 90.0))));
    let (sin, cos) = match (quarter as i64).rem_euclid(4) {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    };
    (sin as f32, cos as f32)
}

/// A turn of the head, or of a sheet of paper, about a pivot.
///
/// Angles in degrees with the signs of [`mien_face::Pose`]: yaw towards the person's left (right in the picture), pitch up,
/// roll towards the person's left shoulder.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turn {
    pivot: Point,
    yaw: (f32, f32),
    pitch: (f32, f32),
    roll: (f32, f32),
}

impl Turn {
    /// Prepares the turn; applying it is a few multiplications a point.
    pub(crate) fn new(yaw: f32, pitch: f32, roll: f32, pivot: Point) -> Self {
        Self { pivot, yaw: sin_cos(yaw), pitch: sin_cos(pitch), roll: sin_cos(roll) }
    }

    /// Turns one point: yaw first, then pitch, then roll.
    pub(crate) fn apply(&self, point: Point) -> Point {
        let [px, py, pz] = self.pivot;
        let [x, y, z] = [point[0] - px, point[1] - py, point[2] - pz];
        let (s, c) = self.yaw;
        let (x, z) = (x * c - z * s, x * s + z * c);
        let (s, c) = self.pitch;
        let (y, z) = (y * c + z * s, z * c - y * s);
        let (s, c) = self.roll;
        let (x, y) = (x * c - y * s, x * s + y * c);
        [x + px, y + py, z + pz]
    }
}

/// A pinhole camera whose optical axis goes through the middle of the frame.
#[derive(Debug, Clone, Copy)]
pub struct Pinhole {
    /// Width of the frame in pixels.
    pub width: u32,
    /// Height of the frame in pixels.
    pub height: u32,
    /// Focal length in pixels.
    pub focal: f32,
}

impl Pinhole {
    /// A phone's front camera: the focal length is 1.3 times the short side (624 px at 480x640).
    pub fn new(width: u32, height: u32) -> Self {
        Self { width, height, focal: 1.3 * width.min(height) as f32 }
    }

    /// Where a point before the camera is seen, in pixels.
    pub(crate) fn project(&self, point: Point) -> [f32; 2] {
        let scale = self.focal / point[2].max(1.0);
        [point[0] * scale + self.width as f32 / 2.0, point[1] * scale + self.height as f32 / 2.0]
    }
}

/// 0 below `low`, 1 above `high`, smooth between.
pub(crate) fn smooth_step(low: f32, high: f32, value: f32) -> f32 {
    let t = ((value - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// From `a` (share 0) to `b` (share 1).
pub(crate) fn mix(a: f32, b: f32, share: f32) -> f32 {
    a + (b - a) * share
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects every rendered angle: the polynomials against the platform's functions.
    #[test]
    fn sine_and_cosine_are_right_at_all_angles() {
        for tenth in -7200_i16..=7200 {
            let degrees = f32::from(tenth) / 10.0;
            let (sin, cos) = sin_cos(degrees);
            let exact = f64::from(degrees).to_radians();
            assert!((f64::from(sin) - exact.sin()).abs() < 1e-6, "{degrees}");
            assert!((f64::from(cos) - exact.cos()).abs() < 1e-6, "{degrees}");
        }
    }

    /// Protects the sign convention shared with the face engine: a nose 3 cm before the pivot.
    #[test]
    fn a_turn_to_the_persons_left_moves_the_nose_right_in_the_picture() {
        let nose = [0.0, 0.0, -3.0];
        assert!(Turn::new(20.0, 0.0, 0.0, [0.0; 3]).apply(nose)[0] > 1.0);
        assert!(Turn::new(0.0, 20.0, 0.0, [0.0; 3]).apply(nose)[1] < -1.0);
        let crown = [0.0, -10.0, 0.0];
        assert!(Turn::new(0.0, 0.0, 20.0, [0.0; 3]).apply(crown)[0] > 3.0);
    }

    /// Protects the camera: 6.3 cm at 35.74 cm is 110 px with f = 624 px.
    #[test]
    fn the_pinhole_shows_an_eye_distance_of_110_pixels_at_36_centimetres() {
        let camera = Pinhole::new(480, 640);
        let left = camera.project([-3.15, 0.0, 35.74]);
        let right = camera.project([3.15, 0.0, 35.74]);
        assert!((right[0] - left[0] - 110.0).abs() < 0.1);
        assert!((right[1] - 320.0).abs() < 1e-3);
    }
}
