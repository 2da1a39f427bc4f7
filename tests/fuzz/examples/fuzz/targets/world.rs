//! What the targets share: keys that everybody knows, the certificate that `seeds.py` made for them, a fixed time.

use mien_credential::base64url;
use mien_credential::jose::{DeviceSigner, PublicKey};
use mien_credential::x509::TrustAnchors;
use mien_ports::{DeviceError, DeviceKeys, HttpRequest, HttpResponse, KeyPurpose, SecurityLevel};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use std::sync::LazyLock;
use zeroize::Zeroizing;

/// 2026-06-01, in seconds.
pub(crate) const NOW: u64 = 1_780_272_000;
/// The certificate of key 7, for login.example and issuer.example.
pub(crate) const LEAF: &[u8] = include_bytes!("../../../fixtures/leaf.der");

/// The root above it.
pub(crate) static ANCHORS: LazyLock<TrustAnchors> =
    LazyLock::new(|| TrustAnchors::from_der([include_bytes!("../../../fixtures/anchor.der")]).unwrap());

/// The key pair whose secret is this byte 32 times.
pub(crate) fn key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).unwrap()
}

/// Its public half.
pub(crate) fn public(number: u8) -> PublicKey {
    PublicKey::from_sec1(key(number).verifying_key().to_sec1_point(false).as_bytes()).unwrap()
}

/// A token with this payload, letter for letter, rightly signed by key 7.
pub(crate) fn sign(typ: &str, payload: &[u8]) -> String {
    static CHAIN: LazyLock<String> = LazyLock::new(|| base64url::encode_standard(LEAF));
    static KEY: LazyLock<SigningKey> = LazyLock::new(|| key(7));
    let header = format!(r#"{{"alg":"ES256","typ":"{typ}","x5c":["{}"]}}"#, *CHAIN);
    let input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload));
    let signature: Signature = KEY.sign(input.as_bytes());
    format!("{input}.{}", base64url::encode(&signature.to_bytes()))
}

/// An answer of a server.
pub(crate) fn answer(status: u16, content_type: &str, body: &[u8]) -> HttpResponse {
    let headers = vec![("content-type".to_owned(), content_type.to_owned())];
    HttpResponse { status, headers, body: body.to_vec() }
}

/// A JSON answer.
pub(crate) fn json(status: u16, body: &[u8]) -> HttpResponse {
    answer(status, "application/json", body)
}

/// No request may leave for a host that was not trusted before, whatever a document says.
pub(crate) fn goes_to(request: &HttpRequest, hosts: &[&str]) {
    let rest = request.url.strip_prefix("https://").expect("https");
    let host = rest.split(['/', '?']).next().unwrap().split(':').next().unwrap();
    assert!(hosts.contains(&host), "a request to {host}");
    assert!(request.max_response_bytes <= 1 << 20, "an answer without a limit");
}

/// The phone's keys: key 10 under every name.
pub(crate) struct Phone;

/// As a signer.
pub(crate) static PHONE: Phone = Phone;

pub(crate) fn holder() -> DeviceSigner<'static> {
    DeviceSigner::new(&PHONE, "holder")
}

impl DeviceKeys for Phone {
    fn security_level(&self) -> Result<SecurityLevel, DeviceError> {
        Ok(SecurityLevel::Software)
    }

    fn create(&self, _: &str, _: KeyPurpose) -> Result<(), DeviceError> {
        Err(DeviceError::Unsupported)
    }

    fn exists(&self, _: &str) -> Result<bool, DeviceError> {
        Ok(true)
    }

    fn delete(&self, _: &str) -> Result<(), DeviceError> {
        Err(DeviceError::Unsupported)
    }

    fn public_key(&self, _: &str) -> Result<Vec<u8>, DeviceError> {
        static POINT: LazyLock<PublicKey> = LazyLock::new(|| public(10));
        Ok(POINT.sec1().to_vec())
    }

    fn sign(&self, _: &str, message: &[u8]) -> Result<Vec<u8>, DeviceError> {
        static KEY: LazyLock<SigningKey> = LazyLock::new(|| key(10));
        let signature: Signature = KEY.sign(message);
        Ok(signature.to_der().as_bytes().to_vec())
    }

    fn prf(&self, _: &str, _: &[u8]) -> Result<Zeroizing<Vec<u8>>, DeviceError> {
        Err(DeviceError::Unsupported)
    }
}
