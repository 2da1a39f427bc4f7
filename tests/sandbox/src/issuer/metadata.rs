//! The issuer's metadata (OpenID4VCI 1.0 section 12.2).

use crate::app::{CREDENTIAL, Shared, VCT};
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

/// `GET /.well-known/openid-credential-issuer`.
pub(crate) async fn metadata(State(app): State<Shared>) -> Json<Value> {
    let base = &app.base;
    let claim = |name: &str, en: &str, zh: &str| json!({ "path": [name], "display": [{ "name": en, "locale": "en" }, { "name": zh, "locale": "zh-Hans" }] });
    Json(json!({
        "credential_issuer": base,
        "authorization_servers": [base],
        "credential_endpoint": format!("{base}/credential"),
        "nonce_endpoint": format!("{base}/nonce"),
        "notification_endpoint": format!("{base}/notification"),
        "display": [{ "name": "Mien sandbox", "locale": "en" }, { "name": "Mien 沙盒", "locale": "zh-Hans" }],
        "credential_configurations_supported": { CREDENTIAL: {
            "format": "dc+sd-jwt",
            "vct": VCT,
            "scope": CREDENTIAL,
            "cryptographic_binding_methods_supported": ["jwk"],
            "credential_signing_alg_values_supported": ["ES256"],
            "proof_types_supported": { "jwt": { "proof_signing_alg_values_supported": ["ES256"] } },
            "credential_metadata": {
                "display": [{ "name": "Identity", "locale": "en" }, { "name": "身份凭证", "locale": "zh-Hans" }],
                "claims": [
                    claim("uid", "Identifier", "标识符"),
                    claim("name", "Name", "姓名"),
                    claim("id_number_masked", "ID number (masked)", "证件号码（部分隐藏）"),
                    claim("birth_year", "Year of birth", "出生年份"),
                    claim("age_equal_or_over", "Of age", "年龄达标"),
                ],
            },
        } },
    }))
}
