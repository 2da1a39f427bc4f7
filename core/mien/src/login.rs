//! J3: log in to a service. A code is read, the request behind it is verified, the person decides.

use crate::exchange::{now_ms, now_seconds, send, send_quietly};
use crate::identity::stored_credentials;
use crate::{Mien, Ports, UnlockError};
use mien_credential::jose::DeviceSigner;
use mien_credential::sd_jwt::ClaimPath;
use mien_ports::{DeviceError, HttpRequest, LogLevel, TransportError};
use mien_protocol::LocalisedText;
use mien_protocol::presentation::{
    Approval, LoginCode, LoginFlow, PresentationError, Shown, Submission, VerifiedRequest,
};
use mien_vault::{HistoryEntry, HistoryKind, HistoryOutcome, PatternPad, PinPad, Unlocked};
use std::sync::Arc;
use thiserror::Error;

/// Why a login did not happen.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LoginError {
    /// The code, the request or the answer was refused. [`PresentationError::shown`] says what to tell the person.
    #[error("the login was refused: {source}")]
    Request {
        /// Why.
        #[from]
        source: PresentationError,
    },
    /// The network failed. Say so and offer to try again; the request stays as it is.
    #[error("the network failed: {source}")]
    Network {
        /// Why.
        #[from]
        source: TransportError,
    },
    /// The passcode did not open the vault. The request stays: show the reason and let the person try again.
    #[error("not unlocked: {source}")]
    Unlock {
        /// Why.
        #[from]
        source: UnlockError,
    },
    /// No credential on this phone answers the request. Say that the service asks for something this app cannot give.
    #[error("no credential fits")]
    NothingToShow,
    /// The answer was sent but no word came back, and the request is closed now. Say: look at the page, it may be logged
    /// in.
    #[error("it is not known whether the login arrived")]
    Unknown,
    /// The login was decided before, or given up. Scan a new code.
    #[error("the login is over")]
    Over,
    /// The device failed. Try again once, then say so.
    #[error("the device failed: {source}")]
    Device {
        /// What the device answered.
        #[from]
        source: DeviceError,
    },
}

impl LoginError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Request { source } => source.code(),
            Self::Network { source } => source.code(),
            Self::Unlock { source } => source.code(),
            Self::NothingToShow => "nothing_to_show",
            Self::Unknown => "outcome_unknown",
            Self::Over => "login_over",
            Self::Device { source } => source.code(),
        }
    }

    /// Whether the request waits for another try: show the reason and let the person try again.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Unlock { .. } | Self::Network { .. } | Self::Device { .. } => true,
            Self::Request { source } => {
                matches!(source.shown(), Shown::TypeDigits | Shown::TryAgain | Shown::DeviceReason)
            }
            Self::NothingToShow | Self::Unknown | Self::Over => false,
        }
    }

    /// What to tell the person, as far as it is about the login itself.
    pub fn shown(&self) -> Shown {
        match self {
            Self::Request { source } => source.shown(),
            Self::Network { .. } => Shown::TryAgain,
            Self::NothingToShow => Shown::NothingToShow,
            Self::Unknown | Self::Over => Shown::LoginFailed,
            Self::Unlock { .. } | Self::Device { .. } => Shown::DeviceReason,
        }
    }
}

/// What the person reads before deciding. Show all of it; make declining as easy as approving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalPrompt {
    /// The verified domain that asks and gets the answer. Always show it.
    pub domain: String,
    /// The service that the login is for, in its own words; show it as a quotation.
    pub service_name: Option<LocalisedText>,
    /// The service's domain.
    pub service_domain: Option<String>,
    /// What the person is about to do, in the service's words.
    pub purpose: Option<LocalisedText>,
    /// The names of the claims that would be shared.
    pub claims: Vec<String>,
    /// Whether the login was started on another device: then the two digits on its page must be typed.
    pub cross_device: bool,
    /// The browser that shows the page.
    pub browser: Option<String>,
    /// When the login began, seconds since 1970.
    pub started_at: Option<u64>,
    /// Whether the two digits are needed.
    pub needs_check: bool,
}

/// The end of an approved login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginDone {
    /// Open this in the browser of *this* phone, when it is there: a login on the same device completes only so.
    pub return_url: Option<String>,
}

/// A login whose request was verified. Dropped undecided, it is remembered as expired.
pub struct Login {
    mien: Arc<Mien>,
    /// `None` once the person has decided.
    request: Option<VerifiedRequest>,
    prompt: ApprovalPrompt,
    /// An answer went out and no word came back: it may have arrived.
    sent: bool,
}

impl Login {
    pub(crate) fn start(mien: Arc<Mien>, code: &str) -> Result<Self, LoginError> {
        let ports = mien.ports();
        let (request, fetch) = LoginCode::parse(code)?.request(&*ports.entropy)?;
        let response = send(ports, &request)?;
        let now = now_seconds(ports)?;
        let verified = mien.with_nonces(|seen| fetch.verify(&response, mien.verifiers(), now, seen));
        match verified {
            Ok(request) => {
                let prompt = prompt(&request);
                Ok(Self { mien, request: Some(request), prompt, sent: false })
            }
            Err(refusal) => {
                ports.log(LogLevel::Warn, refusal.error.code());
                if let Some(report) = refusal.report {
                    send_quietly(ports, &report);
                }
                // Only a party that is proven has a place in the history: others could write what they like into it.
                if let Some(domain) = refusal.domain {
                    let outcome = outcome_of(&refusal.error);
                    remember(&mien, entry(&domain, None, &[], outcome, Some(refusal.error.code())));
                }
                Err(refusal.error.into())
            }
        }
    }

    /// What to show.
    pub const fn prompt(&self) -> &ApprovalPrompt {
        &self.prompt
    }

    /// Approves with the passcode: unlocks, signs with the device's key, answers. `check` are the two digits from the
    /// page, when [`ApprovalPrompt::needs_check`]. The pad is emptied when the passcode is tried.
    ///
    /// # Errors
    /// [`LoginError::is_open`] says whether the request waits for another try.
    pub fn approve(&mut self, pad: &mut PinPad, check: Option<&str>) -> Result<LoginDone, LoginError> {
        self.approve_after(check, |mien| mien.enter_with_passcode(pad))
    }

    /// The same with the pattern.
    ///
    /// # Errors
    /// As [`approve`](Self::approve).
    pub fn approve_with_pattern(
        &mut self,
        pad: &mut PatternPad,
        check: Option<&str>,
    ) -> Result<LoginDone, LoginError> {
        self.approve_after(check, |mien| mien.enter_with_pattern(pad))
    }

    /// The same with the platform's biometrics; `prompt` is what it shows.
    ///
    /// # Errors
    /// As [`approve`](Self::approve); the passcode remains.
    pub fn approve_with_biometrics(
        &mut self,
        prompt: &str,
        check: Option<&str>,
    ) -> Result<LoginDone, LoginError> {
        self.approve_after(check, |mien| mien.enter_with_biometrics(prompt))
    }

    /// Each approval proves anew that the person is there, also while the vault is open.
    fn approve_after(
        &mut self,
        check: Option<&str>,
        enter: impl FnOnce(&Mien) -> Result<Arc<Unlocked>, UnlockError>,
    ) -> Result<LoginDone, LoginError> {
        let request = self.request.as_ref().ok_or(LoginError::Over)?;
        let approval = Approval { check_digits: check };
        // Refused before the passcode is tried: a slip in the number must not cost an attempt.
        request.check_digits_form(&approval)?;
        let ports = self.mien.ports();
        let vault = enter(&self.mien)?;
        let prepared = prepare(request, ports, &vault, &approval);
        // The network may take long: locking meanwhile must wipe the key.
        drop(vault);
        let result = prepared.and_then(|(answer, submission)| {
            let response = send(ports, &answer).inspect_err(|_| self.sent = true)?;
            let finished = submission.finish(&response)?;
            Ok(LoginDone { return_url: finished.redirect_uri })
        });
        let result = result.map_err(|error| match error {
            LoginError::Request { source: PresentationError::Expired } if self.sent => LoginError::Unknown,
            error => error,
        });
        if let Err(error) = &result {
            if error.is_open() {
                return result;
            }
            if matches!(error, LoginError::NothingToShow) {
                self.tell_no();
            }
        }
        let (outcome, code) = match &result {
            Ok(_) => (HistoryOutcome::Approved, None),
            Err(LoginError::Request { source }) => (outcome_of(source), Some(source.code())),
            Err(error) => (HistoryOutcome::Failed, Some(error.code())),
        };
        self.request = None;
        self.remember(outcome, code);
        result
    }

    /// Declines. Needs no passcode; the other side learns only that it was refused. An unreachable network is no error:
    /// the request then runs out by itself.
    ///
    /// # Errors
    /// [`LoginError::Over`] when the login was decided before.
    pub fn decline(&mut self) -> Result<(), LoginError> {
        if self.request.is_none() {
            return Err(LoginError::Over);
        }
        self.tell_no();
        self.remember(HistoryOutcome::Declined, None);
        Ok(())
    }

    /// The verifier is not told whether the person declined or had nothing to show.
    fn tell_no(&mut self) {
        if let Some(request) = self.request.take() {
            send_quietly(self.mien.ports(), &request.decline().0);
        }
    }

    fn remember(&self, outcome: HistoryOutcome, code: Option<&str>) {
        let prompt = &self.prompt;
        // The history keeps one language: English where the service has it.
        let service = prompt.service_name.as_ref().map(|name| name.get("en"));
        remember(&self.mien, entry(&prompt.domain, service, &prompt.claims, outcome, code));
    }
}

impl Drop for Login {
    fn drop(&mut self) {
        if self.request.is_some() {
            let code = if self.sent { "outcome_unknown" } else { "undecided" };
            self.remember(HistoryOutcome::Expired, Some(code));
        }
    }
}

/// A login that is done stays done when its history entry cannot be written.
fn remember(mien: &Mien, entry: impl FnOnce(u64) -> HistoryEntry) {
    let written = now_ms(mien.ports()).map_err(UnlockError::from).and_then(|now| mien.record(entry(now)));
    if let Err(error) = written {
        mien.ports().log(LogLevel::Warn, error.code());
    }
}

fn entry(
    domain: &str,
    service: Option<&str>,
    claims: &[String],
    outcome: HistoryOutcome,
    code: Option<&str>,
) -> impl FnOnce(u64) -> HistoryEntry {
    let (domain, party) = (domain.to_owned(), service.unwrap_or(domain).to_owned());
    let (claims, code) = (claims.to_vec(), code.map(str::to_owned));
    move |at_ms| HistoryEntry {
        at_ms,
        kind: HistoryKind::Login,
        outcome,
        party,
        domain: Some(domain),
        claims,
        code,
    }
}

fn outcome_of(error: &PresentationError) -> HistoryOutcome {
    match error.shown() {
        Shown::CodeExpired => HistoryOutcome::Expired,
        _ => HistoryOutcome::Failed,
    }
}

fn prompt(request: &VerifiedRequest) -> ApprovalPrompt {
    let service = request.service();
    ApprovalPrompt {
        domain: request.domain().to_owned(),
        service_name: service.map(|s| s.name.clone()),
        service_domain: service.map(|s| s.domain.clone()),
        purpose: service.map(|s| s.purpose.clone()),
        claims: request.query().asked().map(ClaimPath::dotted).collect(),
        cross_device: service.is_none_or(|s| s.flow == LoginFlow::CrossDevice),
        browser: service.and_then(|s| s.browser.clone()),
        started_at: service.and_then(|s| s.started_at),
        needs_check: request.needs_check_digits(),
    }
}

/// Picks the credential and makes the encrypted answer.
fn prepare(
    request: &VerifiedRequest,
    ports: &Ports,
    vault: &Unlocked,
    approval: &Approval<'_>,
) -> Result<(HttpRequest, Submission), LoginError> {
    let now = now_seconds(ports)?;
    let (aliases, held): (Vec<_>, Vec<_>) = stored_credentials(vault)?.into_iter().unzip();
    let candidates = request.candidates(&held, now);
    let candidate = candidates.first().ok_or(LoginError::NothingToShow)?;
    let place = held.iter().position(|credential| std::ptr::eq(credential, candidate.credential()));
    let alias = place.and_then(|place| aliases.get(place)).ok_or(LoginError::NothingToShow)?;
    let signer = DeviceSigner::new(&*ports.keys, alias);
    Ok(request.approve(candidate, approval, &signer, &*ports.entropy, now)?)
}
