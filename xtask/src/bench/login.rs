//! The login: from the approval to the service's page in a real browser, and many logins at once.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::results::Results;
use crate::failure::{OrFail, Outcome, failure};
use crate::run::Run;
use crate::{build, paths};

/// How often the core's part is measured.
const ROUNDS: usize = 200;
/// CPU milliseconds of the core's part, without network and key.
const CORE_AIM_MS: f64 = 3.0;
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
    let said = Run::new(paths::target().join("debug/examples/login_cost"))
        .args([ROUNDS.to_string()])
        .output(remedy)?;
    let core: Value = serde_json::from_str(said.trim()).or_fail("reading the measurement", remedy)?;
    if let (Some(members), Some(core)) = (measured.as_object_mut(), core.get("core")) {
        members.insert("core".to_owned(), core.clone());
    }
    let measured = with_spread(measured);
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

/// Adds medians and spreads of the single times.
fn with_spread(mut measured: Value) -> Value {
    let numbers = |list: Option<&Value>| -> Vec<f64> {
        list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_f64).collect()
    };
    let approval = spread(numbers(measured.get("approval_ms")));
    let part = |name: &str| {
        let rounds = measured.get("core").and_then(Value::as_array).into_iter().flatten();
        spread(rounds.filter_map(|round| round.get(name)?.as_f64()).collect())
    };
    let core: Vec<Value> =
        PARTS.iter().map(|(name, what)| json!({ "what": what, "ms": part(name) })).collect();
    if let Some(members) = measured.as_object_mut() {
        members.insert("approval".to_owned(), approval);
        members.insert("core".to_owned(), Value::Array(core));
    }
    measured
}

/// The core's part: names of the measurement and of the page; the last one is the whole.
const PARTS: [(&str, &str); 4] = [
    ("parse", "read the code, make the request"),
    ("verify", "verify the request: two signatures, two chains, what is asked for"),
    ("answer", "build the answer: disclosures, key binding, encryption"),
    ("whole", "all of it"),
];

fn spread(mut times: Vec<f64>) -> Value {
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times.get((times.len() * percent / 100).min(times.len().saturating_sub(1)));
    json!({ "median": at(50), "ninety": at(90), "low": times.first(), "high": times.last() })
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
    let _ = write!(
        page,
        "\nWhat the core computes on the phone, from the code's text to the encrypted answer, without the network and without the\n\
         device's key: CPU milliseconds of one thread, {ROUNDS} logins. The core and its dependencies are optimised; debug assertions are on.\n\n\
         | part | median | nine in ten below | slowest |\n| --- | ---: | ---: | ---: |\n"
    );
    for part in results.list("/core")? {
        let ms = |which: &str| part.number(&format!("/ms/{which}"));
        let _ = writeln!(
            page,
            "| {} | {:.2} | {:.2} | {:.2} |",
            part.text("/what")?,
            ms("median")?,
            ms("ninety")?,
            ms("high")?
        );
    }
    let whole = number(&format!("/core/{}/ms/median", PARTS.len() - 1))?;
    let verdict = if whole <= CORE_AIM_MS { "reached" } else { "missed" };
    let _ = writeln!(page, "\nThe aim of {CORE_AIM_MS:.0} ms for all of it is {verdict} by the median.");
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    // The program and the page must agree on names, or the page would be written with nothing measured.
    #[test]
    fn the_page_tells_what_the_program_measured() {
        let said = r#"{"approval_ms":[300.0,100.0,200.0,900.0,250.0],
            "core":[{"parse":0.25,"verify":1.5,"answer":0.75,"whole":2.5}],
            "load":{"failed":0,"login_s":{"median":6.5,"slowest":6.75},"logins":200,"reasons":null,"seconds":7.0}}"#;
        let measured = with_spread(serde_json::from_str(said).unwrap_or_default());
        let page = Results::parse(&measured.to_string()).and_then(|results| section(&results));
        let page = page.unwrap_or_default();
        for part in [
            "median 250 ms",
            "below 900 ms",
            "fastest 100 ms",
            "slowest 900 ms",
            "reached",
            "0 failed",
            "6.8 s",
            "encryption | 0.75 | 0.75 | 0.75 |",
            "all of it | 2.50 | 2.50 | 2.50 |",
            "3 ms for all of it is reached",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert!(Results::parse("{}").and_then(|nothing| section(&nothing)).is_err());
    }
}
