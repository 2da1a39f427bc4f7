//! One person's face, upright, before a plain wall, with the landmarks that covers are laid on.

use mien_face::FaceObservation;

use super::painting::{Painting, Spot, mix, real, smooth};

/// The wall behind the person.
const WALL: f32 = 118.0;
/// Width of a face over that of the frame when it stands right.
const RIGHT_WIDTH: f32 = 0.46;

/// A face on a wall.
#[derive(Clone)]
pub(in crate::evaluate) struct Portrait {
    pub(in crate::evaluate) painting: Painting,
    /// Yaw and pitch that the head has already, in degrees.
    pub(in crate::evaluate) pose: [f32; 2],
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

/// How far a head is turned out of the picture's plane in the end, in degrees.
#[derive(Debug, Clone, Copy)]
pub(in crate::evaluate) enum Turned {
    /// Positive to the right of the picture.
    Yaw(f32),
    /// Positive upwards.
    Pitch(f32),
}

impl Portrait {
    /// Stands the face of a picture upright in the middle of a frame of that size, and fades what is around the head into a wall.
    pub(in crate::evaluate) fn new(picture: &Painting, face: &FaceObservation, frame: [usize; 2]) -> Self {
        let [width, height] = frame;
        let points: Vec<Spot> = face.mesh.points.iter().map(|[x, y, _]| [*x, *y]).collect();
        let pose = [face.pose.yaw, face.pose.pitch];
        let seen = Self { painting: picture.clone(), pose, points };
        let [x0, y0] = seen.middle([33, 133]);
        let [x1, y1] = seen.middle([362, 263]);
        let (sin, cos) = (y1 - y0).atan2(x1 - x0).sin_cos();
        let turned = |[x, y]: Spot| [cos * x + sin * y, cos * y - sin * x];
        let ([left, top], [right, bottom]) = bounds(seen.points.iter().copied().map(turned));
        let zoom = RIGHT_WIDTH * real(width) / (right - left);
        let centre = [f32::midpoint(left, right), f32::midpoint(top, bottom)];
        let [half_width, half_height] = [real(width) / 2.0, real(height) / 2.0];
        let back = |[x, y]: Spot| {
            let (x, y) = ((x - half_width) / zoom + centre[0], (y - half_height) / zoom + centre[1]);
            [cos * x - sin * y, cos * y + sin * x]
        };
        let painting = picture.warped(width, height, back);
        let points = seen.points.iter().copied().map(turned);
        let points =
            points.map(|[x, y]| [zoom * (x - centre[0]) + half_width, zoom * (y - centre[1]) + half_height]);
        let mut portrait = Self { painting, pose, points: points.collect() };
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
        let [width, height] = [self.painting.width, self.painting.height];
        if scale >= 1.0 {
            return self.painting.warped(width, height, source);
        }
        // Reduced: the mean of what comes together, or detail would fold.
        let mut soft = self.painting.clone();
        soft.blur(0.35 * (1.0 / scale - 1.0));
        soft.warped(width, height, source)
    }

    /// The frame without anybody.
    pub(in crate::evaluate) fn wall(&self) -> Painting {
        let mut wall = Painting::filled(self.painting.width, self.painting.height, [WALL; 3]);
        // A wall has a little light and shade.
        let [width, height] = wall.size();
        wall.paint(|[x, y], wall| wall.map(|v| v * (1.1 - 0.15 * x / width - 0.05 * y / height)));
        wall
    }

    /// The face, moved aside, with another of three quarters of its size beside it: this one's mirror image.
    pub(in crate::evaluate) fn with_another(&self) -> Painting {
        let mut own = self.placed(Placement { scale: 0.92, shift: [-0.11, 0.0], roll: 0.0 });
        let other = self.placed(Placement { scale: 0.65, shift: [0.0, 0.0], roll: 0.0 });
        let [width, height] = own.size();
        let middle = 0.84 * width;
        own.paint(|[x, y], below| {
            let (dx, dy) = ((x - middle) / width, (y - 0.42 * height) / height);
            let beside = smooth(0.24, 0.21, (dx / 0.8).hypot(dy));
            mix(below, other.at([width / 2.0 - (x - middle), y + 0.08 * height]), beside)
        });
        own
    }

    /// Width of the hull of the landmarks in pixels.
    pub(in crate::evaluate) fn width(&self) -> f32 {
        let (low, high) = self.hull();
        high[0] - low[0]
    }

    /// The face turned on until it looks there, as an egg with a nose.
    pub(in crate::evaluate) fn turned(&self, turned: Turned) -> Painting {
        let (low, high) = self.hull();
        let centre = [f32::midpoint(low[0], high[0]), f32::midpoint(low[1], high[1])];
        let [_, nose] = self.point(4);
        let half = 0.5 * (high[0] - low[0]);
        let tall = 1.25 * (high[1] - low[1]) / (high[0] - low[0]);
        // How far a point of the face lies before the ears, in halves of its width.
        let depth = |u: f32, v: f32| {
            let (u, v, below) = (u / half, v / half, (v - (nose - centre[1])) / half);
            let egg = (1.0 - (u / 1.15).powi(2) - (v / tall).powi(2)).max(0.0).sqrt();
            let nose = 0.28 * (-((u / 0.2).powi(2) + (below / 0.3).powi(2))).exp();
            half * (1.1 * egg + nose)
        };
        let (pitch, degrees) = match turned {
            Turned::Yaw(degrees) => (false, degrees - self.pose[0]),
            // Upwards is against the picture's axis.
            Turned::Pitch(degrees) => (true, self.pose[1] - degrees),
        };
        let (sin, cos) = degrees.to_radians().sin_cos();
        // Whoever turns keeps the face about where it was.
        let keep = 0.75 * half * sin;
        let [width, height] = [self.painting.width, self.painting.height];
        self.painting.warped(width, height, |[x, y]| {
            let (u, v) = (x - centre[0], y - centre[1]);
            let (along, other) = if pitch { (v, u) } else { (u, v) };
            let place = |s: f32| if pitch { depth(other, s) } else { depth(s, other) };
            // The point that comes here lies where `s cos + depth(s) sin` is `along`: by halving the step to it.
            let mut s = along;
            for _ in 0..10 {
                s += 0.6 * (along + keep - place(s) * sin - s * cos);
            }
            // The wall does not turn.
            let on_face = (1.0 - (s / (1.15 * half)).powi(2) - (other / (1.15 * half)).powi(2)).max(-1.0);
            let s = along + (s - along) * smooth(-0.9, -0.1, on_face);
            if pitch { [x, centre[1] + s] } else { [centre[0] + s, y] }
        })
    }
}

fn bounds(points: impl Iterator<Item = Spot>) -> (Spot, Spot) {
    points.fold(([f32::MAX; 2], [f32::MIN; 2]), |(low, high), [x, y]| {
        ([low[0].min(x), low[1].min(y)], [high[0].max(x), high[1].max(y)])
    })
}
