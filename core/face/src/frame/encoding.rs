//! Samples as a model wants them.

use zeroize::Zeroizing;

use super::sampler::unpack;
use crate::num::float;

/// The order in which a model wants its colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channels {
    Rgb,
    Bgr,
    /// Luma alone, by BT.601.
    Grey,
}

/// How samples of 0 to 255 are written: the channels of a pixel side by side, each `(sample - mean) / deviation`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Encoding {
    pub(crate) channels: Channels,
    pub(crate) mean: f32,
    pub(crate) deviation: f32,
}

/// Weights of red, green and blue in luma.
const LUMA: [f32; 3] = [0.299, 0.587, 0.114];

impl Encoding {
    /// Samples as they are.
    pub(crate) const PLAIN: Self = Self { channels: Channels::Rgb, mean: 0.0, deviation: 1.0 };

    /// Numbers that a pixel takes.
    pub(super) const fn len(&self) -> usize {
        match self.channels {
            Channels::Rgb | Channels::Bgr => 3,
            Channels::Grey => 1,
        }
    }

    /// Writes sums of samples whose weights add up to `weight`.
    pub(super) fn write_sums(&self, sums: &[u64], weight: f32, out: &mut [f32]) {
        self.write(sums.iter().map(|sum| unpack(*sum).map(float_of)), weight, out);
    }

    fn write(&self, pixels: impl Iterator<Item = [f32; 3]>, weight: f32, out: &mut [f32]) {
        let gain = 1.0 / (weight * self.deviation);
        let offset = -self.mean / self.deviation;
        let threes = |out| <[f32]>::as_chunks_mut::<3>(out).0.iter_mut();
        match self.channels {
            Channels::Rgb => {
                for (out, pixel) in threes(out).zip(pixels) {
                    *out = pixel.map(|sample| sample * gain + offset);
                }
            }
            Channels::Bgr => {
                for (out, [r, g, b]) in threes(out).zip(pixels) {
                    *out = [b, g, r].map(|sample| sample * gain + offset);
                }
            }
            Channels::Grey => {
                let [red, green, blue] = LUMA.map(|share| share * gain);
                for (out, [r, g, b]) in out.iter_mut().zip(pixels) {
                    *out = r * red + g * green + b * blue + offset;
                }
            }
        }
    }
}

/// A square of pixels cut out of a picture, red, green and blue from 0 to 255.
pub(crate) struct Crop {
    side: usize,
    pixels: Zeroizing<Vec<[f32; 3]>>,
}

impl Crop {
    /// A square that `fill` writes row after row.
    pub(crate) fn new(side: usize, fill: impl FnOnce(&mut [f32])) -> Self {
        let mut pixels = Zeroizing::new(vec![[0.0; 3]; side * side]);
        fill(pixels.as_flattened_mut());
        Self { side, pixels }
    }

    /// The left-right mirror image.
    pub(crate) fn mirrored(&self) -> Self {
        let rows = self.pixels.chunks(self.side.max(1));
        let pixels = rows.flat_map(|row| row.iter().rev().copied()).collect();
        Self { side: self.side, pixels: Zeroizing::new(pixels) }
    }

    /// Writes the input of a model.
    pub(crate) fn encode(&self, encoding: &Encoding, out: &mut [f32]) {
        encoding.write(self.pixels.iter().copied(), 1.0, out);
    }
}

/// A sum of samples: at most 21 bits.
fn float_of(sum: u32) -> f32 {
    float(sum as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_have_the_channels_in_the_order_asked_for() {
        let crop = Crop::new(1, |out| out.copy_from_slice(&[10.0, 20.0, 30.0]));
        let encoded = |channels, mean, deviation| {
            let encoding = Encoding { channels, mean, deviation };
            let mut out = vec![0.0; encoding.len()];
            crop.encode(&encoding, &mut out);
            out
        };
        let near =
            |a: &[f32], b: &[f32]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-5);
        assert!(near(&encoded(Channels::Rgb, 10.0, 10.0), &[0.0, 1.0, 2.0]));
        assert!(near(&encoded(Channels::Bgr, 0.0, 1.0), &[30.0, 20.0, 10.0]));
        assert!(near(&encoded(Channels::Grey, 0.0, 1.0), &[18.15]));
    }

    #[test]
    fn mirror_image_turns_rows_around() {
        let crop = Crop::new(2, |out| out.iter_mut().zip(0_u8..).for_each(|(out, i)| *out = f32::from(i)));
        let mirrored = crop.mirrored();
        assert_eq!(
            mirrored.pixels.as_flattened(),
            [3.0, 4.0, 5.0, 0.0, 1.0, 2.0, 9.0, 10.0, 11.0, 6.0, 7.0, 8.0]
        );
    }
}
