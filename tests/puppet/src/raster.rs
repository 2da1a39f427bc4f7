//! Triangles onto pixels: scanlines, a depth buffer, bilinear texture.

use crate::RgbFrame;

/// A picture to draw with. Texels are small, since drawing waits for memory more than for arithmetic.
#[derive(Debug, Clone)]
pub(crate) struct Texture {
    width: u32,
    height: u32,
    texels: Vec<u32>,
}

/// The lower byte of each channel of a texel that is [`apart`].
const CHANNELS: u64 = 0x00FF_00FF_00FF;

/// Each channel in 16 bits of its own, so that one multiplication weights all three.
const fn apart(texel: u32) -> u64 {
    let texel = texel as u64;
    texel & 0xFF | (texel & 0xFF00) << 8 | (texel & 0x00FF_0000) << 16
}

impl Texture {
    /// Packs a picture.
    pub(crate) fn new(picture: &RgbFrame) -> Self {
        let texels = picture
            .pixels
            .chunks_exact(3)
            .map(|p| u32::from(p[0]) | u32::from(p[1]) << 8 | u32::from(p[2]) << 16)
            .collect();
        Self { width: picture.width, height: picture.height, texels }
    }

    /// Columns.
    pub(crate) const fn width(&self) -> u32 {
        self.width
    }

    /// Rows.
    pub(crate) const fn height(&self) -> u32 {
        self.height
    }

    /// The colour of a texel; outside the picture, that of the nearest inside.
    pub(crate) fn at(&self, x: i32, y: i32) -> [u8; 3] {
        let x = x.clamp(0, self.width.cast_signed() - 1).cast_unsigned();
        let y = y.clamp(0, self.height.cast_signed() - 1).cast_unsigned();
        let texel = self.texels[(y * self.width + x) as usize];
        [texel as u8, (texel >> 8) as u8, (texel >> 16) as u8]
    }
}

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
    /// What a white screen adds to that factor.
    pub(crate) glow: f32,
}

/// A frame being drawn.
#[derive(Debug)]
pub(crate) struct Canvas {
    frame: RgbFrame,
    depth: Vec<f32>,
    /// The screen's colour as factors on the corners' glow, 256 for the whole of it; `None` while it gives no light.
    screen: Option<[i32; 3]>,
}

/// Values that change evenly across a triangle: depth, u, v, shade, glow.
type Values = [f32; 5];

/// Sixteen bits after the point, so that a step along a row is one integer addition.
const ONE: f32 = 65536.0;

impl Canvas {
    /// Starts on top of `background`.
    pub(crate) fn new(background: RgbFrame) -> Self {
        let pixels = (background.width * background.height) as usize;
        Self { frame: background, depth: vec![f32::MAX; pixels], screen: None }
    }

    /// Draws in the light of a screen of this colour from now on.
    pub(crate) fn lit(mut self, screen: [u8; 3]) -> Self {
        let any = screen.iter().any(|value| *value > 0);
        self.screen = any.then(|| screen.map(|value| i32::from(value) * 257 / 255));
        self
    }

    /// The finished picture.
    pub(crate) fn into_frame(self) -> RgbFrame {
        self.frame
    }

    /// Draws one triangle. A pixel belongs to it when its centre lies inside, so neighbours share no pixel and leave none out.
    pub(crate) fn triangle(&mut self, texture: &Texture, corners: [Corner; 3]) {
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
        let values = |p: &Corner| -> Values { [p.depth, p.u, p.v, p.shade, p.glow] };
        let (va, vb, vc) = (values(&a), values(&b), values(&c));
        let over = 1.0 / area;
        let slope: Values =
            std::array::from_fn(|i| ((vb[i] - va[i]) * (c.y - a.y) - (vc[i] - va[i]) * (b.y - a.y)) * over);
        let fall: Values =
            std::array::from_fn(|i| ((vc[i] - va[i]) * (b.x - a.x) - (vb[i] - va[i]) * (c.x - a.x)) * over);
        let first = first_centre(a.y).max(0);
        let last = first_centre(c.y).min(self.frame.height.cast_signed());
        // Most triangles are small: a row must cost little, so nothing is divided in it.
        let [long, upper, lower] = [lean(&a, &c), lean(&a, &b), lean(&b, &c)];
        let steps = slope.map(|value| (value * ONE) as i32);
        for row in first..last {
            let y = row as f32 + 0.5;
            let one = a.x + (y - a.y) * long;
            let other = if y < b.y { a.x + (y - a.y) * upper } else { b.x + (y - b.y) * lower };
            let from = first_centre(one.min(other)).max(0);
            let to = first_centre(one.max(other)).min(self.frame.width.cast_signed());
            if from < to {
                let (dx, dy) = (from as f32 + 0.5 - a.x, y - a.y);
                let start: Values = std::array::from_fn(|i| va[i] + slope[i] * dx + fall[i] * dy);
                let columns = from as usize..to as usize;
                match self.screen {
                    None => self.span::<false>(texture, row as usize, columns, start, (slope[0], steps)),
                    Some(_) => self.span::<true>(texture, row as usize, columns, start, (slope[0], steps)),
                }
            }
        }
    }

    fn span<const LIT: bool>(
        &mut self,
        texture: &Texture,
        row: usize,
        columns: std::ops::Range<usize>,
        start: Values,
        (deeper, steps): (f32, [i32; 5]),
    ) {
        let row_start = row * self.frame.width as usize;
        let (from, to) = (row_start + columns.start, row_start + columns.end);
        let mut depth = start[0];
        let [_, mut u, mut v, mut shade, mut glow] = start.map(|value| (value * ONE) as i32);
        let [_, du, dv, dshade, dglow] = steps;
        // Texel centres lie at half pixels.
        u = u.saturating_sub(1 << 15);
        v = v.saturating_sub(1 << 15);
        let limit_u = ((texture.width.cast_signed() - 1) << 16) - 1;
        let limit_v = ((texture.height.cast_signed() - 1) << 16) - 1;
        let stride = texture.width as usize;
        let screen = self.screen.unwrap_or_default();
        let out = self.frame.pixels[from * 3..to * 3].chunks_exact_mut(3);
        for (pixel, nearest) in out.zip(&mut self.depth[from..to]) {
            if depth < *nearest {
                *nearest = depth;
                let (cu, cv) = (u.clamp(0, limit_u), v.clamp(0, limit_v));
                let texel = (cv >> 16) as usize * stride + (cu >> 16) as usize;
                let upper = &texture.texels[texel..texel + 2];
                let lower = &texture.texels[texel + stride..texel + stride + 2];
                let (fu, fv) = (((cu >> 8) & 255) as u64, ((cv >> 8) & 255) as u64);
                let top = ((apart(upper[0]) * (256 - fu) + apart(upper[1]) * fu) >> 8) & CHANNELS;
                let low = ((apart(lower[0]) * (256 - fu) + apart(lower[1]) * fu) >> 8) & CHANNELS;
                // Eight bits after the point in each channel.
                let colour = top * (256 - fv) + low * fv;
                let factor = shade >> 6;
                for channel in 0..3 {
                    let light =
                        if LIT { factor + ((glow >> 6).wrapping_mul(screen[channel]) >> 8) } else { factor }
                            .clamp(0, 1 << 14);
                    let value = ((colour >> (16 * channel)) & 0xFFFF) as i32;
                    pixel[channel] = ((value * light + (1 << 17)) >> 18).min(255) as u8;
                }
            }
            depth += deeper;
            // Wild positions may wrap around; the clamps above keep every read inside the texture.
            u = u.wrapping_add(du);
            v = v.wrapping_add(dv);
            shade = shade.wrapping_add(dshade);
            if LIT {
                glow = glow.wrapping_add(dglow);
            }
        }
    }
}

/// The first pixel whose centre is at or after `edge`.
fn first_centre(edge: f32) -> i32 {
    // `ceil` is a call where the processor may be an old one.
    let whole = (edge - 0.5) as i32;
    whole + i32::from((whole as f32) < edge - 0.5)
}

/// How far the edge from `a` down to `b` goes to the right in a row.
fn lean(a: &Corner, b: &Corner) -> f32 {
    if b.y - a.y < 1e-6 { 0.0 } else { (b.x - a.x) / (b.y - a.y) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corner(x: f32, y: f32) -> Corner {
        Corner { x, y, depth: 1.0, u: x, v: y, shade: 1.0, glow: 0.0 }
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
        let pattern = pattern();
        let texture = Texture::new(&pattern);
        let mut canvas = Canvas::new(RgbFrame::filled(40, 40, [255; 3]));
        let [a, b, c, d] = [corner(0.0, 0.0), corner(40.0, 0.0), corner(40.0, 40.0), corner(0.0, 40.0)];
        canvas.triangle(&texture, [a, b, c]);
        canvas.triangle(&texture, [a, c, d]);
        let frame = canvas.into_frame();
        for y in 0..39 {
            for x in 0..39 {
                let (got, want) = (frame.at(x, y), pattern.at(x, y));
                assert!(got.iter().zip(want).all(|(g, w)| g.abs_diff(w) <= 1), "{x} {y}: {got:?} {want:?}");
            }
        }
    }

    /// Protects the order of nose and cheek: the nearer triangle wins, whichever is drawn first.
    #[test]
    fn the_nearer_triangle_hides_the_farther_one() {
        let [red, blue] =
            [[255, 0, 0], [0, 0, 255]].map(|colour| Texture::new(&RgbFrame::filled(4, 4, colour)));
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
        let texture = Texture::new(&pattern());
        let mut canvas = Canvas::new(RgbFrame::filled(20, 20, [9; 3])).lit([255, 0, 128]);
        for scale in [0.0, 1e-9, 1.0, 1e4, -1e4] {
            let far =
                Corner { x: 900.0 * scale, y: -400.0, depth: -1.0, u: 1e4, v: -1e4, shade: 1.0, glow: 1.0 };
            canvas.triangle(&texture, [far, corner(10.0, 30.0), corner(-40.0 * scale, 5.0)]);
        }
        assert_eq!(canvas.into_frame().pixels.len(), 1200);
    }
}
