//! What a login costs the phone's processor, for `cargo xtask bench login`: from the text of the code to the encrypted answer,
//! without the network and without the device's key.
//!
//! usage: `login_cost ROUNDS`. Prints one JSON object: CPU milliseconds of this thread for each part of each round. A request
//! names a service, so that two chains and two signatures are verified, as the sandbox and every other provider of this kind
//! has it.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a measurement that cannot be made ends the program"
)]
#![expect(clippy::cast_precision_loss, reason = "nanoseconds of one login are far below 2^52")]

#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/wire/common.rs"]
mod common;

use common::{Encryption, NOW, OneKey, Party, VCT, response};
use mien_credential::jose::DeviceSigner;
use mien_credential::sd_jwt::Credential;
use mien_ports::{DeviceError, DeviceKeys, KeyPurpose, SecurityLevel, SystemEntropy};
use mien_protocol::presentation::{Approval, LoginCode, SeenNonces};
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicI64, Ordering};
use zeroize::Zeroizing;

const CLIENT: &str = "x509_san_dns:login.example";
const CODE: &str = "https://login.example/q?client_id=x509_san_dns%3Alogin.example&request_uri=https%3A%2F%2Flogin.example\
                    %2Fr%2FbDk3mT0c1YqHr7sLw2PzXa9vEu5NfQ&request_uri_method=post";

fn main() {
    let rounds: usize = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(100);
    let (verifier, issuer, keys) = (Party::new("login.example"), Party::new("issuer.example"), Timed::new());
    let held = [Credential::verify(&issuer.issue(VCT, &keys.key.public()), &issuer.anchors, NOW).unwrap()];
    let measured: Vec<Value> = (0..rounds).map(|_| login(&verifier, &held, &keys)).collect();
    println!("{}", json!({ "core": measured }));
}

/// One login; milliseconds of each part.
fn login(verifier: &Party, held: &[Credential], keys: &Timed) -> Value {
    let entropy = SystemEntropy::new();
    let begun = now();
    let (request, fetch) = LoginCode::parse(CODE).unwrap().request(&entropy).unwrap();
    let made = now();
    // The verifier's part is not counted.
    let form = String::from_utf8(request.body).unwrap();
    let nonce = form.strip_prefix("wallet_nonce=").unwrap().split('&').next().unwrap();
    let answer = response(200, "application/oauth-authz-req+jwt", signed(verifier, nonce).as_bytes());

    let received = now();
    let request = fetch.verify(&answer, &verifier.anchors, NOW, &mut SeenNonces::new()).unwrap();
    let checked = now();
    let candidates = request.candidates(held, NOW);
    let candidate = candidates.first().unwrap();
    let signer = DeviceSigner::new(keys, "holder");
    let in_key = keys.spent.load(Ordering::Relaxed);
    let approval = Approval { check_digits: Some("47") };
    request.approve(candidate, &approval, &signer, &entropy, NOW).unwrap();
    let in_key = keys.spent.load(Ordering::Relaxed) - in_key;
    let built = now();

    let ms = |nanoseconds: i64| nanoseconds as f64 / 1e6;
    let parts = [made - begun, checked - received, built - checked - in_key];
    json!({
        "parse": ms(parts[0]), "verify": ms(parts[1]), "answer": ms(parts[2]), "whole": ms(parts.iter().sum()),
    })
}

/// The request object of a provider that names a service.
fn signed(verifier: &Party, wallet_nonce: &str) -> String {
    let nonce = "n-0123456789abcdef0123456789abcdef";
    let context = json!({
        "client_id": CLIENT, "nonce": nonce, "exp": NOW + 60, "name": { "en": "Harbour Pass e-Service", "zh-Hans": "港湾通" },
        "domain": "eservice.example", "purpose": { "en": "Log in", "zh-Hans": "登录" }, "flow": "cross_device",
        "browser": "Chromium on Linux", "started_at": NOW - 5,
    });
    let context = verifier.sign("rp-context+jwt", &context);
    let object = json!({
        "client_id": CLIENT, "response_type": "vp_token", "response_mode": "direct_post.jwt", "nonce": nonce,
        "response_uri": "https://login.example/vp", "state": "bDk3mT0c1YqHr7sLw2PzXa9vEu5NfQ", "iat": NOW, "exp": NOW + 60,
        "wallet_nonce": wallet_nonce, "aud": "https://self-issued.me/v2",
        "dcql_query": { "credentials": [{ "id": "id", "format": "dc+sd-jwt", "meta": { "vct_values": [VCT] },
            "claims": [{ "path": ["uid"] }] }] },
        "client_metadata": { "jwks": Encryption::new().jwks(), "encrypted_response_enc_values_supported": ["A256GCM"] },
        "verifier_info": [{ "format": "rp-context+jwt", "data": context }],
    });
    verifier.sign("oauth-authz-req+jwt", &object)
}

/// CPU nanoseconds of this thread.
fn now() -> i64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// The device's key, with a count of what it takes: on a phone that is hardware.
struct Timed {
    key: OneKey,
    spent: AtomicI64,
}

impl Timed {
    fn new() -> Self {
        Self { key: OneKey::new(), spent: AtomicI64::new(0) }
    }

    fn counted<T>(&self, act: impl FnOnce(&OneKey) -> T) -> T {
        let begun = now();
        let done = act(&self.key);
        self.spent.fetch_add(now() - begun, Ordering::Relaxed);
        done
    }
}

impl DeviceKeys for Timed {
    fn security_level(&self) -> Result<SecurityLevel, DeviceError> {
        self.key.security_level()
    }

    fn create(&self, alias: &str, purpose: KeyPurpose) -> Result<(), DeviceError> {
        self.key.create(alias, purpose)
    }

    fn exists(&self, alias: &str) -> Result<bool, DeviceError> {
        self.key.exists(alias)
    }

    fn delete(&self, alias: &str) -> Result<(), DeviceError> {
        self.key.delete(alias)
    }

    fn public_key(&self, alias: &str) -> Result<Vec<u8>, DeviceError> {
        self.counted(|key| key.public_key(alias))
    }

    fn sign(&self, alias: &str, message: &[u8]) -> Result<Vec<u8>, DeviceError> {
        self.counted(|key| key.sign(alias, message))
    }

    fn prf(&self, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, DeviceError> {
        self.key.prf(alias, input)
    }
}
