//! What a run of the sandbox may be told.

use crate::clock::SandboxClock;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// Where a cross-device login needs the two digits that the page shows. A wallet that knows of them sends them (claim
/// `urn:mien:check` of the key-binding JWT); one that does not is led to a page of the provider, where the person types them. Digits
/// that are sent must be right under each policy. A login on the same device needs none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CheckPolicy {
    /// For every login.
    #[default]
    Required,
    /// Where nobody has logged in with the browser before.
    UnknownBrowsers,
    /// Nowhere.
    Off,
}

/// How a service proves that it is the one that is registered.
#[derive(Clone)]
pub enum Authentication {
    /// `client_secret_basic`: a secret in the `Authorization` header.
    ClientSecretBasic {
        /// The secret.
        secret: String,
    },
    /// `private_key_jwt`: an assertion signed with ES256, PS256 or `EdDSA`, its `aud` the provider's issuer identifier.
    PrivateKeyJwt {
        /// The public keys of the service, as a JWK set. Keys that cannot be used are skipped.
        jwks: serde_json::Value,
    },
}

/// A service that may log people in, as the provider has it registered.
#[derive(Clone)]
pub struct Client {
    /// The OAuth `client_id`.
    pub id: String,
    /// How it authenticates.
    pub authentication: Authentication,
    /// Whether its access tokens must be bound to a key (RFC 9449, section 5.2). With a `DPoP` proof they always are.
    pub dpop_bound_access_tokens: bool,
    /// Whether its requests must be pushed (RFC 9126, section 6). Together with the two above: FAPI 2.0.
    pub require_pushed_authorization_requests: bool,
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

/// How often one may act in any minute; what goes beyond is answered with 429 and has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimits {
    /// Logins that begin from one address. Everybody on this computer has the same one.
    pub logins_per_address: u32,
    /// Answers of one account's wallets that are looked at, right or wrong.
    pub answers_per_account: u32,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self { logins_per_address: 300, answers_per_account: 30 }
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
    /// How often one may act.
    pub limits: RateLimits,
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
            limits: RateLimits::default(),
        }
    }
}

impl fmt::Debug for SandboxConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxConfig")
            .field("state_dir", &self.state_dir)
            .field("limits", &self.limits)
            .field("port", &self.port)
            .field("service_port", &self.service_port)
            .field("check", &self.check)
            .field("clients", &self.clients)
            .finish_non_exhaustive()
    }
}
