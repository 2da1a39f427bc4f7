//! The login: from the approval to the service's page in a real browser, and many logins at once.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::results::Results;
use crate::failure::{OrFail, Outcome, failure};
use crate::run::Run;
use crate::{build, paths};

const LOGINS: usize = 20;
const AT_ONCE: usize = 200;
/// From the approval to "logged in", on loopback.
const AIM_MS: f64 = 500.0;

/// Measures, always with the development build: the sandbox plays the provider, and it is not part of what is shipped.
pub(super) fn measure(_programs: &Path, results: &Path) -> Outcome {
    build::workspace(false)?;
    let remedy = "the line above says what; `cargo xtask setup` installs Chromium and what drives it";
    let said = Run::new(paths::target().join("debug/examples/login_times"))
        .args([LOGINS.to_string(), AT_ONCE.to_string()])
        .output(remedy)?;
    let mut measured: Value = serde_json::from_str(said.trim()).or_fail("reading the measurement", remedy)?;
    let mut times: Vec<f64> = measured
        .get("approval_ms")
        .and_then(Value::as_array)
        .map(|list| list.iter().filter_map(Value::as_f64).collect())
        .unwrap_or_default();
    times.sort_by(f64::total_cmp);
    let at =
        |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1))).copied();
    if let Some(members) = measured.as_object_mut() {
        let spread =
            json!({ "median": at(50), "ninety": at(90), "low": times.first(), "high": times.last() });
        members.insert("approval".to_owned(), spread);
    }
    let text = measured.to_string();
    std::fs::write(results, &text).or_fail("writing the measurement", "make target/bench writable")?;
    // A login that fails under load is a fault, not a figure.
    let results = Results::parse(&text)?;
    if results.number("/load/failed")? > 0.0 {
        let why = results.text("/load/reasons").unwrap_or("no reason was told");
        return Err(failure(format!("logins failed under load: {why}"), "look for a limit in tests/sandbox"));
    }
    Ok(())
}

/// The section of the page.
pub(super) fn section(results: &Results) -> Outcome<String> {
    let number = |pointer: &str| results.number(pointer);
    let median = number("/approval/median")?;
    let verdict = if median <= AIM_MS { "reached" } else { "missed" };
    let mut page = String::new();
    let _ = write!(
        page,
        "Wall time, not CPU time. From the wallet's approval being sent to the service's page being there, in headless \
         Chromium,\nover TLS on loopback: median {median:.0} ms of {LOGINS} logins, nine in ten below {:.0} ms, \
         fastest {:.0} ms, slowest {:.0} ms.\nThe aim of {AIM_MS:.0} ms is {verdict} by the median.\n\n\
         {AT_ONCE} logins that begin at once against one sandbox, each from the service's page into the service: {} \
         failed, all done\nafter {:.1} s, the slowest took {:.1} s. Wallets and browsers run on the same machine.\n",
        number("/approval/ninety")?,
        number("/approval/low")?,
        number("/approval/high")?,
        number("/load/failed")?,
        number("/load/seconds")?,
        number("/load/login_s/slowest")?,
    );
    Ok(page)
}
