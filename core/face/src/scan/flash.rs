//! Colours of the screen, answered by the face: near skin reflects them, a recording does not.
//!
//! The relying party's nonce draws the colours. A dark frame comes first and last; each colour stays for 475 ms, so that the
//! screen changes about twice a second (WCAG 2.3.1 allows three). After Tang et al., Face Flashing (NDSS 2018), with the
//! regions compared within the face, too.

use serde::{Deserialize, Serialize};

use super::challenge::{FLASHES, Tint};
use super::geometry::mean;
use super::state::{Capture, Phase};
use super::step::{Seen, Step};
use super::vote::{Cue, Opinion, Vote};
use super::{Guidance, Reason};

/// One colour stays for this long, in microseconds.
const SLOT: u64 = 475_000;
/// After a change the camera needs this long; frames of this time are left out.
const SETTLING: u64 = 150_000;
/// The camera shows the screen's colour this much later at most.
const MAX_LAG: u64 = 300_000;
/// Correlation with the code from which on a face has answered.
const ANSWERED: f32 = 0.7;
/// Correlation below which nothing has answered.
const SILENT: f32 = 0.3;
/// The screen must be expected to add this share of light before silence means anything.
const LEAST_GAIN: f32 = 0.05;
/// The face brightens by more than the wall behind it: light falls off with the square of the distance.
const NEARER: f32 = 1.3;
/// Lux on a face an arm away from a phone's screen of 450 cd/m2.
const SCREEN_LUX: f32 = 39.0;
/// Warned this long before the first colour.
const WARNING: u64 = 600_000;

/// Linear red, green and blue of parts of the face, and of what is behind it, 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct FaceColour {
    /// Forehead, right cheek, left cheek, nose, chin.
    pub face: [[f32; 3]; 5],
    /// Beside the face.
    pub background: [f32; 3],
}

impl FaceColour {
    pub(super) fn is_finite(&self) -> bool {
        self.face.iter().chain([&self.background]).flatten().all(|v| v.is_finite() && *v >= 0.0)
    }
}

/// The flash, going on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flash {
    since: u64,
    now: u64,
    samples: Vec<(u64, [f32; 3], [f32; 3])>,
}

impl Flash {
    pub(super) const fn begin(now: u64) -> Self {
        Self { since: now, now, samples: Vec::new() }
    }

    fn slot(&self, at: u64) -> Option<usize> {
        let shown = at.checked_sub(self.since + WARNING)?;
        usize::try_from(shown / SLOT).ok()
    }

    /// What the screen shows; `None` for dark.
    pub(super) fn shown(&self, code: [Tint; FLASHES]) -> Option<Tint> {
        tint(code, self.slot(self.now))
    }

    fn is_over(&self) -> bool {
        self.slot(self.now).is_some_and(|slot| slot >= FLASHES + 2)
    }

    /// Correlation of the face's change with the code, at the lag where it is best; and how much more the face changed than
    /// what is behind it.
    fn answer(&self, code: [Tint; FLASHES]) -> (f32, f32) {
        (0..=MAX_LAG / 30_000)
            .map(|step| self.answer_at(code, step * 30_000))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .unwrap_or((0.0, 0.0))
    }

    fn answer_at(&self, code: [Tint; FLASHES], lag: u64) -> (f32, f32) {
        let mut slots: Vec<Vec<([f32; 3], [f32; 3])>> = vec![Vec::new(); FLASHES + 2];
        for (at, face, background) in &self.samples {
            let Some(slot) = at.checked_sub(lag).and_then(|at| self.slot(at)) else { continue };
            let into = (at - lag - self.since - WARNING) % SLOT;
            if into >= SETTLING
                && let Some(list) = slots.get_mut(slot)
            {
                list.push((*face, *background));
            }
        }
        if slots.iter().any(Vec::is_empty) {
            return (0.0, 0.0);
        }
        let level = |slot: usize, channel: usize, face: bool| {
            mean(
                slots
                    .get(slot)
                    .into_iter()
                    .flatten()
                    .map(|(f, b)| *(if face { f } else { b }).get(channel).unwrap_or(&0.0)),
            )
        };
        let mut pairs = Vec::new();
        let (mut gain, mut behind) = (0.0, 0.0);
        for channel in 0..3 {
            for part in [true, false] {
                let dark =
                    f32::midpoint(level(0, channel, part), level(FLASHES + 1, channel, part)).max(1e-3);
                for (index, tint) in code.iter().enumerate() {
                    let change = (level(index + 1, channel, part).max(1e-3) / dark).ln();
                    let light = f32::from(tint.rgb().get(channel).copied().unwrap_or(0)) / 255.0;
                    if part {
                        pairs.push((change, light));
                        gain += change * light;
                    } else {
                        behind += change * light;
                    }
                }
            }
        }
        (pearson(&pairs), gain / f32::max(behind, 1e-3))
    }
}

fn tint(code: [Tint; FLASHES], slot: Option<usize>) -> Option<Tint> {
    code.get(slot?.checked_sub(1)?).copied()
}

fn pearson(pairs: &[(f32, f32)]) -> f32 {
    let (ma, mb) = (mean(pairs.iter().map(|p| p.0)), mean(pairs.iter().map(|p| p.1)));
    let sum = |f: &dyn Fn(f32, f32) -> f32| pairs.iter().map(|(a, b)| f(a - ma, b - mb)).sum::<f32>();
    let spread = (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt();
    if spread > 0.0 { sum(&|a, b| a * b) / spread } else { 0.0 }
}

/// The share of light that the screen is expected to add; `None` when the camera does not tell how bright it is.
pub(super) fn expected_gain(lux: Option<f32>) -> Option<f32> {
    lux.map(|lux| SCREEN_LUX / lux.max(1.0))
}

/// Whether colours would tell something here: not in bright light.
pub(super) fn is_worth_it(lux: Option<f32>) -> bool {
    expected_gain(lux).is_some_and(|gain| gain >= LEAST_GAIN)
}

/// One frame of the flash.
pub(super) fn frame(step: &mut Step<'_>, mut flash: Flash, seen: &Seen<'_>) {
    flash.now = step.now();
    if let Some(colour) = &seen.frame.colour {
        let channel = |c: usize| mean(colour.face.iter().filter_map(|part| part.get(c).copied()));
        flash.samples.push((flash.now, [channel(0), channel(1), channel(2)], colour.background));
    }
    if !flash.is_over() {
        let warned = flash.slot(flash.now).is_some();
        step.state.phase = Phase::Flash(flash);
        return step.hint(Some(if warned { Guidance::FlashHold } else { Guidance::FlashWarning }));
    }
    let (correlation, nearer) = flash.answer(step.state.plan.flash);
    let expected = expected_gain(step.state.provenance.lux);
    let opinion = if correlation >= ANSWERED && nearer >= NEARER {
        Opinion::For
    } else if correlation < SILENT && expected.is_some_and(|gain| gain >= LEAST_GAIN) {
        Opinion::Against
    } else {
        Opinion::Undecided
    };
    step.state.flashes += 1;
    if opinion == Opinion::Against && step.state.flashes < 2 {
        // A hand before the screen, a step back: once more before it counts.
        step.state.phase = Phase::Flash(Flash::begin(step.now()));
        return step.hint(Some(Guidance::FlashHold));
    }
    step.vote(Vote { cue: Cue::Flash, opinion, task: None, value: correlation, limit: ANSWERED });
    if opinion == Opinion::Against {
        return step.refuse(Reason::LivenessUnconfirmed);
    }
    step.state.phase = Phase::FinalCapture(Capture { since: step.now(), ..Capture::default() });
    step.hint(Some(Guidance::Processing));
}
