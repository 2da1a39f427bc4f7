//! Points of the upright picture and the similarities that place crops in it.

/// A point in pixels, continuous: the first pixel spans 0 to 1, its centre is at 0.5.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f32,
    pub(crate) y: f32,
}

impl Point {
    pub(crate) const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    pub(crate) const fn midpoint(self, other: Self) -> Self {
        Self { x: f32::midpoint(self.x, other.x), y: f32::midpoint(self.y, other.y) }
    }

    pub(crate) fn distance(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// The angle of the line to `other` against the horizontal, in radians.
    pub(crate) fn angle_to(self, other: Self) -> f32 {
        (other.y - self.y).atan2(other.x - self.x)
    }
}

/// A map that turns, scales evenly and moves: from crop to picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Similarity {
    /// Scale times cosine and sine of the angle.
    cos: f32,
    sin: f32,
    shift: Point,
}

impl Similarity {
    /// Places a crop of `pixels` a side: its centre on `square.centre`, its side along `square.side`, turned.
    pub(crate) fn of_square(square: &Square, pixels: f32) -> Self {
        let scale = square.side / pixels;
        let (sin, cos) = square.angle.sin_cos();
        let (sin, cos) = (scale * sin, scale * cos);
        let half = pixels / 2.0;
        let shift = Point::new(square.centre.x - half * (cos - sin), square.centre.y - half * (sin + cos));
        Self { cos, sin, shift }
    }

    /// The similarity that brings `from` nearest to `to` in the sense of least squares: Umeyama 1991 in the plane,
    /// without reflection. `None` when all points of `from` coincide.
    pub(crate) fn fit(from: &[Point], to: &[Point]) -> Option<Self> {
        let centre = |points: &[Point]| {
            let n = crate::num::float(points.len());
            Point::new(
                points.iter().map(|p| p.x).sum::<f32>() / n,
                points.iter().map(|p| p.y).sum::<f32>() / n,
            )
        };
        let (from_centre, to_centre) = (centre(from), centre(to));
        let (mut along, mut across, mut spread) = (0.0, 0.0, 0.0);
        for (f, t) in from.iter().zip(to) {
            let (fx, fy) = (f.x - from_centre.x, f.y - from_centre.y);
            let (tx, ty) = (t.x - to_centre.x, t.y - to_centre.y);
            along += fx * tx + fy * ty;
            across += fx * ty - fy * tx;
            spread += fx * fx + fy * fy;
        }
        if !spread.is_finite() || spread <= f32::EPSILON {
            return None;
        }
        let (cos, sin) = (along / spread, across / spread);
        let shift = Point::new(
            to_centre.x - cos * from_centre.x + sin * from_centre.y,
            to_centre.y - sin * from_centre.x - cos * from_centre.y,
        );
        Some(Self { cos, sin, shift })
    }

    pub(crate) fn apply(&self, p: Point) -> Point {
        Point::new(
            self.shift.x + self.cos * p.x - self.sin * p.y,
            self.shift.y + self.sin * p.x + self.cos * p.y,
        )
    }

    /// The map as two lines, of x and of y: where the crop's corner lies, and the way of a step along and across it.
    pub(crate) fn lines(&self) -> [[f64; 3]; 2] {
        let [cos, sin, x, y] = [self.cos, self.sin, self.shift.x, self.shift.y].map(f64::from);
        [[x, cos, -sin], [y, sin, cos]]
    }

    /// Pixels of the picture to one of the crop.
    pub(crate) fn scale(&self) -> f32 {
        self.cos.hypot(self.sin)
    }
}

/// A turned square in the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Square {
    pub(crate) centre: Point,
    pub(crate) side: f32,
    /// Of its top side against the horizontal, in radians.
    pub(crate) angle: f32,
}

impl Square {
    /// How far another square is from this one: the larger of the shift and the change of side, as a share of this
    /// side, and of the turn as a share of a radian.
    pub(crate) fn change(&self, other: &Self) -> f32 {
        let turn = (other.angle - self.angle + std::f32::consts::PI).rem_euclid(std::f32::consts::TAU)
            - std::f32::consts::PI;
        let shift = self.centre.distance(other.centre) / self.side;
        shift.max((other.side / self.side - 1.0).abs()).max(turn.abs())
    }
}

/// An upright rectangle.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Rect {
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) right: f32,
    pub(crate) bottom: f32,
}

impl Rect {
    pub(crate) fn area(&self) -> f32 {
        (self.right - self.left).max(0.0) * (self.bottom - self.top).max(0.0)
    }

    pub(crate) const fn centre(&self) -> Point {
        Point::new(f32::midpoint(self.left, self.right), f32::midpoint(self.top, self.bottom))
    }

    pub(crate) fn contains(&self, point: Point) -> bool {
        (self.left..=self.right).contains(&point.x) && (self.top..=self.bottom).contains(&point.y)
    }

    pub(crate) fn longer_side(&self) -> f32 {
        (self.right - self.left).max(self.bottom - self.top)
    }

    /// Shared area over joint area, 0 to 1.
    pub(crate) fn overlap(&self, other: &Self) -> f32 {
        let shared = Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
        .area();
        let joint = self.area() + other.area() - shared;
        if joint > 0.0 { shared / joint } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: Point, b: Point) -> bool {
        a.distance(b) < 1e-3
    }

    // Every crop is placed by this: a wrong sign turns faces the wrong way.
    #[test]
    fn a_square_maps_its_corners_and_centre() {
        let square =
            Square { centre: Point::new(100.0, 50.0), side: 40.0, angle: std::f32::consts::FRAC_PI_2 };
        let map = Similarity::of_square(&square, 20.0);
        assert!(near(map.apply(Point::new(10.0, 10.0)), square.centre));
        // A quarter turn clockwise (y is down): the top-left corner comes to the top right.
        assert!(near(map.apply(Point::new(0.0, 0.0)), Point::new(120.0, 30.0)));
        assert!((map.scale() - 2.0).abs() < 1e-5);
    }

    #[test]
    fn fit_recovers_a_similarity() {
        let square = Square { centre: Point::new(31.0, 77.0), side: 130.0, angle: 0.4 };
        let map = Similarity::of_square(&square, 112.0);
        let from = [Point::new(38.0, 51.0), Point::new(73.0, 51.0), Point::new(56.0, 71.0)];
        let fitted = Similarity::fit(&from, &from.map(|p| map.apply(p))).unwrap();
        for p in from {
            assert!(near(fitted.apply(p), map.apply(p)));
        }
    }

    #[test]
    fn coinciding_points_have_no_fit() {
        let points = [Point::new(3.0, 3.0); 5];
        assert!(Similarity::fit(&points, &points).is_none());
    }

    #[test]
    fn overlap_of_halves_is_a_third() {
        let a = Rect { left: 0.0, top: 0.0, right: 2.0, bottom: 1.0 };
        let b = Rect { left: 1.0, top: 0.0, right: 3.0, bottom: 1.0 };
        assert!((a.overlap(&b) - 1.0 / 3.0).abs() < 1e-6);
        assert!(a.overlap(&Rect::default()).abs() < 1e-6);
    }
}
