//! Either kind of ID number, and what can be wrong with one.

use crate::{Date, Nric, ResidentId, Typing};
use thiserror::Error;

/// The longest text that is looked at; what people type has at most a few spaces in it.
const MAX_TEXT: usize = 64;

/// What is wrong with an ID number. Show it beside the field; typing it again helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IdNumberError {
    /// Nothing was typed. Ask for the number.
    #[error("the ID number is empty")]
    Empty,
    /// A character that has no place here: other letters than A to Z, digits of other scripts, symbols. Point at the
    /// keyboard: full-width and look-alike letters are refused, never guessed.
    #[error("a character does not belong in an ID number")]
    Character,
    /// Too few or too many characters. Say how long the number is.
    #[error("the ID number has the wrong length")]
    Length,
    /// The first letter is none of S, T, F, G, M. Say so.
    #[error("no such series")]
    Series,
    /// A letter where a digit belongs, or the other way round. Show the form with an example.
    #[error("letters and digits are not where they belong")]
    Form,
    /// The check letter or digit does not fit the rest: a digit was mistyped. Ask to compare it with the card.
    #[error("the check character does not fit")]
    CheckCharacter,
    /// The first two digits are no province of China. Ask to compare them with the card.
    #[error("no such region")]
    Region,
    /// The birth date in the number does not exist or lies in the future. Ask to compare it with the card.
    #[error("no such birth date")]
    BirthDate,
    /// The form is right, but nobody has this number (all zeros, a person of more than 130 years). Ask to compare it with the
    /// card.
    #[error("nobody has such a number")]
    Implausible,
}

impl IdNumberError {
    /// A stable name for texts, logs and the foreign side.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "id_number_empty",
            Self::Character => "id_number_character",
            Self::Length => "id_number_length",
            Self::Series => "id_number_series",
            Self::Form => "id_number_form",
            Self::CheckCharacter => "id_number_check_character",
            Self::Region => "id_number_region",
            Self::BirthDate => "id_number_birth_date",
            Self::Implausible => "id_number_implausible",
        }
    }
}

/// An ID number of one of the countries that are known here.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum IdNumber {
    /// Singapore.
    Nric(Nric),
    /// China.
    ResidentId(ResidentId),
}

impl IdNumber {
    /// Reads a number: one that begins with a letter is Singapore's, one that begins with a digit China's. ASCII spaces and
    /// hyphens are ignored, lower case is taken as upper case. `today` decides which birth dates lie in the future.
    ///
    /// # Errors
    /// [`IdNumberError`]: what is wrong.
    pub fn parse(text: &str, today: Date) -> Result<Self, IdNumberError> {
        let clean = clean(text)?;
        if clean.starts_with(|c: char| c.is_ascii_digit()) {
            ResidentId::from_clean(&clean, today).map(Self::ResidentId)
        } else {
            Nric::from_clean(&clean).map(Self::Nric)
        }
    }

    /// Looks at a number while it is being typed.
    pub fn typing(text: &str, today: Date) -> Typing<Self, IdNumberError> {
        let clean = match clean(text) {
            Ok(clean) => clean,
            Err(IdNumberError::Empty) => return Typing::Incomplete,
            Err(error) => return Typing::Wrong(error),
        };
        let (unfinished, beginning) = if clean.starts_with(|c: char| c.is_ascii_digit()) {
            // A number of 15 digits is whole, and may be the beginning of one of 18.
            (clean.len() < 18, ResidentId::check_beginning(&clean, today))
        } else {
            (clean.len() < 9, Nric::check_beginning(&clean))
        };
        match beginning.and_then(|()| Self::parse(text, today)) {
            Ok(number) => Typing::Complete(number),
            Err(_) if unfinished && beginning.is_ok() => Typing::Incomplete,
            Err(error) => Typing::Wrong(error),
        }
    }

    /// The number in its one spelling: upper case, no separators.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Nric(number) => number.as_str(),
            Self::ResidentId(number) => number.as_str(),
        }
    }

    /// What may be shown: the first character and the last four.
    pub fn masked(&self) -> String {
        crate::mask::masked(self.as_str())
    }

    /// The birth date, where the number holds one.
    pub fn birth_date(&self) -> Option<Date> {
        match self {
            Self::Nric(_) => None,
            Self::ResidentId(number) => Some(number.birth_date()),
        }
    }
}

/// Upper case without separators.
pub(crate) fn clean(text: &str) -> Result<String, IdNumberError> {
    if text.len() > MAX_TEXT {
        return Err(IdNumberError::Length);
    }
    let mut out = String::with_capacity(18);
    for c in text.chars().filter(|c| !matches!(c, ' ' | '-')) {
        if !c.is_ascii_alphanumeric() {
            return Err(IdNumberError::Character);
        }
        out.push(c.to_ascii_uppercase());
    }
    if out.is_empty() { Err(IdNumberError::Empty) } else { Ok(out) }
}

/// Personal data: prints which kind it is and no more.
impl std::fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Nric(_) => "IdNumber::Nric(*)",
            Self::ResidentId(_) => "IdNumber::ResidentId(*)",
        })
    }
}

#[cfg(test)]
#[path = "id_number_tests.rs"]
mod tests;
