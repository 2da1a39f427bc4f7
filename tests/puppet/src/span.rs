//! The pixels of one row of a triangle, several side by side.

#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the processor's widest instructions"
)]

use crate::texture::Texture;

/// Pixels that are worked on side by side: most rows of triangles are hardly longer.
pub(crate) const LANES: usize = 8;

/// A whole number for each of them.
pub(crate) type Lanes = [i32; LANES];

/// All bits of the first lanes, for each count of lanes.
static FIRST: [[u32; LANES]; LANES + 1] = {
    let mut first = [[0; LANES]; LANES + 1];
    let mut count = 1;
    while count <= LANES {
        first[count] = first[count - 1];
        first[count][count - 1] = u32::MAX;
        count += 1;
    }
    first
};

/// Red and blue of a texel, with room above each for a weight.
const RED_AND_BLUE: u32 = 0x00FF_00FF;

/// What a row begins with at its first pixel; all but the depth have sixteen bits after the point.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Edge {
    pub(crate) depth: f32,
    pub(crate) u: i32,
    pub(crate) v: i32,
    pub(crate) shade: i32,
    pub(crate) glow: i32,
}

/// By how much that changes from one pixel to the next.
pub(crate) type Steps = Edge;

/// What all rows of a triangle share.
#[derive(Debug)]
pub(crate) struct Span<'a> {
    upper: &'a [u32],
    lower: &'a [u32],
    stride: u32,
    /// The last place in the texture that has a neighbour to the right, and below.
    limits: [i32; 2],
    screen: [i32; 3],
    steps: Steps,
}

impl<'a> Span<'a> {
    #[inline(always)]
    pub(crate) fn new(texture: &'a Texture, screen: [i32; 3], steps: Steps) -> Self {
        let [upper, lower] = texture.neighbours();
        let limits = [texture.width(), texture.height()].map(|size| ((size.cast_signed() - 1) << 16) - 1);
        Self { upper, lower, stride: texture.width(), limits, screen, steps }
    }

    /// Draws `left` pixels, the first of `colours`, where they are nearer than `depth`. Both must go on for [`LANES`] after
    /// the last pixel.
    #[inline(always)]
    pub(crate) fn draw<const LIT: bool>(
        &self,
        colours: &mut [u32],
        depth: &mut [f32],
        mut left: i32,
        mut edge: Edge,
    ) {
        let steps = self.steps;
        let count = LANES as i32;
        let chunks = colours.as_chunks_mut::<LANES>().0.iter_mut().zip(depth.as_chunks_mut::<LANES>().0);
        for (colours, nearest) in chunks {
            let new = self.colours::<LIT>(&edge);
            // Added up one by one: the sum of floating-point numbers depends on it.
            let mut depths = [0.0; LANES];
            for depth in &mut depths {
                *depth = edge.depth;
                edge.depth += steps.depth;
            }
            let first = &FIRST[left.min(count) as usize];
            let (mut drawn, mut far) = (*colours, *nearest);
            for k in 0..LANES {
                let nearer = first[k] & 0_u32.wrapping_sub(u32::from(depths[k] < far[k]));
                drawn[k] = new[k] & nearer | drawn[k] & !nearer;
                far[k] = f32::from_bits(depths[k].to_bits() & nearer | far[k].to_bits() & !nearer);
            }
            (*colours, *nearest) = (drawn, far);
            left -= count;
            if left <= 0 {
                return;
            }
            // Wild positions may wrap around; their limits keep every read inside the texture.
            edge.u = edge.u.wrapping_add(steps.u.wrapping_mul(count));
            edge.v = edge.v.wrapping_add(steps.v.wrapping_mul(count));
            edge.shade = edge.shade.wrapping_add(steps.shade.wrapping_mul(count));
            if LIT {
                edge.glow = edge.glow.wrapping_add(steps.glow.wrapping_mul(count));
            }
        }
    }

    /// The colours of the next pixels, from the four texels around each.
    #[inline(always)]
    fn colours<const LIT: bool>(&self, edge: &Edge) -> [u32; LANES] {
        let (mut u, mut v) = ([0_u32; LANES], [0_u32; LANES]);
        let (mut a, mut b, mut c, mut d) = ([0; LANES], [0; LANES], [0; LANES], [0; LANES]);
        for k in 0..LANES {
            let at = |start: i32, step: i32| start.wrapping_add(step.wrapping_mul(k as i32)).max(0);
            u[k] = at(edge.u, self.steps.u).min(self.limits[0]).cast_unsigned();
            v[k] = at(edge.v, self.steps.v).min(self.limits[1]).cast_unsigned();
        }
        for k in 0..LANES {
            let texel = ((v[k] >> 16) * self.stride + (u[k] >> 16)) as usize;
            let (upper, lower) = (&self.upper[texel..texel + 2], &self.lower[texel..texel + 2]);
            (a[k], b[k], c[k], d[k]) = (upper[0], upper[1], lower[0], lower[1]);
        }
        let mut colours = [0; LANES];
        for k in 0..LANES {
            let (right, down) = ((u[k] >> 8) & 255, (v[k] >> 8) & 255);
            // Eight bits after the point in each channel.
            let blend = |[a, b, c, d]: [u32; 4], mask: u32| {
                let top = (((a & mask) * (256 - right) + (b & mask) * right) >> 8) & mask;
                let low = (((c & mask) * (256 - right) + (d & mask) * right) >> 8) & mask;
                top * (256 - down) + low * down
            };
            let red_and_blue = blend([a[k], b[k], c[k], d[k]], RED_AND_BLUE);
            let green = blend([a[k] >> 8, b[k] >> 8, c[k] >> 8, d[k] >> 8], 0xFF);
            let at = |start: i32, step: i32| start.wrapping_add(step.wrapping_mul(k as i32)) >> 6;
            let factor = at(edge.shade, self.steps.shade);
            let glow = at(edge.glow, self.steps.glow);
            let channel = |value: u32, screen: i32| {
                let light = if LIT { factor + (glow.wrapping_mul(screen) >> 8) } else { factor };
                let value = value.cast_signed() * light.clamp(0, 1 << 14);
                ((value + (1 << 17)) >> 18).min(255).cast_unsigned()
            };
            let [red, green, blue] = [
                channel(red_and_blue & 0xFFFF, self.screen[0]),
                channel(green, self.screen[1]),
                channel(red_and_blue >> 16, self.screen[2]),
            ];
            colours[k] = red | green << 8 | blue << 16;
        }
        colours
    }
}
