//! Certificates for peers that bring none of their own.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use std::error::Error;
use std::fs;
use std::path::Path;

/// The roots that the wallet pins.
pub struct Roots {
    /// The root of the request-signing certificate.
    pub verifier: String,
    /// The root of the TLS certificate.
    pub tls: String,
    /// The root of the credential-signing certificate.
    pub issuer: String,
}

/// Writes a request-signing, a TLS and a credential-signing certificate for `localhost`, each under its own root, with their keys:
/// `verifier.pem`, `verifier-key.pem`, `tls.pem`, `tls-key.pem`, `issuer.pem`,
/// `issuer-key.pem`.
///
/// # Errors
/// When a key cannot be made or a file cannot be written.
pub fn write(folder: &Path) -> Result<Roots, Box<dyn Error>> {
    Ok(Roots {
        verifier: under_root(folder, "verifier", None)?,
        tls: under_root(folder, "tls", Some(ExtendedKeyUsagePurpose::ServerAuth))?,
        issuer: under_root(folder, "issuer", None)?,
    })
}

fn under_root(
    folder: &Path,
    name: &str,
    usage: Option<ExtendedKeyUsagePurpose>,
) -> Result<String, Box<dyn Error>> {
    let mut root = CertificateParams::default();
    root.distinguished_name.push(DnType::CommonName, format!("Interop {name} root"));
    root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let root = CertifiedIssuer::self_signed(root, KeyPair::generate()?)?;
    let key = KeyPair::generate()?;
    let mut leaf = CertificateParams::new(vec!["localhost".to_owned()])?;
    leaf.distinguished_name.push(DnType::CommonName, format!("Interop {name}"));
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = usage.into_iter().collect();
    fs::write(folder.join(format!("{name}.pem")), leaf.signed_by(&key, &root)?.pem())?;
    fs::write(folder.join(format!("{name}-key.pem")), key.serialize_pem())?;
    Ok(root.pem())
}
