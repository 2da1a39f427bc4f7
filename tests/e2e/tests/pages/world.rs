//! A sandbox, a phone's wallet and a browser for each test.

use crate::chromium::{Chromium, Kind};
use mien_interop::sandbox;
use mien_interop::wallet::Wallet;
use mien_protocol::presentation::VerifiedRequest;
use mien_sandbox::{RunningSandbox, Sandbox, SandboxConfig};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tempfile::TempDir;

pub(crate) struct World {
    pub(crate) sandbox: RunningSandbox,
    pub(crate) wallet: Wallet,
    pub(crate) browser: Chromium,
    progress: Receiver<String>,
    _scratch: TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        let scratch = TempDir::new().unwrap();
        let mut config = SandboxConfig::new(scratch.path().join("sandbox"));
        let (sender, progress) = channel();
        config.progress = Some(Arc::new(move |word| drop(sender.send(word.to_owned()))));
        let sandbox = Sandbox::start(config).unwrap();
        let wallet = sandbox::wallet(&sandbox).unwrap();
        let browser = Chromium::start(scratch.path());
        Self { sandbox, wallet, browser, progress, _scratch: scratch }
    }

    /// Opens a window at the login page of the demo service, as a person does: by its button.
    pub(crate) fn open_login(&mut self, window: &str, kind: Kind) {
        self.browser.window(window, kind);
        self.press_login(window);
    }

    /// The same in a window that is there.
    pub(crate) fn press_login(&mut self, window: &str) {
        let service = self.sandbox.urls().service.clone();
        assert_eq!(self.browser.goto(window, &service), 200);
        self.browser.click(window, "a.button[href=\"/login\"]");
        self.browser.wait(window, "[data-state=\"shown\"] svg");
    }

    /// The phone reads the code from the screen and verifies the request.
    pub(crate) fn scan(&mut self, window: &str) -> VerifiedRequest {
        let code = self.browser.scan(window);
        self.wallet.scan(&code).unwrap()
    }

    /// The person types the number that this window shows, and approves.
    pub(crate) fn approve(&mut self, window: &str, request: &VerifiedRequest) {
        self.browser.wait(window, ".digits");
        let digits = self.browser.text(window, ".digits");
        let outcome = self.wallet.approve_scanned(request, Some(&digits)).unwrap();
        assert!(outcome.result.unwrap().approved);
    }

    /// The window is inside the service, at this level.
    pub(crate) fn is_inside(&mut self, window: &str, acr: &str) {
        let service = self.sandbox.urls().service.clone();
        self.browser.at(window, &service);
        self.browser.wait(window, "dl code");
        assert_eq!(self.browser.text(window, "dl dd:nth-of-type(2) code"), acr);
    }

    /// Waits until the provider reports this.
    pub(crate) fn reported(&self, word: &str) {
        while self.progress.recv_timeout(Duration::from_mins(1)).unwrap() != word {}
    }
}

pub(crate) const CROSS_DEVICE: &str = "urn:mien:loa:3:cross-device";
pub(crate) const SAME_DEVICE: &str = "urn:mien:loa:3:same-device";
