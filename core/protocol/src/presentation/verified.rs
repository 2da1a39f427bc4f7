//! A request whose sender is proven: what the person sees, and the two answers.

use super::context::LoginFlow;
use super::metadata::{Encryption, SelfDescription};
use super::object::Origin;
use super::{CHECK_CLAIM, Candidate, CredentialQuery, PresentationError, ServiceContext, Submission};
use mien_credential::jose::{DeviceSigner, encrypt};
use mien_credential::sd_jwt::{Credential, KeyBinding};
use mien_credential::{CredentialError, JoseError};
use mien_ports::{Entropy, HttpRequest};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// A verified request. Made by [`RequestFetch::verify`](super::RequestFetch::verify) and by nothing else.
#[derive(Debug)]
pub struct VerifiedRequest {
    pub(super) client_id: String,
    pub(super) nonce: String,
    pub(super) origin: Origin,
    pub(super) service: Option<ServiceContext>,
    pub(super) described: SelfDescription,
    pub(super) query: CredentialQuery,
    pub(super) encryption: Encryption,
    /// The chain that has certified the request, DER, leaf first.
    pub(super) chain: Vec<Vec<u8>>,
}

/// What the person did to approve.
#[derive(Debug, Clone, Default)]
pub struct Approval<'a> {
    /// The two digits from the login page, as typed.
    pub check_digits: Option<&'a str>,
}

impl VerifiedRequest {
    /// The verified domain of the party that asks and gets the answer. Always show it.
    pub fn domain(&self) -> &str {
        self.origin.response_uri.host()
    }

    /// The full client identifier, for the history.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The service that the login is for; `None` when the party that asks is the service itself.
    pub fn service(&self) -> Option<&ServiceContext> {
        self.service.as_ref()
    }

    /// What the party that asks says of itself, unvouched for.
    pub fn described(&self) -> &SelfDescription {
        &self.described
    }

    /// The certificate chain that vouches for the request, DER, leaf first: to be looked up in a trust list.
    pub fn certificate_chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    /// Whether a provider asks for a login, and says so. Anything else is a verifier that wants to know something.
    pub fn is_login(&self) -> bool {
        self.service.as_ref().is_some_and(|service| service.flow.is_some())
    }

    /// The nonce of the request: what names it to its sender later.
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// What is asked for.
    pub fn query(&self) -> &CredentialQuery {
        &self.query
    }

    /// Whether the two digits from the login page must be typed.
    pub fn needs_check_digits(&self) -> bool {
        self.service.as_ref().is_some_and(|service| service.flow == Some(LoginFlow::CrossDevice))
    }

    /// The credentials in `held` that answer the request at `now` (seconds since 1970).
    pub fn candidates<'a>(&self, held: &'a [Credential], now: u64) -> Vec<Candidate<'a>> {
        self.query.candidates(held, now)
    }

    /// Makes the encrypted answer. Unlock the holder key before. When the device refuses or the person cancels, the
    /// request stays as it is and `approve` may be called again; a verifier accepts one answer.
    ///
    /// # Errors
    /// [`PresentationError::CheckDigits`], [`PresentationError::Credential`] or [`PresentationError::Encryption`].
    pub fn approve(
        &self,
        candidate: &Candidate<'_>,
        approval: &Approval<'_>,
        key: &DeviceSigner<'_>,
        entropy: &dyn Entropy,
        now: u64,
    ) -> Result<(HttpRequest, Submission), PresentationError> {
        let binding = KeyBinding {
            nonce: &self.nonce,
            audience: &self.client_id,
            issued_at: now,
            extra: self.check_claim(approval)?,
        };
        let device_key =
            key.public_key().map_err(|e| PresentationError::Credential(CredentialError::Jose(e)))?;
        let presentation = candidate
            .credential()
            .present(candidate.paths(), &binding, &device_key, key)
            .map_err(PresentationError::Credential)?;
        let mut answer = BTreeMap::from([("vp_token", json!({ self.query.id.as_str(): [presentation] }))]);
        if let Some(state) = &self.origin.state {
            answer.insert("state", json!(state));
        }
        let plaintext = serde_json::to_vec(&answer).map(Zeroizing::new);
        let plaintext = plaintext.map_err(|_| PresentationError::Encryption(JoseError::Json))?;
        let jwe = encrypt(&plaintext, &self.encryption.key, self.encryption.enc, entropy)
            .map_err(PresentationError::Encryption)?;
        Ok((self.origin.post(&[("response", &jwe)]), Submission::approved()))
    }

    /// Makes the answer "no". The verifier is not told whether the person declined or had nothing to show.
    pub fn decline(self) -> (HttpRequest, Submission) {
        (self.origin.error("access_denied"), Submission::declined())
    }

    /// Whether the typed digits have the form that this request needs: ask before the passcode is tried, so that a slip
    /// costs no attempt.
    ///
    /// # Errors
    /// [`PresentationError::CheckDigits`]
    pub fn check_digits_form(&self, approval: &Approval<'_>) -> Result<(), PresentationError> {
        self.check_claim(approval).map(drop)
    }

    fn check_claim(&self, approval: &Approval<'_>) -> Result<BTreeMap<String, Value>, PresentationError> {
        match approval.check_digits {
            None if self.needs_check_digits() => Err(PresentationError::CheckDigits),
            None => Ok(BTreeMap::new()),
            Some(digits) if digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()) => {
                Ok(BTreeMap::from([(CHECK_CLAIM.to_owned(), json!(digits))]))
            }
            Some(_) => Err(PresentationError::CheckDigits),
        }
    }
}
