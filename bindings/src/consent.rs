//! Showing claims to any verifier, across the boundary.

use crate::errors::LoginError;
use crate::login::LoginDone;
use crate::pads::{PatternPad, PinPad};
use crate::slot::Slot;
use std::sync::Arc;

/// Words about the party that asks.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Quotation {
    /// The words.
    pub text: String,
    /// Whether the deployment's trust list vouches for them. Where it does not they are the party's own: show them as a quotation,
    /// after the verified domain.
    pub vouched: bool,
}

/// Whether this phone has what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Availability {
    /// Not known: the vault is locked. The person may decline, or unlock to see the values.
    Locked,
    /// There is a credential that answers. The claims have their values.
    Ready,
    /// There is none. Say so, and offer to decline only.
    Missing,
}

/// One claim that is asked for.
#[derive(Clone, uniffi::Record)]
pub struct ConsentClaim {
    /// Where it stands in the credential, joined by dots: a stable name.
    pub path: String,
    /// What people call it, in the language asked for; the path where nobody has a name for it.
    pub name: String,
    /// What would be sent; nothing while the vault is locked or when there is nothing to send. Personal: never log it.
    pub value: Option<String>,
}

/// The credential that would be shown.
#[derive(Debug, Clone, uniffi::Record)]
pub struct ConsentCredential {
    /// Who has issued it: its issuer's identifier.
    pub issuer: String,
    /// Its type (`vct`).
    pub vct: String,
    /// When it ends, seconds since 1970.
    pub expires_at: Option<u64>,
}

/// Everything for the consent screen. Show all of it; make declining as easy as approving.
#[derive(Clone, uniffi::Record)]
pub struct ConsentView {
    /// Who: the verified domain that asks and gets the answer. Always show it, before anything the party says of itself.
    pub domain: String,
    /// Who: the party's name.
    pub name: Option<Quotation>,
    /// Why: its purpose. Say "gives no reason" when there is none.
    pub purpose: Option<Quotation>,
    /// Where it says what it does with data: an `https` address. Show the host; open it only in the browser.
    pub policy_url: Option<String>,
    /// What: each claim that would be sent, and no other. While the vault is locked: each that is asked for.
    pub claims: Vec<ConsentClaim>,
    /// Whether it can be answered.
    pub availability: Availability,
    /// What would be shown; nothing unless `Ready`.
    pub credential: Option<ConsentCredential>,
    /// What happens then, as stable names, in order: `sent_once`, `not_recallable`, `recognisable`, `issuer_not_told`, `remembered`.
    /// The app holds one sentence for each.
    pub consequences: Vec<String>,
}

/// A verifier's request that was verified. Drop it undecided and it is remembered as expired.
#[derive(uniffi::Object)]
pub struct Presentation(Slot<mien::Presentation>);

#[uniffi::export]
impl Presentation {
    /// What to show before the person decides, in the language of this tag (`en`, `zh-Hans`) where there are words in it. Call it
    /// again after unlocking: the values are in the vault.
    pub fn consent(&self, language: String) -> Result<ConsentView, LoginError> {
        let view = self.0.with(|flow| flow.consent(&language)).ok_or(LoginError::Busy)??;
        Ok(view.into())
    }

    /// Approves: unlocks with the passcode on the pad, discloses the claims of the consent view and no others. Blocks for some
    /// seconds. After `WrongPasscode`, `Throttled` and `Network` call it again.
    pub fn approve(&self, pad: Arc<PinPad>) -> Result<LoginDone, LoginError> {
        self.approved(|flow| flow.approve(&mut pad.take()))
    }

    /// The same with the pattern.
    pub fn approve_with_pattern(&self, pad: Arc<PatternPad>) -> Result<LoginDone, LoginError> {
        self.approved(|flow| flow.approve_with_pattern(&mut pad.take()))
    }

    /// The same with the phone's biometrics; `prompt` is what the phone shows. After `Biometrics` ask for the passcode.
    pub fn approve_with_biometrics(&self, prompt: String) -> Result<LoginDone, LoginError> {
        self.approved(|flow| flow.approve_with_biometrics(&prompt))
    }

    /// Declines. Needs no passcode; the verifier learns neither whether there was something to show nor who declined.
    pub fn decline(&self) -> Result<(), LoginError> {
        Ok(self.0.with(mien::Presentation::decline).ok_or(LoginError::Busy)??)
    }
}

impl Presentation {
    fn approved(
        &self,
        approve: impl FnOnce(&mut mien::Presentation) -> Result<mien::LoginDone, mien::LoginError>,
    ) -> Result<LoginDone, LoginError> {
        Ok(self.0.with(approve).ok_or(LoginError::Busy)??.into())
    }

    pub(crate) fn wrap(flow: mien::Presentation) -> Arc<Self> {
        Arc::new(Self(Slot::new(flow)))
    }
}

impl From<mien::ConsentView> for ConsentView {
    fn from(view: mien::ConsentView) -> Self {
        let quotation = |words: mien::Quotation| Quotation { text: words.text, vouched: words.vouched };
        let claim = |claim: mien::ConsentClaim| ConsentClaim {
            path: claim.path,
            name: claim.name,
            value: claim.value,
        };
        let credential = |credential: mien::ConsentCredential| ConsentCredential {
            issuer: credential.issuer,
            vct: credential.vct,
            expires_at: credential.expires_at,
        };
        Self {
            domain: view.domain,
            name: view.name.map(quotation),
            purpose: view.purpose.map(quotation),
            policy_url: view.policy_url,
            claims: view.claims.into_iter().map(claim).collect(),
            availability: match view.availability {
                mien::Availability::Locked => Availability::Locked,
                mien::Availability::Ready => Availability::Ready,
                mien::Availability::Missing => Availability::Missing,
            },
            credential: view.credential.map(credential),
            consequences: view.consequences.iter().map(|one| one.code().to_owned()).collect(),
        }
    }
}
