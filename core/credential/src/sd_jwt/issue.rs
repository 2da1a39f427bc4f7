//! Making credentials: for the sandbox and for tests, not for phones.

use super::{CredentialError, TYPE};
use crate::base64url;
use crate::jose::{JoseError, NewJwsHeader, PublicKey, Signer, sign_compact};
use mien_ports::Entropy;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A credential to be issued. Claims are at the outermost level; each is always visible or selectively disclosable.
#[derive(Debug, Clone)]
pub struct CredentialBuilder {
    visible: BTreeMap<String, Value>,
    disclosable: BTreeMap<String, Value>,
}

impl CredentialBuilder {
    /// Begins a credential of type `vct`, bound to `holder`. Times are in seconds since 1970.
    pub fn new(issuer: &str, vct: &str, holder: &PublicKey, issued_at: u64, expires_at: u64) -> Self {
        let visible = [
            ("iss", json!(issuer)),
            ("vct", json!(vct)),
            ("iat", json!(issued_at)),
            ("exp", json!(expires_at)),
            ("cnf", json!({ "jwk": holder.to_jwk() })),
            ("_sd_alg", json!("sha-256")),
        ];
        let visible = visible.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { visible, disclosable: BTreeMap::new() }
    }

    /// Adds a claim that every verifier sees (for example `status`). The same name again replaces it.
    #[must_use]
    pub fn visible(mut self, name: &str, value: Value) -> Self {
        self.visible.insert(name.to_owned(), value);
        self
    }

    /// Adds a claim that the holder discloses or withholds. The same name again replaces it.
    #[must_use]
    pub fn disclosable(mut self, name: &str, value: Value) -> Self {
        self.disclosable.insert(name.to_owned(), value);
        self
    }

    /// Signs it. `x5c` is the issuer's chain as DER, leaf first, without the anchor; `signer` has the leaf's key.
    ///
    /// # Errors
    /// [`CredentialError::Jose`] when there is no randomness or no signature.
    pub fn sign(
        mut self,
        x5c: &[Vec<u8>],
        signer: &dyn Signer,
        entropy: &dyn Entropy,
    ) -> Result<String, CredentialError> {
        let mut digests = Vec::new();
        let mut disclosures = String::new();
        for (name, value) in &self.disclosable {
            let mut salt = [0; 16];
            entropy.fill(&mut salt).map_err(JoseError::from)?;
            let text =
                base64url::encode(json!([base64url::encode(&salt), name, value]).to_string().as_bytes());
            digests.push(base64url::sha256(text.as_bytes()));
            disclosures.push_str(&text);
            disclosures.push('~');
        }
        // Sorted, so that the order of the digests says nothing about the order of the claims.
        digests.sort();
        if !digests.is_empty() {
            self.visible.insert("_sd".to_owned(), json!(digests));
        }
        let header = NewJwsHeader { typ: TYPE, x5c, ..NewJwsHeader::default() };
        Ok(format!("{}~{disclosures}", sign_compact(&header, &self.visible, signer)?))
    }
}
