use super::*;
use proptest::prelude::*;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    PKCS_ECDSA_P384_SHA384, date_time_ymd,
};

/// 2026-06-01 and ten years later, in seconds.
const NOW: u64 = 1_780_272_000;
const LATER: u64 = NOW + 10 * 365 * 86_400;

fn root(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    CertifiedIssuer::self_signed(authority(name), KeyPair::generate().unwrap()).unwrap()
}

fn authority(name: &str) -> CertificateParams {
    let mut params = leaf(&[]);
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

fn leaf(names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let mut params = CertificateParams::new(names).unwrap();
    (params.not_before, params.not_after) = (date_time_ymd(2026, 1, 1), date_time_ymd(2027, 1, 1));
    params
}

fn signed(params: &CertificateParams, by: &CertifiedIssuer<'_, KeyPair>) -> Vec<u8> {
    params.signed_by(&KeyPair::generate().unwrap(), by).unwrap().der().to_vec()
}

fn trust(root: &CertifiedIssuer<'_, KeyPair>) -> TrustAnchors {
    TrustAnchors::from_pem(&root.pem()).unwrap()
}

// The good case, directly and through an intermediate; what is read from the leaf.
#[test]
fn accepts_a_chain_to_the_anchor() {
    let root = root("root");
    let der = signed(&leaf(&["Login.Example", "*.example"]), &root);
    let certificate = trust(&root).verify(std::slice::from_ref(&der), NOW).unwrap();
    assert!(certificate.is_for("login.example") && certificate.is_for("LOGIN.example"));
    assert_eq!(certificate.x509_hash(), base64url::sha256(&der));
    // A wildcard names nobody.
    assert!(
        !certificate.is_for("other.example") && !certificate.is_for("*.example") && !certificate.is_for("")
    );
    let middle =
        CertifiedIssuer::signed_by(authority("middle"), KeyPair::generate().unwrap(), &root).unwrap();
    let chain = [signed(&leaf(&["a.example"]), &middle), middle.der().to_vec()];
    assert!(trust(&root).verify(&chain, NOW).is_ok());
    assert_eq!(
        trust(&root).verify(&chain[..1], NOW),
        Err(CertificateError::Untrusted),
        "the middle is missing"
    );
}

// HAIP: the anchor is not sent along, the leaf is not self-signed.
#[test]
fn refuses_what_haip_forbids() {
    let root = root("root");
    let chain = [signed(&leaf(&["a.example"]), &root), root.der().to_vec()];
    assert_eq!(trust(&root).verify(&chain, NOW), Err(CertificateError::SelfSigned));
    let own = leaf(&["a.example"]).self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec();
    let pinned = TrustAnchors::from_der([&own]).unwrap();
    assert_eq!(pinned.verify(&[own], NOW), Err(CertificateError::SelfSigned));
    // An authority's own certificate is no signer of requests.
    let middle =
        CertifiedIssuer::signed_by(authority("middle"), KeyPair::generate().unwrap(), &root).unwrap();
    assert_eq!(trust(&root).verify(&[middle.der().to_vec()], NOW), Err(CertificateError::Untrusted));
}

// Somebody else's root with the same name, no root at all, no certificate at all.
#[test]
fn refuses_strangers() {
    let (ours, theirs) = (root("root"), root("root"));
    let chain = [signed(&leaf(&["a.example"]), &theirs)];
    assert_eq!(trust(&ours).verify(&chain, NOW), Err(CertificateError::Untrusted));
    assert_eq!(TrustAnchors::default().verify(&chain, NOW), Err(CertificateError::Untrusted));
    assert_eq!(trust(&ours).verify(&[], NOW), Err(CertificateError::Missing));
}

// Time is a parameter, and both ends count.
#[test]
fn refuses_outside_validity() {
    let root = root("root");
    let chain = [signed(&leaf(&["a.example"]), &root)];
    assert_eq!(trust(&root).verify(&chain, LATER), Err(CertificateError::Expired));
    assert_eq!(trust(&root).verify(&chain, 0), Err(CertificateError::Expired));
}

// The decision on extended key usage: any is accepted, because the anchor decides.
#[test]
fn any_extended_key_usage_is_accepted() {
    let root = root("root");
    let usages =
        [ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::Other(vec![1, 0, 18013, 5, 1, 6])];
    for usage in usages {
        let mut params = leaf(&["a.example"]);
        params.extended_key_usages = vec![usage];
        assert!(trust(&root).verify(&[signed(&params, &root)], NOW).is_ok());
    }
}

// Only P-256 keys can sign what we read.
#[test]
fn refuses_other_keys() {
    let root = root("root");
    let key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap();
    let der = leaf(&["a.example"]).signed_by(&key, &root).unwrap().der().to_vec();
    assert_eq!(trust(&root).verify(&[der], NOW), Err(CertificateError::Malformed));
}

// A broken anchor file is the deployment's mistake and must be loud.
#[test]
fn refuses_broken_anchor_files() {
    for pem in [
        "",
        "no pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\nAAAA",
    ] {
        assert_eq!(TrustAnchors::from_pem(pem).err(), Some(CertificateError::Anchor), "{pem}");
    }
    let two = format!("comment\n{}{}", root("a").pem(), root("b").pem());
    assert_eq!(pem_certificates(&two).unwrap().len(), 2);
}

proptest! {
    // No bytes make the parser panic, and none are trusted.
    #[test]
    fn survives_hostile_bytes(at in 0usize..400, byte in any::<u8>(), cut in 0usize..400) {
        let root = root("root");
        let mut der = signed(&leaf(&["a.example"]), &root);
        let original = der.clone();
        let index = at % der.len();
        der[index] = byte;
        der.truncate(der.len() - cut % der.len());
        prop_assume!(der != original);
        prop_assert!(trust(&root).verify(&[der], NOW).is_err());
    }
}
