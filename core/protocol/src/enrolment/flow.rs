//! The state machine of an enrolment.

use super::interaction::Prompt;
use super::requests::{self, Server};
use super::saved::Saved;
use super::steps::refused;
use super::{Answer, EnrolmentError, Interaction, Provider, Purpose};
use crate::form;
use crate::issuance::metadata::IssuerMetadata;
use crate::issuance::wire::{self, Wanted};
use crate::issuance::{IssuanceError, Issued, IssuerTrust};
use crate::oauth::{Credentials, Device, Nonces, Verifier, random_text};
use crate::url::HttpsUrl;
use mien_credential::jose::JoseError;
use mien_credential::json;
use mien_ports::HttpRequest;
use zeroize::Zeroizing;

pub(super) const MAX_SESSION: usize = 1024;

/// What to do next.
#[derive(Debug)]
pub enum Step {
    /// Send this without following redirects and give the answer to [`Enrolment::respond`]. When the network fails, call
    /// [`Enrolment::again`]: the same bytes are good for one arrival only.
    Send(HttpRequest),
    /// Ask the person, then call [`Enrolment::answer`].
    Interact(Box<Prompt>),
    /// Open this in the system's browser (never in a web view) and give the address that it returns to, to
    /// [`Enrolment::redirected`].
    Browser {
        /// Where to go.
        url: String,
    },
    /// Done: store the credential.
    Issued(Box<Issued>),
}

/// An enrolment in progress.
pub struct Enrolment {
    pub(super) trust: IssuerTrust,
    pub(super) provider: Provider,
    pub(super) purpose: Purpose,
    pub(super) issuer_url: HttpsUrl,
    pub(super) attestation_url: HttpsUrl,
    pub(super) verifier: Verifier,
    pub(super) state: String,
    pub(super) stage: Stage,
    pub(super) issuer: Option<IssuerMetadata>,
    pub(super) server: Option<Server>,
    pub(super) attestation: Option<String>,
    pub(super) nonces: Nonces,
    pub(super) auth_session: Option<String>,
    /// How often the present request was made again.
    pub(super) again: u8,
    /// Whether a code or token that had become useless was replaced once.
    pub(super) renewed: bool,
}

/// What is awaited; holds what is needed to make the request again.
pub(super) enum Stage {
    IssuerMetadata,
    ServerMetadata,
    /// Then on with what was interrupted for it.
    Attestation(Option<Box<Stage>>),
    Challenge(Option<(u64, Zeroizing<String>)>),
    Interacting(Box<Prompt>),
    Push,
    Browser(String),
    Token(Zeroizing<String>),
    Nonce(Access),
    Credential(Access, Option<String>),
    Ended,
}

#[derive(Clone)]
pub(super) struct Access {
    pub(super) token: Zeroizing<String>,
    pub(super) wanted: Wanted,
    /// Whether a stale nonce was replaced once.
    pub(super) retried: bool,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Enrolment").field("purpose", &self.purpose).finish_non_exhaustive()
    }
}

impl Enrolment {
    /// Begins.
    ///
    /// # Errors
    /// [`IssuanceError::UntrustedIssuer`] when an address of the provider is not on a trusted host; [`IssuanceError::Key`].
    pub fn begin(
        provider: Provider,
        purpose: Purpose,
        trust: IssuerTrust,
        device: &Device<'_>,
    ) -> Result<(Self, Step), EnrolmentError> {
        let verifier = Verifier::make(device.entropy)?;
        let state = random_text(device.entropy)?;
        let saved = Saved { provider, purpose, verifier, state, auth_session: None };
        Self::from_saved(saved, trust, device)
    }

    /// Goes on with what [`save`](Self::save) gave: the server is asked where the enrolment stands.
    ///
    /// # Errors
    /// [`EnrolmentError::SessionOver`] when the bytes are none of ours; as [`begin`](Self::begin).
    pub fn resume(
        saved: &[u8],
        trust: IssuerTrust,
        device: &Device<'_>,
    ) -> Result<(Self, Step), EnrolmentError> {
        Self::from_saved(Saved::from_bytes(saved).ok_or(EnrolmentError::SessionOver)?, trust, device)
    }

    fn from_saved(
        saved: Saved,
        trust: IssuerTrust,
        device: &Device<'_>,
    ) -> Result<(Self, Step), EnrolmentError> {
        let trusted = |text: &str| HttpsUrl::parse(text).filter(|url| trust.knows(url));
        let urls = trusted(&saved.provider.issuer).zip(trusted(&saved.provider.attestation_endpoint));
        let (issuer_url, attestation_url) = urls.ok_or(IssuanceError::UntrustedIssuer)?;
        let flow = Self {
            trust,
            issuer_url,
            attestation_url,
            provider: saved.provider,
            purpose: saved.purpose,
            verifier: saved.verifier,
            state: saved.state,
            stage: Stage::IssuerMetadata,
            issuer: None,
            server: None,
            attestation: None,
            nonces: Nonces::default(),
            auth_session: saved.auth_session,
            again: 0,
            renewed: false,
        };
        let step = flow.again(device)?;
        Ok((flow, step))
    }

    /// What to keep after each answer, sealed, so that the enrolment survives the end of the app.
    pub fn save(&self) -> Zeroizing<Vec<u8>> {
        let saved = Saved {
            provider: self.provider.clone(),
            purpose: self.purpose,
            verifier: self.verifier.clone(),
            state: self.state.clone(),
            auth_session: self.auth_session.clone(),
        };
        saved.to_bytes()
    }

    /// The step that waits for the person.
    pub fn prompt(&self) -> Option<&Prompt> {
        match &self.stage {
            Stage::Interacting(prompt) => Some(prompt),
            _ => None,
        }
    }

    /// The provider's name for itself, once it is known.
    pub fn issuer_name(&self) -> Option<&str> {
        self.issuer.as_ref()?.display_name.as_deref()
    }

    /// The provider's host.
    pub fn domain(&self) -> &str {
        self.issuer_url.host()
    }

    /// Answers the step that waits.
    ///
    /// # Errors
    /// [`IssuanceError::OutOfOrder`] when the answer is one to another step (the flow stays); [`IssuanceError::Key`].
    pub fn answer(&mut self, answer: &Answer, device: &Device<'_>) -> Result<Step, EnrolmentError> {
        let Stage::Interacting(prompt) = &self.stage else { return Err(IssuanceError::OutOfOrder.into()) };
        if !answer.fits(&prompt.interaction) {
            return Err(IssuanceError::OutOfOrder.into());
        }
        let evidence = match (answer, &prompt.interaction) {
            (Answer::Face(evidence), Interaction::Face(asked)) => {
                Some(evidence.sign(asked, &self.provider.client_id, self.issuer_url.as_str(), device)?)
            }
            _ => None,
        };
        self.stage = Stage::Challenge(Some((prompt.step, answer.to_json(evidence))));
        self.again(device)
    }

    /// The address that the browser came back to.
    ///
    /// # Errors
    /// [`EnrolmentError::Redirect`] when it is not the answer to our request (the flow stays: the right one may still come);
    /// [`EnrolmentError::Refused`].
    pub fn redirected(&mut self, url: &str, device: &Device<'_>) -> Result<Step, EnrolmentError> {
        if !matches!(self.stage, Stage::Browser(_)) {
            return Err(IssuanceError::OutOfOrder.into());
        }
        let query =
            url.strip_prefix(self.provider.redirect_uri.as_str()).and_then(|rest| rest.strip_prefix('?'));
        let pairs = query.and_then(form::decode).ok_or(EnrolmentError::Redirect)?;
        let get = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
        // Another issuer's answer (RFC 9207), or an answer to somebody else's request: nothing of it is used.
        if get("state") != Some(self.state.as_str()) || get("iss") != Some(self.issuer_url.as_str()) {
            return Err(EnrolmentError::Redirect);
        }
        match (get("code"), get("error")) {
            (Some(code), None) if json::is_plain(code, MAX_SESSION) => {
                self.go(Stage::Token(Zeroizing::new(code.to_owned())), device)
            }
            (None, Some(error)) => Err(self.end(refused(Some(error)))),
            _ => Err(EnrolmentError::Redirect),
        }
    }

    /// Makes the request again that was sent last: the network failed, the device did not sign, or the server was busy.
    ///
    /// # Errors
    /// [`IssuanceError::Key`] (call it again after unlocking), [`IssuanceError::OutOfOrder`] when nothing is awaited.
    pub fn again(&self, device: &Device<'_>) -> Result<Step, EnrolmentError> {
        let broken = || IssuanceError::Document { document: "issuer_metadata" };
        let request = match &self.stage {
            Stage::IssuerMetadata => {
                wire::get(&self.issuer_url.well_known("openid-credential-issuer").ok_or_else(broken)?)
            }
            Stage::ServerMetadata => {
                let server = &self.issuer()?.server;
                wire::get(&server.well_known("oauth-authorization-server").ok_or_else(broken)?)
            }
            Stage::Attestation(_) => requests::attest(&self.attestation_url, &self.provider, device)?,
            Stage::Challenge(answer) => self.challenge_request(answer.as_ref(), device)?,
            Stage::Push => {
                let url = self.server()?.par.as_ref().ok_or(IssuanceError::OutOfOrder)?;
                self.credentials()?.authenticate(self.authorization_request(url, &[], device)?, device)?
            }
            Stage::Token(code) => {
                let pairs = [
                    ("grant_type", "authorization_code"),
                    ("code", code.as_str()),
                    ("redirect_uri", self.provider.redirect_uri.as_str()),
                    ("code_verifier", self.verifier.secret()),
                    ("client_id", self.provider.client_id.as_str()),
                ];
                self.credentials()?.authenticate(wire::post_form(&self.server()?.token, &pairs), device)?
            }
            Stage::Nonce(_) => {
                wire::nonce(self.issuer()?.nonce_endpoint.as_ref().ok_or(IssuanceError::OutOfOrder)?)
            }
            Stage::Credential(access, nonce) => {
                let proof = wire::proof(&self.issuer_url, nonce.as_deref(), device.now, &device.holder)?;
                let url = &self.issuer()?.credential_endpoint;
                let request = wire::credential_request(url, &access.wanted, &proof);
                self.credentials()?.with_dpop(request, Some(&access.token), device)?
            }
            Stage::Interacting(prompt) => return Ok(Step::Interact(prompt.clone())),
            Stage::Browser(url) => return Ok(Step::Browser { url: url.clone() }),
            Stage::Ended => return Err(IssuanceError::OutOfOrder.into()),
        };
        Ok(Step::Send(request))
    }

    fn challenge_request(
        &self,
        answer: Option<&(u64, Zeroizing<String>)>,
        device: &Device<'_>,
    ) -> Result<HttpRequest, EnrolmentError> {
        let url = self.server()?.challenge.as_ref().ok_or(IssuanceError::OutOfOrder)?;
        let request = match &self.auth_session {
            None => self.authorization_request(url, &requests::native(&self.provider), device)?,
            Some(session) => {
                let step = answer.map(|(step, _)| step.to_string());
                let mut pairs =
                    vec![("auth_session", session.as_str()), ("client_id", &self.provider.client_id)];
                pairs.extend(step.as_deref().map(|step| ("step", step)));
                pairs.extend(answer.map(|(_, json)| ("interaction_response", json.as_str())));
                wire::post_form(url, &pairs)
            }
        };
        Ok(self.credentials()?.authenticate(request, device)?)
    }

    fn authorization_request(
        &self,
        url: &HttpsUrl,
        more: &[(&str, &str)],
        device: &Device<'_>,
    ) -> Result<HttpRequest, JoseError> {
        let challenge = self.verifier.challenge();
        let details = requests::details(&self.provider.configuration_id);
        let thumbprint = device.instance.public_key()?.thumbprint();
        let mut pairs = requests::authorization(
            &self.provider,
            self.purpose,
            &challenge,
            &self.state,
            &details,
            &thumbprint,
        );
        pairs.extend(more);
        Ok(wire::post_form(url, &pairs))
    }

    pub(super) fn credentials(&self) -> Result<Credentials<'_>, EnrolmentError> {
        Ok(Credentials {
            client_id: &self.provider.client_id,
            server: self.server()?.issuer.as_str(),
            attestation: self.attestation.as_deref().ok_or(IssuanceError::OutOfOrder)?,
            nonces: &self.nonces,
        })
    }

    pub(super) fn go(&mut self, stage: Stage, device: &Device<'_>) -> Result<Step, EnrolmentError> {
        self.stage = stage;
        self.again(device)
    }

    pub(super) fn end(&mut self, error: EnrolmentError) -> EnrolmentError {
        self.stage = Stage::Ended;
        error
    }

    pub(super) fn issuer(&self) -> Result<&IssuerMetadata, IssuanceError> {
        self.issuer.as_ref().ok_or(IssuanceError::OutOfOrder)
    }

    pub(super) fn server(&self) -> Result<&Server, IssuanceError> {
        self.server.as_ref().ok_or(IssuanceError::OutOfOrder)
    }
}
