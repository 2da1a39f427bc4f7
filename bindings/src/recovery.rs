//! The recovery code on paper and new keys, across the boundary.

use crate::app::Mien;
use crate::errors::UnlockError;
use crate::pads::PinPad;
use crate::secret::SecretText;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How a recovery code stands while it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum RecoveryCodeForm {
    /// Right so far, and something is missing. Say nothing yet.
    Incomplete,
    /// It can be one. Whether it is this vault's shows when it is tried.
    Whole,
    /// A character that none has, one too many, or one that was misread. Ask to compare it with the paper.
    Wrong,
}

impl From<mien::RecoveryCodeForm> for RecoveryCodeForm {
    fn from(form: mien::RecoveryCodeForm) -> Self {
        match form {
            mien::RecoveryCodeForm::Incomplete => Self::Incomplete,
            mien::RecoveryCodeForm::Whole => Self::Whole,
            mien::RecoveryCodeForm::Wrong => Self::Wrong,
        }
    }
}

/// A recovery code that opens nothing yet: to be shown once, written down, and then handed to `Mien.set_recovery_code`.
///
/// Show it on a screen of which no picture can be taken, put it on no clipboard, and ask for its last group before you set it.
#[derive(uniffi::Object)]
pub struct NewRecoveryCode(Mutex<Option<mien::RecoveryCode>>);

#[uniffi::export]
impl NewRecoveryCode {
    /// Seven groups of four characters, for the screen. Empty once it was forgotten. These strings cannot be wiped: let them
    /// go with the screen.
    pub fn groups(&self) -> Vec<String> {
        let code = self.code();
        code.as_ref().map_or_else(Vec::new, |code| code.text().split('-').map(str::to_owned).collect())
    }

    /// Whether this is the last group as it was written down; small letters, spaces and letters that look like digits count as
    /// on the paper.
    pub fn confirms(&self, last_group: &str) -> bool {
        self.code().as_ref().is_some_and(|code| code.ends_with(last_group))
    }

    /// Wipes the code from memory. It stays what it is: a way in.
    pub fn forget(&self) {
        drop(self.code().take());
    }
}

impl NewRecoveryCode {
    fn code(&self) -> MutexGuard<'_, Option<mien::RecoveryCode>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What became of the other ways in when the keys were renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct RenewedKeys {
    /// Biometrics were on and still are.
    pub biometrics: bool,
    /// There was a pattern: it has to be drawn anew.
    pub pattern_removed: bool,
    /// There was a recovery code, and the paper is worth nothing any more: offer another one.
    pub recovery_removed: bool,
}

#[uniffi::export]
impl Mien {
    /// How a recovery code stands while it is typed. Nothing is tried and nothing emptied.
    pub fn recovery_code_form(&self, typed: &SecretText) -> RecoveryCodeForm {
        mien::RecoveryCode::form(&typed.copy()).into()
    }

    /// Opens the vault with the recovery code as it was typed and sets a new passcode, typed twice. Blocks for some seconds.
    /// The code is emptied when the vault is open; after an error it is kept, so that another passcode can be chosen.
    pub fn recover(
        &self,
        code: Arc<SecretText>,
        first: Arc<PinPad>,
        again: Arc<PinPad>,
    ) -> Result<(), UnlockError> {
        let typed = mien::RecoveryCode::parse(&code.copy()).map_err(mien::UnlockError::from)?;
        self.0.recover(&typed, &mut first.take(), &mut again.take())?;
        code.clear();
        Ok(())
    }

    /// Makes a recovery code that opens nothing before it is set. The vault must be open.
    pub fn new_recovery_code(&self) -> Result<Arc<NewRecoveryCode>, UnlockError> {
        Ok(Arc::new(NewRecoveryCode(Mutex::new(Some(self.0.new_recovery_code()?)))))
    }

    /// Makes this the recovery code, in the place of the one before, once it was written down. After `StepUpRequired` or `Locked`
    /// ask for the passcode, then call it again. Blocks for about a second. The code is forgotten when it is set.
    pub fn set_recovery_code(&self, code: Arc<NewRecoveryCode>) -> Result<(), UnlockError> {
        let forgotten = || UnlockError::Failed { code: "recovery_code_forgotten".to_owned() };
        // Taken out: ports run inside, and none may run under a lock.
        let new = code.code().take().ok_or_else(forgotten)?;
        self.0.set_recovery_code(&new).map_err(|error| {
            *code.code() = Some(new);
            error.into()
        })
    }

    /// Makes the recovery code worthless. Succeeds when there is none. The vault must be open.
    pub fn remove_recovery_code(&self) -> Result<(), UnlockError> {
        Ok(self.0.remove_recovery_code()?)
    }

    /// Renews the keys that everything is encrypted with: earlier copies of the data open with nothing any more. Offer it for
    /// after the phone was in other hands. The passcode on the pad is tried and counted like any other; `prompt` is what the
    /// phone shows if it asks for the person. Blocks for some seconds.
    pub fn renew_keys(&self, pad: Arc<PinPad>, prompt: String) -> Result<RenewedKeys, UnlockError> {
        let done = self.0.renew_keys(&mut pad.take(), &prompt)?;
        // Nobody has written the new one down.
        let recovery_removed = done.recovery_code.is_some();
        if recovery_removed {
            self.0.remove_recovery_code()?;
        }
        Ok(RenewedKeys {
            biometrics: done.biometrics,
            pattern_removed: done.pattern_removed,
            recovery_removed,
        })
    }
}
