//! Phone numbers of every country, in the form of ITU-T E.164.

use crate::Typing;
use phonenumber::{Mode, ParseError, Type, country};
use thiserror::Error;

/// E.164 has 15 digits; what people type has spaces, brackets and hyphens in it.
const MAX_TEXT: usize = 40;
const MAX_DIGITS: usize = 15;

/// What is wrong with a phone number. Show it beside the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PhoneError {
    /// Nothing was typed. Ask for the number.
    #[error("the phone number is empty")]
    Empty,
    /// A character that no phone number has: letters, an extension, digits of another script. Ask for digits.
    #[error("a character does not belong in a phone number")]
    Character,
    /// No country has this calling code. Offer the list of countries.
    #[error("no such country code")]
    CountryCode,
    /// Too few digits. Ask to compare it.
    #[error("the phone number is too short")]
    TooShort,
    /// Too many digits. Ask to compare it.
    #[error("the phone number is too long")]
    TooLong,
    /// No number of this country looks like that. Ask to compare it.
    #[error("no such phone number in this country")]
    Invalid,
    /// A number that gets no SMS. Ask for a mobile number, or offer another way.
    #[error("not a mobile number")]
    NotMobile,
    /// The second time another number was typed. Ask for both again.
    #[error("the two phone numbers differ")]
    Differs,
}

impl PhoneError {
    /// A stable name for texts, logs and the foreign side.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "phone_empty",
            Self::Character => "phone_character",
            Self::CountryCode => "phone_country_code",
            Self::TooShort => "phone_too_short",
            Self::TooLong => "phone_too_long",
            Self::Invalid => "phone_invalid",
            Self::NotMobile => "phone_not_mobile",
            Self::Differs => "phone_differs",
        }
    }
}

/// A phone number that can exist.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber {
    e164: String,
    country_code: u16,
    mobile: bool,
}

impl PhoneNumber {
    /// Reads a number. One that does not begin with `+` is one of `country` (ISO 3166, two letters, `SG`), as people write
    /// them there.
    ///
    /// # Errors
    /// [`PhoneError`]: what is wrong.
    pub fn parse(text: &str, country: &str) -> Result<Self, PhoneError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(PhoneError::Empty);
        }
        if text.len() > MAX_TEXT {
            return Err(PhoneError::TooLong);
        }
        let (sign, rest) = text.strip_prefix('+').map_or(("", text), |rest| ("+", rest));
        let mut digits = String::with_capacity(MAX_TEXT);
        digits.push_str(sign);
        for c in rest.chars() {
            match c {
                '0'..='9' => digits.push(c),
                ' ' | '-' | '(' | ')' | '.' => {}
                _ => return Err(PhoneError::Character),
            }
        }
        // E.164, section 6.2.1: fifteen digits, the calling code among them; some people dial 00 before it.
        if digits.trim_start_matches('+').len() > MAX_DIGITS + 2 * usize::from(sign.is_empty()) {
            return Err(PhoneError::TooLong);
        }
        let region: country::Id = country.parse().map_err(|_| PhoneError::CountryCode)?;
        // A number with its calling code reads the same everywhere: with a country given, the library would take that country's
        // trunk prefix off it, too.
        let at_home = sign.is_empty().then_some(region);
        let number = phonenumber::parse(at_home, &digits).map_err(|error| meaning(&error))?;
        if !number.is_valid() {
            return Err(PhoneError::Invalid);
        }
        let kind = number.number_type(&phonenumber::metadata::DATABASE);
        let e164 = number.format().mode(Mode::E164).to_string();
        let mobile = matches!(kind, Type::Mobile | Type::FixedLineOrMobile);
        Ok(Self { e164, country_code: number.country().code(), mobile })
    }

    /// Reads a number that must be able to receive an SMS.
    ///
    /// # Errors
    /// [`PhoneError`], also [`PhoneError::NotMobile`].
    pub fn parse_mobile(text: &str, country: &str) -> Result<Self, PhoneError> {
        Self::parse(text, country).and_then(|n| if n.mobile { Ok(n) } else { Err(PhoneError::NotMobile) })
    }

    /// Reads a mobile number that was typed twice.
    ///
    /// # Errors
    /// [`PhoneError`], also [`PhoneError::Differs`].
    pub fn parse_twice(first: &str, again: &str, country: &str) -> Result<Self, PhoneError> {
        let number = Self::parse_mobile(first, country)?;
        match Self::parse_mobile(again, country) {
            Ok(same) if same == number => Ok(number),
            _ => Err(PhoneError::Differs),
        }
    }

    /// Looks at a mobile number while it is being typed.
    pub fn typing(text: &str, country: &str) -> Typing<Self, PhoneError> {
        match Self::parse_mobile(text, country) {
            Ok(number) => Typing::Complete(number),
            Err(PhoneError::Empty | PhoneError::TooShort) => Typing::Incomplete,
            // A beginning may belong to no number yet, and a calling code may be half typed.
            Err(PhoneError::Invalid | PhoneError::CountryCode | PhoneError::NotMobile)
                if text.chars().filter(char::is_ascii_digit).count() < 7 =>
            {
                Typing::Incomplete
            }
            Err(error) => Typing::Wrong(error),
        }
    }

    /// `+6591234567`: the one spelling, for storing and sending.
    pub fn as_e164(&self) -> &str {
        &self.e164
    }

    /// The calling code, 65 for Singapore.
    pub const fn country_code(&self) -> u16 {
        self.country_code
    }

    /// Whether it can receive an SMS, as far as its digits tell.
    pub const fn is_mobile(&self) -> bool {
        self.mobile
    }

    /// What may be shown: the calling code and the last four digits, fewer of a short number.
    pub fn masked(&self) -> String {
        let code = self.country_code.to_string().len() + 1;
        let national = self.e164.len().saturating_sub(code);
        let shown = 4.min(national / 2);
        let visible = |at: usize| at < code || at + shown >= self.e164.len();
        let hidden = self.e164.chars().enumerate().map(|(at, c)| if visible(at) { c } else { '*' });
        let hidden: String = hidden.collect();
        let (head, tail) = hidden.split_at_checked(code).unwrap_or((&hidden, ""));
        format!("{head} {tail}")
    }
}

fn meaning(error: &ParseError) -> PhoneError {
    match error {
        ParseError::InvalidCountryCode => PhoneError::CountryCode,
        ParseError::NoNumber | ParseError::TooShortAfterIdd | ParseError::TooShortNsn => PhoneError::TooShort,
        ParseError::TooLong => PhoneError::TooLong,
        ParseError::MalformedInteger(_) => PhoneError::Character,
    }
}

/// Personal data: prints nothing of it.
impl std::fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PhoneNumber(*)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // Protects the SMS: the same number however it is written, and as one spelling.
    #[test]
    fn one_number_has_one_spelling() {
        for text in ["91234567", "9123 4567", "+65 9123 4567", "+6591234567", "(9123)-4567", " 9123.4567 "] {
            assert_eq!(PhoneNumber::parse_mobile(text, "SG").unwrap().as_e164(), "+6591234567", "{text}");
        }
        let china = PhoneNumber::parse_mobile("138 0013 8000", "CN").unwrap();
        assert_eq!(
            (china.as_e164(), china.country_code(), china.masked().as_str()),
            ("+8613800138000", 86, "+86 *******8000")
        );
        assert_eq!(PhoneNumber::parse_mobile("+60 12-345 6789", "SG").unwrap().as_e164(), "+60123456789");
        assert_eq!(format!("{china:?}"), "PhoneNumber(*)");
    }

    // Each line is told apart, because each has its own advice.
    #[test]
    fn what_is_wrong_is_said() {
        for (text, error) in [
            ("", PhoneError::Empty),
            ("9123456a", PhoneError::Character),
            ("９１２３４５６７", PhoneError::Character),
            ("9123 4567 ext 5", PhoneError::Character),
            ("+9991234567", PhoneError::CountryCode),
            ("+659123456789012345", PhoneError::TooLong),
            (&"9".repeat(41), PhoneError::TooLong),
            ("1", PhoneError::TooShort),
            ("11111111", PhoneError::Invalid),
            ("6221 2345", PhoneError::NotMobile),
        ] {
            assert_eq!(PhoneNumber::parse_mobile(text, "SG"), Err(error), "{text}");
        }
        assert_eq!(PhoneNumber::parse("91234567", "??"), Err(PhoneError::CountryCode));
        assert!(PhoneNumber::parse("6221 2345", "SG").is_ok_and(|n| !n.is_mobile()));
    }

    // J1.5, the variant that asks twice.
    #[test]
    fn typed_twice() {
        assert!(PhoneNumber::parse_twice("91234567", "+65 9123 4567", "SG").is_ok());
        assert_eq!(PhoneNumber::parse_twice("91234567", "91234568", "SG"), Err(PhoneError::Differs));
        assert_eq!(PhoneNumber::parse_twice("91234567", "", "SG"), Err(PhoneError::Differs));
    }

    // Protects who types: nothing is called wrong before it is.
    #[test]
    fn typing_a_right_number_is_never_called_wrong() {
        for (whole, country) in [("91234567", "SG"), ("+8613800138000", "SG"), ("13800138000", "CN")] {
            for end in 0..whole.len() {
                let part = &whole[..end];
                assert!(
                    !matches!(PhoneNumber::typing(part, country), Typing::Wrong(PhoneError::Character)),
                    "{part}"
                );
            }
            assert!(PhoneNumber::typing(whole, country).complete().is_some());
        }
    }

    // Found by mutation: the country of the form changed a number that brought its own calling code.
    #[test]
    fn an_international_number_is_the_same_in_every_country() {
        let read = |country| PhoneNumber::parse("+12 138 001000", country);
        for country in ["CN", "MY", "US"] {
            assert_eq!(read(country), read("SG"), "{country}");
        }
    }

    proptest! {
        // Whatever is accepted is E.164 and is accepted again; the mask shows at most four digits of the subscriber.
        #[test]
        fn accepted_numbers_are_e164(text in "[+]?[0-9 ]{0,18}") {
            if let Ok(number) = PhoneNumber::parse(&text, "SG") {
                let digits = number.as_e164().strip_prefix('+').unwrap();
                prop_assert!((5..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()));
                prop_assert_eq!(PhoneNumber::parse(number.as_e164(), "CN").map(|n| n.e164), Ok(number.e164.clone()));
                let tail = number.masked().split_once(' ').unwrap().1.replace('*', "").len();
                prop_assert!(tail <= 4);
            }
        }

        // No text makes the parser panic.
        #[test]
        fn hostile_text(text in any::<String>(), country in "\\PC{0,3}") {
            let _ = PhoneNumber::parse(&text, &country);
            let _ = PhoneNumber::typing(&text, &country);
        }
    }
}
