//! NRIC and FIN numbers of Singapore: a letter, seven digits, a check letter.

use crate::id_number::{IdNumberError, clean};

const LENGTH: usize = 9;
const WEIGHTS: [u32; 7] = [2, 7, 6, 5, 4, 3, 2];

/// Who has been given the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NricSeries {
    /// Citizens and permanent residents, registered before 2000.
    S,
    /// Citizens and permanent residents, registered from 2000 on.
    T,
    /// Foreigners with a pass, registered before 2000.
    F,
    /// Foreigners with a pass, registered 2000 to 2021.
    G,
    /// Foreigners with a pass, registered from 2022 on.
    M,
}

impl NricSeries {
    /// What is added to the weighted sum, and the check letters by remainder.
    const fn rule(self) -> (u32, &'static [u8; 11]) {
        match self {
            Self::S => (0, b"JZIHGFEDCBA"),
            Self::T => (4, b"JZIHGFEDCBA"),
            Self::F => (0, b"XWUTRQPNMLK"),
            Self::G => (4, b"XWUTRQPNMLK"),
            Self::M => (3, b"XWUTRQPNJLK"),
        }
    }

    const fn from_letter(letter: u8) -> Option<Self> {
        Some(match letter {
            b'S' => Self::S,
            b'T' => Self::T,
            b'F' => Self::F,
            b'G' => Self::G,
            b'M' => Self::M,
            _ => return None,
        })
    }
}

/// An NRIC or FIN number whose check letter fits. Whether it was ever given to anybody only the authority knows.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Nric(String);

impl Nric {
    /// Reads a number; see [`IdNumber::parse`](crate::IdNumber::parse) for what is tolerated.
    ///
    /// # Errors
    /// [`IdNumberError`]: what is wrong.
    pub fn parse(text: &str) -> Result<Self, IdNumberError> {
        Self::from_clean(&clean(text)?)
    }

    /// The number in its one spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The series.
    pub fn series(&self) -> NricSeries {
        let first = self.0.bytes().next().and_then(NricSeries::from_letter);
        // There is no other way to make a value than through `from_clean`, which has looked.
        first.unwrap_or(NricSeries::S)
    }

    pub(crate) fn from_clean(text: &str) -> Result<Self, IdNumberError> {
        Self::check_beginning(text)?;
        if text.len() != LENGTH {
            return Err(IdNumberError::Length);
        }
        let mut bytes = text.bytes();
        let series = bytes.next().and_then(NricSeries::from_letter).ok_or(IdNumberError::Series)?;
        let (offset, letters) = series.rule();
        let digits: Vec<u32> = bytes.by_ref().take(7).map(|b| u32::from(b - b'0')).collect();
        let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
        let check = usize::try_from((sum + offset) % 11).ok().and_then(|at| letters.get(at));
        if bytes.next() != check.copied() {
            return Err(IdNumberError::CheckCharacter);
        }
        if digits.iter().all(|digit| *digit == 0) {
            return Err(IdNumberError::Implausible);
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether this can become a number.
    pub(crate) fn check_beginning(text: &str) -> Result<(), IdNumberError> {
        for (at, byte) in text.bytes().enumerate() {
            match at {
                0 if NricSeries::from_letter(byte).is_none() => return Err(IdNumberError::Series),
                1..=7 if !byte.is_ascii_digit() => return Err(IdNumberError::Form),
                8 if !byte.is_ascii_uppercase() => return Err(IdNumberError::Form),
                9.. => return Err(IdNumberError::Length),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Personal data: prints nothing of it.
impl std::fmt::Debug for Nric {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Nric(*)")
    }
}
