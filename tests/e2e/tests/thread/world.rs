//! A sandbox, a phone and a browser for each test.

use crate::browser::{Browser, Reply};
use mien::face::{Frame, FrameInfo, PixelFormat, Plane, Rotation};
use mien::{Config, KdfParams, Mien, PinPad, Ports, Trust};
use mien_interop::HttpsClient;
use mien_ports::software::{FileCounter, SoftwareKeys, SystemClock};
use mien_ports::{ClockReading, DeviceClock, DeviceError, SystemEntropy};
use mien_puppet::{Actor, CameraModel, Person, Pinhole, Prompt, Stage};
use mien_sandbox::{RunningSandbox, Sandbox, SandboxConfig};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tempfile::TempDir;

/// What the person types.
pub(crate) const PASSCODE: [u8; 6] = [2, 7, 1, 9, 4, 6];

pub(crate) struct World {
    pub(crate) sandbox: RunningSandbox,
    pub(crate) folder: TempDir,
    /// The clock of its phones.
    pub(crate) clock: Arc<AheadClock>,
}

/// The system's clock, and ahead of it: phones can wait without waiting.
#[derive(Debug, Default)]
pub(crate) struct AheadClock(AtomicU64);

impl AheadClock {
    pub(crate) fn advance(&self, by: Duration) {
        self.0.fetch_add(u64::try_from(by.as_millis()).unwrap(), Ordering::Relaxed);
    }
}

impl DeviceClock for AheadClock {
    fn now(&self) -> Result<ClockReading, DeviceError> {
        let (now, ahead) = (SystemClock.now()?, self.0.load(Ordering::Relaxed));
        Ok(ClockReading { wall_ms: now.wall_ms + ahead, elapsed_ms: now.elapsed_ms + ahead, ..now })
    }
}

impl World {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let sandbox = Sandbox::start(SandboxConfig::new(folder.path().join("sandbox"))).unwrap();
        Self { sandbox, folder, clock: Arc::default() }
    }

    pub(crate) fn pem(&self, name: &str) -> String {
        std::fs::read_to_string(self.sandbox.state_dir().join(name)).unwrap()
    }

    /// A phone with its own folders. The passcode costs the least that is accepted: these tests are not about it.
    pub(crate) fn phone(&self, name: &str) -> Arc<Mien> {
        self.phone_trusting(name, &self.pem("verifier-root.pem"))
    }

    pub(crate) fn phone_trusting(&self, name: &str, verifier_roots_pem: &str) -> Arc<Mien> {
        let trust = Trust {
            verifier_roots_pem: verifier_roots_pem.to_owned(),
            issuer_roots_pem: self.pem("issuer-root.pem"),
            issuer_hosts: vec!["localhost".to_owned()],
            list: None,
        };
        self.phone_with(name, trust)
    }

    pub(crate) fn phone_with(&self, name: &str, trust: Trust) -> Arc<Mien> {
        let home = self.folder.path().join(name);
        let ports = Ports {
            keys: Arc::new(SoftwareKeys::open(&home.join("keys")).unwrap()),
            counter: Arc::new(FileCounter::new(&home.join("counter"))),
            clock: Arc::clone(&self.clock) as Arc<dyn DeviceClock>,
            transport: Arc::new(HttpsClient::new(&self.pem("ca.pem")).unwrap()),
            entropy: Arc::new(SystemEntropy::new()),
            integrity: None,
            log: None,
        };
        let config =
            Config { kdf: Some(KdfParams::least()), ..Config::new(home.join("data"), models(), trust) };
        Mien::open(config, ports).unwrap()
    }

    pub(crate) fn vault_file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name).join("data").join("vault.db")
    }

    /// A phone that holds a credential. Its face is the puppet's, scanned like anybody's.
    pub(crate) fn enrolled(&self, name: &str) -> Arc<Mien> {
        self.enrolled_as(name, Some(1980))
    }

    /// The same for somebody born in that year; without one the credential says nothing of an age.
    pub(crate) fn enrolled_as(&self, name: &str, birth_year: Option<u32>) -> Arc<Mien> {
        let phone = self.phone(name);
        self.enrol(&phone, birth_year);
        phone
    }

    pub(crate) fn enrol(&self, phone: &Arc<Mien>, birth_year: Option<u32>) {
        let (offer, code) = self.offer(birth_year);
        let mut enrolment = phone.start_enrolment(&offer).unwrap();
        let mut scan = enrolment.start_scan("2026-11", &mien::ScanOptions::default()).unwrap();
        let person = before_the_camera(&mut scan, 7);
        assert!(matches!(scan.result(), Some(mien::ScanResult::Passed)), "{:?} {person}", scan.result());
        enrolment.accept_scan(&mut scan).unwrap();
        enrolment.choose_passcode(&mut typed(PASSCODE), &mut typed(PASSCODE)).unwrap();
        enrolment.finish(Some(&code)).unwrap();
    }

    /// A fresh offer and the code that goes with it.
    fn offer(&self, birth_year: Option<u32>) -> (String, String) {
        let url = format!("{}/api/offers", self.sandbox.urls().provider);
        let wish =
            serde_json::json!({ "name": "Tan Mei Ling", "id_number": "S1234567D", "birth_year": birth_year });
        let body = wish.to_string();
        let agent = crate::browser::agent(self.sandbox.state_dir());
        let response = agent.post(&url).content_type("application/json").send(body).unwrap();
        let reply = crate::browser::reply(response).json();
        let text = |name: &str| reply[name].as_str().unwrap().to_owned();
        (text("offer"), text("tx_code"))
    }

    /// The account of the one person who has a phone here, as the provider knows it.
    pub(crate) fn uid(&self) -> String {
        let store = rusqlite::Connection::open(self.sandbox.state_dir().join("sandbox.sqlite")).unwrap();
        store.query_row("SELECT uid FROM credential", [], |row| row.get(0)).unwrap()
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.sandbox.state_dir())
    }

    /// Asks the demo service for its question about `what`: the page with the code and its address.
    pub(crate) fn open_question(&self, browser: &mut Browser, what: &str) -> (String, Reply) {
        let service = &self.sandbox.urls().service;
        let begun = browser.post(&format!("{service}/check"), &[("what", what)]);
        let url = format!("{service}{}", begun.location());
        let page = browser.get(&url);
        assert_eq!(page.status, 200);
        (url, page)
    }

    /// Opens the service's login in a browser: the login page and its address.
    pub(crate) fn open_login(&self, browser: &mut Browser) -> (String, Reply) {
        let service = browser.get(&format!("{}/login", self.sandbox.urls().service));
        let authorize = browser.get(service.location());
        let url = format!("{}{}", self.sandbox.urls().provider, authorize.location());
        let page = browser.get(&url);
        assert_eq!(page.status, 200);
        (url, page)
    }
}

/// The folder of the model files.
pub(crate) fn models() -> PathBuf {
    std::env::var_os("MIEN_MODELS").map_or_else(|| cache().join("models"), PathBuf::from)
}

fn cache() -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache/mien");
    std::env::var_os("MIEN_CACHE").map_or_else(home, PathBuf::from)
}

pub(crate) fn typed(digits: [u8; 6]) -> PinPad {
    let mut pad = PinPad::new();
    for digit in digits {
        pad.push(digit).unwrap();
    }
    pad
}

/// Reads the QR code of a page as a phone does: from its pixels. (Its link is another thing: it is for the phone that
/// shows the page itself.)
pub(crate) fn seen_by_camera(phone: &Mien, page: &Reply) -> String {
    let (pixels, luma) = mien_interop::page::picture(&page.body).unwrap();
    let width = u32::try_from(pixels).unwrap();
    let info = FrameInfo { width, height: width, rotation: Rotation::None, mirrored: false, captured_at: 0 };
    let frame =
        Frame::new(info, PixelFormat::Grey, &[Plane { data: &luma, row_stride: pixels, pixel_stride: 1 }]);
    phone.read_code(&frame.unwrap()).unwrap().expect("a code in the picture")
}

/// The puppet stands before the camera until the scan ends; says what it went through.
pub(crate) fn before_the_camera(scan: &mut mien::Scan, seed: u64) -> String {
    let stage = Stage::load().unwrap();
    let mut person = Person::new(stage.head, Pinhole::new(480, 640), seed);
    let camera = CameraModel::steady(12.0);
    let (mut at_us, mut prompt, mut story) = (1_000_000, Prompt::None, Vec::new());
    while scan.result().is_none() && at_us < 60_000_000 {
        let (picture, _) = person.frame_at(at_us, prompt);
        let buffers = camera.buffers(&picture, at_us);
        let feedback = scan.push(&buffers.frame().unwrap()).unwrap();
        if story.last() != Some(&feedback.guidance) {
            story.push(feedback.guidance);
        }
        prompt = Prompt::from(feedback.guidance);
        at_us += 1_000_000 / 12;
    }
    format!("{story:?}")
}
