//! What the issuer and its authorization server publish about themselves.

use super::{IssuanceError, IssuerTrust};
use crate::text::is_displayable;
use crate::url::HttpsUrl;
use mien_credential::json;
use serde_json::{Map, Value};

const SERVER: &str = "server_metadata";

/// What is used of the issuer's metadata (OpenID4VCI 1.0, section 12.2.4).
#[derive(Debug)]
pub(crate) struct IssuerMetadata {
    pub(crate) server: HttpsUrl,
    pub(crate) nonce_endpoint: Option<HttpsUrl>,
    pub(crate) credential_endpoint: HttpsUrl,
    pub(crate) notification_endpoint: Option<HttpsUrl>,
    /// The type that the wanted configuration promises.
    pub(crate) vct: String,
    /// The issuer's name for itself.
    pub(crate) display_name: Option<String>,
}

/// What is asked of whom.
#[derive(Clone, Copy)]
pub(crate) struct Wish<'a> {
    pub(crate) issuer: &'a HttpsUrl,
    pub(crate) configuration_id: &'a str,
    /// Which authorization server, when the issuer has several.
    pub(crate) server: Option<&'a str>,
}

impl IssuerMetadata {
    pub(crate) fn parse(bytes: &[u8], wish: Wish<'_>, trust: &IssuerTrust) -> Result<Self, IssuanceError> {
        let broken = || IssuanceError::Document { document: "issuer_metadata" };
        let metadata = json::parse_object(bytes).map_err(|_| broken())?;
        if metadata.get("credential_issuer").and_then(Value::as_str) != Some(wish.issuer.as_str()) {
            return Err(broken());
        }
        let servers = match metadata.get("authorization_servers") {
            None => vec![wish.issuer.as_str()],
            Some(list) => {
                let list = list.as_array().filter(|l| !l.is_empty()).ok_or_else(broken)?;
                list.iter().map(Value::as_str).collect::<Option<_>>().ok_or_else(broken)?
            }
        };
        let named = |server: &&&str| wish.server.is_none_or(|wanted| wanted == **server);
        let server = servers.iter().find(named).and_then(|s| HttpsUrl::parse(s)).ok_or_else(broken)?;
        let configuration = metadata
            .get("credential_configurations_supported")
            .and_then(|c| c.get(wish.configuration_id))
            .and_then(Value::as_object)
            .ok_or_else(broken)?;
        let endpoint = |name: &str| endpoint(&metadata, name, trust, "issuer_metadata");
        Ok(Self {
            server,
            nonce_endpoint: endpoint("nonce_endpoint")?,
            credential_endpoint: endpoint("credential_endpoint")?.ok_or_else(broken)?,
            notification_endpoint: endpoint("notification_endpoint")?,
            vct: credential_type(configuration)?,
            display_name: display_name(&metadata),
        })
    }
}

/// The metadata of the authorization server (RFC 8414).
pub(crate) fn server_metadata(bytes: &[u8], server: &HttpsUrl) -> Result<Map<String, Value>, IssuanceError> {
    let broken = || IssuanceError::Document { document: SERVER };
    let metadata = json::parse_object(bytes).map_err(|_| broken())?;
    // The comparison that stops one server's tokens from going to another (RFC 8414, section 3.3).
    if metadata.get("issuer").and_then(Value::as_str) != Some(server.as_str()) {
        return Err(broken());
    }
    Ok(metadata)
}

/// An endpoint that the server's metadata must name.
pub(crate) fn server_endpoint(
    metadata: &Map<String, Value>,
    name: &str,
    trust: &IssuerTrust,
) -> Result<HttpsUrl, IssuanceError> {
    endpoint(metadata, name, trust, SERVER)?.ok_or(IssuanceError::Document { document: SERVER })
}

/// An endpoint on a trusted host; `None` when it is not named.
pub(crate) fn endpoint(
    metadata: &Map<String, Value>,
    name: &str,
    trust: &IssuerTrust,
    document: &'static str,
) -> Result<Option<HttpsUrl>, IssuanceError> {
    let Some(value) = metadata.get(name) else { return Ok(None) };
    let url = value.as_str().and_then(HttpsUrl::parse).ok_or(IssuanceError::Document { document })?;
    if trust.knows(&url) { Ok(Some(url)) } else { Err(IssuanceError::UntrustedIssuer) }
}

fn credential_type(configuration: &Map<String, Value>) -> Result<String, IssuanceError> {
    let get = |name: &str| configuration.get(name).and_then(Value::as_str);
    if get("format") != Some("dc+sd-jwt") {
        return Err(IssuanceError::Unsupported);
    }
    let es256 = |proofs: &Value| {
        let algorithms = proofs.get("jwt").and_then(|j| j.get("proof_signing_alg_values_supported"));
        algorithms.and_then(Value::as_array).is_some_and(|l| l.iter().any(|a| a == "ES256"))
    };
    if configuration.get("proof_types_supported").is_some_and(|proofs| !es256(proofs)) {
        return Err(IssuanceError::Unsupported);
    }
    get("vct").map(str::to_owned).ok_or(IssuanceError::Document { document: "issuer_metadata" })
}

fn display_name(metadata: &Map<String, Value>) -> Option<String> {
    let first = metadata.get("display")?.as_array()?.first()?;
    first.get("name")?.as_str().filter(|name| is_displayable(name)).map(str::to_owned)
}
