//! Tokens: right ones, forged ones, old ones, and bytes that are none.

use super::super::issue::StatusListBuilder;
use super::*;
use crate::jose::{JoseError, NewJwsHeader, sign_compact};
use crate::json;
use crate::x509::CertificateError;
use mien_ports::DeviceError;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, SigningKey as _};
use serde_json::json;
use std::path::Path;

const NOW: u64 = 1_780_272_000;
const URI: &str = "https://issuer.example/status/7";

struct Publisher {
    anchors: TrustAnchors,
    leaf: Vec<u8>,
    key: KeyPair,
}

impl Publisher {
    fn new() -> Self {
        let mut root = CertificateParams::default();
        root.distinguished_name.push(DnType::CommonName, "root");
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = CertifiedIssuer::self_signed(root, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(vec!["issuer.example".to_owned()]).unwrap();
        let leaf = leaf.signed_by(&key, &root).unwrap().der().to_vec();
        Self { anchors: TrustAnchors::from_der([root.der()]).unwrap(), leaf, key }
    }

    fn signer(&self) -> impl Fn(&[u8]) -> Result<Vec<u8>, DeviceError> {
        |message: &[u8]| self.key.sign(message).map_err(|_| DeviceError::Failed)
    }

    fn publish(&self, list: StatusListBuilder) -> String {
        list.sign(std::slice::from_ref(&self.leaf), &self.signer()).unwrap()
    }

    fn sign(&self, typ: &str, claims: &Value) -> String {
        let header = NewJwsHeader { typ, x5c: std::slice::from_ref(&self.leaf), ..NewJwsHeader::default() };
        sign_compact(&header, claims, &self.signer()).unwrap()
    }

    fn verify(&self, token: &str, now: u64) -> Result<StatusList, StatusListError> {
        StatusList::verify(token, URI, &self.anchors, now)
    }
}

fn list() -> StatusListBuilder {
    let mut list = StatusListBuilder::new(URI, 2, 100_000, NOW).unwrap().expires_at(NOW + 3600).ttl(600);
    list.set(5, Status::Invalid).unwrap();
    list.set(6, Status::Suspended).unwrap();
    list.set(99_999, Status::Other(3)).unwrap();
    list
}

fn reference(index: u64) -> StatusReference {
    StatusReference { uri: URI.to_owned(), index }
}

fn claims() -> Value {
    json!({ "sub": URI, "iat": NOW, "exp": NOW + 3600, "ttl": 600,
        "status_list": { "bits": 1, "lst": "eNrbuRgAAhcBXQ" } })
}

// Protects against a revoked credential that counts as good, and the other way round.
#[test]
fn tells_the_status_and_its_age() {
    let publisher = Publisher::new();
    let list = publisher.verify(&publisher.publish(list()), NOW + 10).unwrap();
    let at = |index| list.check(&reference(index), NOW + 10, NOW + 20).unwrap();
    let expected =
        [(0, Status::Valid), (5, Status::Invalid), (6, Status::Suspended), (99_999, Status::Other(3))];
    for (index, status) in expected {
        assert_eq!(at(index), Checked { status, age: 20, due: false }, "{index}");
    }
    // `ttl` counts from the fetch, the age from the issuing.
    let later = list.check(&reference(0), NOW + 10, NOW + 610).unwrap();
    assert_eq!((later.age, later.due), (610, true));
    assert_eq!(list.check(&reference(100_000), NOW, NOW), Err(StatusListError::OutOfRange));
    assert_eq!(list.check(&reference(u64::MAX), NOW, NOW), Err(StatusListError::OutOfRange));
    assert_eq!(list.check(&reference(0), NOW, NOW + 3660), Err(StatusListError::Expired));
    let other = StatusReference { uri: "https://issuer.example/status/8".to_owned(), index: 0 };
    assert_eq!(list.check(&other, NOW, NOW), Err(StatusListError::OtherList));
    assert_eq!((list.entries(), list.issued_at(), list.expires_at()), (100_000, NOW, Some(NOW + 3600)));
}

// Who signed, as what, about what, when.
#[test]
fn refuses_tokens_that_are_not_this_list() {
    let (publisher, stranger) = (Publisher::new(), Publisher::new());
    let token = publisher.publish(list());
    let refused = |token: &str, now| publisher.verify(token, now).unwrap_err();
    let untrusted = StatusListError::Issuer(CertificateError::Untrusted);
    assert_eq!(refused(&stranger.publish(list()), NOW), untrusted);
    let typ = StatusListError::Jose(JoseError::Type);
    assert_eq!(refused(&publisher.sign("JWT", &claims()), NOW), typ);
    assert_eq!(refused(&publisher.sign("statuslist+cwt", &claims()), NOW), typ);
    assert_eq!(refused(&token, NOW + 3660), StatusListError::Expired);
    assert_eq!(refused(&token, NOW - 61), StatusListError::NotYetValid);
    assert!(publisher.verify(&token, NOW - 60).is_ok() && publisher.verify(&token, NOW + 3659).is_ok());
    let moved = StatusList::verify(&token, "https://issuer.example/status/8", &publisher.anchors, NOW);
    assert_eq!(moved, Err(StatusListError::OtherList));
    let other = publisher.sign(TYPE, &claims());
    let (head, _) = token.rsplit_once('.').unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    assert_eq!(refused(&format!("{head}.{signature}"), NOW), StatusListError::Jose(JoseError::Signature));
    let long = "A".repeat(super::super::MAX_TOKEN + 1);
    assert_eq!(refused(&long, NOW), StatusListError::Jose(JoseError::TooLong));
    // Without a chain there is no key: none is fetched from anywhere.
    let bare =
        sign_compact(&NewJwsHeader { typ: TYPE, ..NewJwsHeader::default() }, &claims(), &publisher.signer());
    assert_eq!(refused(&bare.unwrap(), NOW), StatusListError::Issuer(CertificateError::Missing));
}

// Each line is a claim that some reader might let pass.
#[test]
fn refuses_incorrect_claims() {
    let publisher = Publisher::new();
    let with = |edit: &dyn Fn(&mut Value)| {
        let mut edited = claims();
        edit(&mut edited);
        publisher.verify(&publisher.sign(TYPE, &edited), NOW).map(|_| ())
    };
    assert_eq!(with(&|_| {}), Ok(()));
    let edits: [(&str, Value); 12] = [
        ("/sub", Value::Null),
        ("/iat", Value::Null),
        ("/iat", json!("1")),
        ("/exp", json!(-1)),
        ("/ttl", json!(0)),
        ("/ttl", json!(1.5)),
        ("/status_list", Value::Null),
        ("/status_list/bits", json!(3)),
        ("/status_list/bits", json!("1")),
        ("/status_list/lst", json!(7)),
        ("/status_list/lst", json!("eNrbuRgAAhcBXQ==")),
        ("/status_list/lst", json!("")),
    ];
    for (place, value) in edits {
        let result = with(&|claims| *claims.pointer_mut(place).unwrap() = value.clone());
        let expected = if place.ends_with("lst") && value.is_string() {
            StatusListError::Encoding
        } else {
            StatusListError::Claim
        };
        assert_eq!(result, Err(expected), "{place} {value}");
    }
}

// A kept list says where it is from, so that it can be fetched anew while the vault is shut; what says nothing of the kind is no address.
#[test]
fn a_kept_list_says_where_it_is_from() {
    let publisher = Publisher::new();
    let kept = StatusReference::in_kept(&publisher.sign(TYPE, &claims())).unwrap();
    assert_eq!((kept.uri(), kept.index()), (URI, 0));
    for sub in [Value::Null, json!(1), json!("http://a.example/s/1"), json!("")] {
        let mut edited = claims();
        *edited.pointer_mut("/sub").unwrap() = sub.clone();
        let refused = StatusReference::in_kept(&publisher.sign(TYPE, &edited));
        assert_eq!(refused, Err(StatusListError::Reference), "{sub}");
    }
    assert!(matches!(StatusReference::in_kept("no.token"), Err(StatusListError::Jose(_))));
}

// The issuer's side does not write what it could not read back.
#[test]
fn a_status_must_fit() {
    let mut list = StatusListBuilder::new(URI, 1, 16, NOW).unwrap();
    assert_eq!(list.set(0, Status::Suspended), Err(StatusListError::OutOfRange));
    assert_eq!(list.set(16, Status::Invalid), Err(StatusListError::OutOfRange));
    assert!(StatusListBuilder::new(URI, 3, 16, NOW).is_err());
    // Set and taken back.
    list.set(3, Status::Invalid).unwrap();
    list.set(3, Status::Valid).unwrap();
    let publisher = Publisher::new();
    let read = publisher.verify(&publisher.publish(list), NOW).unwrap();
    assert_eq!(read.check(&reference(3), NOW, NOW).unwrap().status, Status::Valid);
}

// The fuzz target: each payload of the corpus is accepted or refused as its name says; no change of a bit, no cut and no
// random mutation of it makes the reader panic.
#[test]
fn corpus() {
    let read = |bytes: &[u8]| {
        let claims = json::parse_object(bytes).map_err(|_| StatusListError::Claim)?;
        StatusList::read(&claims).map(|_| ())
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/status-list");
    let mut files = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(read(&bytes).is_ok(), name.starts_with("good-"), "{name}");
        for bit in 0..bytes.len() * 8 {
            let mut bent = bytes.clone();
            bent[bit / 8] ^= 1 << (bit % 8);
            let _ = read(&bent);
        }
        for cut in 0..bytes.len() {
            let _ = read(&bytes[..cut]);
        }
        let mut random = 0x9e37_79b9_u32;
        for _ in 0..5_000 {
            let mut bent = bytes.clone();
            for _ in 0..4 {
                random ^= random << 13;
                random ^= random >> 17;
                random ^= random << 5;
                let at = random as usize % bent.len();
                bent[at] = random.to_le_bytes()[1];
            }
            let _ = read(&bent);
        }
        files += 1;
    }
    assert!(files >= 8);
}
