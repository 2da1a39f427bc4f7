//! One page for whoever would rather look than read.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::failure::{OrFail, Outcome};
use crate::run::Run;

/// The pages, in order, with what they show.
const PAGES: [(&str, &str); 6] = [
    ("1-issuer", "The issuer asks whom the identity is for"),
    ("2-offer", "Its offer, and the code that would come by SMS"),
    ("3-service", "A service offers to log in"),
    ("4-login", "The login page: the phone reads this code from these pixels"),
    ("5-number", "Scanned: the number that the person types on the phone"),
    ("6-logged-in", "Logged in, without a reload"),
];

/// What was measured.
#[derive(Default)]
pub(super) struct Report {
    times: Vec<(String, Duration)>,
}

impl Report {
    pub(super) fn time(&mut self, what: &str, since: Instant) {
        self.times.push((what.to_owned(), since.elapsed()));
    }

    pub(super) fn millis(&mut self, what: &str, millis: u64) {
        self.times.push((what.to_owned(), Duration::from_millis(millis)));
    }

    /// Writes `index.html` beside the pictures.
    pub(super) fn write(&self, out: &Path, history: &str) -> Outcome {
        let file = out.join("index.html");
        fs::write(&file, self.html(history))
            .or_fail(format!("writing {}", file.display()), "make the folder writable")
    }

    fn html(&self, history: &str) -> String {
        let mut times = String::new();
        for (what, took) in &self.times {
            // Writing to a string does not fail.
            let _ = write!(times, "<tr><td>{what}</td><td>{:.1} s</td></tr>", took.as_secs_f64());
        }
        let mut pages = String::new();
        for (name, caption) in PAGES {
            let _ = write!(
                pages,
                "<figure><img src=\"{name}.png\" alt=\"{caption}\"><figcaption>{caption}</figcaption></figure>"
            );
        }
        let history = history.replace('&', "&amp;").replace('<', "&lt;");
        format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Mien: first light</title>\
             <style>body{{font:16px/1.5 system-ui,sans-serif;max-width:1120px;margin:2rem auto;padding:0 1rem;\
             color:#16202c;background:#f6f8fa}}h1{{margin:0}}h2{{margin:2rem 0 .5rem}}\
             .grid{{display:grid;grid-template-columns:repeat(3,1fr);gap:1rem}}figure{{margin:0;background:#fff;\
             border:1px solid #d5dde5;border-radius:10px;padding:.6rem}}img{{width:100%;border-radius:6px}}\
             figcaption{{font-size:.9rem;color:#48566a}}table{{border-collapse:collapse;background:#fff}}\
             td{{border:1px solid #d5dde5;padding:.35rem .8rem}}pre{{background:#fff;border:1px solid #d5dde5;\
             border-radius:10px;padding:1rem;overflow-x:auto}}</style>\
             <h1>Mien: first light</h1><p>From camera frames to a logged-in browser, on this computer, with a rendered \
             person or a webcam. The keys are files here and hardware on a phone.</p>\
             <h2>The pages</h2><div class=\"grid\">{pages}</div>\
             <h2>The scan: box, landmarks and the hint of the moment</h2><img src=\"scan.svg\" alt=\"The scan, hint by hint\">\
             <h2>Times of this run</h2><table>{times}</table>\
             <h2>The history on the phone</h2><pre>{history}</pre></html>"
        )
    }
}

/// Draws an SVG or HTML file to a PNG of that size.
pub(super) fn picture(page: &Path, png: &Path, [width, height]: [u32; 2]) -> Outcome {
    let mut shot = std::ffi::OsString::from("--screenshot=");
    shot.push(png);
    Run::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg(format!("--window-size={width},{height}"))
        .arg(shot)
        .arg(page)
        .run_logged(&png.with_extension("log"), "run `cargo xtask setup`; it installs Chromium")?;
    // The log says nothing when the picture is there.
    drop(fs::remove_file(png.with_extension("log")));
    Ok(())
}
