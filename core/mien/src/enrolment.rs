//! J1 and J2, first light: an offer is followed, the face is scanned, a passcode chosen, the credential received and
//! everything sealed in a new vault.

use crate::exchange::{now_ms, now_seconds, send, send_quietly};
use crate::face_template::{self, FACE_CHECK, StoredTemplateError};
use crate::identity::{Identity, identity_of};
use crate::scan::{Scan, ScanError, ScanOptions};
use crate::{Mien, UnlockError, holder};
use mien_credential::jose::DeviceSigner;
use mien_credential::sd_jwt::Credential;
use mien_face::scan::Purpose;
use mien_face::{Gallery, Template};
use mien_ports::{DeviceError, HttpRequest, KeyPurpose, TransportError};
use mien_protocol::issuance::{Issuance, IssuanceError, Issued, Offered, Step};
use mien_vault::{
    Consent, HistoryEntry, HistoryKind, HistoryOutcome, KnownNumbers, NewCredential, NewPasscode,
    PasscodeError, PinPad, ProfileId, Unlocked, VaultError, VaultState, WeakPasscode,
};
use std::sync::Arc;
use thiserror::Error;

/// Why an enrolment did not go on.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EnrolmentError {
    /// The offer, the issuer or the credential was refused. The variant inside says what to tell the person;
    /// [`IssuanceError::WrongTransactionCode`] lets them type the code again.
    #[error("the issuance failed: {source}")]
    Issuance {
        /// Why.
        #[from]
        source: IssuanceError,
    },
    /// The network failed. Say so and call the same step again: nothing that was done is lost.
    #[error("the network failed: {source}")]
    Network {
        /// Why.
        #[from]
        source: TransportError,
    },
    /// The passcode was not accepted. Show the reason and ask for both again.
    #[error("the passcode was not accepted: {source}")]
    Passcode {
        /// Why.
        #[from]
        source: PasscodeError,
    },
    /// A step is missing before this one: the consent, a scan that passed, or a passcode.
    #[error("a step is missing: {step}")]
    StepMissing {
        /// `consent`, `scan` or `passcode`.
        step: &'static str,
    },
    /// Somebody is enrolled on this phone already, or was: see [`Mien::status`]. After
    /// [`Mien::erase`](crate::Mien::erase) a new enrolment can begin.
    #[error("there is an enrolment already")]
    AlreadyEnrolled,
    /// The device failed. Try again once, then say so.
    #[error("the device failed: {source}")]
    Device {
        /// What the device answered.
        #[from]
        source: DeviceError,
    },
    /// The vault could not be made or written. Free some space, then call the same step again.
    #[error("the vault failed: {source}")]
    Vault {
        /// What failed.
        #[from]
        source: VaultError,
    },
    /// Reading back what was just stored failed.
    #[error("not unlocked: {source}")]
    Unlock {
        /// Why.
        #[from]
        source: UnlockError,
    },
}

impl From<StoredTemplateError> for EnrolmentError {
    fn from(error: StoredTemplateError) -> Self {
        match error {
            StoredTemplateError::Device(source) => source.into(),
            StoredTemplateError::Vault(source) => source.into(),
            // A template of this scan always has the form that it is stored in.
            StoredTemplateError::Template(_) => Self::StepMissing { step: "scan" },
        }
    }
}

impl EnrolmentError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Issuance { source } => source.code(),
            Self::Network { source } => source.code(),
            Self::Passcode { source } => source.code(),
            Self::StepMissing { .. } => "step_missing",
            Self::AlreadyEnrolled => "already_enrolled",
            Self::Device { source } => source.code(),
            Self::Vault { source } => source.code(),
            Self::Unlock { source } => source.code(),
        }
    }
}

/// An enrolment in progress. Steps in any order before the last: [`accept_scan`](Self::accept_scan),
/// [`choose_passcode`](Self::choose_passcode); then [`finish`](Self::finish). Drop it to give up: nothing was stored.
pub struct Enrolment {
    mien: Arc<Mien>,
    offered: Offered,
    issuance: Issuance,
    key_alias: String,
    /// A request without an answer yet: it is sent again before anything else.
    outstanding: Option<HttpRequest>,
    /// The device did not sign the last time; the flow waits for the signature.
    unsigned: bool,
    consent: Option<Consent>,
    template: Option<Template>,
    passcode: Option<NewPasscode>,
    issued: Option<Box<Issued>>,
    sealed: bool,
    stored: bool,
}

impl Enrolment {
    pub(crate) fn start(mien: Arc<Mien>, offer: &str) -> Result<Self, EnrolmentError> {
        if mien.status()? != VaultState::Empty {
            return Err(EnrolmentError::AlreadyEnrolled);
        }
        let key_alias = holder::free_alias(&*mien.ports().keys)?;
        let (mut issuance, step) = Issuance::begin(offer, mien.issuers())?;
        let mut outstanding = None;
        match drive(&mien, &mut issuance, &mut outstanding, &key_alias, step)? {
            Step::Confirm(offered) => Ok(Self {
                mien,
                offered,
                issuance,
                key_alias,
                outstanding,
                unsigned: false,
                consent: None,
                template: None,
                passcode: None,
                issued: None,
                sealed: false,
                stored: false,
            }),
            _ => Err(IssuanceError::OutOfOrder.into()),
        }
    }

    /// Who offers what, and which code to ask for.
    pub const fn offered(&self) -> &Offered {
        &self.offered
    }

    /// A new scan for the template. The person's separate consent to the face check comes first: give the version of
    /// the text that they agreed to. It is stored with the enrolment.
    ///
    /// # Errors
    /// [`ScanError`]
    pub fn start_scan(
        &mut self,
        consent_text_version: &str,
        options: &ScanOptions,
    ) -> Result<Scan, ScanError> {
        self.consent = Some(Consent {
            purpose: FACE_CHECK.to_owned(),
            text_version: consent_text_version.to_owned(),
            given_at_ms: now_ms(self.mien.ports())?,
            withdrawn_at_ms: None,
        });
        let entropy = &*self.mien.ports().entropy;
        Scan::new(self.mien.models()?, Purpose::Enrol, options, Gallery::default(), 0, entropy)
    }

    /// Takes the template of a scan that passed.
    ///
    /// # Errors
    /// [`EnrolmentError::StepMissing`] when the scan did not pass.
    pub fn accept_scan(&mut self, scan: &mut Scan) -> Result<(), EnrolmentError> {
        if self.consent.is_none() {
            return Err(EnrolmentError::StepMissing { step: "consent" });
        }
        let template = scan.take_template().ok_or(EnrolmentError::StepMissing { step: "scan" })?;
        self.template = Some(template);
        Ok(())
    }

    /// Why the six digits on the pad are too easy, if they are: for a live hint before they are typed again. The pad is
    /// emptied.
    ///
    /// # Errors
    /// [`EnrolmentError::Passcode`] when there are fewer than six.
    pub fn weakness(&self, pad: &mut PinPad) -> Result<Option<WeakPasscode>, EnrolmentError> {
        Ok(NewPasscode::weakness(&pad.finish()?, &KnownNumbers::default()))
    }

    /// Chooses the passcode, typed twice. Both pads are emptied.
    ///
    /// # Errors
    /// [`EnrolmentError::Passcode`] with the reason.
    pub fn choose_passcode(&mut self, first: &mut PinPad, again: &mut PinPad) -> Result<(), EnrolmentError> {
        let (first, again) = (first.finish()?, again.finish()?);
        self.passcode = Some(NewPasscode::choose(first, &again, &KnownNumbers::default())?);
        Ok(())
    }

    /// Fetches the credential, makes the vault and seals everything in it. The vault stays unlocked.
    ///
    /// # Errors
    /// After [`EnrolmentError::Network`] and a wrong transaction code call it again: what was done is kept.
    pub fn finish(&mut self, transaction_code: Option<&str>) -> Result<Identity, EnrolmentError> {
        for (step, missing) in [("scan", self.template.is_none()), ("passcode", self.passcode.is_none())] {
            if missing && !self.sealed {
                return Err(EnrolmentError::StepMissing { step });
            }
        }
        if self.issued.is_none() {
            self.fetch(transaction_code)?;
        }
        let issued = self.issued.as_ref().ok_or(EnrolmentError::StepMissing { step: "credential" })?;
        let identity = identity_of(&issued.credential);
        self.seal()?;
        if let Some(accepted) = self.issued.as_mut().and_then(|issued| issued.accepted.take()) {
            send_quietly(self.mien.ports(), &accepted);
        }
        Ok(identity)
    }

    fn fetch(&mut self, transaction_code: Option<&str>) -> Result<(), EnrolmentError> {
        let keys = &self.mien.ports().keys;
        if !keys.exists(&self.key_alias)? {
            keys.create(&self.key_alias, KeyPurpose::Sign)?;
        }
        let step = if let Some(request) = self.outstanding.take() {
            Step::Send(request)
        } else if self.unsigned {
            let signer = DeviceSigner::new(&**keys, &self.key_alias);
            let step = self.issuance.sign_again(&signer, now_seconds(self.mien.ports())?)?;
            self.unsigned = false;
            step
        } else {
            self.issuance.accept(transaction_code)?
        };
        match drive(&self.mien, &mut self.issuance, &mut self.outstanding, &self.key_alias, step) {
            Ok(Step::Issued(issued)) => self.issued = Some(issued),
            Ok(_) => return Err(IssuanceError::OutOfOrder.into()),
            Err(error) => {
                self.unsigned = matches!(error, EnrolmentError::Issuance { source: IssuanceError::Key(_) });
                return Err(error);
            }
        }
        Ok(())
    }

    fn seal(&mut self) -> Result<(), EnrolmentError> {
        if let Some(passcode) = &self.passcode {
            self.mien.create_vault(passcode)?;
            self.passcode = None;
            self.sealed = true;
        }
        let vault = self.mien.vault()?;
        // Each is let go only when it is written: after "free some space" the next call goes on where this one stopped.
        if let Some(consent) = &self.consent {
            vault.consents().add(ProfileId::OWNER, consent)?;
            self.consent = None;
        }
        if let Some(template) = &self.template {
            face_template::store(&*self.mien.ports().keys, &vault, ProfileId::OWNER, template)?;
            self.template = None;
        }
        let Some(issued) = self.issued.as_ref().filter(|_| !self.stored) else { return Ok(()) };
        let party = Party { name: self.offered.issuer_name.as_deref(), domain: &self.offered.issuer_domain };
        keep_credential(&self.mien, &vault, &issued.credential, &self.key_alias, party)?;
        self.stored = true;
        party.record(&self.mien)?;
        Ok(())
    }
}

/// Who issued.
#[derive(Clone, Copy)]
pub(crate) struct Party<'a> {
    /// Their name for themselves.
    pub(crate) name: Option<&'a str>,
    /// Their host.
    pub(crate) domain: &'a str,
}

impl Party<'_> {
    /// Puts the enrolment into the history.
    pub(crate) fn record(self, mien: &Mien) -> Result<(), EnrolmentError> {
        let entry = HistoryEntry {
            at_ms: now_ms(mien.ports())?,
            kind: HistoryKind::Enrolment,
            outcome: HistoryOutcome::Approved,
            party: self.name.unwrap_or(self.domain).to_owned(),
            domain: Some(self.domain.to_owned()),
            claims: Vec::new(),
            code: None,
            request: None,
        };
        Ok(mien.record(entry)?)
    }
}

/// Stores a credential with the alias of the key that it is bound to.
pub(crate) fn keep_credential(
    mien: &Mien,
    vault: &Unlocked,
    credential: &Credential,
    key_alias: &str,
    party: Party<'_>,
) -> Result<(), EnrolmentError> {
    let new = NewCredential {
        text: credential.as_str(),
        key_alias,
        issuer: party.domain,
        vct: credential.vct(),
        issued_at_ms: now_ms(mien.ports())?,
    };
    vault.credentials().add(ProfileId::OWNER, new)?;
    Ok(())
}

impl Drop for Enrolment {
    /// Giving up leaves nothing behind: a key without a credential is of no use.
    fn drop(&mut self) {
        if !self.stored {
            // A key that stays is found by `erase`.
            let _ = self.mien.ports().keys.delete(&self.key_alias);
        }
    }
}

/// Sends and answers until the flow asks for the person or is done. The request in flight is kept in `outstanding`, so
/// that a network failure costs nothing but another call.
fn drive(
    mien: &Mien,
    issuance: &mut Issuance,
    outstanding: &mut Option<HttpRequest>,
    key_alias: &str,
    mut step: Step,
) -> Result<Step, EnrolmentError> {
    let ports = mien.ports();
    let signer = DeviceSigner::new(&*ports.keys, key_alias);
    while let Step::Send(request) = step {
        let request = outstanding.insert(request);
        let now = now_seconds(ports)?;
        let response = send(ports, request)?;
        let answer = issuance.respond(&response, &signer, now);
        if !matches!(answer, Err(IssuanceError::Unavailable { .. })) {
            *outstanding = None;
        }
        step = answer?;
    }
    Ok(step)
}
