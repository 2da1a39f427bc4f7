//! The frame's luma, reduced to 32x32: its fingerprint and the light around the face.

use std::ops::Range;

use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

use crate::frame::Frame;
use crate::geometry::Rect;
use crate::num::coordinate;

/// Cells a side.
const SIDE: u32 = 32;

/// Mean luma of each cell of a 32x32 grid over the upright frame.
pub(crate) struct LumaGrid {
    width: u32,
    height: u32,
    cells: Zeroizing<Vec<u8>>,
}

impl LumaGrid {
    pub(crate) fn of(frame: &Frame<'_>) -> Self {
        let (width, height) = (frame.width(), frame.height());
        let spans = |length| (0..SIDE).map(|cell| span(cell, length)).collect::<Vec<_>>();
        Self { width, height, cells: frame.luma_means(&spans(width), &spans(height)) }
    }

    /// SHA-256 of the cells, row after row: equal for a repeated frame, and by sensor noise for no other.
    pub(crate) fn fingerprint(&self) -> [u8; 32] {
        let mut fingerprint = [0; 32];
        fingerprint.copy_from_slice(digest(&SHA256, &self.cells).as_ref());
        fingerprint
    }

    /// Mean luma outside a rectangle, 0 to 1; of the whole frame when nothing lies outside.
    pub(crate) fn outside(&self, face: &Rect) -> f32 {
        let centre = |cell, length| {
            let span = span(cell, length);
            f32::midpoint(coordinate(span.start), coordinate(span.end))
        };
        let is_outside = |column, row| {
            let (x, y) = (centre(column, self.width), centre(row, self.height));
            !(face.left..face.right).contains(&x) || !(face.top..face.bottom).contains(&y)
        };
        let all = (0..SIDE).flat_map(|row| (0..SIDE).map(move |column| (column, row)));
        let (mut sum, mut count, mut total) = (0_u32, 0_u32, 0_u32);
        for ((column, row), &luma) in all.zip(self.cells.iter()) {
            total += u32::from(luma);
            if is_outside(column, row) {
                sum += u32::from(luma);
                count += 1;
            }
        }
        let (sum, count) = if count == 0 { (total, SIDE * SIDE) } else { (sum, count) };
        coordinate(sum) / coordinate(count) / 255.0
    }
}

/// First and past-the-last pixel of a cell: at least one pixel, also where the frame has fewer than cells.
fn span(cell: u32, length: u32) -> Range<u32> {
    let start = cell * length / SIDE;
    start..((cell + 1) * length / SIDE).max(start + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FrameInfo, PixelFormat, Plane, Rotation};

    fn grid(pixels: &[u8], width: u32, height: u32) -> LumaGrid {
        let info = FrameInfo { width, height, rotation: Rotation::None, mirrored: false, captured_at: 0 };
        let plane = Plane { data: pixels, row_stride: width as usize, pixel_stride: 1 };
        LumaGrid::of(&Frame::new(info, PixelFormat::Grey, &[plane]).unwrap())
    }

    // A looped or frozen stream is caught by equal fingerprints, and only by them.
    #[test]
    fn fingerprint_is_equal_for_equal_frames_only() {
        let pixels: Vec<u8> = (0..64 * 48).map(|i| u8::try_from(i % 251).unwrap()).collect();
        let first = grid(&pixels, 64, 48).fingerprint();
        assert_eq!(grid(&pixels, 64, 48).fingerprint(), first);
        let mut other = pixels;
        other[1000] ^= 0x40;
        assert_ne!(grid(&other, 64, 48).fingerprint(), first);
    }

    // A bright window behind a face must show, whatever the face itself does.
    #[test]
    fn outside_leaves_the_face_out() {
        let mut pixels = vec![200_u8; 64 * 64];
        for row in pixels.chunks_mut(64).skip(16).take(32) {
            row[16..48].fill(10);
        }
        let grid = grid(&pixels, 64, 64);
        let face = Rect { left: 16.0, top: 16.0, right: 48.0, bottom: 48.0 };
        assert!((grid.outside(&face) - 200.0 / 255.0).abs() < 1e-4);
        let all = Rect { left: -1.0, top: -1.0, right: 65.0, bottom: 65.0 };
        assert!((grid.outside(&all) - (200.0 * 0.75 + 10.0 * 0.25) / 255.0).abs() < 1e-3);
    }

    #[test]
    fn frames_smaller_than_the_grid_have_one() {
        assert!((grid(&[100; 16 * 17], 16, 17).outside(&Rect::default()) - 100.0 / 255.0).abs() < 1e-4);
    }
}
