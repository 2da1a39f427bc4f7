//! One person's face, upright, before a plain wall, with the landmarks that covers are laid on.

use mien_face::FaceObservation;

use super::painting::{Painting, Spot, mix, real, smooth};

/// Width and height of a frame.
pub(in crate::evaluate) const FRAME: [usize; 2] = [480, 640];
/// The wall behind the person.
const WALL: f32 = 118.0;
/// Width of a face over that of the frame when it stands right.
const RIGHT_WIDTH: f32 = 0.46;

/// A face on a wall.
#[derive(Clone)]
pub(in crate::evaluate) struct Portrait {
    pub(in crate::evaluate) painting: Painting,
    points: Vec<Spot>,
}

/// Where a face stands in the frame, away from its right place.
#[derive(Debug, Clone, Copy)]
pub(in crate::evaluate) struct Placement {
    /// Size over the right one.
    pub(in crate::evaluate) scale: f32,
    /// Shift to the right and down, in frame widths and heights.
    pub(in crate::evaluate) shift: Spot,
    /// Degrees clockwise in the picture.
    pub(in crate::evaluate) roll: f32,
}

impl Placement {
    pub(in crate::evaluate) const RIGHT: Self = Self { scale: 1.0, shift: [0.0, 0.0], roll: 0.0 };
}

/// A head turned out of the picture's plane, in degrees.
#[derive(Debug, Clone, Copy)]
pub(in crate::evaluate) enum Turned {
    /// Positive to the right of the picture.
    Yaw(f32),
    /// Positive upwards.
    Pitch(f32),
}

impl Portrait {
    /// Stands the face of a picture upright in the middle of a frame, and fades what is around the head into a wall.
    pub(in crate::evaluate) fn new(picture: &Painting, face: &FaceObservation) -> Self {
        let points: Vec<Spot> = face.mesh.points.iter().map(|[x, y, _]| [*x, *y]).collect();
        let seen = Self { painting: picture.clone(), points };
        let [x0, y0] = seen.middle([33, 133]);
        let [x1, y1] = seen.middle([362, 263]);
        let (sin, cos) = (y1 - y0).atan2(x1 - x0).sin_cos();
        let turned = |[x, y]: Spot| [cos * x + sin * y, cos * y - sin * x];
        let ([left, top], [right, bottom]) = bounds(seen.points.iter().copied().map(turned));
        let zoom = RIGHT_WIDTH * real(FRAME[0]) / (right - left);
        let centre = [f32::midpoint(left, right), f32::midpoint(top, bottom)];
        let [half_width, half_height] = [real(FRAME[0]) / 2.0, real(FRAME[1]) / 2.0];
        let back = |[x, y]: Spot| {
            let (x, y) = ((x - half_width) / zoom + centre[0], (y - half_height) / zoom + centre[1]);
            [cos * x - sin * y, cos * y + sin * x]
        };
        let painting = picture.warped(FRAME[0], FRAME[1], back);
        let points = seen.points.iter().copied().map(turned);
        let points =
            points.map(|[x, y]| [zoom * (x - centre[0]) + half_width, zoom * (y - centre[1]) + half_height]);
        let mut portrait = Self { painting, points: points.collect() };
        let (low, high) = bounds(portrait.points.iter().copied());
        let radii = [(high[0] - low[0]) / 2.0, (high[1] - low[1]) / 2.0];
        // The neck belongs to the person: the fade begins lower below than beside.
        portrait.painting.paint(|[x, y], pixel| {
            let (dx, dy) = ((x - half_width) / radii[0], (y - half_height) / radii[1]);
            let away = dx.hypot(if dy > 0.0 { dy / 1.25 } else { dy });
            mix(pixel, [WALL; 3], smooth(1.35, 1.7, away))
        });
        portrait
    }

    /// One landmark.
    pub(in crate::evaluate) fn point(&self, index: usize) -> Spot {
        self.points.get(index).copied().unwrap_or_default()
    }

    pub(in crate::evaluate) fn middle(&self, [a, b]: [usize; 2]) -> Spot {
        let ([ax, ay], [bx, by]) = (self.point(a), self.point(b));
        [f32::midpoint(ax, bx), f32::midpoint(ay, by)]
    }

    /// The middles of the person's right and left eye.
    pub(in crate::evaluate) fn eyes(&self) -> [Spot; 2] {
        [self.middle([33, 133]), self.middle([362, 263])]
    }

    /// Distance of the eyes' middles in pixels.
    pub(in crate::evaluate) fn eye_distance(&self) -> f32 {
        let [[ax, ay], [bx, by]] = self.eyes();
        (bx - ax).hypot(by - ay)
    }

    /// Corners of the hull of the landmarks.
    pub(in crate::evaluate) fn hull(&self) -> (Spot, Spot) {
        bounds(self.points.iter().copied())
    }

    /// The frame with the face in another place.
    pub(in crate::evaluate) fn placed(&self, placement: Placement) -> Painting {
        let Placement { scale, shift: [dx, dy], roll } = placement;
        let [width, height] = self.painting.size();
        let (sin, cos) = roll.to_radians().sin_cos();
        let source = |[x, y]: Spot| {
            let (x, y) = ((x - width / 2.0 - dx * width) / scale, (y - height / 2.0 - dy * height) / scale);
            [cos * x + sin * y + width / 2.0, cos * y - sin * x + height / 2.0]
        };
        let [width, height] = FRAME;
        if scale >= 1.0 {
            return self.painting.warped(width, height, source);
        }
        // Reduced: the mean of what comes together, or detail would fold.
        let mut soft = self.painting.clone();
        soft.blur(0.35 * (1.0 / scale - 1.0));
        soft.warped(width, height, source)
    }

    /// The face turned: each row (or column) of it lies on a circle, as on a head.
    pub(in crate::evaluate) fn turned(&self, turned: Turned) -> Painting {
        let (low, high) = self.hull();
        let centre = [f32::midpoint(low[0], high[0]), f32::midpoint(low[1], high[1])];
        // A little wider than the face: the head goes on behind it.
        let radii = [0.62 * (high[0] - low[0]), 0.70 * (high[1] - low[1])];
        let source = |[x, y]: Spot| {
            let (u, v) = (x - centre[0], y - centre[1]);
            match turned {
                Turned::Yaw(degrees) => [centre[0] + unrolled(u, v / radii[1], radii[0], degrees), y],
                Turned::Pitch(degrees) => [x, centre[1] + unrolled(v, u / radii[0], radii[1], -degrees)],
            }
        };
        self.painting.warped(FRAME[0], FRAME[1], source)
    }
}

/// Where a point at `u` from the axis was before the head turned; `other` is how far along the axis it is, 0 to 1.
fn unrolled(u: f32, other: f32, radius: f32, degrees: f32) -> f32 {
    let radius = radius * (1.0 - other * other).max(0.0).sqrt();
    if radius <= 1.0 || u.abs() >= radius {
        return u;
    }
    let angle = (u / radius).asin() - degrees.to_radians();
    // What comes round the edge is the side of the head, which no picture shows: the edge stands for it.
    radius * angle.clamp(-1.45, 1.45).sin()
}

fn bounds(points: impl Iterator<Item = Spot>) -> (Spot, Spot) {
    points.fold(([f32::MAX; 2], [f32::MIN; 2]), |(low, high), [x, y]| {
        ([low[0].min(x), low[1].min(y)], [high[0].max(x), high[1].max(y)])
    })
}
