//! Whether a comparison tells by its time how much of a guess was right: Welch's t between two classes of input, as in
//! Reparaz, Balasch and Verbauwhede, "Dude, is my code constant time?" (DATE 2017). Reported, not asserted: a shared
//! machine is no laboratory.

use crate::Outcome;
use crate::arguments::Random;
use crate::world::{PASSCODES, passcode};
use mien_vault::Passcode;
use std::hint::black_box;
use std::time::Instant;

/// Running mean and variance (Welford).
#[derive(Default)]
struct Sample {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Sample {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        let delta = value - self.mean;
        self.mean += delta / self.count;
        self.squares += delta * (value - self.mean);
    }

    fn error(&self) -> f64 {
        self.squares / (self.count - 1.0) / self.count
    }
}

/// t of two classes of input to one and the same work, measured in random order. Times above `cut` nanoseconds are
/// interruptions.
fn welch<I>(rounds: usize, cut: u128, classes: [&I; 2], work: impl Fn(&I)) -> f64 {
    let (mut random, mut samples) = (Random(7), [Sample::default(), Sample::default()]);
    for _ in 0..rounds {
        let which = random.index(2);
        let input = black_box(if which == 0 { classes[0] } else { classes[1] });
        let started = Instant::now();
        work(input);
        let took = started.elapsed().as_nanos();
        if took < cut
            && let (Some(sample), Ok(took)) = (samples.get_mut(which), u32::try_from(took))
        {
            sample.add(f64::from(took));
        }
    }
    let [one, two] = samples;
    (one.mean - two.mean) / (one.error() + two.error()).sqrt()
}

/// Measures three times and prints; answers whether it is a leak: |t| above 10 in all three.
fn report(what: &str, measure: impl Fn() -> f64) -> bool {
    let runs = [measure(), measure(), measure()];
    println!("{what}: t = {:.1}, {:.1}, {:.1}", runs[0], runs[1], runs[2]);
    runs.iter().all(|t| t.abs() > 10.0)
}

/// Prints the numbers; answers whether there was no leak.
pub(crate) fn campaign() -> Outcome<bool> {
    // The same passcode, one whose first digit is wrong, one whose last digit is.
    let (right, same, early) = (passcode(0)?, passcode(0)?, passcode(2)?);
    let late = {
        let mut pad = mien_vault::PinPad::new();
        for digit in PASSCODES[0].iter().take(5).chain(&[7]) {
            pad.push(*digit)?;
        }
        pad.finish()?
    };
    let compare = |other: &Passcode| {
        for _ in 0..20 {
            black_box(black_box(&right).matches(other));
        }
    };
    let (slot, answer, wrong) = mien_vault::testing::slot_and_answers();
    let open = |answer: &[u8; 32]| {
        black_box(slot.try_answer(answer));
    };
    let leaks = [
        report("comparison, equal or first digit wrong", || {
            welch(400_000, 100_000, [&same, &early], compare)
        }),
        report("comparison, first or last digit wrong", || welch(400_000, 100_000, [&early, &late], compare)),
        report("slot, one wrong passcode or another", || {
            welch(100_000, 1_000_000, [&wrong[0], &wrong[1]], open)
        }),
    ];
    let by_design = welch(100_000, 1_000_000, [&answer, &wrong[0]], open);
    println!("slot, right or wrong passcode: t = {by_design:.1} (by design: the right one unwraps a key)");
    let leaks = leaks.into_iter().filter(|leak| *leak).count();
    println!("{leaks} leaks");
    Ok(leaks == 0)
}
