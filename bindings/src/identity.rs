//! ID numbers, names, phone numbers and password rules across the boundary: checks for screens, while somebody types.

use crate::account::AccountError;
use crate::app::Mien;
use mien::identifiers as core;

/// A day of the calendar, 1800 to 2199.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct CalendarDate {
    /// The year.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day, 1 to 31.
    pub day: u8,
}

impl CalendarDate {
    /// The day, if there is one.
    pub(crate) const fn to_core(self) -> Option<core::Date> {
        core::Date::new(self.year, self.month, self.day)
    }
}

/// What is wrong with an ID number. Show it beside the field; typing it again helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum IdNumberProblem {
    /// Nothing was typed. Ask for the number.
    Empty,
    /// Other letters than A to Z, digits of other scripts, symbols. Point at the keyboard.
    Character,
    /// Too few or too many characters. Say how long the number is.
    Length,
    /// The first letter is none of S, T, F, G, M. Say so.
    Series,
    /// A letter where a digit belongs, or the other way round. Show the form with an example.
    Form,
    /// A digit was mistyped. Ask to compare it with the card.
    CheckCharacter,
    /// The first two digits are no province of China. Ask to compare them with the card.
    Region,
    /// The birth date in the number does not exist, lies in the future, or is not the one that was typed. Ask to compare both
    /// with the card.
    BirthDate,
    /// The form is right, but nobody has this number. Ask to compare it with the card.
    Implausible,
}

/// What is wrong with a name. Show it beside the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum NameProblem {
    /// Nothing was typed. Ask for the name as it stands on the document.
    Empty,
    /// More than 120 characters.
    TooLong,
    /// A digit, a symbol, an emoji, something invisible. Ask for letters.
    Character,
    /// There is no letter in it.
    NoLetter,
}

/// What is wrong with a phone number. Show it beside the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum PhoneProblem {
    /// Nothing was typed.
    Empty,
    /// Something else than digits, `+`, spaces, hyphens, brackets and points.
    Character,
    /// No country has this calling code. Ask to compare it, or to choose the country.
    CountryCode,
    /// Too few digits.
    TooShort,
    /// Too many digits.
    TooLong,
    /// Nobody can have this number there. Ask to compare it.
    Invalid,
    /// A number that gets no SMS. Ask for a mobile number, or offer another way.
    NotMobile,
    /// The second time another number was typed. Ask for both again.
    Differs,
}

/// One rule of a new password. Show them all, in this order, and tick off what is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum PasswordRule {
    /// At least ten characters.
    LongEnough,
    /// At most 128 characters.
    NotTooLong,
    /// Visible characters and spaces only.
    Typable,
    /// At least five different characters.
    Varied,
    /// Not mostly rows of the keyboard, of the alphabet or of digits.
    NoSequence,
    /// Not one of the words that are guessed first with a few characters around it.
    NotCommon,
    /// Nothing of the ID number, the phone number or the name.
    NotPersonal,
}

/// What a field for an ID number shows while it is filled in.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum IdNumberCheck {
    /// Nothing is wrong so far; more is to come. Show the field's hint, no error.
    Incomplete,
    /// Whole and right. Show the tick.
    Complete {
        /// What may be shown of it later: the first character and the last four.
        masked: String,
        /// The birth date, where the number holds one: fill it in.
        birth_date: Option<CalendarDate>,
    },
    /// Wrong already: typing on does not help.
    Wrong {
        /// What is wrong.
        problem: IdNumberProblem,
    },
}

/// What a field for a name shows while it is filled in.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum NameCheck {
    /// More is to come.
    Incomplete,
    /// It can be a name.
    Complete {
        /// What may be shown of it to others: the first character, and how many there are.
        masked: String,
    },
    /// Wrong already.
    Wrong {
        /// What is wrong.
        problem: NameProblem,
    },
}

/// What a field for a mobile number shows while it is filled in.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum PhoneCheck {
    /// More is to come.
    Incomplete,
    /// A number that can get an SMS.
    Complete {
        /// What may be shown of it later: the calling code and the last four digits.
        masked: String,
    },
    /// Wrong already.
    Wrong {
        /// What is wrong.
        problem: PhoneProblem,
    },
}

#[uniffi::export]
impl Mien {
    /// Looks at an ID number while it is being typed: NRIC or FIN of Singapore, or a resident ID number of China. No network.
    pub fn check_id_number(&self, text: String) -> Result<IdNumberCheck, AccountError> {
        use core::{IdNumber, Typing};
        Ok(match IdNumber::typing(&text, self.0.today()?) {
            Typing::Incomplete => IdNumberCheck::Incomplete,
            Typing::Complete(number) => IdNumberCheck::Complete {
                masked: number.masked(),
                birth_date: number.birth_date().map(Into::into),
            },
            Typing::Wrong(error) => IdNumberCheck::Wrong { problem: error.into() },
        })
    }

    /// Looks at a name while it is being typed. No network.
    pub fn check_name(&self, text: String) -> NameCheck {
        match core::Name::parse(&text) {
            Ok(name) => NameCheck::Complete { masked: name.masked() },
            Err(core::NameError::Empty) => NameCheck::Incomplete,
            Err(error) => NameCheck::Wrong { problem: error.into() },
        }
    }

    /// Looks at a mobile number while it is being typed; `country` (ISO 3166, `SG`) is the one of numbers without `+`. No network.
    pub fn check_phone(&self, text: String, country: String) -> PhoneCheck {
        use core::{PhoneNumber, Typing};
        match PhoneNumber::typing(&text, &country) {
            Typing::Incomplete => PhoneCheck::Incomplete,
            Typing::Complete(number) => PhoneCheck::Complete { masked: number.masked() },
            Typing::Wrong(error) => PhoneCheck::Wrong { problem: error.into() },
        }
    }
}

/// All rules of a new password, in the order in which to show them.
#[uniffi::export]
pub fn password_rules() -> Vec<PasswordRule> {
    core::PasswordRule::ALL.into_iter().map(Into::into).collect()
}

impl From<core::Date> for CalendarDate {
    fn from(date: core::Date) -> Self {
        Self { year: date.year(), month: date.month(), day: date.day() }
    }
}

impl From<core::IdNumberError> for IdNumberProblem {
    fn from(error: core::IdNumberError) -> Self {
        use core::IdNumberError as E;
        match error {
            E::Empty => Self::Empty,
            E::Character => Self::Character,
            E::Length => Self::Length,
            E::Series => Self::Series,
            E::CheckCharacter => Self::CheckCharacter,
            E::Region => Self::Region,
            E::BirthDate => Self::BirthDate,
            E::Implausible => Self::Implausible,
            // Form, and what a later version may find: the advice to look at the example fits all of it.
            _ => Self::Form,
        }
    }
}

impl From<core::NameError> for NameProblem {
    fn from(error: core::NameError) -> Self {
        use core::NameError as E;
        match error {
            E::Empty => Self::Empty,
            E::TooLong => Self::TooLong,
            E::NoLetter => Self::NoLetter,
            _ => Self::Character,
        }
    }
}

impl From<core::PhoneError> for PhoneProblem {
    fn from(error: core::PhoneError) -> Self {
        use core::PhoneError as E;
        match error {
            E::Empty => Self::Empty,
            E::Character => Self::Character,
            E::CountryCode => Self::CountryCode,
            E::TooShort => Self::TooShort,
            E::TooLong => Self::TooLong,
            E::NotMobile => Self::NotMobile,
            E::Differs => Self::Differs,
            _ => Self::Invalid,
        }
    }
}

impl From<core::PasswordRule> for PasswordRule {
    fn from(rule: core::PasswordRule) -> Self {
        use core::PasswordRule as R;
        match rule {
            R::LongEnough => Self::LongEnough,
            R::NotTooLong => Self::NotTooLong,
            R::Typable => Self::Typable,
            R::Varied => Self::Varied,
            R::NoSequence => Self::NoSequence,
            R::NotCommon => Self::NotCommon,
            R::NotPersonal => Self::NotPersonal,
        }
    }
}
