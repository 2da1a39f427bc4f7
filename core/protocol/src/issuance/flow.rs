//! The state machine of an issuance.

use super::answers::{self, Answered};
use super::metadata::{IssuerMetadata, server_endpoint, server_metadata};
use super::offer::{Link, Offer};
use super::wire::{self, Wanted};
use super::{IssuanceError, TransactionCode};
use crate::url::HttpsUrl;
use mien_credential::jose::DeviceSigner;
use mien_credential::sd_jwt::Credential;
use mien_credential::x509::TrustAnchors;
use mien_ports::{HttpRequest, HttpResponse};
use zeroize::Zeroizing;

/// Whom credentials are taken from.
#[derive(Debug, Clone)]
pub struct IssuerTrust {
    /// The authorities that certify issuers' credential-signing keys.
    pub anchors: TrustAnchors,
    /// The hosts that this app talks to for issuance, in lower case. Others are refused before anything is sent to
    /// them: a transaction code must not be typed for a stranger.
    pub hosts: Vec<String>,
}

impl IssuerTrust {
    pub(crate) fn knows(&self, url: &HttpsUrl) -> bool {
        self.hosts.iter().any(|host| host == url.host())
    }
}

/// What to show before the person agrees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The issuer's host, verified by TLS and on the list of trusted hosts.
    pub issuer_domain: String,
    /// The issuer's name for itself.
    pub issuer_name: Option<String>,
    /// The type of the credential.
    pub vct: String,
    /// The code to ask for, if any.
    pub transaction_code: Option<TransactionCode>,
}

/// A credential that was verified, and the word to the issuer about it.
#[derive(Debug)]
pub struct Issued {
    /// The credential.
    pub credential: Credential,
    /// Send after the credential was stored; its answer does not matter. Absent when the issuer wants no word.
    pub accepted: Option<HttpRequest>,
}

/// What to do next.
#[derive(Debug)]
pub enum Step {
    /// Send this without following redirects and give the answer to [`Issuance::respond`].
    Send(HttpRequest),
    /// Ask the person, then call [`Issuance::accept`].
    Confirm(Offered),
    /// Done: store the credential.
    Issued(Box<Issued>),
}

/// An issuance in progress.
#[derive(Debug)]
pub struct Issuance {
    trust: IssuerTrust,
    state: State,
}

#[derive(Debug)]
enum State {
    Offer,
    IssuerMetadata(Offer),
    ServerMetadata(Offer, IssuerMetadata),
    Confirm(Ready),
    Token(Ready),
    Nonce(Authorized),
    Credential(Authorized),
    Ended,
}

#[derive(Debug)]
struct Ready {
    offer: Offer,
    issuer: IssuerMetadata,
    token_endpoint: HttpsUrl,
}

struct Authorized {
    offer: Offer,
    issuer: IssuerMetadata,
    access_token: Zeroizing<String>,
    wanted: Wanted,
    /// Whether a stale nonce was already replaced once.
    retried: bool,
    /// The nonce of the proof, kept so that a cancelled signature can be made again.
    nonce: Option<String>,
}

impl std::fmt::Debug for Authorized {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authorized").field("wanted", &self.wanted).finish_non_exhaustive()
    }
}

impl Issuance {
    /// Begins with the text of a link or QR code.
    ///
    /// # Errors
    /// [`IssuanceError::NotAnOffer`], [`IssuanceError::Unsupported`], [`IssuanceError::Document`] or
    /// [`IssuanceError::UntrustedIssuer`].
    pub fn begin(text: &str, trust: IssuerTrust) -> Result<(Self, Step), IssuanceError> {
        let mut flow = Self { trust, state: State::Offer };
        let step = match Link::parse(text)? {
            Link::Reference(url) if flow.trust.knows(&url) => Step::Send(wire::get(&url)),
            Link::Reference(_) => return Err(IssuanceError::UntrustedIssuer),
            Link::Offer(offer) => flow.offered(offer)?,
        };
        Ok((flow, step))
    }

    /// The person agreed. `transaction_code` is what they typed, if the offer asks for it.
    ///
    /// # Errors
    /// [`IssuanceError::TransactionCodeNeeded`] (ask again) or [`IssuanceError::OutOfOrder`].
    pub fn accept(&mut self, transaction_code: Option<&str>) -> Result<Step, IssuanceError> {
        let State::Confirm(ready) = &self.state else { return Err(IssuanceError::OutOfOrder) };
        let code = match (&ready.offer.tx_code, transaction_code) {
            (None, _) => None,
            (Some(form), Some(typed)) if form.fits(typed) => Some(typed),
            (Some(_), _) => return Err(IssuanceError::TransactionCodeNeeded),
        };
        let request = wire::token(&ready.token_endpoint, &ready.offer, code);
        if let State::Confirm(ready) = std::mem::replace(&mut self.state, State::Ended) {
            self.state = State::Token(ready);
        }
        Ok(Step::Send(request))
    }

    /// Takes the answer to the last request. `key` is the key that the credential shall be bound to: create it
    /// before, and unlock it when the answer to the nonce or token request comes in. `now` is in seconds since 1970.
    ///
    /// # Errors
    /// An [`IssuanceError`]; the variant says whether the flow goes on.
    pub fn respond(
        &mut self,
        response: &HttpResponse,
        key: &DeviceSigner<'_>,
        now: u64,
    ) -> Result<Step, IssuanceError> {
        // What passes (a busy server) leaves the state as it is.
        if let Err(error @ IssuanceError::Unavailable { .. }) = wire::success(response) {
            return Err(error);
        }
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Offer => self.offered(Offer::parse(wire::document(response, "offer")?)?),
            State::IssuerMetadata(offer) => {
                let body = wire::document(response, "issuer_metadata")?;
                let issuer = IssuerMetadata::parse(body, offer.wish(), &self.trust)?;
                let broken = IssuanceError::Document { document: "issuer_metadata" };
                let url = issuer.server.well_known("oauth-authorization-server").ok_or(broken)?;
                if !self.trust.knows(&url) {
                    return Err(IssuanceError::UntrustedIssuer);
                }
                self.state = State::ServerMetadata(offer, issuer);
                Ok(Step::Send(wire::get(&url)))
            }
            State::ServerMetadata(offer, issuer) => {
                let metadata = server_metadata(wire::document(response, "server_metadata")?, &issuer.server)?;
                let token_endpoint = server_endpoint(&metadata, "token_endpoint", &self.trust)?;
                let shown = Offered {
                    issuer_domain: offer.issuer.host().to_owned(),
                    issuer_name: issuer.display_name.clone(),
                    vct: issuer.vct.clone(),
                    transaction_code: offer.tx_code.clone(),
                };
                self.state = State::Confirm(Ready { offer, issuer, token_endpoint });
                Ok(Step::Confirm(shown))
            }
            State::Token(ready) => self.token(ready, response, key, now),
            State::Nonce(authorized) => self.nonce(authorized, response, key, now),
            State::Credential(authorized) => self.credential(authorized, response, key, now),
            state @ State::Confirm(_) => {
                self.state = state;
                Err(IssuanceError::OutOfOrder)
            }
            State::Ended => Err(IssuanceError::OutOfOrder),
        }
    }

    /// Makes the request for the credential again after [`IssuanceError::Key`]: the person cancelled, then unlocked.
    ///
    /// # Errors
    /// [`IssuanceError::Key`] again, or [`IssuanceError::OutOfOrder`].
    pub fn sign_again(&mut self, key: &DeviceSigner<'_>, now: u64) -> Result<Step, IssuanceError> {
        let State::Credential(authorized) = &self.state else { return Err(IssuanceError::OutOfOrder) };
        authorized.request(key, now)
    }

    fn offered(&mut self, offer: Offer) -> Result<Step, IssuanceError> {
        if !self.trust.knows(&offer.issuer) {
            return Err(IssuanceError::UntrustedIssuer);
        }
        let broken = IssuanceError::Document { document: "offer" };
        let url = offer.issuer.well_known("openid-credential-issuer").ok_or(broken)?;
        self.state = State::IssuerMetadata(offer);
        Ok(Step::Send(wire::get(&url)))
    }

    fn token(
        &mut self,
        ready: Ready,
        response: &HttpResponse,
        key: &DeviceSigner<'_>,
        now: u64,
    ) -> Result<Step, IssuanceError> {
        if let Some(error) = wire::oauth_error(response) {
            let may_retry = error == "invalid_grant" && ready.offer.tx_code.is_some();
            if may_retry {
                self.state = State::Confirm(ready);
                return Err(IssuanceError::WrongTransactionCode);
            }
            return Err(IssuanceError::Denied);
        }
        let Ready { offer, issuer, .. } = ready;
        let (access_token, wanted) = answers::token(response, "bearer", &offer.configuration_id)?;
        let authorized = Authorized { offer, issuer, access_token, wanted, retried: false, nonce: None };
        self.prove(authorized, key, now)
    }

    /// Fetches a nonce if the issuer has nonces, else signs at once.
    fn prove(
        &mut self,
        authorized: Authorized,
        key: &DeviceSigner<'_>,
        now: u64,
    ) -> Result<Step, IssuanceError> {
        match &authorized.issuer.nonce_endpoint {
            Some(url) => {
                let request = wire::nonce(url);
                self.state = State::Nonce(authorized);
                Ok(Step::Send(request))
            }
            None => self.ask(authorized, key, now),
        }
    }

    fn nonce(
        &mut self,
        mut authorized: Authorized,
        response: &HttpResponse,
        key: &DeviceSigner<'_>,
        now: u64,
    ) -> Result<Step, IssuanceError> {
        authorized.nonce = Some(answers::nonce(response)?);
        self.ask(authorized, key, now)
    }

    fn ask(
        &mut self,
        authorized: Authorized,
        key: &DeviceSigner<'_>,
        now: u64,
    ) -> Result<Step, IssuanceError> {
        let step = authorized.request(key, now);
        self.state = State::Credential(authorized);
        step
    }

    fn credential(
        &mut self,
        mut authorized: Authorized,
        response: &HttpResponse,
        key: &DeviceSigner<'_>,
        now: u64,
    ) -> Result<Step, IssuanceError> {
        let received = match answers::credential(response, &authorized.issuer, &self.trust, key, now) {
            Err(Answered::StaleNonce) if !authorized.retried => {
                authorized.retried = true;
                return self.prove(authorized, key, now);
            }
            other => other?,
        };
        let accepted = received
            .notification_id
            .zip(authorized.issuer.notification_endpoint.as_ref())
            .map(|(id, url)| wire::notification(url, &authorized.access_token, &id, "credential_accepted"));
        Ok(Step::Issued(Box::new(Issued { credential: received.credential, accepted })))
    }
}

impl Authorized {
    fn request(&self, key: &DeviceSigner<'_>, now: u64) -> Result<Step, IssuanceError> {
        let proof = wire::proof(&self.offer.issuer, self.nonce.as_deref(), now, key)?;
        let url = &self.issuer.credential_endpoint;
        Ok(Step::Send(wire::credential(url, &self.access_token, &self.wanted, &proof)))
    }
}
