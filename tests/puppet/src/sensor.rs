//! What the camera adds to the scene: defocus, exposure and noise.

use crate::{Random, RgbFrame};

/// One camera's weaknesses.
#[derive(Debug, Clone)]
pub struct Sensor {
    blur: u32,
    noise: Vec<i8>,
    seed: u64,
}

/// Entries of the noise table; a prime, so that rows of a frame do not repeat in step.
const TABLE: usize = 65_537;

impl Sensor {
    /// `noise` is the standard deviation in grey levels; `blur` the reach in pixels of two box filters (0 is sharp).
    pub fn new(noise: f32, blur: u32, seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0x5E45_0125);
        let noise = if noise > 0.0 {
            (0..TABLE).map(|_| (random.normal() * noise).round().clamp(-127.0, 127.0) as i8).collect()
        } else {
            Vec::new()
        };
        Self { blur, noise, seed }
    }

    /// Passes a frame through lens and sensor. The noise follows from the seed and the time alone.
    pub fn expose(&self, frame: &mut RgbFrame, at_us: u64) {
        for _ in 0..2 {
            if self.blur > 0 {
                blur_rows(frame, self.blur as usize);
                blur_columns(frame, self.blur as usize);
            }
        }
        let mut random = Random::new(self.seed ^ at_us.wrapping_mul(0x9E37_79B9));
        for row in frame.pixels.chunks_exact_mut(frame.width as usize * 3) {
            let start = random.bits() as usize % TABLE;
            // The table goes round; two plain loops are several times as fast as one that asks at each value.
            let (before, after) = self.noise.split_at(start.min(self.noise.len()));
            let (first, rest) = row.split_at_mut(after.len().min(row.len()));
            add(first, after);
            add(rest, before);
        }
    }
}

fn add(values: &mut [u8], noise: &[i8]) {
    for (value, noise) in values.iter_mut().zip(noise) {
        *value = value.saturating_add_signed(*noise);
    }
}

fn blur_rows(frame: &mut RgbFrame, reach: usize) {
    let (width, height) = (frame.width as usize, frame.height as usize);
    let source = frame.pixels.clone();
    for y in 0..height {
        average_line(&source, &mut frame.pixels, y * width * 3, 3, width, reach);
    }
}

fn blur_columns(frame: &mut RgbFrame, reach: usize) {
    let (width, height) = (frame.width as usize, frame.height as usize);
    let source = frame.pixels.clone();
    for x in 0..width {
        average_line(&source, &mut frame.pixels, x * 3, width * 3, height, reach);
    }
}

/// A running mean over `2 * reach + 1` pixels of one row or column; the border pixel is repeated.
fn average_line(source: &[u8], out: &mut [u8], start: usize, step: usize, count: usize, reach: usize) {
    let window = 2 * reach + 1;
    for channel in start..start + 3 {
        let value = |i: usize| u32::from(source[channel + i.saturating_sub(reach).min(count - 1) * step]);
        let mut sum: u32 = (0..window).map(value).sum();
        for i in 0..count {
            out[channel + i * step] = (sum / window as u32) as u8;
            sum = sum + value(i + window) - value(i);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects the blur: a flat picture stays flat and an edge becomes a ramp.
    #[test]
    fn blur_softens_edges_and_nothing_else() {
        let mut frame = RgbFrame::filled(40, 10, [100, 150, 200]);
        Sensor::new(0.0, 2, 1).expose(&mut frame, 0);
        assert_eq!(frame, RgbFrame::filled(40, 10, [100, 150, 200]));
        for y in 0..10 {
            for x in 20..40 {
                frame.put(x, y, [0; 3]);
            }
        }
        Sensor::new(0.0, 2, 1).expose(&mut frame, 0);
        let row: Vec<u8> = (0..40).map(|x| frame.at(x, 5)[0]).collect();
        assert!(row.windows(2).all(|pair| pair[0] >= pair[1]) && row[19] < 100 && row[20] > 0, "{row:?}");
    }

    /// Protects recorded seeds: the noise of a seed and a time stays as it was.
    #[test]
    fn noise_is_frozen() {
        let mut frame = RgbFrame::filled(64, 48, [3, 128, 252]);
        Sensor::new(3.0, 0, 5).expose(&mut frame, 123_456);
        // FNV-1a.
        let hash = frame.pixels.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
        });
        assert_eq!(hash, 0x644C_86DB_2B3C_1343, "{hash:#x}");
    }

    /// Protects replay: the same seed and time give the same noise, another time gives other noise.
    #[test]
    fn noise_follows_from_seed_and_time() {
        let shot = |seed, at| {
            let mut frame = RgbFrame::filled(32, 32, [128; 3]);
            Sensor::new(3.0, 0, seed).expose(&mut frame, at);
            frame
        };
        assert_eq!(shot(5, 1000), shot(5, 1000));
        assert_ne!(shot(5, 1000), shot(5, 2000));
        assert_ne!(shot(5, 1000), shot(6, 1000));
    }
}
