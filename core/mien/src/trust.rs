//! Whom this app trusts now: the roots of its build, or the newest signed list that it has seen.
//!
//! ```text
//! trust.bin     sealed: the newest list as it came
//! ```
//!
//! Sealed under a key of the device, the file can be taken away but not replaced by an older one of another device; without it the list
//! of the build counts again.

use crate::exchange::{fetch_text, now_seconds};
use crate::sealed::{self, Magic};
use crate::{Mien, OpenError, Ports, Trust};
use mien_credential::TrustListError;
use mien_credential::jose::PublicKey;
use mien_credential::trust_list::TrustList;
use mien_credential::x509::TrustAnchors;
use mien_ports::{DeviceError, LogLevel, TransportError};
use mien_protocol::issuance::IssuerTrust;
use ring::aead::{LessSafeKey, NONCE_LEN};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use thiserror::Error;

const KEY_ALIAS: &str = "mien.trust";
const LABEL: &[u8] = b"mien/trust/v1";
const MAGIC: Magic = *b"MIENTRU\x01";
/// How long a list counts as new, in seconds: a day.
const FRESH_S: u64 = 86_400;
const MAX_LIST: usize = 512 * 1024;
/// The list and what sealing adds.
const MAX_BYTES: u64 = 513 * 1024;

/// Why the trust list was not replaced. The one before stays in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TrustError {
    /// The list was refused; the reason is inside.
    #[error("the trust list was refused: {source}")]
    Refused {
        /// Why.
        #[from]
        source: TrustListError,
    },
    /// The network failed, or the server answered with something else than a list. Try again later.
    #[error("the trust list was not received")]
    Network {
        /// Why, where there was no answer at all.
        source: Option<TransportError>,
    },
    /// The list could not be kept; it is in use until the app ends. Try again later.
    #[error("the device failed: {source}")]
    Device {
        /// What the device answered.
        #[from]
        source: DeviceError,
    },
    /// The app was opened without a trust list, or without an address for it. A mistake of the app's configuration.
    #[error("there is no trust list")]
    NotConfigured,
}

impl TrustError {
    /// A stable name for logs and for the foreign side.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Refused { source } => source.code(),
            Self::Network { source: Some(source) } => source.code(),
            Self::Network { source: None } => "unexpected_answer",
            Self::Device { source } => source.code(),
            Self::NotConfigured => "trust_list_not_configured",
        }
    }
}

/// What counts at one moment.
pub(crate) struct Trusted {
    pub(crate) verifiers: TrustAnchors,
    pub(crate) issuers: IssuerTrust,
    /// `None` where the build's roots count.
    pub(crate) list: Option<TrustList>,
}

impl Trusted {
    fn by(list: TrustList) -> Self {
        let issuers = IssuerTrust { anchors: list.issuer_anchors(), hosts: list.issuer_hosts() };
        Self { verifiers: list.verifier_anchors(), issuers, list: Some(list) }
    }
}

/// The present trust and how it may change.
pub(crate) struct TrustState {
    /// `None` where there are only the build's roots.
    pinned: Option<PublicKey>,
    now: Mutex<Arc<Trusted>>,
    path: PathBuf,
    /// When a list was fetched last while the app lives, seconds since 1970.
    fetched_at: AtomicU64,
}

impl TrustState {
    /// The newer one of the build's list and the kept one.
    pub(crate) fn open(trust: &Trust, path: PathBuf, ports: &Ports) -> Result<Self, OpenError> {
        let Some(pinned) = &trust.list else {
            let anchors = TrustAnchors::from_pem(&trust.issuer_roots_pem)?;
            let trusted = Trusted {
                verifiers: TrustAnchors::from_pem(&trust.verifier_roots_pem)?,
                issuers: IssuerTrust { anchors, hosts: trust.issuer_hosts.clone() },
                list: None,
            };
            let now = Mutex::new(Arc::new(trusted));
            return Ok(Self { pinned: None, now, path, fetched_at: AtomicU64::default() });
        };
        let jwk = serde_json::from_str(&pinned.key_jwk).map_err(|_| OpenError::TrustKey)?;
        let key = PublicKey::from_jwk(&jwk).map_err(|_| OpenError::TrustKey)?;
        let built_in = TrustList::verify(&pinned.list, &key)?;
        let newest = match kept(&path, &key, ports) {
            Some(kept) if kept.version() > built_in.version() => kept,
            _ => built_in,
        };
        let now = Mutex::new(Arc::new(Trusted::by(newest)));
        Ok(Self { pinned: Some(key), now, path, fetched_at: AtomicU64::default() })
    }

    pub(crate) fn now(&self) -> Arc<Trusted> {
        Arc::clone(&self.now.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes a newer list and answers its number.
    pub(crate) fn update(&self, text: &str, ports: &Ports) -> Result<u64, TrustError> {
        let key = self.pinned.as_ref().ok_or(TrustError::NotConfigured)?;
        let list = TrustList::verify(text, key)?;
        list.check_times(now_seconds(ports)?)?;
        let version = list.version();
        let text = list.as_str().to_owned();
        {
            // Compared and replaced in one turn; no port is called while the lock is held.
            let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
            let before = now.list.as_ref().ok_or(TrustError::NotConfigured)?;
            *now = Arc::new(Trusted::by(list.supersede(before)?));
        }
        let sealing = sealed::key(ports, KEY_ALIAS, LABEL)?;
        let bytes = packed(&sealing, sealed::nonce(ports)?, &text)?;
        sealed::write(&self.path, &bytes)?;
        Ok(version)
    }

    /// Deletes the key, then the file.
    pub(crate) fn erase(&self, ports: &Ports) -> Result<(), DeviceError> {
        ports.keys.delete(KEY_ALIAS)?;
        sealed::remove(&self.path)
    }
}

fn packed(key: &LessSafeKey, nonce: [u8; NONCE_LEN], text: &str) -> Result<Vec<u8>, DeviceError> {
    sealed::seal(key, MAGIC, nonce, text.as_bytes())
}

/// The list that was kept; `None` when there is none, or not one of this device and this key.
fn kept(path: &std::path::Path, key: &PublicKey, ports: &Ports) -> Option<TrustList> {
    let bytes = sealed::read(path, MAX_BYTES)?;
    let sealing = sealed::key(ports, KEY_ALIAS, LABEL).ok()?;
    let plain = sealed::open(bytes, &sealing, MAGIC)?;
    TrustList::verify(std::str::from_utf8(&plain).ok()?, key).ok()
}

/// Fetches the list from the address of the configuration.
pub(crate) fn refresh(mien: &Mien) -> Result<u64, TrustError> {
    let ports = mien.ports();
    let url = mien.config().trust.list.as_ref().and_then(|list| list.url.clone());
    let text = fetch_text(ports, url.ok_or(TrustError::NotConfigured)?, "application/jwt", MAX_LIST)
        .map_err(|source| TrustError::Network { source })?;
    let version = mien.trust_state().update(&text, ports)?;
    mien.trust_state().fetched_at.store(now_seconds(ports)?, Ordering::Relaxed);
    Ok(version)
}

/// Fetches the list once a day: when the one in use was made, and the last one fetched, longer ago than that. Whether there is a newer
/// one now.
pub(crate) fn refresh_due(mien: &Mien) -> Result<bool, TrustError> {
    let trusted = mien.trust_state().now();
    let has_address = mien.config().trust.list.as_ref().is_some_and(|list| list.url.is_some());
    let Some(list) = trusted.list.as_ref().filter(|_| has_address) else { return Ok(false) };
    let newest = list.issued_at().max(mien.trust_state().fetched_at.load(Ordering::Relaxed));
    if now_seconds(mien.ports())? < newest.saturating_add(FRESH_S) {
        return Ok(false);
    }
    Ok(refresh(mien)? > list.version())
}

/// The trust at this moment. A list that has run out is fetched anew once, where the configuration says from where.
pub(crate) fn current(mien: &Mien) -> Result<Arc<Trusted>, TrustError> {
    let now = now_seconds(mien.ports())?;
    let over = |trusted: &Trusted| trusted.list.as_ref().and_then(|list| list.check_times(now).err());
    let trusted = mien.trust_state().now();
    let Some(error) = over(&trusted) else { return Ok(trusted) };
    mien.ports().log(LogLevel::Warn, error.code());
    refresh(mien).map_err(|_| error)?;
    let trusted = mien.trust_state().now();
    over(&trusted).map_or_else(|| Ok(Arc::clone(&trusted)), |error| Err(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::aead::{AES_256_GCM, UnboundKey};

    // Protects against a rollback by an update of the app: the list that was kept yesterday is read tomorrow. The bytes were made by
    // another program (Python's `cryptography`).
    #[test]
    fn the_file_is_frozen() {
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).unwrap());
        let file = packed(&key, [9; NONCE_LEN], "list").unwrap();
        let hex = file.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        assert_eq!(hex, FROZEN);
    }

    const FROZEN: &str = "4d49454e545255010909090909090909090909094becf7e06c2b279b122cd428ee8aff2318b13352";
}
