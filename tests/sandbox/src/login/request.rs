//! The signed request object (OpenID4VP 1.0 section 5, HAIP 1.0).

use super::interaction::verifier_id;
use super::state::{Event, Refusal};
use crate::app::{App, Shared};
use crate::config::Client;
use crate::error::SandboxError;
use crate::store::{Interaction, Transaction};
use crate::wallet::request::{REQUEST_S, TYPE, WalletRequest, object_answer};
use crate::web::answer::{Answer, error};
use crate::web::url::host;
use axum::extract::{Form, Path, State as Shares};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;

/// What a wallet posts to the `request_uri`. `wallet_metadata` is not needed: one format and one algorithm are spoken.
#[derive(Deserialize)]
pub(crate) struct Fetch {
    wallet_nonce: Option<String>,
}

/// `GET /r/{id}`, for wallets that do not post.
pub(crate) async fn by_get(Shares(app): Shares<Shared>, Path(id): Path<String>) -> Answer {
    fetch(&app, &id, None)
}

/// `POST /r/{id}`.
pub(crate) async fn by_post(
    Shares(app): Shares<Shared>,
    Path(id): Path<String>,
    Form(form): Form<Fetch>,
) -> Answer {
    if form.wallet_nonce.as_ref().is_some_and(|nonce| nonce.is_empty() || nonce.len() > 256) {
        return Ok(error(StatusCode::BAD_REQUEST, "invalid_request", "wallet_nonce"));
    }
    fetch(&app, &id, form.wallet_nonce)
}

fn fetch(app: &App, id: &str, wallet_nonce: Option<String>) -> Answer {
    let nonce = wallet_nonce.clone();
    let step = app.store.step_transaction(
        id,
        app.now_ms(),
        |found| Event::Fetch { same_wallet: nonce.is_some() && found.wallet_nonce == nonce },
        |found| found.wallet_nonce = wallet_nonce,
    )?;
    let transaction = match step {
        None => return Ok(error(StatusCode::NOT_FOUND, "invalid_request", "unknown request")),
        Some(Err(Refusal::Gone | Refusal::OutOfTurn)) => {
            return Ok(error(StatusCode::GONE, "invalid_request", "used or expired"));
        }
        Some(Ok(transaction)) => transaction,
    };
    let Some(interaction) = app.store.interaction(&transaction.interaction)? else {
        return Ok(error(StatusCode::NOT_FOUND, "invalid_request", "unknown request"));
    };
    let Some(client) = app.client(&interaction.client_id) else {
        return Ok(error(StatusCode::NOT_FOUND, "invalid_request", "unknown request"));
    };
    let object = request_object(app, &interaction, client, &transaction)?;
    app.happened("scanned", &interaction.uid)?;
    Ok(object_answer(object))
}

/// The request as a signed JWT.
fn request_object(
    app: &App,
    interaction: &Interaction,
    client: &Client,
    transaction: &Transaction,
) -> Result<String, SandboxError> {
    let now = app.clock.now();
    let client_id = verifier_id(app, interaction);
    let context = context(app, interaction, client, transaction, &client_id)?;
    let request = WalletRequest {
        client_id: &client_id,
        response_uri: &format!("{}/vp", app.base),
        nonce: &transaction.nonce,
        state: &transaction.id,
        wallet_nonce: transaction.wallet_nonce.as_deref(),
        kid: &transaction.kid,
        scalar: &transaction.scalar,
        claims: json!([{ "path": ["uid"] }, { "path": ["name"] }]),
        context,
    };
    app.keys.requests.sign(TYPE, &request.payload(now))
}

/// Who asks for the login, why and from where: shown on the approve screen. Bound to this request by its nonce.
fn context(
    app: &App,
    interaction: &Interaction,
    client: &Client,
    transaction: &Transaction,
    client_id: &str,
) -> Result<String, SandboxError> {
    let payload = json!({
        "client_id": client_id,
        "nonce": transaction.nonce,
        "exp": app.clock.now() + REQUEST_S,
        "name": { "en": client.name_en, "zh-Hans": client.name_zh },
        "domain": host(&interaction.redirect_uri),
        "purpose": { "en": client.purpose_en, "zh-Hans": client.purpose_zh },
        "flow": transaction.flow.name(),
        "browser": interaction.agent,
        "started_at": interaction.created_ms.div_euclid(1000),
        "report_uri": format!("{}{}", app.base, super::report::PATH),
    });
    app.keys.requests.sign("rp-context+jwt", &payload)
}
