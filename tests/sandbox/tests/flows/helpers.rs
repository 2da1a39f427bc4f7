//! A sandbox of its own for each test, and the steps that many tests share.

use crate::browser::{Browser, Reply};
use crate::wallet::Wallet;
use mien_sandbox::{Authentication, CheckPolicy, Client, RateLimits, RunningSandbox, Sandbox, SandboxConfig};
use serde_json::{Map, Value};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// The service of the provider tests: driven by hand, without a server.
pub(crate) const REDIRECT: &str = "https://service.example/cb";
/// The verifier and its challenge, from RFC 7636 appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A sandbox with a fresh state directory that goes away with it.
pub(crate) struct World {
    pub(crate) sandbox: Option<RunningSandbox>,
    pub(crate) state_dir: PathBuf,
    limits: RateLimits,
    clients: Vec<Client>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(CheckPolicy::Required)
    }

    pub(crate) fn with(check: CheckPolicy) -> Self {
        Self::made(check, RateLimits::default(), Vec::new())
    }

    /// With more services than the one by hand.
    pub(crate) fn serving(clients: Vec<Client>) -> Self {
        Self::made(CheckPolicy::Required, RateLimits::default(), clients)
    }

    pub(crate) fn limited(limits: RateLimits) -> Self {
        Self::made(CheckPolicy::Required, limits, Vec::new())
    }

    fn made(check: CheckPolicy, limits: RateLimits, clients: Vec<Client>) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let state_dir =
            std::env::temp_dir().join(format!("mien-sandbox-test-{}-{number}", std::process::id()));
        let mut world = Self { sandbox: None, state_dir, limits, clients };
        world.start(check);
        world
    }

    /// Starts (again) with the same state directory.
    pub(crate) fn start(&mut self, check: CheckPolicy) {
        if let Some(sandbox) = self.sandbox.take() {
            sandbox.stop();
        }
        let mut config = SandboxConfig::new(&self.state_dir);
        config.check = check;
        config.limits = self.limits;
        config.clients.clone_from(&self.clients);
        config.clients.push(Client {
            id: "by-hand".into(),
            authentication: Authentication::ClientSecretBasic {
                secret: "a secret with: ünusual characters".into(),
            },
            dpop_bound_access_tokens: false,
            require_pushed_authorization_requests: false,
            redirect_uris: vec![REDIRECT.into()],
            name_en: "Service <by> hand".into(),
            name_zh: "手工服务".into(),
            purpose_en: "To test".into(),
            purpose_zh: "测试".into(),
            backchannel_logout_uri: None,
        });
        self.sandbox = Some(Sandbox::start(config).unwrap());
    }

    pub(crate) fn running(&self) -> &RunningSandbox {
        self.sandbox.as_ref().unwrap()
    }

    pub(crate) fn provider(&self) -> &str {
        &self.running().urls().provider
    }

    pub(crate) fn service(&self) -> &str {
        &self.running().urls().service
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.state_dir)
    }

    /// A wallet that has its credential.
    pub(crate) fn wallet(&self) -> Wallet {
        let mut wallet = Wallet::new(self.provider(), &self.state_dir);
        wallet.enrol("Tan Mei Ling", "S1234567D");
        wallet
    }

    pub(crate) fn authorize_url(&self, changes: &[(&str, &str)]) -> String {
        let mut parameters = vec![
            ("client_id", "by-hand"),
            ("redirect_uri", REDIRECT),
            ("response_type", "code"),
            ("scope", "openid profile"),
            ("state", "st&te"),
            ("nonce", "n-1"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in changes {
            parameters.retain(|(known, _)| known != name);
            parameters.push((name, value));
        }
        format!("{}/authorize?{}", self.provider(), crate::browser::form(&parameters))
    }

    /// Begins a login by hand: the login page's URL and the page.
    pub(crate) fn begin(&self, browser: &mut Browser) -> (String, Reply) {
        let reply = browser.get(&self.authorize_url(&[]));
        let url = format!("{}{}", self.provider(), reply.location());
        let page = browser.get(&url);
        assert_eq!(page.status, 200);
        (url, page)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(sandbox) = self.sandbox.take() {
            sandbox.stop();
        }
        let _ = std::fs::remove_dir_all(&self.state_dir);
    }
}

/// Reads the QR code of a page as a phone does: from its picture.
pub(crate) fn scan(page: &Reply) -> String {
    let size: usize = page.between("viewBox=\"0 0 ", " ").parse().unwrap();
    let mut dark = vec![vec![false; size]; size];
    for run in page.between("<path d=\"", "\"").split('M').skip(1) {
        let (x, rest) = run.split_once(' ').unwrap();
        let (y, rest) = rest.split_once('h').unwrap();
        let length: usize = rest.split_once('v').unwrap().0.parse().unwrap();
        let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
        dark[y][x..x + length].fill(true);
    }
    // Eight pixels a module, black on white.
    let pixels = size * 8;
    let mut picture = quircs::Quirc::new();
    let luma: Vec<u8> =
        (0..pixels * pixels).map(|at| if dark[at / pixels / 8][at % pixels / 8] { 0 } else { 255 }).collect();
    let code = picture.identify(pixels, pixels, &luma).next().unwrap().unwrap();
    String::from_utf8(code.decode().unwrap().payload).unwrap()
}

/// The link of the button "Open the app on this device".
pub(crate) fn same_device_link(page: &Reply) -> String {
    page.between("<a class=\"button\" href=\"", "\"")
}

/// The digits on the page of a scanned login.
pub(crate) fn digits(browser: &mut Browser, url: &str) -> String {
    browser.get(url).between("<p class=\"digits\">", "</p>")
}

/// The hidden form token.
pub(crate) fn csrf(page: &Reply) -> String {
    page.between("name=\"csrf\" value=\"", "\"")
}

/// A value of a redirect's query, decoded as far as these tests need.
pub(crate) fn parameter(url: &str, name: &str) -> Option<String> {
    let query = url.split_once('?')?.1;
    let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")))?;
    Some(pair.replace("%26", "&").replace("%3A", ":").replace("%2F", "/"))
}

/// The context JWT of a request, verified.
pub(crate) fn context(wallet: &Wallet, request: &Map<String, Value>) -> Map<String, Value> {
    let info = &request["verifier_info"][0];
    assert_eq!(info["format"], "rp-context+jwt");
    wallet.open(info["data"].as_str().unwrap(), "rp-context+jwt")
}
