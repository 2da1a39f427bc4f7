//! Small plane geometry and statistics of the scan: points, medians, an affine fit, time in seconds.

use serde::{Deserialize, Serialize};

/// A point of the picture or of the face's own axes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// To the right of the unmirrored picture: the person's left.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

impl Point {
    /// A point from its coordinates.
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    pub(super) fn middle(self, other: Self) -> Self {
        Self::new(f32::midpoint(self.x, other.x), f32::midpoint(self.y, other.y))
    }

    pub(super) fn minus(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }

    pub(super) fn length(self) -> f32 {
        self.x.hypot(self.y)
    }

    pub(super) fn distance(self, other: Self) -> f32 {
        self.minus(other).length()
    }

    pub(super) const fn is_finite(self) -> bool {
        self.x.is_finite() && self.y.is_finite()
    }
}

/// The median; the mean of the two middle values for an even count; 0 for none.
pub(super) fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    let half = values.len() / 2;
    let upper = values.get(half).copied().unwrap_or(0.0);
    if values.len() % 2 == 1 {
        return upper;
    }
    let lower = half.checked_sub(1).and_then(|i| values.get(i)).copied().unwrap_or(upper);
    f32::midpoint(lower, upper)
}

/// The mean; 0 for none.
pub(super) fn mean(values: impl IntoIterator<Item = f32>) -> f32 {
    let (sum, count) = values.into_iter().fold((0.0, 0.0), |(s, n), v| (s + v, n + 1.0));
    if count > 0.0 { sum / count } else { 0.0 }
}

/// Microseconds as seconds.
#[expect(clippy::cast_precision_loss, reason = "a scan lasts seconds; f32 keeps 24 bits of it")]
pub(super) const fn seconds(micros: u64) -> f32 {
    micros as f32 / 1e6
}

/// Where the affine map that best carries `from` onto `to` (least squares) puts `point`.
///
/// `None` when the points lie on a line.
pub(super) fn affine_image(from: &[Point], to: &[Point], point: Point) -> Option<Point> {
    // Normal equations of rows (x, y, 1), solved by Cramer's rule in f64.
    let (mut m, mut bx, mut by) = ([0.0_f64; 6], [0.0_f64; 3], [0.0_f64; 3]);
    for (a, b) in from.iter().zip(to) {
        let row = [f64::from(a.x), f64::from(a.y), 1.0];
        let [x, y, o] = row;
        let products = [x * x, x * y, x * o, y * y, y * o, o * o];
        m.iter_mut().zip(products).for_each(|(s, p)| *s += p);
        bx.iter_mut().zip(row).for_each(|(s, r)| *s += r * f64::from(b.x));
        by.iter_mut().zip(row).for_each(|(s, r)| *s += r * f64::from(b.y));
    }
    let [xx, xy, x1, yy, y1, n] = m;
    let columns = [[xx, xy, x1], [xy, yy, y1], [x1, y1, n]];
    let [c0, c1, c2] = columns;
    let whole = determinant(c0, c1, c2);
    // Relative to the size of the entries: a true fit of a face is far from singular.
    if whole.abs() <= 1e-9 * (xx + yy).max(1e-12) * n {
        return None;
    }
    let solve = |b: [f64; 3]| {
        [determinant(b, c1, c2) / whole, determinant(c0, b, c2) / whole, determinant(c0, c1, b) / whole]
    };
    let apply = |[p, q, r]: [f64; 3]| p * f64::from(point.x) + q * f64::from(point.y) + r;
    Some(Point::new(narrow(apply(solve(bx))), narrow(apply(solve(by)))))
}

fn determinant(a: [f64; 3], b: [f64; 3], c: [f64; 3]) -> f64 {
    let ([a0, a1, a2], [b0, b1, b2], [c0, c1, c2]) = (a, b, c);
    a0 * (b1 * c2 - c1 * b2) - b0 * (a1 * c2 - c1 * a2) + c0 * (a1 * b2 - b1 * a2)
}

#[expect(clippy::cast_possible_truncation, reason = "face coordinates need no more than f32")]
const fn narrow(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The planar test rests on this fit: an affine picture of a plane must be predicted exactly.
    #[test]
    fn affine_fit_predicts_a_fourth_point_of_the_plane() {
        let map = |p: Point| Point::new(0.7 * p.x - 0.2 * p.y + 3.0, 0.1 * p.x + 1.1 * p.y - 2.0);
        let from = [(0., 0.), (1., 0.), (0., 1.), (1.2, 0.9)].map(|(x, y)| Point::new(x, y));
        let to = from.map(map);
        let probe = Point::new(0.4, -0.3);
        let found = affine_image(&from, &to, probe).unwrap();
        assert!(found.distance(map(probe)) < 1e-5);
    }

    /// Points on a line carry no plane: the fit must say so instead of inventing one.
    #[test]
    fn affine_fit_refuses_points_on_a_line() {
        let from = [(0., 0.), (1., 1.), (2., 2.)].map(|(x, y)| Point::new(x, y));
        assert_eq!(affine_image(&from, &from, Point::new(1., 0.)), None);
    }

    /// Baselines are medians: one wild frame must not move them.
    #[test]
    fn median_ignores_an_outlier() {
        assert!((median(vec![1.0, 100.0, 1.2, 0.8, 1.1]) - 1.1).abs() < 1e-6);
        assert!((median(vec![1.0, 2.0]) - 1.5).abs() < 1e-6);
        assert!(median(vec![]).abs() < f32::EPSILON);
    }
}
