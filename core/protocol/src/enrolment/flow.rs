//! The state machine of an enrolment.

use super::interaction::{NotAPrompt, Prompt};
use super::requests::{self, Server};
use super::saved::Saved;
use super::{Answer, EnrolmentError, Interaction, Provider, Purpose, Refusal};
use crate::form;
use crate::issuance::answers::{self, Answered};
use crate::issuance::metadata::{IssuerMetadata, Wish};
use crate::issuance::wire::{self, Wanted};
use crate::issuance::{IssuanceError, Issued, IssuerTrust};
use crate::oauth::{Credentials, Device, Nonces, Verifier, random_text};
use crate::url::HttpsUrl;
use mien_credential::jose::JoseError;
use mien_credential::json;
use mien_ports::{HttpRequest, HttpResponse};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

const MAX_SESSION: usize = 1024;
/// How often one request is made again because the server wants another nonce or attestation.
const MAX_AGAIN: u8 = 3;

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
    trust: IssuerTrust,
    provider: Provider,
    purpose: Purpose,
    issuer_url: HttpsUrl,
    attestation_url: HttpsUrl,
    verifier: Verifier,
    state: String,
    stage: Stage,
    issuer: Option<IssuerMetadata>,
    server: Option<Server>,
    attestation: Option<String>,
    nonces: Nonces,
    auth_session: Option<String>,
    /// How often the present request was made again.
    again: u8,
    /// Whether a code or token that had become useless was replaced once.
    renewed: bool,
}

/// What is awaited; holds what is needed to make the request again.
enum Stage {
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
struct Access {
    token: Zeroizing<String>,
    wanted: Wanted,
    /// Whether a stale nonce was replaced once.
    retried: bool,
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

    /// Takes the answer to the last request.
    ///
    /// # Errors
    /// An [`EnrolmentError`]; [`EnrolmentError::is_open`] says whether the flow goes on.
    pub fn respond(&mut self, response: &HttpResponse, device: &Device<'_>) -> Result<Step, EnrolmentError> {
        // What passes (a busy server) leaves everything as it is.
        if let Err(error @ IssuanceError::Unavailable { .. }) = wire::success(response) {
            return Err(error.into());
        }
        self.nonces.take(response);
        if let Some(step) = self.asked_again(response, device)? {
            return Ok(step);
        }
        self.again = 0;
        match std::mem::replace(&mut self.stage, Stage::Ended) {
            Stage::IssuerMetadata => {
                wire::success(response)?;
                let wish = Wish {
                    issuer: &self.issuer_url,
                    configuration_id: &self.provider.configuration_id,
                    server: None,
                };
                let issuer = IssuerMetadata::parse(&response.body, wish, &self.trust)?;
                if !self.trust.knows(&issuer.server) {
                    return Err(IssuanceError::UntrustedIssuer.into());
                }
                self.issuer = Some(issuer);
                self.go(Stage::ServerMetadata, device)
            }
            Stage::ServerMetadata => {
                wire::success(response)?;
                self.server = Some(Server::parse(&response.body, &self.issuer()?.server, &self.trust)?);
                self.go(Stage::Attestation(None), device)
            }
            Stage::Attestation(interrupted) => {
                if wire::oauth_error(response).is_some() {
                    return Err(EnrolmentError::Client);
                }
                self.attestation = Some(requests::attestation(response)?);
                let native = self.server()?.challenge.is_some() && !self.provider.browser_only;
                let first = if native { Stage::Challenge(None) } else { Stage::Push };
                self.go(interrupted.map_or(first, |stage| *stage), device)
            }
            Stage::Challenge(_) => self.challenged(response, device),
            Stage::Push => self.pushed(response),
            Stage::Token(_) => self.token(response, device),
            Stage::Nonce(access) => {
                let nonce = answers::nonce(response)?;
                self.go(Stage::Credential(access, Some(nonce)), device)
            }
            Stage::Credential(access, _) => self.credential(access, response, device),
            stage @ (Stage::Interacting(_) | Stage::Browser(_)) => {
                self.stage = stage;
                Err(IssuanceError::OutOfOrder.into())
            }
            Stage::Ended => Err(IssuanceError::OutOfOrder.into()),
        }
    }

    /// Another nonce or a fresh attestation is wanted: the same request is made again, a few times at most.
    fn asked_again(
        &mut self,
        response: &HttpResponse,
        device: &Device<'_>,
    ) -> Result<Option<Step>, EnrolmentError> {
        let signed =
            matches!(self.stage, Stage::Challenge(_) | Stage::Push | Stage::Token(_) | Stage::Credential(..));
        let Some(error) = wire::oauth_error(response).filter(|_| signed) else { return Ok(None) };
        let fresh = match error.as_str() {
            "use_dpop_nonce" | "use_attestation_challenge" => false,
            "use_fresh_attestation" => true,
            "invalid_client" | "invalid_client_attestation" => return Err(self.end(EnrolmentError::Client)),
            _ => return Ok(None),
        };
        self.again += 1;
        if self.again > MAX_AGAIN {
            return Err(self.end(EnrolmentError::Client));
        }
        if fresh {
            let interrupted = std::mem::replace(&mut self.stage, Stage::Ended);
            self.stage = Stage::Attestation(Some(Box::new(interrupted)));
        }
        self.again(device).map(Some)
    }

    fn challenged(&mut self, response: &HttpResponse, device: &Device<'_>) -> Result<Step, EnrolmentError> {
        let broken = || IssuanceError::Document { document: "challenge" };
        let body = json::parse_object(&response.body).map_err(|_| broken())?;
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let plain = |name: &str| text(name).filter(|t| json::is_plain(t, MAX_SESSION)).map(str::to_owned);
        if let Some(session) = plain("auth_session") {
            self.auth_session = Some(session);
        }
        if (200..300).contains(&response.status) {
            let code = plain("authorization_code").ok_or_else(broken)?;
            return self.go(Stage::Token(Zeroizing::new(code)), device);
        }
        match text("error") {
            Some("insufficient_authorization") => self.asked(&body),
            Some("redirect_to_web") => self.browser(&body),
            Some("invalid_session" | "invalid_grant") => Err(EnrolmentError::SessionOver),
            Some("missing_interaction_type") => Err(EnrolmentError::UnknownInteraction),
            Some("access_denied") => Err(refused(text("reason"))),
            _ => Err(IssuanceError::UnexpectedAnswer { status: response.status }.into()),
        }
    }

    fn asked(&mut self, body: &Map<String, Value>) -> Result<Step, EnrolmentError> {
        let prompt = Prompt::read(body, self.issuer_url.host()).map_err(|error| match error {
            NotAPrompt::Unknown => EnrolmentError::UnknownInteraction,
            NotAPrompt::Broken => IssuanceError::Document { document: "challenge" }.into(),
        })?;
        self.stage = Stage::Interacting(Box::new(prompt.clone()));
        Ok(Step::Interact(Box::new(prompt)))
    }

    fn pushed(&mut self, response: &HttpResponse) -> Result<Step, EnrolmentError> {
        if wire::oauth_error(response).is_some() {
            return Err(IssuanceError::Denied.into());
        }
        let body = wire::object(response, "pushed_request")?;
        self.browser(&body)
    }

    fn browser(&mut self, body: &Map<String, Value>) -> Result<Step, EnrolmentError> {
        let uri =
            body.get("request_uri").and_then(Value::as_str).filter(|uri| json::is_plain(uri, MAX_SESSION));
        let uri = uri.ok_or(IssuanceError::Document { document: "pushed_request" })?;
        let authorize = self.server()?.authorize.as_ref().ok_or(IssuanceError::Unsupported)?;
        let query = form::encode(&[("client_id", &self.provider.client_id), ("request_uri", uri)]);
        let mark = if authorize.query().is_some() { '&' } else { '?' };
        let url = format!("{}{mark}{query}", authorize.as_str());
        self.stage = Stage::Browser(url.clone());
        Ok(Step::Browser { url })
    }

    fn token(&mut self, response: &HttpResponse, device: &Device<'_>) -> Result<Step, EnrolmentError> {
        if let Some(error) = wire::oauth_error(response) {
            return match error.as_str() {
                "invalid_grant" => self.renew(device),
                _ => Err(IssuanceError::Denied.into()),
            };
        }
        let (token, wanted) = answers::token(response, "dpop", &self.provider.configuration_id)?;
        let access = Access { token, wanted, retried: false };
        self.prove(access, device)
    }

    fn prove(&mut self, access: Access, device: &Device<'_>) -> Result<Step, EnrolmentError> {
        let has_nonces = self.issuer()?.nonce_endpoint.is_some();
        self.go(if has_nonces { Stage::Nonce(access) } else { Stage::Credential(access, None) }, device)
    }

    fn credential(
        &mut self,
        mut access: Access,
        response: &HttpResponse,
        device: &Device<'_>,
    ) -> Result<Step, EnrolmentError> {
        if response.status == 401 {
            return self.renew(device);
        }
        let read = answers::credential(response, self.issuer()?, &self.trust, &device.holder, device.now);
        let received = match read {
            Err(Answered::StaleNonce) if !access.retried => {
                access.retried = true;
                return self.prove(access, device);
            }
            other => other.map_err(IssuanceError::from)?,
        };
        let note = received.notification_id.zip(self.issuer()?.notification_endpoint.as_ref());
        let accepted = match note {
            Some((id, url)) => {
                let request = wire::notification_request(url, &id, "credential_accepted");
                // The credential is here: a word that cannot be signed is no reason to lose it.
                self.credentials()?.with_dpop(request, Some(&access.token), device).ok()
            }
            None => None,
        };
        Ok(Step::Issued(Box::new(Issued { credential: received.credential, accepted })))
    }

    /// The code or the token was used before the app ended, or is too old: the session gives another one, once.
    fn renew(&mut self, device: &Device<'_>) -> Result<Step, EnrolmentError> {
        if self.renewed || self.auth_session.is_none() {
            return Err(self.end(EnrolmentError::SessionOver));
        }
        self.renewed = true;
        self.go(Stage::Challenge(None), device)
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

    fn credentials(&self) -> Result<Credentials<'_>, EnrolmentError> {
        Ok(Credentials {
            client_id: &self.provider.client_id,
            server: self.server()?.issuer.as_str(),
            attestation: self.attestation.as_deref().ok_or(IssuanceError::OutOfOrder)?,
            nonces: &self.nonces,
        })
    }

    fn go(&mut self, stage: Stage, device: &Device<'_>) -> Result<Step, EnrolmentError> {
        self.stage = stage;
        self.again(device)
    }

    fn end(&mut self, error: EnrolmentError) -> EnrolmentError {
        self.stage = Stage::Ended;
        error
    }

    fn issuer(&self) -> Result<&IssuerMetadata, IssuanceError> {
        self.issuer.as_ref().ok_or(IssuanceError::OutOfOrder)
    }

    fn server(&self) -> Result<&Server, IssuanceError> {
        self.server.as_ref().ok_or(IssuanceError::OutOfOrder)
    }
}

fn refused(reason: Option<&str>) -> EnrolmentError {
    let reason = match reason {
        Some("too_many_tries") => Refusal::TooManyTries,
        Some("not_eligible") => Refusal::NotEligible,
        Some("face") => Refusal::Face,
        _ => Refusal::Other,
    };
    EnrolmentError::Refused { reason }
}
