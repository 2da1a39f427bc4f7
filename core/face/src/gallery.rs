//! The templates on this phone: the chosen person's, and everybody else's.

use zeroize::Zeroizing;

use crate::{Embedding, Template};

/// The chosen person's template and those of the others who are enrolled here. Wiped when dropped.
#[derive(Debug, Clone, Default)]
pub struct Gallery {
    chosen: Option<Template>,
    others: Vec<Template>,
}

/// How a face compares with a gallery. Never leaves the core.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Compared {
    pub(crate) chosen: Option<f32>,
    /// The best of the others; `None` without any.
    pub(crate) best_other: Option<f32>,
}

impl Gallery {
    /// One person alone.
    pub const fn of(chosen: Template) -> Self {
        Self { chosen: Some(chosen), others: Vec::new() }
    }

    /// Adds the other people who are enrolled on this phone: a face that fits one of them better than the chosen person is
    /// asked about, not let in.
    #[must_use]
    pub fn with_others(mut self, others: Vec<Template>) -> Self {
        self.others = others;
        self
    }

    /// Whether nobody was chosen.
    pub const fn is_empty(&self) -> bool {
        self.chosen.is_none()
    }

    /// Compares a face with everybody. All are always compared, in the same way whatever comes out: how long it takes does not
    /// tell who it was.
    pub(crate) fn compare(&self, embedding: &Embedding) -> Compared {
        let scores: Zeroizing<Vec<f32>> =
            Zeroizing::new(self.others.iter().map(|other| other.similarity(embedding)).collect());
        // The larger of two numbers is a single instruction, not a branch.
        let best_other = scores.iter().copied().reduce(f32::max);
        Compared { chosen: self.chosen.as_ref().map(|t| t.similarity(embedding)), best_other }
    }
}
