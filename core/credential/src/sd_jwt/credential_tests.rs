use super::*;
use crate::jose::JoseError;
use crate::sd_jwt::issue::CredentialBuilder;
use crate::sd_jwt::verify::{Expected, verify_presentation};
use crate::x509::CertificateError;
use mien_ports::{DeviceError, SystemEntropy};
use proptest::prelude::*;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, PublicKeyData as _,
    SigningKey as _,
};
use serde_json::json;
use std::collections::BTreeMap;

const NOW: u64 = 1_780_272_000;

struct World {
    anchors: TrustAnchors,
    leaf: Vec<u8>,
    issuer: KeyPair,
    holder: KeyPair,
}

fn sign(key: &KeyPair) -> impl Fn(&[u8]) -> Result<Vec<u8>, DeviceError> {
    move |message| key.sign(message).map_err(|_| DeviceError::Failed)
}

fn public(key: &KeyPair) -> PublicKey {
    PublicKey::from_sec1(key.der_bytes()).unwrap()
}

impl World {
    fn new() -> Self {
        let mut root = CertificateParams::default();
        root.distinguished_name.push(DnType::CommonName, "root");
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = CertifiedIssuer::self_signed(root, KeyPair::generate().unwrap()).unwrap();
        let issuer = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(vec!["issuer.example".to_owned()]).unwrap();
        let leaf = leaf.signed_by(&issuer, &root).unwrap().der().to_vec();
        let anchors = TrustAnchors::from_der([root.der()]).unwrap();
        Self { anchors, leaf, issuer, holder: KeyPair::generate().unwrap() }
    }

    fn builder(&self) -> CredentialBuilder {
        CredentialBuilder::new("https://issuer.example", "urn:x:1", &public(&self.holder), NOW, NOW + 1000)
            .disclosable("uid", json!("U1"))
            .disclosable("name", json!("TAN AH KOW"))
            .disclosable("address", json!({ "street": "A", "no": 1 }))
    }

    fn issue(&self, builder: CredentialBuilder) -> String {
        builder.sign(std::slice::from_ref(&self.leaf), &sign(&self.issuer), &SystemEntropy::new()).unwrap()
    }

    fn present(&self, credential: &Credential, paths: &[&str]) -> Result<String, CredentialError> {
        let paths: Vec<ClaimPath> = paths.iter().map(|p| ClaimPath::name(p)).collect();
        let extra = BTreeMap::from([("urn:mien:check".to_owned(), json!("47"))]);
        let binding = KeyBinding { nonce: "n-1", audience: "x509_san_dns:v.example", issued_at: NOW, extra };
        credential.present(&paths, &binding, &public(&self.holder), &sign(&self.holder))
    }

    fn expected(&self) -> Expected<'_> {
        Expected {
            issuers: &self.anchors,
            nonce: "n-1",
            audience: "x509_san_dns:v.example",
            now: NOW,
            max_age: 60,
        }
    }
}

// From issuer to verifier: only what was asked for arrives, signed for this verifier and this request.
#[test]
fn issued_held_presented_verified() {
    let world = World::new();
    let text = world.issue(world.builder());
    let credential = Credential::verify(&text, &world.anchors, NOW).unwrap();
    assert_eq!(credential.vct(), "urn:x:1");
    assert_eq!(credential.expires_at(), Some(NOW + 1000));
    assert_eq!(credential.claims()["name"], json!("TAN AH KOW"));
    assert_eq!(Credential::from_storage(credential.as_str()).unwrap().claims(), credential.claims());

    let presentation = world.present(&credential, &["uid", "vct"]).unwrap();
    let verified = verify_presentation(&presentation, &world.expected()).unwrap();
    assert_eq!(verified.claims["uid"], json!("U1"));
    assert_eq!(verified.claims.get("name"), None);
    assert_eq!(verified.key_binding["urn:mien:check"], json!("47"));
    assert_eq!(verified.holder, public(&world.holder));
}

// Asking for an object discloses what is inside; asking for what is not there is an error, not silence.
#[test]
fn selection() {
    let world = World::new();
    let credential = Credential::verify(&world.issue(world.builder()), &world.anchors, NOW).unwrap();
    let presentation = world.present(&credential, &["address"]).unwrap();
    assert_eq!(presentation.matches('~').count(), 2);
    let inner = ClaimPath::from_json(&json!(["address", "street"])).unwrap();
    assert_eq!(credential.disclose(&[inner]).unwrap().matches('~').count(), 2);
    assert_eq!(world.present(&credential, &["salary"]), Err(CredentialError::NoSuchClaim));
}

// The verifier's side of each negative twin.
#[test]
fn twins_are_refused() {
    let world = World::new();
    let credential = Credential::verify(&world.issue(world.builder()), &world.anchors, NOW).unwrap();
    let good = world.present(&credential, &["uid"]).unwrap();
    let check = |expected: &Expected<'_>, text: &str| verify_presentation(text, expected).err();
    let expected = world.expected();
    assert_eq!(check(&expected, &good), None);
    let twins = [
        Expected { nonce: "n-2", ..world.expected() },
        Expected { audience: "x509_san_dns:w.example", ..world.expected() },
        Expected { now: NOW + 61, ..world.expected() },
        Expected { now: NOW - 61 + 1, max_age: 10, ..world.expected() },
    ];
    for twin in &twins {
        assert_eq!(check(twin, &good), Some(CredentialError::KeyBinding));
    }
    // A disclosure taken away after signing.
    let parts: Vec<&str> = good.split('~').collect();
    assert_eq!(check(&expected, &[parts[0], parts[2]].join("~")), Some(CredentialError::KeyBinding));
    // Signed by another key than the credential's.
    let thief = KeyPair::generate().unwrap();
    let binding =
        KeyBinding { nonce: "n-1", audience: expected.audience, issued_at: NOW, extra: BTreeMap::new() };
    let stolen = credential.present(&[], &binding, &public(&world.holder), &sign(&thief)).unwrap();
    assert_eq!(check(&expected, &stolen), Some(CredentialError::Jose(JoseError::Signature)));
    // No key binding at all, and a key binding alone.
    assert!(check(&expected, credential.as_str()).is_some());
    assert_eq!(check(&expected, parts[2]), Some(CredentialError::Malformed));
}

// The wallet does not sign with a key that cannot fit.
#[test]
fn another_device_key_is_noticed_before_signing() {
    let world = World::new();
    let credential = Credential::verify(&world.issue(world.builder()), &world.anchors, NOW).unwrap();
    let other = KeyPair::generate().unwrap();
    let binding = KeyBinding { nonce: "n", audience: "a", issued_at: NOW, extra: BTreeMap::new() };
    let unreachable = |_: &[u8]| -> Result<Vec<u8>, DeviceError> { panic!("signed") };
    let result = credential.present(&[], &binding, &public(&other), &unreachable);
    assert_eq!(result, Err(CredentialError::HolderKey));
}

// Who may issue, and when a credential is good.
#[test]
fn refuses_untrusted_and_untimely() {
    let world = World::new();
    let text = world.issue(world.builder());
    let verify = |text: &str, now: u64| Credential::verify(text, &world.anchors, now).err();
    let stranger = CredentialError::Issuer(CertificateError::Untrusted);
    assert_eq!(Credential::verify(&text, &World::new().anchors, NOW).err(), Some(stranger));
    assert_eq!(verify(&text, NOW + 1000 + CLOCK_SKEW), Some(CredentialError::Expired));
    assert_eq!(verify(&text, NOW - CLOCK_SKEW - 1), Some(CredentialError::NotYetValid));
    assert_eq!(verify(&text, NOW - CLOCK_SKEW), None);
    let later = world.issue(world.builder().visible("nbf", json!(NOW + 100)));
    assert_eq!(verify(&later, NOW), Some(CredentialError::NotYetValid));
    let odd = world.issue(world.builder().visible("exp", json!("tomorrow")));
    assert_eq!(verify(&odd, NOW), Some(CredentialError::RequiredClaim));
}

// Each line is text that is no acceptable credential.
#[test]
fn refuses_other_text() {
    let world = World::new();
    let text = world.issue(world.builder());
    let verify = |text: &str| Credential::verify(text, &world.anchors, NOW).err();
    assert_eq!(verify(""), Some(CredentialError::Malformed));
    assert_eq!(verify(text.trim_end_matches('~')), Some(CredentialError::Malformed));
    assert_eq!(verify(&format!("{text}~")), Some(CredentialError::Disclosure));
    assert_eq!(verify(&format!("~{text}")), Some(CredentialError::Disclosure));
    assert_eq!(verify(&"~".repeat(MAX_TEXT + 1)), Some(CredentialError::Malformed));
    let many = format!("{}~{}", text.split('~').next().unwrap(), "WyJhIiwxXQ~".repeat(MAX_DISCLOSURES + 1));
    assert_eq!(verify(&many), Some(CredentialError::Malformed));
    // The type of credential must be in the signed part, where nobody can withhold it.
    let hidden = world.issue(world.builder().visible("vct", Value::Null));
    assert_eq!(verify(&hidden), Some(CredentialError::RequiredClaim));
    let unbound = world.issue(world.builder().visible("cnf", json!({})));
    assert_eq!(verify(&unbound), Some(CredentialError::RequiredClaim));
}

// What a verifier decides by cannot be hidden by the holder.
#[test]
fn refuses_hidden_expiry_and_status() {
    let world = World::new();
    for (name, value) in
        [("nbf", json!(NOW)), ("status", json!({ "status_list": { "idx": 1, "uri": "https://a" } }))]
    {
        let text = world.issue(world.builder().disclosable(name, value));
        let error = Credential::verify(&text, &world.anchors, NOW).err();
        assert_eq!(error, Some(CredentialError::Disclosure), "{name}");
    }
}

// `Debug` ends up in logs.
#[test]
fn debug_shows_no_claim() {
    let world = World::new();
    let credential = Credential::verify(&world.issue(world.builder()), &world.anchors, NOW).unwrap();
    let shown = format!("{credential:?}");
    assert!(!shown.contains("TAN") && !shown.contains("U1") && !shown.contains("eyJ"), "{shown}");
}

// Frozen: the key binding's bytes. Verifiers of other people parse them.
#[test]
fn key_binding_frozen() {
    let signer = |_: &[u8]| Ok::<_, DeviceError>(vec![7; 64]);
    let extra =
        BTreeMap::from([("urn:mien:check".to_owned(), json!("47")), ("nonce".to_owned(), json!("spoof"))]);
    let binding = KeyBinding { nonce: "n", audience: "a", issued_at: 1, extra };
    let jwt = bind("issuer~d~", &binding, &signer).unwrap();
    let parts: Vec<_> = jwt.split('.').take(2).map(|p| crate::base64url::decode(p).unwrap()).collect();
    assert_eq!(parts[0], br#"{"alg":"ES256","typ":"kb+jwt"}"#);
    let digest = crate::base64url::sha256(b"issuer~d~");
    let payload = format!(r#"{{"aud":"a","iat":1,"nonce":"n","sd_hash":"{digest}","urn:mien:check":"47"}}"#);
    assert_eq!(String::from_utf8(parts[1].clone()).unwrap(), payload);
}

proptest! {
    // No text makes the reader panic.
    #[test]
    fn survives_hostile_text(text in "[A-Za-z0-9_.~=-]{0,160}") {
        let world = TrustAnchors::default();
        prop_assert!(Credential::verify(&text, &world, NOW).is_err());
        let _ = Credential::from_storage(&text);
    }
}
