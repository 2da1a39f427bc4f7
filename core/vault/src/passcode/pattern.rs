//! A pattern on the grid of three by three dots: the other thing that a person may know.
//!
//! ```text
//! 0 1 2
//! 3 4 5
//! 6 7 8
//! ```

use super::Secretive;
use crate::slot::SlotKind;
use std::fmt;
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

/// Dots of the grid, and the most that a pattern can have.
pub const PATTERN_DOTS: usize = 9;
/// The fewest dots of a new pattern. Four, as phones accept, are 1,624 patterns, of which most people use a handful.
pub const MIN_PATTERN_DOTS: usize = 6;

/// Why dots are not a pattern, or not a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PatternError {
    /// A dot that is not on the grid. A bug of the grid's caller.
    #[error("not a dot of the grid")]
    NotADot,
    /// Fewer than six dots. Say how many are needed.
    #[error("too few dots")]
    TooShort {
        /// How many were connected.
        dots: usize,
    },
    /// The second drawing differs from the first. Ask for both again.
    #[error("the two patterns differ")]
    Mismatch,
    /// Fewer than three turns: a line, an L, a frame without end. Ask for another.
    #[error("too few turns")]
    FewTurns,
    /// The digit, letter or spiral that others draw, too. Ask for another.
    #[error("a common figure")]
    Common,
}

impl PatternError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotADot => "not_a_dot",
            Self::TooShort { .. } => "pattern_too_short",
            Self::Mismatch => "patterns_differ",
            Self::FewTurns => "pattern_few_turns",
            Self::Common => "pattern_common",
        }
    }
}

/// Six to nine dots in the order in which they were connected. Wiped when dropped; cannot be printed or copied.
pub struct Pattern {
    dots: Box<Zeroizing<[u8; PATTERN_DOTS]>>,
    len: usize,
}

impl Pattern {
    fn ascii(&self) -> &[u8] {
        self.dots.get(..self.len).unwrap_or_default()
    }

    pub(crate) fn secretive(&self) -> Secretive<'_> {
        Secretive { kind: SlotKind::Pattern, bytes: self.ascii() }
    }

    /// Whether two patterns are the same, in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        self.dots.ct_eq(&**other.dots).into()
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pattern(..)")
    }
}

/// Collects dots, one call per dot, so that no list of them crosses a language boundary.
pub struct PatternPad {
    dots: Box<Zeroizing<[u8; PATTERN_DOTS]>>,
    len: usize,
}

impl PatternPad {
    /// An empty grid.
    pub fn new() -> Self {
        Self { dots: Box::new(Zeroizing::new([0; PATTERN_DOTS])), len: 0 }
    }

    /// The finger reaches a dot, 0 to 8; answers how many are connected now. A dot in between that was passed over is
    /// connected first, as phones do; one that is connected already changes nothing.
    ///
    /// # Errors
    /// [`PatternError::NotADot`]; the grid stays as it was.
    pub fn touch(&mut self, dot: u8) -> Result<usize, PatternError> {
        if usize::from(dot) >= PATTERN_DOTS {
            return Err(PatternError::NotADot);
        }
        if self.connected(dot) {
            return Ok(self.len);
        }
        if let Some(over) = self.last().and_then(|last| between(last, dot))
            && !self.connected(over)
        {
            self.push(over);
        }
        self.push(dot);
        Ok(self.len)
    }

    /// Forgets all dots.
    pub fn clear(&mut self) {
        self.dots.zeroize();
        self.len = 0;
    }

    /// How many dots are connected.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether no dot is connected.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes the dots as a pattern and leaves the grid empty.
    ///
    /// # Errors
    /// [`PatternError::TooShort`]; the grid is empty then, too, as the finger has left it.
    pub fn finish(&mut self) -> Result<Pattern, PatternError> {
        let len = std::mem::take(&mut self.len);
        let dots = std::mem::replace(&mut self.dots, Box::new(Zeroizing::new([0; PATTERN_DOTS])));
        if len < MIN_PATTERN_DOTS {
            return Err(PatternError::TooShort { dots: len });
        }
        Ok(Pattern { dots, len })
    }

    fn connected(&self, dot: u8) -> bool {
        self.dots.iter().take(self.len).any(|known| *known == b'1' + dot)
    }

    fn last(&self) -> Option<u8> {
        self.dots.get(self.len.checked_sub(1)?).map(|dot| dot - b'1')
    }

    fn push(&mut self, dot: u8) {
        if let Some(place) = self.dots.get_mut(self.len) {
            *place = b'1' + dot;
            self.len += 1;
        }
    }
}

impl Default for PatternPad {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for PatternPad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PatternPad").field("len", &self.len).finish_non_exhaustive()
    }
}

/// A pattern that was drawn twice and that the policy accepted.
#[derive(Debug)]
pub struct NewPattern(Pattern);

impl NewPattern {
    /// Accepts a new pattern.
    ///
    /// # Errors
    /// [`PatternError::FewTurns`], [`PatternError::Common`] or [`PatternError::Mismatch`].
    pub fn choose(first: Pattern, again: &Pattern) -> Result<Self, PatternError> {
        if let Some(reason) = weakness(first.ascii()) {
            return Err(reason);
        }
        if first.matches(again) { Ok(Self(first)) } else { Err(PatternError::Mismatch) }
    }

    pub(crate) fn pattern(&self) -> &Pattern {
        &self.0
    }
}

fn place(dot: u8) -> (i8, i8) {
    let dot = i8::try_from(dot % 9).unwrap_or(0);
    (dot % 3, dot / 3)
}

/// The dot half way between two, if there is one.
fn between(from: u8, to: u8) -> Option<u8> {
    let ((x, y), (to_x, to_y)) = (place(from), place(to));
    let halves = (x + to_x) % 2 == 0 && (y + to_y) % 2 == 0;
    let dot = y.midpoint(to_y) * 3 + x.midpoint(to_x);
    u8::try_from(dot).ok().filter(|_| halves)
}

/// The rule that a pattern breaks, as ASCII digits from 1.
fn weakness(ascii: &[u8]) -> Option<PatternError> {
    let steps: Vec<(i8, i8)> = ascii
        .windows(2)
        .filter_map(|pair| match pair {
            [from, to] => {
                let ((x, y), (to_x, to_y)) = (place(from - b'1'), place(to - b'1'));
                Some((to_x - x, to_y - y))
            }
            _ => None,
        })
        .collect();
    let turns = steps.windows(2).filter(|pair| matches!(pair, [first, second] if first != second)).count();
    if turns < 3 {
        return Some(PatternError::FewTurns);
    }
    COMMON.contains(&ascii).then_some(PatternError::Common)
}

/// The figures that are drawn most, each from both ends, as the dots are counted on the grid from 1 to 9.
const COMMON: [&[u8]; 17] = [
    b"321456987",
    b"789654123",
    b"123654789",
    b"987456321",
    b"147852369",
    b"963258741",
    b"7415369",
    b"9635147",
    b"123698745",
    b"547896321",
    b"321478965",
    b"569874123",
    b"741236985",
    b"589632147",
    b"369874125",
    b"521478963",
    b"14789635",
];

#[cfg(test)]
#[path = "pattern_tests.rs"]
mod tests;
