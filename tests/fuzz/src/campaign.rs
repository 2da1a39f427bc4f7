//! Running a target for long.

use crate::Target;
use crate::mutate::mutate;
use crate::random::Random;
use rustix::time::{ClockId, clock_gettime};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// How many inputs are kept beside the corpus.
const MOST_SEEDS: usize = 2_000;

/// When a campaign ends: at whichever comes first.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Inputs.
    pub executions: u64,
    /// Time of the processor.
    pub time: Duration,
    /// Longer than this on the processor, one input is a finding: hostile input must not cost what it likes.
    pub slowest: Duration,
}

/// What a campaign saw.
#[derive(Debug, Default)]
pub struct Summary {
    /// How many inputs were run.
    pub executions: u64,
    /// How often each answer was given; `accepted` is one.
    pub answers: BTreeMap<&'static str, u64>,
    /// The slowest of them.
    pub slowest: Duration,
    /// The input that broke a promise, and how; the campaign ended with it.
    pub finding: Option<(Vec<u8>, &'static str)>,
}

/// Runs a target on mutations of its corpus until it breaks a promise or a limit is reached.
///
/// # Errors
/// When the corpus cannot be read.
pub fn campaign(target: &Target, limits: Limits, seed: u64) -> std::io::Result<Summary> {
    let mut seeds: Vec<Vec<u8>> = target.read_corpus()?.into_values().collect();
    let corpus = seeds.len();
    let mut random = Random::new(seed);
    let mut summary = Summary::default();
    let begun = processor();
    while summary.executions < limits.executions && processor().saturating_sub(begun) < limits.time {
        let input = mutate(target.shape, &seeds, target.words, &mut random);
        let started = processor();
        let Ok(verdict) = catch_unwind(AssertUnwindSafe(|| (target.run)(&input))) else {
            summary.finding = Some((input, "panic"));
            break;
        };
        let took = processor().saturating_sub(started);
        summary.executions += 1;
        summary.slowest = summary.slowest.max(took);
        if took > limits.slowest {
            summary.finding = Some((input, "too slow"));
            break;
        }
        let times = summary.answers.entry(verdict.err().unwrap_or("accepted")).or_default();
        *times += 1;
        // Rare answers are the deep ones: their inputs are worth going on from.
        if *times <= 50 || (verdict.is_ok() && random.below(50) == 0) {
            if seeds.len() < corpus + MOST_SEEDS {
                seeds.push(input);
            } else if let Some(place) = seeds.get_mut(corpus + random.below(MOST_SEEDS)) {
                *place = input;
            }
        }
    }
    Ok(summary)
}

/// What this thread has used of the processor.
fn processor() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or_default(),
        u32::try_from(time.tv_nsec).unwrap_or_default(),
    )
}
