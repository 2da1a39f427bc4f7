//! Starts and stops the two servers.

use crate::app::{App, Shared};
use crate::clock::SandboxClock;
use crate::config::SandboxConfig;
use crate::error::SandboxError;
use crate::keys::Keys;
use crate::login::streams::Streams;
use crate::random;
use crate::service::{self, RelyingParty};
use crate::store::Store;
use crate::web::client::client_of;
use crate::web::guard::{Guard, MAX_BODY, guard};
use crate::web::{assets, page::Page, visitor::Visitor};
use crate::{enrol, issuer, login, oidc, trust_list};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum_server::tls_rustls::RustlsConfig;
use mien_credential::x509::pem_certificates;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::broadcast;

const SWEEP: Duration = Duration::from_mins(1);
const STOP: Duration = Duration::from_secs(1);

/// The sandbox; see [`Sandbox::start`].
#[derive(Debug, Clone, Copy)]
pub struct Sandbox;

/// Where a running sandbox is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urls {
    /// Provider and issuer, without a slash at the end: the issuer identifier of both.
    pub provider: String,
    /// The demo service, without a slash at the end.
    pub service: String,
}

/// A running sandbox. It stops when it is dropped.
pub struct RunningSandbox {
    urls: Urls,
    state_dir: PathBuf,
    app: Shared,
    handle: axum_server::Handle<SocketAddr>,
    runtime: Option<Runtime>,
}

impl Sandbox {
    /// Starts the servers on threads of their own and returns when they accept connections. Call it from ordinary
    /// code, not from async code.
    ///
    /// # Errors
    /// [`SandboxError`]: see its variants.
    pub fn start(config: SandboxConfig) -> Result<RunningSandbox, SandboxError> {
        let provider = listen(config.port)?;
        let demo = listen(config.service_port)?;
        let urls = Urls { provider: base_url(&provider)?, service: base_url(&demo)? };
        fs::create_dir_all(&config.state_dir).map_err(SandboxError::StateDirectory)?;
        let keys = Keys::open(&config.state_dir, &urls.provider, config.clock.now())?;
        let tls = tls(&keys)?;
        let registration = service::registration(&urls.service, random::token()?);
        let root = certificate(&config.state_dir.join("ca.pem"))?;
        let relying_party = RelyingParty::new(&urls.provider, registration.clone(), &root);
        let mut clients = config.clients;
        clients.push(registration);
        let app = Arc::new(App {
            base: urls.provider.clone(),
            service: urls.service.clone(),
            check: config.check,
            clients,
            clock: config.clock,
            store: Store::open(&config.state_dir.join("sandbox.sqlite"))?,
            issuer_root: certificate(&config.state_dir.join("issuer-root.pem"))?,
            verifier_root: certificate(&config.state_dir.join("verifier-root.pem"))?,
            keys,
            outgoing: client_of(&root),
            changes: broadcast::channel(64).0,
            streams: Streams::default(),
            progress: config.progress,
        });
        trust_list::write(&app, &config.state_dir)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("mien-sandbox")
            .enable_all()
            .build()
            .map_err(SandboxError::Port)?;
        let handle = axum_server::Handle::new();
        let routers = [
            (provider, guarded(provider_routes(&app), &urls.provider)),
            (
                demo,
                guarded(service::routes(Arc::clone(&app), relying_party).fallback(not_found), &urls.service),
            ),
        ];
        for (listener, router) in routers {
            // Entering the runtime lets the listener register with its reactor.
            let _entered = runtime.enter();
            let server = axum_server::from_tcp_rustls(listener, tls.clone()).map_err(SandboxError::Port)?;
            runtime.spawn(server.handle(handle.clone()).serve(router.into_make_service()));
        }
        runtime.spawn(sweep(Arc::clone(&app)));
        Ok(RunningSandbox { urls, state_dir: config.state_dir, app, handle, runtime: Some(runtime) })
    }
}

impl RunningSandbox {
    /// Where to go.
    pub fn urls(&self) -> &Urls {
        &self.urls
    }

    /// Where `ca.pem` (TLS root), `verifier-root.pem` (anchor of request signing), `issuer-root.pem` (anchor of
    /// credentials), `trust-list.jwt` with `trust-list-key.json` (both as one signed list) and `sandbox.sqlite` are.
    pub fn state_dir(&self) -> &Path {
        &self.state_dir
    }

    /// The sandbox's clock: move it to test expiry.
    pub fn clock(&self) -> &SandboxClock {
        &self.app.clock
    }

    /// Signs all devices of an account out, as if the person had reported them lost. `uid` is the credential's claim.
    /// Returns how many credentials were revoked.
    ///
    /// # Errors
    /// [`SandboxError::Store`].
    pub fn revoke_devices(&self, uid: &str) -> Result<usize, SandboxError> {
        self.app.store.revoke_devices(uid)
    }

    /// Stops the servers and waits for them, at most two seconds.
    pub fn stop(mut self) {
        self.handle.graceful_shutdown(Some(STOP));
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(STOP * 2);
        }
    }
}

impl Drop for RunningSandbox {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            self.handle.shutdown();
            runtime.shutdown_background();
        }
    }
}

impl std::fmt::Debug for RunningSandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RunningSandbox").field("urls", &self.urls).finish_non_exhaustive()
    }
}

fn provider_routes(app: &Shared) -> Router {
    Router::new()
        .merge(oidc::routes())
        .merge(login::routes())
        .merge(issuer::routes())
        .merge(enrol::routes())
        .merge(trust_list::routes())
        .merge(assets::routes())
        .fallback(not_found)
        .with_state(Arc::clone(app))
}

fn guarded(router: Router, base: &str) -> Router {
    let host = base.trim_start_matches("https://").to_owned();
    router.layer(DefaultBodyLimit::max(MAX_BODY)).layer(from_fn_with_state(Guard::new(host), guard))
}

async fn not_found(visitor: Visitor) -> axum::response::Response {
    Page::notice(StatusCode::NOT_FOUND, "problem_page", "not_found", &visitor).show(&visitor)
}

/// Loopback only: the sandbox is never reachable from another machine.
fn listen(port: u16) -> Result<TcpListener, SandboxError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(SandboxError::Port)?;
    listener.set_nonblocking(true).map_err(SandboxError::Port)?;
    Ok(listener)
}

fn base_url(listener: &TcpListener) -> Result<String, SandboxError> {
    let port = listener.local_addr().map_err(SandboxError::Port)?.port();
    Ok(format!("https://localhost:{port}"))
}

fn certificate(path: &Path) -> Result<Vec<u8>, SandboxError> {
    let pem = fs::read_to_string(path).map_err(SandboxError::StateDirectory)?;
    pem_certificates(&pem).and_then(|found| found.into_iter().next()).ok_or(SandboxError::Certificates)
}

fn tls(keys: &Keys) -> Result<RustlsConfig, SandboxError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let chain = vec![CertificateDer::from(keys.tls.certificate.clone())];
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(keys.tls.key_pkcs8.clone()));
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|_| SandboxError::Certificates)?;
    Ok(RustlsConfig::from_config(Arc::new(config)))
}

async fn sweep(app: Shared) {
    loop {
        tokio::time::sleep(SWEEP).await;
        // A failed sweep is tried again in a minute; nothing depends on it.
        let _ = app.store.sweep(app.now_ms());
    }
}
