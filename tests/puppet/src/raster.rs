//! Triangles onto pixels: scanlines, a depth buffer, bilinear texture.
//!
//! Rows, and then the pixels of a row, are worked on side by side: what is said for one lane becomes one instruction for all
//! of them, of the widest set that the processor has.

#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the processor's widest instructions"
)]

use pulp::{Arch, Simd, WithSimd};

use crate::RgbFrame;
use crate::span::{Edge, LANES, Lanes, Span, Steps};
use crate::texture::{Texture, packed};

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
    width: u32,
    height: u32,
    /// Colours as in a texture. A few pixels more than the frame has, so that a span's last lanes lie inside.
    colours: Vec<u32>,
    /// Distance of what is drawn, as many.
    depth: Vec<f32>,
    /// The screen's colour as factors on the corners' glow, 256 for the whole of it; `None` while it gives no light.
    screen: Option<[i32; 3]>,
    arch: Arch,
}

/// Values that change evenly across a triangle: depth, u, v, shade, glow.
type Values = [f32; 5];

/// Sixteen bits after the point, so that a step along a row is one integer addition.
const ONE: f32 = 65536.0;

impl Canvas {
    /// Starts on black.
    pub(crate) fn black(width: u32, height: u32) -> Self {
        let room = (width * height) as usize + LANES;
        Self {
            width,
            height,
            colours: vec![0; room],
            depth: vec![f32::MAX; room],
            screen: None,
            arch: Arch::new(),
        }
    }

    /// Starts on top of `background`.
    pub(crate) fn new(background: &RgbFrame) -> Self {
        let mut canvas = Self::black(background.width, background.height);
        for (colour, pixel) in canvas.colours.iter_mut().zip(packed(background)) {
            *colour = pixel;
        }
        canvas
    }

    /// Draws in the light of a screen of this colour from now on.
    pub(crate) fn lit(mut self, screen: [u8; 3]) -> Self {
        let any = screen.iter().any(|value| *value > 0);
        self.screen = any.then(|| screen.map(|value| i32::from(value) * 257 / 255));
        self
    }

    /// The finished picture.
    pub(crate) fn into_frame(self) -> RgbFrame {
        let pixels = (self.width * self.height) as usize;
        let mut bytes = vec![0; pixels * 3];
        self.arch.dispatch(Unpacking { colours: &self.colours, bytes: &mut bytes });
        RgbFrame { width: self.width, height: self.height, pixels: bytes }
    }

    /// Draws one triangle. A pixel belongs to it when its centre lies inside, so neighbours share no pixel and leave none out.
    pub(crate) fn triangle(&mut self, texture: &Texture, corners: [Corner; 3]) {
        let arch = self.arch;
        match self.screen {
            None => arch.dispatch(Drawing::<false> { canvas: self, texture, corners }),
            Some(_) => arch.dispatch(Drawing::<true> { canvas: self, texture, corners }),
        }
    }

    #[inline(always)]
    fn draw<const LIT: bool>(&mut self, texture: &Texture, corners: [Corner; 3]) {
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
        let last = first_centre(c.y).min(self.height.cast_signed());
        // Most triangles are small: a row must cost little, so nothing is divided in it.
        let [long, upper, lower] = [lean(&a, &c), lean(&a, &b), lean(&b, &c)];
        let [_, u, v, shade, glow] = slope.map(|value| (value * ONE) as i32);
        let screen = self.screen.unwrap_or_default();
        let span = Span::new(texture, screen, Steps { depth: slope[0], u, v, shade, glow });
        let width = self.width.cast_signed();
        for block in (first..last).step_by(LANES) {
            let (mut from, mut to): (Lanes, Lanes) = Default::default();
            let (mut depth, mut u, mut v) = ([0.0; LANES], [0; LANES], [0; LANES]);
            let (mut shade, mut glow): (Lanes, Lanes) = Default::default();
            for k in 0..LANES {
                let y = (block + k as i32) as f32 + 0.5;
                let one = a.x + (y - a.y) * long;
                let other = if y < b.y { a.x + (y - a.y) * upper } else { b.x + (y - b.y) * lower };
                from[k] = first_centre(one.min(other)).max(0);
                to[k] = first_centre(one.max(other)).min(width);
                let (dx, dy) = (from[k] as f32 + 0.5 - a.x, y - a.y);
                let value = |i: usize| va[i] + slope[i] * dx + fall[i] * dy;
                depth[k] = value(0);
                // Texel centres lie at half pixels.
                u[k] = ((value(1) * ONE) as i32).saturating_sub(1 << 15);
                v[k] = ((value(2) * ONE) as i32).saturating_sub(1 << 15);
                shade[k] = (value(3) * ONE) as i32;
                if LIT {
                    glow[k] = (value(4) * ONE) as i32;
                }
            }
            for (k, row) in (block..last).take(LANES).enumerate() {
                if from[k] < to[k] {
                    let place = (row * width + from[k]) as usize;
                    let edge = Edge { depth: depth[k], u: u[k], v: v[k], shade: shade[k], glow: glow[k] };
                    let (colours, depth) = (&mut self.colours[place..], &mut self.depth[place..]);
                    span.draw::<LIT>(colours, depth, to[k] - from[k], edge);
                }
            }
        }
    }
}

/// Pixels on their way to bytes.
struct Unpacking<'a> {
    colours: &'a [u32],
    bytes: &'a mut [u8],
}

impl WithSimd for Unpacking<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (out, colour) in self.bytes.as_chunks_mut().0.iter_mut().zip(self.colours) {
            *out = [*colour as u8, (colour >> 8) as u8, (colour >> 16) as u8];
        }
    }
}

/// One triangle on its way to the processor's instructions.
struct Drawing<'a, const LIT: bool> {
    canvas: &'a mut Canvas,
    texture: &'a Texture,
    corners: [Corner; 3],
}

impl<const LIT: bool> WithSimd for Drawing<'_, LIT> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        self.canvas.draw::<LIT>(self.texture, self.corners);
    }
}

/// The first pixel whose centre is at or after `edge`.
#[inline(always)]
fn first_centre(edge: f32) -> i32 {
    // `ceil` is a call where the processor may be an old one.
    let whole = (edge - 0.5) as i32;
    whole + i32::from((whole as f32) < edge - 0.5)
}

/// How far the edge from `a` down to `b` goes to the right in a row.
#[inline(always)]
fn lean(a: &Corner, b: &Corner) -> f32 {
    if b.y - a.y < 1e-6 { 0.0 } else { (b.x - a.x) / (b.y - a.y) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Random;

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
        let mut canvas = Canvas::new(&RgbFrame::filled(40, 40, [255; 3]));
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
            let mut canvas = Canvas::black(30, 30);
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
        let mut canvas = Canvas::new(&RgbFrame::filled(20, 20, [9; 3])).lit([255, 0, 128]);
        for scale in [0.0, 1e-9, 1.0, 1e4, -1e4] {
            let far =
                Corner { x: 900.0 * scale, y: -400.0, depth: -1.0, u: 1e4, v: -1e4, shade: 1.0, glow: 1.0 };
            canvas.triangle(&texture, [far, corner(10.0, 30.0), corner(-40.0 * scale, 5.0)]);
        }
        assert_eq!(canvas.into_frame().pixels.len(), 1200);
    }

    /// One triangle a pixel at a time: the drawing in plain words.
    fn plainly(canvas: &mut Canvas, texture: &Texture, mut corners: [Corner; 3]) {
        corners.sort_by(|p, q| p.y.total_cmp(&q.y));
        let [a, b, c] = &corners;
        let area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
        if area.abs() < 1e-6 {
            return;
        }
        let over = 1.0 / area;
        let [va, vb, vc] = corners.map(|p| [p.depth, p.u, p.v, p.shade, p.glow]);
        let slopes: Values =
            std::array::from_fn(|i| ((vb[i] - va[i]) * (c.y - a.y) - (vc[i] - va[i]) * (b.y - a.y)) * over);
        let falls: Values =
            std::array::from_fn(|i| ((vc[i] - va[i]) * (b.x - a.x) - (vb[i] - va[i]) * (c.x - a.x)) * over);
        for row in first_centre(a.y).max(0)..first_centre(c.y).min(canvas.height as i32) {
            let y = row as f32 + 0.5;
            let long = a.x + (y - a.y) * lean(a, c);
            let short = if y < b.y { a.x + (y - a.y) * lean(a, b) } else { b.x + (y - b.y) * lean(b, c) };
            let from = first_centre(long.min(short)).max(0);
            let to = first_centre(long.max(short)).min(canvas.width as i32);
            let mut now: Values =
                std::array::from_fn(|i| va[i] + slopes[i] * (from as f32 + 0.5 - a.x) + falls[i] * (y - a.y));
            let mut fixed = now.map(|value| (value * ONE) as i32);
            for place in [1, 2] {
                fixed[place] = fixed[place].saturating_sub(1 << 15);
            }
            for column in from..to {
                let pixel = (row * canvas.width as i32 + column) as usize;
                if now[0] < canvas.depth[pixel] {
                    canvas.depth[pixel] = now[0];
                    canvas.colours[pixel] = plain_colour(texture, fixed, canvas.screen);
                }
                now[0] += slopes[0];
                for (value, slope) in fixed.iter_mut().zip(slopes) {
                    *value = value.wrapping_add((slope * ONE) as i32);
                }
            }
        }
    }

    fn plain_colour(texture: &Texture, [_, u, v, shade, glow]: [i32; 5], screen: Option<[i32; 3]>) -> u32 {
        let [u, v] = [(u, texture.width()), (v, texture.height())]
            .map(|(at, size)| at.clamp(0, ((size as i32 - 1) << 16) - 1));
        let (x, y, right, down) = (u >> 16, v >> 16, (u >> 8) & 255, (v >> 8) & 255);
        let channels: [u8; 3] = std::array::from_fn(|i| {
            let texel = |dx: i32, dy: i32| i32::from(texture.at(x + dx, y + dy)[i]);
            let across = |dy| (texel(0, dy) * (256 - right) + texel(1, dy) * right) >> 8;
            let value = across(0) * (256 - down) + across(1) * down;
            let glow = screen.map_or(0, |screen| (glow >> 6).wrapping_mul(screen[i]) >> 8);
            ((value * ((shade >> 6) + glow).clamp(0, 1 << 14) + (1 << 17)) >> 18).min(255) as u8
        });
        u32::from_le_bytes([channels[0], channels[1], channels[2], 0])
    }

    /// Protects every seed on record: side by side, on any instructions, pixels come out as they do one by one, of
    /// triangles that are small, large, clipped, hidden, lit or wild.
    #[test]
    fn lanes_draw_what_single_pixels_would() {
        let texture = Texture::new(&pattern());
        let mut random = Random::new(17);
        for screen in [[0; 3], [255, 90, 13]] {
            let mut canvases = [Arch::new(), Arch::Scalar, Arch::Scalar]
                .map(|arch| Canvas { arch, ..Canvas::black(61, 47).lit(screen) });
            for size in [4.0, 12.0, 40.0, 300.0, 1e5].repeat(300) {
                let middle = [random.between(-5.0, 66.0), random.between(-5.0, 52.0)];
                let corners: [Corner; 3] = std::array::from_fn(|_| Corner {
                    x: middle[0] + random.between(-size, size),
                    y: middle[1] + random.between(-size, size),
                    depth: random.between(1.0, 50.0),
                    u: random.between(-1.0, 1.0) * size,
                    v: random.between(0.0, 40.0),
                    shade: random.between(-0.5, 2.0),
                    glow: random.between(0.0, 1.0) * size,
                });
                let [widest, scalar, plain] = &mut canvases;
                widest.triangle(&texture, corners);
                scalar.triangle(&texture, corners);
                plainly(plain, &texture, corners);
            }
            let [widest, scalar, plain] = canvases;
            let pixels = 61 * 47;
            for canvas in [&widest, &scalar] {
                assert_eq!(canvas.depth[..pixels], plain.depth[..pixels]);
                assert!(canvas.colours == plain.colours);
            }
            assert_eq!(widest.into_frame(), plain.into_frame());
        }
    }
}
