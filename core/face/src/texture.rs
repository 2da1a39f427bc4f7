//! One vote against prints and screens: a network that looks at the texture of single frames.
//!
//! It was trained by others on data that they do not name. Measured on public sets it stops most prints and phone
//! screens and lets a good tablet pass two times in three: a vote, never a gate.

use zeroize::Zeroizing;

use crate::models::Networks;
use crate::{FaceError, Frame};

/// Side of the square that the network sees.
const SIDE: usize = 128;
/// How much wider than the face the view is: the edges of a print or a screen are part of the evidence.
const VIEW: f32 = 2.7;

/// Probability that the face in `bounds` (left, top, width, height) is a presentation attack, 0 to 1.
pub(crate) fn spoof(networks: &Networks, frame: &Frame<'_>, bounds: [f32; 4]) -> Result<f32, FaceError> {
    let input = Zeroizing::new(input(frame, view(frame, bounds)));
    networks.liveness.run(
        |out| out.copy_from_slice(&input),
        [3],
        |[logits]| {
            // Softmax over live, print and screen, in the form that cannot overflow.
            let highest = logits.iter().copied().fold(f32::MIN, f32::max);
            let all: f32 = logits.iter().map(|logit| (logit - highest).exp()).sum();
            let live = logits.first().map_or(0.0, |logit| (logit - highest).exp());
            1.0 - live / all.max(f32::MIN_POSITIVE)
        },
    )
}

/// The face and what is around it, moved inside the frame: left, top, width, height.
fn view(frame: &Frame<'_>, [left, top, width, height]: [f32; 4]) -> [f32; 4] {
    let [frame_width, frame_height] = [frame.width(), frame.height()].map(to_float);
    let scale = VIEW.min(frame_width / width.max(1.0)).min(frame_height / height.max(1.0));
    let (wide, high) = (width.max(1.0) * scale, height.max(1.0) * scale);
    let inside =
        |centre: f32, size: f32, limit: f32| (centre - size / 2.0).clamp(0.0, (limit - size).max(0.0));
    [
        inside(left + width / 2.0, wide, frame_width),
        inside(top + height / 2.0, high, frame_height),
        wide,
        high,
    ]
}

/// Blue, green and red of each pixel, 0 to 255, resized bilinearly as in the network's training.
fn input(frame: &Frame<'_>, [left, top, width, height]: [f32; 4]) -> Vec<f32> {
    let place = |index: usize, start: f32, size: f32, limit: u32| {
        let step = size / to_float(u32::try_from(SIDE).unwrap_or(1));
        let at = start + (to_float(u32::try_from(index).unwrap_or(0)) + 0.5) * step - 0.5;
        let at = at.clamp(0.0, to_float(limit.saturating_sub(1)));
        (whole(at), at.fract())
    };
    let mut pixels = vec![0.0; 3 * SIDE * SIDE];
    for (index, (y, x)) in (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (y, x))).enumerate() {
        let (column, right) = place(x, left, width, frame.width());
        let (row, below) = place(y, top, height, frame.height());
        let (next_column, next_row) =
            ((column + 1).min(frame.width() - 1), (row + 1).min(frame.height() - 1));
        let corners = [(column, row), (next_column, row), (column, next_row), (next_column, next_row)];
        let [a, b, c, d] = corners.map(|(x, y)| frame.rgb(x, y));
        for (channel, [[a, b], [c, d]]) in channels(a, b, c, d).into_iter().enumerate() {
            let upper = a + (b - a) * right;
            let lower = c + (d - c) * right;
            if let Some(value) = pixels.get_mut(3 * index + channel) {
                *value = upper + (lower - upper) * below;
            }
        }
    }
    pixels
}

/// The four neighbours of one place, channel by channel, blue first.
fn channels(a: [u8; 3], b: [u8; 3], c: [u8; 3], d: [u8; 3]) -> [[[f32; 2]; 2]; 3] {
    let ([ar, ag, ab], [br, bg, bb]) = (a.map(f32::from), b.map(f32::from));
    let ([cr, cg, cb], [dr, dg, db]) = (c.map(f32::from), d.map(f32::from));
    [[[ab, bb], [cb, db]], [[ag, bg], [cg, dg]], [[ar, br], [cr, dr]]]
}

#[expect(clippy::cast_precision_loss, reason = "sides of frames are below 2^14")]
const fn to_float(value: u32) -> f32 {
    value as f32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the frame before")]
const fn whole(value: f32) -> u32 {
    value as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FrameInfo, PixelFormat, Plane, Rotation};

    fn close(values: &[f32], expected: &[f32]) {
        assert!(values.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-3), "{values:?}");
    }

    // Protects: a face at the edge is seen from inside the frame, in its own proportions; colours come blue first.
    #[test]
    fn the_view_stays_inside() {
        let data = [200, 100, 50].repeat(64 * 48);
        let info =
            FrameInfo { width: 64, height: 48, rotation: Rotation::None, mirrored: false, captured_at: 0 };
        let plane = Plane { data: &data, row_stride: 3 * 64, pixel_stride: 3 };
        let frame = Frame::new(info, PixelFormat::Rgb, &[plane]).unwrap();
        close(&view(&frame, [0.0, 0.0, 10.0, 10.0]), &[0.0, 0.0, 27.0, 27.0]);
        close(&view(&frame, [50.0, 40.0, 10.0, 10.0]), &[64.0 - 27.0, 48.0 - 27.0, 27.0, 27.0]);
        close(&view(&frame, [10.0, 4.0, 20.0, 40.0]), &[8.0, 0.0, 24.0, 48.0]);
        let pixels = input(&frame, [0.0, 0.0, 64.0, 48.0]);
        close(&pixels[3 * 77..3 * 78], &[50.0, 100.0, 200.0]);
    }
}
