//! The ways into the vault across the boundary: which there are, trying one, changing them.

use crate::app::Mien;
use crate::errors::UnlockError;
use crate::pads::{PatternPad, PinPad};
use crate::ports::SecurityLevel;
use std::sync::Arc;

/// What opens the vault at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
#[expect(clippy::struct_excessive_bools, reason = "four ways in, each there or not")]
pub struct WaysIn {
    /// The six digits.
    pub passcode: bool,
    /// The pattern on the grid.
    pub pattern: bool,
    /// The platform's biometrics.
    pub biometrics: bool,
    /// The written-down recovery code.
    pub recovery: bool,
}

impl From<mien::Factors> for WaysIn {
    fn from(factors: mien::Factors) -> Self {
        let mien::Factors { passcode, pattern, biometrics, recovery } = factors;
        Self { passcode, pattern, biometrics, recovery }
    }
}

/// What opened the vault, or what the person last proved to be there with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Factor {
    /// The six digits.
    Passcode,
    /// The pattern on the grid.
    Pattern,
    /// The platform's biometrics.
    Biometrics,
    /// The recovery code.
    Recovery,
}

/// What the app is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Status {
    /// Nobody is enrolled. Offer to enrol.
    NotEnrolled,
    /// Waiting for the person.
    Locked {
        /// Tries until everything is destroyed. Warn at one.
        attempts_left: u32,
        /// What can open it.
        ways: WaysIn,
    },
    /// Waiting for time to pass. Count down. Biometrics and the recovery code work meanwhile.
    Throttled {
        /// Milliseconds until the next try is accepted.
        remaining_ms: u64,
        /// Tries until everything is destroyed.
        attempts_left: u32,
        /// What can open it.
        ways: WaysIn,
    },
    /// Waiting for the passcode, because the platform has invalidated the biometric key (a fingerprint was added). Say so
    /// once, and offer to turn biometrics on again after the unlock.
    BiometricInvalidated {
        /// Tries until everything is destroyed.
        attempts_left: u32,
        /// What can open it.
        ways: WaysIn,
    },
    /// Open.
    Unlocked {
        /// What the person last proved to be there with.
        factor: Factor,
    },
    /// Destroyed after too many wrong tries. Ask for the recovery code, or erase and enrol again.
    Wiped {
        /// There is a recovery code.
        recoverable: bool,
    },
    /// A restored backup, a copied file or a counter that was turned back. Recover with the code, or erase and enrol again.
    TamperedOrRestored,
    /// The phone's counter of tries cannot be read any more, so nothing opens and nothing new begins. Say that the app's data have
    /// to be cleared in the phone's settings, after trying again once.
    CounterLost,
    /// The vault's file is broken. Offer to repair it, or erase and enrol again.
    Damaged {
        /// `repair` may save what can still be read.
        repairable: bool,
    },
}

impl From<mien::VaultState> for Status {
    fn from(state: mien::VaultState) -> Self {
        use mien::VaultState as V;
        match state {
            V::Empty => Self::NotEnrolled,
            V::Locked { attempts_left, factors } => Self::Locked { attempts_left, ways: factors.into() },
            V::Throttled { remaining_ms, attempts_left, factors } => {
                Self::Throttled { remaining_ms, attempts_left, ways: factors.into() }
            }
            V::BiometricInvalidated { attempts_left, factors } => {
                Self::BiometricInvalidated { attempts_left, ways: factors.into() }
            }
            V::Unlocked { factor, .. } => Self::Unlocked {
                factor: match factor {
                    mien::Factor::Pattern => Factor::Pattern,
                    mien::Factor::Biometrics => Factor::Biometrics,
                    mien::Factor::Recovery => Factor::Recovery,
                    _ => Factor::Passcode,
                },
            },
            V::Wiped { recoverable } => Self::Wiped { recoverable },
            V::TamperedOrRestored => Self::TamperedOrRestored,
            V::Damaged { salvageable } => Self::Damaged { repairable: salvageable },
        }
    }
}

/// What was saved of a damaged vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Repaired {
    /// Records that are whole.
    pub kept: u32,
    /// Records that are not; they stay in the damaged file, which is kept.
    pub lost: u32,
}

#[uniffi::export]
impl Mien {
    /// What the app is in. Looking keeps nothing open.
    pub fn status(&self) -> Result<Status, UnlockError> {
        match self.0.status() {
            Err(_) | Ok(mien::VaultState::Empty) if self.0.is_counter_lost() => Ok(Status::CounterLost),
            status => Ok(status?.into()),
        }
    }

    /// Where the keys of this phone live. Show it as it is.
    pub fn security_level(&self) -> Result<SecurityLevel, UnlockError> {
        Ok(self.0.security_level()?.into())
    }

    /// What opens the vault, for the settings. The vault must be open.
    pub fn ways_in(&self) -> Result<WaysIn, UnlockError> {
        Ok(self.0.factors()?.into())
    }

    /// Unlocks with the passcode on the pad, which is emptied; verifies it again when the vault is open. Blocks for about a
    /// second.
    pub fn unlock(&self, pad: Arc<PinPad>) -> Result<(), UnlockError> {
        Ok(self.0.unlock(&mut pad.take())?)
    }

    /// The same with the pattern. Tries are counted together with those of the passcode.
    pub fn unlock_with_pattern(&self, pad: Arc<PatternPad>) -> Result<(), UnlockError> {
        Ok(self.0.unlock_with_pattern(&mut pad.take())?)
    }

    /// The same with the phone's biometrics; `prompt` is what the phone shows. Blocks until the person has answered.
    pub fn unlock_with_biometrics(&self, prompt: String) -> Result<(), UnlockError> {
        Ok(self.0.unlock_with_biometrics(&prompt)?)
    }

    /// Opens a damaged vault with the passcode and keeps every record that is whole. After a wrong passcode call it again.
    pub fn repair(&self, pad: Arc<PinPad>) -> Result<Repaired, UnlockError> {
        let saved = self.0.repair(&mut pad.take())?;
        let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(Repaired { kept: count(saved.kept), lost: count(saved.lost) })
    }

    /// Why the six digits on the pad are too easy for a new passcode, as a stable name; nothing when they are not. Empties
    /// the pad. Works on a locked vault, too, for a passcode after a recovery; the person's own numbers are not known then.
    pub fn weakness(&self, pad: Arc<PinPad>) -> Result<Option<String>, UnlockError> {
        Ok(self.0.weakness(&mut pad.take())?.map(|reason| reason.code().to_owned()))
    }

    /// Changes the passcode, the new one typed twice. The old one is tried and counted like any other. Blocks for some
    /// seconds.
    pub fn change_passcode(
        &self,
        old: Arc<PinPad>,
        first: Arc<PinPad>,
        again: Arc<PinPad>,
    ) -> Result<(), UnlockError> {
        Ok(self.0.change_passcode(&mut old.take(), &mut first.take(), &mut again.take())?)
    }

    /// Sets a new passcode without the old one, for somebody who has just opened the vault with biometrics or the pattern.
    pub fn replace_forgotten_passcode(
        &self,
        first: Arc<PinPad>,
        again: Arc<PinPad>,
    ) -> Result<(), UnlockError> {
        Ok(self.0.replace_forgotten_passcode(&mut first.take(), &mut again.take())?)
    }

    /// Adds a pattern, drawn twice, or replaces it. After `StepUpRequired` ask for the passcode, then call it again.
    pub fn set_pattern(&self, first: Arc<PatternPad>, again: Arc<PatternPad>) -> Result<(), UnlockError> {
        Ok(self.0.set_pattern(&mut first.take(), &mut again.take())?)
    }

    /// Removes the pattern. Succeeds when there is none.
    pub fn remove_pattern(&self) -> Result<(), UnlockError> {
        Ok(self.0.remove_pattern()?)
    }

    /// Turns biometrics on, or on again after the phone invalidated them. After `StepUpRequired` ask for the passcode, then
    /// call it again. Blocks until the person has answered the phone's prompt.
    pub fn enable_biometrics(&self, prompt: String) -> Result<(), UnlockError> {
        Ok(self.0.enable_biometrics(&prompt)?)
    }

    /// Turns biometrics off.
    pub fn disable_biometrics(&self) -> Result<(), UnlockError> {
        Ok(self.0.disable_biometrics()?)
    }

    /// Locks at once. Call it when the app leaves the foreground.
    pub fn lock(&self) {
        self.0.lock();
    }
}
