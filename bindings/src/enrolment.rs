//! Enrolment across the boundary.

use crate::app::Identity;
use crate::errors::{EnrolmentError, ScanError};
use crate::pads::PinPad;
use crate::scan::{Scan, ScanOptions};
use crate::slot::Slot;
use std::sync::Arc;

/// Who offers what.
#[derive(Debug, Clone, uniffi::Record)]
pub struct OfferView {
    /// The issuer's verified domain. Always show it.
    pub issuer_domain: String,
    /// The issuer's name for itself.
    pub issuer_name: Option<String>,
    /// Whether a code from another channel (an SMS) must be typed.
    pub needs_code: bool,
    /// How many characters that code has, if the issuer says.
    pub code_length: Option<u32>,
    /// The issuer's own words on where the code was sent; show it as a quotation.
    pub code_description: Option<String>,
}

/// An enrolment in progress: scan, passcode, finish. Drop it to give up: nothing was stored.
#[derive(uniffi::Object)]
pub struct Enrolment {
    flow: Slot<mien::Enrolment>,
    offer: OfferView,
}

#[uniffi::export]
impl Enrolment {
    /// Who offers what, and whether to ask for a code.
    pub fn offer(&self) -> OfferView {
        self.offer.clone()
    }

    /// A new scan. Get the person's separate consent to the face check first and give the version of its text.
    #[uniffi::method(default(options = None))]
    pub fn start_scan(
        &self,
        consent_text_version: String,
        options: Option<ScanOptions>,
    ) -> Result<Arc<Scan>, ScanError> {
        let started = self
            .flow
            .with(|flow| flow.start_scan(&consent_text_version, &options.unwrap_or_default().into()));
        let scan = started.ok_or(ScanError::Failed { code: "busy".to_owned() })??;
        Ok(Scan::wrap(scan))
    }

    /// Takes the template of a scan that passed.
    pub fn accept_scan(&self, scan: Arc<Scan>) -> Result<(), EnrolmentError> {
        let accepted = self.flow.with(|flow| flow.accept_scan(&mut scan.scan()));
        Ok(accepted.ok_or(EnrolmentError::Busy)??)
    }

    /// Why the six digits on the pad are too easy, as a stable name; nothing when they are not. Empties the pad.
    pub fn weakness(&self, pad: Arc<PinPad>) -> Result<Option<String>, EnrolmentError> {
        let weakness = self.flow.with(|flow| flow.weakness(&mut pad.take()));
        Ok(weakness.ok_or(EnrolmentError::Busy)??.map(|reason| reason.code().to_owned()))
    }

    /// Chooses the passcode, typed twice. Both pads are emptied.
    pub fn choose_passcode(&self, first: Arc<PinPad>, again: Arc<PinPad>) -> Result<(), EnrolmentError> {
        let chosen = self.flow.with(|flow| flow.choose_passcode(&mut first.take(), &mut again.take()));
        Ok(chosen.ok_or(EnrolmentError::Busy)??)
    }

    /// Fetches the credential and seals everything in a new vault, which stays open. Blocks for some seconds.
    pub fn finish(&self, code: Option<String>) -> Result<Identity, EnrolmentError> {
        let finished = self.flow.with(|flow| flow.finish(code.as_deref()));
        Ok(finished.ok_or(EnrolmentError::Busy)??.into())
    }
}

impl Enrolment {
    pub(crate) fn wrap(flow: mien::Enrolment) -> Arc<Self> {
        let offered = flow.offered();
        let code = offered.transaction_code.as_ref();
        let offer = OfferView {
            issuer_domain: offered.issuer_domain.clone(),
            issuer_name: offered.issuer_name.clone(),
            needs_code: code.is_some(),
            code_length: code.and_then(|c| c.length).and_then(|n| u32::try_from(n).ok()),
            code_description: code.and_then(|c| c.description.clone()),
        };
        Arc::new(Self { flow: Slot::new(flow), offer })
    }
}
