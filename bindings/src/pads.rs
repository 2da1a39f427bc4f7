//! Passcode and pattern, one digit or dot a call: neither side of the boundary ever holds the whole of one.

use crate::errors::{PasscodeError, PatternError};
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

/// Collects the dots of a pattern inside the core: a grid of three by three, counted from 0 by rows.
#[derive(uniffi::Object)]
pub struct PatternPad(Mutex<mien::PatternPad>);

#[uniffi::export]
impl PatternPad {
    /// An empty grid.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(mien::PatternPad::new())))
    }

    /// The finger reaches a dot, 0 to 8; answers how many are connected now. A dot that was passed over is connected first,
    /// one that is connected already changes nothing.
    pub fn touch(&self, dot: u8) -> Result<u32, PatternError> {
        let len = self.pad().touch(dot)?;
        Ok(u32::try_from(len).unwrap_or(u32::MAX))
    }

    /// Forgets all dots.
    pub fn clear(&self) {
        self.pad().clear();
    }

    /// How many dots are connected.
    pub fn length(&self) -> u32 {
        u32::try_from(self.pad().len()).unwrap_or(u32::MAX)
    }
}

impl PatternPad {
    /// Takes the dots out, so that the grid is empty and free while they are used.
    pub(crate) fn take(&self) -> mien::PatternPad {
        std::mem::take(&mut *self.pad())
    }

    fn pad(&self) -> MutexGuard<'_, mien::PatternPad> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
