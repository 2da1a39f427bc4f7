//! A wallet of other people's making against our issuer and our provider: it knows nothing of Mien.

use crate::browser::Browser;
use mien_interop::page::qr_text;
use mien_interop::peer::Peer;
use mien_interop::sandbox::{enrol_foreign, foreign_wallet, offer};
use mien_sandbox::{CheckPolicy, RunningSandbox, Sandbox, SandboxConfig};
use serde_json::{Value, json};
use tempfile::TempDir;

struct Foreign {
    sandbox: RunningSandbox,
    wallet: Peer,
    _scratch: TempDir,
}

impl Foreign {
    fn new(check: CheckPolicy) -> Self {
        let scratch = TempDir::new().unwrap();
        let config = SandboxConfig { check, ..SandboxConfig::new(scratch.path().join("sandbox")) };
        let sandbox = Sandbox::start(config).unwrap();
        let wallet = foreign_wallet(&sandbox).unwrap();
        Self { sandbox, wallet, _scratch: scratch }
    }

    fn receive(&mut self) -> Value {
        enrol_foreign(&self.sandbox, &mut self.wallet).unwrap()
    }

    /// The login page of the demo service: the browser, the page's address and what its QR code says.
    fn open_login(&self) -> (Browser, String, String) {
        let mut browser = Browser::new(self.sandbox.state_dir());
        let service = browser.get(&format!("{}/login", self.sandbox.urls().service));
        let authorize = browser.get(service.location());
        let url = format!("{}{}", self.sandbox.urls().provider, authorize.location());
        let code = qr_text(&browser.get(&url).body).unwrap();
        (browser, url, code)
    }

    /// The page goes on to the service, which says how the login was.
    fn is_inside(&self, browser: &mut Browser, url: &str) {
        let page = browser.get(url);
        let csrf = page.between("name=\"csrf\" value=\"", "\"");
        let finish = browser.post(&format!("{url}/finish"), &[("csrf", &csrf)]);
        let callback = browser.get(finish.location());
        let inside = browser.get(&format!("{}{}", self.sandbox.urls().service, callback.location()));
        assert!(inside.body.contains("urn:mien:loa:3:cross-device"), "{}", inside.body);
    }

    /// Answers without the number: where the wallet is led to, in the phone's browser.
    fn led(&mut self, code: &str) -> (Browser, String) {
        let answer = self.present(code, None, "answered: ");
        let body: Value = serde_json::from_str(answer.strip_prefix("200 ").unwrap()).unwrap();
        (Browser::new(self.sandbox.state_dir()), body["redirect_uri"].as_str().unwrap().to_owned())
    }

    fn present(&mut self, link: &str, fault: Option<&str>, head: &str) -> String {
        let command = json!({ "do": "present", "link": link, "fault": fault }).to_string();
        self.wallet.ask(&command, head).unwrap()
    }
}

// Protects people who hold another wallet: it gets our credential and logs in with it, where the provider asks for no
// number.
#[test]
fn a_foreign_wallet_is_enrolled_and_logs_in() {
    let mut foreign = Foreign::new(CheckPolicy::Off);
    let claims = foreign.receive();
    assert_eq!((&claims["name"], &claims["vct"]), (&json!("Tan Mei Ling"), &json!("urn:mien:identity:1")));
    let (mut browser, url, code) = foreign.open_login();
    assert_eq!(foreign.present(&code, None, "answered: "), "200 {}");
    foreign.is_inside(&mut browser, &url);
}

// The negative twins: our verifier is no oracle that says yes to everything.
#[test]
fn the_twins_of_a_foreign_wallet_are_refused() {
    let mut foreign = Foreign::new(CheckPolicy::Off);
    foreign.receive();
    let binding = "credential_key_binding";
    for (fault, reason) in [("nonce", binding), ("audience", binding), ("key", "jose_signature")] {
        let (mut browser, url, code) = foreign.open_login();
        let answer = foreign.present(&code, Some(fault), "answered: ");
        assert!(answer.starts_with("400 ") && answer.contains(reason), "{fault}: {answer}");
        assert!(browser.get(&format!("{url}/status")).body.contains("failed"), "{fault}");
    }
}

// A request is given out once, to foreign wallets too.
#[test]
fn a_second_scan_by_a_foreign_wallet_is_refused() {
    let mut foreign = Foreign::new(CheckPolicy::Off);
    foreign.receive();
    let (_, _, code) = foreign.open_login();
    foreign.present(&code, None, "answered: ");
    let reason = foreign.present(&code, None, "refused: ");
    assert!(reason.contains("410"), "{reason}");
}

// Number matching for a wallet that has never heard of it: it opens the page that our answer names, and the person types there
// what the login page shows. The login is not approved before.
#[test]
fn a_foreign_wallet_is_led_to_the_number() {
    let mut foreign = Foreign::new(CheckPolicy::Required);
    foreign.receive();
    let (mut browser, url, code) = foreign.open_login();
    let (mut phone, link) = foreign.led(&code);
    assert!(phone.get(&link).body.contains("name=\"number\""));
    assert!(browser.get(&format!("{url}/status")).body.contains("matching"));
    let number = browser.get(&url).between("<p class=\"digits\">", "</p>");
    let (page, response_code) = link.split_once("?response_code=").unwrap();
    phone.post(page, &[("response_code", response_code), ("number", &number)]);
    foreign.is_inside(&mut browser, &url);
}

// It is no way around the number: three wrong ones end the login, and so does a no.
#[test]
fn a_foreign_wallet_is_not_let_in_without_the_number() {
    let mut foreign = Foreign::new(CheckPolicy::Required);
    foreign.receive();
    for (pair, times, end) in [(("number", "xx"), 3, "failed"), (("decline", "yes"), 1, "declined")] {
        let (mut browser, url, code) = foreign.open_login();
        let (mut phone, link) = foreign.led(&code);
        let (page, response_code) = link.split_once("?response_code=").unwrap();
        for _ in 0..times {
            assert!(browser.get(&format!("{url}/status")).body.contains("matching"));
            phone.post(page, &[("response_code", response_code), pair]);
        }
        assert!(browser.get(&format!("{url}/status")).body.contains(end), "{end}");
    }
}

// A wrong code from the SMS is told to the foreign wallet by the standard's error.
#[test]
fn a_foreign_wallet_hears_of_a_wrong_code() {
    let mut foreign = Foreign::new(CheckPolicy::Off);
    let (link, code) = offer(&foreign.sandbox).unwrap();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let command = json!({ "do": "receive", "offer": link, "code": wrong }).to_string();
    let reason = foreign.wallet.ask(&command, "refused: ").unwrap();
    assert!(reason.contains("invalid_grant"), "{reason}");
}
