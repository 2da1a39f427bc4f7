//! `--name value` pairs.

use crate::Outcome;

/// The value behind `--name`, or `default`.
pub(crate) fn number(words: &[String], name: &str, default: u64) -> Outcome<u64> {
    match text(words, name) {
        Some(value) => Ok(value.parse().map_err(|_| format!("{name} needs a number"))?),
        None => Ok(default),
    }
}

/// The value behind `--name`.
pub(crate) fn text<'a>(words: &'a [String], name: &str) -> Option<&'a str> {
    let at = words.iter().position(|word| word == name)?;
    words.get(at + 1).map(String::as_str)
}

/// A small generator (SplitMix64): campaigns must be repeatable from their seed, not unpredictable.
#[derive(Clone)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`, which is not zero.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// The same, as an index.
    pub(crate) fn index(&mut self, end: usize) -> usize {
        usize::try_from(self.below(u64::try_from(end).unwrap_or(u64::MAX))).unwrap_or(0)
    }
}
