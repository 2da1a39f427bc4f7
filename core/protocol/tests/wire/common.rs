//! The other side of both protocols, for the tests of this crate.

use mien_credential::base64url;
use mien_credential::jose::{DeviceSigner, JweEnvelope, NewJwsHeader, PublicKey, sign_compact};
use mien_credential::sd_jwt::issue::CredentialBuilder;
use mien_credential::x509::TrustAnchors;
use mien_ports::{DeviceError, DeviceKeys, HttpResponse, KeyPurpose, SecurityLevel, SystemEntropy};
use p256::elliptic_curve::sec1::ToSec1Point as _;
use p256::{PublicKey as P256Public, SecretKey};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, PublicKeyData as _,
    SigningKey as _,
};
use serde_json::{Value, json};

/// 2026-06-01, in seconds.
pub(crate) const NOW: u64 = 1_780_272_000;
/// The type of credential.
pub(crate) const VCT: &str = "urn:mien:identity:1";

/// A key pair with its certificate and the root above it.
pub(crate) struct Party {
    /// The leaf's key.
    pub(crate) key: KeyPair,
    /// The leaf as DER.
    pub(crate) leaf: Vec<u8>,
    /// The root.
    pub(crate) anchors: TrustAnchors,
}

impl Party {
    /// A certificate for `name` under a root of its own.
    pub(crate) fn new(name: &str) -> Self {
        let mut root = CertificateParams::default();
        root.distinguished_name.push(DnType::CommonName, format!("{name} root"));
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = CertifiedIssuer::self_signed(root, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let leaf = leaf.signed_by(&key, &root).unwrap().der().to_vec();
        Self { key, leaf, anchors: TrustAnchors::from_der([root.der()]).unwrap() }
    }

    /// A JWS of this party.
    pub(crate) fn sign(&self, typ: &str, payload: &Value) -> String {
        let signer = |message: &[u8]| self.key.sign(message).map_err(|_| DeviceError::Failed);
        let header = NewJwsHeader { typ, x5c: std::slice::from_ref(&self.leaf), ..NewJwsHeader::default() };
        sign_compact(&header, payload, &signer).unwrap()
    }

    /// A credential of this party.
    pub(crate) fn issue(&self, vct: &str, holder: &PublicKey) -> String {
        let signer = |message: &[u8]| self.key.sign(message).map_err(|_| DeviceError::Failed);
        CredentialBuilder::new("https://issuer.example", vct, holder, NOW, NOW + 86_400)
            .disclosable("uid", json!("U1"))
            .disclosable("name", json!("TAN AH KOW"))
            .sign(std::slice::from_ref(&self.leaf), &signer, &SystemEntropy::new())
            .unwrap()
    }
}

/// One signing key under any alias; answers in DER, as phones do. Can be told to refuse.
pub(crate) struct OneKey {
    key: KeyPair,
    refuses: Option<DeviceError>,
}

impl OneKey {
    /// A fresh key.
    pub(crate) fn new() -> Self {
        Self { key: KeyPair::generate().unwrap(), refuses: None }
    }

    /// The same key, refusing to sign.
    pub(crate) fn refusing(mut self, error: DeviceError) -> Self {
        self.refuses = Some(error);
        self
    }

    /// The same key, signing again.
    pub(crate) fn willing(mut self) -> Self {
        self.refuses = None;
        self
    }

    /// The signer.
    pub(crate) fn signer(&self) -> DeviceSigner<'_> {
        DeviceSigner::new(self, "holder")
    }

    /// The public half.
    pub(crate) fn public(&self) -> PublicKey {
        self.signer().public_key().unwrap()
    }
}

impl DeviceKeys for OneKey {
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
        Ok(self.key.der_bytes().to_vec())
    }

    fn sign(&self, _: &str, message: &[u8]) -> Result<Vec<u8>, DeviceError> {
        self.refuses.map_or_else(|| self.key.sign(message).map_err(|_| DeviceError::Failed), Err)
    }

    fn prf(&self, _: &str, _: &[u8]) -> Result<zeroize::Zeroizing<Vec<u8>>, DeviceError> {
        Err(DeviceError::Unsupported)
    }
}

/// The verifier's encryption key.
pub(crate) struct Encryption(SecretKey);

impl Encryption {
    /// A key with a fixed value: tests need no secrets.
    pub(crate) fn new() -> Self {
        Self(SecretKey::from_slice(&[7; 32]).unwrap())
    }

    /// As a JWK set.
    pub(crate) fn jwks(&self) -> Value {
        let point = self.0.public_key().to_sec1_point(false);
        let mut jwk = PublicKey::from_sec1(point.as_bytes()).unwrap().to_jwk();
        jwk["use"] = json!("enc");
        jwk["kid"] = json!("k1");
        json!({ "keys": [jwk] })
    }

    /// Opens the `response` of a posted form.
    pub(crate) fn open(&self, body: &[u8]) -> Value {
        let jwe = std::str::from_utf8(body).unwrap().strip_prefix("response=").unwrap();
        let envelope = JweEnvelope::parse(jwe).unwrap();
        assert_eq!(envelope.kid(), Some("k1"));
        let epk = P256Public::from_sec1_bytes(envelope.ephemeral_key().sec1()).unwrap();
        let z = p256::ecdh::diffie_hellman(self.0.to_nonzero_scalar(), epk.as_affine());
        serde_json::from_slice(&envelope.open(z.raw_secret_bytes()).unwrap()).unwrap()
    }
}

/// An answer.
pub(crate) fn response(status: u16, content_type: &str, body: &[u8]) -> HttpResponse {
    let headers = vec![("content-type".to_owned(), content_type.to_owned())];
    HttpResponse { status, headers, body: body.to_vec() }
}

/// A JSON answer.
pub(crate) fn json_response(status: u16, body: &Value) -> HttpResponse {
    response(status, "application/json", body.to_string().as_bytes())
}

/// The payload of a JWS, unverified.
pub(crate) fn payload(jws: &str) -> Value {
    serde_json::from_slice(&base64url::decode(jws.split('.').nth(1).unwrap()).unwrap()).unwrap()
}
