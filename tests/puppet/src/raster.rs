//! Triangles onto pixels: scanlines, a depth buffer, bilinear texture.

use crate::RgbFrame;

/// A corner of a triangle, already projected.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Corner {
    /// Pixel position in the frame.
    pub(crate) x: f32,
    /// Pixel position in the frame.
    pub(crate) y: f32,
    /// Distance from the camera; nearer hides farther.
    pub(crate) depth: f32,
    /// Pixel position in the texture.
    pub(crate) u: f32,
    /// Pixel position in the texture.
    pub(crate) v: f32,
    /// Factor on the texture's brightness.
    pub(crate) shade: f32,
}

/// A frame being drawn.
#[derive(Debug)]
pub(crate) struct Canvas {
    frame: RgbFrame,
    depth: Vec<f32>,
}

/// Values that change evenly across a triangle: depth, u, v, shade.
type Values = [f32; 4];

/// Sixteen bits after the point, so that a step along a row is one integer addition.
const ONE: f32 = 65536.0;

impl Canvas {
    /// Starts on top of `background`.
    pub(crate) fn new(background: RgbFrame) -> Self {
        let pixels = (background.width * background.height) as usize;
        Self { frame: background, depth: vec![f32::MAX; pixels] }
    }

    /// The finished picture.
    pub(crate) fn into_frame(self) -> RgbFrame {
        self.frame
    }

    /// Draws one triangle. A pixel belongs to it when its centre lies inside, so neighbours share no pixel and leave none out.
    pub(crate) fn triangle(&mut self, texture: &RgbFrame, corners: [Corner; 3]) {
        let [mut a, mut b, mut c] = corners;
        if a.y > b.y {
            std::mem::swap(&mut a, &mut b);
        }
        if b.y > c.y {
            std::mem::swap(&mut b, &mut c);
        }
        if a.y > b.y {
            std::mem::swap(&mut a, &mut b);
        }
        let area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
        if area.abs() < 1e-6 {
            return;
        }
        let values = |p: &Corner| -> Values { [p.depth, p.u, p.v, p.shade] };
        let (va, vb, vc) = (values(&a), values(&b), values(&c));
        let slope: Values =
            std::array::from_fn(|i| ((vb[i] - va[i]) * (c.y - a.y) - (vc[i] - va[i]) * (b.y - a.y)) / area);
        let fall: Values =
            std::array::from_fn(|i| ((vc[i] - va[i]) * (b.x - a.x) - (vb[i] - va[i]) * (c.x - a.x)) / area);
        let first = first_centre(a.y).max(0);
        let last = first_centre(c.y).min(self.frame.height.cast_signed());
        for row in first..last {
            let y = row as f32 + 0.5;
            let long = cross(&a, &c, y);
            let short = if y < b.y { cross(&a, &b, y) } else { cross(&b, &c, y) };
            let from = first_centre(long.min(short)).max(0);
            let to = first_centre(long.max(short)).min(self.frame.width.cast_signed());
            if from < to {
                let (dx, dy) = (from as f32 + 0.5 - a.x, y - a.y);
                let start: Values = std::array::from_fn(|i| va[i] + slope[i] * dx + fall[i] * dy);
                self.span(texture, row as usize, from as usize..to as usize, start, slope);
            }
        }
    }

    fn span(
        &mut self,
        texture: &RgbFrame,
        row: usize,
        columns: std::ops::Range<usize>,
        start: Values,
        slope: Values,
    ) {
        let row_start = row * self.frame.width as usize;
        let (from, to) = (row_start + columns.start, row_start + columns.end);
        let mut depth = start[0];
        let [_, mut u, mut v, mut shade] = start.map(|value| (value * ONE) as i32);
        let [_, du, dv, dshade] = slope.map(|value| (value * ONE) as i32);
        // Texel centres lie at half pixels.
        u = u.saturating_sub(1 << 15);
        v = v.saturating_sub(1 << 15);
        let limit_u = ((texture.width.cast_signed() - 1) << 16) - 1;
        let limit_v = ((texture.height.cast_signed() - 1) << 16) - 1;
        let stride = texture.width as usize * 3;
        let out = self.frame.pixels[from * 3..to * 3].chunks_exact_mut(3);
        for (pixel, nearest) in out.zip(&mut self.depth[from..to]) {
            if depth < *nearest {
                *nearest = depth;
                let (cu, cv) = (u.clamp(0, limit_u), v.clamp(0, limit_v));
                let texel = (cv >> 16) as usize * stride + (cu >> 16) as usize * 3;
                let upper = &texture.pixels[texel..texel + 6];
                let lower = &texture.pixels[texel + stride..texel + stride + 6];
                let (fu, fv) = ((cu >> 8) & 255, (cv >> 8) & 255);
                let factor = (shade >> 6).clamp(0, 1 << 18);
                for channel in 0..3 {
                    let top = i32::from(upper[channel]) * (256 - fu) + i32::from(upper[channel + 3]) * fu;
                    let low = i32::from(lower[channel]) * (256 - fu) + i32::from(lower[channel + 3]) * fu;
                    let colour = (top * (256 - fv) + low * fv) >> 12;
                    pixel[channel] = ((colour * factor + (1 << 13)) >> 14).clamp(0, 255) as u8;
                }
            }
            depth += slope[0];
            // Wild positions may wrap around; the clamps above keep every read inside the texture.
            u = u.wrapping_add(du);
            v = v.wrapping_add(dv);
            shade = shade.wrapping_add(dshade);
        }
    }
}

/// The first pixel whose centre is at or after `edge`.
fn first_centre(edge: f32) -> i32 {
    (edge - 0.5).ceil() as i32
}

/// Where the edge from `a` down to `b` crosses height `y`.
fn cross(a: &Corner, b: &Corner, y: f32) -> f32 {
    if b.y - a.y < 1e-6 { a.x } else { a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corner(x: f32, y: f32) -> Corner {
        Corner { x, y, depth: 1.0, u: x, v: y, shade: 1.0 }
    }

    fn pattern() -> RgbFrame {
        let mut texture = RgbFrame::filled(40, 40, [0; 3]);
        for y in 0..40_u8 {
            for x in 0..40_u8 {
                texture.put(u32::from(x), u32::from(y), [x * 6, y * 6, (x ^ y) * 4]);
            }
        }
        texture
    }

    /// Protects against seams and blur: two triangles drawn in place give back the texture, every pixel once.
    #[test]
    fn a_square_drawn_in_place_is_the_texture_itself() {
        let texture = pattern();
        let mut canvas = Canvas::new(RgbFrame::filled(40, 40, [255; 3]));
        let [a, b, c, d] = [corner(0.0, 0.0), corner(40.0, 0.0), corner(40.0, 40.0), corner(0.0, 40.0)];
        canvas.triangle(&texture, [a, b, c]);
        canvas.triangle(&texture, [a, c, d]);
        let frame = canvas.into_frame();
        for y in 0..39 {
            for x in 0..39 {
                let (got, want) = (frame.at(x, y), texture.at(x, y));
                assert!(got.iter().zip(want).all(|(g, w)| g.abs_diff(w) <= 1), "{x} {y}: {got:?} {want:?}");
            }
        }
    }

    /// Protects the order of nose and cheek: the nearer triangle wins, whichever is drawn first.
    #[test]
    fn the_nearer_triangle_hides_the_farther_one() {
        let (red, blue) = (RgbFrame::filled(4, 4, [255, 0, 0]), RgbFrame::filled(4, 4, [0, 0, 255]));
        let triangle =
            |depth| [corner(0.0, 0.0), corner(30.0, 0.0), corner(0.0, 30.0)].map(|c| Corner { depth, ..c });
        for near_first in [true, false] {
            let mut canvas = Canvas::new(RgbFrame::filled(30, 30, [0; 3]));
            if near_first {
                canvas.triangle(&red, triangle(1.0));
            }
            canvas.triangle(&blue, triangle(2.0));
            if !near_first {
                canvas.triangle(&red, triangle(1.0));
            }
            assert_eq!(canvas.into_frame().at(5, 5), [255, 0, 0]);
        }
    }

    /// Protects against reads and writes outside: triangles beyond the frame, degenerate, and with wild texture positions.
    #[test]
    fn hostile_triangles_are_clipped() {
        let texture = pattern();
        let mut canvas = Canvas::new(RgbFrame::filled(20, 20, [9; 3]));
        for scale in [0.0, 1e-9, 1.0, 1e4, -1e4] {
            let far = Corner { x: 900.0 * scale, y: -400.0, depth: -1.0, u: 1e4, v: -1e4, shade: 1.0 };
            canvas.triangle(&texture, [far, corner(10.0, 30.0), corner(-40.0 * scale, 5.0)]);
        }
        assert_eq!(canvas.into_frame().pixels.len(), 1200);
    }
}
