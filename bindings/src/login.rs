//! Login across the boundary.

use crate::app::Mien;
use crate::consent::Presentation;
use crate::errors::LoginError;
use crate::pads::{PatternPad, PinPad};
use crate::slot::Slot;
use std::sync::Arc;

/// What the person reads before deciding. Show all of it; make declining as easy as approving.
#[derive(Debug, Clone, uniffi::Record)]
pub struct ApprovalPrompt {
    /// The verified domain that asks and gets the answer. Always show it.
    pub domain: String,
    /// The service's name in the language asked for; show it as a quotation.
    pub service_name: Option<String>,
    /// The service's domain.
    pub service_domain: Option<String>,
    /// What the person is about to do, in the service's words.
    pub purpose: Option<String>,
    /// The names of the claims that would be shared.
    pub claims: Vec<String>,
    /// Whether the login was started on another device.
    pub cross_device: bool,
    /// The browser that shows the page.
    pub browser: Option<String>,
    /// When the login began, seconds since 1970.
    pub started_at: Option<u64>,
    /// Whether the two digits on the page must be typed.
    pub needs_check: bool,
}

/// The end of an approved login or presentation.
#[derive(Debug, Clone, uniffi::Record)]
pub struct LoginDone {
    /// Open this in the browser of this phone, when it is there: a login on the same device completes only so.
    pub return_url: Option<String>,
}

impl From<mien::LoginDone> for LoginDone {
    fn from(done: mien::LoginDone) -> Self {
        let mien::LoginDone { return_url } = done;
        Self { return_url }
    }
}

/// What somebody asks for.
#[derive(uniffi::Enum)]
pub enum Request {
    /// A login to a service: show `Login.prompt`.
    Login {
        /// The login.
        login: Arc<Login>,
    },
    /// A verifier wants to know something of the person: show `Presentation.consent`.
    Presentation {
        /// The verifier's request.
        presentation: Arc<Presentation>,
    },
}

/// What the provider has done about "this wasn't me".
#[derive(Debug, Clone, Copy, uniffi::Record)]
pub struct NotMe {
    /// Sessions that it has ended; 0 when the login had led to none, or they were over.
    pub sessions_ended: u32,
    /// Whether this phone was signed out. Its credential is worth nothing any more: say so, and offer `Mien.erase` and a new
    /// set-up.
    pub signed_out: bool,
}

#[uniffi::export]
impl Mien {
    /// Follows whatever code or link was read: a login, or a verifier that wants to know something. When it returns, the request
    /// is verified and can be shown. Blocks for the network.
    pub fn follow(&self, code: String) -> Result<Request, LoginError> {
        Ok(match self.0.follow(&code)? {
            mien::Request::Login(login) => Request::Login { login: Login::wrap(login) },
            mien::Request::Presentation(presentation) => {
                Request::Presentation { presentation: Presentation::wrap(presentation) }
            }
        })
    }

    /// "This wasn't me": tells the provider of the request behind this entry of the history (`HistoryEntry.number`, offered where
    /// `HistoryEntry.can_report`). It ends the session that the login has led to. With `sign_out` it also signs this phone out, for
    /// a phone that was in other hands. The vault must be open. Blocks for the network; after `Network` offer to try again.
    pub fn report_not_me(&self, number: u64, sign_out: bool) -> Result<NotMe, LoginError> {
        let mien::NotMe { sessions_ended, signed_out } = self.0.report_not_me(number, sign_out)?;
        Ok(NotMe { sessions_ended, signed_out })
    }
}

/// A login whose request was verified.
#[derive(uniffi::Object)]
pub struct Login {
    flow: Slot<mien::Login>,
    prompt: mien::ApprovalPrompt,
}

#[uniffi::export]
impl Login {
    /// What to show, in the language of this tag (`en`, `zh-Hans`) where the service has it.
    pub fn prompt(&self, language: String) -> ApprovalPrompt {
        let prompt = self.prompt.clone();
        let text = |localised: Option<mien::LocalisedText>| localised.map(|t| t.get(&language).to_owned());
        ApprovalPrompt {
            domain: prompt.domain,
            service_name: text(prompt.service_name),
            service_domain: prompt.service_domain,
            purpose: text(prompt.purpose),
            claims: prompt.claims,
            cross_device: prompt.cross_device,
            browser: prompt.browser,
            started_at: prompt.started_at,
            needs_check: prompt.needs_check,
        }
    }

    /// Approves: unlocks with the passcode on the pad, signs with the phone's key, answers. Blocks for some seconds.
    /// After `WrongPasscode`, `Throttled`, `CheckDigits` and `Network` call it again.
    pub fn approve(&self, pad: Arc<PinPad>, check: Option<String>) -> Result<LoginDone, LoginError> {
        self.approved(|flow| flow.approve(&mut pad.take(), check.as_deref()))
    }

    /// The same with the pattern.
    pub fn approve_with_pattern(
        &self,
        pad: Arc<PatternPad>,
        check: Option<String>,
    ) -> Result<LoginDone, LoginError> {
        self.approved(|flow| flow.approve_with_pattern(&mut pad.take(), check.as_deref()))
    }

    /// The same with the phone's biometrics; `prompt` is what the phone shows. After `Biometrics` ask for the passcode.
    pub fn approve_with_biometrics(
        &self,
        prompt: String,
        check: Option<String>,
    ) -> Result<LoginDone, LoginError> {
        self.approved(|flow| flow.approve_with_biometrics(&prompt, check.as_deref()))
    }

    /// Declines. Needs no passcode; the other side learns only that it was refused.
    pub fn decline(&self) -> Result<(), LoginError> {
        Ok(self.flow.with(mien::Login::decline).ok_or(LoginError::Busy)??)
    }
}

impl Login {
    fn approved(
        &self,
        approve: impl FnOnce(&mut mien::Login) -> Result<mien::LoginDone, mien::LoginError>,
    ) -> Result<LoginDone, LoginError> {
        Ok(self.flow.with(approve).ok_or(LoginError::Busy)??.into())
    }

    pub(crate) fn wrap(flow: mien::Login) -> Arc<Self> {
        let prompt = flow.prompt().clone();
        Arc::new(Self { flow: Slot::new(flow), prompt })
    }
}
