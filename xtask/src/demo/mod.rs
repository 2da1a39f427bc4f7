//! `cargo xtask demo`: the whole journey, from camera frames to a logged-in browser.
//!
//! The sandbox plays provider, issuer and service; a real browser shows their pages; the `mien` command line is the
//! phone; the puppet, or whoever sits before the webcam, is the person.

mod browser;
mod parts;
mod report;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::failure::{OrFail, Outcome};
use crate::{build, only_flags, paths, setup};
use browser::Browser;
use parts::{Phone, Sandbox};
use report::Report;

/// The verb.
///
/// `--watch` opens a visible browser; `--camera` scans the person in front of the webcam instead of the puppet.
pub(crate) fn verb(arguments: &[String]) -> Outcome {
    only_flags(arguments, &["--watch", "--camera"])?;
    let flag = |name: &str| arguments.iter().any(|argument| argument == name);
    setup::for_demo()?;
    build::workspace(flag("--camera"))?;
    let out = fresh_folder()?;
    let begun = Instant::now();
    let mut report = Report::default();

    println!("\n1. The sandbox starts: provider, issuer and a service, on this computer only.");
    let sandbox = Sandbox::start(&out.join("sandbox"))?;
    let mut browser = Browser::open(&sandbox, &out, flag("--watch"))?;
    let phone = Phone::new(&sandbox, &out, flag("--camera"));

    println!(
        "\n2. A page of the issuer shows an offer. The phone follows it, scans the face, seals the vault."
    );
    let offer = browser.wait("offer")?;
    let enrolled = Instant::now();
    phone.enrol(&offer.text("picture")?, &offer.text("code")?)?;
    report.time("Enrolment: offer read from pixels, face scanned, credential received", enrolled);
    browser.go_on()?;

    println!("\n3. A service's login page shows a QR code. The phone reads it from the page's pixels.");
    let page = browser.wait("login")?;
    let login = Instant::now();
    let mut pending = phone.start_login(&page.text("picture")?)?;

    println!(
        "\n4. The request is verified. The person reads who asks, and types the number that the page shows."
    );
    let scanned = browser.wait("scanned")?;
    pending.approve(&scanned.text("digits")?)?;
    let inside = browser.wait("inside")?;
    report.time("Login: from the picture of the page to the logged-in browser", login);
    report.millis("of these: from the approval to the service's page", inside.number("finish_ms")?);
    report.time("The whole demo, after set-up", begun);

    let history = phone.history()?;
    report.write(&out, &history)?;
    report::picture(&out.join("scan.svg"), &out.join("7-scan.png"), [1260, 920])?;
    report::picture(&out.join("index.html"), &out.join("8-report.png"), [1200, 2400])?;
    browser.close(flag("--watch"))?;
    sandbox.stop();

    println!("\nPictures and a one-page report: {}", out.display());
    println!(
        "\"{}\": Tan Mei Ling is logged in to Harbour Pass at {} as {}.",
        inside.text("title")?,
        inside.text("address")?,
        inside.text("subject")?
    );
    Ok(())
}

/// `target/demo`, empty: what lies there afterwards is of this run.
fn fresh_folder() -> Outcome<PathBuf> {
    let out = paths::products("demo");
    if out.exists() {
        fs::remove_dir_all(&out).or_fail(format!("emptying {}", out.display()), "delete it")?;
    }
    make_folder(&out)?;
    Ok(out)
}

fn make_folder(path: &Path) -> Outcome {
    fs::create_dir_all(path).or_fail(format!("making {}", path.display()), "make the folder writable")
}
