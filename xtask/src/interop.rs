//! `cargo xtask test interop`: our login and issuance against peers that nobody here wrote, and against published vectors.
//! Everything runs on loopback. Ends with a table of who took part, in which version.

use std::fs;

use serde_json::Value;

use crate::counts::{Counts, Runner};
use crate::failure::{OrFail, Outcome, failure};
use crate::paths;
use crate::run::Run;
use crate::setup;
use crate::test::run_suite;

/// The test programs of `tests/interop` that meet a peer.
const MEETINGS: [&str; 4] = ["services", "node_issuer", "node_verifier", "polaris"];
/// Parts of the names of the tests that hold the core to published vectors.
const VECTORS: [&str; 4] = ["rfc_", "wycheproof", "openid4vp_section", "vectors_of"];

/// Where a peer's version is read from: what is installed, not what was asked for.
enum Kind {
    Npm,
    Python,
    /// A program on the `PATH` that knows `--version`.
    Program,
}

/// A peer and the part that it plays against us.
const PEERS: [(Kind, &str, &str); 13] = [
    (
        Kind::Npm,
        "openid-client",
        "service against our provider (secret; FAPI 2.0), and oidc-provider with our wallet",
    ),
    (Kind::Npm, "oidc-provider", "provider whose login page asks our wallet"),
    (Kind::Python, "authlib", "service against our provider (secret; private_key_jwt)"),
    (Kind::Python, "joserfc", "signatures of our ID tokens, for authlib"),
    (Kind::Npm, "@openid4vc/openid4vci", "issuer against our wallet, wallet against our issuer"),
    (Kind::Npm, "@openid4vc/oauth2", "authorization server of that issuer, client of that wallet"),
    (Kind::Npm, "@openid4vc/openid4vp", "verifier against our wallet, wallet against our provider"),
    (Kind::Npm, "@sd-jwt/sd-jwt-vc", "credentials and presentations of those"),
    (Kind::Npm, "@sd-jwt/jwt-status-list", "status lists, written and read"),
    (Kind::Npm, "jose", "JOSE of those"),
    (Kind::Python, "polaris-oid4vp", "HAIP verifier against our wallet"),
    (Kind::Program, "node", "runs the npm packages"),
    (Kind::Program, "python", "runs the Python packages"),
];

/// The verb: the matrix with its set-up.
pub(crate) fn verb() -> Outcome {
    setup::for_tests()?;
    let counts = run()?;
    if counts.failed == 0 {
        return Ok(());
    }
    Err(failure(format!("{} tests failed", counts.failed), "their names stand above"))
}

/// Runs the matrix and prints the table.
fn run() -> Outcome<Counts> {
    let mut meetings = Run::cargo().args(["test", "--workspace", "--no-fail-fast"]);
    for name in MEETINGS {
        meetings = meetings.args(["--test", name]);
    }
    let mut counts = run_suite(meetings, Runner::Cargo)?;
    let vectors = Run::cargo().args(["test", "--workspace", "--no-fail-fast", "--lib", "--"]).args(VECTORS);
    counts += run_suite(vectors, Runner::Cargo)?;
    println!("\n===== Peers =====\n{:<26} {:<12} part", "peer", "version");
    for (kind, name, part) in PEERS {
        println!("{name:<26} {:<12} {part}", version(&kind, name)?);
    }
    println!("{counts}");
    Ok(counts)
}

fn version(kind: &Kind, name: &str) -> Outcome<String> {
    let remedy = "run `cargo xtask setup`";
    match kind {
        Kind::Npm => {
            let file = paths::cache().join("node/interop/node_modules").join(name).join("package.json");
            let text = fs::read_to_string(&file).or_fail(format!("reading {}", file.display()), remedy)?;
            let package: Value = serde_json::from_str(&text).or_fail("reading a package.json", remedy)?;
            let version = package.get("version").and_then(Value::as_str);
            version.map(str::to_owned).ok_or_else(|| failure(format!("{name} has no version"), remedy))
        }
        Kind::Python => {
            let ask = "import sys, importlib.metadata; print(importlib.metadata.version(sys.argv[1]))";
            Run::python().args(["-c", ask, name]).output(remedy).map(|line| line.trim().to_owned())
        }
        Kind::Program if name == "python" => shown(Run::python().arg("--version"), remedy),
        Kind::Program => shown(Run::new(name).arg("--version"), remedy),
    }
}

/// The last word of what a program says of its version.
fn shown(run: Run, remedy: &str) -> Outcome<String> {
    let said = run.output(remedy)?;
    Ok(said.split_whitespace().last().unwrap_or_default().trim_start_matches('v').to_owned())
}
