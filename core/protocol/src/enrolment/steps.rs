//! What each answer of the provider means.

use super::flow::{Access, Enrolment, MAX_SESSION, Stage, Step};
use super::interaction::{NotAPrompt, Prompt};
use super::requests::{self, Server};
use super::{EnrolmentError, Refusal};
use crate::form;
use crate::issuance::answers::{self, Answered};
use crate::issuance::metadata::{IssuerMetadata, Wish};
use crate::issuance::{IssuanceError, Issued, wire};
use crate::oauth::Device;
use mien_credential::json;
use mien_ports::HttpResponse;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

/// How often one request is made again because the server wants another nonce or attestation.
const MAX_AGAIN: u8 = 3;

impl Enrolment {
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
                let body = wire::document(response, "issuer_metadata")?;
                let wish = Wish {
                    issuer: &self.issuer_url,
                    configuration_id: &self.provider.configuration_id,
                    server: None,
                };
                let issuer = IssuerMetadata::parse(body, wish, &self.trust)?;
                if !self.trust.knows(&issuer.server) {
                    return Err(IssuanceError::UntrustedIssuer.into());
                }
                self.issuer = Some(issuer);
                self.go(Stage::ServerMetadata, device)
            }
            Stage::ServerMetadata => {
                let body = wire::document(response, "server_metadata")?;
                self.server = Some(Server::parse(body, &self.issuer()?.server, &self.trust)?);
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
        // A redirect is none of the answers that there are, whatever its body says.
        if !matches!(response.status, 200..=299 | 400..=499) {
            return Err(IssuanceError::UnexpectedAnswer { status: response.status }.into());
        }
        // The steps come with 403 and in JSON, which `document` would not let pass.
        let body = Some(&response.body).filter(|_| wire::is_json(response));
        let body = body.and_then(|body| json::parse_object(body).ok()).ok_or_else(broken)?;
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
}

pub(super) fn refused(reason: Option<&str>) -> EnrolmentError {
    let reason = match reason {
        Some("too_many_tries") => Refusal::TooManyTries,
        Some("not_eligible") => Refusal::NotEligible,
        Some("face") => Refusal::Face,
        _ => Refusal::Other,
    };
    EnrolmentError::Refused { reason }
}
