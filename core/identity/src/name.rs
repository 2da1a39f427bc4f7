//! Names in any script, shown as they were given.

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters, after normalisation. Longer than any name on a document; ICAO passports cut at 39.
const MAX_CHARS: usize = 120;
/// Bytes that are looked at: no character that may stand in a name takes more than four, and marks come on top.
const MAX_BYTES: usize = 1024;
/// Marks on one letter. Vietnamese has two, pointed Hebrew and Tibetan up to four; a tower of them hides the lines above.
const MAX_MARKS: usize = 4;

/// What is wrong with a name. Show it beside the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NameError {
    /// Nothing was typed. Ask for the name as it stands on the document.
    #[error("the name is empty")]
    Empty,
    /// More than 120 characters. Ask for the name as it stands on the document, which is shorter.
    #[error("the name is too long")]
    TooLong,
    /// A character that no name has: a control character, a digit, a symbol, an emoji, something invisible. Ask for letters.
    #[error("a character does not belong in a name")]
    Character,
    /// There is no letter in it. Ask for the name as it stands on the document.
    #[error("the name has no letter")]
    NoLetter,
}

impl NameError {
    /// A stable name for texts, logs and the foreign side.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "name_empty",
            Self::TooLong => "name_too_long",
            Self::Character => "name_character",
            Self::NoLetter => "name_no_letter",
        }
    }
}

/// How alike two names are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The same letters in the same order; case, width, spaces and punctuation aside.
    Same,
    /// The same words in another order: family and given name changed places.
    Reordered,
    /// Neither.
    Different,
}

/// One person's name: Unicode NFC, one space between words, at most 120 characters, nothing invisible but the joiners that
/// some scripts need. The order of family and given name is the person's own.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Name(String);

impl Name {
    /// Reads a name.
    ///
    /// # Errors
    /// [`NameError`]: what is wrong.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if text.len() > MAX_BYTES {
            return Err(NameError::TooLong);
        }
        let mut out = String::with_capacity(text.len());
        let (mut marks, mut letters) = (0, 0_usize);
        for c in text.trim().nfc() {
            let c = if c == '\u{3000}' || c == '\u{a0}' { ' ' } else { c };
            if is_combining_mark(c) {
                marks += 1;
                if marks > MAX_MARKS || letters == 0 {
                    return Err(NameError::Character);
                }
            } else {
                marks = 0;
                if c.is_alphabetic() {
                    letters += 1;
                } else if !is_between(c) {
                    return Err(NameError::Character);
                }
            }
            if !(c == ' ' && out.ends_with(' ')) {
                out.push(c);
            }
        }
        if out.is_empty() {
            Err(NameError::Empty)
        } else if out.chars().count() > MAX_CHARS {
            Err(NameError::TooLong)
        } else if letters == 0 {
            Err(NameError::NoLetter)
        } else {
            Ok(Self(out))
        }
    }

    /// The name, to be shown as it is.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Compares with another spelling of a name, as a document or a register has it. Accents count: whether "Müller" and
    /// "Mueller" are one person a register has to know.
    pub fn likeness(&self, other: &Self) -> Likeness {
        let (mut mine, mut theirs) = (self.words(), other.words());
        if mine.concat() == theirs.concat() {
            return Likeness::Same;
        }
        mine.sort_unstable();
        theirs.sort_unstable();
        if mine == theirs { Likeness::Reordered } else { Likeness::Different }
    }

    /// What may be shown to others: the first character, and how many there are.
    pub fn masked(&self) -> String {
        let first = self.0.chars().next();
        let rest = self.0.chars().skip(1).filter(|c| !is_combining_mark(*c));
        first.into_iter().chain(rest.map(|c| if c == ' ' { ' ' } else { '*' })).collect()
    }

    /// The words in a form for comparing: compatibility forms unified (full-width letters), lower case, no punctuation.
    pub(crate) fn words(&self) -> Vec<String> {
        let folded: String = self.0.nfkc().flat_map(char::to_lowercase).nfkc().collect();
        let word = |word: &str| word.chars().filter(|c| c.is_alphabetic() || is_combining_mark(*c)).collect();
        folded.split([' ', ',', '/']).map(word).filter(|word: &String| !word.is_empty()).collect()
    }
}

/// What may stand between letters: spaces, hyphens, apostrophes, points, commas, the strokes of "s/o" and "d/o", the middle
/// dots of transliterations, and the joiners of Indic and Arabic script.
const fn is_between(c: char) -> bool {
    matches!(
        c,
        ' ' | '-'
            | '\''
            | '.'
            | ','
            | '/'
            | '('
            | ')'
            | '@'
            | '\u{2019}'
            | '\u{2018}'
            | '\u{02bc}'
            | '\u{2010}'
            | '\u{2011}'
            | '\u{00b7}'
            | '\u{30fb}'
            | '\u{2022}'
            | '\u{05f3}'
            | '\u{05f4}'
            | '\u{200c}'
            | '\u{200d}'
    )
}

/// Personal data: prints nothing of it.
impl std::fmt::Debug for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Name(*)")
    }
}

#[cfg(test)]
#[path = "name_tests.rs"]
mod tests;
