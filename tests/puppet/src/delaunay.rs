//! Delaunay triangulation by insertion (Bowyer 1981, Watson 1981).

/// Three indices into the points.
pub(crate) type Triangle = [usize; 3];

/// Triangulates distinct points; each triangle runs the same way round (positive area with y down).
///
/// Inserting a point is linear in the triangles, which is quick enough for the few hundred points of a face.
pub(crate) fn triangulate(points: &[[f32; 2]]) -> Vec<Triangle> {
    let mut all: Vec<[f64; 2]> = points.iter().map(|p| p.map(f64::from)).collect();
    let reach = all.iter().flatten().fold(1.0_f64, |most, value| most.max(value.abs())) * 1e3;
    let count = all.len();
    all.extend([[-reach, -reach], [reach, -reach], [0.0, reach]]);
    let corners = |triangle: Triangle| (triangle, triangle.map(|i| all[i]));
    // With their corners, since every point asks all of them.
    let mut triangles = vec![corners([count, count + 1, count + 2])];
    let mut edges: Vec<[usize; 2]> = Vec::new();
    for (index, point) in all.iter().take(count).enumerate() {
        edges.clear();
        triangles.retain(|([a, b, c], corners)| {
            let hit = in_circle(*corners, *point);
            if hit {
                edges.extend([[*a, *b], [*b, *c], [*c, *a]]);
            }
            !hit
        });
        for &[a, b] in &edges {
            // An edge inside the cavity is shared by two of its triangles, once in each direction.
            if !edges.contains(&[b, a]) {
                triangles.push(corners([a, b, index]));
            }
        }
    }
    triangles.into_iter().map(|(triangle, _)| triangle).filter(|t| t.iter().all(|&i| i < count)).collect()
}

/// Whether `p` lies within the circle through three corners of positive area.
fn in_circle([a, b, c]: [[f64; 2]; 3], p: [f64; 2]) -> bool {
    let row = |q: [f64; 2]| {
        let (x, y) = (q[0] - p[0], q[1] - p[1]);
        (x, y, x * x + y * y)
    };
    let ((ax, ay, aa), (bx, by, bb), (cx, cy, cc)) = (row(a), row(b), row(c));
    ax * (by * cc - bb * cy) - ay * (bx * cc - bb * cx) + aa * (bx * cy - by * cx) > 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Random;

    /// Protects against holes and overlaps: the triangles cover the square's area exactly, all the same way round, and no
    /// point lies in another triangle's circle.
    #[test]
    fn a_cloud_in_a_square_is_covered_once() {
        let mut random = Random::new(3);
        let mut points = vec![[0.0, 0.0], [100.0, 0.0], [100.0, 100.0], [0.0, 100.0]];
        points.extend((0..200).map(|_| [random.between(1.0, 99.0), random.between(1.0, 99.0)]));
        let triangles = triangulate(&points);
        let mut area = 0.0;
        for t in &triangles {
            let [a, b, c] = t.map(|i| points[i].map(f64::from));
            let twice = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
            assert!(twice > 0.0);
            area += twice / 2.0;
            for (i, point) in points.iter().enumerate() {
                assert!(t.contains(&i) || !in_circle([a, b, c], point.map(|v| f64::from(v) * (1.0 - 1e-9))));
            }
        }
        assert!((area - 10_000.0).abs() < 1e-6, "{area}");
        // Euler: a square's four corners on the hull.
        assert_eq!(triangles.len(), 2 * 204 - 4 - 2);
    }
}
