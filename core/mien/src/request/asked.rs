//! A verified request that waits for the person: what logins and presentations have in common.

use super::LoginError;
use crate::exchange::{now_ms, now_seconds, send, send_quietly};
use crate::identity::stored_credentials;
use crate::trust::{self, Trusted};
use crate::{Mien, UnlockError, status};
use mien_credential::jose::DeviceSigner;
use mien_credential::sd_jwt::ClaimPath;
use mien_credential::trust_list::Purpose;
use mien_ports::{HttpRequest, LogLevel};
use mien_protocol::LocalisedText;
use mien_protocol::presentation::{
    Approval, Candidate, LoginCode, PresentationError, Shown, Submission, VerifiedRequest,
};
use mien_vault::{HistoryEntry, HistoryKind, HistoryOutcome, RequestReference, Unlocked};
use std::sync::Arc;

/// A request whose sender is proven. Dropped undecided, it is remembered as expired.
pub(super) struct Asked {
    pub(super) mien: Arc<Mien>,
    /// `None` once the person has decided.
    request: Option<VerifiedRequest>,
    /// What the history will say of it, but the end.
    entry: HistoryEntry,
    /// An answer went out and no word came back: it may have arrived.
    sent: bool,
    /// What the trust list says of who asks; `None` without a list.
    pub(super) vouched: Option<Vouched>,
}

/// Words that the deployment vouches for.
pub(super) struct Vouched {
    pub(super) name: Option<LocalisedText>,
    pub(super) purpose: Option<LocalisedText>,
}

/// How an answer ended.
pub(super) struct Answered {
    /// Where to send the browser of this phone.
    pub(super) return_url: Option<String>,
}

impl Asked {
    /// Follows a code: fetches the request and verifies it.
    pub(super) fn follow(mien: Arc<Mien>, code: &str) -> Result<Self, LoginError> {
        let ports = mien.ports();
        let code = LoginCode::parse(code)?;
        let trusted = trust::current(&mien)?;
        let claimed = |host: &str| trusted.list.as_ref().is_none_or(|list| list.knows_host(host));
        if !code.link_host().is_none_or(claimed) {
            return Err(code.refused_link().into());
        }
        let (request, fetch) = code.request(&*ports.entropy)?;
        let response = send(ports, &request)?;
        let now = now_seconds(ports)?;
        let verified = mien.with_nonces(|seen| fetch.verify(&response, &trusted.verifiers, now, seen));
        match verified {
            Ok(request) => {
                let entry = entry_of(&request);
                let mut asked = Self { mien, request: Some(request), entry, sent: false, vouched: None };
                asked.look_up(&trusted, now)?;
                Ok(asked)
            }
            Err(refusal) => {
                ports.log(LogLevel::Warn, refusal.error.code());
                if let Some(report) = refusal.report {
                    send_quietly(ports, &report);
                }
                // Only a party that is proven has a place in the history: others could write what they like into it.
                if let Some(domain) = refusal.domain {
                    let outcome = outcome_of(&refusal.error);
                    remember(&mien, &blank(&domain), outcome, Some(refusal.error.code()));
                }
                Err(refusal.error.into())
            }
        }
    }

    /// What the trust list says of who asks. Somebody whom it does not name for this is not shown to anybody, and is told no.
    fn look_up(&mut self, trusted: &Trusted, now: u64) -> Result<(), LoginError> {
        let (Some(list), Some(request)) = (&trusted.list, &self.request) else { return Ok(()) };
        let purpose = if request.is_login() { Purpose::Login } else { Purpose::Presentation };
        if let Some(listed) = list.verifier(request.domain(), purpose, request.certificate_chain(), now) {
            self.vouched = Some(Vouched {
                name: LocalisedText::from_texts(&listed.name),
                purpose: LocalisedText::from_texts(&listed.purpose),
            });
            return Ok(());
        }
        self.mien.ports().log(LogLevel::Warn, LoginError::NotListed.code());
        self.tell_no();
        remember(&self.mien, &self.entry, HistoryOutcome::Failed, Some(LoginError::NotListed.code()));
        Err(LoginError::NotListed)
    }

    /// The request, while it waits.
    ///
    /// # Errors
    /// [`LoginError::Over`]
    pub(super) fn request(&self) -> Result<&VerifiedRequest, LoginError> {
        self.request.as_ref().ok_or(LoginError::Over)
    }

    /// Each approval proves anew that the person is there, also while the vault is open.
    pub(super) fn approve(
        &mut self,
        approval: &Approval<'_>,
        enter: impl FnOnce(&Mien) -> Result<Arc<Unlocked>, UnlockError>,
    ) -> Result<Answered, LoginError> {
        let request = self.request.as_ref().ok_or(LoginError::Over)?;
        // Refused before the passcode is tried: a slip in the number must not cost an attempt.
        request.check_digits_form(approval)?;
        let ports = self.mien.ports();
        let vault = enter(&self.mien)?;
        let prepared = prepare(&self.mien, request, &vault, approval);
        // The network may take long: locking meanwhile must wipe the key.
        drop(vault);
        let result = prepared.and_then(|prepared| {
            if let Some(reference) = &mut self.entry.request {
                reference.key_alias = Some(prepared.key_alias);
            }
            let response = send(ports, &prepared.answer).inspect_err(|_| self.sent = true)?;
            let finished = prepared.submission.finish(&response)?;
            Ok(Answered { return_url: finished.redirect_uri })
        });
        let result = result.map_err(|error| match error {
            LoginError::Request { source: PresentationError::Expired } if self.sent => LoginError::Unknown,
            error => error,
        });
        if let Err(error) = &result {
            if error.is_open() {
                return result;
            }
            if matches!(error, LoginError::NothingToShow | LoginError::Revoked) {
                self.tell_no();
            }
        }
        let (outcome, code) = match &result {
            Ok(_) => (HistoryOutcome::Approved, None),
            Err(LoginError::Request { source }) => (outcome_of(source), Some(source.code())),
            Err(error) => (HistoryOutcome::Failed, Some(error.code())),
        };
        self.request = None;
        remember(&self.mien, &self.entry, outcome, code);
        result
    }

    /// Declines. Needs no passcode.
    ///
    /// # Errors
    /// [`LoginError::Over`] when it was decided before.
    pub(super) fn decline(&mut self) -> Result<(), LoginError> {
        if self.request.is_none() {
            return Err(LoginError::Over);
        }
        self.tell_no();
        remember(&self.mien, &self.entry, HistoryOutcome::Declined, None);
        Ok(())
    }

    /// The verifier is not told whether the person declined or had nothing to show.
    fn tell_no(&mut self) {
        if let Some(request) = self.request.take() {
            send_quietly(self.mien.ports(), &request.decline().0);
        }
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        if self.request.is_some() {
            let code = if self.sent { "outcome_unknown" } else { "undecided" };
            remember(&self.mien, &self.entry, HistoryOutcome::Expired, Some(code));
        }
    }
}

/// Writes `entry` with its end. What is done stays done when its entry cannot be written.
pub(super) fn remember(mien: &Mien, entry: &HistoryEntry, outcome: HistoryOutcome, code: Option<&str>) {
    let written = now_ms(mien.ports()).map_err(UnlockError::from).and_then(|at_ms| {
        mien.record(HistoryEntry { at_ms, outcome, code: code.map(str::to_owned), ..entry.clone() })
    });
    if let Err(error) = written {
        mien.ports().log(LogLevel::Warn, error.code());
    }
}

/// An entry of which only the party is known.
fn blank(domain: &str) -> HistoryEntry {
    HistoryEntry {
        at_ms: 0,
        kind: HistoryKind::Login,
        outcome: HistoryOutcome::Failed,
        party: domain.to_owned(),
        domain: Some(domain.to_owned()),
        claims: Vec::new(),
        code: None,
        request: None,
    }
}

fn entry_of(request: &VerifiedRequest) -> HistoryEntry {
    let service = request.service();
    let name = service.map(|service| &service.name).or(request.described().name.as_ref());
    let report_uri = service.and_then(|service| service.report_uri.clone());
    let nonce = request.nonce().to_owned();
    let blank = blank(request.domain());
    HistoryEntry {
        kind: if request.is_login() { HistoryKind::Login } else { HistoryKind::Presentation },
        // The history keeps one language: English where the party has it.
        party: name.map_or(blank.party, |name| name.get("en").to_owned()),
        claims: request.query().asked().map(ClaimPath::dotted).collect(),
        request: report_uri.map(|report_uri| RequestReference { report_uri, nonce, key_alias: None }),
        ..blank
    }
}

fn outcome_of(error: &PresentationError) -> HistoryOutcome {
    match error.shown() {
        Shown::CodeExpired => HistoryOutcome::Expired,
        _ => HistoryOutcome::Failed,
    }
}

/// An answer that is signed and encrypted, but not sent.
struct Prepared {
    answer: HttpRequest,
    submission: Submission,
    key_alias: String,
}

/// Picks the credential and makes the encrypted answer.
fn prepare(
    mien: &Mien,
    request: &VerifiedRequest,
    vault: &Unlocked,
    approval: &Approval<'_>,
) -> Result<Prepared, LoginError> {
    let ports = mien.ports();
    let now = now_seconds(ports)?;
    let (aliases, held): (Vec<_>, Vec<_>) = stored_credentials(vault)?.into_iter().unzip();
    let candidates = request.candidates(&held, now);
    if candidates.is_empty() {
        return Err(LoginError::NothingToShow);
    }
    let barred = |candidate: &&Candidate<'_>| status::is_barred(mien, candidate.credential(), now);
    let candidate = candidates.iter().find(|candidate| !barred(candidate)).ok_or(LoginError::Revoked)?;
    let place = held.iter().position(|credential| std::ptr::eq(credential, candidate.credential()));
    let alias = place.and_then(|place| aliases.get(place)).ok_or(LoginError::NothingToShow)?;
    let signer = DeviceSigner::new(&*ports.keys, alias);
    let (answer, submission) = request.approve(candidate, approval, &signer, &*ports.entropy, now)?;
    Ok(Prepared { answer, submission, key_alias: alias.clone() })
}
