//! J3: log in to a service. A code is read, the request behind it is verified, the person decides.

use super::LoginError;
use super::asked::Asked;
use crate::{Mien, UnlockError};
use mien_credential::sd_jwt::ClaimPath;
use mien_protocol::LocalisedText;
use mien_protocol::presentation::{Approval, LoginFlow, VerifiedRequest};
use mien_vault::{PatternPad, PinPad, Unlocked};
use std::sync::Arc;

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

/// The end of an approved login or presentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginDone {
    /// Open this in the browser of *this* phone, when it is there: a login on the same device completes only so.
    pub return_url: Option<String>,
}

/// A login whose request was verified. Dropped undecided, it is remembered as expired.
pub struct Login {
    asked: Asked,
    prompt: ApprovalPrompt,
}

impl Login {
    pub(super) fn new(asked: Asked) -> Result<Self, LoginError> {
        let prompt = prompt(asked.request()?);
        Ok(Self { asked, prompt })
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

    fn approve_after(
        &mut self,
        check: Option<&str>,
        enter: impl FnOnce(&Mien) -> Result<Arc<Unlocked>, UnlockError>,
    ) -> Result<LoginDone, LoginError> {
        let answered = self.asked.approve(&Approval { check_digits: check }, enter)?;
        Ok(LoginDone { return_url: answered.return_url })
    }

    /// Declines. Needs no passcode; the other side learns only that it was refused. An unreachable network is no error:
    /// the request then runs out by itself.
    ///
    /// # Errors
    /// [`LoginError::Over`] when the login was decided before.
    pub fn decline(&mut self) -> Result<(), LoginError> {
        self.asked.decline()
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
        cross_device: service.is_none_or(|s| s.flow != Some(LoginFlow::SameDevice)),
        browser: service.and_then(|s| s.browser.clone()),
        started_at: service.and_then(|s| s.started_at),
        needs_check: request.needs_check_digits(),
    }
}
