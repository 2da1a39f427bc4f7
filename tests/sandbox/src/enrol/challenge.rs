//! `POST /authorize-challenge`: the steps of an enrolment, shown by the app itself (OpenID4VCI 1.1 draft of June 2026, over
//! OAuth 2.0 for First-Party Applications).

use super::answers::event;
use super::session::{Purpose, Session};
use super::{advance, conclusion, prompt};
use crate::app::{App, CREDENTIAL, Shared};
use crate::error::SandboxError;
use crate::oidc::par;
use crate::random;
use crate::store::Enrolment;
use crate::wallet::{CLIENT_ID, REDIRECT_URIS, Refused, authenticate, nonce};
use crate::web::answer::{Answer, error, json_answer};
use axum::extract::{Form, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use mien_credential::jose::PublicKey;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const PATH: &str = "/authorize-challenge";

/// The parameters of both kinds of request.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Parameters {
    pub(crate) response_type: Option<String>,
    pub(crate) client_id: Option<String>,
    pub(crate) redirect_uri: Option<String>,
    pub(crate) authorization_details: Option<String>,
    pub(crate) code_challenge: Option<String>,
    pub(crate) code_challenge_method: Option<String>,
    pub(crate) dpop_jkt: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) prompt: Option<String>,
    pub(crate) acr_values: Option<String>,
    interaction_types_supported: Option<String>,
    sms_retriever_hash: Option<String>,
    auth_session: Option<String>,
    step: Option<u64>,
    interaction_response: Option<String>,
}

/// `POST /authorize-challenge`.
pub(crate) async fn challenge(
    State(app): State<Shared>,
    headers: HeaderMap,
    Form(request): Form<Parameters>,
) -> Answer {
    let key = match authenticate(&app, &headers, PATH)? {
        Ok(key) => key,
        Err(refused) => return Ok(refuse(&app, refused)),
    };
    let mut answer = match &request.auth_session {
        Some(id) => go_on(&app, id, &key, &request)?,
        None => begin(&app, &key, &request)?,
    };
    with_nonce(&app, &mut answer);
    Ok(answer)
}

/// The nonce for the next proof goes with every answer.
pub(crate) fn with_nonce(app: &App, response: &mut Response) {
    if let Ok(value) = HeaderValue::from_str(&nonce(app)) {
        response.headers_mut().insert("dpop-nonce", value);
    }
}

/// The answer to a client that is not the one it should be.
pub(crate) fn refuse(app: &App, Refused(code, reason): Refused) -> Response {
    let mut response = error(StatusCode::BAD_REQUEST, code, reason);
    with_nonce(app, &mut response);
    response
}

fn begin(app: &App, key: &PublicKey, request: &Parameters) -> Result<Response, SandboxError> {
    let purpose = match acceptable(request, key) {
        Ok(purpose) => purpose,
        Err(reason) => return Ok(error(StatusCode::BAD_REQUEST, "invalid_request", reason)),
    };
    let hash = request.sms_retriever_hash.clone().filter(|hash| {
        hash.len() == 11 && hash.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/-_".contains(&b))
    });
    let session = Session::begin(purpose, true, hash, app.now_ms());
    let types = request.interaction_types_supported.as_deref().unwrap_or_default();
    let knows = |name: &str| types.split(',').any(|kind| kind.trim() == name);
    if !session.kinds().all(|kind| knows(&format!("urn:mien:ia:{}", kind.name()))) {
        // Another wallet: the browser knows all steps.
        if !knows("redirect_to_web") {
            return Ok(error(
                StatusCode::BAD_REQUEST,
                "missing_interaction_type",
                "urn:mien:ia:* or redirect_to_web",
            ));
        }
        let (uri, expires_in) = par::push(app, request, Some(&key.thumbprint()))?;
        let body = json!({ "error": "redirect_to_web", "request_uri": uri, "expires_in": expires_in });
        return Ok(json_answer(StatusCode::FORBIDDEN, body));
    }
    let id = random::token()?;
    let mut enrolment = Enrolment {
        jkt: key.thumbprint(),
        jwk: key.to_jwk().to_string(),
        challenge: request.code_challenge.clone().unwrap_or_default(),
        state: request.state.clone(),
        browser: None,
        session,
    };
    app.store.add_enrolment(&id, &enrolment, app.now_ms())?;
    app.report("enrolling");
    show(app, &id, &mut enrolment, None)
}

impl Parameters {
    /// What is begun, by the parameters that say so; `None` for a combination that says nothing.
    pub(crate) fn purpose(&self) -> Option<Purpose> {
        match (self.prompt.as_deref(), self.acr_values.as_deref()) {
            (Some("create"), Some("urn:mien:loa:1")) => Some(Purpose::RegisterByPhone),
            (Some("create"), None) => Some(Purpose::Register),
            (None, None) => Some(Purpose::SetUp),
            _ => None,
        }
    }
}

/// What both the challenge endpoint and a pushed request must hold.
pub(crate) fn acceptable(request: &Parameters, key: &PublicKey) -> Result<Purpose, &'static str> {
    let is = |value: &Option<String>, wanted: &str| value.as_deref() == Some(wanted);
    if !is(&request.response_type, "code") {
        return Err("response_type");
    }
    if !is(&request.client_id, CLIENT_ID) {
        return Err("client_id");
    }
    if !request.redirect_uri.as_deref().is_some_and(|uri| REDIRECT_URIS.contains(&uri)) {
        return Err("redirect_uri");
    }
    let challenge = request.code_challenge.as_deref().unwrap_or_default();
    if !is(&request.code_challenge_method, "S256") || challenge.len() != 43 {
        return Err("code_challenge");
    }
    // RFC 9449, section 10: the code shall be bound to the key that asks for it.
    if request.dpop_jkt.as_ref().is_some_and(|jkt| *jkt != key.thumbprint()) {
        return Err("dpop_jkt");
    }
    let details =
        request.authorization_details.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let wanted = |detail: &Value| {
        detail.get("type").and_then(Value::as_str) == Some("openid_credential")
            && detail.get("credential_configuration_id").and_then(Value::as_str) == Some(CREDENTIAL)
    };
    if !details
        .as_ref()
        .and_then(Value::as_array)
        .is_some_and(|list| list.len() == 1 && list.iter().all(wanted))
    {
        return Err("authorization_details");
    }
    request.purpose().ok_or("prompt or acr_values")
}

fn go_on(app: &App, id: &str, key: &PublicKey, request: &Parameters) -> Result<Response, SandboxError> {
    let over =
        || error(StatusCode::BAD_REQUEST, "invalid_session", "unknown, too old or another installation's");
    let Some(mut enrolment) = app.store.enrolment(id)? else { return Ok(over()) };
    if enrolment.jkt != key.thumbprint()
        || enrolment.browser.is_some()
        || enrolment.session.is_over(app.now_ms())
    {
        return Ok(over());
    }
    // An answer to a step that is past was taken before: what is due now is the answer to it.
    let due = enrolment.session.due().filter(|_| request.step == Some(enrolment.session.step));
    let Some((text, due)) = request.interaction_response.as_ref().zip(due) else {
        return show(app, id, &mut enrolment, None);
    };
    let answer = mien_credential::json::parse(text.as_bytes()).unwrap_or_default();
    match event(app, &enrolment, due, &answer)? {
        Some(event) => show(app, id, &mut enrolment, Some(event)),
        None => Ok(error(StatusCode::BAD_REQUEST, "invalid_request", "interaction_response")),
    }
}

fn show(
    app: &App,
    id: &str,
    enrolment: &mut Enrolment,
    event: Option<super::session::Event>,
) -> Result<Response, SandboxError> {
    let Some(reaction) = advance(app, id, enrolment, event)? else {
        return Ok(error(StatusCode::TOO_MANY_REQUESTS, "slow_down", "another answer came first"));
    };
    let session = &enrolment.session;
    if let Some(reason) = &session.ended {
        let body = json!({ "error": "access_denied", "reason": reason });
        return Ok(json_answer(StatusCode::BAD_REQUEST, body));
    }
    let Some(due) = session.due() else {
        let code = conclusion::code(app, enrolment)?;
        return Ok(json_answer(StatusCode::OK, json!({ "authorization_code": code, "auth_session": id })));
    };
    let mut body = prompt::members(app, session, due)?;
    if let Some(members) = body.as_object_mut() {
        members.insert("error".to_owned(), json!("insufficient_authorization"));
        members.insert("auth_session".to_owned(), json!(id));
        members.insert("interaction_type_required".to_owned(), json!(format!("urn:mien:ia:{}", due.name())));
        members.insert("step".to_owned(), json!(session.step));
        members.extend(reaction.problem.map(|problem| ("problem".to_owned(), json!(problem))));
    }
    Ok(json_answer(StatusCode::FORBIDDEN, body))
}
