//! Our wallet core against a verifier made of the npm packages `@openid4vc/openid4vp`, `@sd-jwt/sd-jwt-vc` and `jose`.
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
    let scratch = TempDir::new().unwrap();
    let issuer = Issuer::new().unwrap();
    let roots = pki::write(scratch.path()).unwrap();
    fs::write(scratch.path().join("issuer-root.pem"), issuer.root_pem()).unwrap();
    let mut command = node("verifier.mjs").unwrap();
    command.arg(scratch.path()).arg(free_port().unwrap().to_string());
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
