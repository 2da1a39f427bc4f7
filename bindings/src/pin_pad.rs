//! The passcode, one digit a call: no string with the whole of it exists on either side of the boundary.

use crate::errors::PasscodeError;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Collects the digits of a passcode inside the core.
#[derive(uniffi::Object)]
pub struct PinPad(Mutex<mien::PinPad>);

#[uniffi::export]
impl PinPad {
    /// An empty pad.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(mien::PinPad::new())))
    }

    /// Types one digit, 0 to 9, and answers how many there are now. A seventh digit is ignored.
    pub fn push(&self, digit: u8) -> Result<u32, PasscodeError> {
        let len = self.pad().push(digit)?;
        Ok(u32::try_from(len).unwrap_or(u32::MAX))
    }

    /// Takes the last digit back and answers how many are left.
    pub fn backspace(&self) -> u32 {
        u32::try_from(self.pad().backspace()).unwrap_or(u32::MAX)
    }

    /// Forgets all digits.
    pub fn clear(&self) {
        self.pad().clear();
    }

    /// How many digits were typed.
    pub fn length(&self) -> u32 {
        u32::try_from(self.pad().len()).unwrap_or(u32::MAX)
    }
}

impl PinPad {
    /// Takes the digits out, so that the pad is empty and free while they are used.
    pub(crate) fn take(&self) -> mien::PinPad {
        std::mem::take(&mut *self.pad())
    }

    fn pad(&self) -> MutexGuard<'_, mien::PinPad> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
