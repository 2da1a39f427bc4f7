//! Chromium, driven by `pages.mjs`.

use mien_interop::peer::{Peer, installed};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A browser. Its windows have names.
pub(crate) struct Chromium {
    peer: Peer,
    pictures: PathBuf,
}

/// How a window is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Ordinary,
    /// Without JavaScript.
    Plain,
    /// Without event streams: the page has to ask.
    Polling,
    /// With a clock of its own, see [`Chromium::forward`].
    Clocked,
}

/// What a person looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    pub(crate) locale: &'static str,
    pub(crate) phone: bool,
    pub(crate) dark: bool,
}

impl Chromium {
    /// Starts it; screenshots go to `pictures`.
    pub(crate) fn start(pictures: &Path) -> Self {
        let modules = installed("node/e2e/node_modules").unwrap();
        let mut command = Command::new("node");
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("pages.mjs")).arg(modules.parent().unwrap());
        let mut peer = Peer::start(&mut command).unwrap();
        peer.expect("ready").unwrap();
        Self { peer, pictures: pictures.to_owned() }
    }

    /// A window with a profile of its own.
    pub(crate) fn window(&mut self, name: &str, kind: Kind) {
        let (javascript, clock, events) = (kind != Kind::Plain, kind == Kind::Clocked, kind != Kind::Polling);
        self.tell(
            &json!({ "do": "window", "name": name, "javascript": javascript, "clock": clock, "events": events }),
        );
    }

    /// A window on another screen, in another language.
    pub(crate) fn window_on(&mut self, name: &str, screen: Screen) {
        let Screen { locale, phone, dark } = screen;
        self.tell(&json!({ "do": "window", "name": name, "locale": locale, "phone": phone, "dark": dark }));
    }

    /// Another window of the same profile.
    pub(crate) fn beside(&mut self, name: &str, other: &str) {
        self.tell(&json!({ "do": "window", "name": name, "beside": other }));
    }

    /// Opens an address: the status of the page.
    pub(crate) fn goto(&mut self, window: &str, url: &str) -> u64 {
        self.tell(&json!({ "do": "goto", "window": window, "url": url })).as_u64().unwrap()
    }

    /// Waits until the page has what the selector names.
    pub(crate) fn wait(&mut self, window: &str, selector: &str) {
        self.tell(&json!({ "do": "wait", "window": window, "selector": selector }));
    }

    /// Waits until the window is at an address that begins so.
    pub(crate) fn at(&mut self, window: &str, url: &str) {
        self.tell(&json!({ "do": "at", "window": window, "url": url }));
    }

    pub(crate) fn click(&mut self, window: &str, selector: &str) {
        self.tell(&json!({ "do": "click", "window": window, "selector": selector }));
    }

    pub(crate) fn fill(&mut self, window: &str, selector: &str, text: &str) {
        self.tell(&json!({ "do": "fill", "window": window, "selector": selector, "text": text }));
    }

    /// What axe-core finds on the page: each rule that is broken, with the places.
    pub(crate) fn audit(&mut self, window: &str) -> Vec<String> {
        let found = self.tell(&json!({ "do": "audit", "window": window }));
        let passes = found.get("passes").and_then(Value::as_u64);
        assert!(passes.is_some_and(|rules| rules >= 5), "hardly anything was looked at: {found}");
        let list = found.get("violations").and_then(Value::as_array).unwrap();
        list.iter().map(|finding| finding.as_str().unwrap().to_owned()).collect()
    }

    pub(crate) fn text(&mut self, window: &str, selector: &str) -> String {
        let value = self.tell(&json!({ "do": "text", "window": window, "selector": selector }));
        value.as_str().unwrap().trim().to_owned()
    }

    pub(crate) fn attribute(&mut self, window: &str, selector: &str, named: &str) -> String {
        let ask = json!({ "do": "attribute", "window": window, "selector": selector, "named": named });
        self.tell(&ask).as_str().unwrap().to_owned()
    }

    /// `back`, `reload`, `close`, `mark`.
    pub(crate) fn press(&mut self, window: &str, what: &str) {
        self.tell(&json!({ "do": what, "window": window }));
    }

    pub(crate) fn url(&mut self, window: &str) -> String {
        self.tell(&json!({ "do": "url", "window": window })).as_str().unwrap().to_owned()
    }

    /// Whether the page is still the one that was marked: not loaded again since.
    pub(crate) fn is_marked(&mut self, window: &str) -> bool {
        self.tell(&json!({ "do": "marked", "window": window })).as_bool().unwrap()
    }

    /// Lets time pass on the page.
    pub(crate) fn forward(&mut self, window: &str, ms: u64) {
        self.tell(&json!({ "do": "forward", "window": window, "ms": ms }));
    }

    /// Reads the QR code from a screenshot, as a phone that is held before the screen.
    pub(crate) fn scan(&mut self, window: &str) -> String {
        let file = self.pictures.join(format!("{window}.png"));
        self.tell(&json!({ "do": "shot", "window": window, "file": file }));
        let picture = image::open(&file).unwrap().into_luma8();
        let (width, height) = picture.dimensions();
        let luma = mien_qr::Luma { data: picture.as_raw(), width, height, row_stride: width as usize };
        let found = mien_qr::decode(luma).unwrap();
        found.into_iter().next().expect("a code in the screenshot").text
    }

    fn tell(&mut self, command: &Value) -> Value {
        self.peer.tell(&command.to_string()).unwrap();
        let line = self.peer.expect("> ").unwrap();
        let Some(value) = line.strip_prefix("=> ") else { panic!("{command}: {line}") };
        serde_json::from_str(value).unwrap()
    }
}
