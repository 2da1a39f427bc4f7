//! The contact sheet: everything that the puppet can show, in one picture for the eye.

use std::sync::Arc;

use crate::{
    Actor, FrozenStream, Head, HeadState, Light, LoopedStream, PhotoHolder, Pinhole, Prompt, RgbFrame, Sensor,
};

/// Columns of the sheet.
const COLUMNS: u32 = 9;

/// Each picture is shown at this size.
const TILE: (u32, u32) = (240, 320);

/// Draws the sheet: turns from -40 to 40 degrees; nods, leans, lids and mouth; light and lens; attacks.
pub fn contact_sheet(head: &Arc<Head>) -> RgbFrame {
    let camera = Pinhole::new(480, 640);
    let plain = HeadState::default();
    let mut tiles: Vec<RgbFrame> = Vec::new();
    for step in -4_i16..=4 {
        let yaw = f32::from(step) * 10.0;
        tiles.push(head.draw(camera, &HeadState { yaw, ..plain }, &Light::default()));
    }
    for state in [
        HeadState { pitch: -20.0, ..plain },
        HeadState { pitch: 20.0, ..plain },
        HeadState { roll: -15.0, ..plain },
        HeadState { roll: 15.0, ..plain },
        HeadState { closed: 0.5, ..plain },
        HeadState { closed: 1.0, ..plain },
        HeadState { mouth: 0.5, ..plain },
        HeadState { mouth: 1.0, ..plain },
        HeadState { yaw: 25.0, closed: 1.0, mouth: 1.0, ..plain },
    ] {
        tiles.push(head.draw(camera, &state, &Light::default()));
    }
    for (light, sensor) in [
        (Light { face: 0.25, background: 0.25, ..Light::default() }, Sensor::new(5.0, 0, 1)),
        (Light { face: 0.5, background: 1.3, ..Light::default() }, Sensor::new(2.0, 0, 1)),
        (Light { face: 1.9, background: 1.6, ..Light::default() }, Sensor::new(2.0, 0, 1)),
        (Light { side: -0.6, ..Light::default() }, Sensor::new(2.0, 0, 1)),
        (Light { side: 0.6, ..Light::default() }, Sensor::new(2.0, 0, 1)),
        (Light::default(), Sensor::new(0.0, 2, 1)),
        (Light::default(), Sensor::new(12.0, 0, 1)),
    ] {
        let mut frame = head.draw(camera, &plain, &light);
        sensor.expose(&mut frame, 0);
        tiles.push(frame);
    }
    for distance in [25.0, 55.0] {
        let state = HeadState { distance, shift: [2.0, 1.0], ..plain };
        tiles.push(head.draw(camera, &state, &Light::default()));
    }
    for radius in [None, Some(10.0), Some(5.0)] {
        let mut holder = PhotoHolder::new(head, camera, radius, 3);
        tiles.push(holder.frame_at(0, Prompt::None).0);
        holder.frame_at(100_000, Prompt::TurnLeft);
        tiles.push(holder.frame_at(4_000_000, Prompt::TurnLeft).0);
    }
    tiles.push(FrozenStream::new(Arc::clone(head), camera, 2).frame_at(0, Prompt::None).0);
    let mut looped = LoopedStream::new(Arc::clone(head), camera, 2);
    tiles.push(looped.frame_at(0, Prompt::None).0);
    tiles.push(looped.frame_at(3_000_000, Prompt::None).0);
    lay_out(&tiles)
}

/// Places the frames in rows, each reduced to a tile by averaging.
fn lay_out(tiles: &[RgbFrame]) -> RgbFrame {
    let rows = (tiles.len() as u32).div_ceil(COLUMNS);
    let mut sheet = RgbFrame::filled(COLUMNS * TILE.0, rows * TILE.1, [255; 3]);
    for (index, tile) in (0_u32..).zip(tiles) {
        let (left, top) = (index % COLUMNS * TILE.0, index / COLUMNS * TILE.1);
        let factor = (tile.width / TILE.0).max(1).cast_signed();
        for y in 0..TILE.1 - 2 {
            for x in 0..TILE.0 - 2 {
                let mut sum = [0_u32; 3];
                for offset in 0..factor * factor {
                    let column = x.cast_signed() * factor + offset % factor;
                    let row = y.cast_signed() * factor + offset / factor;
                    for (total, value) in sum.iter_mut().zip(tile.at(column, row)) {
                        *total += u32::from(value);
                    }
                }
                sheet.put(
                    left + x,
                    top + y,
                    sum.map(|total| (total / (factor * factor).cast_unsigned()) as u8),
                );
            }
        }
    }
    sheet
}
