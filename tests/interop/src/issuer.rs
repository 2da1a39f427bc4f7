//! A test authority and an issuer under it.

use mien_credential::jose::PublicKey;
use mien_credential::sd_jwt::issue::CredentialBuilder;
use mien_ports::{DeviceError, SystemEntropy};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, SigningKey as _};
use std::error::Error;

/// The type of the credential that is issued.
pub const VCT: &str = "urn:mien:identity:1";

/// Issues test credentials under its own root.
pub struct Issuer {
    root: CertifiedIssuer<'static, KeyPair>,
    leaf: Vec<u8>,
    key: KeyPair,
}

impl Issuer {
    /// A new root and a new issuer.
    ///
    /// # Errors
    /// When the key generator fails.
    pub fn new() -> Result<Self, Box<dyn Error>> {
        let mut root = CertificateParams::default();
        root.distinguished_name.push(DnType::CommonName, "Interop test root");
        root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        root.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign, rcgen::KeyUsagePurpose::CrlSign];
        let root = CertifiedIssuer::self_signed(root, KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let mut leaf = CertificateParams::new(vec!["issuer.example".to_owned()])?;
        leaf.distinguished_name.push(DnType::CommonName, "Interop test issuer");
        leaf.use_authority_key_identifier_extension = true;
        leaf.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
        let leaf = leaf.signed_by(&key, &root)?.der().to_vec();
        Ok(Self { root, leaf, key })
    }

    /// The root certificate as PEM: what verifiers and wallets pin.
    pub fn root_pem(&self) -> String {
        self.root.pem()
    }

    /// A credential for `holder`, valid for an hour from `now` (seconds since 1970).
    ///
    /// # Errors
    /// When signing fails.
    pub fn issue(&self, holder: &PublicKey, now: u64) -> Result<String, Box<dyn Error>> {
        let signer = |message: &[u8]| self.key.sign(message).map_err(|_| DeviceError::Failed);
        let credential = CredentialBuilder::new("https://issuer.example", VCT, holder, now, now + 3600)
            .disclosable("uid", "U-0001".into())
            .disclosable("name", "TAN AH KOW".into())
            .disclosable("birth_year", 1990.into())
            .sign(std::slice::from_ref(&self.leaf), &signer, &SystemEntropy::new())?;
        Ok(credential)
    }
}
