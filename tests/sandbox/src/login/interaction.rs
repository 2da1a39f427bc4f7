//! Begins logins and puts codes on pages.

use super::state::{Event, Progress, State};
use super::view::View;
use crate::app::{App, Shared};
use crate::config::Client;
use crate::error::SandboxError;
use crate::keys::ResponseKey;
use crate::random;
use crate::store::{Flow, Interaction, Transaction};
use crate::web::url::{encode, host};
use crate::web::visitor::Visitor;

/// How long a service's request may wait for its person.
pub(crate) const INTERACTION_MS: i64 = 30 * 60_000;
/// Codes that renew themselves before the person has to ask for one.
pub(crate) const MAX_RENEWALS: i64 = 5;

/// An interaction that this browser began, with its service.
pub(crate) struct Known<'a> {
    pub(crate) interaction: Interaction,
    pub(crate) client: &'a Client,
    /// The token of the forms on its pages.
    pub(crate) csrf: String,
}

/// Why a page cannot be shown.
pub(crate) enum Stranger {
    /// Unknown or too old.
    Gone,
    /// Begun in another browser.
    OtherBrowser,
}

/// The interaction `uid` if it belongs to this visitor's browser.
pub(crate) fn known<'a>(
    app: &'a App,
    uid: &str,
    visitor: &Visitor,
) -> Result<Result<Known<'a>, Stranger>, SandboxError> {
    let Some(interaction) = app.store.interaction(uid)? else { return Ok(Err(Stranger::Gone)) };
    let Some(client) = app.client(&interaction.client_id) else { return Ok(Err(Stranger::Gone)) };
    if app.now_ms() - interaction.created_ms > INTERACTION_MS {
        return Ok(Err(Stranger::Gone));
    }
    let browser = visitor.browser.as_deref().unwrap_or_default();
    if !random::same(&random::hash(browser), &interaction.browser) {
        return Ok(Err(Stranger::OtherBrowser));
    }
    let csrf = app.keys.form_token(browser, uid);
    Ok(Ok(Known { interaction, client, csrf }))
}

/// The same for a form: it must also carry the token of the page that it was on.
pub(crate) fn known_by_form<'a>(
    app: &'a App,
    uid: &str,
    visitor: &Visitor,
    csrf: &str,
) -> Result<Result<Known<'a>, Stranger>, SandboxError> {
    let known = known(app, uid, visitor)?;
    Ok(known.and_then(
        |known| if random::same(csrf, &known.csrf) { Ok(known) } else { Err(Stranger::OtherBrowser) },
    ))
}

/// Puts a new code and a new link on the page; those before are cancelled.
pub(crate) fn new_codes(app: &App, interaction: &str) -> Result<(), SandboxError> {
    for old in app.store.latest(interaction, app.now_ms())? {
        let _ = app.store.step_transaction(&old.id, app.now_ms(), |_| Event::Cancel, |_| {})?;
    }
    let same_device = app.store.demands_same_device(interaction)?;
    let flows = [Flow::SameDevice, Flow::CrossDevice];
    for flow in flows.into_iter().filter(|flow| !same_device || *flow == Flow::SameDevice) {
        let key = ResponseKey::generate()?;
        app.store.add_transaction(&Transaction {
            id: random::token()?,
            interaction: interaction.to_owned(),
            flow,
            progress: Progress::shown(app.now_ms()),
            created_ms: app.now_ms(),
            nonce: random::token()?,
            digits: random::digits(2)?,
            kid: key.kid,
            scalar: key.scalar,
            wallet_nonce: None,
            response_code: None,
            answer: None,
        })?;
    }
    app.report("shown");
    Ok(())
}

/// The codes on the page, made when there are none or when those shown have run out.
pub(crate) fn codes(app: &Shared, interaction: &str) -> Result<View, SandboxError> {
    let view = View::of(app.store.latest(interaction, app.now_ms())?);
    let live = view.as_ref().filter(|view| !matches!(view.state(), State::Expired | State::Cancelled));
    if live.is_none() {
        new_codes(app, interaction)?;
    }
    current(app, interaction)
}

/// The codes on the page as they are.
pub(crate) fn current(app: &App, interaction: &str) -> Result<View, SandboxError> {
    Ok(View::of(app.store.latest(interaction, app.now_ms())?).unwrap_or_default())
}

/// The `client_id` by which a request names the verifier.
pub(crate) fn verifier_id(app: &App, interaction: &Interaction) -> String {
    if interaction.hash_prefix {
        format!("x509_hash:{}", app.keys.x509_hash())
    } else {
        format!("x509_san_dns:{}", host(&app.base).unwrap_or_default())
    }
}

/// The text of the QR code or the link: an https URL that the app claims.
pub(crate) fn launch_url(app: &App, interaction: &Interaction, transaction: &Transaction) -> String {
    format!(
        "{}/q?client_id={}&request_uri={}&request_uri_method=post",
        app.base,
        encode(&verifier_id(app, interaction)),
        encode(&format!("{}/r/{}", app.base, transaction.id)),
    )
}
