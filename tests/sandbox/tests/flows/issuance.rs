//! Issuance over HTTPS.

use crate::helpers::World;
use crate::wallet::{Wallet, random_key};
use std::time::Duration;

// A person gets a credential that verifies, is bound to their key, and shows no whole ID number.
#[test]
fn a_credential_is_issued_to_the_holder_of_the_code() {
    let world = World::new();
    let mut wallet = Wallet::new(world.provider(), &world.state_dir);
    let metadata = wallet.get(&format!("{}/.well-known/openid-credential-issuer", world.provider())).json();
    assert_eq!(metadata["credential_issuer"], world.provider());
    assert_eq!(metadata["credential_configurations_supported"]["identity"]["vct"], "urn:mien:identity:1");
    wallet.enrol("王小明", "11010519491231002X");
    let credential = wallet.credential.as_ref().unwrap();
    let claims = credential.claims();
    assert_eq!((credential.vct(), &claims["name"]), ("urn:mien:identity:1", &"王小明".into()));
    assert_eq!(
        (&claims["id_number_masked"], &claims["birth_year"]),
        (&"1*************002X".into(), &1949.into())
    );
    assert_eq!(credential.holder_key().to_jwk(), crate::wallet::public(&wallet.key).to_jwk());
    let database = std::fs::read(world.state_dir.join("sandbox.sqlite")).unwrap();
    let log = std::fs::read(world.state_dir.join("sandbox.sqlite-wal")).unwrap_or_default();
    let needle = b"11010519491231002X";
    assert!([database, log].iter().all(|file| !file.windows(needle.len()).any(|part| part == needle)));
}

// The SMS code: five tries, then the offer is dead, also for the right code; and no second use.
#[test]
fn tx_codes_are_limited() {
    let world = World::new();
    let wallet = Wallet::new(world.provider(), &world.state_dir);
    let (offer, tx_code) = wallet.offer("A", "1234");
    let wrong = if tx_code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        assert_eq!(wallet.token(&offer, wrong).json()["error"], "invalid_grant");
    }
    assert_eq!(wallet.token(&offer, &tx_code).json()["error"], "invalid_grant");

    let (offer, tx_code) = wallet.offer("A", "1234");
    assert_eq!(wallet.token(&offer, wrong_of(&tx_code)).status, 400);
    assert_eq!(wallet.token(&offer, &tx_code).status, 200);
    assert_eq!(wallet.token(&offer, &tx_code).json()["error"], "invalid_grant", "once");

    let (offer, tx_code) = wallet.offer("A", "1234");
    world.running().clock().advance(Duration::from_secs(601));
    assert_eq!(wallet.token(&offer, &tx_code).json()["error"], "invalid_grant", "expired");
}

fn wrong_of(tx_code: &str) -> &'static str {
    if tx_code == "999999" { "999998" } else { "999999" }
}

// Proofs are for this issuer, fresh, once, and signed by the key they carry.
#[test]
fn proofs_are_checked() {
    let world = World::new();
    let mut wallet = Wallet::new(world.provider(), &world.state_dir);
    let (offer, tx_code) = wallet.offer("A", "1234");
    let token = wallet.token(&offer, &tx_code).json()["access_token"].as_str().unwrap().to_owned();
    let base = world.provider();
    let error = |wallet: &Wallet, proof: &str| {
        let answer = wallet.request_credential(&token, proof);
        assert_eq!(answer.status, 400, "{}", answer.body);
        answer.json()["error"].as_str().unwrap().to_owned()
    };
    assert_eq!(error(&wallet, &wallet.proof(&wallet.c_nonce(), "https://other.example")), "invalid_proof");
    assert_eq!(error(&wallet, &wallet.proof("invented", base)), "invalid_nonce");
    assert_eq!(error(&wallet, "a.b.c"), "invalid_proof");
    let proof = wallet.proof(&wallet.c_nonce(), base);
    let (body, _) = proof.rsplit_once('.').unwrap();
    wallet.key = random_key();
    let foreign = wallet.proof(&wallet.c_nonce(), base);
    assert_eq!(error(&wallet, &format!("{body}.{}", foreign.rsplit_once('.').unwrap().1)), "invalid_proof");
    wallet.skew = -400;
    assert_eq!(error(&wallet, &wallet.proof(&wallet.c_nonce(), base)), "invalid_proof", "old");
    wallet.skew = 0;
    assert_eq!(wallet.request_credential(&token, &proof).status, 200);
    assert_eq!(error(&wallet, &proof), "invalid_nonce", "a nonce serves once");
    assert_eq!(wallet.request_credential("invented", &proof).status, 401);
}

// The JSON interface refuses what is no person and what a foreign page could send.
#[test]
fn offers_are_made_from_acceptable_input_only() {
    let world = World::new();
    let wallet = Wallet::new(world.provider(), &world.state_dir);
    let url = format!("{}/api/offers", world.provider());
    for (name, number) in [("", "1234"), ("A", "12"), ("A", "12;34"), ("A\n", "1\n234")] {
        let wish = serde_json::json!({ "name": name, "id_number": number });
        assert_eq!(wallet.post_json(&url, None, &wish).status, 400, "{name:?} {number:?}");
    }
    assert_eq!(wallet.post(&url, &[("name", "A"), ("id_number", "1234")]).status, 415);
}
