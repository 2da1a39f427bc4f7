//! The account's journey across the boundary: register, or set this phone up, in the steps that the provider asks for.

mod error;
mod step;

pub use error::{AccountEnd, AccountError};
pub use step::{AccountStep, AccountView, AnswerProblem, DetailView};

use crate::app::{Identity, Mien};
use crate::identity::{CalendarDate, PasswordRule};
use crate::pads::PinPad;
use crate::scan::{Scan, ScanOptions};
use crate::secret::SecretText;
use crate::slot::Slot;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use zeroize::Zeroizing;

/// The provider that people are enrolled at: data of the deployment.
#[derive(Debug, Clone, uniffi::Record)]
pub struct AccountProvider {
    /// The credential issuer identifier, an `https` URL on a host of `MienConfig.issuer_hosts`.
    pub issuer: String,
    /// The configuration of the identity credential in the issuer's metadata.
    pub configuration_id: String,
    /// Where this app's installations are attested: the wallet provider's endpoint, on a trusted host.
    pub attestation_endpoint: String,
    /// The client identifier, the same for all installations of this app.
    pub client_id: String,
    /// Where the browser returns to: an `https` URL that this app has claimed.
    pub redirect_uri: String,
    /// 11 characters that the SMS shall end in, so that Android hands it to this app; nothing for messages that are bound to
    /// the provider's domain, as iOS and browsers fill them in.
    #[uniffi(default = None)]
    pub sms_hash: Option<String>,
    /// Never show steps in the app, always open the browser.
    #[uniffi(default = false)]
    pub browser_only: bool,
}

impl From<AccountProvider> for mien::Provider {
    fn from(provider: AccountProvider) -> Self {
        Self {
            issuer: provider.issuer,
            configuration_id: provider.configuration_id,
            attestation_endpoint: provider.attestation_endpoint,
            client_id: provider.client_id,
            redirect_uri: provider.redirect_uri,
            sms_hash: provider.sms_hash,
            browser_only: provider.browser_only,
        }
    }
}

/// What is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum AccountPurpose {
    /// A new account, with ID number and face check.
    Register,
    /// A new account with nothing but a phone number.
    RegisterByPhone,
    /// This phone for an account that there is. The phone that was used before is signed out.
    SetUp,
}

impl From<AccountPurpose> for mien::AccountPurpose {
    fn from(purpose: AccountPurpose) -> Self {
        match purpose {
            AccountPurpose::Register => Self::Register,
            AccountPurpose::RegisterByPhone => Self::RegisterByPhone,
            AccountPurpose::SetUp => Self::SetUp,
        }
    }
}

#[uniffi::export]
impl Mien {
    /// Begins to register, or to set this phone up. What was begun before is given up. Blocks for the network.
    pub fn begin_account(
        &self,
        provider: AccountProvider,
        purpose: AccountPurpose,
    ) -> Result<Arc<AccountEnrolment>, AccountError> {
        Ok(AccountEnrolment::wrap(self.0.begin_account(provider.into(), purpose.into())?))
    }

    /// Goes on with an enrolment that was interrupted, at the step where it was; nothing when there is none. Ask when the app
    /// starts and nobody is enrolled. After `Network` ask again. Blocks for the network.
    pub fn resume_account(&self) -> Result<Option<Arc<AccountEnrolment>>, AccountError> {
        Ok(self.0.resume_account()?.map(AccountEnrolment::wrap))
    }
}

/// An enrolment at a provider, in progress. Show what `view` says, call the step's method, and ask `view` again. Every
/// answer is kept before the next step: dropping this, or the end of the app, loses nothing (`Mien.resume_account`). `cancel`
/// gives it up.
///
/// Methods block for the network; call them off the main thread, one at a time.
#[derive(uniffi::Object)]
pub struct AccountEnrolment {
    flow: Slot<mien::AccountEnrolment>,
    tried: AtomicU64,
    numbers: AtomicU64,
    stopped: AtomicBool,
}

#[uniffi::export]
impl AccountEnrolment {
    /// What to show, in the language of this tag (`en`, `zh-Hans`) where the provider has it. No network: ask as often as you
    /// like, the seconds left are those of now.
    pub fn view(&self, language: String) -> Result<AccountView, AccountError> {
        self.with(|flow| {
            let ago = flow.asked_seconds_ago()?;
            let problem = match flow.step() {
                mien::AccountStep::Ask(prompt) => prompt.problem.map(Into::into),
                _ => None,
            };
            Ok(AccountView {
                provider_domain: flow.domain().to_owned(),
                provider_name: flow.issuer_name().map(str::to_owned),
                step: AccountStep::from_core(flow.step(), &language, ago),
                problem,
            })
        })
    }

    /// Solves the "not a robot" task, some seconds at most, and sends it.
    pub fn solve(&self) -> Result<(), AccountError> {
        self.stopped.store(false, Ordering::Relaxed);
        self.with(|flow| {
            if let mien::AccountStep::Ask(prompt) = flow.step()
                && let mien::Interaction::ProofOfWork(task) = &prompt.interaction
            {
                self.numbers.store(task.numbers(), Ordering::Relaxed);
            }
            flow.solve(&mut |tried| {
                self.tried.store(tried, Ordering::Relaxed);
                !self.stopped.load(Ordering::Relaxed)
            })
        })
    }

    /// How much of the task was tried at most, 0 to 100; it usually ends sooner. For a progress bar, from any thread.
    pub fn solved_percent(&self) -> u8 {
        let (tried, numbers) = (self.tried.load(Ordering::Relaxed), self.numbers.load(Ordering::Relaxed));
        let percent = tried.saturating_mul(100).checked_div(numbers).unwrap_or(0);
        u8::try_from(percent.min(100)).unwrap_or(100)
    }

    /// Stops a `solve` that runs on another thread: it answers `Stopped`.
    pub fn stop_solving(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// ID number and password. The password is emptied.
    pub fn sign_in(&self, id_number: String, password: Arc<SecretText>) -> Result<(), AccountError> {
        let (id_number, password) = (Zeroizing::new(id_number), password.take());
        self.with(|flow| flow.sign_in(&id_number, &password))
    }

    /// ID number, name and birth date as on the card.
    pub fn identify(&self, id_number: String, name: String, born: CalendarDate) -> Result<(), AccountError> {
        let (id_number, name) = (Zeroizing::new(id_number), Zeroizing::new(name));
        let born = born.to_core().ok_or(AccountError::BirthDate)?;
        self.with(|flow| flow.identify(&id_number, &name, born))
    }

    /// Accepts the terms that are shown. Kept as a record, in the vault later.
    pub fn accept_terms(&self) -> Result<(), AccountError> {
        self.with(mien::AccountEnrolment::accept_terms)
    }

    /// The rules that a new password does not meet yet. Call it with each letter. The password is emptied. No network.
    pub fn unmet_rules(&self, password: Arc<SecretText>) -> Result<Vec<PasswordRule>, AccountError> {
        let password = password.take();
        let unmet = self.with(|flow| flow.unmet_rules(&password))?;
        Ok(unmet.into_iter().map(Into::into).collect())
    }

    /// A new password, typed twice. Both are emptied.
    pub fn choose_password(
        &self,
        first: Arc<SecretText>,
        again: Arc<SecretText>,
    ) -> Result<(), AccountError> {
        let (first, again) = (first.take(), again.take());
        self.with(|flow| flow.choose_password(&first, &again))
    }

    /// The mobile number, typed twice where the step asks for that; `country` (`SG`) is the one of numbers without `+`.
    pub fn phone(&self, number: String, again: Option<String>, country: String) -> Result<(), AccountError> {
        self.with(|flow| flow.phone(&number, again.as_deref(), &country))
    }

    /// The code in a pasted text, or in the message that the system handed over, for the field; nothing when there is none for
    /// this provider. Nothing is sent.
    pub fn find_code(&self, text: String) -> Result<Option<String>, AccountError> {
        let text = Zeroizing::new(text);
        self.with(|flow| Ok(flow.find_code(&text).map(|code| code.digits().to_owned())))
    }

    /// The code from the SMS: typed, pasted, or the whole message.
    pub fn code(&self, text: String) -> Result<(), AccountError> {
        let text = Zeroizing::new(text);
        self.with(|flow| flow.code(&text))
    }

    /// Asks for another code.
    pub fn another_code(&self) -> Result<(), AccountError> {
        self.with(mien::AccountEnrolment::another_code)
    }

    /// A scan for the provider. Calling this says that the person gave the separate consent that the step shows, and keeps it
    /// as a record. A profile in `options` (for accessibility) goes before the provider's.
    #[uniffi::method(default(options = None))]
    pub fn start_scan(&self, options: Option<ScanOptions>) -> Result<Arc<Scan>, AccountError> {
        let options = options.unwrap_or_default().into();
        Ok(Scan::wrap(self.with(|flow| flow.start_scan(&options))?))
    }

    /// Takes a scan that passed: its signed outcome goes to the provider. The template stays on this phone; it goes to the
    /// provider, too, encrypted, only if the step asks for it and the person agreed to just that: `send_template`.
    pub fn accept_scan(&self, scan: Arc<Scan>, send_template: bool) -> Result<(), AccountError> {
        self.with(|flow| flow.accept_scan(&mut scan.scan(), send_template))
    }

    /// Makes the declaration that is shown with the details. Kept as a record.
    pub fn declare(&self) -> Result<(), AccountError> {
        self.with(mien::AccountEnrolment::declare)
    }

    /// The browser came back to this address: one that begins with the provider's redirect address.
    pub fn returned(&self, url: String) -> Result<(), AccountError> {
        self.with(|flow| flow.returned(&url))
    }

    /// Tries again after `Interrupted`.
    pub fn retry(&self) -> Result<(), AccountError> {
        self.with(mien::AccountEnrolment::retry)
    }

    /// Why the six digits on the pad are too easy for a passcode, as a stable name; nothing when they are not. Empties the pad.
    pub fn weakness(&self, pad: Arc<PinPad>) -> Result<Option<String>, AccountError> {
        let weakness = self.with(|flow| flow.weakness(&mut pad.take()))?;
        Ok(weakness.map(|reason| reason.code().to_owned()))
    }

    /// Chooses the passcode, typed twice, and seals everything in a new vault, which stays open. Both pads are emptied. Blocks
    /// for some seconds.
    pub fn choose_passcode(&self, first: Arc<PinPad>, again: Arc<PinPad>) -> Result<Identity, AccountError> {
        let identity = self.with(|flow| flow.choose_passcode(&mut first.take(), &mut again.take()))?;
        Ok(identity.into())
    }

    /// Gives it up: what was kept and the keys are deleted. Nothing is told to the provider; there it expires.
    pub fn cancel(&self) -> Result<(), AccountError> {
        self.with(mien::AccountEnrolment::cancel)
    }
}

impl AccountEnrolment {
    fn with<R>(
        &self,
        work: impl FnOnce(&mut mien::AccountEnrolment) -> Result<R, mien::AccountError>,
    ) -> Result<R, AccountError> {
        Ok(self.flow.with(work).ok_or(AccountError::Busy)??)
    }

    fn wrap(flow: mien::AccountEnrolment) -> Arc<Self> {
        Arc::new(Self {
            flow: Slot::new(flow),
            tried: AtomicU64::default(),
            numbers: AtomicU64::default(),
            stopped: AtomicBool::default(),
        })
    }
}
