//! How long a login takes after the approval, and whether many at once all succeed: for `cargo xtask bench login`.
//!
//! usage: `login_times LOGINS AT_ONCE`. Prints one JSON object. `approval_ms` is, for each of the first number of logins in
//! a real browser, the time from the wallet's answer being sent to the service's page being there; `load` tells of the second
//! number of logins, which begin together, each with its own browser (without a screen), against one sandbox.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a measurement that cannot be made ends the program"
)]

#[expect(dead_code, reason = "the sandbox's own tests use more of it")]
#[path = "../../../sandbox/tests/flows/browser.rs"]
mod browser;
#[expect(dead_code, reason = "the tests of the pages use more of it")]
#[path = "../../tests/pages/chromium.rs"]
mod chromium;

use browser::Browser;
use chromium::{Chromium, Kind};
use mien_interop::page::qr_text;
use mien_interop::sandbox;
use mien_interop::wallet::Wallet;
use mien_sandbox::{RateLimits, RunningSandbox, Sandbox, SandboxConfig};
use serde_json::json;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::thread;
use std::time::Instant;
use tempfile::TempDir;

fn main() {
    let mut words = std::env::args().skip(1).map(|word| word.parse::<usize>().expect("a number"));
    let (logins, at_once) = (words.next().expect("LOGINS"), words.next().expect("AT_ONCE"));
    let scratch = TempDir::new().unwrap();
    let mut config = SandboxConfig::new(scratch.path().join("sandbox"));
    // All of them come from one account and one address here.
    config.limits = RateLimits { logins_per_address: u32::MAX, answers_per_account: u32::MAX };
    let sandbox = Sandbox::start(config).unwrap();
    let wallet = sandbox::wallet(&sandbox).unwrap();
    let approval = approvals(&sandbox, &wallet, &scratch, logins);
    let (took, mut each, failures) = load(&sandbox, &wallet, at_once);
    each.sort_by(f64::total_cmp);
    let median = each.get(each.len() / 2);
    let report = json!({
        "approval_ms": approval,
        "load": {
            "logins": at_once, "failed": failures.len(), "reasons": failures.first(), "seconds": took,
            "login_s": { "median": median, "slowest": each.last() },
        },
    });
    println!("{report}");
}

/// In a real browser: from the wallet's answer to the service's page.
fn approvals(sandbox: &RunningSandbox, wallet: &Wallet, scratch: &TempDir, logins: usize) -> Vec<f64> {
    let mut browser = Chromium::start(scratch.path());
    let service = &sandbox.urls().service;
    let one = |name: String| {
        browser.window(&name, Kind::Ordinary);
        browser.goto(&name, &format!("{service}/login"));
        browser.wait(&name, "[data-state=\"shown\"] svg");
        let request = wallet.scan(&browser.scan(&name)).unwrap();
        browser.wait(&name, ".digits");
        let digits = browser.text(&name, ".digits");
        let sent = Instant::now();
        assert!(wallet.approve_scanned(&request, Some(&digits)).unwrap().result.unwrap().approved);
        browser.wait(&name, "dl code");
        let took = sent.elapsed().as_secs_f64() * 1000.0;
        browser.press(&name, "close");
        took
    };
    (0..logins).map(|login| login.to_string()).map(one).collect()
}

/// Many at once: seconds for all, seconds of each, and why those failed that did.
fn load(sandbox: &RunningSandbox, wallet: &Wallet, at_once: usize) -> (f64, Vec<f64>, Vec<String>) {
    let start = Barrier::new(at_once);
    let begun = Instant::now();
    let ends: Vec<Result<f64, String>> = thread::scope(|scope| {
        let person = || {
            start.wait();
            let own = Instant::now();
            let outcome = catch_unwind(AssertUnwindSafe(|| log_in(sandbox, wallet)));
            outcome.map(|()| own.elapsed().as_secs_f64()).map_err(|reason| {
                reason.downcast_ref::<String>().cloned().unwrap_or_else(|| "a panic".to_owned())
            })
        };
        let people: Vec<_> = (0..at_once).map(|_| scope.spawn(person)).collect();
        people.into_iter().map(|person| person.join().unwrap()).collect()
    });
    let took = begun.elapsed().as_secs_f64();
    let (fine, failed): (Vec<_>, Vec<_>) = ends.into_iter().partition(Result::is_ok);
    (
        took,
        fine.into_iter().filter_map(Result::ok).collect(),
        failed.into_iter().filter_map(Result::err).collect(),
    )
}

/// One login, from the service's page into the service.
fn log_in(sandbox: &RunningSandbox, wallet: &Wallet) {
    let urls = sandbox.urls();
    let mut browser = Browser::new(sandbox.state_dir());
    let authorize = browser.get(&format!("{}/login", urls.service)).location().to_owned();
    let url = format!("{}{}", urls.provider, browser.get(&authorize).location());
    let page = browser.get(&url);
    let request = wallet.scan(&qr_text(&page.body).unwrap()).unwrap();
    let digits = browser.get(&url).between("<p class=\"digits\">", "</p>");
    assert!(wallet.approve_scanned(&request, Some(&digits)).unwrap().result.unwrap().approved);
    let csrf = page.between("name=\"csrf\" value=\"", "\"");
    let callback = browser.post(&format!("{url}/finish"), &[("csrf", &csrf)]).location().to_owned();
    let inside = browser.get(&callback);
    let inside = browser.get(&format!("{}{}", urls.service, inside.location()));
    assert!(inside.body.contains("urn:mien:loa:3:cross-device"), "not inside: {}", inside.status);
}
