//! Passcodes: typed digit by digit, checked by a policy, never a string.

mod pattern;
mod pin_pad;
mod policy;
mod recovery_code;

pub use pattern::{MIN_PATTERN_DOTS, NewPattern, PATTERN_DOTS, Pattern, PatternError, PatternPad};
pub use pin_pad::PinPad;
pub use policy::{CalendarDate, KnownNumbers, WeakPasscode};

pub use recovery_code::{RecoveryCode, RecoveryCodeError, RecoveryCodeForm};

/// Two codes that tests type.
#[cfg(test)]
pub(crate) const CODE_FOR_TESTS: &str = "60RK-4CSM-6MV3-EE1S-C5H6-6S35-CR2D";
#[cfg(test)]
pub(crate) const OTHER_CODE_FOR_TESTS: &str = "EXVQ-EXVQ-EXVQ-EXVQ-EXVQ-EXVQ-EW45";

use crate::slot::SlotKind;
use std::fmt;
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

/// Digits of a passcode.
pub const PASSCODE_LEN: usize = 6;

/// Why digits are not a passcode, or not a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PasscodeError {
    /// A key that is not a digit from 0 to 9. A bug of the pad's caller.
    #[error("not a digit")]
    NotADigit,
    /// Fewer than six digits were typed. Keep the button off until there are six.
    #[error("too short")]
    TooShort {
        /// How many were typed.
        len: usize,
    },
    /// The second typing differs from the first. Ask for both again.
    #[error("the two passcodes differ")]
    Mismatch,
    /// Too easy to guess. Say why, and ask for another.
    #[error("too easy to guess")]
    Weak {
        /// The rule that it breaks.
        reason: WeakPasscode,
    },
}

impl PasscodeError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotADigit => "not_a_digit",
            Self::TooShort { .. } => "passcode_too_short",
            Self::Mismatch => "passcodes_differ",
            Self::Weak { reason } => reason.code(),
        }
    }
}

/// What a person knows, as bytes for the key derivation, and which slot it is tried on.
#[derive(Clone, Copy)]
pub(crate) struct Secretive<'a> {
    pub(crate) kind: SlotKind,
    pub(crate) bytes: &'a [u8],
}

/// Six digits. Wiped when dropped; cannot be printed, copied or turned into a string.
pub struct Passcode(Box<Zeroizing<[u8; PASSCODE_LEN]>>);

impl Passcode {
    /// As ASCII digits: what the key derivation takes.
    pub(crate) fn ascii(&self) -> &[u8; PASSCODE_LEN] {
        &self.0
    }

    pub(crate) fn secretive(&self) -> Secretive<'_> {
        Secretive { kind: SlotKind::Passcode, bytes: self.ascii() }
    }

    /// Whether two passcodes are the same, in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&**other.0).into()
    }
}

impl fmt::Debug for Passcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passcode(..)")
    }
}

/// A passcode that was typed twice and that the policy accepted: the only kind that a vault is made with.
#[derive(Debug)]
pub struct NewPasscode(Passcode);

impl NewPasscode {
    /// Accepts a new passcode.
    ///
    /// `known` is what a thief of the phone may know about its owner; windows of those numbers are refused.
    ///
    /// # Errors
    /// [`PasscodeError::Weak`] with the reason, or [`PasscodeError::Mismatch`].
    pub fn choose(
        first: Passcode,
        again: &Passcode,
        known: &KnownNumbers<'_>,
    ) -> Result<Self, PasscodeError> {
        if let Some(reason) = policy::weakness(first.ascii(), known) {
            return Err(PasscodeError::Weak { reason });
        }
        if !first.matches(again) {
            return Err(PasscodeError::Mismatch);
        }
        Ok(Self(first))
    }

    /// Says whether a passcode is too easy, before it is typed a second time.
    pub fn weakness(passcode: &Passcode, known: &KnownNumbers<'_>) -> Option<WeakPasscode> {
        policy::weakness(passcode.ascii(), known)
    }

    pub(crate) fn passcode(&self) -> &Passcode {
        &self.0
    }
}
