//! Our wallet core against an issuer made of the npm packages `@openid4vc/openid4vci`, `@openid4vc/oauth2` and
//! `@sd-jwt/sd-jwt-vc`, and status lists both ways with `@sd-jwt/jwt-status-list`.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use mien_credential::status_list::issue::StatusListBuilder;
use mien_credential::status_list::{MEDIA_TYPE, Status, StatusList, StatusReference};
use mien_credential::x509::TrustAnchors;
use mien_interop::peer::{Peer, free_port, node};
use mien_interop::wallet::{Roots, Wallet};
use mien_interop::{HttpsClient, pki};
use mien_ports::{DeviceError, HttpMethod, HttpRequest, Transport as _};
use mien_protocol::issuance::IssuanceError;
use serde_json::json;
use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};
use tempfile::TempDir;

struct Issuer {
    peer: Peer,
    link: String,
    code: String,
    roots: pki::Roots,
    _scratch: TempDir,
}

fn issuer(fault: &str) -> Issuer {
    let scratch = TempDir::new().unwrap();
    let roots = pki::write(scratch.path()).unwrap();
    let mut command = node("issuer.mjs").unwrap();
    command.arg(scratch.path()).arg(free_port().unwrap().to_string()).arg(fault);
    let mut peer = Peer::start(&mut command).unwrap();
    let said = peer.expect("offer: ").unwrap();
    let (code, link) = said.strip_prefix("offer: ").unwrap().split_once(' ').unwrap();
    let (code, link) = (code.to_owned(), link.to_owned());
    Issuer { peer, link, code, roots, _scratch: scratch }
}

impl Issuer {
    fn receive(&self, code: &str) -> Result<Wallet, Box<dyn Error>> {
        let pki::Roots { verifier, tls, issuer } = &self.roots;
        Wallet::receive(&self.link, Some(code), &Roots { issuer, verifier, tls })
    }

    fn refusal(&self) -> IssuanceError {
        let Err(error) = self.receive(&self.code) else { panic!("a faulty credential was kept") };
        *error.downcast::<IssuanceError>().unwrap()
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

// Protects people whose credential comes from somebody else's issuer: offer, metadata, code, nonce, proof, word back.
#[test]
fn a_foreign_issuer_gives_us_a_credential() {
    let mut issuer = issuer("");
    let wallet = issuer.receive(&issuer.code).unwrap();
    let claims = wallet.credential().claims();
    assert_eq!(claims.pointer("/name"), Some(&json!("TAN AH KOW")));
    // Nested disclosures of that library come out at their places.
    assert_eq!(claims.pointer("/address/street"), Some(&json!("Serangoon Road")));
    assert_eq!(issuer.peer.expect("notified: ").unwrap(), "notified: credential_accepted");
}

// A nonce that went stale is replaced once, as that library words the error.
#[test]
fn a_stale_nonce_is_replaced() {
    let mut issuer = issuer("stale");
    issuer.receive(&issuer.code).unwrap();
    issuer.peer.expect("nonce: refused").unwrap();
    issuer.peer.expect("credential: issued").unwrap();
}

// A wrong code is told apart from a broken issuer: the person may type again.
#[test]
fn a_wrong_code_may_be_typed_again() {
    let issuer = issuer("");
    let error = issuer.receive("000000").err().unwrap();
    assert_eq!(error.downcast_ref::<IssuanceError>(), Some(&IssuanceError::WrongTransactionCode));
}

// The negative twins: what a confused or hostile issuer hands out is not kept, each for its own reason.
#[test]
fn faulty_credentials_of_a_foreign_issuer_are_refused() {
    for (fault, code) in [
        ("type", "credential_type"),
        ("holder", "credential_holder_key"),
        ("stranger", "jose_signature"),
        ("expired", "credential_expired"),
        ("mix-up", "issuer_document"),
    ] {
        assert_eq!(issuer(fault).refusal().code(), code, "{fault}");
    }
}

// An issuer under another root certifies nothing, whatever it signs.
#[test]
fn an_issuer_under_another_root_is_refused() {
    let issuer = issuer("");
    let (verifier, tls) = (&issuer.roots.verifier, &issuer.roots.tls);
    let roots = Roots { issuer: verifier, verifier, tls };
    let error = Wallet::receive(&issuer.link, Some(&issuer.code), &roots).err().unwrap();
    assert_eq!(error.downcast_ref::<IssuanceError>().unwrap().code(), "certificate_untrusted");
}

// Protects against a revoked credential: the list of another library says of this credential what its issuer meant.
#[test]
fn a_foreign_status_list_tells_that_the_credential_was_revoked() {
    let issuer = issuer("");
    let wallet = issuer.receive(&issuer.code).unwrap();
    let reference = StatusReference::of(wallet.credential().claims()).unwrap().unwrap();
    let request = HttpRequest {
        method: HttpMethod::Get,
        url: reference.uri().to_owned(),
        headers: vec![("accept".to_owned(), MEDIA_TYPE.to_owned())],
        body: Vec::new(),
        max_response_bytes: mien_credential::status_list::MAX_TOKEN,
    };
    let response = HttpsClient::new(&issuer.roots.tls).unwrap().send(&request).unwrap();
    let token = String::from_utf8(response.body).unwrap();
    let anchors = TrustAnchors::from_pem(&issuer.roots.issuer).unwrap();
    let list = StatusList::verify(&token, reference.uri(), &anchors, now()).unwrap();
    assert_eq!(list.entries(), 300);
    let at = |index: u64| {
        let claims = json!({ "status": { "status_list": { "uri": reference.uri(), "idx": index } } });
        let reference = StatusReference::of(&claims).unwrap().unwrap();
        list.check(&reference, now(), now()).unwrap().status
    };
    assert_eq!(list.check(&reference, now(), now()).unwrap().status, Status::Invalid);
    assert_eq!((at(41), at(43), at(44)), (Status::Valid, Status::Suspended, Status::Valid));
}

// The other way: what our issuer's side writes, that library reads, at every width.
#[test]
fn a_foreign_library_reads_our_status_lists() {
    let mut issuer = issuer("");
    let key = rcgen::KeyPair::generate().unwrap();
    let signer = |message: &[u8]| rcgen::SigningKey::sign(&key, message).map_err(|_| DeviceError::Failed);
    for (width, highest) in [(1, 1), (2, 3), (4, 15), (8, 255)] {
        let mut list = StatusListBuilder::new("https://issuer.example/s", width, 100_000, now()).unwrap();
        list.set(7, Status::Invalid).unwrap();
        list.set(99_999, Status::from_number(highest)).unwrap();
        let token = list.sign(&[], &signer).unwrap();
        let ask = json!({ "token": token, "indices": [0, 6, 7, 8, 99_998, 99_999] }).to_string();
        let expected = format!("[0,0,1,0,0,{highest}]");
        assert_eq!(issuer.peer.ask(&ask, "statuses: ").unwrap(), expected, "{width} bits");
    }
}
