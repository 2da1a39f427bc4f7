//! Proof Key for Code Exchange (RFC 7636), S256 only.

use mien_credential::jose::JoseError;
use mien_credential::{base64url, json};
use mien_ports::Entropy;
use zeroize::Zeroizing;

/// The secret that only whoever asked for a code can redeem it with.
#[derive(Clone)]
pub(crate) struct Verifier(Zeroizing<String>);

impl Verifier {
    /// 256 random bits, 43 characters.
    pub(crate) fn make(entropy: &dyn Entropy) -> Result<Self, JoseError> {
        Ok(Self(Zeroizing::new(random_text(entropy)?)))
    }

    /// One that was kept.
    pub(crate) fn from_kept(text: &str) -> Option<Self> {
        ((43..=128).contains(&text.len()) && json::is_plain(text, 128))
            .then(|| Self(Zeroizing::new(text.to_owned())))
    }

    pub(crate) fn secret(&self) -> &str {
        &self.0
    }

    /// What may be sent ahead.
    pub(crate) fn challenge(&self) -> String {
        base64url::sha256(self.0.as_bytes())
    }
}

/// 256 random bits in base64url.
pub(crate) fn random_text(entropy: &dyn Entropy) -> Result<String, JoseError> {
    let mut bytes = Zeroizing::new([0; 32]);
    entropy.fill(&mut *bytes)?;
    Ok(base64url::encode(&*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 7636, appendix B.
    #[test]
    fn challenge_of_the_standard() {
        let verifier = Verifier::from_kept("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap();
        assert_eq!(verifier.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(Verifier::from_kept("short").is_none());
    }
}
