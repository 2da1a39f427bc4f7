//! The recovery code: 128 random bits on paper, for a forgotten passcode, a new phone, or an export.
//!
//! ```text
//! 26 characters of Crockford's base 32 for the 128 bits (the last two bits are zero) | 2 for the start of
//! SHA-256("mien/recovery-code/v1" | the 16 bytes)          shown as seven groups of four
//! ```

use super::Secretive;
use crate::crypto::{Secret, sha256};
use crate::error::VaultError;
use crate::ports::VaultPorts;
use crate::slot::SlotKind;
use std::fmt;
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

const CODE_LEN: usize = 16;
const DATA_CHARACTERS: usize = 26;
const CHECK_CHARACTERS: usize = 2;
const GROUP: usize = 4;
const LABEL: &[u8] = b"mien/recovery-code/v1";
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The text is not a recovery code: a character too many or too few, or one that was misread. Ask to compare it with the
/// paper, group by group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a recovery code")]
pub struct RecoveryCodeError;

impl RecoveryCodeError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub const fn code(&self) -> &'static str {
        "not_a_recovery_code"
    }
}

/// How a recovery code stands while it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecoveryCodeForm {
    /// Right so far, and something is missing. Say nothing yet.
    Incomplete,
    /// It can be one. Whether it is the one of this vault shows when it is tried.
    Whole,
    /// A character that none has, one too many, or one that was misread. Ask to compare it with the paper.
    Wrong,
}

/// 128 random bits. Wiped when dropped; shown once, by [`text`](Self::text).
pub struct RecoveryCode(Secret<CODE_LEN>);

impl RecoveryCode {
    pub(crate) fn random(ports: &VaultPorts) -> Result<Self, VaultError> {
        let mut code = Secret::zeroed();
        ports.entropy.fill(code.bytes_mut())?;
        Ok(Self(code))
    }

    pub(crate) fn bytes(&self) -> &[u8; CODE_LEN] {
        self.0.bytes()
    }

    pub(crate) fn secretive(&self) -> Secretive<'_> {
        Secretive { kind: SlotKind::Recovery, bytes: self.bytes() }
    }

    /// What the person writes down: seven groups of four characters. Wiped when dropped; do not copy it into a string
    /// that lives longer than the screen.
    pub fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(64));
        let data = u128::from_be_bytes(*self.bytes());
        let check = check(self.bytes());
        for place in 0..DATA_CHARACTERS + CHECK_CHARACTERS {
            if place > 0 && place % GROUP == 0 {
                text.push('-');
            }
            let index = if let Some(left) = (DATA_CHARACTERS - 1).checked_sub(place) {
                // 26 characters hold 130 bits: the last one has two zero bits at its end.
                if left == 0 { (data << 2) & 31 } else { (data >> (left * 5 - 2)) & 31 }
            } else {
                let left = DATA_CHARACTERS + CHECK_CHARACTERS - 1 - place;
                u128::from(check >> (left * 5)) & 31
            };
            let character = usize::try_from(index).ok().and_then(|index| ALPHABET.get(index));
            text.push(char::from(*character.unwrap_or(&b'0')));
        }
        text
    }

    /// Whether four characters that somebody typed are the last group of this code, read as [`parse`](Self::parse) does: shows
    /// that it was written down. In constant time.
    pub fn ends_with(&self, typed: &str) -> bool {
        let text = self.text();
        let values = |text: &str| -> Option<Zeroizing<Vec<u8>>> {
            characters(text).map(value).collect::<Option<_>>().map(Zeroizing::new)
        };
        let last = text.rsplit('-').next().and_then(values);
        match (values(typed), last) {
            (Some(typed), Some(last)) => bool::from(typed.as_slice().ct_eq(&last)),
            _ => false,
        }
    }

    /// How the text stands while it is typed: for a live check of its form. Nothing is tried.
    pub fn form(typed: &str) -> RecoveryCodeForm {
        let mut length = 0_usize;
        for character in characters(typed) {
            length = length.saturating_add(1);
            if value(character).is_none() || length > DATA_CHARACTERS + CHECK_CHARACTERS {
                return RecoveryCodeForm::Wrong;
            }
        }
        match Self::parse(typed) {
            Ok(_) => RecoveryCodeForm::Whole,
            Err(_) if length < DATA_CHARACTERS + CHECK_CHARACTERS => RecoveryCodeForm::Incomplete,
            Err(_) => RecoveryCodeForm::Wrong,
        }
    }

    /// Reads what the person typed: letters of either case, with or without spaces and hyphens; `O` is read as zero, `I`
    /// and `L` as one.
    ///
    /// # Errors
    /// [`RecoveryCodeError`] when it cannot be one. Nothing is spent then.
    pub fn parse(text: &str) -> Result<Self, RecoveryCodeError> {
        let mut values = Zeroizing::new(Vec::with_capacity(DATA_CHARACTERS + CHECK_CHARACTERS));
        for byte in characters(text) {
            values.push(value(byte).ok_or(RecoveryCodeError)?);
            if values.len() > DATA_CHARACTERS + CHECK_CHARACTERS {
                return Err(RecoveryCodeError);
            }
        }
        let (data, checks) = values.split_at_checked(DATA_CHARACTERS).ok_or(RecoveryCodeError)?;
        let (last, before) = data.split_last().ok_or(RecoveryCodeError)?;
        if checks.len() != CHECK_CHARACTERS || last & 3 != 0 {
            return Err(RecoveryCodeError);
        }
        let bits = before.iter().fold(0_u128, |bits, value| bits << 5 | u128::from(*value));
        let mut code = Secret::zeroed();
        // 25 characters are 125 bits; the last character adds three.
        *code.bytes_mut() = (bits << 3 | u128::from(last >> 2)).to_be_bytes();
        let typed = checks.iter().fold(0_u16, |bits, value| bits << 5 | u16::from(*value));
        if typed == check(code.bytes()) { Ok(Self(code)) } else { Err(RecoveryCodeError) }
    }
}

/// What counts of a typed code: spaces and hyphens do not.
fn characters(text: &str) -> impl Iterator<Item = u8> + '_ {
    text.bytes().filter(|byte| !matches!(byte, b' ' | b'-'))
}

/// Ten bits that show a misread character.
fn check(bytes: &[u8; CODE_LEN]) -> u16 {
    let [first, second, ..] = sha256(&[LABEL, bytes]);
    u16::from_be_bytes([first, second]) >> 6
}

fn value(byte: u8) -> Option<u8> {
    let byte = match byte.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.iter().position(|known| *known == byte).and_then(|index| u8::try_from(index).ok())
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(bytes: [u8; CODE_LEN]) -> RecoveryCode {
        let mut code = Secret::zeroed();
        *code.bytes_mut() = bytes;
        RecoveryCode(code)
    }

    /// Frozen: alphabet, bits and check of a code that somebody has on paper.
    #[test]
    fn the_text_is_frozen() {
        assert_eq!(code(*b"0123456789abcdef").text().as_str(), "60RK-4CSM-6MV3-EE1S-C5H6-6S35-CR2D");
        for typed in [crate::passcode::CODE_FOR_TESTS, crate::passcode::OTHER_CODE_FOR_TESTS] {
            assert_eq!(RecoveryCode::parse(typed).unwrap().text().as_str(), typed);
        }
    }

    /// Protects people's handwriting: case, spaces, and the letters that look like digits.
    #[test]
    fn what_people_type_is_read() {
        let text = code([0x10; 16]).text();
        for typed in [
            text.to_lowercase(),
            text.replace('-', " "),
            text.replace('-', ""),
            text.replace('0', "o"),
            text.replace('1', "l"),
        ] {
            assert_eq!(RecoveryCode::parse(&typed).unwrap().bytes(), &[0x10; 16], "{typed}");
        }
        for bad in
            ["", "0", "ÄÖÜ", &"0".repeat(29), &"0".repeat(100_000), &text[..33], &format!("{}U", &text[..33])]
        {
            assert!(RecoveryCode::parse(bad).is_err());
        }
    }

    /// Protects whoever types it: nothing is said against a half-typed code, and a slip shows as soon as it can.
    #[test]
    fn a_code_is_judged_while_it_is_typed() {
        let text = code(*b"0123456789abcdef").text();
        for end in 0..text.len() {
            assert_eq!(RecoveryCode::form(&text[..end]), RecoveryCodeForm::Incomplete, "{end}");
        }
        assert_eq!(RecoveryCode::form(&text.to_lowercase()), RecoveryCodeForm::Whole);
        for wrong in
            ["U", "60RK-4CSM-6MV3-EE1S-C5H6-6S35-CR2E", "60RK-4CSM-6MV3-EE1S-C5H6-6S35-CR2D-0", "6*", "码"]
        {
            assert_eq!(RecoveryCode::form(wrong), RecoveryCodeForm::Wrong, "{wrong}");
        }
    }

    /// Protects somebody who did not write it down: only the last group shows that they did.
    #[test]
    fn the_last_group_is_known() {
        let code = code(*b"0123456789abcdef");
        for right in ["CR2D", " cr2d", "CR-2D"] {
            assert!(code.ends_with(right), "{right}");
        }
        for wrong in ["", "CR2", "CR2E", "6S35", "6S35-CR2D", "ÄÖ"] {
            assert!(!code.ends_with(wrong), "{wrong}");
        }
    }

    proptest! {
        /// Protects the code itself: what is written down opens; a misread character shows, except one in a thousand.
        #[test]
        fn codes_come_back_and_misread_ones_are_refused(bytes in any::<[u8; 16]>(), place in 0_usize..26, other in 0_usize..32) {
            let text = code(bytes).text();
            let read = RecoveryCode::parse(&text).unwrap();
            prop_assert_eq!(read.bytes(), &bytes);
            let mut characters: Vec<char> = text.chars().filter(|character| *character != '-').collect();
            characters[place] = char::from(ALPHABET[other]);
            let misread: String = characters.into_iter().collect();
            if let Ok(read) = RecoveryCode::parse(&misread) {
                prop_assert!(read.bytes() == &bytes || check(read.bytes()) == check(&bytes) || place >= 26);
            }
        }

        /// Protects the parser: any text is a code or an error.
        #[test]
        fn any_text_is_a_code_or_an_error(text in ".{0,80}") {
            drop(RecoveryCode::parse(&text));
        }
    }
}
