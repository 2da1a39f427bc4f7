//! Metadata of the authorization server (OpenID Connect Discovery 1.0, RFC 8414) and its signing key.

use crate::app::Shared;
use crate::store::Flow;
use axum::Json;
use axum::extract::State;
use mien_credential::jose::SignatureAlgorithm;
use serde_json::{Value, json};

/// The grant of OpenID4VCI for offers.
pub(super) const PRE_AUTHORIZED: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

/// `GET /.well-known/openid-configuration` and `/.well-known/oauth-authorization-server`.
pub(crate) async fn metadata(State(app): State<Shared>) -> Json<Value> {
    let base = &app.base;
    Json(json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/authorize"),
        "token_endpoint": format!("{base}/token"),
        "userinfo_endpoint": format!("{base}/userinfo"),
        "jwks_uri": format!("{base}/jwks"),
        "scopes_supported": ["openid", "profile"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", PRE_AUTHORIZED],
        "pre-authorized_grant_anonymous_access_supported": true,
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "pushed_authorization_request_endpoint": format!("{base}/par"),
        "authorization_challenge_endpoint": format!("{base}/authorize-challenge"),
        "token_endpoint_auth_methods_supported":
            ["client_secret_basic", "private_key_jwt", "attest_jwt_client_auth"],
        "token_endpoint_auth_signing_alg_values_supported": SignatureAlgorithm::NAMES,
        "client_attestation_signing_alg_values_supported": ["ES256"],
        "client_attestation_pop_signing_alg_values_supported": ["ES256"],
        "dpop_signing_alg_values_supported": ["ES256"],
        "authorization_details_types_supported": ["openid_credential"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "acr_values_supported": [Flow::CrossDevice.acr(), Flow::SameDevice.acr()],
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "claims_supported": ["sub", "name", "auth_time", "acr", "amr"],
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
    }))
}

/// `GET /jwks`.
pub(crate) async fn jwks(State(app): State<Shared>) -> Json<Value> {
    Json(json!({ "keys": [app.keys.id_tokens.jwk()] }))
}
