//! What hides a face: masks, glasses, hands, things, lids, hats.

use super::painting::{Colour, Spot, mix, smooth};
use super::{Portrait, Random};

/// What hides the face.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::evaluate) enum Cover {
    /// A mask over nose and mouth.
    Mask,
    /// Dark glasses.
    Sunglasses,
    /// A bar over both eyes.
    Bar,
    /// A hand over nose and mouth.
    HandOverMouth,
    /// A hand over a cheek and an eye.
    HandOverCheek,
    /// A sheet, a phone or a cup before the lower half.
    Thing,
    /// Lids down.
    Lids,
    /// Clear glasses: they hide nothing.
    ClearGlasses,
    /// A reflection on glasses.
    Glare,
    /// A hat's brim and its shadow on the brow.
    Hat,
}

/// Outline of a mask below its upper edge: down the person's left side, around the chin, up the right.
const JAW: [usize; 17] = [361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136, 172, 58, 132];
/// Corner points and lids of both eyes: outer and inner corner, upper and lower lid.
const EYES: [[usize; 4]; 2] = [[33, 133, 159, 145], [263, 362, 386, 374]];

impl Cover {
    /// Paints it onto the face.
    pub(in crate::evaluate) fn paint(self, portrait: &mut Portrait, random: &mut Random) {
        match self {
            Self::Mask => mask(portrait, random),
            Self::Sunglasses => glasses(portrait, random, true),
            Self::ClearGlasses => glasses(portrait, random, false),
            Self::Bar => bar(portrait, random),
            Self::HandOverMouth => hand(portrait, random, true),
            Self::HandOverCheek => hand(portrait, random, false),
            Self::Thing => thing(portrait, random),
            Self::Lids => lids(portrait),
            Self::Glare => glare(portrait, random),
            Self::Hat => hat(portrait, random),
        }
    }
}

fn mask(portrait: &mut Portrait, random: &mut Random) {
    let ied = portrait.eye_distance();
    let nose = random.pick(&[197, 197, 195, 5], 197);
    let upper =
        random.pick(&[[93, 117, 346, 323], [93, 118, 347, 323], [132, 101, 330, 361]], [93, 117, 346, 323]);
    let [right, under_right, under_left, left] = upper;
    let chin = random.between(1.0, 1.12);
    let middle = portrait.point(13);
    let lower = JAW.iter().map(|index| {
        let [x, y] = portrait.point(*index);
        [middle[0] + (x - middle[0]) * random.between(0.98, 1.04), middle[1] + (y - middle[1]) * chin]
    });
    let mut outline: Vec<Spot> = lower.collect();
    outline.extend([right, under_right, nose, under_left, left].map(|index| portrait.point(index)));
    let cloth = cloth(random);
    let pleats = if random.one_in(2) { random.between(3.0, 6.0) } else { 0.0 };
    let seam = random.one_in(3);
    let (top, bottom) = (portrait.point(nose)[1], portrait.point(152)[1]);
    let shade = random.between(0.0, 0.5);
    let lit = portrait.painting.clone();
    let face = portrait.painting.mean_around(portrait.point(4), 0.6 * ied);
    let grain = random.next();
    let [low, high] = around(&outline, 2.0);
    portrait.painting.lay(
        |at| {
            let near = (low[0]..high[0]).contains(&at[0]) && (low[1]..high[1]).contains(&at[1]);
            if near { inside(&outline, at, 1.5) } else { 0.0 }
        },
        |at, _| {
            let depth = (at[1] - top) / (bottom - top);
            let fold = if pleats > 0.0 { 0.06 * (depth * pleats * std::f32::consts::TAU).sin() } else { 0.0 };
            let seam = if seam && (at[0] - middle[0]).abs() < 0.012 * ied { -0.15 } else { 0.0 };
            let round = -shade * ((at[0] - middle[0]) / (1.6 * ied)).powi(2);
            // The room's light falls on the cloth as on the face, smoothed.
            let around = lit.mean_around(at, 0.2 * ied);
            let light = ((luma(around) / luma(face).max(10.0)).clamp(0.5, 1.4) - 1.0).mul_add(0.6, 1.0);
            cloth(at, ied, grain).map(|value| value * (1.0 + fold + seam + round) * light)
        },
    );
}

/// Plain, spotted or striped cloth in the usual colours and some others.
fn cloth(random: &mut Random) -> impl Fn(Spot, f32, u64) -> Colour + use<> {
    let usual = [
        [225.0, 230.0, 235.0],
        [150.0, 190.0, 220.0],
        [30.0, 30.0, 34.0],
        [70.0, 74.0, 82.0],
        [35.0, 45.0, 80.0],
    ];
    let any = [0; 3].map(|_| random.between(20.0, 240.0));
    let base = if random.one_in(3) { any } else { random.pick(&usual, any) };
    let other = [0; 3].map(|_| random.between(10.0, 250.0));
    let pattern = random.next() % 6;
    let size = random.between(0.08, 0.25);
    move |[x, y], ied, grain| {
        let (u, v) = (x / (size * ied), y / (size * ied));
        let spot = (u.sin() * v.sin() > 0.25) || (u * 0.7 + 2.0).cos() * (v * 1.3).sin() > 0.7;
        let mark = match pattern {
            0 => spot,
            1 => u.sin() > 0.3,
            _ => false,
        };
        // A weave's grain, fixed to the cloth.
        let seed = (u64::from(x.to_bits()) << 32 | u64::from(y.to_bits())) ^ grain;
        let grain = Random::new(seed).unit() * 8.0 - 4.0;
        (if mark { other } else { base }).map(|value| value + grain)
    }
}

fn glasses(portrait: &mut Portrait, random: &mut Random, dark: bool) {
    let ied = portrait.eye_distance();
    let eyes = portrait.eyes();
    let half = [random.between(0.34, 0.46) * ied, random.between(0.24, 0.38) * ied];
    let power = random.between(2.0, 4.5);
    let drop = random.between(0.0, 0.10) * ied;
    let frame_width = random.between(0.02, 0.07);
    let frame: Colour = {
        let level = random.between(10.0, 90.0);
        [level, level * random.between(0.7, 1.0), level * random.between(0.6, 1.0)]
    };
    let lens: Colour = [0; 3].map(|_| random.between(4.0, 48.0));
    let strength = if dark { random.between(0.86, 0.99) } else { random.between(0.0, 0.08) };
    let fade = if dark { random.between(0.0, 0.25) } else { 0.0 };
    let shine = if random.one_in(2) { random.between(0.1, 0.45) } else { 0.0 };
    let shine_at = [random.between(-0.4, 0.4), random.between(-0.5, 0.1)];
    // 0 in the middle of a lens, 1 on its edge.
    let level = |[x, y]: Spot, eye: Spot| {
        let (dx, dy) = (((x - eye[0]) / half[0]).abs(), ((y - eye[1] - drop) / half[1]).abs());
        if dx.max(dy) > 1.3 { 9.0 } else { (dx.powf(power) + dy.powf(power)).powf(1.0 / power) }
    };
    let nearest = |at: Spot| level(at, eyes[0]).min(level(at, eyes[1]));
    let bridge_y = f32::midpoint(eyes[0][1], eyes[1][1]) - 0.05 * ied;
    let sides = [portrait.point(127), portrait.point(356)];
    let edge = 2.0 / half[0];
    portrait.painting.lay(
        |at| strength * smooth(1.0 + edge, 1.0 - edge, nearest(at)),
        |[x, y], below| {
            let eye = if (x - eyes[0][0]).abs() < (x - eyes[1][0]).abs() { eyes[0] } else { eyes[1] };
            let (u, v) = ((x - eye[0]) / half[0], (y - eye[1] - drop) / half[1]);
            let light = shine * (-((u - shine_at[0]).powi(2) * 9.0 + (v - shine_at[1]).powi(2) * 20.0)).exp();
            let through = mix(lens, below, fade * smooth(-0.2, 1.0, v));
            if dark { mix(through, [235.0, 240.0, 245.0], light) } else { [230.0; 3] }
        },
    );
    portrait.painting.lay(
        |at| {
            let rim = nearest(at);
            let on_rim = smooth(frame_width + edge, frame_width, (rim - 1.0).abs());
            let between =
                at[0] > eyes[0][0].min(eyes[1][0]) + half[0] && at[0] < eyes[0][0].max(eyes[1][0]) - half[0];
            let on_bridge =
                if between { smooth(0.04 * ied, 0.025 * ied, (at[1] - bridge_y).abs()) } else { 0.0 };
            let arms = eyes.iter().zip(sides).map(|(eye, side)| {
                let outer = eye[0] + half[0] * (side[0] - eye[0]).signum();
                let along = (at[0] - outer) / (side[0] - outer + 0.01);
                let line = eye[1] - 0.1 * ied + (side[1] - eye[1]) * along * 0.5;
                if (0.0..1.0).contains(&along) {
                    smooth(0.045 * ied, 0.03 * ied, (at[1] - line).abs())
                } else {
                    0.0
                }
            });
            on_rim.max(on_bridge).max(arms.fold(0.0, f32::max))
        },
        |_, _| frame,
    );
}

fn bar(portrait: &mut Portrait, random: &mut Random) {
    let ied = portrait.eye_distance();
    let [[ax, ay], [bx, by]] = portrait.eyes();
    let centre = [f32::midpoint(ax, bx), f32::midpoint(ay, by)];
    let half = [random.between(0.85, 1.1) * ied, random.between(0.2, 0.3) * ied];
    let colour = random.pick(&[[0.0; 3], [20.0; 3], [255.0; 3], [128.0; 3]], [0.0; 3]);
    portrait.painting.lay(
        |[x, y]| {
            let inside = (x - centre[0]).abs() < half[0] && (y - centre[1]).abs() < half[1];
            if inside { 1.0 } else { 0.0 }
        },
        |_, _| colour,
    );
}

/// Fingers side by side, of the person's own skin, darker between them, with a shadow beside.
fn hand(portrait: &mut Portrait, random: &mut Random, over_mouth: bool) {
    let ied = portrait.eye_distance();
    let side = random.sign();
    let cheek = portrait.mean_skin();
    let tone = random.between(0.82, 1.12);
    let flesh = cheek.map(|value| value * tone);
    let radius = random.between(0.17, 0.22) * ied;
    let (anchor, angle) = if over_mouth {
        let [x, y] = portrait.middle([13, 2]);
        ([x, y], random.between(-0.35, 0.35))
    } else {
        let [x, y] = portrait.point(if side > 0.0 { 280 } else { 50 });
        ([x, y - 0.25 * ied], side * random.between(0.9, 1.5))
    };
    let (sin, cos) = angle.sin_cos();
    let fingers: Vec<(Spot, Spot)> = (0_u8..4)
        .map(|finger| {
            let across = (f32::from(finger) - 1.5) * 1.85 * radius;
            let (tip, root) = if over_mouth {
                (-side * random.between(0.75, 0.95) * ied, side * 2.2 * ied)
            } else {
                (-random.between(0.75, 0.95) * ied * side, 2.4 * ied * side)
            };
            let place =
                |along: f32| [anchor[0] + cos * along - sin * across, anchor[1] + sin * along + cos * across];
            (place(tip), place(root))
        })
        .collect();
    let from_finger = |at: Spot| {
        fingers.iter().map(|(tip, root)| away_from(at, *tip, *root)).fold(f32::MAX, f32::min) / radius
    };
    portrait
        .painting
        .lay(|at| 0.35 * smooth(1.5, 1.0, from_finger(at)), |_, below| below.map(|value| value * 0.4));
    portrait.painting.lay(
        |at| smooth(1.03, 0.97, from_finger(at)),
        |at, _| {
            let round = 1.0 - 0.42 * from_finger(at).min(1.0).powi(3);
            let wrinkle = 0.03 * (at[0] * 0.9 / radius * 3.0).sin() * (at[1] * 1.1 / radius * 3.0).cos();
            flesh.map(|value| value * (round + wrinkle))
        },
    );
}

fn thing(portrait: &mut Portrait, random: &mut Random) {
    let ied = portrait.eye_distance();
    let [x, y] = portrait.point(4);
    let angle = random.between(-0.4, 0.4);
    let (sin, cos) = angle.sin_cos();
    let top = y + random.between(-0.15, 0.2) * ied;
    let centre = x + random.between(-0.3, 0.3) * ied;
    let half = random.between(0.9, 1.6) * ied;
    let colour: Colour = if random.one_in(2) {
        [random.between(20.0, 245.0); 3]
    } else {
        [0; 3].map(|_| random.between(10.0, 245.0))
    };
    let lines = random.one_in(2);
    portrait.painting.lay(
        |[x, y]| {
            let (dx, dy) = (x - centre, y - top);
            let (u, v) = (cos * dx + sin * dy, cos * dy - sin * dx);
            smooth(half + 1.0, half - 1.0, u.abs()) * smooth(-1.0, 1.0, v) * smooth(3.2 * ied, 3.1 * ied, v)
        },
        |[x, y], _| {
            let (dx, dy) = (x - centre, y - top);
            let (u, v) = (cos * dx + sin * dy, cos * dy - sin * dx);
            let written = lines && (v / (0.16 * ied)).fract() < 0.35 && u.abs() < 0.8 * half;
            let light = 1.0 + 0.1 * u / half;
            colour.map(|value| if written { value * 0.45 + 20.0 } else { value * light })
        },
    );
}

/// Draws the skin above an eye down to the lower lid, and the lashes along it.
fn lids(portrait: &mut Portrait) {
    let ied = portrait.eye_distance();
    for [outer, inner, upper, lower] in EYES {
        let before = portrait.painting.clone();
        let centre = portrait.middle([outer, inner]);
        let width = 0.62 * distance(portrait.point(outer), portrait.point(inner));
        let open = distance(portrait.point(upper), portrait.point(lower)).max(0.12 * ied);
        let (top, bottom) = (centre[1] - 0.75 * open, centre[1] + 0.75 * open);
        let skin = before.mean_around([centre[0], top - 0.12 * ied], 0.05 * ied);
        // Where the closed lids meet: lower in the middle than at the corners.
        let meet = |x: f32| bottom - 0.55 * open * ((x - centre[0]) / width).powi(2) - 0.1 * open;
        portrait.painting.lay(
            |[x, y]| {
                let (u, v) = ((x - centre[0]) / width, (y - centre[1]) / (0.95 * open));
                smooth(1.1, 0.85, u.hypot(v))
            },
            |[x, y], _| {
                let texture = before.at([x, top - 0.10 * ied - 0.25 * (y - top)]);
                let lid = mix(texture, skin, 0.5);
                let round = 1.0 + 0.08 * (1.0 - (2.0 * (y - centre[1]) / (bottom - top)).powi(2));
                let lash = smooth(0.035 * ied, 0.012 * ied, (y - meet(x)).abs());
                mix(lid.map(|value| value * round), [30.0, 22.0, 20.0], 0.75 * lash)
            },
        );
    }
}

fn glare(portrait: &mut Portrait, random: &mut Random) {
    glasses(portrait, random, false);
    let ied = portrait.eye_distance();
    let both = random.one_in(2);
    let eyes = portrait.eyes();
    let first = usize::from(random.one_in(2));
    let reach = [random.between(0.14, 0.24) * ied, random.between(0.10, 0.18) * ied];
    portrait.painting.lay(
        |[x, y]| {
            let shine =
                |eye: Spot| smooth(1.15, 0.85, ((x - eye[0]) / reach[0]).hypot((y - eye[1]) / reach[1]));
            let [a, b] = eyes.map(shine);
            if both {
                a.max(b)
            } else if first == 0 {
                a
            } else {
                b
            }
        },
        |_, _| [255.0; 3],
    );
}

fn hat(portrait: &mut Portrait, random: &mut Random) {
    let ied = portrait.eye_distance();
    let brow = f32::midpoint(portrait.point(105)[1], portrait.point(334)[1]);
    let brim = portrait.point(10)[1] + random.between(0.15, 0.35) * (brow - portrait.point(10)[1]);
    let level = random.between(15.0, 70.0);
    let shade = random.between(0.12, 0.3);
    let end = brow + 0.05 * ied;
    portrait.painting.paint(|[_, y], pixel| {
        let shadow = 1.0 - (1.0 - shade) * smooth(end + 0.1 * ied, end - 0.1 * ied, y);
        if y < brim { [level, level, level * 1.1] } else { pixel.map(|value| value * shadow) }
    });
}

impl Portrait {
    /// The colour of the cheeks.
    fn mean_skin(&self) -> Colour {
        let reach = 0.12 * self.eye_distance();
        let [right, left] = [50, 280].map(|cheek| self.painting.mean_around(self.point(cheek), reach));
        mix(right, left, 0.5)
    }
}

fn luma([r, g, b]: Colour) -> f32 {
    0.299 * r + 0.587 * g + 0.114 * b
}

fn distance([ax, ay]: Spot, [bx, by]: Spot) -> f32 {
    (ax - bx).hypot(ay - by)
}

/// Distance from a line between two ends.
fn away_from(at: Spot, a: Spot, b: Spot) -> f32 {
    squared_away_from(at, a, b).sqrt()
}

fn squared_away_from([x, y]: Spot, [ax, ay]: Spot, [bx, by]: Spot) -> f32 {
    let (dx, dy) = (bx - ax, by - ay);
    let along = (((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    (x - ax - along * dx).powi(2) + (y - ay - along * dy).powi(2)
}

/// 1 inside an outline, 0 outside, with an edge that wide.
fn inside(outline: &[Spot], at: Spot, edge: f32) -> f32 {
    let mut within = false;
    let mut away = f32::MAX;
    for (&[ax, ay], &[bx, by]) in outline.iter().zip(outline.iter().cycle().skip(1)) {
        if (ay > at[1]) != (by > at[1]) && at[0] < (bx - ax) * (at[1] - ay) / (by - ay) + ax {
            within = !within;
        }
        away = away.min(squared_away_from(at, [ax, ay], [bx, by]));
    }
    let away = away.sqrt();
    smooth(-edge, edge, if within { away } else { -away })
}

/// The smallest upright rectangle around an outline, grown by an edge.
fn around(outline: &[Spot], edge: f32) -> [Spot; 2] {
    outline.iter().fold([[f32::MAX; 2], [f32::MIN; 2]], |[low, high], [x, y]| {
        [[low[0].min(x - edge), low[1].min(y - edge)], [high[0].max(x + edge), high[1].max(y + edge)]]
    })
}
