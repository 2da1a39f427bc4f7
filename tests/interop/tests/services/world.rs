//! A sandbox with one registered service, that service as a peer, a browser and a wallet.

use crate::browser::{Browser, Reply};
use mien_interop::page::qr_text;
use mien_interop::peer::{Peer, installed, node};
use mien_interop::sandbox;
use mien_interop::wallet::Wallet;
use mien_sandbox::{Client, RunningSandbox, Sandbox, SandboxConfig};
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

pub(crate) const LIBRARIES: [Library; 2] = [Library::OpenidClient, Library::Authlib];
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
    pub(crate) fn new(library: Library) -> Self {
        Self::with_secret(library, None)
    }

    /// The service believes that `secret` is its secret.
    pub(crate) fn with_secret(library: Library, secret: Option<&str>) -> Self {
        let scratch = TempDir::new().unwrap();
        let mut config = SandboxConfig::new(scratch.path().join("sandbox"));
        let client = Client {
            id: "interop".into(),
            // What `client_secret_basic` makes of reserved characters differs between libraries: RFC 6749 wants them
            // form-encoded first, Authlib sends them as they are.
            secret: match library {
                Library::OpenidClient => "a secret with: +reserved% ünusual characters".into(),
                Library::Authlib => "letters-and.digits_2026".into(),
            },
            redirect_uris: vec![REDIRECT.into()],
            name_en: "Interop service".into(),
            name_zh: "互通服务".into(),
            purpose_en: "To test".into(),
            purpose_zh: "测试".into(),
            backchannel_logout_uri: None,
        };
        config.clients.push(client.clone());
        let sandbox = Sandbox::start(config).unwrap();
        let (issuer, ca) = (&sandbox.urls().provider, sandbox.state_dir().join("ca.pem"));
        let mut command = command(library, issuer, &ca);
        command.env("MIEN_CLIENT_ID", &client.id).env("MIEN_CLIENT_SECRET", secret.unwrap_or(&client.secret));
        let mut service = Peer::start(&mut command).unwrap();
        println!("{library:?} uses {}", service.expect("ready: ").unwrap());
        let wallet = sandbox::wallet(&sandbox).unwrap();
        Self { sandbox, service, wallet, _scratch: scratch }
    }

    /// Begins a login that the provider does not take: why.
    pub(crate) fn not_begun(&mut self) -> String {
        self.service.ask(r#"{"do":"begin"}"#, "refused: ").unwrap()
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
