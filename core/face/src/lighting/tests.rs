//! The measures on patches whose light is known.

use super::focus::BLUR;
use super::*;

const WHOLE: [f32; 2] = [80.0, 80.0];
const RIGHT: Rect = Rect { left: 30.0, top: 70.0, right: 60.0, bottom: 100.0 };
const LEFT: Rect = Rect { left: 100.0, top: 70.0, right: 130.0, bottom: 100.0 };

fn measure(luma: impl Fn(usize, usize) -> f32) -> Lighting {
    let luma: Vec<f32> = (0..SIDE * SIDE).map(|i| luma(i % SIDE, i / SIDE)).collect();
    Patch { luma: &luma, side: SIDE }.measure(WHOLE, [RIGHT, LEFT])
}

/// Repeatable noise, 0 to 1, without any structure that a blur would keep.
fn noise(x: usize, y: usize) -> f32 {
    let mut hash = (x * 7_919 + y * 104_729 + 12_345) % 1_000_003;
    for _ in 0..3 {
        hash = hash * hash % 1_000_003;
    }
    float(hash) / 1_000_003.0
}

#[track_caller]
fn assert_near(value: f32, expected: f32, tolerance: f32) {
    assert!((value - expected).abs() <= tolerance, "{value}, expected {expected} ± {tolerance}");
}

// "Too dark" must be said of a face in the dark and of no other.
#[test]
fn flat_grey_has_its_mean_and_no_entropy() {
    let lighting = measure(|_, _| 51.0);
    assert_near(lighting.mean, 0.2, 1e-4);
    assert_near(lighting.entropy, 0.0, 1e-6);
    assert_near(lighting.side, 0.0, 1e-6);
    assert_near(lighting.under, 0.0, 0.0);
    assert_near(lighting.over, 0.0, 0.0);
}

#[test]
fn even_spread_over_all_values_has_eight_bits() {
    let lighting = measure(|x, y| noise(x, y) * 255.0);
    assert!(lighting.entropy > 7.9 && lighting.entropy <= 8.0, "{}", lighting.entropy);
    assert_near(lighting.mean, 0.5, 0.01);
}

#[test]
fn black_and_white_shares_count_pixels_at_the_limits() {
    let lighting = measure(|x, _| if x < 80 { 25.0 } else { 247.0 });
    assert_near(lighting.under, 0.5, 0.005);
    assert_near(lighting.over, 0.5, 0.005);
    let just_inside = measure(|x, _| if x < 80 { 26.0 } else { 246.0 });
    assert_near(just_inside.under + just_inside.over, 0.0, 0.0);
}

// Light from one side is a reason of its own: turning towards the light mends it.
#[test]
fn one_dark_cheek_shows_as_side_light() {
    let lighting = measure(|x, _| if x < 80 { 60.0 } else { 180.0 });
    assert_near(lighting.side, 1.0, 1e-3);
    assert_near(measure(|_, y| if y < 80 { 60.0 } else { 180.0 }).side, 0.0, 1e-3);
}

// Blur must show whatever the exposure: a face is not out of focus because it is darker.
#[test]
fn focus_ignores_exposure() {
    let waves = |gain: f32| measure(|x, y| gain * (128.0 + wave(x, 12.0) + wave(y, 12.0)));
    let (bright, dark) = (waves(1.0), waves(0.3));
    assert_near(dark.edges, bright.edges, 1e-3);
    assert_near(dark.detail, bright.detail, 1e-3);
    let flat = measure(|_, _| 100.0);
    assert_near(flat.edges.max(flat.detail), 0.0, 1e-3);
}

// Skin without marks, cloth and a hand have little detail: as long as what edges there are is sharp, the picture is.
#[test]
fn few_edges_are_as_abrupt_as_many() {
    let stripes = |apart: usize, soft: f32| {
        let edge = move |at: usize| {
            let (step, within) = (at / apart, float(at % apart));
            let level = |step: usize| if step.is_multiple_of(2) { 90.0 } else { 160.0 };
            let share = (within / soft).min(1.0);
            level(step) * share + level(step + 1) * (1.0 - share)
        };
        measure(|x, y| f32::midpoint(edge(x), edge(y)))
    };
    let (many, few, softened) = (stripes(16, 1.0), stripes(50, 1.0), stripes(50, 25.0));
    assert!(few.detail < 0.5 * many.detail, "{} and {}", few.detail, many.detail);
    assert!(few.edges > 0.7 * many.edges, "{} and {}", few.edges, many.edges);
    assert!(softened.edges < 0.5 * few.edges, "{} and {}", softened.edges, few.edges);
}

#[test]
fn blur_weights_add_up_to_one() {
    assert_near(BLUR[0] + 2.0 * BLUR[1..].iter().sum::<f32>(), 1.0, 1e-5);
}

// A face at the edge of the frame can make every one of these empty: numbers, no NaN.
#[test]
fn empty_mask_and_cheeks_give_numbers() {
    let luma = vec![100.0; SIDE * SIDE];
    let lighting = Patch { luma: &luma, side: SIDE }.measure([0.0, 0.0], [Rect::default(); 2]);
    for value in [
        lighting.mean,
        lighting.entropy,
        lighting.under,
        lighting.over,
        lighting.side,
        lighting.edges,
        lighting.detail,
    ] {
        assert!(value.is_finite());
    }
}

// "Too bright" must never be said of a picture because it became darker.
#[test]
fn darker_is_never_brighter() {
    let mut before = measure(|x, y| 300.0 * noise(x, y));
    for step in 1..20_u8 {
        let gain = 1.0 - f32::from(step) / 20.0;
        let darker = measure(|x, y| gain * 300.0 * noise(x, y));
        assert!(darker.mean <= before.mean && darker.over <= before.over, "at {gain}");
        assert!(darker.under >= before.under, "at {gain}");
        before = darker;
    }
}

fn wave(at: usize, period: f32) -> f32 {
    40.0 * (float(at) * std::f32::consts::TAU / period).sin()
}

/// Waves both ways with a sensor's noise over them.
fn waves([across, down]: [f32; 2]) -> Lighting {
    measure(|x, y| 128.0 + wave(x, across) + wave(y, down) + 8.0 * (noise(x, y) - 0.5))
}

// A blurred face behind a sensor's noise must not look sharp.
#[test]
fn noise_does_not_hide_blur() {
    let (sharp, blurred) = (waves([12.0, 12.0]), waves([60.0, 60.0]));
    assert!(blurred.detail < 0.3 * sharp.detail, "{} and {}", blurred.detail, sharp.detail);
    assert!(blurred.edges < 0.5 * sharp.edges, "{} and {}", blurred.edges, sharp.edges);
}

// A camera that shook leaves edges along the smear, which a Laplacian takes for a sharp picture: the detail must tell,
// whichever way it shook.
#[test]
fn edges_along_a_smear_do_not_hide_it() {
    let sharp = waves([12.0, 12.0]);
    for smeared in [waves([60.0, 12.0]), waves([12.0, 60.0])] {
        assert!(smeared.detail < 0.3 * sharp.detail, "{} and {}", smeared.detail, sharp.detail);
        assert!(smeared.edges < 0.5 * sharp.edges, "{} and {}", smeared.edges, sharp.edges);
    }
}
