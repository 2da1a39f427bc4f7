//! Wallets of people whom the sandbox knows.

use crate::HttpsClient;
use crate::peer::{Peer, node};
use crate::wallet::{Roots, Wallet};
use mien_ports::{HttpMethod, HttpRequest, Transport as _};
use mien_sandbox::RunningSandbox;
use serde_json::{Value, json};
use std::error::Error;
use std::fs;

/// A fresh offer of the sandbox for one person, always the same: its link, and the code that goes with it.
///
/// # Errors
/// When the sandbox makes none.
pub fn offer(sandbox: &RunningSandbox) -> Result<(String, String), Box<dyn Error>> {
    let tls = fs::read_to_string(sandbox.state_dir().join("ca.pem"))?;
    let request = HttpRequest {
        method: HttpMethod::Post,
        url: format!("{}/api/offers", sandbox.urls().provider),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: json!({ "name": "Tan Mei Ling", "id_number": "S1234567D" }).to_string().into_bytes(),
        max_response_bytes: 16 * 1024,
    };
    let made: Value = serde_json::from_slice(&HttpsClient::new(&tls)?.send(&request)?.body)?;
    let text = |name: &str| made.get(name).and_then(Value::as_str).map(str::to_owned).ok_or("no offer");
    Ok((text("offer")?, text("tx_code")?))
}

/// A wallet of other people's making, ready for the commands of `peers/wallet.mjs`.
///
/// # Errors
/// When it does not start.
pub fn foreign_wallet(sandbox: &RunningSandbox) -> Result<Peer, Box<dyn Error>> {
    let mut command = node("wallet.mjs")?;
    command.arg(sandbox.state_dir()).env("NODE_EXTRA_CA_CERTS", sandbox.state_dir().join("ca.pem"));
    let mut wallet = Peer::start(&mut command)?;
    wallet.expect("ready: ")?;
    Ok(wallet)
}

/// Gives a foreign wallet its credential: the claims that it sees.
///
/// # Errors
/// When the issuance fails.
pub fn enrol_foreign(sandbox: &RunningSandbox, wallet: &mut Peer) -> Result<Value, Box<dyn Error>> {
    let (link, code) = offer(sandbox)?;
    let command = json!({ "do": "receive", "offer": link, "code": code }).to_string();
    Ok(serde_json::from_str(&wallet.ask(&command, "received: ")?)?)
}

/// A wallet that the sandbox's issuer has given a credential.
///
/// # Errors
/// When the issuance fails.
pub fn wallet(sandbox: &RunningSandbox) -> Result<Wallet, Box<dyn Error>> {
    let (offer, tx_code) = offer(sandbox)?;
    let pem = |name: &str| fs::read_to_string(sandbox.state_dir().join(name));
    let (issuer, verifier, tls) = (pem("issuer-root.pem")?, pem("verifier-root.pem")?, pem("ca.pem")?);
    let roots = Roots { issuer: &issuer, verifier: &verifier, tls: &tls };
    Wallet::receive(&offer, Some(&tx_code), &roots)
}
