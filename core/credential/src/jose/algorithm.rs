//! Signature algorithms by name (RFC 7518, RFC 8037, RFC 9864).

/// An algorithm that a token may be signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignatureAlgorithm {
    /// ECDSA on P-256 with SHA-256: the only one for wallets, verifiers and issuers.
    Es256,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// Ed25519. RFC 9864 calls it `Ed25519`, RFC 8037 `EdDSA`; both names are taken.
    EdDsa,
}

impl SignatureAlgorithm {
    /// The names of all of them, as metadata list them.
    pub const NAMES: [&str; 4] = ["ES256", "PS256", "EdDSA", "Ed25519"];

    /// The algorithm of that name; anything that is not listed is none.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "ES256" => Some(Self::Es256),
            "PS256" => Some(Self::Ps256),
            "EdDSA" | "Ed25519" => Some(Self::EdDsa),
            _ => None,
        }
    }
}
