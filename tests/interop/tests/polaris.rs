//! Our wallet core against `polaris-oid4vp`, an independent OpenID4VP 1.0 and HAIP verifier written in Python.
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use mien_credential::sd_jwt::ClaimPath;
use mien_interop::peer::{Peer, free_port, installed};
use mien_interop::wallet::{Fault, Wallet};
use mien_interop::{Issuer, VCT};
use mien_protocol::presentation::PresentationError;
use std::fs;
use std::process::Command;
use tempfile::TempDir;

struct Polaris {
    peer: Peer,
    code: String,
    verifier_root: String,
    tls_root: String,
    _scratch: TempDir,
}

fn polaris(issuer: &Issuer) -> Polaris {
    polaris_asking(issuer, &["uid", "name"])
}

fn polaris_asking(issuer: &Issuer, claims: &[&str]) -> Polaris {
    let program = installed("venv/bin/polaris-oid4vp").unwrap();
    let scratch = TempDir::new().unwrap();
    let (pki, root) = (scratch.path().join("pki"), scratch.path().join("issuer-root.pem"));
    fs::write(&root, issuer.root_pem()).unwrap();
    let keygen =
        Command::new(&program).arg("keygen").arg("--out").arg(&pki).args(["--host", "localhost"]).output();
    assert!(keygen.unwrap().status.success(), "the peer makes its certificates");
    let mut command = Command::new(&program);
    command.arg("serve").arg("--pki").arg(&pki).args(["--host", "localhost", "--bind", "127.0.0.1"]);
    command.args(["--port", &free_port().unwrap().to_string()]).arg("--issuer-trust-anchor").arg(&root);
    command.args(claims.iter().flat_map(|claim| ["--claim", claim]));
    command.args(["--vct", VCT, "--once", "--verbose"]);
    let mut peer = Peer::start(command.env("PYTHONUNBUFFERED", "1")).unwrap();
    let line = peer.expect("openid4vp://").unwrap();
    let code = line.split_whitespace().find(|word| word.starts_with("openid4vp://")).unwrap().to_owned();
    let read = |name: &str| fs::read_to_string(pki.join(name)).unwrap();
    Polaris { peer, code, verifier_root: read("anchor.pem"), tls_root: read("tls.pem"), _scratch: scratch }
}

fn wallet(issuer: &Issuer, polaris: &Polaris) -> Wallet {
    Wallet::new(issuer, &polaris.verifier_root, &polaris.tls_root).unwrap()
}

// The whole flow as it is: x509_hash, POST with wallet_nonce, DCQL, direct_post.jwt, redirect.
#[test]
fn polaris_accepts_our_answer() {
    let issuer = Issuer::new().unwrap();
    let polaris = polaris(&issuer);
    let outcome = wallet(&issuer, &polaris).approve(&polaris.code).unwrap();
    assert_eq!(outcome.domain, "localhost");
    let finished = outcome.result.unwrap();
    assert!(finished.approved);
    assert!(
        finished.redirect_uri.unwrap().starts_with("https://localhost:"),
        "the peer sends the browser back"
    );
}

// Selective disclosure: one claim is asked for, and the peer takes an answer that holds nothing else.
#[test]
fn polaris_is_shown_what_it_asks_for_and_no_more() {
    let issuer = Issuer::new().unwrap();
    let mut polaris = polaris_asking(&issuer, &["birth_year"]);
    let wallet = wallet(&issuer, &polaris);
    let scanned = wallet.scan(&polaris.code).unwrap();
    assert!(!scanned.is_login());
    let asked: Vec<_> = scanned.query().asked().map(ClaimPath::dotted).collect();
    assert_eq!(asked, ["birth_year"]);
    assert!(wallet.approve_scanned(&scanned, None).unwrap().result.unwrap().approved);
    let line = polaris.peer.expect("authentic, claims").unwrap();
    assert!(line.contains("['birth_year', 'cnf', 'exp', 'iat', 'iss', 'vct']"), "{line}");
}

// The negative twins: each must be refused, and for its own reason.
#[test]
fn polaris_refuses_the_twins() {
    let issuer = Issuer::new().unwrap();
    for (fault, reason) in
        [(Fault::Nonce, "nonce"), (Fault::Audience, "aud"), (Fault::HolderKey, "signature")]
    {
        let mut polaris = polaris(&issuer);
        let response = wallet(&issuer, &polaris).answer_wrongly(&polaris.code, fault).unwrap();
        assert_eq!(response.status, 400, "{fault:?}");
        let line = polaris.peer.expect("refused:").unwrap();
        assert!(line.contains(reason), "{fault:?} was refused for another reason: {line}");
    }
}

// A verifier that is not under the pinned root never gets as far as the person.
#[test]
fn polaris_under_another_root_is_not_shown() {
    let issuer = Issuer::new().unwrap();
    let polaris = polaris(&issuer);
    let wallet = wallet(&issuer, &polaris).trusting(&Issuer::new().unwrap().root_pem()).unwrap();
    let Err(error) = wallet.scan(&polaris.code) else { panic!("an unknown verifier was shown") };
    assert_eq!(
        error.downcast_ref::<PresentationError>().map(PresentationError::code),
        Some("certificate_untrusted")
    );
}

// "No" reaches the verifier as the standard's error, in the clear, with the state of the request.
#[test]
fn polaris_understands_a_decline() {
    let issuer = Issuer::new().unwrap();
    let mut polaris = polaris(&issuer);
    let outcome = wallet(&issuer, &polaris).decline(&polaris.code).unwrap();
    assert!(!outcome.result.unwrap().approved);
    let line = polaris.peer.expect("wallet error:").unwrap();
    assert!(line.contains("access_denied"), "{line}");
}
