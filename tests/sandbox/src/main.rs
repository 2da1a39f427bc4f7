//! `mien-sandbox serve`: the sandbox as a program.
#![forbid(unsafe_code)]

use clap::{Parser, Subcommand, ValueEnum};
use mien_sandbox::{CheckPolicy, Sandbox, SandboxConfig, SandboxError};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Identity provider, issuer and demo service on this computer, for tests and demos.
#[derive(Parser)]
#[command(name = "mien-sandbox", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run until interrupted. Prints one line of JSON with the URLs when ready, then a word for each step.
    Serve {
        /// Directory for certificates and database.
        #[arg(long, default_value = "mien-sandbox-state")]
        state: PathBuf,
        /// Port of provider and issuer; 0 for a free one.
        #[arg(long, default_value_t = 8443)]
        port: u16,
        /// Port of the demo service; 0 for a free one.
        #[arg(long, default_value_t = 8444)]
        service_port: u16,
        /// Where the two digits that the page shows must be typed, in the wallet or on the page that it is led to.
        #[arg(long, value_enum, default_value_t = Check::Required)]
        check: Check,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Check {
    /// For every login from another device.
    Required,
    /// Where nobody has logged in with the browser before.
    UnknownBrowsers,
    /// Nowhere.
    Off,
}

fn main() -> ExitCode {
    let Command::Serve { state, port, service_port, check } = Arguments::parse().command;
    let mut config = SandboxConfig::new(state);
    config.port = port;
    config.service_port = service_port;
    config.check = match check {
        Check::Required => CheckPolicy::Required,
        Check::UnknownBrowsers => CheckPolicy::UnknownBrowsers,
        Check::Off => CheckPolicy::Off,
    };
    config.progress = Some(Arc::new(line));
    match serve(config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "mien-sandbox: {error} ({})", error.code());
            ExitCode::FAILURE
        }
    }
}

fn serve(config: SandboxConfig) -> Result<(), SandboxError> {
    let sandbox = Sandbox::start(config)?;
    let urls = sandbox.urls();
    let ready = serde_json::json!({
        "provider": urls.provider,
        "service": urls.service,
        "offer": format!("{}/offer", urls.provider),
        "ca": sandbox.state_dir().join("ca.pem"),
        "verifier_root": sandbox.state_dir().join("verifier-root.pem"),
        "issuer_root": sandbox.state_dir().join("issuer-root.pem"),
        "trust_list": sandbox.state_dir().join("trust-list.jwt"),
        "trust_list_key": sandbox.state_dir().join("trust-list-key.json"),
    });
    line(&ready.to_string());
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(SandboxError::Port)?;
    runtime.block_on(tokio::signal::ctrl_c()).map_err(SandboxError::Port)?;
    sandbox.stop();
    Ok(())
}

/// One line, at once, for whoever reads through a pipe. A closed pipe is no reason to stop serving.
fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}
