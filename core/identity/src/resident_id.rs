//! Resident ID numbers of China (GB 11643-1999): region 6, birth date 8, sequence 3, check character.

use crate::id_number::{IdNumberError, clean};
use crate::{Date, Region};

const LENGTH: usize = 18;
const LEGACY: usize = 15;
/// ISO 7064 MOD 11-2.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK: &[u8; 11] = b"10X98765432";
/// Older than anybody has become.
const OLDEST: u16 = 130;
/// Sequence numbers of the old form that meant "born before 1900".
const CENTENARIANS: std::ops::RangeInclusive<u16> = 996..=999;

/// The sex that a number says.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// The last digit of the sequence is odd.
    Male,
    /// It is even.
    Female,
}

/// A resident ID number whose region, date and check character fit, always in its 18-digit form. Equal
/// when the 18 characters are, however it was typed.
#[derive(Clone)]
pub struct ResidentId {
    text: String,
    birth_date: Date,
    legacy: bool,
}

impl ResidentId {
    /// Reads a number of 18 characters, or one of 15 digits from before 1999, which is converted. `today` decides which
    /// birth dates lie in the future.
    ///
    /// # Errors
    /// [`IdNumberError`]: what is wrong.
    pub fn parse(text: &str, today: Date) -> Result<Self, IdNumberError> {
        Self::from_clean(&clean(text)?, today)
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The birth date.
    pub const fn birth_date(&self) -> Date {
        self.birth_date
    }

    /// Where the number was given. The person may have moved long ago.
    pub fn region(&self) -> Region {
        let code = self.text.get(..6).and_then(|code| code.parse().ok()).unwrap_or_default();
        Region::new(code)
    }

    /// The sex that the number says.
    pub fn sex(&self) -> Sex {
        let odd = self.text.as_bytes().get(16).is_some_and(|digit| digit % 2 == 1);
        if odd { Sex::Male } else { Sex::Female }
    }

    /// Whether it was typed in the 15-digit form: ask the person to compare the longer one with their card.
    pub const fn was_legacy(&self) -> bool {
        self.legacy
    }

    pub(crate) fn from_clean(text: &str, today: Date) -> Result<Self, IdNumberError> {
        Self::check_beginning(text, today)?;
        match text.len() {
            LENGTH => {
                let (body, check) = text.split_at_checked(LENGTH - 1).ok_or(IdNumberError::Length)?;
                if check.bytes().next() != check_character(body) {
                    return Err(IdNumberError::CheckCharacter);
                }
                Self::checked(text.to_owned(), false, today)
            }
            LEGACY => Self::upgraded(text, today),
            _ => Err(IdNumberError::Length),
        }
    }

    /// `RRRRRRYYMMDDSSS` becomes `RRRRRR19YYMMDDSSSC`; four sequence numbers say that it is `18YY`.
    fn upgraded(text: &str, today: Date) -> Result<Self, IdNumberError> {
        let part = |from: usize, to: usize| text.get(from..to).ok_or(IdNumberError::Form);
        let sequence: u16 = part(12, 15)?.parse().map_err(|_| IdNumberError::Form)?;
        let century = if CENTENARIANS.contains(&sequence) { "18" } else { "19" };
        let mut whole = format!("{}{century}{}", part(0, 6)?, part(6, 15)?);
        let check = check_character(&whole).ok_or(IdNumberError::Form)?;
        whole.push(char::from(check));
        Self::checked(whole, true, today)
    }

    fn checked(text: String, legacy: bool, today: Date) -> Result<Self, IdNumberError> {
        let birth_date = birth_date(&text).filter(|born| *born <= today).ok_or(IdNumberError::BirthDate)?;
        if birth_date.age_on(today) > OLDEST {
            return Err(IdNumberError::Implausible);
        }
        if text.get(14..17) == Some("000") {
            return Err(IdNumberError::Implausible);
        }
        Ok(Self { text, birth_date, legacy })
    }

    /// Whether this can become a number: digits, a province, and a year and month that exist.
    pub(crate) fn check_beginning(text: &str, today: Date) -> Result<(), IdNumberError> {
        if text.len() > LENGTH {
            return Err(IdNumberError::Length);
        }
        let digits = text.get(..text.len().min(LENGTH - 1)).unwrap_or_default();
        let last = text.as_bytes().get(LENGTH - 1).copied();
        if !digits.bytes().all(|b| b.is_ascii_digit())
            || last.is_some_and(|b| !b.is_ascii_digit() && b != b'X')
        {
            return Err(IdNumberError::Form);
        }
        if text.len() >= 2 {
            let province = text.get(..2).and_then(|p| p.parse().ok()).unwrap_or_default();
            Region::province_names(province).ok_or(IdNumberError::Region)?;
        }
        // From the sixteenth character on it is no old number: the year has four digits.
        if text.len() > LEGACY && birth_date(text).is_none_or(|born| born > today) {
            return Err(IdNumberError::BirthDate);
        }
        Ok(())
    }
}

fn birth_date(text: &str) -> Option<Date> {
    let part = |from: usize, to: usize| text.get(from..to);
    Date::new(part(6, 10)?.parse().ok()?, part(10, 12)?.parse().ok()?, part(12, 14)?.parse().ok()?)
}

/// The check character of 17 digits.
fn check_character(body: &str) -> Option<u8> {
    let sum: u32 = body.bytes().zip(WEIGHTS).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    CHECK.get(usize::try_from(sum % 11).ok()?).copied()
}

impl PartialEq for ResidentId {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for ResidentId {}

impl std::hash::Hash for ResidentId {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

/// Personal data: prints nothing of it.
impl std::fmt::Debug for ResidentId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ResidentId(*)")
    }
}

/// Personal data: prints nothing of it.
impl std::fmt::Debug for Sex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sex(*)")
    }
}
