//! The same steps in a browser: for wallets that do not show them, and where the provider wants it so.

use super::answers::event;
use super::session::{DECLARATION, Kind, Session, TERMS};
use super::{advance, conclusion, masked_phone, prompt, robot};
use crate::app::{App, Shared};
use crate::enrol::challenge::Parameters;
use crate::error::SandboxError;
use crate::random;
use crate::store::Enrolment;
use crate::wallet::REDIRECT_URIS;
use crate::web::answer::{Answer, see_other};
use crate::web::cookies::set_cookie;
use crate::web::page::Page;
use crate::web::template::{Markup, Value, render};
use crate::web::text::text;
use crate::web::url::{origin, with_query};
use crate::web::visitor::{BROWSER_COOKIE, Visitor};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

const BROWSER_S: u32 = 86_400;

/// A pushed request of the wallet arrives in a browser.
pub(crate) fn begin(app: &App, visitor: &Visitor, body: &str, jkt: Option<&str>) -> Answer {
    let request: Option<Parameters> = serde_json::from_str(body).ok();
    let Some((request, jkt)) = request.zip(jkt) else { return Ok(gone(visitor)) };
    let Some(purpose) = request.purpose() else { return Ok(gone(visitor)) };
    let browser = match &visitor.browser {
        Some(browser) => browser.clone(),
        None => random::token()?,
    };
    let id = random::token()?;
    let enrolment = Enrolment {
        jkt: jkt.to_owned(),
        jwk: String::new(),
        challenge: request.code_challenge.unwrap_or_default(),
        state: request.state,
        browser: Some(random::hash(&browser)),
        session: Session::begin(purpose, false, None, app.now_ms()),
    };
    app.store.add_enrolment(&id, &enrolment, app.now_ms())?;
    app.report("enrolling");
    let mut response = see_other(&format!("/enrol/{id}"));
    if let Some(cookie) = set_cookie(BROWSER_COOKIE, &browser, BROWSER_S) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The enrolment if it was begun in this browser and lives, and the token of its forms.
fn known(app: &App, id: &str, visitor: &Visitor) -> Result<Option<(Enrolment, String)>, SandboxError> {
    let Some(enrolment) = app.store.enrolment(id)? else { return Ok(None) };
    let browser = visitor.browser.as_deref().unwrap_or_default();
    let mine = enrolment.browser.as_deref().is_some_and(|hash| random::same(hash, &random::hash(browser)));
    let lives = mine && !enrolment.session.is_over(app.now_ms());
    Ok(lives.then(|| (enrolment, app.keys.form_token(browser, id))))
}

fn gone(visitor: &Visitor) -> Response {
    Page::notice(StatusCode::GONE, "gone_page", "enrol_gone", visitor).show(visitor)
}

/// `GET /enrol/{id}`: the step that is due.
pub(crate) async fn show(State(app): State<Shared>, Path(id): Path<String>, visitor: Visitor) -> Answer {
    let Some((mut enrolment, csrf)) = known(&app, &id, &visitor)? else { return Ok(gone(&visitor)) };
    let reaction = advance(&app, &id, &mut enrolment, None)?.unwrap_or_default();
    page(&app, &id, &enrolment, &csrf, reaction.problem, &visitor)
}

/// All fields of all steps.
#[derive(Deserialize)]
pub(crate) struct Fields {
    csrf: String,
    step: u64,
    payload: Option<String>,
    id_number: Option<String>,
    name: Option<String>,
    birth_date: Option<String>,
    password: Option<String>,
    number: Option<String>,
    again: Option<String>,
    code: Option<String>,
    resend: Option<String>,
    agree: Option<String>,
}

impl Fields {
    /// The answer as the app would give it; `None` when what was typed twice differs.
    fn answer(&self, kind: Kind) -> Option<serde_json::Value> {
        let same = |first: &Option<String>| (*first == self.again).then_some(());
        Some(match kind {
            Kind::ProofOfWork => json!({ "payload": self.payload }),
            Kind::SignIn => json!({ "id_number": self.id_number, "password": self.password }),
            Kind::Identify => {
                json!({ "id_number": self.id_number, "name": self.name, "birth_date": self.birth_date })
            }
            Kind::Terms => json!({ "accepted": self.agree.as_ref().map(|_| TERMS) }),
            Kind::Details => json!({ "declared": self.agree.as_ref().map(|_| DECLARATION) }),
            Kind::NewPassword => {
                same(&self.password)?;
                json!({ "password": self.password })
            }
            Kind::Phone => {
                same(&self.number)?;
                json!({ "number": self.number })
            }
            Kind::OneTimeCode if self.resend.is_some() => json!({ "resend": true }),
            Kind::OneTimeCode => {
                let digits: Option<String> =
                    self.code.as_ref().map(|code| code.chars().filter(char::is_ascii_digit).collect());
                json!({ "code": digits })
            }
            Kind::Face => json!({}),
        })
    }
}

/// `POST /enrol/{id}`: an answer; on to the next step, or back to the app.
pub(crate) async fn answer(
    State(app): State<Shared>,
    Path(id): Path<String>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Answer {
    let Some((mut enrolment, csrf)) = known(&app, &id, &visitor)? else { return Ok(gone(&visitor)) };
    if !random::same(&fields.csrf, &csrf) {
        return Ok(gone(&visitor));
    }
    let here = format!("/enrol/{id}");
    let Some(due) = enrolment.session.due().filter(|_| fields.step == enrolment.session.step) else {
        // A form of an earlier step, sent again by the back button: shown is what is due.
        return Ok(see_other(&here));
    };
    let event = match fields.answer(due) {
        Some(answer) => event(&app, &enrolment, due, &answer)?,
        None => return page(&app, &id, &enrolment, &csrf, Some("differs"), &visitor),
    };
    if event.is_none() {
        return page(&app, &id, &enrolment, &csrf, Some("missing"), &visitor);
    }
    let Some(reaction) = advance(&app, &id, &mut enrolment, event)? else { return Ok(see_other(&here)) };
    if enrolment.session.ended.is_none() && enrolment.session.due().is_none() {
        let code = conclusion::code(&app, &enrolment)?;
        return Ok(see_other(&back(&app, &enrolment, ("code", &code))));
    }
    match reaction.problem {
        // After a redirect, going back and reloading send nothing twice.
        None if enrolment.session.ended.is_none() => Ok(see_other(&here)),
        problem => page(&app, &id, &enrolment, &csrf, problem, &visitor),
    }
}

#[derive(Deserialize)]
pub(crate) struct Cancel {
    csrf: String,
}

/// `POST /enrol/{id}/cancel`.
pub(crate) async fn cancel(
    State(app): State<Shared>,
    Path(id): Path<String>,
    visitor: Visitor,
    Form(form): Form<Cancel>,
) -> Answer {
    match known(&app, &id, &visitor)? {
        Some((mut enrolment, csrf)) if random::same(&form.csrf, &csrf) => {
            let before = enrolment.session.clone();
            enrolment.session.ended = Some("cancelled".to_owned());
            app.store.set_session(&id, &before, &enrolment.session)?;
            Ok(see_other(&back(&app, &enrolment, ("error", "access_denied"))))
        }
        _ => Ok(gone(&visitor)),
    }
}

/// The address of the app, with the answer for it.
fn back(app: &App, enrolment: &Enrolment, (name, value): (&str, &str)) -> String {
    let uri = REDIRECT_URIS.first().copied().unwrap_or_default();
    with_query(uri, &[(name, Some(value)), ("state", enrolment.state.as_deref()), ("iss", Some(&app.base))])
}

/// The page of the step that is due, or of the end.
fn page(
    app: &App,
    id: &str,
    enrolment: &Enrolment,
    csrf: &str,
    problem: Option<&'static str>,
    visitor: &Visitor,
) -> Answer {
    let session = &enrolment.session;
    let Some(due) = session.due().filter(|_| session.ended.is_none()) else {
        let message = match session.ended.as_deref() {
            Some("too_many_tries") => "enrol_too_many",
            Some("not_eligible") => "enrol_not_eligible",
            _ => "enrol_gone",
        };
        return Ok(Page::notice(StatusCode::FORBIDDEN, "problem_page", message, visitor).show(visitor));
    };
    let (title, fields) = step(app, session, due, problem.is_some(), visitor)?;
    let problem = match problem {
        Some(code) => {
            let message = text(visitor.lang, problem_text(due, code));
            render(
                include_str!("../../pages/enrol_problem.html"),
                visitor.lang,
                &[("message", message.into())],
            )
        }
        // The fields are described by it, also when there is nothing to say.
        None => render(include_str!("../../pages/enrol_no_problem.html"), visitor.lang, &[]),
    };
    let all = usize::try_from(session.step).unwrap_or_default() + session.kinds().count() - 1;
    let body = render(
        include_str!("../../pages/enrol.html"),
        visitor.lang,
        &[
            ("id", id.into()),
            ("csrf", csrf.into()),
            ("step", session.step.to_string().into()),
            ("all", all.to_string().into()),
            ("title", text(visitor.lang, title).into()),
            ("problem", problem.into()),
            ("fields", fields.into()),
        ],
    );
    let form_action = REDIRECT_URIS.first().and_then(|uri| origin(uri)).map(str::to_owned);
    Ok(Page { form_action, ..Page::provider(title, body) }.show(visitor))
}

/// Title and fields of a step.
fn step(
    app: &App,
    session: &Session,
    kind: Kind,
    wrong: bool,
    visitor: &Visitor,
) -> Result<(&'static str, Markup), SandboxError> {
    let invalid: (&str, Value) = ("invalid", if wrong { "true" } else { "false" }.into());
    let fill = |template: &'static str, values: &[(&str, Value)]| render(template, visitor.lang, values);
    Ok(match kind {
        Kind::ProofOfWork => {
            let task = robot::task(app)?.to_string();
            ("robot_title", fill(include_str!("../../pages/step_robot.html"), &[("task", task.into())]))
        }
        Kind::SignIn => ("sign_in_title", fill(include_str!("../../pages/step_sign_in.html"), &[invalid])),
        Kind::Identify => {
            ("identify_title", fill(include_str!("../../pages/step_identify.html"), &[invalid]))
        }
        Kind::Terms => ("terms_title", fill(include_str!("../../pages/step_terms.html"), &[])),
        Kind::NewPassword => {
            ("new_password_title", fill(include_str!("../../pages/step_password.html"), &[invalid]))
        }
        Kind::Phone => ("phone_title", fill(include_str!("../../pages/step_phone.html"), &[invalid])),
        Kind::OneTimeCode => {
            let view = session.code_view(app.now_ms());
            let values = [
                invalid,
                ("sent_to", masked_phone(session.phone.as_deref().unwrap_or_default()).into()),
                ("minutes", ((view.expires_in + 59) / 60).to_string().into()),
                ("tries", view.tries_left.to_string().into()),
                ("expires", view.expires_in.to_string().into()),
            ];
            ("code_title", fill(include_str!("../../pages/step_code.html"), &values))
        }
        Kind::Details => {
            let mut rows = Markup::empty();
            for (key, value) in prompt::details(app, session) {
                let row = [("label", text(visitor.lang, key).into()), ("value", value.into())];
                rows.push(&fill(include_str!("../../pages/row.html"), &row));
            }
            ("details_title", fill(include_str!("../../pages/step_details.html"), &[("rows", rows.into())]))
        }
        // Never due in a browser.
        Kind::Face => ("problem_page", Markup::empty()),
    })
}

/// What to say when an answer was not taken.
const fn problem_text(kind: Kind, code: &str) -> &'static str {
    match (kind, code.as_bytes()) {
        (_, b"missing") => "problem_missing",
        (_, b"differs") => "problem_differs",
        (_, b"expired") => "problem_expired",
        (_, b"too_soon") => "problem_too_soon",
        (_, b"no_more_codes") => "problem_no_more_codes",
        (Kind::SignIn, _) => "problem_sign_in",
        (Kind::Identify, _) => "problem_identify",
        (Kind::OneTimeCode, _) => "problem_code",
        (Kind::NewPassword, _) => "problem_password",
        (Kind::Phone, _) => "problem_phone",
        _ => "problem_missing",
    }
}
