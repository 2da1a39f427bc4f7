//! Certificate chains of request signers and credential issuers, checked to pinned anchors.
//!
//! Path building and validation are rustls-webpki's. On top come the rules of HAIP 1.0 (the anchor is not part of
//! `x5c`, the leaf is not self-signed) and one decision of ours:
//!
//! **Extended key usage.** webpki insists on a usage, made for TLS. Neither OpenID4VP nor HAIP assigns one to request
//! or credential signing, and certificates in the field carry none, `serverAuth` or private ones. So any well-formed
//! list is accepted: what a certificate may do here is decided by *which* anchors the caller pins, and there is one
//! set per purpose (verifiers, issuers), never a shared one and never the TLS roots of the platform.

use crate::base64url;
use crate::jose::PublicKey;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, TrustAnchor, UnixTime};
use std::time::Duration;
use thiserror::Error;
use webpki::{EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter, anchor_from_trusted_cert};

const MAX_CERTIFICATE: usize = 16 * 1024;
/// `SubjectPublicKeyInfo` of an uncompressed P-256 key up to the key itself (RFC 5480).
const P256_SPKI: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
/// ECDSA only: HAIP names ES256, and authorities sign with P-256 or P-384.
static ALGORITHMS: [&dyn SignatureVerificationAlgorithm; 4] = [
    webpki::ring::ECDSA_P256_SHA256,
    webpki::ring::ECDSA_P256_SHA384,
    webpki::ring::ECDSA_P384_SHA256,
    webpki::ring::ECDSA_P384_SHA384,
];

/// Why a chain was refused, or anchors could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// An anchor that was configured cannot be read. A mistake of the deployment: fix the anchor file.
    #[error("a trust anchor cannot be read")]
    Anchor,
    /// The token carries no chain. Refuse it.
    #[error("there is no certificate")]
    Missing,
    /// A certificate cannot be read, or its key is not P-256. Refuse the token.
    #[error("a certificate cannot be read")]
    Malformed,
    /// The chain holds the anchor or a self-signed leaf, which HAIP forbids. Refuse the token.
    #[error("the chain holds a self-signed certificate")]
    SelfSigned,
    /// A certificate is expired or not valid yet. Refuse the token; if the device's clock may be wrong, say so.
    #[error("a certificate is outside its validity")]
    Expired,
    /// The chain does not lead to a pinned anchor. Say "this could not be verified" and do not offer to go on.
    #[error("the chain leads to no trusted anchor")]
    Untrusted,
}

impl CertificateError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Anchor => "certificate_anchor",
            Self::Missing => "certificate_missing",
            Self::Malformed => "certificate_malformed",
            Self::SelfSigned => "certificate_self_signed",
            Self::Expired => "certificate_expired",
            Self::Untrusted => "certificate_untrusted",
        }
    }
}

/// The authorities that are trusted for one purpose. Empty means: nobody.
#[derive(Debug, Clone, Default)]
pub struct TrustAnchors {
    anchors: Vec<TrustAnchor<'static>>,
}

impl TrustAnchors {
    /// From certificates as DER.
    ///
    /// # Errors
    /// [`CertificateError::Anchor`].
    pub fn from_der<T: AsRef<[u8]>>(
        certificates: impl IntoIterator<Item = T>,
    ) -> Result<Self, CertificateError> {
        let anchor = |der: T| {
            anchor_from_trusted_cert(&CertificateDer::from(der.as_ref()))
                .map(|anchor| anchor.to_owned())
                .map_err(|_| CertificateError::Anchor)
        };
        Ok(Self { anchors: certificates.into_iter().map(anchor).collect::<Result<_, _>>()? })
    }

    /// From PEM text with one or more `CERTIFICATE` blocks; text between the blocks is ignored.
    ///
    /// # Errors
    /// [`CertificateError::Anchor`] when a block cannot be read or there is none.
    pub fn from_pem(pem: &str) -> Result<Self, CertificateError> {
        let certificates = pem_certificates(pem).ok_or(CertificateError::Anchor)?;
        if certificates.is_empty() { Err(CertificateError::Anchor) } else { Self::from_der(certificates) }
    }

    /// All authorities of several sets. Only for parties of one purpose.
    pub fn union<'a>(sets: impl IntoIterator<Item = &'a Self>) -> Self {
        Self { anchors: sets.into_iter().flat_map(|set| set.anchors.iter().cloned()).collect() }
    }

    /// Checks `chain` (DER, leaf first) at `now` (seconds since 1970).
    ///
    /// # Errors
    /// A [`CertificateError`].
    pub fn verify(&self, chain: &[Vec<u8>], now: u64) -> Result<VerifiedCertificate, CertificateError> {
        let (leaf_der, intermediates) = chain.split_first().ok_or(CertificateError::Missing)?;
        if chain.iter().any(|c| c.len() > MAX_CERTIFICATE) {
            return Err(CertificateError::Malformed);
        }
        let der = CertificateDer::from(leaf_der.as_slice());
        let leaf = EndEntityCert::try_from(&der).map_err(|_| CertificateError::Malformed)?;
        if leaf.issuer() == leaf.subject() || chain.iter().any(|c| self.holds(c)) {
            return Err(CertificateError::SelfSigned);
        }
        let intermediates: Vec<_> =
            intermediates.iter().map(|c| CertificateDer::from(c.as_slice())).collect();
        let time = UnixTime::since_unix_epoch(Duration::from_secs(now));
        leaf.verify_for_usage(&ALGORITHMS, &self.anchors, &intermediates, time, AnyUsage, None, None)
            .map_err(|error| reason(&error))?;
        let key = leaf.subject_public_key_info();
        let point = key.as_ref().strip_prefix(&P256_SPKI).ok_or(CertificateError::Malformed)?;
        Ok(VerifiedCertificate {
            key: PublicKey::from_sec1(point).map_err(|_| CertificateError::Malformed)?,
            dns_names: leaf.valid_dns_names().map(str::to_ascii_lowercase).collect(),
            hash: base64url::sha256(leaf_der),
        })
    }

    fn holds(&self, der: &[u8]) -> bool {
        anchor_from_trusted_cert(&CertificateDer::from(der)).is_ok_and(|certificate| {
            self.anchors.iter().any(|a| {
                a.subject == certificate.subject
                    && a.subject_public_key_info == certificate.subject_public_key_info
            })
        })
    }
}

/// The leaf of a chain that led to a pinned anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedCertificate {
    key: PublicKey,
    dns_names: Vec<String>,
    hash: String,
}

impl VerifiedCertificate {
    /// The key that it certifies.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// Its `dNSName` entries, in lower case. May be empty.
    pub fn dns_names(&self) -> &[String] {
        &self.dns_names
    }

    /// Whether `host` is one of its `dNSName` entries, letter for letter: a wildcard certifies no name here, because
    /// the name is shown to a person as the name of one party.
    pub fn is_for(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        !host.contains('*') && self.dns_names.contains(&host)
    }

    /// base64url of the SHA-256 of the certificate: what `x509_hash:` client identifiers hold.
    pub fn x509_hash(&self) -> &str {
        &self.hash
    }
}

/// The `CERTIFICATE` blocks of a PEM text as DER, in order; `None` when a block is broken.
pub fn pem_certificates(pem: &str) -> Option<Vec<Vec<u8>>> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let block = |rest: &str| {
        let body: String = rest.split_once(END)?.0.split_ascii_whitespace().collect();
        base64url::decode_standard(&body)
    };
    pem.split(BEGIN).skip(1).map(block).collect()
}

struct AnyUsage;

impl ExtendedKeyUsageValidator for AnyUsage {
    fn validate(&self, mut usages: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        usages.try_for_each(|usage| usage.map(drop))
    }
}

fn reason(error: &webpki::Error) -> CertificateError {
    match error {
        webpki::Error::CertExpired { .. } | webpki::Error::CertNotValidYet { .. } => {
            CertificateError::Expired
        }
        webpki::Error::BadDer | webpki::Error::BadDerTime | webpki::Error::TrailingData(_) => {
            CertificateError::Malformed
        }
        _ => CertificateError::Untrusted,
    }
}

#[cfg(test)]
#[path = "x509_tests.rs"]
mod tests;
