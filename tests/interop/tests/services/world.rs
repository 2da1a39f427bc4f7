//! A sandbox with one registered service, that service as a peer, a browser and a wallet.

use crate::browser::{Browser, Reply};
use mien_interop::page::qr_text;
use mien_interop::peer::{Peer, installed, node};
use mien_interop::sandbox;
use mien_interop::wallet::Wallet;
use mien_sandbox::{Authentication, Client, RunningSandbox, Sandbox, SandboxConfig};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A foreign library that plays the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Library {
    OpenidClient,
    Authlib,
}

/// A service: its library, and how it authenticates. With a key `openid-client` lives under FAPI 2.0: it pushes its requests and
/// its tokens are bound. Authlib has no `DPoP`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Service {
    pub(crate) library: Library,
    /// The algorithm of its key; none: it has a secret.
    pub(crate) algorithm: Option<&'static str>,
}

pub(crate) const fn service(library: Library, algorithm: Option<&'static str>) -> Service {
    Service { library, algorithm }
}

pub(crate) const SERVICES: [Service; 4] = [
    service(Library::OpenidClient, None),
    service(Library::Authlib, None),
    service(Library::OpenidClient, Some("ES256")),
    service(Library::Authlib, Some("EdDSA")),
];
const REDIRECT: &str = "https://service.example/cb";

pub(crate) struct World {
    pub(crate) sandbox: RunningSandbox,
    pub(crate) service: Peer,
    pub(crate) wallet: Wallet,
    _scratch: TempDir,
}

/// A login that the person has finished: the address that the browser was sent to.
pub(crate) struct Returned {
    pub(crate) login: u64,
    pub(crate) url: String,
}

impl World {
    pub(crate) fn new(service: Service) -> Self {
        Self::with(service, false)
    }

    /// The service has another secret or another key than it is registered with.
    pub(crate) fn mistaken(service: Service) -> Self {
        Self::with(service, true)
    }

    fn with(service: Service, mistaken: bool) -> Self {
        let scratch = TempDir::new().unwrap();
        let mut config = SandboxConfig::new(scratch.path().join("sandbox"));
        let (authentication, own) = credentials(service);
        let fapi = service.library == Library::OpenidClient && service.algorithm.is_some();
        config.clients.push(Client {
            id: "interop".into(),
            authentication,
            dpop_bound_access_tokens: fapi,
            require_pushed_authorization_requests: fapi,
            redirect_uris: vec![REDIRECT.into()],
            name_en: "Interop service".into(),
            name_zh: "互通服务".into(),
            purpose_en: "To test".into(),
            purpose_zh: "测试".into(),
            backchannel_logout_uri: None,
        });
        let sandbox = Sandbox::start(config).unwrap();
        let (issuer, ca) = (&sandbox.urls().provider, sandbox.state_dir().join("ca.pem"));
        let mut command = command(service.library, issuer, &ca);
        let own = match (mistaken, service.algorithm) {
            (false, _) => own,
            (true, Some(_)) => credentials(service).1,
            (true, None) => "another secret".to_owned(),
        };
        let name = if service.algorithm.is_some() { "MIEN_CLIENT_KEY" } else { "MIEN_CLIENT_SECRET" };
        command.env("MIEN_CLIENT_ID", "interop").env(name, own);
        let mut peer = Peer::start(&mut command).unwrap();
        println!("{:?} uses {}", service.library, peer.expect("ready: ").unwrap());
        let wallet = sandbox::wallet(&sandbox).unwrap();
        Self { sandbox, service: peer, wallet, _scratch: scratch }
    }

    /// Begins a login that the provider does not take: why.
    pub(crate) fn not_begun(&mut self) -> String {
        self.service.ask(r#"{"do":"begin"}"#, "refused: ").unwrap()
    }

    /// The same with one fault in the assertion.
    pub(crate) fn not_begun_with(&mut self, bend: &str) -> String {
        self.service.ask(&json!({ "do": "begin", "bend": bend }).to_string(), "refused: ").unwrap()
    }

    /// Begins a login at the service: its number, the page's address, the browser and the page.
    pub(crate) fn begin(&mut self) -> (u64, String, Browser, Reply) {
        let begun = self.service.ask(r#"{"do":"begin"}"#, "authorize: ").unwrap();
        let (login, authorize) = begun.split_once(' ').unwrap();
        let mut browser = Browser::new(self.sandbox.state_dir());
        let url = format!("{}{}", self.sandbox.urls().provider, browser.get(authorize).location());
        let page = browser.get(&url);
        (login.parse().unwrap(), url, browser, page)
    }

    /// A login that the person approves, up to the redirect to the service.
    pub(crate) fn log_in(&mut self) -> Returned {
        let (login, url, mut browser, page) = self.begin();
        let verified = self.wallet.scan(&qr_text(&page.body).unwrap()).unwrap();
        let digits = browser.get(&url).between("<p class=\"digits\">", "</p>");
        let outcome = self.wallet.approve_scanned(&verified, Some(&digits)).unwrap();
        assert!(outcome.result.unwrap().approved);
        let csrf = page.between("name=\"csrf\" value=\"", "\"");
        let finish = browser.post(&format!("{url}/finish"), &[("csrf", &csrf)]);
        Returned { login, url: finish.location().to_owned() }
    }

    /// The person says no and leaves the page.
    pub(crate) fn decline(&mut self) -> Returned {
        let (login, url, mut browser, page) = self.begin();
        self.wallet.decline(&qr_text(&page.body).unwrap()).unwrap();
        let csrf = page.between("name=\"csrf\" value=\"", "\"");
        let cancel = browser.post(&format!("{url}/cancel"), &[("csrf", &csrf)]);
        Returned { login, url: cancel.location().to_owned() }
    }

    /// The service takes the redirect and gets in: the claims that it sees.
    pub(crate) fn inside(&mut self, returned: &Returned) -> Value {
        let claims = self.service.ask(&finish(returned), "inside: ").unwrap();
        serde_json::from_str(&claims).unwrap()
    }

    /// The service takes the redirect and must not get in: why.
    pub(crate) fn refused(&mut self, returned: &Returned) -> String {
        self.service.ask(&finish(returned), "refused: ").unwrap()
    }
}

fn finish(returned: &Returned) -> String {
    json!({ "do": "finish", "login": returned.login, "url": returned.url }).to_string()
}

/// What the provider registers, and what the service keeps: its secret, or its private key as a JWK.
fn credentials(service: Service) -> (Authentication, String) {
    let Some(algorithm) = service.algorithm else {
        // What `client_secret_basic` makes of reserved characters differs between libraries: RFC 6749 wants them
        // form-encoded first, Authlib sends them as they are.
        let secret = match service.library {
            Library::OpenidClient => "a secret with: +reserved% ünusual characters",
            Library::Authlib => "letters-and.digits_2026",
        };
        return (Authentication::ClientSecretBasic { secret: secret.to_owned() }, secret.to_owned());
    };
    let mut peer = Peer::start(node("key.mjs").unwrap().arg(algorithm)).unwrap();
    let private = peer.expect("key: ").unwrap().split_once("key: ").unwrap().1.to_owned();
    let mut public: Value = serde_json::from_str(&private).unwrap();
    public
        .as_object_mut()
        .unwrap()
        .retain(|name, _| !["d", "p", "q", "dp", "dq", "qi"].contains(&name.as_str()));
    (Authentication::PrivateKeyJwt { jwks: json!({ "keys": [public] }) }, private)
}

fn command(library: Library, issuer: &str, ca: &Path) -> Command {
    match library {
        Library::OpenidClient => {
            let mut command = node("service.mjs").unwrap();
            command.arg(issuer).arg(REDIRECT).env("NODE_EXTRA_CA_CERTS", ca);
            command
        }
        Library::Authlib => {
            let mut command = Command::new(installed("venv/bin/python").unwrap());
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/service.py");
            command.arg(script).arg(issuer).arg(REDIRECT).arg(ca);
            command
        }
    }
}
