//! Our wallet core against a verifier made of the npm packages `@openid4vc/openid4vp`, `@sd-jwt/sd-jwt-vc` and `jose`, alone
//! and behind the login page of `oidc-provider`.
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use mien_interop::peer::{Peer, free_port, node};
use mien_interop::wallet::{Fault, Wallet};
use mien_interop::{Issuer, pki};
use mien_protocol::presentation::PresentationError;
use std::fs;
use tempfile::TempDir;

struct Verifier {
    peer: Peer,
    code: String,
    wallet: Wallet,
    _scratch: TempDir,
}

fn verifier() -> Verifier {
    started("verifier.mjs")
}

fn started(script: &str) -> Verifier {
    asking(script, &[])
}

fn asking(script: &str, arguments: &[&str]) -> Verifier {
    let scratch = TempDir::new().unwrap();
    let issuer = Issuer::new().unwrap();
    let roots = pki::write(scratch.path()).unwrap();
    fs::write(scratch.path().join("issuer-root.pem"), issuer.root_pem()).unwrap();
    let mut command = node(script).unwrap();
    command.arg(scratch.path()).arg(free_port().unwrap().to_string()).args(arguments);
    // What plays the service and its browser, too, talks to itself over TLS.
    fs::write(scratch.path().join("tls-root.pem"), &roots.tls).unwrap();
    command.env("NODE_EXTRA_CA_CERTS", scratch.path().join("tls-root.pem"));
    let mut peer = Peer::start(&mut command).unwrap();
    let code = peer.expect("code: ").unwrap().split_off("code: ".len());
    let wallet = Wallet::new(&issuer, &roots.verifier, &roots.tls).unwrap();
    Verifier { peer, code, wallet, _scratch: scratch }
}

// The whole flow with the https form of the code and x509_san_dns.
#[test]
fn node_verifier_accepts_our_answer() {
    let mut verifier = verifier();
    let outcome = verifier.wallet.approve(&verifier.code).unwrap();
    assert_eq!(outcome.domain, "localhost");
    assert!(outcome.result.unwrap().approved);
    let line = verifier.peer.expect("accepted: ").unwrap();
    // The birth year is in the credential too: nobody asked for it.
    assert!(line.contains("uid") && line.contains("name") && !line.contains("birth_year"), "{line}");
}

// Selective disclosure as the peer sees it: one claim is asked for, and of all that the credential holds only that one is shown.
#[test]
fn node_verifier_is_shown_what_it_asks_for_and_no_more() {
    let mut verifier = asking("verifier.mjs", &["birth_year"]);
    let scanned = verifier.wallet.scan(&verifier.code).unwrap();
    assert!(!scanned.is_login(), "a verifier's question, not a login");
    assert_eq!(scanned.described().name.as_ref().map(|name| name.get("en")), Some("Interop verifier"));
    assert!(verifier.wallet.approve_scanned(&scanned, None).unwrap().result.unwrap().approved);
    let line = verifier.peer.expect("accepted: ").unwrap();
    assert!(line.contains("birth_year") && !line.contains("uid") && !line.contains("\"name\""), "{line}");
}

// The negative twins: each must be refused, and for its own reason.
#[test]
fn node_verifier_refuses_the_twins() {
    for (fault, reason) in
        [(Fault::Nonce, "nonce"), (Fault::Audience, "aud"), (Fault::HolderKey, "signature")]
    {
        let mut verifier = verifier();
        let response = verifier.wallet.answer_wrongly(&verifier.code, fault).unwrap();
        assert_eq!(response.status, 400, "{fault:?}");
        let line = verifier.peer.expect("refused: ").unwrap().to_lowercase();
        assert!(line.contains(reason), "{fault:?} was refused for another reason: {line}");
    }
}

// A request is fetched once: the second phone is told that the code has expired.
#[test]
fn second_scan_says_expired() {
    let verifier = verifier();
    verifier.wallet.scan(&verifier.code).unwrap();
    let error = verifier.wallet.scan(&verifier.code).unwrap_err();
    assert_eq!(error.downcast_ref::<PresentationError>(), Some(&PresentationError::Expired));
}

// "No" arrives as the standard's error with the state of the request.
#[test]
fn node_verifier_understands_a_decline() {
    let mut verifier = verifier();
    assert!(!verifier.wallet.decline(&verifier.code).unwrap().result.unwrap().approved);
    assert_eq!(verifier.peer.expect("declined: ").unwrap(), "declined: access_denied true");
}

// A whole login in which only the wallet is ours: `openid-client` as the service, with pushed request, DPoP, private_key_jwt
// and encrypted ID token, `oidc-provider` as the provider, `@openid4vc/openid4vp` on its login page.
#[test]
fn foreign_service_foreign_provider_our_wallet() {
    let mut provider = started("provider.mjs");
    let outcome = provider.wallet.approve(&provider.code).unwrap();
    assert!(outcome.result.unwrap().approved);
    let inside = provider.peer.expect("inside: ").unwrap();
    for part in ["\"name\":\"TAN AH KOW\"", "\"acr\":\"urn:mien:loa:3\"", "\"type\":\"dpop\""] {
        assert!(inside.contains(part), "{part} in {inside}");
    }
}

// The same with a bent answer, and with a "no": nobody gets in.
#[test]
fn the_foreign_provider_lets_nobody_in_without_the_holder() {
    for fault in [Fault::Nonce, Fault::Audience, Fault::HolderKey] {
        let mut provider = started("provider.mjs");
        let response = provider.wallet.answer_wrongly(&provider.code, fault).unwrap();
        assert_eq!(response.status, 400, "{fault:?}");
        provider.peer.expect("refused: ").unwrap();
    }
    let mut provider = started("provider.mjs");
    provider.wallet.decline(&provider.code).unwrap();
    assert_eq!(provider.peer.expect("outside: ").unwrap(), "outside: access_denied");
}
