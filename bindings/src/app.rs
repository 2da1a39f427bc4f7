//! The one object of the app.

use crate::enrolment::Enrolment;
use crate::errors::{EnrolmentError, LoginError, OpenError, ScanError, UnlockError};
use crate::frame::{FrameInfo, frame};
use crate::login::Login;
use crate::ports::{Ports, adapt};
use crate::scan::{Scan, ScanOptions};
use std::sync::Arc;

/// Where things lie and whom to trust. Fixed when Mien is opened.
#[derive(Debug, Clone, uniffi::Record)]
pub struct MienConfig {
    /// A folder of the app's own that is excluded from backups (`noBackupFilesDir` on Android).
    pub data_dir: String,
    /// The folder with the model files.
    pub models_dir: String,
    /// Roots of certificates that may sign login requests, PEM.
    pub verifier_roots_pem: String,
    /// Roots of certificates that may sign credentials, PEM.
    pub issuer_roots_pem: String,
    /// Hosts that credentials may be received from, in lower case, without a port.
    pub issuer_hosts: Vec<String>,
    /// A signed trust list instead of the three above, which then do not count.
    #[uniffi(default = None)]
    pub trust_list: Option<TrustListConfig>,
}

/// A trust list and the key that it must be signed with. Pinned in the app's build.
#[derive(Debug, Clone, uniffi::Record)]
pub struct TrustListConfig {
    /// The key that signs the deployment's lists: a P-256 JWK.
    pub key_jwk: String,
    /// The list as of the build.
    pub list: String,
    /// Where newer lists are: an `https` address.
    #[uniffi(default = None)]
    pub url: Option<String>,
}

/// The enrolled person, for the screen.
#[derive(Clone, uniffi::Record)]
pub struct Identity {
    /// The name, as the issuer has it.
    pub name: Option<String>,
    /// The masked ID number, as the issuer has it.
    pub id_number_masked: Option<String>,
    /// When the credential ends, seconds since 1970.
    pub expires_at: Option<u64>,
}

impl From<mien::Identity> for Identity {
    fn from(identity: mien::Identity) -> Self {
        let mien::Identity { name, id_number_masked, expires_at } = identity;
        Self { name, id_number_masked, expires_at }
    }
}

/// One line of the history. Holds names of claims, never their values.
#[derive(Debug, Clone, uniffi::Record)]
pub struct HistoryEntry {
    /// When, milliseconds since 1970.
    pub at_ms: u64,
    /// What: `enrolment`, `login`, `presentation`, `not_me_reported`, ...
    pub kind: String,
    /// How it ended: `approved`, `declined`, `expired`, `failed`.
    pub outcome: String,
    /// The service or issuer.
    pub party: String,
    /// Its verified domain.
    pub domain: Option<String>,
    /// The names of the claims that were asked for.
    pub claims: Vec<String>,
    /// Names this entry to `Mien.report_not_me`.
    #[uniffi(default = 0)]
    pub number: u64,
    /// Whether "this wasn't me" can be told for this entry. Offer it only then.
    #[uniffi(default = false)]
    pub can_report: bool,
}

/// The identity of one person on one phone. Open it once and keep it for as long as the app lives.
#[derive(uniffi::Object)]
pub struct Mien(pub(crate) Arc<mien::Mien>);

#[uniffi::export]
impl Mien {
    /// Opens the app's data folder. Nothing is unlocked, no model is loaded yet.
    #[uniffi::constructor]
    pub fn open(config: MienConfig, ports: Ports) -> Result<Arc<Self>, OpenError> {
        let trust = mien::Trust {
            verifier_roots_pem: config.verifier_roots_pem,
            issuer_roots_pem: config.issuer_roots_pem,
            issuer_hosts: config.issuer_hosts,
            list: config.trust_list.map(|pinned| mien::PinnedTrustList {
                key_jwk: pinned.key_jwk,
                list: pinned.list,
                url: pinned.url,
            }),
        };
        let config = mien::Config::new(config.data_dir, config.models_dir, trust);
        Ok(Arc::new(Self(mien::Mien::open(config, adapt(ports))?)))
    }

    /// Deletes everything on this phone: keys first, then the files. The way on after `Wiped`, `TamperedOrRestored` and
    /// `Damaged`, and for "delete everything".
    pub fn erase(&self) -> Result<(), UnlockError> {
        Ok(self.0.erase()?)
    }

    /// Who is enrolled. The vault must be open.
    pub fn identity(&self) -> Result<Option<Identity>, UnlockError> {
        Ok(self.0.identity()?.map(Into::into))
    }

    /// Everything that was asked and how it ended, newest first. The vault must be open.
    pub fn history(&self) -> Result<Vec<HistoryEntry>, UnlockError> {
        self.history_page(None, u32::MAX)
    }

    /// A part of the history, newest first: up to `limit` entries from the end, or from before the entry of number `before`. The
    /// vault must be open.
    pub fn history_page(&self, before: Option<u64>, limit: u32) -> Result<Vec<HistoryEntry>, UnlockError> {
        Ok(self.0.history_page(before, limit)?.into_iter().map(Into::into).collect())
    }

    /// The text of the QR code in a frame's luma; nothing when there is none. Never open it: hand it to `start_login` or
    /// `start_enrolment`.
    pub fn read_code(&self, info: FrameInfo, luma: &[u8]) -> Result<Option<String>, ScanError> {
        let info = FrameInfo { format: crate::frame::FrameFormat::Grey, ..info };
        let frame = frame(&info, [luma, &[], &[]])?;
        self.0.read_code(&frame).map_err(|error| ScanError::Failed { code: error.code().to_owned() })
    }

    /// Follows a credential offer. Blocks for the network.
    pub fn start_enrolment(&self, offer: String) -> Result<Arc<Enrolment>, EnrolmentError> {
        Ok(Enrolment::wrap(self.0.start_enrolment(&offer)?))
    }

    /// Follows a login code, for apps that know no other requests; see `follow`. When it returns, the request is verified and can be
    /// shown. Blocks for the network.
    pub fn start_login(&self, code: String) -> Result<Arc<Login>, LoginError> {
        Ok(Login::wrap(self.0.start_login(&code)?))
    }

    /// Makes ready what a scan needs after its first frames. Call it on a background thread once a scan has started.
    pub fn prepare_scan(&self) -> Result<(), ScanError> {
        Ok(self.0.prepare_scan()?)
    }

    /// A scan that compares the person with the enrolled template. The vault must be open.
    #[uniffi::method(default(options = None))]
    pub fn start_verification(&self, options: Option<ScanOptions>) -> Result<Arc<Scan>, ScanError> {
        Ok(Scan::wrap(self.0.start_verification(&options.unwrap_or_default().into())?))
    }
}

impl From<(u64, mien::HistoryEntry)> for HistoryEntry {
    fn from((number, entry): (u64, mien::HistoryEntry)) -> Self {
        Self {
            number,
            can_report: mien::Mien::can_report(&entry),
            at_ms: entry.at_ms,
            kind: entry.kind.code().to_owned(),
            outcome: entry.outcome.code().to_owned(),
            party: entry.party,
            domain: entry.domain,
            claims: entry.claims,
        }
    }
}
