//! What every request to a wallet has, whoever asks (OpenID4VP 1.0 section 5, HAIP 1.0).

use crate::app::VCT;
use crate::keys::ResponseKey;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

/// Seconds from the fetch to the request object's `exp`.
pub(crate) const REQUEST_S: i64 = 60;
/// The `typ` of a request object.
pub(crate) const TYPE: &str = "oauth-authz-req+jwt";

/// A request for claims of the identity credential.
pub(crate) struct WalletRequest<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) response_uri: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) state: &'a str,
    pub(crate) wallet_nonce: Option<&'a str>,
    /// Name and private half of the key that the answer is encrypted to.
    pub(crate) kid: &'a str,
    pub(crate) scalar: &'a [u8],
    /// The `claims` of the query.
    pub(crate) claims: Value,
    /// Who asks and why, signed by the verifier: an `rp-context+jwt`.
    pub(crate) context: String,
}

impl WalletRequest<'_> {
    /// The payload, to be signed as [`TYPE`].
    pub(crate) fn payload(&self, now: i64) -> Value {
        let formats =
            json!({ "dc+sd-jwt": { "sd-jwt_alg_values": ["ES256"], "kb-jwt_alg_values": ["ES256"] } });
        let mut payload = json!({
            "client_id": self.client_id,
            "aud": "https://self-issued.me/v2",
            "iat": now,
            "exp": now + REQUEST_S,
            "response_type": "vp_token",
            "response_mode": "direct_post.jwt",
            "response_uri": self.response_uri,
            "nonce": self.nonce,
            "state": self.state,
            "dcql_query": { "credentials": [{
                "id": "id",
                "format": "dc+sd-jwt",
                "meta": { "vct_values": [VCT] },
                "claims": self.claims,
            }] },
            "client_metadata": {
                "jwks": { "keys": [ResponseKey::jwk(self.kid, self.scalar)] },
                "encrypted_response_enc_values_supported": ["A256GCM", "A128GCM"],
                "vp_formats_supported": formats,
            },
            "verifier_info": [{ "format": "rp-context+jwt", "data": self.context }],
        });
        if let (Some(nonce), Some(members)) = (self.wallet_nonce, payload.as_object_mut()) {
            members.insert("wallet_nonce".to_owned(), Value::from(nonce));
        }
        payload
    }
}

/// A signed request object as an answer.
pub(crate) fn object_answer(object: String) -> Response {
    let headers = [(CONTENT_TYPE, "application/oauth-authz-req+jwt"), (CACHE_CONTROL, "no-store")];
    (headers, object).into_response()
}
