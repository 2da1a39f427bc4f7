//! The wallet's side of one login, good or with one deliberate fault.

use crate::{HttpsClient, Issuer, MemoryKeys};
use mien_credential::base64url;
use mien_credential::jose::{ContentEncryption, DeviceSigner, EncryptionKey, encrypt};
use mien_credential::json;
use mien_credential::sd_jwt::{Credential, KeyBinding};
use mien_credential::x509::TrustAnchors;
use mien_ports::{DeviceKeys, HttpMethod, HttpRequest, HttpResponse, KeyPurpose, SystemEntropy, Transport};
use mien_protocol::issuance::{Issuance, IssuerTrust, Step};
use mien_protocol::presentation::{
    Approval, Finished, LoginCode, PresentationError, SeenNonces, VerifiedRequest,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

const HOLDER: &str = "holder";
const STRANGER: &str = "stranger";

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The key binding has another nonce.
    Nonce,
    /// The key binding is for another verifier.
    Audience,
    /// The key binding is signed with another key than the credential's.
    HolderKey,
}

/// What a wallet on the network trusts, each as PEM.
#[derive(Debug, Clone, Copy)]
pub struct Roots<'a> {
    /// Who may sign credentials.
    pub issuer: &'a str,
    /// Who may sign requests.
    pub verifier: &'a str,
    /// The root of TLS.
    pub tls: &'a str,
}

/// A wallet with one credential, and the roots that it needs.
pub struct Wallet {
    keys: MemoryKeys,
    credential: Credential,
    verifiers: TrustAnchors,
    client: HttpsClient,
}

/// What came of a login.
#[derive(Debug)]
pub struct Outcome {
    /// The domain that the person would have seen.
    pub domain: String,
    /// The end, or why the verifier refused.
    pub result: Result<Finished, PresentationError>,
}

impl Wallet {
    /// A wallet with a credential from `issuer` that trusts the given verifier root and TLS root.
    ///
    /// # Errors
    /// When the credential or a root is not acceptable.
    pub fn new(issuer: &Issuer, verifier_root: &str, tls_root: &str) -> Result<Self, Box<dyn Error>> {
        let keys = MemoryKeys::new();
        keys.create(HOLDER, KeyPurpose::Sign)?;
        keys.create(STRANGER, KeyPurpose::Sign)?;
        let text = issuer.issue(&DeviceSigner::new(&keys, HOLDER).public_key()?, now())?;
        let credential = Credential::verify(&text, &TrustAnchors::from_pem(&issuer.root_pem())?, now())?;
        let verifiers = TrustAnchors::from_pem(verifier_root)?;
        Ok(Self { keys, credential, verifiers, client: HttpsClient::new(tls_root)? })
    }

    /// A wallet whose credential comes from an issuer on the network: follows the link `offer`, types `tx_code`, and
    /// takes the credential only after the core has verified it.
    ///
    /// # Errors
    /// When the core or the issuer refuses: an [`IssuanceError`](mien_protocol::issuance::IssuanceError) if it was
    /// the core.
    pub fn receive(offer: &str, tx_code: Option<&str>, roots: &Roots<'_>) -> Result<Self, Box<dyn Error>> {
        let (keys, client) = (MemoryKeys::new(), HttpsClient::new(roots.tls)?);
        keys.create(HOLDER, KeyPurpose::Sign)?;
        keys.create(STRANGER, KeyPurpose::Sign)?;
        let anchors = TrustAnchors::from_pem(roots.issuer)?;
        let trust = IssuerTrust { anchors, hosts: vec!["localhost".to_owned()] };
        let (mut flow, mut step) = Issuance::begin(offer, trust)?;
        let credential = loop {
            step = match step {
                Step::Send(request) => {
                    let response = client.send(&request)?;
                    flow.respond(&response, &DeviceSigner::new(&keys, HOLDER), now())?
                }
                Step::Confirm(_) => flow.accept(tx_code)?,
                Step::Issued(issued) => {
                    if let Some(accepted) = &issued.accepted {
                        client.send(accepted)?;
                    }
                    break issued.credential;
                }
            };
        };
        Ok(Self { keys, credential, verifiers: TrustAnchors::from_pem(roots.verifier)?, client })
    }

    /// The credential that it holds.
    pub fn credential(&self) -> &Credential {
        &self.credential
    }

    /// The same wallet, trusting another verifier root.
    ///
    /// # Errors
    /// When the root cannot be read.
    pub fn trusting(mut self, verifier_root: &str) -> Result<Self, Box<dyn Error>> {
        self.verifiers = TrustAnchors::from_pem(verifier_root)?;
        Ok(self)
    }

    /// Scans `code` and verifies the request.
    ///
    /// # Errors
    /// When the code or the request is refused.
    pub fn scan(&self, code: &str) -> Result<VerifiedRequest, Box<dyn Error>> {
        let (request, fetch) = LoginCode::parse(code)?.request(&SystemEntropy::new())?;
        let response = self.client.send(&request)?;
        fetch.verify(&response, &self.verifiers, now(), &mut SeenNonces::new()).map_err(|r| r.error.into())
    }

    /// Logs in as the core does it.
    ///
    /// # Errors
    /// When anything before the verifier's word fails.
    pub fn approve(&self, code: &str) -> Result<Outcome, Box<dyn Error>> {
        self.approve_scanned(&self.scan(code)?, None)
    }

    /// Approves a request that was scanned before, with the digits that the page shows.
    ///
    /// # Errors
    /// When anything before the verifier's word fails.
    pub fn approve_scanned(
        &self,
        verified: &VerifiedRequest,
        check_digits: Option<&str>,
    ) -> Result<Outcome, Box<dyn Error>> {
        let held = std::slice::from_ref(&self.credential);
        let candidates = verified.candidates(held, now());
        let candidate = candidates.first().ok_or("the credential does not answer the request")?;
        let key = DeviceSigner::new(&self.keys, HOLDER);
        let (request, submission) =
            verified.approve(candidate, &Approval { check_digits }, &key, &SystemEntropy::new(), now())?;
        let result = submission.finish(&self.client.send(&request)?);
        Ok(Outcome { domain: verified.domain().to_owned(), result })
    }

    /// Says no.
    ///
    /// # Errors
    /// When anything before the verifier's word fails.
    pub fn decline(&self, code: &str) -> Result<Outcome, Box<dyn Error>> {
        self.decline_scanned(self.scan(code)?)
    }

    /// Says no to a request that was scanned before.
    ///
    /// # Errors
    /// When the network fails.
    pub fn decline_scanned(&self, verified: VerifiedRequest) -> Result<Outcome, Box<dyn Error>> {
        let domain = verified.domain().to_owned();
        let (request, submission) = verified.decline();
        Ok(Outcome { domain, result: submission.finish(&self.client.send(&request)?) })
    }

    /// Answers with one fault. The core has no way to do that, so the answer is put together here from the request
    /// that it would have refused to falsify.
    ///
    /// # Errors
    /// When anything before the verifier's word fails.
    pub fn answer_wrongly(&self, code: &str, fault: Fault) -> Result<HttpResponse, Box<dyn Error>> {
        let (request, _) = LoginCode::parse(code)?.request(&SystemEntropy::new())?;
        let response = self.client.send(&request)?;
        let object = unverified_payload(&response.body).ok_or("no request object")?;
        let text = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default();
        let query =
            object.get("dcql_query").and_then(|q| q.pointer("/credentials/0/id")).and_then(Value::as_str);
        let query = query.ok_or("no query")?;
        let signer = DeviceSigner::new(&self.keys, if fault == Fault::HolderKey { STRANGER } else { HOLDER });
        let binding = KeyBinding {
            nonce: if fault == Fault::Nonce { "another-nonce-of-another-request" } else { text("nonce") },
            audience: if fault == Fault::Audience { "x509_san_dns:other.example" } else { text("client_id") },
            issued_at: now(),
            extra: BTreeMap::new(),
        };
        let paths = ["uid", "name"].map(mien_credential::sd_jwt::ClaimPath::name);
        let vp = self.credential.present(&paths, &binding, self.credential.holder_key(), &signer)?;
        let answer = json!({ "vp_token": { query: [vp] }, "state": text("state") }).to_string();
        let jwks = object.get("client_metadata").and_then(|m| m.get("jwks")).and_then(EncryptionKey::choose);
        let jwks = jwks.ok_or("no encryption key")?;
        let jwe = encrypt(answer.as_bytes(), &jwks, ContentEncryption::A256Gcm, &SystemEntropy::new())?;
        let post = HttpRequest {
            method: HttpMethod::Post,
            url: text("response_uri").to_owned(),
            headers: vec![("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())],
            body: format!("response={jwe}").into_bytes(),
            max_response_bytes: 16 * 1024,
        };
        Ok(self.client.send(&post)?)
    }
}

/// What the request object says, without asking who says it: good enough for a twin that lies itself.
fn unverified_payload(body: &[u8]) -> Option<serde_json::Map<String, Value>> {
    let payload = std::str::from_utf8(body).ok()?.split('.').nth(1)?;
    json::parse_object(&base64url::decode(payload)?).ok()
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs())
}
