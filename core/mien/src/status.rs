//! Whether the issuer still stands by a credential: Token Status Lists, fetched when they are due and kept for when there is no
//! network. A list is about very many credentials, so that its issuer does not learn whose is looked up.
//!
//! ```text
//! status/<SHA-256 of the list's address>.bin     sealed: when it was fetched (seconds, 8 bytes) | the token as it came
//! ```

use crate::exchange::{fetch_text, now_seconds};
use crate::identity::stored_credentials;
use crate::sealed::{self, Magic};
use crate::{Mien, Ports, UnlockError};
use mien_credential::base64url;
use mien_credential::sd_jwt::Credential;
use mien_credential::status_list::{Checked, MAX_TOKEN, MEDIA_TYPE, Status, StatusList, StatusReference};
use mien_ports::{DeviceError, LogLevel};
use mien_protocol::issuance::IssuerTrust;
use ring::aead::{LessSafeKey, NONCE_LEN};
use std::path::PathBuf;

const KEY_ALIAS: &str = "mien.status";
const LABEL: &[u8] = b"mien/status/v1";
const MAGIC: Magic = *b"MIENSTL\x01";
/// Token, time and what sealing adds.
const MAX_BYTES: u64 = 2 * 1024 * 1024 + 128;

/// What the issuer says of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Good, as of then.
    Valid,
    /// Revoked for good. Say so, and offer to set the phone up again.
    Revoked,
    /// Not to be used now; may become valid again.
    Suspended,
    /// Nobody could be asked yet. Say "not checked yet", never "valid".
    Unknown,
    /// The issuer publishes no status for it: only its own end counts.
    NotPublished,
}

impl Standing {
    /// A stable name for the foreign side.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Revoked => "revoked",
            Self::Suspended => "suspended",
            Self::Unknown => "unknown",
            Self::NotPublished => "not_published",
        }
    }
}

/// The standing of one credential, with the age of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialStatus {
    /// The credential's type (`vct`).
    pub vct: String,
    /// Its issuer's identifier.
    pub issuer: String,
    /// What the issuer's list says.
    pub standing: Standing,
    /// When the list was made, seconds since 1970: show "as of 09:40". `None` when there is no list.
    pub as_of: Option<u64>,
    /// How old the list is, in seconds.
    pub age_s: Option<u64>,
    /// Whether a newer list should be fetched before relying on it. After [`Mien::refresh_status`] still true: the network failed.
    pub due: bool,
}

/// The standing of all credentials, from the lists that are kept.
pub(crate) fn kept(mien: &Mien) -> Result<Vec<CredentialStatus>, UnlockError> {
    let vault = mien.vault()?;
    let now = now_seconds(mien.ports())?;
    let credentials = stored_credentials(&vault)?;
    Ok(credentials.iter().map(|(_, credential)| status_of(mien, credential, now)).collect())
}

/// The same after fetching what is due. A list that cannot be fetched or does not verify leaves the older one with its age.
pub(crate) fn refresh(mien: &Mien) -> Result<Vec<CredentialStatus>, UnlockError> {
    let credentials = stored_credentials(&*mien.vault()?)?;
    let now = now_seconds(mien.ports())?;
    let mut asked = Vec::new();
    for (_, credential) in &credentials {
        let Ok(Some(reference)) = StatusReference::of(credential.claims()) else { continue };
        let fresh = check(mien, &reference, now).is_some_and(|checked| !checked.due);
        if !fresh && !asked.iter().any(|uri| uri == reference.uri()) {
            asked.push(reference.uri().to_owned());
            let _ = fetch(mien, &reference, now);
        }
    }
    Ok(credentials.iter().map(|(_, credential)| status_of(mien, credential, now)).collect())
}

/// Whether the kept list forbids to show the credential: revoked, or suspended while the list is fresh.
pub(crate) fn is_barred(mien: &Mien, credential: &Credential, now: u64) -> bool {
    let status = status_of(mien, credential, now);
    status.standing == Standing::Revoked || (status.standing == Standing::Suspended && !status.due)
}

/// Deletes the lists, and the key that they are sealed under.
pub(crate) fn erase(mien: &Mien) -> Result<(), DeviceError> {
    mien.ports().keys.delete(KEY_ALIAS)?;
    match std::fs::remove_dir_all(mien.config().status_dir()) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(DeviceError::Storage),
        _ => Ok(()),
    }
}

fn status_of(mien: &Mien, credential: &Credential, now: u64) -> CredentialStatus {
    let blank = |standing| CredentialStatus {
        vct: credential.vct().to_owned(),
        issuer: credential.issuer().to_owned(),
        standing,
        as_of: None,
        age_s: None,
        due: standing == Standing::Unknown,
    };
    let reference = match StatusReference::of(credential.claims()) {
        Ok(Some(reference)) => reference,
        Ok(None) => return blank(Standing::NotPublished),
        // A status in a form that is not understood is not "none".
        Err(_) => return blank(Standing::Unknown),
    };
    let Some(checked) = check(mien, &reference, now) else { return blank(Standing::Unknown) };
    let standing = match checked.status {
        Status::Valid => Standing::Valid,
        Status::Invalid => Standing::Revoked,
        Status::Suspended | Status::Other(_) => Standing::Suspended,
    };
    CredentialStatus {
        as_of: Some(now.saturating_sub(checked.age)),
        age_s: Some(checked.age),
        due: checked.due,
        ..blank(standing)
    }
}

/// What the kept list says; `None` when there is none that may be used.
fn check(mien: &Mien, reference: &StatusReference, now: u64) -> Option<Checked> {
    let bytes = sealed::read(&path(mien, reference.uri()), MAX_BYTES)?;
    let key = sealed::key(mien.ports(), KEY_ALIAS, LABEL).ok()?;
    KeptList::open(bytes, &key)?.check(mien, reference, now)
}

/// A list as it is kept. It was verified then, and is again before it is asked: it may have run out, or its issuer be no longer trusted.
struct KeptList {
    fetched_at: u64,
    token: String,
}

impl KeptList {
    fn open(bytes: Vec<u8>, key: &LessSafeKey) -> Option<Self> {
        let plain = sealed::open(bytes, key, MAGIC)?;
        let (fetched_at, token) = plain.split_first_chunk::<8>()?;
        let token = std::str::from_utf8(token).ok()?.to_owned();
        Some(Self { fetched_at: u64::from_be_bytes(*fetched_at), token })
    }

    fn check(&self, mien: &Mien, reference: &StatusReference, now: u64) -> Option<Checked> {
        let list = StatusList::verify(&self.token, reference.uri(), &mien.issuers().anchors, now);
        list.ok()?.check(reference, self.fetched_at, now).ok()
    }
}

/// Fetches the kept lists that are due, also while the vault is shut: what is kept says where it is from. How many were renewed, and
/// how many could not be.
pub(crate) fn refresh_kept(mien: &Mien) -> Result<[u32; 2], DeviceError> {
    let now = now_seconds(mien.ports())?;
    let Ok(folder) = std::fs::read_dir(mien.config().status_dir()) else { return Ok([0; 2]) };
    let mut key = None;
    let [mut renewed, mut failed] = [0_u32; 2];
    for entry in folder.flatten() {
        let Some(bytes) = sealed::read(&entry.path(), MAX_BYTES) else { continue };
        let key = match &mut key {
            Some(key) => key,
            none => none.insert(sealed::key(mien.ports(), KEY_ALIAS, LABEL)?),
        };
        let Some(list) = KeptList::open(bytes, key) else { continue };
        let Ok(reference) = StatusReference::in_kept(&list.token) else { continue };
        if list.check(mien, &reference, now).is_some_and(|checked| !checked.due) {
            continue;
        }
        let count = if fetch(mien, &reference, now) { &mut renewed } else { &mut failed };
        *count = count.saturating_add(1);
    }
    Ok([renewed, failed])
}

/// Fetches a list from its issuer's host and keeps it when it verifies; whether it did. Says nothing of the person: no token, no
/// cookie, no entry.
fn fetch(mien: &Mien, reference: &StatusReference, now: u64) -> bool {
    let (ports, trust) = (mien.ports(), mien.issuers());
    if !is_known(&trust, reference) {
        ports.log(LogLevel::Warn, "status_host");
        return false;
    }
    let token = match fetch_text(ports, reference.uri().to_owned(), MEDIA_TYPE, MAX_TOKEN) {
        Ok(token) => token,
        Err(reason) => {
            if reason.is_none() {
                ports.log(LogLevel::Warn, "status_unreachable");
            }
            return false;
        }
    };
    // A list that is cut down or made up must not take the place of a good one.
    let verified = StatusList::verify(&token, reference.uri(), &trust.anchors, now)
        .and_then(|list| list.check(reference, now, now));
    match verified {
        Ok(_) => {
            let kept = keep(mien, reference.uri(), &token, now).is_ok();
            if !kept {
                ports.log(LogLevel::Warn, "status_not_kept");
            }
            kept
        }
        Err(error) => {
            ports.log(LogLevel::Warn, error.code());
            false
        }
    }
}

fn keep(mien: &Mien, uri: &str, token: &str, now: u64) -> Result<(), DeviceError> {
    let ports: &Ports = mien.ports();
    let key = sealed::key(ports, KEY_ALIAS, LABEL)?;
    std::fs::create_dir_all(mien.config().status_dir()).map_err(|_| DeviceError::Storage)?;
    sealed::write(&path(mien, uri), &packed(&key, sealed::nonce(ports)?, now, token)?)
}

fn packed(key: &LessSafeKey, nonce: [u8; NONCE_LEN], now: u64, token: &str) -> Result<Vec<u8>, DeviceError> {
    sealed::seal(key, MAGIC, nonce, &[&now.to_be_bytes()[..], token.as_bytes()].concat())
}

fn path(mien: &Mien, uri: &str) -> PathBuf {
    mien.config().status_dir().join(format!("{}.bin", base64url::sha256(uri.as_bytes())))
}

/// Lists come from hosts that credentials may come from, and from nobody else.
fn is_known(trust: &IssuerTrust, reference: &StatusReference) -> bool {
    reference.host().is_some_and(|host| trust.hosts.contains(&host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::aead::{AES_256_GCM, UnboundKey};

    // Protects lists that are kept on a phone while the app is updated: the file of today must open tomorrow. The bytes were made by
    // another program (Python's `cryptography`).
    #[test]
    fn the_file_is_frozen() {
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).unwrap());
        let file = packed(&key, [9; NONCE_LEN], 1_780_272_000, "token").unwrap();
        let hex = file.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        assert_eq!(hex, FROZEN);
    }

    const FROZEN: &str =
        "4d49454e53544c0109090909090909090909090927858494d4ec0ae1d40da05d88c8f3f4662bdca399f36ddeeec95bad86";
}
