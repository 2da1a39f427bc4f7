//! "This wasn't me": an entry of the history is reported to the party that had asked.

use super::LoginError;
use super::asked::remember;
use crate::exchange::{now_seconds, send};
use crate::{Mien, Ports};
use mien_credential::jose::DeviceSigner;
use mien_protocol::presentation::{Report, Reported};
use mien_vault::{HistoryEntry, HistoryKind, HistoryOutcome, Unlocked};

/// What the provider has done about a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotMe {
    /// Sessions that it has ended; 0 when the login had led to none, or they were over.
    pub sessions_ended: u32,
    /// Whether this phone was signed out. Its credential is worth nothing any more: say so, and offer
    /// [`Mien::erase`](crate::Mien::erase) and a new set-up.
    pub signed_out: bool,
}

/// Whether [`report`] can do anything about this entry.
pub(crate) fn can_report(entry: &HistoryEntry) -> bool {
    entry.request.is_some() && matches!(entry.kind, HistoryKind::Login | HistoryKind::Presentation)
}

pub(crate) fn report(
    mien: &Mien,
    vault: &Unlocked,
    number: u64,
    sign_out: bool,
) -> Result<NotMe, LoginError> {
    let ports = mien.ports();
    let found = vault.history().page(number.checked_add(1), 1).map_err(crate::UnlockError::from)?;
    let entry = found.into_iter().find(|(at, entry)| *at == number && can_report(entry));
    let (_, entry) = entry.ok_or(LoginError::NotReportable)?;
    let reference = entry.request.as_ref().ok_or(LoginError::NotReportable)?;
    let alias = match &reference.key_alias {
        Some(alias) => alias.clone(),
        None => key_known_to(vault, entry.domain.as_deref())?,
    };
    let reported = deliver(
        ports,
        &alias,
        Report { report_uri: &reference.report_uri, nonce: &reference.nonce, sign_out },
    )?;
    let entry = HistoryEntry { kind: HistoryKind::NotMeReported, request: None, ..entry };
    let code = match reported {
        Reported { signed_out: true, .. } => "signed_out",
        Reported { sessions_ended: 0, .. } => "no_session",
        Reported { .. } => "session_ended",
    };
    remember(mien, &entry, HistoryOutcome::Approved, Some(code));
    Ok(NotMe { sessions_ended: reported.sessions_ended, signed_out: reported.signed_out })
}

fn deliver(ports: &Ports, alias: &str, report: Report<'_>) -> Result<Reported, LoginError> {
    let signer = DeviceSigner::new(&*ports.keys, alias);
    let request = report.request(&signer, &*ports.entropy, now_seconds(ports)?)?;
    Ok(Reported::read(&send(ports, &request)?)?)
}

/// A request that was not answered has no key: the provider knows those that it has certified itself.
fn key_known_to(vault: &Unlocked, domain: Option<&str>) -> Result<String, LoginError> {
    let stored = vault.credentials().list().map_err(crate::UnlockError::from)?;
    let its_own = stored.iter().find(|one| Some(one.issuer.as_str()) == domain);
    its_own.or_else(|| stored.first()).map(|one| one.key_alias.clone()).ok_or(LoginError::NotReportable)
}
