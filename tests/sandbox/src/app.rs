//! What every handler shares.

use crate::clock::SandboxClock;
use crate::config::{CheckPolicy, Client, Progress};
use crate::error::SandboxError;
use crate::keys::Keys;
use crate::login::streams::Streams;
use crate::store::Store;
use std::sync::Arc;
use tokio::sync::broadcast;
use ureq::Agent;

/// The vct of the identity credential.
pub(crate) const VCT: &str = "urn:mien:identity:1";
/// The identifier of the identity credential in the issuer's metadata.
pub(crate) const CREDENTIAL: &str = "identity";

/// One running sandbox, seen from a handler.
pub(crate) struct App {
    /// `https://localhost:PORT` of provider and issuer: the issuer identifier of both.
    pub(crate) base: String,
    /// `https://localhost:PORT` of the demo service.
    pub(crate) service: String,
    pub(crate) check: CheckPolicy,
    pub(crate) clients: Vec<Client>,
    pub(crate) clock: SandboxClock,
    pub(crate) store: Store,
    pub(crate) keys: Keys,
    /// For requests of the provider's own, to services on this machine.
    pub(crate) outgoing: Agent,
    /// The issuer's root certificate, DER: the trust of the verifier half.
    pub(crate) issuer_root: Vec<u8>,
    /// The root of request signing, DER: for the trust list.
    pub(crate) verifier_root: Vec<u8>,
    /// Carries the uid of an interaction that changed.
    pub(crate) changes: broadcast::Sender<String>,
    pub(crate) streams: Streams,
    pub(crate) progress: Option<Progress>,
}

/// The handlers' state.
pub(crate) type Shared = Arc<App>;

impl App {
    /// Milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// The registered service.
    pub(crate) fn client(&self, id: &str) -> Option<&Client> {
        self.clients.iter().find(|client| client.id == id)
    }

    /// Tells the audit log, the terminal and the page that something happened in a login.
    pub(crate) fn happened(&self, what: &str, interaction: &str) -> Result<(), SandboxError> {
        self.store.audit(self.now_ms(), what, interaction)?;
        self.report(what);
        // Nobody listening is fine: the page may be gone.
        let _ = self.changes.send(interaction.to_owned());
        Ok(())
    }

    /// A progress line.
    pub(crate) fn report(&self, what: &str) {
        if let Some(progress) = &self.progress {
            progress(what);
        }
    }
}
