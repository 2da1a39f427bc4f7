//! What a password must be.
//!
//! The rules of NIST SP 800-63B-4, section 3.1.1, for a password beside a second factor: a length, and not one that is
//! guessed first. No mixture of characters is asked for: such rules make passwords worse.

use crate::{IdNumber, Name, PhoneNumber};
use subtle::ConstantTimeEq;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// Characters. The standard's minimum beside a second factor is eight; two more cost nobody much.
const MIN_CHARS: usize = 10;
/// Characters; the standard asks for at least 64.
const MAX_CHARS: usize = 128;
/// Different characters that there must be.
const MIN_DIFFERENT: usize = 5;
/// Characters in a row that follow one another (`abcd`, `4321`, `qwer`) or repeat, of which at most half a password may be.
const RUN: usize = 4;
/// Words that the lists of guessed passwords are full of.
const COMMON: [&str; 28] = [
    "password",
    "passwort",
    "passw0rd",
    "qwerty",
    "letmein",
    "welcome",
    "iloveyou",
    "monkey",
    "dragon",
    "football",
    "baseball",
    "superman",
    "princess",
    "sunshine",
    "trustno1",
    "abc123",
    "admin",
    "master",
    "shadow",
    "michael",
    "singapore",
    "woaini",
    "a123456",
    "zxcvbn",
    "asdfgh",
    "1q2w3e",
    "singpass",
    "mien",
];
const ROWS: [&str; 6] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn",
];

/// One rule. A screen shows them all and ticks off what is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

impl PasswordRule {
    /// All of them, in the order in which a screen shows them.
    pub const ALL: [Self; 7] = [
        Self::LongEnough,
        Self::NotTooLong,
        Self::Typable,
        Self::Varied,
        Self::NoSequence,
        Self::NotCommon,
        Self::NotPersonal,
    ];

    /// A stable name for texts, logs and the foreign side.
    pub const fn code(self) -> &'static str {
        match self {
            Self::LongEnough => "password_long_enough",
            Self::NotTooLong => "password_not_too_long",
            Self::Typable => "password_typable",
            Self::Varied => "password_varied",
            Self::NoSequence => "password_no_sequence",
            Self::NotCommon => "password_not_common",
            Self::NotPersonal => "password_not_personal",
        }
    }
}

/// What the password must not be made of.
#[derive(Debug, Clone, Copy, Default)]
pub struct PasswordContext<'a> {
    /// The person's ID number.
    pub id_number: Option<&'a IdNumber>,
    /// The person's phone number.
    pub phone: Option<&'a PhoneNumber>,
    /// The person's name.
    pub name: Option<&'a Name>,
}

/// Why a password was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PasswordError {
    /// Rules are not met. Show which.
    #[error("the password does not meet all rules")]
    Rules {
        /// Which.
        unmet: Vec<PasswordRule>,
    },
    /// The second time something else was typed. Ask for both again.
    #[error("the two passwords differ")]
    Differs,
}

impl PasswordError {
    /// A stable name for texts, logs and the foreign side.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Rules { .. } => "password_rules",
            Self::Differs => "password_differs",
        }
    }
}

/// A new password that meets the rules, as NFC. Wiped when dropped, never printed.
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes a password that was typed twice.
    ///
    /// # Errors
    /// [`PasswordError`]
    pub fn choose(first: &str, again: &str, context: PasswordContext<'_>) -> Result<Self, PasswordError> {
        let unmet = unmet_rules(first, context);
        if !unmet.is_empty() {
            return Err(PasswordError::Rules { unmet });
        }
        let nfc = |text: &str| Zeroizing::new(text.nfc().collect::<String>());
        let (first, again) = (nfc(first), nfc(again));
        if bool::from(first.as_bytes().ct_eq(again.as_bytes())) {
            Ok(Self(first))
        } else {
            Err(PasswordError::Differs)
        }
    }

    /// The password, to be sent and forgotten.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(*)")
    }
}

/// The rules that a password does not meet, for a list that changes while somebody types.
pub fn unmet_rules(text: &str, context: PasswordContext<'_>) -> Vec<PasswordRule> {
    // Longer texts are refused for their length and not looked at further.
    let length = text.chars().take(MAX_CHARS + 1).count();
    let folded: Zeroizing<String> =
        Zeroizing::new(text.chars().take(MAX_CHARS).flat_map(char::to_lowercase).collect());
    let met = |rule: &PasswordRule| match rule {
        PasswordRule::LongEnough => length >= MIN_CHARS,
        PasswordRule::NotTooLong => length <= MAX_CHARS,
        PasswordRule::Typable => !text.chars().take(MAX_CHARS).any(char::is_control),
        PasswordRule::Varied => {
            let mut seen: Vec<char> = folded.chars().collect();
            seen.sort_unstable();
            seen.dedup();
            seen.len() >= MIN_DIFFERENT
        }
        PasswordRule::NoSequence => 2 * in_runs(&folded) <= length,
        PasswordRule::NotCommon => {
            // Half of it must be something else.
            !COMMON.iter().any(|word| folded.contains(word) && 2 * word.len() >= length)
        }
        PasswordRule::NotPersonal => !personal(&folded, context),
    };
    PasswordRule::ALL.into_iter().filter(|rule| !met(rule)).collect()
}

/// How many characters lie in runs of at least four that follow a row or repeat.
fn in_runs(text: &str) -> usize {
    let characters: Vec<char> = text.chars().collect();
    let mut covered = vec![false; characters.len()];
    for (at, window) in characters.windows(RUN).enumerate() {
        let word: String = window.iter().collect();
        let back: String = window.iter().rev().collect();
        let repeats = window.windows(2).all(|pair| matches!(pair, [a, b] if a == b));
        if repeats || ROWS.iter().any(|row| row.contains(&word) || row.contains(&back)) {
            covered.iter_mut().skip(at).take(RUN).for_each(|one| *one = true);
        }
    }
    covered.into_iter().filter(|one| *one).count()
}

/// Whether there is something of the person in it: five characters in a row of a number, or a word of the name.
fn personal(text: &str, context: PasswordContext<'_>) -> bool {
    let part_of = |number: &str| {
        let number: Vec<char> = number.to_lowercase().chars().collect();
        number.windows(5).any(|window| text.contains(&window.iter().collect::<String>()))
    };
    context.id_number.is_some_and(|number| part_of(number.as_str()))
        || context.phone.is_some_and(|number| part_of(number.as_e164()))
        || context.name.is_some_and(|name| {
            name.words().iter().any(|word| word.len() >= 4 && text.contains(word.as_str()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Date;
    use proptest::prelude::*;

    fn unmet(text: &str) -> Vec<PasswordRule> {
        unmet_rules(text, PasswordContext::default())
    }

    // Protects accounts from what is tried first, and people from rules that help nobody.
    #[test]
    fn what_is_guessed_first_is_refused() {
        use PasswordRule as R;
        for (text, rule) in [
            ("short", R::LongEnough),
            ("aaaaaaaaaaaa", R::Varied),
            ("1234567890ab", R::NoSequence),
            ("qwertyuiopas", R::NoSequence),
            ("Passw0rd2026", R::NotCommon),
            ("with\ncontrol characters", R::Typable),
        ] {
            assert!(unmet(text).contains(&rule), "{text}");
        }
        assert!(unmet(&"ab c".repeat(40)).contains(&R::NotTooLong));
        for text in [
            "correct horse battery",
            "我的猫喜欢在窗台上晒太阳",
            "x7Kq mother 19 lamp",
            "la casa de enfrente",
        ] {
            assert_eq!(unmet(text), [], "{text}");
        }
    }

    // Protects against the first guesses of somebody who knows the person.
    #[test]
    fn nothing_of_the_person() {
        let id = IdNumber::parse("S1234567D", Date::new(2026, 11, 22).unwrap()).unwrap();
        let phone = PhoneNumber::parse("91234567", "SG").unwrap();
        let name = Name::parse("Tan Mei Ling").unwrap();
        let context = PasswordContext { id_number: Some(&id), phone: Some(&phone), name: Some(&name) };
        for text in ["horse s1234567d!", "blue 9123456 boat", "LING likes lamps"] {
            assert_eq!(unmet_rules(text, context), [PasswordRule::NotPersonal], "{text}");
        }
        assert_eq!(unmet_rules("correct horse battery", context), []);
    }

    // J1.4: typed twice; two spellings of one letter are the same password.
    #[test]
    fn chosen_twice() {
        let choose = |a: &str, b: &str| Password::choose(a, b, PasswordContext::default());
        assert_eq!(
            choose("correct h\u{f6}rse", "correct ho\u{308}rse").unwrap().as_str(),
            "correct h\u{f6}rse"
        );
        assert_eq!(choose("correct horse", "correct house").unwrap_err(), PasswordError::Differs);
        assert!(matches!(choose("short", "short"), Err(PasswordError::Rules { .. })));
        assert_eq!(format!("{:?}", choose("correct horse", "correct horse")), "Ok(Password(*))");
    }

    proptest! {
        // No text makes the rules panic, and a chosen password is always one that meets them.
        #[test]
        fn hostile_text(text in any::<String>()) {
            let chosen = Password::choose(&text, &text, PasswordContext::default());
            prop_assert_eq!(chosen.is_ok(), unmet(&text).is_empty());
        }
    }
}
