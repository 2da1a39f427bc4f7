//! Where things lie and whom to trust.

use mien_vault::KdfParams;
use std::path::{Path, PathBuf};

/// Fixed when [`Mien`](crate::Mien) is opened.
#[derive(Debug, Clone)]
pub struct Config {
    /// A folder of the app's own that is excluded from backups (`noBackupFilesDir` on Android). Holds the vault.
    pub data_dir: PathBuf,
    /// The folder with the model files of `models/manifest.toml`.
    pub models_dir: PathBuf,
    /// Whose signatures count.
    pub trust: Trust,
    /// What the passcode costs to try. `None` measures the device whenever a passcode is chosen, and takes the costliest
    /// step of [`KdfParams::LADDER`] that it does in 700 milliseconds.
    pub kdf: Option<KdfParams>,
    /// The vault counts as locked after so many milliseconds without use, time asleep included; its key is wiped at the next
    /// call. Call [`Mien::lock`](crate::Mien::lock) when the app leaves the foreground. 60,000 is a good start.
    pub auto_lock_ms: u64,
}

impl Config {
    /// The default costs and times for these places and this trust.
    pub fn new(data_dir: impl Into<PathBuf>, models_dir: impl Into<PathBuf>, trust: Trust) -> Self {
        Self {
            data_dir: data_dir.into(),
            models_dir: models_dir.into(),
            trust,
            kdf: None,
            auto_lock_ms: 60_000,
        }
    }

    pub(crate) fn vault_path(&self) -> PathBuf {
        self.data_dir.join("vault.db")
    }

    pub(crate) fn pending_path(&self) -> PathBuf {
        self.data_dir.join("pending.bin")
    }

    pub(crate) fn account_path(&self) -> PathBuf {
        self.data_dir.join("enrolment.bin")
    }

    pub(crate) fn trust_path(&self) -> PathBuf {
        self.data_dir.join("trust.bin")
    }

    pub(crate) fn status_dir(&self) -> PathBuf {
        self.data_dir.join("status")
    }

    pub(crate) fn models_dir(&self) -> &Path {
        &self.models_dir
    }
}

/// The roots that a deployment pins. Who may ask and who may issue is data of the deployment, never of the code.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// Roots of certificates that may sign login requests: one or more PEM certificates.
    pub verifier_roots_pem: String,
    /// Roots of certificates that may sign credentials: one or more PEM certificates.
    pub issuer_roots_pem: String,
    /// Hosts that credentials may be received from, in lower case, without a port: a transaction code is never sent to
    /// anybody else.
    pub issuer_hosts: Vec<String>,
    /// A signed list instead of the three above, which then do not count. With it each verifier has its purposes and hosts, and a name
    /// that the deployment vouches for.
    pub list: Option<PinnedTrustList>,
}

/// A trust list ([`mien_credential::trust_list`]) and the key that it must be signed with.
#[derive(Debug, Clone)]
pub struct PinnedTrustList {
    /// The key that signs the deployment's lists: a P-256 JWK. Pinned in the app's build.
    pub key_jwk: String,
    /// The list as of the build. A newer one takes its place through [`Mien::update_trust_list`](crate::Mien::update_trust_list).
    pub list: String,
    /// Where newer lists are: an `https` address.
    pub url: Option<String>,
}
