//! A test certificate authority: a root kept in the state directory, and leaves made at each start.

use crate::error::SandboxError;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType, date_time_ymd,
};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

const DAY: u64 = 86_400;

/// One root and its key.
pub(crate) struct Authority {
    name: &'static str,
    key: KeyPair,
}

/// What a leaf is for.
pub(crate) enum LeafUse<'a> {
    /// A TLS server.
    Tls,
    /// Signing of request objects or credentials; the URI names the issuer.
    Signing {
        /// The issuer's URL, as a second subject alternative name.
        uri: &'a str,
    },
}

/// A certificate and its key, as DER.
pub(crate) struct Leaf {
    pub(crate) certificate: Vec<u8>,
    pub(crate) key_pkcs8: Vec<u8>,
}

impl Authority {
    /// Reads the root `<file>.pem` and its key, or makes them.
    pub(crate) fn open(dir: &Path, file: &str, name: &'static str, now: i64) -> Result<Self, SandboxError> {
        let (certificate, key_file) = (dir.join(format!("{file}.pem")), dir.join(format!("{file}.key")));
        if certificate.exists() && key_file.exists() {
            let pem = fs::read_to_string(&key_file).map_err(SandboxError::StateDirectory)?;
            return Ok(Self { name, key: KeyPair::from_pem(&pem)? });
        }
        let key = KeyPair::generate()?;
        let mut params = root_params(name);
        params.not_before = date_time_ymd(1970, 1, 1) + seconds(now, 0, DAY);
        params.not_after = date_time_ymd(1970, 1, 1) + seconds(now, 3650 * DAY, 0);
        let root = params.self_signed(&key)?;
        write_private(&key_file, &key.serialize_pem())?;
        fs::write(&certificate, root.pem()).map_err(SandboxError::StateDirectory)?;
        Ok(Self { name, key })
    }

    /// A leaf for `localhost` with a new key, valid for 90 days.
    pub(crate) fn leaf(
        &self,
        common_name: &str,
        usage: &LeafUse<'_>,
        now: i64,
    ) -> Result<Leaf, SandboxError> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
        params.distinguished_name.push(DnType::CommonName, common_name);
        params.not_before = date_time_ymd(1970, 1, 1) + seconds(now, 0, DAY);
        params.not_after = date_time_ymd(1970, 1, 1) + seconds(now, 90 * DAY, 0);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        match usage {
            LeafUse::Tls => {
                params.subject_alt_names.push(SanType::IpAddress(std::net::Ipv4Addr::LOCALHOST.into()));
                params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            }
            LeafUse::Signing { uri } => params.subject_alt_names.push(SanType::URI((*uri).try_into()?)),
        }
        let root = root_params(self.name);
        let certificate = params.signed_by(&key, &Issuer::from_params(&root, &self.key))?;
        Ok(Leaf { certificate: certificate.der().to_vec(), key_pkcs8: key.serialize_der() })
    }
}

fn root_params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.distinguished_name.push(DnType::OrganizationName, "Mien sandbox, for tests and demos");
    params
}

/// `now`, `later` seconds later and `earlier` seconds earlier (phones whose clock is slow must not be refused).
fn seconds(now: i64, later: u64, earlier: u64) -> Duration {
    Duration::from_secs(u64::try_from(now).unwrap_or(0).saturating_add(later).saturating_sub(earlier))
}

/// Writes a file that only its owner may read.
pub(crate) fn write_private(path: &Path, text: &str) -> Result<(), SandboxError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(SandboxError::StateDirectory)?;
    file.write_all(text.as_bytes()).map_err(SandboxError::StateDirectory)
}
