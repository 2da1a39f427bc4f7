//! Mutated real input for every parser of what strangers send.
//!
//! A [`Target`] is a parser with a corpus: a folder of inputs whose names say what it must make of them (`ok-...` is
//! accepted, `no-...` refused). [`check_corpus`] runs it on each of them and on their small changes, as a test;
//! [`campaign`] goes on from there, for as long as it is let.
//!
//! Mutation knows the [`Shape`] of the input, so that it gets past the outermost parser: members of JSON are exchanged for
//! hostile ones, parts of a token are decoded, bent and encoded again. What leads to an answer that was not seen before
//! becomes a seed. There is no feedback from coverage: that needs a compiler other than the one this repository pins.
#![forbid(unsafe_code)]

mod campaign;
mod corpus;
mod json;
mod mutate;
mod random;

pub use campaign::{Limits, Summary, campaign};
pub use corpus::{Corpus, check_corpus};
pub use mutate::Shape;
pub use random::Random;

/// What a parser made of an input: accepted, or refused with the code of its error.
pub type Verdict = Result<(), &'static str>;

/// A parser of what strangers send. It panics when a promise is broken: on an input that makes the code panic, or that is
/// accepted and must not be.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name on the command line.
    pub name: &'static str,
    /// The folder of its corpus, from the root of the repository.
    pub corpus: &'static str,
    /// What its input looks like.
    pub shape: Shape,
    /// Pieces that mean something to it: member names, schemes, separators.
    pub words: &'static [&'static str],
    /// The parser.
    pub run: fn(&[u8]) -> Verdict,
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Target").field("name", &self.name).finish_non_exhaustive()
    }
}
