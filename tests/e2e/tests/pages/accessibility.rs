//! Every page of the sandbox under axe-core: the roles, names, labels, contrasts and orders that screen readers, keyboards and
//! weak eyes need. A finding fails the test.

use crate::chromium::Screen;
use crate::number;
use crate::world::World;
use mien_credential::jose::DeviceSigner;
use mien_credential::x509::TrustAnchors;
use mien_interop::{HttpsClient, MemoryKeys};
use mien_ports::{DeviceKeys as _, KeyPurpose, SystemEntropy, Transport as _};
use mien_protocol::Device;
use mien_protocol::enrolment::{Enrolment, Provider, Purpose, Step};
use mien_protocol::issuance::IssuerTrust;

/// The pages that are looked at, and what was found on them.
struct Audit {
    world: World,
    pages: usize,
    findings: Vec<String>,
}

impl Audit {
    fn look(&mut self, window: &str, page: &str) {
        self.pages += 1;
        let found = self.world.browser.audit(window);
        self.findings.extend(found.into_iter().map(|finding| format!("{page}: {finding}")));
    }

    fn open(&mut self, window: &str, url: &str) {
        self.world.browser.goto(window, url);
        self.look(window, url);
    }

    /// Fills a form of the enrolment, sends it and waits for the next step.
    fn answer(&mut self, fields: &[(&str, &str)], next: &str) {
        for (selector, text) in fields {
            self.world.browser.fill("a", selector, text);
        }
        self.world.browser.click("a", "form button.button");
        self.world.browser.wait("a", next);
        self.look("a", next);
    }
}

/// What the provider's login pages may show, from the first code to the end.
fn login_pages(audit: &mut Audit) {
    audit.world.press_login("a");
    audit.look("a", "login, code shown");
    let request = audit.world.scan("a");
    audit.world.browser.wait("a", ".digits");
    audit.look("a", "login, scanned");
    audit.world.approve("a", &request);
    audit.world.browser.wait("a", "dl code");
    audit.look("a", "service, inside");

    audit.world.browser.beside("b", "a");
    let login = format!("{}/login", audit.world.sandbox.urls().service);
    audit.world.browser.goto("b", &login);
    let request = audit.world.scan("b");
    audit.world.wallet.decline_scanned(request).unwrap();
    audit.world.browser.wait("b", "[data-state=\"declined\"]");
    audit.look("b", "login, declined");
    audit.world.browser.goto("b", &login);
    audit.world.browser.click("b", ".cancel button");
    audit.world.browser.wait("b", "h1");
    audit.look("b", "service, cancelled");
}

/// What a phone shows whose wallet knows nothing of the number, and the computer meanwhile.
fn number_pages(audit: &mut Audit, screen: Screen) {
    let mut foreign = number::wallet(&audit.world);
    audit.world.browser.window_on("e", screen);
    for decline in [false, true] {
        audit.world.press_login("e");
        let link = number::led(&mut audit.world, &mut foreign, "e");
        audit.world.browser.wait("e", "[data-state=\"matching\"]");
        audit.world.browser.window_on("p", screen);
        audit.open("p", &link);
        if decline {
            audit.world.browser.click("p", "button[name=decline]");
            audit.world.browser.wait("p", "main:not(:has(form))");
            audit.look("p", "number, declined");
            continue;
        }
        audit.look("e", "login, matching");
        let wrong = number::other(&audit.world.browser.text("e", ".digits"));
        for next in ["[data-left=\"2\"]", "[data-left=\"1\"]", "main:not(:has(form))"] {
            audit.world.browser.fill("p", "#number", wrong);
            audit.world.browser.click("p", "form button:not([name])");
            audit.world.browser.wait("p", next);
            audit.look("p", next);
        }
    }
}

/// An approval in another browser: neither page goes on, and both say why.
fn stolen_pages(audit: &mut Audit, screen: Screen) {
    let login = format!("{}/login", audit.world.sandbox.urls().service);
    audit.world.browser.beside("c", "a");
    audit.world.browser.goto("c", &login);
    let link = audit.world.browser.attribute("c", "a.button[href*=\"/q?\"]", "href");
    let request = audit.world.wallet.scan(&link).unwrap();
    let back = audit.world.wallet.approve_scanned(&request, None).unwrap().result.unwrap().redirect_uri;
    audit.world.browser.window_on("d", screen);
    audit.open("d", &back.unwrap());
    audit.world.browser.wait("c", "[data-state=\"approved\"]");
    audit.look("c", "login, approved elsewhere");
}

/// Where the app sends the browser for an enrolment without its own screens.
fn enrolment_link(world: &World, purpose: Purpose) -> String {
    let base = &world.sandbox.urls().provider;
    let folder = world.sandbox.state_dir();
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let client = HttpsClient::new(&read("ca.pem")).unwrap();
    let anchors = TrustAnchors::from_pem(&read("issuer-root.pem")).unwrap();
    let keys = MemoryKeys::new();
    for alias in ["instance", "holder"] {
        keys.create(alias, KeyPurpose::Sign).unwrap();
    }
    let entropy = SystemEntropy::new();
    let device = Device {
        instance: DeviceSigner::new(&keys, "instance"),
        holder: DeviceSigner::new(&keys, "holder"),
        entropy: &entropy,
        now: u64::try_from(world.sandbox.clock().now_ms() / 1000).unwrap(),
    };
    let provider = Provider {
        issuer: base.clone(),
        configuration_id: "identity".into(),
        attestation_endpoint: format!("{base}/wallet/attest"),
        client_id: "mien-wallet".into(),
        redirect_uri: "https://wallet.mien.example/enrolled".into(),
        sms_hash: None,
        browser_only: true,
    };
    let trust = IssuerTrust { anchors, hosts: vec!["localhost".into()] };
    let (mut flow, mut step) = Enrolment::begin(provider, purpose, trust, &device).unwrap();
    loop {
        match step {
            Step::Send(request) => {
                step = flow.respond(&client.send(&request).unwrap(), &device).unwrap();
            }
            Step::Browser { url } => return url,
            other => panic!("{other:?}"),
        }
    }
}

/// Setting the app up and registering, up to where they lead back into the app.
fn enrolment_pages(audit: &mut Audit) {
    let set_up = enrolment_link(&audit.world, Purpose::SetUp);
    audit.world.browser.goto("a", &set_up);
    audit.world.browser.wait("a", "#password");
    audit.look("a", "sign in");
    audit.answer(&[("#id_number", "S1234567D"), ("#password", "wrong")], ".warning");
    audit.answer(&[("#id_number", "S1234567D"), ("#password", "harbour lamp seven")], "#code");
    audit.world.browser.beside("inbox", "a");
    let inbox = format!("{}/inbox", audit.world.sandbox.urls().provider);
    audit.open("inbox", &inbox);
    let message = audit.world.browser.text("inbox", ".sms-body");
    let code: String = message
        .split(|letter: char| !letter.is_ascii_digit())
        .find(|word| word.len() == 6)
        .unwrap()
        .to_owned();
    audit.answer(&[("#code", &code)], "input[name=agree]");

    let register = enrolment_link(&audit.world, Purpose::Register);
    audit.world.browser.goto("a", &register);
    audit.world.browser.wait("a", "#birth_date");
    audit.look("a", "identify");
    let person = [("#id_number", "T1234567J"), ("#name", "Raj s/o Kumar"), ("#birth_date", "2001-07-02")];
    audit.answer(&person, "input[name=agree]");
    audit.world.browser.click("a", "input[name=agree]");
    audit.answer(&[], "#again");
    audit.answer(&[("#password", "seven quiet mangoes"), ("#again", "seven quiet mangoes")], "#number");
}

fn every_page(screen: Screen) {
    let mut audit = Audit { world: World::new(), pages: 0, findings: Vec::new() };
    audit.world.browser.window_on("a", screen);
    let (provider, service) = {
        let urls = audit.world.sandbox.urls();
        (urls.provider.clone(), urls.service.clone())
    };
    let plain = [
        "/",
        "/people",
        "/people/0/devices",
        "/inbox",
        "/terms",
        "/offer",
        "/enrol/x",
        "/login/x",
        "/nothing",
    ];
    for page in plain {
        audit.open("a", &format!("{provider}{page}"));
    }
    audit.open("a", &format!("{provider}/q?client_id=x"));
    audit.open("a", &format!("{provider}/authorize?client_id=nobody"));
    audit.open("a", &service);
    audit.open("a", &format!("{service}/callback?error=access_denied"));
    audit.world.browser.goto("a", &format!("{provider}/offer"));
    audit.world.browser.fill("a", "#name", "Tan Mei Ling");
    audit.world.browser.fill("a", "#id_number", "S1234567D");
    audit.world.browser.click("a", "form.fields button");
    audit.world.browser.wait("a", "a.code svg");
    audit.look("a", "offer, ready");
    login_pages(&mut audit);
    stolen_pages(&mut audit, screen);
    number_pages(&mut audit, screen);
    enrolment_pages(&mut audit);
    assert!(audit.findings.is_empty(), "{} pages: {:#?}", audit.pages, audit.findings);
    assert!(audit.pages >= 34, "{}", audit.pages);
}

// Protects people who do not see the page, or see it badly, or have no mouse: on a phone and on a desk, by day and by night.
#[test]
fn english_on_a_phone() {
    every_page(Screen { locale: "en-GB", phone: true, dark: false });
}

#[test]
fn english_on_a_desk_at_night() {
    every_page(Screen { locale: "en-GB", phone: false, dark: true });
}

#[test]
fn chinese_on_a_phone_at_night() {
    every_page(Screen { locale: "zh-CN", phone: true, dark: true });
}

#[test]
fn chinese_on_a_desk() {
    every_page(Screen { locale: "zh-CN", phone: false, dark: false });
}

// The audit itself: a page with a fault must fail, or a clean result would mean nothing.
#[test]
fn a_faulty_page_is_found() {
    let mut world = World::new();
    world.browser.window_on("a", Screen { locale: "en-GB", phone: true, dark: false });
    world.browser.goto("a", "data:text/html,<html><title>x</title><body><main><h1>x</h1><p>a</p><img src='x.png'><input><button></button></main>");
    let found = world.browser.audit("a").join("\n");
    for rule in ["html-has-lang", "image-alt", "label", "button-name"] {
        assert!(found.contains(rule), "{rule} in {found}");
    }
}
