//! J1 and J2: an account is registered, or this phone set up for one, in the steps that the provider asks for; then a passcode
//! seals everything.
//!
//! Each answer is kept, sealed, before the next step is shown. When the app ends, [`Mien::resume_account`] goes on where
//! it was.

mod answers;
mod error;
mod exchange;
mod saved;

pub use error::AccountError;

use crate::enrolment::{Party, keep_credential};
use crate::exchange::send_quietly;
use crate::identity::{Identity, identity_of};
use crate::{Mien, VaultState, face_template, holder};
use mien_credential::base64url;
use mien_credential::sd_jwt::Credential;
use mien_face::Template;
use mien_ports::{DeviceError, HttpRequest, KeyPurpose};
use mien_protocol::enrolment::{Enrolment, Prompt, Provider, Purpose};
use mien_vault::{KnownNumbers, NewPasscode, PinPad, ProfileId, Unlocked, WeakPasscode};
use saved::Saved;
use std::sync::Arc;

/// The key of this installation: proves to the provider that it is the same app on the same phone that asks.
const INSTANCE: &str = "mien.instance";

/// What to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountStep {
    /// What the provider asks for. Its problem, if there is one, is what was wrong with the last answer.
    Ask(Box<Prompt>),
    /// Open this in the system's browser and give the address it returns to, to [`AccountEnrolment::returned`].
    Browser {
        /// Where to go.
        url: String,
    },
    /// The network or the device failed on the way: offer [`AccountEnrolment::retry`].
    Interrupted,
    /// The credential is here: let the person choose a passcode.
    Passcode,
    /// The provider ended it, or it was given up. Nothing of it is on this phone any more: begin a new one.
    Ended,
}

/// An enrolment at a provider, in progress. Dropping it keeps it: it can be resumed. [`cancel`](Self::cancel) gives it up.
pub struct AccountEnrolment {
    mien: Arc<Mien>,
    flow: Option<Enrolment>,
    saved: Saved,
    step: AccountStep,
    /// When the provider asked, on the clock that counts from the start of the phone. Its times run from then.
    asked_at_ms: u64,
    /// A word to the issuer, sent after everything is stored.
    accepted: Option<HttpRequest>,
    sealed: bool,
}

impl std::fmt::Debug for AccountEnrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountEnrolment").finish_non_exhaustive()
    }
}

impl AccountEnrolment {
    pub(crate) fn begin(mien: Arc<Mien>, provider: Provider, purpose: Purpose) -> Result<Self, AccountError> {
        if mien.status()? != VaultState::Empty {
            return Err(AccountError::AlreadyEnrolled);
        }
        forget(&mien)?;
        let keys = &*mien.ports().keys;
        let holder = holder::free_alias(keys)?;
        for alias in [INSTANCE, &holder] {
            keys.create(alias, KeyPurpose::Sign)?;
        }
        let mut saved = Saved::default();
        saved.holder = holder;
        let (flow, step) = {
            let device = exchange::device(&mien, &saved.holder)?;
            Enrolment::begin(provider, purpose, mien.issuers(), &device)?
        };
        let mut enrolment = Self::new(mien, Some(flow), saved);
        enrolment.saved.domain =
            enrolment.flow.as_ref().map(|flow| flow.domain().to_owned()).unwrap_or_default();
        enrolment.follow(step)?;
        Ok(enrolment)
    }

    pub(crate) fn resume(mien: Arc<Mien>) -> Result<Option<Self>, AccountError> {
        if mien.status()? != VaultState::Empty {
            return Ok(None);
        }
        let Some(saved) = Saved::read(&mien)? else { return Ok(None) };
        if saved.credential.is_some() {
            let mut enrolment = Self::new(mien, None, saved);
            enrolment.step = AccountStep::Passcode;
            return Ok(Some(enrolment));
        }
        let Some(bytes) = saved.flow_bytes().filter(|bytes| !bytes.is_empty()) else {
            forget(&mien)?;
            return Ok(None);
        };
        let begun = {
            let device = exchange::device(&mien, &saved.holder)?;
            Enrolment::resume(&bytes, mien.issuers(), &device)
        };
        let (flow, step) = match begun {
            Ok(begun) => begun,
            Err(error) => {
                forget(&mien)?;
                return Err(error.into());
            }
        };
        let mut enrolment = Self::new(mien, Some(flow), saved);
        enrolment.follow(step)?;
        Ok(Some(enrolment))
    }

    fn new(mien: Arc<Mien>, flow: Option<Enrolment>, saved: Saved) -> Self {
        let step = AccountStep::Interrupted;
        Self { mien, flow, saved, step, asked_at_ms: 0, accepted: None, sealed: false }
    }

    /// What to show now.
    pub const fn step(&self) -> &AccountStep {
        &self.step
    }

    /// How many seconds ago the provider asked for this step: its `expires_in` and `resend_in` run from then.
    ///
    /// # Errors
    /// [`DeviceError`] of the clock.
    pub fn asked_seconds_ago(&self) -> Result<u64, DeviceError> {
        let now_ms = self.mien.ports().clock.now()?.elapsed_ms;
        Ok(now_ms.saturating_sub(self.asked_at_ms) / 1000)
    }

    /// The provider's host, verified by TLS and on the list of trusted hosts.
    pub fn domain(&self) -> &str {
        &self.saved.domain
    }

    /// The provider's name for itself, once it is known.
    pub fn issuer_name(&self) -> Option<&str> {
        self.saved.issuer_name.as_deref()
    }

    /// Tries again after [`AccountStep::Interrupted`].
    ///
    /// # Errors
    /// [`AccountError`]
    pub fn retry(&mut self) -> Result<(), AccountError> {
        let Some(flow) = &self.flow else { return Ok(()) };
        let step = flow.again(&exchange::device(&self.mien, &self.saved.holder)?)?;
        self.follow(step)
    }

    /// The browser came back to this address: one that begins with the provider's redirect address.
    ///
    /// # Errors
    /// [`AccountError`]; an address that is not the answer to our request changes nothing.
    pub fn returned(&mut self, url: &str) -> Result<(), AccountError> {
        let Some(flow) = &mut self.flow else { return Err(AccountError::StepMissing) };
        match flow.redirected(url, &exchange::device(&self.mien, &self.saved.holder)?) {
            Ok(step) => self.follow(step),
            // The right answer may still come.
            Err(error @ mien_protocol::enrolment::EnrolmentError::Redirect) => Err(error.into()),
            Err(error) => Err(self.ended(error)),
        }
    }

    /// Why the six digits on the pad are too easy for a passcode; `None` when they are not. The pad is emptied. Numbers that the
    /// person typed during the enrolment make weak passcodes.
    ///
    /// # Errors
    /// [`AccountError::Passcode`] when there are not six digits.
    pub fn weakness(&self, pad: &mut PinPad) -> Result<Option<WeakPasscode>, AccountError> {
        let passcode = pad.finish()?;
        let numbers = self.saved.known_numbers();
        Ok(NewPasscode::weakness(&passcode, &KnownNumbers { numbers: &numbers, ..KnownNumbers::default() }))
    }

    /// Chooses the passcode, typed twice, makes the vault and seals everything in it. The vault stays unlocked. Both pads are
    /// emptied. Numbers that the person typed during the enrolment make weak passcodes.
    ///
    /// # Errors
    /// [`AccountError::Passcode`] with the reason; [`AccountError::Store`]: call it again.
    pub fn choose_passcode(
        &mut self,
        first: &mut PinPad,
        again: &mut PinPad,
    ) -> Result<Identity, AccountError> {
        let (first, again) = (first.finish()?, again.finish()?);
        let text = self.saved.credential.as_deref().ok_or(AccountError::StepMissing)?;
        let credential = Credential::from_storage(text).map_err(|_| AccountError::StepMissing)?;
        if !self.sealed {
            let numbers = self.saved.known_numbers();
            let known = KnownNumbers { numbers: &numbers, ..KnownNumbers::default() };
            let passcode = NewPasscode::choose(first, &again, &known)?;
            self.mien.create_vault(&passcode)?;
            self.sealed = true;
        }
        seal(&self.mien, &*self.mien.vault()?, &mut self.saved, &credential)?;
        if let Some(accepted) = self.accepted.take() {
            send_quietly(self.mien.ports(), &accepted);
        }
        Ok(identity_of(&credential))
    }

    /// Gives the enrolment up: what was kept and the keys are deleted. Nothing is told to the provider; there it expires.
    ///
    /// # Errors
    /// [`AccountError::Device`]: call it again, what was deleted stays deleted. [`AccountError::StepMissing`] when the vault is made
    /// already: only `choose_passcode` is left to do.
    pub fn cancel(&mut self) -> Result<(), AccountError> {
        if self.sealed {
            return Err(AccountError::StepMissing);
        }
        self.flow = None;
        self.saved = Saved::default();
        self.step = AccountStep::Ended;
        Ok(forget(&self.mien)?)
    }
}

/// Moves everything into the vault. What is there already is not put there again: the app may have ended in the middle.
fn seal(
    mien: &Mien,
    vault: &Unlocked,
    saved: &mut Saved,
    credential: &Credential,
) -> Result<(), AccountError> {
    let given = vault.consents().list()?;
    for consent in &saved.consents {
        if !given.iter().any(|(_, known)| known == consent) {
            vault.consents().add(ProfileId::OWNER, consent)?;
        }
    }
    if let Some(text) = &saved.template {
        let template = base64url::decode(text).and_then(|bytes| Template::from_bytes(&bytes).ok());
        // Made by this app a while ago: only another version of it may read it otherwise.
        let template = template.ok_or(AccountError::StepMissing)?;
        face_template::store(&*mien.ports().keys, vault, ProfileId::OWNER, &template)
            .map_err(crate::EnrolmentError::from)?;
        saved.template = None;
    }
    if !vault.credentials().list()?.iter().any(|known| known.text.as_str() == credential.as_str()) {
        let party = Party { name: saved.issuer_name.as_deref(), domain: &saved.domain };
        keep_credential(mien, vault, credential, &saved.holder, party)?;
        party.record(mien)?;
    }
    // The vault has it all. If the file cannot be deleted now, it is at the next unlock.
    let _ = saved::delete(mien.ports(), &mien.config().account_path());
    Ok(())
}

/// The app ended after the vault was made and before everything was in it: the rest is moved in at the first unlock.
pub(crate) fn complete(mien: &Mien, vault: &Unlocked) -> Result<(), AccountError> {
    let Some(mut saved) = Saved::read(mien)? else { return Ok(()) };
    let credential = saved.credential.as_deref().and_then(|text| Credential::from_storage(text).ok());
    match credential {
        Some(credential) => seal(mien, vault, &mut saved, &credential),
        None => Ok(()),
    }
}

/// Deletes what was kept of an enrolment that did not come to its end, and its keys.
pub(crate) fn forget(mien: &Mien) -> Result<(), DeviceError> {
    let ports = mien.ports();
    if let Some(saved) = Saved::read(mien)?.filter(|saved| !saved.holder.is_empty()) {
        ports.keys.delete(&saved.holder)?;
    }
    ports.keys.delete(INSTANCE)?;
    saved::delete(ports, &mien.config().account_path())
}
