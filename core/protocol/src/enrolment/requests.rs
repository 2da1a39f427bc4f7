//! The requests of an enrolment.

use super::interaction::SUPPORTED;
use crate::issuance::IssuanceError;
use crate::issuance::metadata::{endpoint, server_endpoint, server_metadata};
use crate::issuance::{IssuerTrust, wire};
use crate::oauth::Device;
use crate::url::HttpsUrl;
use mien_credential::jose::{JoseError, NewJwsHeader, sign_compact};
use mien_ports::{HttpRequest, HttpResponse};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The provider that people are enrolled at: data of the deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// The credential issuer identifier, an `https` URL on a trusted host.
    pub issuer: String,
    /// The configuration of the identity credential in the issuer's metadata.
    pub configuration_id: String,
    /// Where this app's installations are attested: the wallet provider's endpoint, on a trusted host.
    pub attestation_endpoint: String,
    /// The client identifier, the same for all installations of this app.
    pub client_id: String,
    /// Where the browser returns to: an `https` URL that this app has claimed.
    pub redirect_uri: String,
    /// How messages are filled in by themselves: the hash of this app for Android's SMS Retriever (11 characters), or `None`
    /// for domain-bound messages.
    pub sms_hash: Option<String>,
    /// Never ask for steps that the app shows itself, always open the browser.
    pub browser_only: bool,
}

/// What is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// J1: a new account, with ID number and face check.
    Register,
    /// J1's variant: a new account with nothing but a phone number.
    RegisterByPhone,
    /// J2: this phone for an account that there is. The phone that was used before is signed out.
    SetUp,
}

impl Purpose {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::RegisterByPhone => "register_by_phone",
            Self::SetUp => "set_up",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        [Self::Register, Self::RegisterByPhone, Self::SetUp]
            .into_iter()
            .find(|purpose| purpose.name() == name)
    }
}

/// What is used of the authorization server's metadata.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) issuer: HttpsUrl,
    pub(super) token: HttpsUrl,
    /// Absent: the browser is the only way.
    pub(super) challenge: Option<HttpsUrl>,
    pub(super) par: Option<HttpsUrl>,
    pub(super) authorize: Option<HttpsUrl>,
}

impl Server {
    pub(super) fn parse(bytes: &[u8], issuer: &HttpsUrl, trust: &IssuerTrust) -> Result<Self, IssuanceError> {
        let metadata = server_metadata(bytes, issuer)?;
        let has = |list: &str, value: &str| {
            metadata.get(list).and_then(Value::as_array).is_some_and(|l| l.iter().any(|v| v == value))
        };
        // Without these the flow would have no protection against stolen codes and tokens: not spoken.
        if !has("code_challenge_methods_supported", "S256")
            || !has("dpop_signing_alg_values_supported", "ES256")
        {
            return Err(IssuanceError::Unsupported);
        }
        let optional = |name: &str| endpoint(&metadata, name, trust, "server_metadata");
        let server = Self {
            issuer: issuer.clone(),
            token: server_endpoint(&metadata, "token_endpoint", trust)?,
            challenge: optional("authorization_challenge_endpoint")?,
            par: optional("pushed_authorization_request_endpoint")?,
            authorize: optional("authorization_endpoint")?,
        };
        let browser = server.par.is_some() && server.authorize.is_some();
        // The answer from a browser must name who it is from (RFC 9207).
        let names_itself =
            metadata.get("authorization_response_iss_parameter_supported") == Some(&Value::Bool(true));
        if server.challenge.is_some() || (browser && names_itself) {
            Ok(server)
        } else {
            Err(IssuanceError::Unsupported)
        }
    }
}

/// Asks the wallet provider to attest this installation.
pub(super) fn attest(
    url: &HttpsUrl,
    provider: &Provider,
    device: &Device<'_>,
) -> Result<HttpRequest, JoseError> {
    let jwk = Some(device.instance.public_key()?);
    let header = NewJwsHeader { typ: "mien-attestation-request+jwt", jwk, ..NewJwsHeader::default() };
    let claims = json!({ "iss": provider.client_id, "aud": url.as_str(), "iat": device.now });
    let proof = sign_compact(&header, &claims, &device.instance)?;
    Ok(wire::post_json(url, wire::MAX_DOCUMENT, &BTreeMap::from([("proof", json!(proof))])))
}

/// The attestation in the wallet provider's answer.
pub(super) fn attestation(response: &HttpResponse) -> Result<String, IssuanceError> {
    let answer = wire::object(response, "attestation")?;
    let text = answer.get("client_attestation").and_then(Value::as_str);
    let text = text.filter(|t| t.len() <= 16 * 1024 && t.bytes().all(|b| b.is_ascii_graphic()));
    text.map(str::to_owned).ok_or(IssuanceError::Document { document: "attestation" })
}

/// The parameters of an authorization request, pushed or to the challenge endpoint.
pub(super) fn authorization<'a>(
    provider: &'a Provider,
    purpose: Purpose,
    challenge: &'a str,
    state: &'a str,
    details: &'a str,
    thumbprint: &'a str,
) -> Vec<(&'a str, &'a str)> {
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", provider.client_id.as_str()),
        ("redirect_uri", provider.redirect_uri.as_str()),
        ("authorization_details", details),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
        ("dpop_jkt", thumbprint),
        ("state", state),
    ];
    // "Initiating User Registration via OpenID Connect 1.0".
    if purpose != Purpose::SetUp {
        pairs.push(("prompt", "create"));
    }
    if purpose == Purpose::RegisterByPhone {
        pairs.push(("acr_values", "urn:mien:loa:1"));
    }
    pairs
}

/// What only the challenge endpoint is told.
pub(super) fn native(provider: &Provider) -> Vec<(&str, &str)> {
    let mut pairs = vec![("interaction_types_supported", SUPPORTED)];
    pairs.extend(provider.sms_hash.as_deref().map(|hash| ("sms_retriever_hash", hash)));
    pairs
}

/// The credential that is asked for (RFC 9396, OpenID4VCI 1.0 section 5.1.1).
pub(super) fn details(configuration_id: &str) -> String {
    json!([{ "type": "openid_credential", "credential_configuration_id": configuration_id }]).to_string()
}
