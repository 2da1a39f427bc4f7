//! Showing claims to any verifier, chosen by the verifier's query and by nothing else.

use super::asked::Asked;
use super::consent::{ConsentView, view};
use super::{LoginDone, LoginError};
use crate::{Mien, UnlockError};
use mien_protocol::presentation::Approval;
use mien_vault::{PatternPad, PinPad, Unlocked};
use std::sync::Arc;

/// A verifier's request that was verified. Dropped undecided, it is remembered as expired.
pub struct Presentation {
    asked: Asked,
}

impl Presentation {
    pub(super) const fn new(asked: Asked) -> Self {
        Self { asked }
    }

    /// What to show before the person decides, in the language of this tag (`en`, `zh-Hans`) where there are words in it. Ask again
    /// after unlocking: the values are in the vault.
    ///
    /// # Errors
    /// [`LoginError::Over`] after the decision, [`LoginError::Unlock`] when the vault cannot be read.
    pub fn consent(&self, language: &str) -> Result<ConsentView, LoginError> {
        view(&self.asked.mien, self.asked.request()?, self.asked.vouched.as_ref(), language)
    }

    /// Approves with the passcode: unlocks, discloses the claims of the consent view and no others, signs with the device's
    /// key, answers. The pad is emptied when the passcode is tried.
    ///
    /// # Errors
    /// [`LoginError::is_open`] says whether the request waits for another try.
    pub fn approve(&mut self, pad: &mut PinPad) -> Result<LoginDone, LoginError> {
        self.approve_after(|mien| mien.enter_with_passcode(pad))
    }

    /// The same with the pattern.
    ///
    /// # Errors
    /// As [`approve`](Self::approve).
    pub fn approve_with_pattern(&mut self, pad: &mut PatternPad) -> Result<LoginDone, LoginError> {
        self.approve_after(|mien| mien.enter_with_pattern(pad))
    }

    /// The same with the platform's biometrics; `prompt` is what it shows.
    ///
    /// # Errors
    /// As [`approve`](Self::approve); the passcode remains.
    pub fn approve_with_biometrics(&mut self, prompt: &str) -> Result<LoginDone, LoginError> {
        self.approve_after(|mien| mien.enter_with_biometrics(prompt))
    }

    fn approve_after(
        &mut self,
        enter: impl FnOnce(&Mien) -> Result<Arc<Unlocked>, UnlockError>,
    ) -> Result<LoginDone, LoginError> {
        let answered = self.asked.approve(&Approval::default(), enter)?;
        Ok(LoginDone { return_url: answered.return_url })
    }

    /// Declines. Needs no passcode; the verifier learns neither whether there was something to show nor who declined.
    ///
    /// # Errors
    /// [`LoginError::Over`] when it was decided before.
    pub fn decline(&mut self) -> Result<(), LoginError> {
        self.asked.decline()
    }
}
