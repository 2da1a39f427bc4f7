//! What a run of the sandbox may be told.

use crate::clock::SandboxClock;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// Whether a cross-device login needs the two digits that the page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CheckPolicy {
    /// The wallet must send the digits (claim `urn:mien:check` of the key-binding JWT).
    #[default]
    Required,
    /// Wallets that do not know the claim are let through: for independent wallets in tests. Digits that are sent
    /// must still be right.
    Off,
}

/// A service that may log people in, as the provider has it registered.
#[derive(Clone)]
pub struct Client {
    /// The OAuth `client_id`.
    pub id: String,
    /// The secret for `client_secret_basic`.
    pub secret: String,
    /// The redirect URIs, compared as whole strings.
    pub redirect_uris: Vec<String>,
    /// The name shown to people, in English.
    pub name_en: String,
    /// The name shown to people, in simplified Chinese.
    pub name_zh: String,
    /// Why the service asks for a login, in English.
    pub purpose_en: String,
    /// Why the service asks for a login, in simplified Chinese.
    pub purpose_zh: String,
    /// Where the service hears that a session has ended (OpenID Connect Back-Channel Logout 1.0), if it wants to.
    pub backchannel_logout_uri: Option<String>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("id", &self.id)
            .field("redirect_uris", &self.redirect_uris)
            .finish_non_exhaustive()
    }
}

/// Receives the progress lines: `shown`, `scanned`, `approved`, `declined`, `expired`, `used`, `failed`,
/// `cancelled`, `issued`.
pub type Progress = Arc<dyn Fn(&str) + Send + Sync>;

/// How to run a sandbox. [`SandboxConfig::new`] gives what tests want.
#[derive(Clone)]
pub struct SandboxConfig {
    /// Where certificates and the database live; made when missing.
    pub state_dir: PathBuf,
    /// Port of provider and issuer; 0 is any free port.
    pub port: u16,
    /// Port of the demo service; 0 is any free port.
    pub service_port: u16,
    /// Whether the two digits are needed.
    pub check: CheckPolicy,
    /// The clock of the sandbox.
    pub clock: SandboxClock,
    /// More services than the demo service.
    pub clients: Vec<Client>,
    /// Where progress lines go.
    pub progress: Option<Progress>,
}

impl SandboxConfig {
    /// Free ports, digits required, state in `state_dir`.
    pub fn new(state_dir: impl Into<PathBuf>) -> Self {
        Self {
            state_dir: state_dir.into(),
            port: 0,
            service_port: 0,
            check: CheckPolicy::Required,
            clock: SandboxClock::new(),
            clients: Vec::new(),
            progress: None,
        }
    }
}

impl fmt::Debug for SandboxConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxConfig")
            .field("state_dir", &self.state_dir)
            .field("port", &self.port)
            .field("service_port", &self.service_port)
            .field("check", &self.check)
            .field("clients", &self.clients)
            .finish_non_exhaustive()
    }
}
