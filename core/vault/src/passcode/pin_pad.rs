//! The pad on which a passcode is typed.

use super::{PASSCODE_LEN, Passcode, PasscodeError};
use std::fmt;
use zeroize::{Zeroize, Zeroizing};

/// Collects digits, one call per key press, so that no string with the whole passcode ever exists on either side of a
/// language boundary.
pub struct PinPad {
    digits: Box<Zeroizing<[u8; PASSCODE_LEN]>>,
    len: usize,
}

impl PinPad {
    /// An empty pad.
    pub fn new() -> Self {
        Self { digits: Box::new(Zeroizing::new([0; PASSCODE_LEN])), len: 0 }
    }

    /// Types one digit, 0 to 9, and answers how many there are now. A seventh digit is ignored.
    ///
    /// # Errors
    /// [`PasscodeError::NotADigit`] for any other number; the pad stays as it was.
    pub fn push(&mut self, digit: u8) -> Result<usize, PasscodeError> {
        if digit > 9 {
            return Err(PasscodeError::NotADigit);
        }
        if let Some(place) = self.digits.get_mut(self.len) {
            *place = b'0' + digit;
            self.len += 1;
        }
        Ok(self.len)
    }

    /// Takes the last digit back and answers how many are left.
    pub fn backspace(&mut self) -> usize {
        self.len = self.len.saturating_sub(1);
        if let Some(place) = self.digits.get_mut(self.len) {
            place.zeroize();
        }
        self.len
    }

    /// Forgets all digits.
    pub fn clear(&mut self) {
        self.digits.zeroize();
        self.len = 0;
    }

    /// How many digits were typed.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether no digit was typed.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes the six digits as a passcode and leaves the pad empty.
    ///
    /// # Errors
    /// [`PasscodeError::TooShort`]; the digits stay on the pad.
    pub fn finish(&mut self) -> Result<Passcode, PasscodeError> {
        if self.len < PASSCODE_LEN {
            return Err(PasscodeError::TooShort { len: self.len });
        }
        self.len = 0;
        let digits = std::mem::replace(&mut self.digits, Box::new(Zeroizing::new([0; PASSCODE_LEN])));
        Ok(Passcode(digits))
    }
}

impl Default for PinPad {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for PinPad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PinPad").field("len", &self.len).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(digits: &[u8]) -> PinPad {
        let mut pad = PinPad::new();
        for digit in digits {
            pad.push(*digit).unwrap();
        }
        pad
    }

    /// Protects the passcode's meaning: what is typed is what is tried, with leading zeros, and not a digit more.
    #[test]
    fn six_digits_become_a_passcode_and_the_pad_is_empty_again() {
        let mut pad = typed(&[0, 0, 4, 2, 9, 7]);
        assert_eq!(pad.push(5), Ok(6));
        assert_eq!(pad.finish().unwrap().ascii(), b"004297");
        assert!(pad.is_empty());
        assert_eq!(pad.finish().unwrap_err(), PasscodeError::TooShort { len: 0 });
    }

    /// Protects against look-alike digits and broken callers: only 0 to 9 exist here.
    #[test]
    fn a_number_above_nine_is_refused_and_changes_nothing() {
        let mut pad = typed(&[1, 2]);
        for bad in 10..=255 {
            assert_eq!(pad.push(bad), Err(PasscodeError::NotADigit));
        }
        assert_eq!(pad.len(), 2);
    }

    /// Protects corrections: backspace at the start is harmless, and what was taken back is gone.
    #[test]
    fn backspace_and_clear_forget_digits() {
        let mut pad = typed(&[9, 9]);
        assert_eq!((pad.backspace(), pad.backspace(), pad.backspace()), (1, 0, 0));
        assert_eq!(**pad.digits, [0; PASSCODE_LEN]);
        let mut pad = typed(&[1, 2, 3, 4, 5]);
        pad.clear();
        assert_eq!((pad.len(), **pad.digits), (0, [0; PASSCODE_LEN]));
    }
}
