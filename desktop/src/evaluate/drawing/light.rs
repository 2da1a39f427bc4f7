//! Light and focus that are not as they should be.

use super::painting::{Painting, Spot, smooth};
use super::{Portrait, Random};

/// What is wrong with the light or the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::evaluate) enum Light {
    /// A dark room: little light, and the noise of a sensor that wants more.
    Dark,
    /// Direct sun or a lamp: the skin is white.
    Bright,
    /// A lamp beside the person.
    Side,
    /// A window behind the person.
    Back,
    /// Out of focus: an iris has no edge any more.
    Blurred,
    /// The camera shook: by a fifth of the face's width.
    Smeared,
}

impl Light {
    /// Paints it over a frame of the portrait.
    pub(in crate::evaluate) fn paint(self, portrait: &Portrait, frame: &mut Painting, random: &mut Random) {
        match self {
            Self::Dark => {
                // To a set level, not by a set factor: a fair face by a candle is not dark, a third of it may be.
                let gain = 28.0 / mean_luma(portrait);
                frame.paint(|_, pixel| pixel.map(|value| value * gain));
                frame.noise(2.0, random);
            }
            Self::Bright => {
                let gain = 235.0 / mean_luma(portrait);
                frame.paint(|_, pixel| pixel.map(|value| (value * gain).min(255.0)));
            }
            Self::Side => {
                let side = random.sign();
                let (low, high) = portrait.hull();
                let (middle, half) = (f32::midpoint(low[0], high[0]), (high[0] - low[0]) / 2.0);
                frame.paint(|[x, _], pixel| {
                    let shade = 1.0 - 0.85 * smooth(-0.35, 0.35, side * (x - middle) / half);
                    pixel.map(|value| value * shade)
                });
            }
            Self::Back => {
                let (low, high) = portrait.hull();
                let centre = [f32::midpoint(low[0], high[0]), f32::midpoint(low[1], high[1])];
                let radii = [0.65 * (high[0] - low[0]), 0.75 * (high[1] - low[1])];
                let gain = 45.0 / mean_luma(portrait);
                frame.paint(|[x, y]: Spot, pixel| {
                    let (dx, dy) = ((x - centre[0]) / radii[0], (y - centre[1]) / radii[1]);
                    let body = dy > 0.6 && dx.abs() < 1.2;
                    let away = if body { 0.0 } else { smooth(1.0, 1.25, dx.hypot(dy)) };
                    pixel.map(|value| value * gain * (1.0 - away) + 250.0 * away)
                });
            }
            Self::Blurred => frame.blur(random.between(0.03, 0.045) * portrait.width()),
            Self::Smeared => {
                let (sin, cos) = random.between(0.0, std::f32::consts::PI).sin_cos();
                let reach = random.between(0.08, 0.12) * portrait.width();
                frame.smear(reach * cos, reach * sin);
                frame.smear(0.3 * reach * cos, 0.3 * reach * sin);
            }
        }
    }
}

fn mean_luma(portrait: &Portrait) -> f32 {
    let (low, high) = portrait.hull();
    let centre = [f32::midpoint(low[0], high[0]), f32::midpoint(low[1], high[1])];
    let [r, g, b] = portrait.painting.mean_around(centre, 0.35 * (high[0] - low[0]));
    (0.299 * r + 0.587 * g + 0.114 * b).max(8.0)
}
